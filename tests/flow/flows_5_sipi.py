"""SIP-I and SIP-T: the same calls with ISUP in the bodies, asserted field by field (Q.1912.5 profile C, RFC 3372)."""
import isup
from flow import Flow, check, equal, flow
from isup import Body, isup_of, isup_part
from sip import sdp

CALLING = "30123456"


def profile(f: Flow, name: str = "sip-i", peer: str = "pbx", **keys) -> None:
    """The peer's trunk speaks this profile."""
    for entry in f.conf["sip_peer"]:
        if entry["name"] == peer:
            entry.update({"profile": name, "country_code": "49", "national_prefix": "0", "international_prefix": "00", **keys})


def counter(f: Flow, name: str) -> int:
    return sum(row["value"] for row in f.console("show counters")["counters"] if row["name"] == name)


def no_isup(message) -> None:
    check(isup_part(message) is None, f"ISUP in {message.kind}")


# --- SIP-I to the line

@flow
def sipi_to_pri_answer(f: Flow) -> None:
    """IAM, ACM, ANM, REL, RLC: each in its SIP message."""
    profile(f)
    f.start()
    peer = f.peer()
    iam = isup.iam("2001", 2, CgPN=isup.calling(CALLING))
    call = peer.call("2001", Body(sdp(f.rtp_port), iam, handling="required"))
    ringing = call.expect("180 INVITE")
    acm = isup_of(ringing)
    equal("message in the 180", acm.type, "ACM")
    equal("called party's status", isup.bits(acm["BCI"]) >> 2 & 3, 1)
    check(isup_part(ringing).type.lower().startswith("application/isup;version=itu-t92+"), isup_part(ringing).type)
    equal("disposition of the 180", isup_part(ringing).disposition, "signal;handling=optional")
    answer = call.answer_hears()
    equal("message in the 200", isup_of(answer).type, "ANM")
    check(answer.media, "no SDP beside the ANM")
    equal("MIME-Version", answer.get("mime-version"), "1.0")
    there = f.exchange.calls()[-1]
    equal("called at the exchange", there["called"], "2001")
    equal("calling at the exchange", there["calling"].lstrip("0"), CALLING)
    call.request("BYE", Body("", isup.encode("REL", CauInd=isup.cause(17, 1))))
    ok = call.expect("200 BYE")
    rlc = isup_of(ok)
    equal("message in the 200 of the BYE", rlc.type, "RLC")
    equal("its octets", rlc.octets, b"\x10\x00")
    f.check_cause(f.exchange_call(), 17, released_by="far")


@flow
def sipi_to_pri_busy(f: Flow) -> None:
    """DISCONNECT with cause 17: 486 with REL in the body, and Reason."""
    profile(f)
    f.start()
    call = f.peer().call("2010", Body(sdp(f.rtp_port), isup.iam("2010", 2)))
    final = call.expect("486 INVITE", skip=("1xx INVITE",))
    call.acknowledge(final)
    rel = isup_of(final)
    equal("message", rel.type, "REL")
    equal("cause", rel.cause, 17)
    equal("Reason", final.reason[0], 17)
    f.check_cause(f.exchange_call(), 17)


@flow
def sipi_to_pri_far_end_releases(f: Flow) -> None:
    """The line releases: BYE with REL; the RLC in our 200 is taken."""
    profile(f)
    f.start()
    call = f.peer().call("2004", Body(sdp(f.rtp_port), isup.iam("2004", 2)))
    call.answer_hears()
    bye = call.expect("BYE")
    rel = isup_of(bye)
    equal("message", rel.type, "REL")
    equal("cause", rel.cause, 16)
    equal("Reason", bye.reason[0], 16)
    call.respond(bye, 200, "OK", Body("", isup.encode("RLC")))
    f.check_cause(f.exchange_call(), 16, released_by="near")


@flow
def sipi_to_pri_caller_gives_up(f: Flow) -> None:
    """CANCEL has no body: its Reason is the cause on the line."""
    profile(f)
    f.start()
    call = f.peer().call("2014", Body(sdp(f.rtp_port), isup.iam("2014", 2)))
    call.expect("180 INVITE")
    call.request("CANCEL", headers=["Reason: Q.850;cause=19"], sequence=call.invite.cseq[0], branch=call.invite.branch,
                 target=call.invite.first.split()[1])
    call.expect("200 CANCEL")
    call.acknowledge(call.expect("487 INVITE"))
    f.check_cause(f.exchange_call(), 19, released_by="far")


# --- the line to SIP-I

@flow
def pri_to_sipi_answer(f: Flow) -> None:
    """The INVITE brings an IAM with the numbers of the SETUP; CON answers; the line releases with REL in the BYE."""
    profile(f)
    f.start()
    peer = f.peer()
    placed = f.exchange.call("600", calling=CALLING)
    call, invite = peer.expect_call()
    equal("disposition", isup_part(invite).disposition, "signal;handling=required")
    equal("MIME-Version", invite.get("mime-version"), "1.0")
    check("application/isup" in invite.get("accept"), f"Accept: {invite.get('accept')}")
    iam = isup_of(invite)
    equal("message", iam.type, "IAM")
    equal("called number", isup.read_number(iam["CdPN"]), "600")
    equal("calling number", isup.read_number(iam["CgPN"])[-8:], CALLING)
    equal("medium", iam["TMR"][0] in (0, 3), True)
    check(invite.media, "no SDP beside the IAM")
    call.respond(invite, 180, "Ringing", Body("", isup.encode("ACM", BCI=isup.SUBSCRIBER_FREE)))
    f.exchange.wait(placed, "alerting")
    call.respond(invite, 200, "OK", Body(sdp(f.rtp_port), isup.encode("ANM", ConN=isup.calling("89600600"))))
    call.expect("ACK")
    f.exchange.wait(placed, "connected")
    f.exchange.command("release", call=placed)
    bye = call.expect("BYE")
    equal("message in the BYE", isup_of(bye).type, "REL")
    equal("cause", isup_of(bye).cause, 16)
    call.respond(bye, 200, "OK", Body("", isup.encode("RLC")))
    f.check_cause(f.exchange.wait(placed, "released"), 16, released_by="near")


@flow
def pri_to_sipi_busy_by_rel(f: Flow) -> None:
    """The REL of the final response is the cause, not its status (Q.1912.5 §5.4.3)."""
    profile(f)
    f.start()
    placed = f.exchange.call("600", calling=CALLING)
    call, invite = f.peer().expect_call()
    call.respond(invite, 480, "Unavailable", Body("", isup.encode("REL", CauInd=isup.cause(17, 4))))
    call.expect("ACK")
    f.check_cause(f.exchange.wait(placed, "released"), 17, location=4, released_by="far")


@flow
def pri_to_sipi_far_end_releases(f: Flow) -> None:
    """BYE with REL from the SIP-I side: its cause arrives on the line; RLC in our 200."""
    profile(f)
    f.start()
    placed = f.exchange.call("600", calling=CALLING)
    call, invite = f.peer().expect_call()
    call.respond(invite, 200, "OK", Body(sdp(f.rtp_port), isup.encode("CON", BCI=isup.SUBSCRIBER_FREE)))
    call.expect("ACK")
    f.exchange.wait(placed, "connected")
    call.request("BYE", Body("", isup.encode("REL", CauInd=isup.cause(31, 2))), headers=["Reason: Q.850;cause=16"])
    equal("RLC", isup_of(call.expect("200 BYE")).type, "RLC")
    f.check_cause(f.exchange.wait(placed, "released"), 31, released_by="far")
