"""ETSI TS 102 027-2: test purposes of endpoints, named by their identifiers; those whose content is public."""
import time

from flow import Flow, check, equal, flow
from sip import sdp


def fast(f: Flow) -> None:
    """Timers of RFC 3261 Table 4 a tenth as long."""
    f.conf["sip"].update(t1="50ms", t2="500ms")


@flow
def sip_cc_oe_ce_v_001(f: Flow) -> None:
    """An INVITE has To, From, CSeq, Call-ID, Max-Forwards, Via and Contact."""
    f.start()
    f.exchange.call("4930555", calling="4930123")
    call, invite = f.peer().expect_call()
    missing = [name for name in ("to", "from", "cseq", "call-id", "max-forwards", "via", "contact") if not invite.get(name)]
    equal("missing", missing, [])
    call.respond(invite, 486, "Busy Here")
    call.expect("ACK")
    f.exchange_call()


@flow
def sip_cc_oe_ce_v_019(f: Flow) -> None:
    """200s that differ in their To tags get an ACK each, to the tag that they have."""
    f.start()
    f.exchange.call("4930555", calling="4930123")
    call, invite = f.peer().expect_call()
    for tag in ("one", "two"):
        call.respond(invite, 200, "OK", sdp(f.rtp_port), tag=tag)
    acks = [call.expect("ACK", skip=("BYE",)).tag("to"), call.expect("ACK", skip=("BYE",)).tag("to")]
    equal("tags of the ACKs", sorted(acks), ["one", "two"])
    call.local, call.remote = f"{invite.get('to')};tag=one", invite.get("from")
    call.request("BYE")
    call.expect("200 BYE", skip=("BYE",))
    f.exchange_call()


@flow
def sip_cc_oe_ce_v_038(f: Flow) -> None:
    """Behind a 600 with its ACK another final response is nothing: no second ACK."""
    f.start()
    f.exchange.call("4930555", calling="4930123")
    call, invite = f.peer().expect_call()
    call.respond(invite, 600, "Busy Everywhere")
    call.expect("ACK")
    call.respond(invite, 500, "Server Error")
    f.exchange_call()
    check(not call.waiting and not call.peer.receive(time.monotonic() + 0.3), "something came behind the 500")


@flow
def sip_cc_te_ce_v_001(f: Flow) -> None:
    """An INVITE is answered with 1xx or 2xx."""
    f.start()
    call = f.peer().call("2001", sdp(f.rtp_port))
    call.expect("1xx INVITE", "2xx INVITE", skip=())
    call.answer_hears()
    call.bye()
    f.exchange_call()


@flow
def sip_cc_te_ce_v_006(f: Flow) -> None:
    """An INVITE without a body gets an offer in the 2xx."""
    f.start()
    call = f.peer().call("2001")
    answer = call.expect("2xx INVITE", skip=("1xx INVITE",))
    check(answer.media, "no offer")
    call.remote, call.target = answer.get("to"), answer.contact
    call.request("ACK", sdp(f.rtp_port), sequence=answer.cseq[0])
    call.bye()
    f.exchange_call()


@flow
def sip_cc_te_ce_v_022(f: Flow) -> None:
    """An INVITE that comes again gets the last provisional response again."""
    f.start()
    call = f.peer().call("2014", sdp(f.rtp_port))
    call.expect("180 INVITE")
    call.resend(call.invite)
    call.expect_again("180 INVITE")
    call.cancel()
    call.expect("200 CANCEL")
    call.acknowledge(call.expect("487 INVITE"))
    f.exchange_call()


@flow
def sip_cc_te_ce_ti_001(f: Flow) -> None:
    """A 420 is sent again, T1 and 2*T1 later, until its ACK comes."""
    fast(f)
    f.start()
    call = f.peer().call("2001", sdp(f.rtp_port), headers=["Require: nothing-of-the-sort"])
    final = call.expect("420 INVITE")
    equal("Unsupported", final.get("unsupported"), "nothing-of-the-sort")
    call.expect_again("420 INVITE", 2)
    call.acknowledge(final)


@flow
def sip_cc_te_ce_ti_011(f: Flow) -> None:
    """A 200 is sent again until 64*T1; without an ACK the call ends with BYE."""
    fast(f)
    f.start()
    call = f.peer().call("2001", sdp(f.rtp_port))
    call.expect("200 INVITE", skip=("1xx INVITE",))
    call.expect_bye()
    check(call.retransmissions["200 INVITE"] >= 5, f"200 sent again {call.retransmissions['200 INVITE']} times")
    f.exchange_call()


@flow
def sip_cc_oe_cr_ti_002(f: Flow) -> None:
    """A BYE without an answer is sent again, doubling T1 up to T2."""
    fast(f)
    f.start()
    call = f.peer().call("2004", sdp(f.rtp_port))
    call.answer_hears()
    bye = call.expect("BYE")
    call.expect_again("BYE", 3)
    call.respond(bye, 200, "OK")
    f.exchange_call()


@flow
def sip_cc_te_sm_v_001(f: Flow) -> None:
    """A re-INVITE is answered with its own CSeq."""
    f.start()
    call = f.peer().call("2001", sdp(f.rtp_port))
    call.answer_hears()
    call.request("INVITE", sdp(f.rtp_port, version=2), sequence=77)
    answer = call.expect("200 INVITE")
    equal("CSeq", answer.cseq, (77, "INVITE"))
    call.acknowledge(answer)
    call.sequence = 77
    call.bye()
    f.exchange_call()


@flow
def sip_cc_te_sm_v_002(f: Flow) -> None:
    """A re-INVITE without a body gets an offer."""
    f.start()
    call = f.peer().call("2001", sdp(f.rtp_port))
    call.answer_hears()
    call.request("INVITE")
    answer = call.expect("200 INVITE")
    check(answer.media, "no offer")
    call.request("ACK", sdp(f.rtp_port, version=2), sequence=answer.cseq[0])
    call.bye()
    f.exchange_call()


@flow
def sip_cc_te_sm_v_003(f: Flow) -> None:
    """A 200 to a re-INVITE that nobody acknowledges ends the call with BYE."""
    fast(f)
    f.start()
    call = f.peer().call("2001", sdp(f.rtp_port))
    call.answer_hears()
    call.request("INVITE", sdp(f.rtp_port, version=2))
    call.expect("200 INVITE")
    call.expect_bye()
    f.exchange_call()


@flow
def sip_cc_te_sm_i_001(f: Flow) -> None:
    """An INVITE in the dialog while the first has no final response gets 500 with Retry-After from 0 to 10."""
    f.start()
    call = f.peer().call("2014", sdp(f.rtp_port))
    ringing = call.expect("180 INVITE")
    first, call.remote, call.target = call.invite, ringing.get("to"), ringing.contact
    call.invite = call.request("INVITE", sdp(f.rtp_port, version=2))
    final = call.expect("500 INVITE")
    check(0 <= int(final.get("retry-after")) <= 10, f"Retry-After: {final.get('retry-after')}")
    call.acknowledge(final)
    call.invite, call.remote = first, first.get("to")
    call.cancel()
    call.expect("200 CANCEL")
    call.acknowledge(call.expect("487 INVITE"))
    f.exchange_call()
