"""Numbers that come digit by digit, and early ACM: Q.764 §2.1.2, Q.1912.5, RFC 3578, Q.931 §5.1.3 and §6.3."""
from flow import Flow, check, equal, flow
from sip import sdp

CALLING = "30123456"


def line_overlap(f: Flow, least: int = 3, timeout: str = "3s", **keys) -> None:
    """Calls from the line may come digit by digit; routed from `least` digits on."""
    for span in f.conf["span"]:
        span["overlap_receiving"] = True
    f.group("exchange").update(min_digits=least, digit_timeout=timeout, **keys)


def digits(f: Flow, call: int, text: str, complete: bool = False) -> None:
    f.exchange.command("digits", call=call, digits=text, sending_complete=complete)


def seen(f: Flow, call: int) -> str:
    """Q.931 messages of a call, for searching."""
    return "\n".join(f.exchange.show(call)["messages"])


@flow
def overlap_line_to_line(f: Flow) -> None:
    """Tandem: SETUP goes on with the first digits, each INFORMATION follows; the far exchange says when it is enough."""
    f.add_span("line2", group="second")
    f.group("second")["overlap"] = "overlap"
    line_overlap(f)
    f.conf["route"].insert(0, {"name": "across", "from": ["exchange"], "called": "77.*", "to": ["second"]})
    f.number("77*", "overlap", min=6, max=6, then="answer", digit_timeout="5s")
    f.start()
    call = f.exchange.call("77", span="line1", calling=CALLING, complete=0)
    f.exchange.wait_message(call, "SETUP ACKNOWLEDGE")
    equal("calls with two digits", len(f.exchange.calls()), 1)
    digits(f, call, "0")
    f.until("SETUP on the second line", lambda: len(f.exchange.calls()) == 2)
    far = f.exchange.calls()[-1]["call"] if f.exchange.calls()[-1]["span"] == "line2" else f.exchange.calls()[0]["call"]
    f.until("SETUP ACKNOWLEDGE of the second line", lambda: "SETUP ACKNOWLEDGE" in seen(f, far))
    digits(f, call, "1")
    digits(f, call, "23")
    f.exchange.wait(call, "connected")
    equal("called", f.exchange.show(far)["called"], "770123")
    check("CALL PROCEEDING" in seen(f, call) or "ALERTING" in seen(f, call), "the caller's line was not told to go on")
    f.exchange.command("release", call=call)
    f.exchange.wait(far, "released")


@flow
def overlap_line_to_line_at_once(f: Flow) -> None:
    """Digits that come before the far line's SETUP ACKNOWLEDGE wait for it; sending complete ends the number."""
    f.add_span("line2", group="second")
    f.group("second")["overlap"] = "overlap"
    line_overlap(f)
    f.conf["route"].insert(0, {"name": "across", "from": ["exchange"], "called": "77.*", "to": ["second"]})
    f.number("77*", "overlap", min=2, max=20, then="answer", digit_timeout="7s")
    f.start()
    call = f.exchange.call("77", span="line1", calling=CALLING, complete=0)
    f.exchange.wait_message(call, "SETUP ACKNOWLEDGE")
    digits(f, call, "0")
    digits(f, call, "1")
    digits(f, call, "2")
    digits(f, call, "3", complete=True)
    f.exchange.wait(call, "connected")
    equal("called", sorted(found["called"] for found in f.exchange.calls())[-1], "770123")
    f.exchange.command("release", call=call)


@flow
def overlap_t35(f: Flow) -> None:
    """Fewer digits than min_digits and no more: cause 28 (T35), SIP never hears of it."""
    line_overlap(f, least=6)
    f.conf["calls"]["t35"] = "1s"
    f.start()
    peer = f.peer()
    call = f.exchange.call("60", calling=CALLING, complete=0)
    f.exchange.wait_message(call, "SETUP ACKNOWLEDGE")
    digits(f, call, "0")
    f.check_cause(f.exchange.wait(call, "released"), 28, released_by="far")
    check(not peer.new_calls, "an INVITE was sent")


@flow
def overlap_maximum_digits(f: Flow) -> None:
    """The last of max_digits completes the number: INVITE at once, long before digit_timeout."""
    line_overlap(f, timeout="30s", max_digits=5)
    f.start()
    peer = f.peer()
    call = f.exchange.call("60", calling=CALLING, complete=0)
    f.exchange.wait_message(call, "SETUP ACKNOWLEDGE")
    digits(f, call, "01")
    digits(f, call, "2")
    there, invite = peer.expect_call()
    check(invite.first.startswith("INVITE sip:60012@"), invite.first)
    there.respond(invite, 486, "Busy Here")
    there.expect("ACK")
    f.check_cause(f.exchange.wait(call, "released"), 17)


def early_acm(f: Flow, profile: str) -> str:
    """A SIP peer that says nothing after 100: the messages of the line, and the call goes on all the same."""
    f.conf["calls"].update(toiw2="500ms", profile=profile)
    f.start()
    peer = f.peer()
    call = f.exchange.call("600", calling=CALLING)
    there, invite = peer.expect_call()
    there.respond(invite, 100, "Trying")
    f.until("TOIW2", lambda: "TOIW2 expired" in f.console_text("trace call 1 now"))
    there.respond(invite, 180, "Ringing")
    f.exchange.wait(call, "alerting")
    there.respond(invite, 200, "OK", sdp(f.rtp_port))
    there.expect("ACK")
    f.exchange.wait(call, "connected")
    messages = seen(f, call)
    f.exchange.command("release", call=call)
    there.expect_bye()
    return messages


@flow
def early_acm_rfc3398(f: Flow) -> None:
    """TOIW2 in RFC 3398: ISUP all the way, no ISDN access: PROGRESS with indicator 2; 180 behind it is still ALERTING."""
    messages = early_acm(f, "rfc3398")
    check("PROGRESS pi=2" in messages and "pi=1" not in messages, messages)


@flow
def early_acm_q1912_5(f: Flow) -> None:
    """TOIW2 in Q.1912.5: the early ACM says that ISDN ends here: PROGRESS with indicator 1."""
    messages = early_acm(f, "q1912.5-b")
    check("PROGRESS pi=1" in messages, messages)


# --- RFC 3578: line to SIP, each digit one more INVITE

def sip_invites(f: Flow, least: int = 3, **keys) -> None:
    """Digits of the line go on to SIP in successive INVITEs."""
    f.conf["sip_peer"][0]["overlap"] = "invites"
    line_overlap(f, least, **keys)


def next_invite(there, before):
    """The INVITE behind `before`: same Call-ID (the peer has sorted by it) and From tag, higher CSeq, no To tag."""
    invite = there.expect("INVITE")
    equal("From tag", invite.tag("from"), before.tag("from"))
    check(invite.cseq[0] > before.cseq[0], f"CSeq {invite.cseq} after {before.cseq}")
    equal("To tag", invite.tag("to"), "")
    there.invite = invite
    return invite


def number_of(invite) -> str:
    return invite.first.split("sip:")[1].split("@")[0]


@flow
def overlap_line_to_sip_invites(f: Flow) -> None:
    """Short numbers get 484, the whole one is answered; the line hears nothing of the 484s."""
    sip_invites(f)
    f.start()
    peer = f.peer()
    call = f.exchange.call("60", calling=CALLING, complete=0)
    f.exchange.wait_message(call, "SETUP ACKNOWLEDGE")
    digits(f, call, "0")
    there, invite = peer.expect_call()
    equal("first number", number_of(invite), "600")
    there.respond(invite, 484, "Address Incomplete")
    there.expect("ACK")
    digits(f, call, "1")
    second = next_invite(there, invite)
    equal("second number", number_of(second), "6001")
    digits(f, call, "2")
    third = next_invite(there, second)
    equal("third number", number_of(third), "60012")
    there.respond(second, 484, "Address Incomplete")
    there.expect("ACK")
    there.respond(third, 180, "Ringing")
    f.exchange.wait(call, "alerting")
    there.respond(third, 200, "OK", sdp(f.rtp_port))
    there.expect("ACK")
    f.exchange.wait(call, "connected")
    f.exchange.command("release", call=call)
    there.expect_bye()


@flow
def overlap_line_to_sip_shorter_number_answers(f: Flow) -> None:
    """The older INVITE is answered: the newer one is cancelled (RFC 3578 §3.4)."""
    sip_invites(f)
    f.start()
    peer = f.peer()
    call = f.exchange.call("60", calling=CALLING, complete=0)
    f.exchange.wait_message(call, "SETUP ACKNOWLEDGE")
    digits(f, call, "0")
    there, first = peer.expect_call()
    there.respond(first, 183, "Session Progress")
    digits(f, call, "1")
    second = next_invite(there, first)
    there.respond(second, 183, "Session Progress", tag="other")
    there.respond(first, 200, "OK", sdp(f.rtp_port))
    requests = {there.expect("ACK", "CANCEL").method for _ in range(2)}
    equal("requests", requests, {"ACK", "CANCEL"})
    cancel = next(message for message in [second])
    there.respond(cancel, 487, "Request Terminated", tag="other")
    there.expect("ACK")
    f.exchange.wait(call, "connected")
    f.exchange.command("release", call=call)
    there.invite = first
    there.expect_bye()


@flow
def overlap_line_to_sip_toiw3(f: Flow) -> None:
    """484 to the last INVITE and no digit more: TOIW3, then cause 28."""
    sip_invites(f, timeout="30s")
    f.conf["calls"]["toiw3"] = "600ms"
    f.start()
    peer = f.peer()
    call = f.exchange.call("60", calling=CALLING, complete=0)
    f.exchange.wait_message(call, "SETUP ACKNOWLEDGE")
    digits(f, call, "0")
    there, invite = peer.expect_call()
    there.respond(invite, 484, "Address Incomplete")
    there.expect("ACK")
    f.check_cause(f.exchange.wait(call, "released"), 28, released_by="far")


@flow
def overlap_line_to_sip_best_response(f: Flow) -> None:
    """One digit too many: busy for the number before it is what the caller hears of (RFC 3578 §3.2)."""
    sip_invites(f, timeout="30s")
    f.start()
    peer = f.peer()
    call = f.exchange.call("60", calling=CALLING, complete=0)
    f.exchange.wait_message(call, "SETUP ACKNOWLEDGE")
    digits(f, call, "0")
    there, first = peer.expect_call()
    digits(f, call, "1", complete=True)
    second = next_invite(there, first)
    there.respond(first, 486, "Busy Here")
    there.expect("ACK")
    there.respond(second, 484, "Address Incomplete")
    there.expect("ACK")
    f.check_cause(f.exchange.wait(call, "released"), 17, released_by="far")


@flow
def overlap_line_to_sip_caller_gives_up(f: Flow) -> None:
    """The caller hangs up while two INVITEs are pending: both are cancelled; or while none is: nothing is left."""
    sip_invites(f, timeout="30s")
    f.conf["calls"]["toiw3"] = "30s"
    f.start()
    peer = f.peer()
    call = f.exchange.call("60", calling=CALLING, complete=0)
    f.exchange.wait_message(call, "SETUP ACKNOWLEDGE")
    digits(f, call, "0")
    there, first = peer.expect_call()
    there.respond(first, 100, "Trying")
    digits(f, call, "1")
    second = next_invite(there, first)
    there.respond(second, 100, "Trying")
    f.exchange.command("release", call=call)
    for _ in range(2):
        cancel = there.expect("CANCEL", skip=("ACK",))
        there.respond(cancel, 200, "OK")
        there.respond(first if cancel.cseq == (first.cseq[0], "CANCEL") else second, 487, "Request Terminated")
    f.exchange.wait(call, "released")
    other = f.exchange.call("60", calling=CALLING, complete=0)
    f.exchange.wait_message(other, "SETUP ACKNOWLEDGE")
    digits(f, other, "0")
    there, invite = peer.expect_call()
    there.respond(invite, 484, "Address Incomplete")
    there.expect("ACK")
    f.exchange.command("release", call=other)
    f.exchange.wait(other, "released")


# --- RFC 3578 §3.5: SIP to line, each INVITE more digits

def invite_again(call, called: str, body: str):
    """One more INVITE of this call, with more digits."""
    host = call.target.split("@")[1]
    call.target = f"sip:{called}@{host}"
    call.remote = f"<{call.target}>"
    call.invite = call.request("INVITE", body)
    return call.invite


def line_takes_digits(f: Flow) -> None:
    f.conf["sip_peer"][0].update(overlap="invites", min_digits=3, digit_timeout="3s")
    f.group("exchange")["overlap"] = "overlap"
    f.number("77*", "overlap", min=6, max=6, then="answer", digit_timeout="5s")


@flow
def overlap_sip_to_line_invites(f: Flow) -> None:
    """Successive INVITEs: one SETUP, then INFORMATION; the INVITEs before the last get 484."""
    line_takes_digits(f)
    f.start()
    peer = f.peer()
    body = sdp(f.rtp_port)
    call = peer.call("77", body)
    call.expect("100 INVITE")
    equal("calls with two digits", len(f.exchange.calls()), 0)
    for number in ("770", "7701", "770123"):
        before = call.invite
        invite_again(call, number, body)
        refusal = call.expect("484 INVITE")
        equal("CSeq of the 484", refusal.cseq, before.cseq)
        call.remote = refusal.get("to")
        call.request("ACK", sequence=before.cseq[0], branch=before.branch, target=before.first.split()[1])
        call.remote = f"<{call.target}>"
    answer = call.answer_hears()
    equal("CSeq of the answer", answer.cseq, call.invite.cseq)
    equal("calls at the exchange", len(f.exchange.calls()), 1)
    equal("called", f.exchange.calls()[0]["called"], "770123")
    call.bye()


@flow
def overlap_sip_to_line_en_bloc(f: Flow) -> None:
    """A line that wants numbers en bloc: digits are collected; min_digits, digit_timeout and then SETUP."""
    line_takes_digits(f)
    f.group("exchange")["overlap"] = "en-bloc"
    f.conf["sip_peer"][0]["digit_timeout"] = "600ms"
    f.start()
    peer = f.peer()
    body = sdp(f.rtp_port)
    call = peer.call("200", body)
    before = call.invite
    invite_again(call, "2001", body)
    refusal = call.expect("484 INVITE")
    call.request("ACK", sequence=before.cseq[0], branch=before.branch, target=before.first.split()[1])
    equal("CSeq of the 484", refusal.cseq, before.cseq)
    call.answer_hears()
    equal("called", f.exchange.calls()[0]["called"], "2001")
    equal("calls at the exchange", len(f.exchange.calls()), 1)
    call.bye()


@flow
def overlap_sip_to_line_too_short(f: Flow) -> None:
    """Fewer digits than min_digits and no other INVITE: 484 with cause 28 (T35)."""
    line_takes_digits(f)
    f.conf["calls"]["t35"] = "1s"
    f.start()
    peer = f.peer()
    call = peer.call("77", sdp(f.rtp_port))
    final = call.expect("484 INVITE")
    equal("cause", final.reason[0], 28)
    call.acknowledge(final)


@flow
def overlap_sip_to_sip(f: Flow) -> None:
    """Successive INVITEs go through as successive INVITEs."""
    f.conf["sip_peer"][0].update(overlap="invites", min_digits=3, digit_timeout="3s")
    f.conf["sip_peer"].append({"name": "far", "address": f"127.0.0.1:{f.base + 14}", "match": ["127.0.0.9/32"], "overlap": "invites"})
    f.conf["trunk_group"].append({"name": "far", "peers": ["far"]})
    f.conf["route"].insert(0, {"name": "on", "from": ["pbx"], "called": "60.*", "to": ["far"]})
    f.start()
    near, far = f.peer(), f.peer(14)
    body = sdp(f.rtp_port)
    call = near.call("600", body)
    there, invite = far.expect_call()
    equal("number", number_of(invite), "600")
    before = call.invite
    invite_again(call, "6001", body)
    call.expect("484 INVITE")
    call.request("ACK", sequence=before.cseq[0], branch=before.branch, target=before.first.split()[1])
    second = next_invite(there, invite)
    equal("number", number_of(second), "6001")
    there.respond(invite, 484, "Address Incomplete")
    there.expect("ACK")
    there.respond(second, 180, "Ringing")
    there.respond(second, 200, "OK", sdp(f.rtp_port + 2))
    there.expect("ACK")
    call.answer_hears()
    call.bye()
    there.expect_bye()
