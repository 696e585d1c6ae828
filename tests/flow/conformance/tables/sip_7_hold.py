"""Hold, suspend and resume between SIP and ISUP (RFC 3398 §9, Q.1912.5 §5.4, TS 29.163 §7.4.10)."""
import isup
from rows import Row, Table, _answered, judge, judge_isup, judge_sip
from stage import Body, Stage, isup_of

HOLD, RETRIEVAL = 0x79, 0x7A


def sip_holds(stage: Stage, profile: str, by_called: bool) -> None:
    """re-INVITE sendonly and sendrecv of the plain side; CPG at the SIP-I side."""
    plain, observer = _answered(stage, profile, by_called)
    for version, (direction, notification) in enumerate((("sendonly", HOLD), ("sendrecv", RETRIEVAL)), 2):
        plain.request("INVITE", Body(stage.sdp(direction=direction, version=version)))
        plain.acknowledge(plain.expect("200 INVITE"))
        told = observer.expect("INVITE", "INFO")
        judge_isup(isup_of(told), "CPG", {"EI.event": 2, "GNI.notification": notification})
        observer.respond(told, 200, body=Body(stage.sdp(version=version)) if told.method == "INVITE" else "")
        if told.method == "INVITE":
            observer.expect("ACK")
    plain.bye()
    observer.expect_bye()


def network_holds(stage: Stage, profile: str, by_called: bool) -> None:
    """CPG with remote hold and retrieval of the SIP-I side; re-INVITE at the plain side."""
    plain, observer = _answered(stage, profile, not by_called)
    for notification, direction in ((HOLD, "sendonly"), (RETRIEVAL, "sendrecv")):
        observer.request("INFO", Body("", isup.encode("CPG", EI={"event": 2}, GNI=f"{0x80 | notification:02x}")))
        observer.expect("200 INFO")
        offer = plain.expect("INVITE")
        judge_sip(offer, {"sdp.direction": direction})
        plain.respond(offer, 200, body=Body(stage.sdp(direction="recvonly" if direction == "sendonly" else "sendrecv", version=2)))
        plain.expect("ACK")
    plain.bye()
    observer.expect_bye()


def refused_hold(stage: Stage) -> None:
    """A peer that refuses our re-INVITE keeps its call."""
    plain, observer = _answered(stage, "b", True)
    observer.request("INFO", Body("", isup.encode("CPG", EI={"event": 2}, GNI="f9")))
    observer.expect("200 INFO")
    offer = plain.expect("INVITE")
    plain.respond(offer, 488)
    plain.expect("ACK")
    plain.bye()
    observer.expect_bye()


def suspended(stage: Stage, profile: str) -> None:
    """SUS of the network: no SIP message; T6 runs at the controlling exchange. The call goes on after RES."""
    plain, observer = _answered(stage, profile, False)
    for acronym in ("SUS", "RES"):
        observer.request("INFO", Body("", isup.encode(acronym, SRI={"initiator": 1})))
        observer.expect("200 INFO")
    plain.bye()
    observer.expect_bye()
    judge("requests to the plain side", plain.retransmissions.total(), 0)


TABLES = [
    Table("SIP 7", "hold, suspend, resume", [
        Row("hold and retrieval of the calling SIP side: CPG", "RFC 3398 §9.1", lambda stage: sip_holds(stage, "rfc", False)),
        Row("hold and retrieval of the called SIP side: CPG", "RFC 3398 §9.1", lambda stage: sip_holds(stage, "rfc", True)),
        Row("hold and retrieval of the calling SIP side: CPG", "TS 29.163 §7.4.10", lambda stage: sip_holds(stage, "b", False)),
        Row("hold and retrieval of the called SIP side: CPG", "TS 29.163 §7.4.10", lambda stage: sip_holds(stage, "b", True)),
        Row("remote hold of the called network: re-INVITE", "RFC 3398 §9.2", lambda stage: network_holds(stage, "rfc", True)),
        Row("remote hold of the calling network: re-INVITE", "RFC 3398 §9.2", lambda stage: network_holds(stage, "rfc", False)),
        Row("remote hold of the called network: re-INVITE", "TS 29.163 §7.4.10", lambda stage: network_holds(stage, "b", True)),
        Row("remote hold of the calling network: re-INVITE", "TS 29.163 §7.4.10", lambda stage: network_holds(stage, "b", False)),
        Row("a refused re-INVITE ends no call", "RFC 3398 §9.2", refused_hold),
        Row("SUS and RES of the network, profile B: nothing", "Q.1912.5 §6", lambda stage: suspended(stage, "b")),
    ]),
]
