"""Message waiting: mailboxes of SIP servers on lines, those of lines at SIP peers (RFC 3842, RFC 6665)."""
from types import SimpleNamespace

from flow import Flow, check, equal, flow

MAILBOX = "2001"
SUMMARY = "application/simple-message-summary"


def line(f: Flow, switch: str, side: str, kind: str = "e1", **keys) -> None:
    f.replace_span(kind, side=side, switch_type=switch, **keys)
    f.exchange_conf["span"][-1].update(side="network" if side == "user" else "user", switch_type=switch, **keys)


def summary(waiting: bool, counts: str = "") -> SimpleNamespace:
    text = f"Messages-Waiting: {'yes' if waiting else 'no'}\r\n" + (f"Voice-Message: {counts}\r\n" if counts else "")
    return SimpleNamespace(headers=[f"Content-Type: {SUMMARY}"], octets=text.encode())


def told(f: Flow, count: int = 1) -> dict:
    """The request number `count` that the exchange has got."""
    def requests() -> list:
        return [one for one in f.exchange.command("facilities", span="line1")["facilities"] if "waiting" in one]
    f.until(f"request {count} on the line", lambda: len(requests()) >= count)
    return requests()[count - 1]


def answered(f: Flow) -> list[dict]:
    """Facilities that the exchange has got and that answer its own requests."""
    return [one for one in f.exchange.command("facilities", span="line1")["facilities"] if "waiting" not in one]


def unsolicited(f: Flow, sip, body, event: str = "message-summary"):
    return sip.outside("NOTIFY", MAILBOX, body, [f"Event: {event}", "Subscription-State: active"])


@flow
def a_mailbox_in_sip_lights_the_lamp_of_a_pbx(f: Flow) -> None:
    """NOTIFY without a subscription, as the conf allows: mwiActivate and mwiDeactivate of QSIG."""
    line(f, "qsig", "user")
    f.conf["sip_peer"][0]["unsolicited_notify"] = True
    f.start()
    sip = f.peer()
    unsolicited(f, sip, summary(True, "3/1 (0/0)")).expect("200 NOTIFY")
    request = told(f)
    equal("request", (request["type"], request["waiting"], request["user"], request["messages"]), ("SETUP", "activate", MAILBOX, 3))
    unsolicited(f, sip, summary(False)).expect("200 NOTIFY")
    equal("request", (told(f, 2)["waiting"], told(f, 2)["user"]), ("deactivate", MAILBOX))


@flow
def a_mailbox_in_sip_is_subscribed_to(f: Flow) -> None:
    """`mailboxes`: SUBSCRIBE at the start, NOTIFYs in its dialog, MWIActivate to a EuroISDN network; 481 for other NOTIFYs."""
    f.conf["sip_peer"][0]["mailboxes"] = [MAILBOX]
    sip = f.peer()
    f.start()
    call, subscribe = sip.expect_request("SUBSCRIBE")
    equal("event", (subscribe.get("event"), subscribe.get("accept"), subscribe.get("expires")), ("message-summary", SUMMARY, "3600"))
    check(subscribe.first.startswith(f"SUBSCRIBE sip:{MAILBOX}@"), subscribe.first)
    call.respond(subscribe, 200, "OK", headers=["Expires: 600"])
    call.request("NOTIFY", summary(True, "2/8 (0/2)"), ["Event: message-summary", "Subscription-State: active;expires=600"])
    call.expect("200 NOTIFY")
    request = told(f)
    equal("request", (request["type"], request["waiting"], request["user"], request["messages"]), ("FACILITY", "activate", MAILBOX, 2))
    call.request("NOTIFY", summary(False), ["Event: presence", "Subscription-State: active;expires=600"])
    call.expect("489 NOTIFY")
    call.request("NOTIFY", summary(False), ["Event: message-summary", "Subscription-State: terminated;reason=timeout"])
    call.expect("200 NOTIFY")
    equal("request", told(f, 2)["waiting"], "deactivate")
    again, subscribe = sip.expect_request("SUBSCRIBE")
    again.respond(subscribe, 200, "OK", headers=["Expires: 600"])
    unsolicited(f, sip, summary(True)).expect("481 NOTIFY")


@flow
def a_mailbox_in_sip_lights_the_lamps_on_a_bus(f: Flow) -> None:
    """The gateway is the network of a bus: MWIIndicate to all terminals, with the called number."""
    line(f, "euroisdn", "network", "bri", bri_mode="ptmp")
    f.conf["sip_peer"][0]["unsolicited_notify"] = True
    f.start()
    unsolicited(f, f.peer(), summary(True, "1/0")).expect("200 NOTIFY")
    request = told(f)
    equal("request", (request["type"], request["waiting"], request["user"], request["messages"]), ("FACILITY", "indicate", MAILBOX, 1))


@flow
def a_mailbox_on_a_line_is_told_to_who_has_subscribed(f: Flow) -> None:
    """SUBSCRIBE of the peer; mwiActivate of a PBX is a NOTIFY in its dialog, and is confirmed; Expires: 0 ends it."""
    line(f, "qsig", "user")
    f.start()
    sip = f.peer()
    watch = sip.outside("SUBSCRIBE", MAILBOX, headers=["Event: message-summary", f"Accept: {SUMMARY}", "Expires: 600"])
    granted = watch.expect("200 SUBSCRIBE")
    equal("Expires", granted.get("expires"), "600")
    watch.remote, watch.target = granted.get("to"), granted.contact
    notify = watch.expect("NOTIFY")
    check(b"Messages-Waiting: no" in notify.body and notify.get("subscription-state").startswith("active;expires="), notify.octets)
    watch.respond(notify, 200, "OK")
    f.exchange.command("facility", span="line1", waiting="activate", user=MAILBOX, messages=4)
    notify = watch.expect("NOTIFY")
    check(b"Messages-Waiting: yes" in notify.body and b"Voice-Message: 4/0" in notify.body, notify.body)
    equal("type", (notify.get("content-type"), notify.get("event")), (SUMMARY, "message-summary"))
    watch.respond(notify, 200, "OK")
    f.until("the answer", lambda: answered(f))
    equal("answer", (answered(f)[0]["type"], answered(f)[0]["answers"]), ("CONNECT", [{"error": None, "id": 1, "kind": 0xA2}]))
    watch.request("SUBSCRIBE", headers=["Event: message-summary", "Expires: 0"])
    seen = {}
    for _ in range(2):
        message = watch.expect("200 SUBSCRIBE", "NOTIFY")
        seen[message.kind] = message
        if message.kind == "NOTIFY":
            watch.respond(message, 200, "OK")
    equal("the last one", seen["NOTIFY"].get("subscription-state"), "terminated;reason=timeout")
    watch.request("SUBSCRIBE", headers=["Event: message-summary", "Expires: 600"])
    watch.expect("481 SUBSCRIBE")


@flow
def a_mailbox_on_a_line_is_told_to_who_takes_it_unasked(f: Flow) -> None:
    """A EuroISDN user activates with the dummy call reference: NOTIFY without a subscription; a result."""
    line(f, "euroisdn", "network")
    f.conf["sip_peer"][0]["unsolicited_notify"] = True
    f.start()
    sip = f.peer()
    f.exchange.command("facility", span="line1", waiting="activate", user=MAILBOX, messages=2)
    call, notify = sip.expect_request("NOTIFY")
    check(b"Messages-Waiting: yes" in notify.body and b"Voice-Message: 2/0" in notify.body, notify.body)
    check(notify.first.startswith(f"NOTIFY sip:{MAILBOX}@"), notify.first)
    call.respond(notify, 200, "OK")
    f.until("the answer", lambda: answered(f))
    equal("answer", answered(f)[0]["answers"], [{"error": None, "id": 1, "kind": 0xA2}])
    f.exchange.command("facility", span="line1", waiting="deactivate", user=MAILBOX)
    call, notify = sip.expect_request("NOTIFY")
    check(b"Messages-Waiting: no" in notify.body, notify.body)
    call.respond(notify, 200, "OK")


@flow
def message_waiting_that_nobody_takes_is_refused(f: Flow) -> None:
    """No subscription: returnError notAvailable; other events 489; lines without the service 480."""
    line(f, "ni2", "user", "t1")
    f.start()
    sip = f.peer()
    unsolicited(f, sip, summary(True)).expect("481 NOTIFY")
    refused = sip.outside("SUBSCRIBE", MAILBOX, headers=["Event: presence", "Expires: 600"]).expect("489 SUBSCRIBE")
    equal("Allow-Events", refused.get("allow-events"), "message-summary")
    unsolicited(f, sip, summary(True), "dialog").expect("489 NOTIFY")


@flow
def message_waiting_without_a_subscription_is_not_available(f: Flow) -> None:
    line(f, "qsig", "network")
    f.start()
    f.exchange.command("facility", span="line1", waiting="activate", user=MAILBOX)
    f.until("the answer", lambda: answered(f))
    equal("answer", answered(f)[0]["answers"], [{"error": 3, "id": 1, "kind": 0xA3}])


@flow
def message_waiting_that_a_pbx_refuses_is_logged(f: Flow) -> None:
    """returnError of the PBX comes too late for the NOTIFY: its 200 says that it was passed on."""
    line(f, "qsig", "user")
    f.conf["sip_peer"][0]["unsolicited_notify"] = True
    f.start()
    f.exchange.command("facility", span="line1", answer_error=6)
    unsolicited(f, f.peer(), summary(True)).expect("200 NOTIFY")
    equal("request", told(f)["waiting"], "activate")
    f.until("the warning", lambda: "message waiting is refused, error 6" in (f.directory / "landlined.log").read_text())


@flow
def sipp_watches_a_mailbox_of_a_pbx(f: Flow) -> None:
    """A peer of its own kind: SUBSCRIBE, NOTIFY with what is there, NOTIFY of what changes."""
    line(f, "qsig", "network")
    f.start()
    sipp = f.sipp("uac_subscribe", called=MAILBOX)
    f.until("a subscription", lambda: sipp.messages.exists() and "Messages-Waiting: no" in sipp.messages.read_text(errors="replace"))
    f.exchange.command("facility", span="line1", waiting="activate", user=MAILBOX, messages=5)
    sipp.check()
