"""Session timers (RFC 4028), Session-ID (RFC 7989) and 199 (RFC 6228) through the whole daemon."""
import re

from flow import Flow, check, equal, flow
from flows_5_sipi import two_peers
from sip import sdp


def keys(f: Flow, **values) -> None:
    """Keys of the peer `pbx`."""
    for entry in f.conf["sip_peer"]:
        if entry["name"] == "pbx":
            entry.update(values)


def timer(f: Flow, leg: str = "incoming") -> str:
    """What `show call` says of a leg's session timer."""
    calls = f.console("show calls")["calls"]
    return f.console(f"show call {calls[0]['id']}")[leg]["session_timer"]


@flow
def session_timer_is_agreed_and_shown(f: Flow) -> None:
    """A caller that asks is met: the 200 names it as refresher, `show call` tells, its UPDATE and re-INVITE refresh."""
    f.start()
    call = f.peer().call("2001", sdp(f.rtp_port), headers=["Supported: timer", "Session-Expires: 600;refresher=uac", "Min-SE: 120"])
    answer = call.answer_hears()
    equal("Session-Expires", answer.get("session-expires"), "600;refresher=uac")
    check("timer" in answer.all("require"), f"Require of the 200: {answer.all('require')}")
    check(timer(f).startswith("600 s, refreshed by them"), timer(f))
    call.request("UPDATE", headers=["Supported: timer", "Session-Expires: 600;refresher=uac"])
    equal("Session-Expires of the UPDATE's 200", call.expect("200 UPDATE").get("session-expires"), "600;refresher=uac")
    call.request("INVITE", sdp(f.rtp_port, version=2), headers=["Supported: timer", "Session-Expires: 600;refresher=uas"])
    again = call.expect("200 INVITE")
    call.acknowledge(again)
    equal("Session-Expires of the re-INVITE's 200", again.get("session-expires"), "600;refresher=uas")
    check(timer(f).startswith("600 s, refreshed by us") and timer(f).endswith("2 refreshes"), timer(f))
    equal("refreshes counted", f.counter("landline_sip_session_refreshes_in_total"), 2)
    call.bye()
    f.exchange_call()


@flow
def short_session_gets_422(f: Flow) -> None:
    """Below min_session_expires: 422 with Min-SE; in the dialog too. Without `timer` nobody could do better: it is taken."""
    keys(f, min_session_expires="5m")
    f.start()
    peer = f.peer()
    call = peer.call("2001", sdp(f.rtp_port), headers=["Supported: timer", "Session-Expires: 299"])
    final = call.expect("422 INVITE")
    equal("Min-SE", final.get("min-se"), "300")
    call.acknowledge(final)
    call = peer.call("2001", sdp(f.rtp_port), headers=["Session-Expires: 299", "Allow: INVITE, ACK, BYE, UPDATE"])
    equal("Session-Expires", call.answer_hears().get("session-expires"), "299;refresher=uas")
    call.request("UPDATE", headers=["Supported: timer", "Session-Expires: 100"])
    equal("Min-SE in the dialog", call.expect("422 UPDATE").get("min-se"), "300")
    call.bye()
    f.exchange_call()


@flow
def session_timer_of_another_trunk_is_refused(f: Flow) -> None:
    """off: Require: timer gets 420; require: who does not know timers gets 421."""
    keys(f, session_timer="off")
    f.start()
    peer = f.peer()
    call = peer.call("2001", sdp(f.rtp_port), headers=["Require: timer", "Session-Expires: 600"])
    final = call.expect("420 INVITE")
    equal("Unsupported", final.get("unsupported"), "timer")
    call.acknowledge(final)
    call = peer.call("2001", sdp(f.rtp_port), headers=["Supported: timer", "Session-Expires: 600"])
    equal("Session-Expires", call.answer_hears().get("session-expires"), "")
    call.bye()
    f.exchange_call()
    keys(f, session_timer="require")
    f.reload()
    call = peer.call("2001", sdp(f.rtp_port))
    final = call.expect("421 INVITE")
    equal("Require", final.get("require"), "timer")
    call.acknowledge(final)


@flow
def session_timer_is_asked_for(f: Flow) -> None:
    """offer: our INVITE asks; 422 is met with the peer's Min-SE; SIPp then answers as a peer of its own kind."""
    keys(f, session_timer="offer", session_expires="10m", session_refresher="us")
    f.start()
    peer = f.peer()
    f.exchange.call("4930555", calling="4930123")
    call, invite = peer.expect_call()
    equal("Session-Expires", invite.get("session-expires"), "600;refresher=uac")
    check("timer" in invite.all("supported"), f"Supported: {invite.all('supported')}")
    call.respond(invite, 422, "Session Interval Too Small", headers=["Min-SE: 900"])
    call.expect("ACK")
    again = call.expect("INVITE")
    equal("Session-Expires after the 422", again.get("session-expires"), "900;refresher=uac")
    equal("Min-SE after the 422", again.get("min-se"), "900")
    equal("CSeq", again.cseq[0], invite.cseq[0] + 1)
    call.respond(again, 200, "OK", sdp(f.rtp_port), headers=["Require: timer", "Session-Expires: 900;refresher=uac"])
    call.expect("ACK")
    f.until("the timer runs", lambda: timer(f, "outgoing").startswith("900 s, refreshed by us"))
    equal("422 counted", f.counter("landline_sip_sessions_too_short_total"), 1)
    call.request("BYE")
    call.expect("200 BYE")
    f.exchange_call()


@flow
def sipp_refreshes_its_session(f: Flow) -> None:
    """SIPp as caller: 422, again with our Min-SE, then an UPDATE that refreshes."""
    keys(f, min_session_expires="5m")
    f.start()
    f.sipp("uac_timer", called="2001").check()
    equal("refreshes counted", f.counter("landline_sip_session_refreshes_in_total"), 1)
    f.exchange_call()


@flow
def sipp_without_timers_is_called(f: Flow) -> None:
    """offer, and a called side that knows no session timers: the call is as any other."""
    keys(f, session_timer="offer")
    f.start()
    sipp = f.sipp("uas_answer")
    number = f.exchange.call("4930555", calling="4930123")
    f.exchange.wait(number, "connected")
    check(timer(f, "outgoing").startswith("1800 s, refreshed by us"), timer(f, "outgoing"))
    f.exchange.command("release", call=number)
    sipp.check()
    f.exchange_call()


@flow
def session_id_goes_from_end_to_end(f: Flow) -> None:
    """Session-ID is made, meets the peer's in every message, and finds the call in the console."""
    f.start()
    theirs = "0123456789abcdef0123456789abcdef"
    nil = "0" * 32
    call = f.peer().call("2001", sdp(f.rtp_port), headers=[f"Session-ID: {theirs};remote={nil}"])
    answer = call.answer_hears()
    found = re.fullmatch(r"([0-9a-f]{32});remote=" + theirs, answer.get("session-id"))
    check(found, f"Session-ID of the 200: {answer.get('session-id')!r}")
    for word in (found[1], theirs, call.call_id):
        equal(f"show call {word}", f.console(f"show call {word}")["incoming"]["reference"], call.call_id)
    dialogs = f.console("show dialogs")["dialogs"]
    equal("dialogs", [(row["state"], row["call_id"]) for row in dialogs], [("confirmed", call.call_id)])
    check(theirs in dialogs[0]["session_id"], str(dialogs))
    check(any(row["method"] == "INVITE" for row in f.console("show transactions")["transactions"]), "no INVITE transaction is shown")
    equal("Session-ID of the BYE's 200", call.bye().get("session-id"), answer.get("session-id"))
    f.exchange_call()
    check(theirs in f.console_text(f"trace call {theirs} details"), "no trace by Session-ID once the call is over")


@flow
def session_id_passes_between_two_trunks(f: Flow) -> None:
    """SIP to SIP: the callee sees the caller's half as ours, and the caller the callee's."""
    pbx, carrier = two_peers(f, "rfc3398", "rfc3398")
    mine, other, nil = "1" * 32, "2" * 32, "0" * 32
    call = pbx.call("771", sdp(f.rtp_port), headers=[f"Session-ID: {mine};remote={nil}"])
    far, invite = carrier.expect_call()
    equal("Session-ID on the way", invite.get("session-id"), f"{mine};remote={nil}")
    far.respond(invite, 180, "Ringing", headers=[f"Session-ID: {other};remote={mine}"])
    equal("Session-ID of the 180", call.expect("180 INVITE").get("session-id"), f"{other};remote={mine}")
    far.respond(invite, 200, "OK", sdp(f.rtp_port + 2), headers=[f"Session-ID: {other};remote={mine}"])
    equal("Session-ID of the ACK", far.expect("ACK").get("session-id"), f"{mine};remote={other}")
    call.answer_hears()
    call.bye()
    far.expect_bye()


@flow
def early_dialog_over_with_199(f: Flow) -> None:
    """Our INVITE supports 199; one of two forks ends with it, the other answers (RFC 6228)."""
    f.start()
    peer = f.peer()
    f.exchange.call("4930555", calling="4930123")
    call, invite = peer.expect_call()
    check("199" in ", ".join(invite.all("supported")), f"Supported: {invite.all('supported')}")
    call.respond(invite, 183, "Progress", sdp(f.rtp_port), tag="one")
    call.respond(invite, 180, "Ringing", tag="two")
    call.respond(invite, 199, "Early Dialog Terminated", headers=["Reason: SIP;cause=486"], tag="one")
    f.until("one dialog is left", lambda: [row["remote_tag"] for row in f.console("show dialogs")["dialogs"]] == ["two"])
    call.respond(invite, 200, "OK", sdp(f.rtp_port + 2), tag="two")
    call.expect("ACK")
    call.request("BYE")
    call.expect("200 BYE")
    f.exchange_call()
