"""A UDP relay between one SIP peer and the gateway that loses chosen messages, the same ones in every run."""
import collections
import select
import socket
import threading

from sip import Message


class LossyProxy:
    """Relays between the gateway's port and the peer's; each packet of `lose` is lost.

    `lose` maps a kind of message to the positions that are lost: {"200 INVITE": [1]} loses the first 200 of an
    INVITE that passes, {"ACK": [1, 2]} the first two ACKs. `passed` and `lost` count by kind.
    """

    def __init__(self, port: int, gateway: int, peer: int, lose: dict[str, list[int]]):
        self.port, self.gateway, self.peer, self.lose = port, gateway, peer, lose
        self.passed: collections.Counter[str] = collections.Counter()
        self.lost: collections.Counter[str] = collections.Counter()
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", port))
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self._relay, daemon=True)
        self.thread.start()

    def _relay(self) -> None:
        while not self.stopped.is_set():
            if not select.select([self.socket], [], [], 0.1)[0]:
                continue
            try:
                octets, source = self.socket.recvfrom(65536)
            except ConnectionRefusedError:
                continue
            kind = Message(octets).kind
            if self.passed[kind] + self.lost[kind] + 1 in self.lose.get(kind, []):
                self.lost[kind] += 1
                continue
            self.passed[kind] += 1
            self.socket.sendto(octets, ("127.0.0.1", self.peer if source[1] == self.gateway else self.gateway))

    def close(self) -> None:
        self.stopped.set()
        self.thread.join()
        self.socket.close()
