"""The stage of a conformance table: one gateway between plain SIP peers, SIP-I peers and a line; calls by hand on each.

Peers come in pairs, joined by a route each way: `a` (Q.1912.5 profile A), `b` (profile B), `rfc` (RFC 3398) and `t`
(SIP-T), each with a SIP-I peer `i-NAME` on the other side of the gateway, which says and sees as ISUP what the plain
one says and sees as SIP. `i-east` and `i-west`, SIP-I both, are joined to each other; `i-line` is joined to the line of
the exchange.
"""
import collections
import socket

import isup
from flow import Failed, Flow
from sip import Call, Message, Missing, Peer, sdp

PROFILES = {"a": "q1912.5-a", "b": "q1912.5-b", "rfc": "rfc3398", "t": "sip-t"}

DEFAULT_IAM = {"NCI": "00", "FCI": "6001", "CPC": "0a", "TMR": "03", "CdPN": isup.called("30600"),
               "CgPN": isup.number("8912345", screening=3)}
DEFAULT_BCI = {"charge": 2, "category": 1, "isup_all_the_way": 1, "isdn_access": 1}


class Body(isup.Body):
    """What to send: SDP, ISUP, or both; ISUP must be understood unless said otherwise."""

    def __init__(self, sdp_text: str = "", isup_octets: bytes = b"", isup_type: str = isup.ITU, handling: str = "required"):
        super().__init__(sdp_text, isup_octets, isup_type, handling)


class RowPeer(Peer):
    """A peer with a loopback address of its own."""

    def __init__(self, address: str, port: int, gateway: tuple[str, int], patience: float):
        self.address, self.port, self.gateway, self.patience = address, port, gateway, patience
        self.contact = f"<sip:row@{address}:{port}>"
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((address, port))
        self.calls, self.new_calls, self.log = {}, collections.deque(), []

    def drain(self) -> None:
        """Forgets calls of rows before."""
        self.new_calls.clear()


def parts(message: Message) -> dict[str, bytes]:
    """Bodies of a message by media type, in lower case without parameters."""
    return {part.type.split(";")[0].strip().lower(): part.octets for part in isup.parts_of(message)}


def isup_of(message: Message) -> tuple[str, dict] | None:
    """The ISUP message in a SIP message."""
    octets = parts(message).get("application/isup")
    return isup.decode(octets) if octets else None


class Stage:
    """One gateway with its peers and its line, for all rows of a table."""

    def __init__(self, flow: Flow, changes: dict | None = None):
        self.flow = flow
        conf = flow.conf
        conf["log"]["level"] = "info"
        conf["calls"].update({"t7": "20s"})
        conf["sip_peer"], conf["route"] = [], []
        conf["trunk_group"] = [group for group in conf["trunk_group"] if group["name"] == "exchange"]
        conf["trunk_group"][0].update({"country_code": "49", "national_prefix": "0", "international_prefix": "00"})
        self.peers: dict[str, RowPeer] = {}
        for name, profile in PROFILES.items():
            self._add(name, profile, f"i-{name}")
            self._add(f"i-{name}", "sip-i", name)
        self._add("i-east", "sip-i", "i-west")
        self._add("i-west", "sip-i", "i-east")
        self._add("i-line", "sip-i", "exchange")
        conf["route"].append({"name": "line-to-peer", "from": ["exchange"], "to": ["i-line"]})
        for table, keys in (changes or {}).items():
            for entry in conf[table] if isinstance(conf[table], list) else [conf[table]]:
                if "name" not in entry or entry["name"] in keys:
                    entry.update(keys.get(entry.get("name"), {}) if "name" in entry else keys)
        flow.start()

    def _add(self, name: str, profile: str, to: str) -> None:
        conf = self.flow.conf
        address, port = f"127.0.0.{10 + len(self.peers)}", self.flow.peer_port
        conf["sip_peer"].append({"name": name, "address": f"{address}:{port}", "profile": profile, "trust": True,
                                 "codecs": ["pcma", "pcmu", "clearmode", "g722"], "country_code": "49", "national_prefix": "0",
                                 "international_prefix": "00"})
        conf["trunk_group"].append({"name": name, "peers": [name]})
        conf["route"].append({"name": f"from-{name}", "from": [name], "to": [to]})
        peer = RowPeer(address, port, ("127.0.0.1", self.flow.gateway_port), self.flow.patience)
        self.flow.peers.append(peer)
        self.peers[name] = peer

    def sdp(self, payloads=(8, 0), direction: str = "sendrecv", version: int = 1) -> str:
        return sdp(self.flow.rtp_port, payloads, direction, version)

    def begin(self) -> None:
        """Before each row."""
        for peer in self.peers.values():
            peer.drain()

    # --- calls
    def call_plain(self, name: str, uri: str = "", headers=(), body=None, calling: str = "+498912345", to: str = "") -> Call:
        """An INVITE of a plain peer; `body` None is an SDP offer of G.711."""
        peer = self.peers[name]
        call = _new_call(peer)
        call.target = uri or f"sip:+4930600@127.0.0.1:{peer.gateway[1]};user=phone"
        call.local = calling if "<" in calling else f"<sip:{calling}@{peer.address}:{peer.port};user=phone>"
        call.local += f";tag={call.own_tag}"
        call.remote = to or f"<{call.target}>"
        call.invite = call.request("INVITE", Body(self.sdp()) if body is None else body, headers=list(headers))
        return call

    def call_isup(self, name: str, iam: dict | None = None, uri: str = "", headers=(), sdp_text: str | None = None,
                  country: str = "49") -> Call:
        """An INVITE of a SIP-I peer with this IAM (keys over DEFAULT_IAM; None leaves one out), its numbers in SIP too."""
        parameters = {key: value for key, value in {**DEFAULT_IAM, **(iam or {})}.items() if value is not None}
        octets = isup.encode("IAM", **parameters)
        if not uri:
            uri = f"{_uri_of(parameters['CdPN'], country)}@127.0.0.1:{self.flow.gateway_port};user=phone"
        identity = _identity_of(parameters, country)
        body = Body(self.sdp() if sdp_text is None else sdp_text, octets)
        return self.call_plain(name, uri, [*identity, *headers], body, _from_of(parameters, country))

    def expect_call(self, name: str) -> tuple[Call, Message]:
        return self.peers[name].expect_call()

    def answer_isup(self, call: Call, invite: Message, status: int, acronym: str, sdp_text: str = "", headers=(), **parameters) -> None:
        call.respond(invite, status, body=Body(sdp_text, isup.encode(acronym, **parameters)), headers=headers)

    def end(self, caller: Call, called: Call, invite: Message) -> None:
        """Ends a call that was not answered: the called side refuses."""
        called.respond(invite, 480)
        final = caller.expect("4xx INVITE", "5xx INVITE", skip=("1xx INVITE",))
        caller.acknowledge(final)
        called.expect("ACK")


def _new_call(peer: Peer) -> Call:
    call = Call(peer, f"row-{len(peer.calls)}@{peer.address}")
    peer.calls[call.call_id] = call
    return call


def _text(fields: dict, country: str) -> str:
    """A number as a URI writes it: global, or digits as they are."""
    return {3: f"+{country}", 4: "+"}.get(fields["nature"], "") + fields["digits"].rstrip("F")


def _uri_of(octets, country: str) -> str:
    """Request-URI that goes with a called party number."""
    return f"sip:{_text(isup.fields_of('CdPN', octets), country)}"


def _from_of(parameters: dict, country: str) -> str:
    if "CgPN" not in parameters:
        return "<sip:unavailable@unknown.invalid>"
    fields = isup.fields_of("CgPN", parameters["CgPN"])
    if fields["presentation"]:
        return '"Anonymous" <sip:anonymous@anonymous.invalid>'
    return f"<sip:{_text(fields, country)}@127.0.0.1;user=phone>"


def _identity_of(parameters: dict, country: str) -> list[str]:
    """What a SIP-I peer says in SIP of its calling party number, the same as in its IAM."""
    if "CgPN" not in parameters:
        return []
    fields = isup.fields_of("CgPN", parameters["CgPN"])
    if not fields["digits"]:
        return []
    identity = [f"P-Asserted-Identity: <sip:{_text(fields, country)}@127.0.0.1;user=phone>"]
    return identity + (["Privacy: id"] if fields["presentation"] else [])


__all__ = ["Body", "Failed", "Message", "Missing", "Stage", "isup_of", "parts"]
