"""A SIP peer for flows that SIPp cannot play: one UDP socket, messages as text, every step by hand (RFC 3261).

A flow is a script: it sends what it wants when it wants, and waits for what must come. Retransmissions of
messages already seen are set aside and counted, never answered by themselves.
"""
import collections
import itertools
import re
import select
import socket
import ssl
import threading
import time

_numbers = itertools.count(1)
COMPACT = {"v": "via", "f": "from", "t": "to", "i": "call-id", "m": "contact", "l": "content-length", "c": "content-type",
           "k": "supported", "s": "subject", "e": "content-encoding"}


class Missing(AssertionError):
    """What had to come did not."""


class Message:
    """One SIP message: `first` line, `headers` in order as (lower-case long name, value), `body`."""

    def __init__(self, octets: bytes):
        self.octets = octets
        head, _, self.body = octets.partition(b"\r\n\r\n")
        lines = re.sub(r"\r\n[ \t]+", " ", head.decode("utf-8", "replace")).split("\r\n")
        self.first = lines[0]
        self.headers = []
        for line in lines[1:]:
            name, _, value = line.partition(":")
            name = name.strip().lower()
            self.headers.append((COMPACT.get(name, name), value.strip()))
        self.status = int(self.first.split()[1]) if self.first.startswith("SIP/2.0 ") else None
        self.method = None if self.status else self.first.split()[0]

    def all(self, name: str) -> list[str]:
        return [value for header, value in self.headers if header == name.lower()]

    def get(self, name: str) -> str:
        """The first value, or ""."""
        return next(iter(self.all(name)), "")

    @property
    def cseq(self) -> tuple[int, str]:
        number, method = (self.get("cseq") or "0 none").split()  # a response to garbage has what the garbage had
        return int(number), method

    @property
    def kind(self) -> str:
        """"INVITE", "200 INVITE"."""
        return f"{self.status} {self.cseq[1]}" if self.status else str(self.method)

    @property
    def branch(self) -> str:
        return (re.search(r"branch=([^;,\s]+)", self.get("via")) or ["", ""])[1]

    @property
    def contact(self) -> str:
        value = self.get("contact")
        found = re.search(r"<([^>]+)>", value)
        return found[1] if found else value.split(";")[0]

    def tag(self, name: str) -> str:
        found = re.search(r";\s*tag=([^;\s>]+)", self.get(name))
        return found[1] if found else ""

    @property
    def routes(self) -> list[str]:
        """Of Record-Route, from the top."""
        return [route.strip() for value in self.all("record-route") for route in value.split(",")]

    @property
    def reason(self) -> tuple[int, str]:
        """Cause and text of `Reason: Q.850` (RFC 3326); (0, "") when there is none."""
        for value in self.all("reason"):
            if found := re.search(r"Q\.850\s*;.*?cause\s*=\s*(\d+)", value):
                text = re.search(r'text="([^"]*)"', value)
                return int(found[1]), text[1] if text else ""
        return 0, ""

    @property
    def media(self) -> dict:
        """The first audio stream of the SDP: address, port, payload types, direction; {} without SDP."""
        text = self.body.decode("utf-8", "replace")
        stream = re.search(r"^m=audio (\d+) RTP/AVP ([\d ]+)", text, re.M)
        if not stream:
            return {}
        connection = re.findall(r"^c=IN IP[46] (\S+)", text, re.M)
        direction = re.search(r"^a=(sendrecv|sendonly|recvonly|inactive)", text, re.M)
        return {"address": connection[-1], "port": int(stream[1]), "payloads": [int(word) for word in stream[2].split()],
                "direction": direction[1] if direction else "sendrecv"}


def sdp(port: int, payloads=(8, 0), direction: str = "sendrecv", version: int = 1, address: str = "127.0.0.1") -> str:
    """One audio stream (RFC 8866)."""
    names = {0: "PCMU/8000", 8: "PCMA/8000", 9: "G722/8000", 18: "G729/8000", 97: "CLEARMODE/8000", 101: "telephone-event/8000"}
    return "\r\n".join(["v=0", f"o=flow 1 {version} IN IP4 {address}", "s=-", f"c=IN IP4 {address}", "t=0 0",
                        f"m=audio {port} RTP/AVP {' '.join(map(str, payloads))}",
                        *(f"a=rtpmap:{payload} {names[payload]}" for payload in payloads), f"a={direction}", ""])


class Call:
    """One Call-ID as this peer sees it: its dialog identifiers, and what has come and not been looked at yet."""

    def __init__(self, peer: "Peer", call_id: str):
        self.peer, self.call_id = peer, call_id
        self.waiting: collections.deque[Message] = collections.deque()
        self.seen: set[bytes] = set()
        self.retransmissions: collections.Counter[str] = collections.Counter()
        self.local = self.remote = ""  # From/To values with tags
        self.target = ""               # Request-URI of requests in the dialog
        self.routes: list[str] = []    # route set of the dialog (RFC 3261 §12.1)
        self.sequence = 0
        self.invite: Message | None = None
        self.own_tag = f"peer{next(_numbers)}"

    # --- receiving
    def take(self, message: Message) -> None:
        if message.octets in self.seen:
            self.retransmissions[message.kind] += 1
            return
        self.seen.add(message.octets)
        self.waiting.append(message)

    def expect(self, *kinds: str, timeout: float | None = None, skip=("100 INVITE",)) -> Message:
        """The next message, which must be one of these kinds ("2xx INVITE" takes any 2xx); `skip`ped ones may come first."""
        deadline = time.monotonic() + (timeout or self.peer.patience)
        while True:
            while self.waiting:
                message = self.waiting.popleft()
                if any(_is_kind(message, kind) for kind in kinds):
                    return message
                if not any(_is_kind(message, kind) for kind in skip):
                    raise Missing(f"{message.kind} came instead of {' or '.join(kinds)}:\n{message.octets.decode(errors='replace')}")
            if not self.peer.receive(deadline):
                raise Missing(f"no {' or '.join(kinds)} came")

    def expect_again(self, kind: str, count: int = 1, timeout: float | None = None) -> None:
        """Waits until a message already seen has been repeated so often in all."""
        deadline = time.monotonic() + (timeout or self.peer.patience)
        while self.retransmissions[kind] < count:
            if not self.peer.receive(deadline):
                raise Missing(f"{kind} was not retransmitted {count} times but {self.retransmissions[kind]}")

    # --- sending
    def request(self, method: str, body: str = "", headers=(), sequence: int | None = None, branch: str = "",
                target: str = "") -> Message:
        """Sends a request of this call; CSeq goes up except for ACK and CANCEL."""
        if sequence is None:
            if method not in ("ACK", "CANCEL"):
                self.sequence += 1
            sequence = self.sequence
        lines = [f"{method} {target or self.target} SIP/2.0",
                 f"Via: SIP/2.0/{self.peer.transport} {self.peer.address}:{self.peer.port};branch={branch or new_branch()};rport",
                 "Max-Forwards: 70", f"From: {self.local}", f"To: {self.remote}", f"Call-ID: {self.call_id}",
                 f"CSeq: {sequence} {method}", f"Contact: {self.peer.contact}", *(f"Route: {route}" for route in self.routes), *headers]
        return self.peer.send(lines, body)

    def respond(self, request: Message, status: int, text: str = "", body: str = "", headers=(), tag: str | None = None) -> Message:
        """Answers a request; `tag` overrides the To tag (forked answers)."""
        to = request.get("to")
        if ";tag=" not in to and status > 100:
            to += f";tag={tag or self.own_tag}"
        lines = [f"SIP/2.0 {status} {text or 'Text'}", *(f"Via: {via}" for via in request.all("via")),
                 f"From: {request.get('from')}", f"To: {to}", f"Call-ID: {self.call_id}", f"CSeq: {request.get('cseq')}",
                 *(f"Record-Route: {route}" for route in request.all("record-route")),
                 f"Contact: {self.peer.contact}", *headers]
        if request.method == "INVITE":
            self.local, self.remote, self.target = to, request.get("from"), request.contact
            self.routes = self.routes or request.routes
        return self.peer.send(lines, body)

    def acknowledge(self, response: Message) -> Message:
        """ACK: end to end for 2xx (§13.2.2.4), hop by hop with the INVITE's branch otherwise (§17.1.1.3)."""
        number = response.cseq[0]
        if response.status // 100 == 2:
            self.remote, self.target = response.get("to"), response.contact or self.target
            self.routes = self.routes or response.routes[::-1]
            return self.request("ACK", sequence=number)
        self.remote = response.get("to")
        return self.request("ACK", sequence=number, branch=self.invite.branch, target=self.invite.first.split()[1])

    def cancel(self) -> Message:
        return self.request("CANCEL", sequence=self.invite.cseq[0], branch=self.invite.branch,
                            target=self.invite.first.split()[1])

    def resend(self, message: Message) -> None:
        self.peer.send_octets(message.octets)

    # --- whole steps
    def answer_hears(self) -> Message:
        """As caller: waits for the answer and acknowledges it."""
        answer = self.expect("2xx INVITE", skip=("1xx INVITE",))
        self.acknowledge(answer)
        return answer

    def bye(self, headers=()) -> Message:
        """Releases, and waits for the 200."""
        self.request("BYE", headers=headers)
        return self.expect("200 BYE")

    def expect_bye(self, timeout: float | None = None) -> Message:
        """Waits for BYE and answers 200."""
        bye = self.expect("BYE", timeout=timeout)
        self.respond(bye, 200, "OK")
        return bye


class Peer:
    """One UDP port that speaks SIP with the gateway at `gateway` (host, port)."""
    transport = "UDP"

    def __init__(self, port: int, gateway: tuple[str, int], patience: float = 8.0):
        self.address, self.port, self.gateway, self.patience = "127.0.0.1", port, gateway, patience
        self.contact = f"<sip:flow@{self.address}:{port}>"
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((self.address, port))
        self.calls: dict[str, Call] = {}
        self.new_calls: collections.deque[Call] = collections.deque()
        self.log: list[str] = []  # of all messages, for a flow that failed

    def close(self) -> None:
        self.socket.close()

    def send(self, lines: list[str], body="") -> Message:
        """`body`: SDP as text, or an object with `headers` and `octets` (isup.Body)."""
        if isinstance(body, str):
            lines, content = [*lines, *(["Content-Type: application/sdp"] if body else [])], body.encode()
        else:
            lines, content = [*lines, *body.headers], body.octets
        octets = "\r\n".join([*lines, f"Content-Length: {len(content)}", "", ""]).encode() + content
        self.send_octets(octets)
        return Message(octets)

    def send_octets(self, octets: bytes) -> None:
        self.log.append(f"--> {octets.decode(errors='replace')}")
        self.socket.sendto(octets, self.gateway)

    def receive(self, deadline: float) -> bool:
        """Takes one message off the socket and gives it to its call; False at the deadline."""
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([self.socket], [], [], left)[0]:
            return False
        self.take(self.socket.recvfrom(65536)[0])
        return True

    def take(self, octets: bytes) -> None:
        """Gives a message to its call."""
        self.log.append(f"<-- {octets.decode(errors='replace')}")
        message = Message(octets)
        call_id = message.get("call-id")
        call = self.calls.get(call_id)
        if call is None:
            call = self.calls[call_id] = Call(self, call_id)
            self.new_calls.append(call)
        call.take(message)

    def call(self, called: str, body: str = "", calling: str = "4930111222", headers=(), host: str = "") -> Call:
        """Sends an INVITE to sip:called@gateway."""
        call = Call(self, f"flow-{self.port}-{next(_numbers)}-{time.monotonic_ns()}@127.0.0.1")
        self.calls[call.call_id] = call
        call.target = f"sip:{called}@{host or f'{self.gateway[0]}:{self.gateway[1]}'}"
        call.local = f"<sip:{calling}@{self.address}:{self.port}>;tag={call.own_tag}"
        call.remote = f"<{call.target}>"
        call.invite = call.request("INVITE", body, headers=headers)
        return call

    def expect_call(self, timeout: float | None = None) -> tuple[Call, Message]:
        """Waits for an INVITE of a call not known yet."""
        deadline = time.monotonic() + (timeout or self.patience)
        while not self.new_calls:
            if not self.receive(deadline):
                raise Missing("no INVITE came")
        call = self.new_calls.popleft()
        call.invite = call.expect("INVITE")
        return call, call.invite

    def expect_request(self, method: str, timeout: float | None = None) -> tuple[Call, Message]:
        """Waits for a request other than INVITE that begins a dialog, or stands alone."""
        deadline = time.monotonic() + (timeout or self.patience)
        while not self.new_calls:
            if not self.receive(deadline):
                raise Missing(f"no {method} came")
        call = self.new_calls.popleft()
        request = call.expect(method)
        call.local, call.remote, call.target = f"{request.get('to')};tag={call.own_tag}", request.get("from"), request.contact
        return call, request

    def outside(self, method: str, called: str, body="", headers=()) -> Call:
        """Sends a request outside of calls to sip:called@gateway; `expect` its response of the call that is returned."""
        call = Call(self, f"flow-{self.port}-{next(_numbers)}-{time.monotonic_ns()}@127.0.0.1")
        self.calls[call.call_id] = call
        call.target = f"sip:{called}@{self.gateway[0]}:{self.gateway[1]}"
        call.local = f"<sip:{called}@{self.address}:{self.port}>;tag={call.own_tag}"
        call.remote = f"<{call.target}>"
        call.request(method, body, headers=headers)
        return call

    def options(self) -> Message:
        """One OPTIONS outside a dialog, and its answer."""
        call = Call(self, f"flow-options-{next(_numbers)}@127.0.0.1")
        self.calls[call.call_id] = call
        call.target = f"sip:{self.gateway[0]}:{self.gateway[1]}"
        call.local, call.remote = f"<sip:flow@{self.address}>;tag={call.own_tag}", f"<{call.target}>"
        call.request("OPTIONS", headers=["Accept: application/sdp"])
        return call.expect("200 OPTIONS")


class StreamPeer(Peer):
    """The same over TCP, or TLS with `client` and `server` contexts: listens, connects when it speaks first, and answers on the
    connection by which the latest message came."""

    def __init__(self, port: int, gateway: tuple[str, int], patience: float = 8.0, client: ssl.SSLContext | None = None,
                 server: ssl.SSLContext | None = None, name: str = ""):
        self.transport, self.client, self.server, self.name = "TLS" if client or server else "TCP", client, server, name
        self.address, self.port, self.gateway, self.patience = "127.0.0.1", port, gateway, patience
        self.contact = f"<sip:flow@{self.address}:{port};transport={self.transport.lower()}>"
        self.listener = socket.create_server((self.address, port))
        self.streams: dict[socket.socket, bytearray] = {}
        self.stream: socket.socket | None = None
        self.calls, self.new_calls, self.log = {}, collections.deque(), []
        self.accepted = 0
        self.failures: list[str] = []  # handshakes

    def close(self) -> None:
        for stream in [self.listener, *self.streams]:
            stream.close()

    def connect(self) -> socket.socket:
        stream = socket.create_connection(self.gateway, self.patience)
        if self.client:
            stream = self.client.wrap_socket(stream, server_hostname=self.name or None)
        self.streams[stream] = bytearray()
        self.stream = stream
        return stream

    def send_octets(self, octets: bytes) -> None:
        self.log.append(f"--> {octets.decode(errors='replace')}")
        (self.stream or self.connect()).sendall(octets)

    def receive(self, deadline: float) -> bool:
        while True:
            for stream, octets in self.streams.items():
                head, end, rest = bytes(octets).lstrip(b"\r\n").partition(b"\r\n\r\n")
                if end:
                    length = int((re.search(rb"^(?:content-length|l)\s*:\s*(\d+)", head, re.I | re.M) or [b"", b"0"])[1])
                    if len(rest) >= length:
                        octets[:] = rest[length:]
                        self.stream = stream
                        self.take(head + end + rest[:length])
                        return True
            waiting = [stream for stream in self.streams if isinstance(stream, ssl.SSLSocket) and stream.pending()]
            left = deadline - time.monotonic()
            if left <= 0:
                return False
            ready = waiting or select.select([self.listener, *self.streams], [], [], left)[0]
            for stream in ready:
                self._read(stream)

    def _read(self, stream: socket.socket) -> None:
        if stream is self.listener:
            accepted, _ = self.listener.accept()
            self.accepted += 1
            try:
                if self.server:
                    accepted.settimeout(self.patience)
                    accepted = self.server.wrap_socket(accepted, server_side=True)
                self.streams[accepted] = bytearray()
            except OSError as error:
                self.failures.append(str(error))
                accepted.close()
            return
        octets = stream.recv(65536)
        if octets:
            self.streams[stream].extend(octets)
        else:
            self.streams.pop(stream).clear()
            self.stream = None if stream is self.stream else self.stream
            stream.close()


def new_branch() -> str:
    return f"z9hG4bK-flow-{next(_numbers)}-{time.monotonic_ns()}"


def _is_kind(message: Message, kind: str) -> bool:
    if "xx " in kind:
        return message.status is not None and message.kind[0] == kind[0] and message.cseq[1] == kind.split()[1]
    return message.kind == kind


class Rtp:
    """One RTP port (RFC 3550): sends G.711 in 20 ms packets from a thread of its own, keeps what comes."""

    def __init__(self, port: int, payload: int = 8):
        self.port, self.payload = port, payload
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", port))
        self.packets: list[tuple[float, int, int, int, bytes]] = []  # arrival, payload type, sequence, timestamp, octets
        self.arrived = threading.Condition()
        self.stopped = threading.Event()
        self.sender: threading.Thread | None = None
        self.receiver = threading.Thread(target=self._receive, daemon=True)
        self.receiver.start()

    def _receive(self) -> None:
        while not self.stopped.is_set():
            if select.select([self.socket], [], [], 0.1)[0]:
                octets, _ = self.socket.recvfrom(2048)
                if len(octets) >= 12 and octets[0] >> 6 == 2:
                    header = 12 + 4 * (octets[0] & 15)
                    with self.arrived:
                        self.packets.append((time.monotonic(), octets[1] & 127, int.from_bytes(octets[2:4], "big"),
                                             int.from_bytes(octets[4:8], "big"), octets[header:]))
                        self.arrived.notify_all()

    def send(self, remote: tuple[str, int], octets: bytes) -> None:
        """Starts sending; the thread ends after the last octet. Silence (0xD5/0xFF) is the caller's to add."""
        def run():
            start, sequence = time.monotonic(), 1000
            for n, position in enumerate(range(0, len(octets), 160)):
                if self.stopped.wait(max(0.0, start + n * 0.02 - time.monotonic())):
                    return
                header = bytes([0x80, self.payload | (0x80 if n == 0 else 0)]) + ((sequence + n) & 0xFFFF).to_bytes(2, "big") \
                    + (n * 160).to_bytes(4, "big") + b"flow"
                self.socket.sendto(header + octets[position:position + 160], remote)
        self.sender = threading.Thread(target=run, daemon=True)
        self.sender.start()

    def wait_sent(self) -> None:
        self.sender.join()

    def wait_packets(self, count: int, timeout: float = 8.0) -> None:
        with self.arrived:
            if not self.arrived.wait_for(lambda: len(self.packets) >= count, timeout):
                raise Missing(f"{len(self.packets)} RTP packets came, not {count}")

    def wait_quiet(self, seconds: float, timeout: float = 8.0) -> None:
        """Until nothing has come for so long."""
        deadline = time.monotonic() + timeout
        with self.arrived:
            while self.arrived.wait(seconds):
                if time.monotonic() > deadline:
                    raise Missing("RTP does not stop")

    def samples(self, silence: int = 0xD5) -> bytes:
        """What came, put in order by timestamp, gaps filled with silence."""
        packets = {timestamp: octets for _, payload, _, timestamp, octets in list(self.packets) if payload == self.payload}
        if not packets:
            return b""
        start = min(packets)
        out = bytearray()
        for timestamp in sorted(packets):
            out.extend([silence] * min(16000, timestamp - start - len(out)))
            out.extend(packets[timestamp])
        return bytes(out)

    def close(self) -> None:
        self.stopped.set()
        self.receiver.join()
        if self.sender:
            self.sender.join()
        self.socket.close()
