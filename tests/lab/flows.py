#!/usr/bin/python3
"""The checks on real DAHDI spans, one after the other; one line for each, then `N passed, N failed`.

    tests/lab/flows.py --build DIR [NAME ...]      inside the machine of tests/lab/run
"""
import argparse
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import traceback

sys.dont_write_bytecode = True
from card import (DEEP, Lines, PCMA, check, data_to_sip, equal, exact, modules, spans,  # noqa: E402
                  speech_from_sip)
from flows_16_tdmoe import FAR, NEAR, lay_cable  # noqa: E402

FLOWS = []


def flow(function):
    FLOWS.append(function)
    return function


# --- calls on each kind of line ---------------------------------------------------------------------------------------

@flow
def e1_user_side(f: Lines) -> None:
    """E1, the gateway is the user: calls both ways, speech and data, sample by sample."""
    f.line("e1")
    f.start()
    speech_from_sip(f)
    data_to_sip(f)
    counters = f.span()
    equal("driver", counters["driver"], "dahdi")
    check(counters["packets_received"] > 100 and counters["d_frames_received"] > 4, f"counters: {counters}")


@flow
def e1_network_side(f: Lines) -> None:
    """E1, the gateway is the network and the clock."""
    f.line("e1", near={"side": "network", "timing": 0}, far={"side": "user"})
    f.start()
    speech_from_sip(f)
    data_to_sip(f)


@flow
def t1_ni2(f: Lines) -> None:
    """T1 with NI2, mu-law."""
    f.line("t1")
    f.start()
    speech_from_sip(f, payload=0)
    data_to_sip(f)


@flow
def bri_point_to_point(f: Lines) -> None:
    """BRI: TE and NT, two channels."""
    f.line("bri")
    f.start()
    speech_from_sip(f)
    data_to_sip(f)


@flow
def bri_point_to_multipoint(f: Lines) -> None:
    """BRI bus: the gateway is a terminal with an MSN."""
    f.line("bri", near={"bri_mode": "ptmp", "msn": ["600"]}, far={"bri_mode": "ptmp"})
    f.start()
    speech_from_sip(f)
    data_to_sip(f)


@flow
def scanned(f: Lines) -> None:
    """What `landline span scan` prints goes into a conf file as it is, and the line comes up."""
    f.line("e1")
    text = subprocess.run([f.build / "bin/landline", "span", "scan"], capture_output=True, text=True, check=True).stdout
    for line in ("[[span]]", 'driver = "dahdi"', 'card = "1"', 'type = "e1"', "channels 1-31, alarms: none"):
        check(line in text, f"{line!r} is not in {text}")
    f.conf["span"].clear()
    (f.directory / "conf.d").mkdir()
    (f.directory / "conf.d/span.conf").write_text(text.split("\n\n")[0] + "\n")
    f.start()
    check(f.span()["driver"] == "dahdi", "the line is no card")


@flow
def tdmoe_to_the_kernel(f: Lines) -> None:
    """TDM over Ethernet: the gateway from user space, the exchange on the kernel's dynamic span at the other end of the cable."""
    modules("veth", "dahdi_dynamic_eth", load=True)
    lay_cable()
    address = f"far/{NEAR}/0"
    spans.create(address, "e1", "eth", timing=1)
    f.ends.append((address, "e1", "eth"))
    common = {"name": "line1", "type": "e1"}
    f.conf["span"].append({**common, "driver": "tdmoe", "side": "user", "clock": "free", "interface": "near", "peer_mac": FAR, "subaddress": 0})
    f.exchange_conf["span"].append({**common, "driver": "dahdi", "side": "network", "card": f"DYN/eth/{address}", **DEEP})
    f.group("exchange")["spans"].append("line1")
    f.start()
    speech_from_sip(f)
    data_to_sip(f)
    check(f.span()["packets_received"] > 500, f"counters: {f.span()}")


# --- load -------------------------------------------------------------------------------------------------------------

@flow
def thirty_calls(f: Lines) -> None:
    """30 calls at once from one line to another through the gateway: the test sequence both ways, every bit of it."""
    f.line("e1")
    f.line("e1", near={"side": "network", "timing": 0}, far={"side": "user"}, group="second")
    f.conf["route"].insert(0, {"name": "tandem", "from": ["exchange"], "called": "2001", "to": ["second"]})
    f.number("2001", "prbs", alerting=False)
    f.start()
    calls = [f.exchange.call("2001", span="line1", calling="30123456", bearer="64k", prbs=1) for _ in range(30)]
    for call in calls:
        f.exchange.wait(call, "connected", 60)
    equal("calls in the gateway", len(f.console("show calls")["calls"]), 30)
    ends = [call["call"] for call in f.exchange.calls(released=False)]
    equal("calls at the exchange", len(ends), 60)
    exact(f, ends, 5)
    f.exchange.command("release", all=1)
    for call in calls:
        f.exchange.wait(call, "released", 60)


# --- bad days ---------------------------------------------------------------------------------------------------------

@flow
def line_cut_and_restored(f: Lines) -> None:
    """The far end's card is pulled during a call: red here; it comes back, and the call is still there."""
    f.line("e1")
    f.start()
    call = f.exchange.call("600", span="line1", calling="30123456", echo=1)
    peer = f.peer()
    there, invite = peer.expect_call()
    rtp = f.rtp(60, PCMA)
    from sip import sdp
    there.respond(invite, 200, "OK", sdp(rtp.port, (PCMA,)))
    there.expect("ACK")
    f.exchange.wait(call, "connected")
    spans.unassign("0:1")
    spans.destroy("0:1", "e1")  # before the exchange takes it again
    f.wait_log("is gone (removed)", f.exchange)
    f.until("red at the gateway", lambda: "red" in f.span()["alarms"])
    spans.create("0:1", "e1")
    f.until("the gateway's alarm is over", lambda: not f.span()["alarms"])
    f.wait_up()
    equal("calls", len(f.console("show calls")["calls"]), 1)
    before = len(rtp.packets)
    rtp.wait_packets(before + 50, 30)
    f.exchange.command("release", call=call)
    there.expect_bye()


@flow
def unplugged_and_module_reloaded(f: Lines) -> None:
    """The gateway's card is pulled during a call, the modules are unloaded and loaded: the daemon stays and goes on."""
    f.line("e1")
    f.start()
    call = f.exchange.call("600", span="line1", calling="30123456")
    there, invite = f.peer().expect_call()
    from sip import sdp
    there.respond(invite, 200, "OK", sdp(f.rtp_port, (PCMA,)))
    there.expect("ACK")
    f.exchange.wait(call, "connected")
    spans.unassign("0:0")
    spans.destroy("0:0", "e1")  # before it is taken again
    f.wait_log("is gone (removed)")
    equal("alarms", f.span()["alarms"], ["not present"])
    there.bye()
    spans.unassign("0:1")
    spans.destroy("0:1", "e1")
    f.wait_log("is gone (removed)", f.exchange)
    modules("dahdi_echocan_mg2", "dahdi_dynamic_eth", "dahdi_dynamic_loc", "dahdi_dynamic", "dahdi", load=False)
    f.wait_log("the kernel has no DAHDI")
    modules("dahdi", "dahdi_dynamic_loc", load=True)
    pathlib.Path("/sys/module/dahdi/parameters/auto_assign_spans").write_text("1")
    spans.pair(0, "e1")
    f.until("the gateway's span is back", lambda: not f.span()["alarms"])
    f.wait_up()
    f.exchange.command("release", all=1)  # its end of the call outlives the line (T309)
    f.exchange.command("wait-idle", timeout="40s")
    speech_from_sip(f)


@flow
def wrong_configuration(f: Lines) -> None:
    """Wrong type, no such card, a channel that is busy, no such canceller: each said with its remedy; then it works."""
    f.line("e1", near={"type": "t1", "switch_type": "euroisdn"})
    f.line("t1", near={"card": "DYN/loc/9:0"})
    f.line("e1", near={"echo_canceller": "marvel"})
    f.line("bri")
    f.conf["span"].pop()
    f.exchange_conf["span"].clear()
    f.group("exchange")["spans"].pop()
    f.exchange_conf["span"].append({"name": "line3", "driver": "dahdi", "type": "e1", "card": "DYN/loc/2:1", **DEEP})
    holder = os.open("/dev/dahdi/channel", os.O_RDWR)
    import fcntl
    import struct
    first = int((spans.SPANS / "span-7" / "basechan").read_text())
    configure_channel(first)
    fcntl.ioctl(holder, 0x4004DA26, struct.pack("i", first))  # DAHDI_SPECIFY: as another program would
    f.conf["span"].append({"name": "line4", "driver": "dahdi", "type": "bri", "card": "DYN/loc/3:0", **DEEP})
    f.group("exchange")["spans"].append("line4")
    from processes import Exchange
    f.exchange = Exchange(f.build / "bin/landline-exchange", f.directory, f.exchange_conf, f.patience)
    f.programs.append(f.exchange)
    f.start_gateway()
    log = f.gateway.log_text()
    for text in ("DYN/loc/0:0 is a span of 31 channels, not T1: correct `card` or `type`",
                 'there is no "DYN/loc/9:0"; there is: span 1', 'has no echo canceller "marvel": load its module',
                 "is used by another program: stop it"):
        check(text in log, f"{text!r} is not in the log: {log}")
    os.close(holder)
    f.until("the busy span is taken", lambda: not f.span("line4")["alarms"])
    check(f.gateway.process.poll() is None, "the daemon is gone")


def configure_channel(channel: int) -> None:
    """As dahdi_cfg does: DAHDI_CHANCONFIG, clear channel."""
    import fcntl
    import struct
    config = struct.pack("i40siiii16s", channel, b"", 1 << 7, 2, channel, 0, b"")
    control = os.open("/dev/dahdi/ctl", os.O_RDWR)
    fcntl.ioctl(control, 1 << 30 | len(config) << 16 | 0xDA << 8 | 19, bytearray(config), True)
    os.close(control)


@flow
def echo_canceller_for_speech_only(f: Lines) -> None:
    """A canceller in the kernel: on for speech; data passes bit by bit."""
    modules("dahdi_echocan_mg2", load=True)
    f.line("e1", near={"echo_canceller": "mg2", "echo_tail": "32ms"})
    f.start()
    data_to_sip(f)
    rtp = f.rtp(60, PCMA)
    from sip import sdp
    call = f.peers[0].call("2003", sdp(rtp.port, (PCMA,)))
    call.answer_hears()
    rtp.wait_packets(50, 30)
    call.bye()
    f.exchange_call()
    data_to_sip(f)
    check("is not switched" not in f.gateway.log_text(), f.gateway.log_text())


def run(function, build: pathlib.Path) -> bool:
    directory = pathlib.Path(tempfile.mkdtemp(prefix=f"lab-{function.__name__}-"))
    started = time.monotonic()
    f = Lines(function.__name__, directory, build, 6000 + 1000 * FLOWS.index(function))
    try:
        function(f)
        f.finish()
        good, text = True, ""
    except BaseException as error:  # whatever it was, the check failed
        mine = [frame for frame in traceback.extract_tb(error.__traceback__) if "/tests/" in frame.filename]
        good = False
        text = f"{type(error).__name__}: {error}\n" + "".join(
            f"    {os.path.basename(frame.filename)}:{frame.lineno} {frame.line}\n" for frame in mine)
    finally:
        f.abandon()
    print(f"  DAHDI {function.__name__:<40} {'ok' if good else 'FAILED'} {time.monotonic() - started:6.1f} s", flush=True)
    if not good:
        print(text)
        for log in sorted(directory.glob("*.log")):
            lines = [line[:200] for line in log.read_text(errors="replace").splitlines() if "{" not in line][-25:]
            print("\n".join(["    --- " + log.name, *("    " + line for line in lines)]), flush=True)
    shutil.rmtree(directory, ignore_errors=True)
    return good


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", default="build")
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    chosen = [one for one in FLOWS if not options.names or any(name in one.__name__ for name in options.names)]
    passed = sum(run(one, pathlib.Path(options.build).resolve()) for one in chosen)
    print(f"{passed} passed, {len(chosen) - passed} failed")
    return 0 if passed == len(chosen) and chosen else 1


if __name__ == "__main__":
    sys.exit(main())
