"""What the checks on real DAHDI spans share: a gateway and an exchange at the two ends of looped spans, RTP that echoes."""
import os
import pathlib
import socket
import subprocess
import sys
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "flow"))
import spans  # noqa: E402
from flow import Flow, check, equal  # noqa: E402
from flows_7_data import is_exact  # noqa: E402
from sip import sdp  # noqa: E402

CLEARMODE, PCMA = 97, 8
PATIENCE = 40.0
# A busy machine, emulated at that, keeps a thread waiting longer than the default allows for.
DEEP = {"block": "5ms", "buffer": "60ms"}


class Lines(Flow):
    """A flow whose lines are DAHDI spans, gone with it. KEY:0 is the gateway's end, KEY:1 the exchange's."""

    def __init__(self, name: str, directory: pathlib.Path, build: pathlib.Path, base: int):
        super().__init__(name, directory, build, base, PATIENCE)
        self.conf["span"].clear()
        self.exchange_conf["span"].clear()
        self.group("exchange")["spans"].clear()
        self.conf["media"].update({"realtime": True, "data_delay": "150ms", "jitter_min": "150ms"})
        self.conf["sip_peer"][0]["codecs"] = ["pcma", "pcmu", "clearmode"]
        self.keys = 0
        self.ends: list[tuple[str, str, str]] = []  # address, type and driver of the kernel's spans

    def line(self, type: str = "e1", near: dict | None = None, far: dict | None = None, group: str = "exchange",
             make: bool = True) -> int:
        """One more line; keys of either end's conf. Returns its KEY."""
        key, name = self.keys, f"line{self.keys + 1}"
        self.keys += 1
        self.ends += [(f"{key:x}:{end}", type, "loc") for end in (0, 1)]
        if make:
            spans.pair(key, type)
        common = {"name": name, "driver": "dahdi", "type": type, **DEEP}
        self.conf["span"].append({**common, "card": f"DYN/loc/{key:x}:0", "side": "user", **(near or {})})
        self.exchange_conf["span"].append({**common, "card": f"DYN/loc/{key:x}:1", "side": "network", **(far or {})})
        self.group(group)["spans"].append(name)
        return key

    def keep_pace(self) -> None:
        os.sched_setscheduler(self.exchange.process.pid, os.SCHED_FIFO, os.sched_param(10))

    def start(self) -> None:
        super().start()
        self.keep_pace()

    def span(self, name: str = "line1") -> dict:
        """As the gateway sees it."""
        return next(span for span in self.console("show spans")["spans"] if span["name"] == name)

    def wait_log(self, text: str, program=None, since: int = 0) -> None:
        program = program or self.gateway
        self.until(f"{text!r} in {program.log.name}", lambda: text in program.log_text()[since:])

    def abandon(self) -> None:
        super().abandon()
        for address, type, driver in self.ends:
            try:
                spans.destroy(address, type, driver)
            except OSError:
                pass  # it is gone already


class Echo:
    """An RTP port that sends back what comes, packet by packet."""

    def __init__(self, port: int, payload: int):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", port))
        self.socket.settimeout(0.2)
        self.header, self.stopped, self.packets = bytes([0x80, payload]), threading.Event(), 0
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def _run(self) -> None:
        while not self.stopped.is_set():
            try:
                octets, remote = self.socket.recvfrom(2048)
            except TimeoutError:
                continue
            if len(octets) > 12:
                self.socket.sendto(self.header + octets[2:8] + b"echo" + octets[12:], remote)
                self.packets += 1

    def close(self) -> None:
        self.stopped.set()
        self.thread.join()
        self.socket.close()


def data_to_sip(f: Lines, seconds: float = 3) -> None:
    """A 64 kbit/s call from the line to SIP and back: the test sequence (O.150), every bit of it."""
    echo = Echo(f.rtp_port + 50, CLEARMODE)
    try:
        peer = f.peer(10) if not f.peers else f.peers[0]
        call = f.exchange.call("600", span="line1", calling="30123456", bearer="64k", prbs=1)
        there, invite = peer.expect_call()
        check(CLEARMODE in invite.media["payloads"] or invite.media["payloads"], "no payload is offered")
        payload = invite.media["payloads"][0]
        echo.header = bytes([0x80, payload])
        there.respond(invite, 200, "OK", sdp(f.rtp_port + 50, (CLEARMODE,)).replace("97", str(payload)))
        there.expect("ACK")
        f.exchange.wait(call, "connected")
        exact(f, [call], seconds, echoed=True)
        f.exchange.command("release", call=call)
        there.expect_bye()
        f.exchange.wait(call, "released")
    finally:
        echo.close()


def exact(f: Lines, calls: list[int], seconds: float, echoed: bool = False) -> None:
    """The test sequence comes on every call without a wrong bit.

    Where the machine stood still, so that a line slipped, or the echo in Python was late, the time starts again.
    """
    for _ in range(8):
        f.until("the test sequence comes", lambda: all(f.exchange.show(call).get("prbs", {}).get("in_step") for call in calls))
        before = slips(f)
        for call in calls:
            f.exchange.command("media", call=call, prbs=1)  # counted from here
        time.sleep(seconds)
        found = [f.exchange.show(call)["prbs"] for call in calls]
        wrong = [one for one in found if not is_exact(one, seconds)]
        if not wrong:
            return
        time.sleep(1)  # the gateway's counters are a second old
        check(echoed or slips(f) != before, f"no line slipped, and yet: {wrong[0]}")
    check(False, f"never for {seconds} s: {wrong[0]}, slips {slips(f)}")


def slips(f: Lines) -> list[int]:
    """Of every line at both ends."""
    return [span["slips"] for span in f.exchange.command("spans")["spans"] + f.console("show spans")["spans"]]


def speech_from_sip(f: Lines, payload: int = PCMA, called: str = "2000") -> None:
    """A call from SIP to the line, which echoes: what comes back is what was said, sample by sample."""
    rtp = f.rtp(60, payload)
    peer = f.peer(10) if not f.peers else f.peers[0]
    call = peer.call(called, sdp(rtp.port, (payload,)))
    answer = call.answer_hears()
    law = "alaw" if payload == PCMA else "ulaw"
    said = bytes(((n * n) >> 3) % 251 for n in range(24000))
    for attempt in range(5):  # a machine that stood still leaves a gap
        rtp.packets.clear()
        rtp.send((answer.media["address"], answer.media["port"]), said)
        rtp.wait_sent()
        rtp.wait_packets(len(rtp.packets) + 25, 30)
        whole = compare(said, rtp.samples())
        if whole >= 0.9:
            break
        check(attempt < 4, f"{whole:.0%} of the {law} samples came back as they were sent")
    call.bye()
    f.exchange_call()


def compare(said: bytes, heard: bytes, piece: int = 400) -> float:
    """The share of 50 ms pieces that are in what was heard, each behind the one before."""
    found, position = 0, 0
    for start in range(0, len(said), piece):
        at = heard.find(said[start:start + piece], position)
        if at >= 0:
            found, position = found + 1, at + piece
    return found / (len(said) / piece)


def modules(*names: str, load: bool) -> None:
    """Loads or unloads kernel modules, in this order."""
    for name in names:
        for _ in range(50):
            done = subprocess.run(["modprobe", *([] if load else ["-r"]), name], capture_output=True, text=True, check=False)
            if done.returncode == 0:
                break
            time.sleep(0.2)
        else:
            raise AssertionError(f"modprobe {name}: {done.stderr}")


__all__ = ["CLEARMODE", "DEEP", "Echo", "Lines", "PCMA", "check", "data_to_sip", "equal", "exact", "modules", "spans",
           "speech_from_sip"]
