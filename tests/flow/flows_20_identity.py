"""Who answered and who is there later: from-change and UPDATE (RFC 4916), TS 29.163 §7.5.2, Q.732.2."""
import isup
from flow import Flow, check, equal, flow
from flows_5_sipi import profile, two_peers
from isup import Body, isup_of
from sip import Message, sdp

KNOWS = ["Supported: from-change", "Allow: INVITE, ACK, BYE, CANCEL, UPDATE, INFO"]
TRANSFERRED = 0x6A


def plain(f: Flow, trust: bool = True, **keys) -> None:
    profile(f, "q1912.5-b", **keys)
    f.conf["sip_peer"][0]["trust"] = trust


def supported(message: Message) -> list[str]:
    return [tag.strip() for value in message.all("supported") for tag in value.split(",")]


def other(call, number: str) -> None:
    """The peer's end is another party now: its From changes, the tag stays."""
    call.local = f"<sip:{number}@127.0.0.1>;tag=" + call.local.split(";tag=")[1]


# --- the answer

@flow
def answer_waits_for_who_answered(f: Flow) -> None:
    """The line asks who answers; the 200 offers from-change, the UPDATE behind it comes before CONNECT."""
    plain(f, trust=False)
    f.conf["calls"] = {**f.conf.get("calls", {}), "ttir1": "5s"}
    f.start()
    placed = f.exchange.call("600", calling="30123456")
    call, invite = f.peer().expect_call()
    check("from-change" in supported(invite), f"Supported: {supported(invite)}")
    call.respond(invite, 200, "OK", sdp(f.rtp_port), headers=KNOWS)
    call.expect("ACK")
    check(f.exchange.show(placed)["state"] != "connected", "CONNECT before the identity")
    other(call, "+4930777")
    call.request("UPDATE")
    call.expect("200 UPDATE")
    f.exchange.wait(placed, "connected")
    call.request("BYE")
    bye_answer = call.expect("200 BYE")
    check("+4930777" in bye_answer.get("from"), bye_answer.get("from"))
    f.exchange.wait(placed, "released")


@flow
def answer_does_not_wait_for_ever(f: Flow) -> None:
    """TTIR1: no UPDATE comes, CONNECT goes all the same."""
    plain(f)
    f.conf["calls"] = {**f.conf.get("calls", {}), "ttir1": "300ms"}
    f.start()
    placed = f.exchange.call("600", calling="30123456")
    call, invite = f.peer().expect_call()
    call.respond(invite, 200, "OK", sdp(f.rtp_port), headers=[*KNOWS, "P-Asserted-Identity: <sip:+4930601@127.0.0.1>"])
    call.expect("ACK")
    f.exchange.wait(placed, "connected")
    call.bye()
    f.exchange.wait(placed, "released")


@flow
def who_answered_follows_in_update(f: Flow) -> None:
    """A caller that knows from-change gets who answered in From of an UPDATE; one that does not gets none."""
    plain(f, trust=False)
    f.start()
    peer = f.peer()
    call = peer.call("2001", sdp(f.rtp_port), headers=KNOWS)
    answer = call.answer_hears()
    check("from-change" in supported(answer), f"Supported: {supported(answer)}")
    update = call.expect("UPDATE")
    equal("tag", update.tag("from"), answer.tag("to"))
    equal("body", update.media, {})
    call.respond(update, 200, "OK", headers=["Allow: UPDATE"])
    call.bye()
    without = peer.call("2001", sdp(f.rtp_port))
    without.answer_hears()
    without.bye()
    f.exchange_call()


# --- in talk

@flow
def another_party_at_the_peer_is_told_to_the_line(f: Flow) -> None:
    """UPDATE with another From: NOTIFY "call transfer, active" with the number; the same From says nothing."""
    plain(f, trust=False)
    f.start()
    call = f.peer().call("2001", sdp(f.rtp_port), calling="+4930111222")
    call.answer_hears()
    there = f.exchange.calls(released=False)[-1]["call"]
    f.exchange.wait(there, "connected")
    call.request("UPDATE")
    call.expect("200 UPDATE")
    other(call, "+4930888")
    call.request("UPDATE")
    call.expect("200 UPDATE")
    notify = f.exchange.wait_message(there, "NOTIFY")["received"]["NOTIFY"]
    equal("notification", notify["notification"], TRANSFERRED)
    call.bye()
    f.exchange.wait(there, "released")


@flow
def another_party_behind_sip_i_is_told_in_update(f: Flow) -> None:
    """FAC with a call transfer number from a SIP-I trunk: UPDATE with From and P-Asserted-Identity to plain SIP."""
    here, there = two_peers(f, "sip-i", "q1912.5-b")
    near = here.call("7001", Body(sdp(f.rtp_port), isup.iam("7001", 2)))
    far, invite = there.expect_call()
    far.respond(invite, 200, "OK", sdp(f.rtp_port + 40), headers=KNOWS)
    far.expect("ACK")
    near.answer_hears()
    near.request("INFO", Body("", isup.encode("FAC", GNI="ea", CTN=isup.number("30999", screening=3))))
    near.expect("200 INFO")
    update = far.expect("UPDATE")
    check("+4930999" in update.get("from"), update.get("from"))
    far.respond(update, 200, "OK")
    other(far, "+4930888")
    far.request("UPDATE")
    far.expect("200 UPDATE")
    info = near.expect("INFO")
    fac = isup_of(info)
    equal("message", fac.type, "FAC")
    equal("call transfer number", isup.read_number(fac["CTN"]), "30888")
    near.respond(info, 200, "OK")
    far.bye()
    near.expect_bye()


@flow
def reinvite_tells_another_party_too(f: Flow) -> None:
    """A re-INVITE with another P-Asserted-Identity of a trusted peer; the media go on."""
    plain(f)
    f.start()
    call = f.peer().call("2001", sdp(f.rtp_port), calling="+4930111222")
    call.answer_hears()
    there = f.exchange.calls(released=False)[-1]["call"]
    f.exchange.wait(there, "connected")
    call.request("INVITE", sdp(f.rtp_port, version=2), headers=["P-Asserted-Identity: <sip:+4930555@127.0.0.1>"])
    call.acknowledge(call.expect("200 INVITE"))
    notify = f.exchange.wait_message(there, "NOTIFY")["received"]["NOTIFY"]
    equal("notification", notify["notification"], TRANSFERRED)
    call.bye()
    f.exchange.wait(there, "released")
