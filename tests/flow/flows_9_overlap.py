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
