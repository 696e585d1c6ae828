"""Copies of messages at a capture server (HEP), taken apart here and their payloads shown to tshark."""
import json
import socket
import struct
import subprocess
import tempfile

from flow import Flow, check, equal, flow

SIP, ISUP, Q931 = 1, 54, 81


class CaptureServer:
    """Receives HEP3; every packet as {chunk type: octets}."""

    def __init__(self, port: int):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", port))
        self.socket.setblocking(False)
        self.packets: list[dict[int, bytes]] = []

    def receive(self) -> list[dict[int, bytes]]:
        while True:
            try:
                packet = self.socket.recv(65536)
            except BlockingIOError:
                return self.packets
            equal("begin of the packet", packet[:4], b"HEP3")
            equal("length of the packet", struct.unpack(">H", packet[4:6])[0], len(packet))
            chunks, at = {}, 6
            while at < len(packet):
                vendor, kind, size = struct.unpack(">HHH", packet[at:at + 6])
                equal("vendor", vendor, 0)
                chunks[kind] = packet[at + 6:at + size]
                at += size
            self.packets.append(chunks)

    def of(self, protocol: int) -> list[dict[int, bytes]]:
        return [packet for packet in self.receive() if packet[11] == bytes([protocol])]


def serve(f: Flow) -> CaptureServer:
    f.conf["hep"] = {"enabled": True, "server": f"127.0.0.1:{f.base + 40}", "agent": 4711, "password": "open sesame"}
    return CaptureServer(f.base + 40)


def tshark(packets: list[bytes], link_type: int, *arguments: str) -> list[str]:
    """What tshark says of packets that are put into a pcap file."""
    with tempfile.NamedTemporaryFile(suffix=".pcap") as file:
        file.write(struct.pack("=IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, link_type))
        for packet in packets:
            file.write(struct.pack("=IIII", 0, 0, len(packet), len(packet)) + packet)
        file.flush()
        done = subprocess.run(["tshark", "-r", file.name, *arguments], capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def as_udp(packet: dict[int, bytes]) -> bytes:
    """The SIP message in the datagram that it came in, from the chunks alone (raw IPv4)."""
    body = packet[7] + packet[8] + struct.pack(">HH", 8 + len(packet[15]), 0) + packet[15]
    return struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(body), 0, 0, 64, packet[2][0], 0) + packet[3] + packet[4] + body


def as_lapd(packet: dict[int, bytes]) -> bytes:
    """The message in an I frame with the pseudo-header of LINKTYPE_LINUX_LAPD."""
    message = json.loads(packet[15])
    sent = message["direction"] == "out"
    head = struct.pack(">HHH8sH", 4 if sent else 0, 8445, 0, b"", 0x0030)
    return head + b"\x00\x01\x00\x00" + bytes.fromhex(message["octets"])


def check_call(f: Flow, server: CaptureServer) -> None:
    """Every message of one answered call from SIP to the line is there once, with one correlation."""
    f.until("the call's packets", lambda: len(server.of(Q931)) >= 6 and len(server.of(SIP)) >= 6)
    sip, isup, q931 = server.of(SIP), server.of(ISUP), server.of(Q931)
    rows = tshark([as_udp(packet) for packet in sip], 101, "-d", f"udp.port=={f.gateway_port},sip", "-Y", "sip", "-T", "fields",
                  "-e", "sip.Method", "-e", "sip.Status-Code", "-e", "sip.Call-ID")
    fields = [row.split("\t") for row in rows]
    for wanted in ("INVITE", "ACK", "BYE"):
        check(any(method == wanted for method, _, _ in fields), f"no {wanted} in {fields}")
    check(any(status == "200" for _, status, _ in fields), f"no 200 in {fields}")
    call_ids = {call_id for method, _, call_id in fields if method == "INVITE"}
    equal("calls", len(call_ids), 1)
    equal("correlation of ISUP and Q.931", {packet[17].decode() for packet in isup + q931}, call_ids)
    rows = tshark([as_lapd(packet) for packet in q931], 177, "-T", "fields", "-e", "q931.message_type", "-e", "_ws.malformed")
    kinds = [int(row.split("\t")[0], 0) for row in rows]
    for wanted in (0x05, 0x01, 0x07, 0x45, 0x4D):  # SETUP, ALERTING, CONNECT, DISCONNECT, RELEASE
        check(kinds.count(wanted) == 1, f"message {wanted:#x} in {kinds}")
    names = [json.loads(packet[15])["summary"].split()[0] for packet in isup]
    for wanted in ("IAM", "ANM", "REL"):
        check(wanted in names, f"no {wanted} in {names}")
    for packet in sip + isup + q931:
        equal("agent", struct.unpack(">I", packet[12])[0], 4711)
        equal("password", packet[14], b"open sesame")
    stamps = [struct.unpack(">I", packet[9])[0] + struct.unpack(">I", packet[10])[0] / 1e6 for packet in q931]
    equal("Q.931 in the order of its time", stamps, sorted(stamps))


@flow
def hep_of_a_call_to_the_line(f: Flow) -> None:
    server = serve(f)
    f.start()
    f.sipp("uac_answer", called="2001", HOLD=100).check()
    f.exchange_call()
    check_call(f, server)


@flow
def hep_of_a_call_from_the_line(f: Flow) -> None:
    """The SETUP was there before the INVITE and leaves with its Call-ID all the same."""
    server = serve(f)
    f.start()
    uas = f.sipp("uas_answer")
    call = f.exchange.call("600", calling="2001")
    f.exchange.wait(call, "connected")
    f.exchange.command("release", call=call)
    uas.check()
    f.exchange.wait(call, "released")
    check_call(f, server)


@flow
def hep_switched_on_and_off(f: Flow) -> None:
    """A reload applies it; a server that is not there costs nothing but a counter."""
    f.start()
    f.sipp("uac_answer", called="2001", HOLD=100).check()
    f.exchange_call()
    server = CaptureServer(f.base + 40)
    conf = f.directory / "landline.conf"
    text = conf.read_text()
    conf.write_text(text + f'\n[hep]\nenabled = true\nserver = "127.0.0.1:{f.base + 40}"\nsip = false\n')
    f.console_text("reload")
    f.sipp("uac_answer", called="2001", HOLD=100).check()
    f.exchange_call()
    f.until("Q.931 comes", lambda: len(server.of(Q931)) >= 6)
    equal("SIP", server.of(SIP), [])
    server.socket.close()
    f.sipp("uac_answer", called="2001", HOLD=100).check()
    f.exchange_call()
    counters = {row["name"]: row["value"] for row in f.console("show counters")["counters"]}
    check(counters["landline_hep_sent_total"] >= 12 and counters["landline_hep_lost_total"] > 0, f"{counters}")
