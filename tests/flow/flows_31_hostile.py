"""Hostile days: unknown sources, scanners, floods, bans; sipsak and sipvicious as attackers (Debian packages)."""
import re
import select
import shutil
import socket
import subprocess
import threading
import time

from flow import Flow, check, equal, flow
from sip import sdp

STRANGER, SCANNER, FLOODER = "127.0.31.1", "127.0.31.2", "127.0.31.3"  # addresses of no peer


def request(method: str, source: str, number: int, headers=()) -> bytes:
    """One request outside a dialog."""
    return "\r\n".join([f"{method} sip:2001@127.0.0.1 SIP/2.0", f"Via: SIP/2.0/UDP {source}:5060;branch=z9hG4bKh{number};rport",
                        "Max-Forwards: 70", f"From: <sip:x@{source}>;tag=h{number}", "To: <sip:2001@127.0.0.1>",
                        f"Call-ID: hostile-{number}@{source}", f"CSeq: 1 {method}", f"Contact: <sip:x@{source}>", *headers,
                        "Content-Length: 0", "", ""]).encode()


class Source:
    """A socket at an address of its own."""

    def __init__(self, f: Flow, address: str):
        self.gateway, self.address, self.number = ("127.0.0.1", f.gateway_port), address, 0
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((address, 0))
        f.closing.append(self)

    def close(self) -> None:
        self.socket.close()

    def send(self, method: str, headers=()) -> None:
        self.number += 1
        self.socket.sendto(request(method, self.address, self.number, headers), self.gateway)

    def status(self, patience: float = 0.5) -> int:
        """Of the next final answer; 0: none came."""
        while select.select([self.socket], [], [], patience)[0]:
            octets = self.socket.recv(65535)
            if not octets.startswith(b"SIP/2.0 ") or octets[8:9] == b"1":
                continue
            if branch := re.search(rb"branch=z9hG4bKh(\d+).*^CSeq: 1 INVITE", octets, re.S | re.M):
                self.socket.sendto(request("ACK", self.address, int(branch[1])), self.gateway)
            return int(octets[8:11])
        return 0


def bans(f: Flow) -> dict[str, str]:
    return {ban["address"]: ban["reason"] for ban in f.console("show bans")["bans"]}


@flow
def unknown_sources_get_403_or_silence(f: Flow) -> None:
    """403 as it is shipped; silence when the conf file says so, after a reload; peers are answered all the time."""
    f.start()
    stranger, peer = Source(f, STRANGER), f.peer()
    for method in ("INVITE", "OPTIONS"):
        stranger.send(method)
        equal(f"answer to {method}", stranger.status(), 403)
    f.conf["guard"] = {"unknown_sources": "silence"}
    f.reload()
    for method in ("INVITE", "OPTIONS", "REGISTER", "BYE", "NONSENSE"):
        stranger.send(method)
    stranger.socket.sendto(b"NONSENSE sip:x SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.31.1;rport\r\n\r\n", stranger.gateway)
    equal("answer", stranger.status(), 0)
    peer.options()
    equal("silenced", f.counter("landline_sip_dropped_total", why="silenced"), 6)


@flow
def access_lists_of_the_listeners_and_of_a_trunk(f: Flow) -> None:
    """What is not allowed is not read; a peer beyond its trunk's networks is no peer."""
    f.conf["guard"] = {"allow": ["127.0.31.0/30"], "deny": [f"{SCANNER}/32"]}
    f.conf["sip_peer"].append({"name": "roamer", "address": "127.0.31.9:5060", "match": ["127.0.31.0/24", "127.0.32.0/24"]})
    f.group("pbx")["peers"].append("roamer")
    f.group("pbx")["networks"] = ["127.0.0.1/32", "127.0.32.0/24"]
    f.start()
    for address, status in ((STRANGER, 403), (SCANNER, 0), ("127.0.31.8", 0), ("127.0.32.1", 200)):
        source = Source(f, address)
        source.send("OPTIONS")
        equal(f"answer to {address}", source.status(), status)
    equal("denied", f.counter("landline_sip_dropped_total", why="denied"), 2)


@flow
def a_ban_by_hand_and_its_end(f: Flow) -> None:
    """ban add, show bans, ban remove; a ban with a time ends by itself."""
    f.start()
    stranger = Source(f, STRANGER)
    f.console_text(f"ban add {STRANGER}")
    equal("bans", bans(f), {STRANGER: "operator"})
    stranger.send("OPTIONS")
    equal("answer while banned", stranger.status(0.2), 0)
    equal("dropped", f.console("show bans")["bans"][0]["dropped"], 1)
    f.console_text(f"ban remove {STRANGER}")
    stranger.send("OPTIONS")
    equal("answer", stranger.status(), 403)
    f.console_text(f"ban add {STRANGER} 1")
    f.until("the ban is over", lambda: bans(f) == {})
    stranger.send("OPTIONS")
    equal("answer", stranger.status(), 403)


@flow
def sipsak_is_limited_and_sipvicious_is_banned(f: Flow) -> None:
    """sipsak's flood is beyond its rate and then banned; svmap finds nothing, and is logged once."""
    f.conf["guard"] = {"rate": 20, "burst": 20, "ban_after": 50}
    f.conf["sip"]["listen"].append(f"udp:127.0.31.100:{f.base + 5}")
    f.conf["sip_peer"][0]["address"] = "127.0.33.1:5060"  # sipsak comes from 127.0.0.1, which is now nobody's
    f.start()
    svmap = shutil.which("svmap") or shutil.which("sipvicious_svmap")
    check(svmap and shutil.which("sipsak"), "sipsak and sipvicious are not installed (./bootstrap)")
    found = subprocess.run([svmap, "-p", str(f.base + 5), "-P", str(f.base + 60), "-x", SCANNER, "-b", SCANNER, "127.0.31.100"],
                           capture_output=True, text=True, timeout=30, cwd=f.directory, env={"HOME": str(f.directory), "PATH": "/usr/bin:/bin"})
    check("127.0.31.100" not in found.stdout, f"svmap has found us: {found.stdout}")
    equal("scanners seen", f.counter("landline_sip_dropped_total", why="scanner") >= 1, True)
    scanner = [address for address, reason in bans(f).items() if reason == "scanner"]
    equal("scanners banned", len(scanner), 1)
    subprocess.run(["sipsak", "-F", "-e", "400", "-s", f"sip:2001@127.0.31.100:{f.base + 5}"],
                   capture_output=True, timeout=60, check=False)
    check(f.counter("landline_sip_dropped_total", why="banned") + f.counter("landline_sip_dropped_total", why="limited") > 0,
          "nothing of sipsak was dropped")
    log = f.gateway.log_text()
    for address in bans(f):
        equal(f"log lines of the ban of {address}", len(re.findall(rf"{address} is banned for", log)), 1)


@flow
def a_call_beside_a_flood_is_not_disturbed(f: Flow) -> None:
    """Garbage, INVITEs and answers as fast as Python can: speech, re-INVITE and BYE of a peer go on as if nothing was."""
    f.conf["guard"] = {"ban_after": 0}  # the limits alone must do
    f.start()
    peer = f.peer()
    call = peer.call("2000", sdp(f.rtp_port))
    answer = call.answer_hears()
    rtp = f.rtp()
    rtp.send(("127.0.0.1", answer.media["port"]), bytes([0x55]) * 160 * 100)
    stop, sent = threading.Event(), [0]

    def flood() -> None:
        source = Source(f, FLOODER)
        kinds = [b"\x00\xff" * 200, b"INVITE sip:x SIP/2.0\r\n\r\n", request("INVITE", FLOODER, 0), b"SIP/2.0 200 OK\r\n" + b"Via: x\r\n" * 50]
        while not stop.is_set():
            for _ in range(50):
                source.socket.sendto(kinds[sent[0] % len(kinds)], source.gateway)
                sent[0] += 1
            time.sleep(0.001)

    thread = threading.Thread(target=flood, daemon=True)
    thread.start()
    try:
        waited = []
        for _ in range(10):
            began = time.monotonic()
            peer.options()
            waited.append(time.monotonic() - began)
        rtp.wait_packets(80)
        began = time.monotonic()
        call.bye()
        waited.append(time.monotonic() - began)
    finally:
        stop.set()
        thread.join()
    check(sent[0] > 2000, f"the flood was a trickle: {sent[0]} messages")
    check(max(waited) < 0.5, f"answers took up to {max(waited):.3f} s, beside {sent[0]} messages")
    dropped = f.counter("landline_sip_dropped_total", why="limited")
    check(dropped > sent[0] / 2, f"{dropped} of {sent[0]} messages were dropped")
    equal("bans", bans(f), {})


@flow
def parser_limits_have_their_statuses(f: Flow) -> None:
    """414, 513 and 400 by the keys of [guard]."""
    f.conf["guard"] = {"max_message": 2000, "max_headers": 20, "max_header": 500, "max_uri": 100}
    f.start()
    peer = f.peer()
    for status, headers, called in ((414, [], "2" * 200), (513, ["X-Long: " + "x" * 400] * 5, "2001"),
                                    (400, ["X-More: x"] * 20, "2001"), (400, ["X-Long: " + "x" * 600], "2001")):
        call = peer.call(called, sdp(f.rtp_port), headers=headers)
        call.expect(f"{status} INVITE")
    f.sipp("uac_answer", offset=20, called="2001").check()
