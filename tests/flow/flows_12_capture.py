"""D-channels seen from outside: the trace of a span, captures that tshark reads, and the check of all flows itself."""
import pathlib
import re
import struct
import subprocess

import captured
from flow import Flow, check, equal, flow
from processes import Console


def one_call(f: Flow) -> None:
    """From the pbx to the exchange, answered and released by the caller, on a line that is in service."""
    f.wait_up()
    f.sipp("uac_answer", called="2001", HOLD=50).check()
    f.exchange_call()


def files(f: Flow) -> list[pathlib.Path]:
    return sorted(f.directory.glob("line1-*.pcapng"))


def dissected(path: pathlib.Path, *fields: str) -> list[list[str]]:
    command = ["tshark", "-n", "-r", str(path), "-T", "fields"]
    for field in fields:
        command += ["-e", field]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return [line.split("\t") for line in text.splitlines()]


@flow
def trace_span_follows_a_d_channel(f: Flow) -> None:
    f.start()
    head = f.console_text("trace span line1 now")
    check(re.search(r"> SABME command SAPI 0 TEI 0 P=1", head), f"no SABME of ours in {head}")
    check("* D-channel up" in head and "* alarms: none" in head, f"no event of the layers below in {head}")
    live = Console(f.gateway.console_path, f.patience)
    live.socket.sendall(b"trace span line1 layer3\n")
    equal("status of a stream", live.reader.readline().split()[0], b"more")
    one_call(f)
    text = b""
    while b"RELEASE COMPLETE" not in text:
        text += live.reader.readline()
    text = text.decode()
    live.close()
    check(re.search(r"> I command SAPI 0 TEI 0 N\(S\)=\d+ N\(R\)=\d+ P=0 \| SETUP ref \d+ channel \d+ .*to 2001", text), text)
    check("< I command" in text and "| CONNECT ref" in text, f"no CONNECT in {text}")
    check("cause 16 normal call clearing" in text, f"no cause in {text}")
    check(" RR " not in text and " * " not in text, f"more than layer 3 in {text}")
    detail = f.console_text("trace span line1 layer3 now details")
    check("called party number: 2001, type" in detail, f"no elements in {detail}")
    listed = f.console("trace span line1 now")["events"]
    check({event["direction"] for event in listed} == {"in", "out", "internal"}, "not all directions in JSON")


@flow
def a_call_trace_has_the_elements_of_q931(f: Flow) -> None:
    f.start()
    one_call(f)
    f.until("the call has ended", lambda: f.console("show calls")["calls"] == [])
    text = f.console_text(f"trace call {f.console('show traces')['traces'][0]['id']} details")
    check("called party number: 2001, type" in text and "cause: 16 (normal call clearing), location" in text, text)


@flow
def captures_are_switched_while_the_daemon_runs(f: Flow) -> None:
    f.conf["span"][0]["capture"] = False
    f.conf["capture"] = {"directory": str(f.directory), "file_size": 1, "files": 2}
    f.start()
    equal("captures", f.console("show captures")["captures"], [])
    f.console_text("capture span line1 start")
    for _ in range(4):
        one_call(f)
    f.until("frames are in the file", lambda: f.console("show captures")["captures"][0]["frames"] > 20)
    view = f.console("show captures")["captures"][0]
    check(view["running"] and view["dropped"] == 0 and not view["error"], f"{view}")
    check(view["files"] > 2, f"no rotation: {view}")
    f.console_text("capture span all stop")
    f.until("the capture has ended", lambda: not f.console("show captures")["captures"][0]["running"])
    frames = f.console("show captures")["captures"][0]["frames"]
    one_call(f)
    equal("frames after the end", f.console("show captures")["captures"][0]["frames"], frames)
    equal("files that are kept", len(files(f)), 2)
    status, text = f.gateway.console.request("capture span line1 stop")
    check(status == "error" and "is not captured" in text, f"{status} {text}")


@flow
def tshark_reads_a_capture(f: Flow) -> None:
    """Direction, sides and messages as Wireshark shows them, on a line of either side."""
    f.conf["capture"] = {"directory": str(f.directory)}
    f.add_span("line2", side="network")
    f.exchange_conf["span"][1]["side"] = "user"
    f.start()
    one_call(f)
    f.until("the frames are written", lambda: f.console("show captures")["captures"][0]["frames"] >= 10)
    f.console_text("capture span all stop")
    f.until("the files are closed", lambda: not any(row["running"] for row in f.console("show captures")["captures"]))
    rows = dissected(files(f)[0], "frame.interface_name", "frame.p2p_dir", "frame.packet_flags_direction", "lapd.direction",
                     "_ws.col.Source", "_ws.col.Info")
    check(all(row[0] == "line1" for row in rows), "the interface is not named")
    for interface, p2p, flag, side, source, info in rows:
        sent = p2p == "0"
        equal(f"flag of {info}", int(flag, 0), 2 if sent else 1)
        equal(f"sender of {info}", source, "Local User" if sent else "Remote Network")
    infos = [(row[1], row[5].split("|")[-2].strip() if "|" in row[5] else row[5]) for row in rows]
    for wanted in ("SETUP", "CONNECT", "DISCONNECT", "RELEASE", "RELEASE COMPLETE"):
        check(any(wanted in row[5] for row in rows), f"tshark sees no {wanted} in {infos}")
    network = dissected(sorted(f.directory.glob("line2-*.pcapng"))[0], "frame.p2p_dir", "_ws.col.Source")
    check(network and all(source == ("Local Network" if p2p == "0" else "Remote User") for p2p, source in network), f"{network}")
    equal("frames in error", captured.read(files(f)[0])[1], [])


@flow
def tshark_finds_a_broken_frame(f: Flow) -> None:
    """The check after all flows can fail: a bearer capability cut short, an element longer than its message."""
    f.conf["capture"] = {"directory": str(f.directory)}
    f.start()
    one_call(f)
    f.until("the frames are written", lambda: f.console("show captures")["captures"][0]["frames"] >= 10)
    f.console_text("capture span line1 stop")
    f.until("the file is closed", lambda: not f.console("show captures")["captures"][0]["running"])
    octets = files(f)[0].read_bytes()
    at = octets.index(b"2001") - 2  # the length of the called party number
    broken = f.directory / "broken"  # not collected
    broken.write_bytes(octets[:at] + struct.pack("B", 0x60) + octets[at + 1:])
    sent, findings = captured.read(broken)
    check(sent > 3 and len(findings) == 1, f"{sent} frames, {findings}")
    check("SETUP" in findings[0], f"{findings}")
