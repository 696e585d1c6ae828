"""RFC 4475 and RFC 5118 whole, as datagrams to the running daemon (what each comes to: tests/sipi/agent/torture_test.cpp)."""
import pathlib
import re
import select
import socket

from flow import Flow, check, equal, flow

DATA = pathlib.Path(__file__).resolve().parent.parent / "data"
HERE = "127.77.44.75"  # an address of its own: responses without rport go to the port of sent-by

# What the daemon answers to a peer in a trunk group; 0: nothing. Where the documents leave it to the element, any of these.
ANSWERS = {
    # RFC 4475 §3.1.1: valid
    "wsinv": {481}, "intmeth": {501}, "esc01": {404, 484}, "escnull": {405}, "esc02": {501}, "lwsdisp": {200}, "longreq": {404, 484},
    "dblreq": {405}, "semiuri": {200}, "transports": {200}, "mpart01": {405}, "unreason": {0}, "noreason": {0},
    # §3.1.2: invalid
    "badinv01": {400}, "clerr": {400}, "ncl": {400}, "scalar02": {400}, "scalarlg": {0}, "quotbal": {400}, "ltgtruri": {400},
    "lwsruri": {400}, "lwsstart": {400}, "trws": {400}, "escruri": {400}, "baddate": {404, 484}, "regbadct": {405}, "badaspec": {400},
    "baddn": {400}, "badvers": {505}, "mismatch01": {400}, "mismatch02": {501}, "bigcode": {0},
    # §3.2 to §3.4
    "badbranch": {200}, "insuf": {400}, "unkscm": {416}, "novelsc": {416}, "unksm2": {405}, "bext01": {420}, "invut": {415},
    "regaut01": {405}, "multi01": {400}, "mcl01": {400}, "bcast": {0}, "zeromf": {200}, "cparam01": {405}, "cparam02": {405},
    "regescrt": {405}, "sdp01": {406}, "inv2543": {404, 484},
    # RFC 5118
    "ipv6-good": {405}, "ipv6-bad": {400}, "port-ambiguous": {405}, "port-unambiguous": {405}, "via-received-param-with-delim": {481},
    "via-received-param-no-delim": {200}, "ipv6-in-sdp": {400}, "mult-ip-in-header": {481}, "mult-ip-in-sdp": {404, 484},
    "ipv4-mapped-ipv6": {404, 484}, "ipv6-bug-abnf-3-colons": {200}, "ipv6-correct-abnf-2-colons": {200},
}
# With an in-built registrar REGISTER is served, as far as it knows the address-of-record.
REGISTERS = {200, 400, 401, 403, 404, 405}


def datagram(name: str) -> bytes:
    """As it is sent: the archive of RFC 5118 has lone LFs, and a few files lack the empty line."""
    folder = "rfc5118" if (DATA / "rfc5118" / f"{name}.dat").exists() else "rfc4475"
    octets = (DATA / folder / f"{name}.dat").read_bytes()
    if folder == "rfc5118":
        octets = re.sub(rb"\r?\n", b"\r\n", octets)
    return octets if b"\r\n\r\n" in octets else octets + b"\r\n"


class Sockets:
    """Every port of HERE that an answer may come to."""

    def __init__(self, flow: Flow, ports: set[int]):
        self.sockets = []
        for port in sorted(ports):
            self.sockets.append(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
            self.sockets[-1].bind((HERE, port))
        flow.closing.append(self)

    def close(self) -> None:
        for one in self.sockets:
            one.close()

    def send(self, octets: bytes, to) -> None:
        self.sockets[0].sendto(octets, to)

    def answers(self, patience: float) -> list[bytes]:
        """What comes until nothing has come for so long; a final answer is waited behind for 20 ms."""
        found = []
        while ready := select.select(self.sockets, [], [], patience)[0]:
            found += [one.recv(65535) for one in ready]
            patience = 0.02 if found[-1][8:9] != b"1" else patience
        return found


def sent_by_port(octets: bytes) -> int:
    found = re.search(rb"(?im)^(?:v|via)[ \t]*:\s*SIP\s*/\s*2\.0\s*/\s*\w+\s+(?:\[[^\]]*\]|[^:;,\s]+)(?:\s*:\s*(\d+))?", octets)
    return int(found[1]) if found and found[1] else 5060


def final_status(answers: list[bytes]) -> int:
    finals = {int(answer[8:11]) for answer in answers if answer.startswith(b"SIP/2.0 ") and answer[8:9] != b"1"}
    check(len(finals) <= 1, f"several final answers: {finals}")
    return finals.pop() if finals else 0


def acknowledge(sockets: Sockets, request: bytes, answer: bytes, to) -> None:
    """ACK of an INVITE's failure: its headers, and the To of the answer (RFC 3261 §17.1.1.3)."""
    head = request.partition(b"\r\n\r\n")[0]
    head = re.sub(rb"\r\n[ \t]+", b" ", head)
    lines = head.split(b"\r\n")
    lines[0] = re.sub(rb"^INVITE", b"ACK", lines[0])
    to_line = re.search(rb"(?im)^(?:t|to)[ \t]*:[^\r\n]*", answer)
    lines = [to_line[0] if re.match(rb"(?i)(t|to)\s*:", line) and to_line else line for line in lines]
    lines = [re.sub(rb"INVITE", b"ACK", line) if re.match(rb"(?i)cseq", line) else line for line in lines
             if not re.match(rb"(?i)(content-|l\s*:|c\s*:)", line)]
    sockets.send(b"\r\n".join(lines) + b"\r\nContent-Length: 0\r\n\r\n", to)


@flow
def torture_messages_of_rfc_4475_and_5118(f: Flow) -> None:
    """Each message is answered as its document asks, the daemon counts what was malformed, and takes calls afterwards."""
    f.conf["sip"]["t1"] = "50ms"
    f.conf["sip_peer"].append({"name": "torturer", "address": f"{HERE}:5060"})
    f.group("pbx")["peers"].append("torturer")
    f.start()
    equal("messages", len(ANSWERS), 61)
    messages = {name: datagram(name) for name in ANSWERS}
    sockets = Sockets(f, {5060} | {sent_by_port(octets) for octets in messages.values()})
    gateway = ("127.0.0.1", f.gateway_port)
    wrong = []
    for name, octets in messages.items():
        sockets.send(octets, gateway)
        answers = sockets.answers(0.15)
        status = final_status(answers)
        wanted = REGISTERS if 405 in ANSWERS[name] and re.match(rb"REGISTER", octets.lstrip()) else ANSWERS[name]
        if status not in wanted:
            wrong.append(f"{name}: {status} instead of {sorted(wanted)}")
        if octets.startswith(b"INVITE") and status > 400:  # 400 comes from no transaction
            acknowledge(sockets, octets, answers[-1], gateway)
    check(not wrong, "; ".join(wrong))
    malformed = sum(statuses <= {400, 505} for statuses in ANSWERS.values()) + len(("mismatch02", "scalarlg", "bigcode"))
    equal("malformed", f.counter("landline_sip_malformed_total"), malformed)
    f.sipp("uac_answer", called="2001").check()
