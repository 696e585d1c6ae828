"""Transfer of calls: REFER, Replaces and NOTIFY both ways (RFC 3515, RFC 3891, RFC 3892, RFC 4488, RFC 5589)."""
import re
import time

from flow import Flow, check, equal, flow
from flows_5_sipi import two_peers
from sip import Call, Message, Peer, sdp

BY = "Referred-By: <sip:4930111222@127.0.0.1>"


def two(f: Flow, **keys) -> tuple[Peer, Peer]:
    return two_peers(f, "rfc3398", "rfc3398", **keys)


def talking_to_a_line(f: Flow) -> tuple[Peer, Peer, Call, int]:
    """Two peers, a call from the first to a line that has answered, and its number at the exchange."""
    here, there = two(f)
    near = here.call("2001", sdp(f.rtp_port))
    near.answer_hears()
    return here, there, near, f.exchange.calls(released=False)[-1]["call"]


def answers(call: Call, invite: Message, port: int) -> None:
    call.respond(invite, 200, "OK", sdp(port))
    call.expect("ACK")


def refuses(call: Call, invite: Message, status: int, reason: str) -> None:
    call.respond(invite, status, reason)
    call.expect("ACK")


def refer(call: Call, to: str, *headers: str, status: int = 202) -> Message:
    call.request("REFER", headers=[f"Refer-To: {to}", BY, *headers])
    return call.expect(f"{status} REFER", skip=())


def notified(call: Call, *wanted: int, final: bool = False) -> Message:
    """NOTIFYs until one says the status; 100 and 18x may come before. It is answered."""
    while True:
        notify = call.expect("NOTIFY")
        equal("Content-Type of NOTIFY", notify.get("content-type"), "message/sipfrag;version=2.0")
        check(notify.get("event").startswith("refer"), f"Event: {notify.get('event')}")
        call.respond(notify, 200, "OK")
        status = int(notify.body.split()[1])
        if status in wanted:
            state = notify.get("subscription-state")
            check(state.startswith("terminated" if final else "active;expires="), f"Subscription-State: {state}")
            return notify
        check(status < 200, f"NOTIFY says {status}")


def replaces_of(call: Call) -> str:
    """The dialog of a call as the gateway knows it (to-tag is its own)."""
    tag = lambda value: re.search(r"tag=([^;>]+)", value)[1]
    return f"{call.call_id};to-tag={tag(call.remote)};from-tag={tag(call.local)}"


def escaped(replaces: str) -> str:
    return replaces.replace("@", "%40").replace(";", "%3B").replace("=", "%3D")


@flow
def transfer_blind_from_sip(f: Flow) -> None:
    """A calls a line and refers it to C: C is called for the line, hears of A; both talk, A releases."""
    here, there, near, line = talking_to_a_line(f)
    refer(near, "<sip:7001@127.0.0.1>")
    far, invite = there.expect_call()
    equal("Referred-By", invite.get("referred-by"), BY.partition(": ")[2])
    check("2001" in invite.get("from"), f"From of the INVITE: {invite.get('from')}")
    notified(near, 100)
    far.respond(invite, 180, "Ringing")
    notified(near, 180)
    answers(far, invite, f.rtp_port + 40)
    notified(near, 200, final=True)
    near.bye()
    equal("the line's call", f.exchange.show(line)["state"], "connected")
    explained = f.console_text("call explain 2")
    check("RFC 5589" in explained, explained)
    far.bye()
    f.exchange.wait(line, "released")


@flow
def transfer_blind_to_a_line(f: Flow) -> None:
    """A calls C on another trunk and refers it to a line; C goes on, its media are where they were."""
    here, there = two(f)
    near = here.call("7001", sdp(f.rtp_port))
    far, invite = there.expect_call()
    answers(far, invite, f.rtp_port + 40)
    near.answer_hears()
    refer(near, "<sip:2001@127.0.0.1;user=phone>")
    notified(near, 200, final=True)
    near.bye()
    line = f.exchange.calls(released=False)[-1]["call"]
    f.exchange.command("release", call=line)
    far.expect_bye()


@flow
def transfer_blind_that_fails(f: Flow) -> None:
    """C is busy: the status is told, the old call stays as it was, and may try again."""
    here, there, near, line = talking_to_a_line(f)
    refer(near, "<sip:7001@127.0.0.1>")
    far, invite = there.expect_call()
    refuses(far, invite, 486, "Busy Here")
    notified(near, 486, final=True)
    equal("the line's call", f.exchange.show(line)["state"], "connected")
    second = near.request("REFER", headers=["Refer-To: <sip:7002@127.0.0.1>"])
    near.expect("202 REFER", skip=())
    far, invite = there.expect_call()
    refuses(far, invite, 404, "Not Found")
    last = notified(near, 404, final=True)
    equal("Event of the second REFER", last.get("event"), f"refer;id={second.cseq[0]}")
    near.bye()
    f.exchange.wait(line, "released")


@flow
def transfer_blind_and_away(f: Flow) -> None:
    """A releases as soon as its REFER is taken: the line waits for C, hears it ring, and talks to it."""
    here, there, near, line = talking_to_a_line(f)
    refer(near, "<sip:7001@127.0.0.1>")
    notified(near, 100)
    far, invite = there.expect_call()
    near.request("BYE")
    notify = near.expect("NOTIFY", "200 BYE")
    if notify.method == "NOTIFY":
        check(notify.get("subscription-state").startswith("terminated"), notify.get("subscription-state"))
        near.respond(notify, 200, "OK")
        near.expect("200 BYE")
    far.respond(invite, 180, "Ringing")
    answers(far, invite, f.rtp_port + 40)
    equal("the line's call", f.exchange.show(line)["state"], "connected")
    f.exchange.command("release", call=line)
    far.expect_bye()


@flow
def transfer_target_refuses_after_all_left(f: Flow) -> None:
    """A is away when C refuses: the line's call ends with C's cause."""
    here, there, near, line = talking_to_a_line(f)
    refer(near, "<sip:7001@127.0.0.1>")
    notified(near, 100)
    far, invite = there.expect_call()
    far.respond(invite, 180, "Ringing")
    notified(near, 180)
    near.request("BYE")
    near.expect("200 BYE", skip=("NOTIFY",))
    refuses(far, invite, 486, "Busy Here")
    equal("cause at the line", f.exchange.wait(line, "released").get("cause"), 17)


@flow
def transfer_party_leaves_while_target_rings(f: Flow) -> None:
    """The line releases while C rings: C is cancelled, A gets BYE."""
    here, there, near, line = talking_to_a_line(f)
    refer(near, "<sip:7001@127.0.0.1>")
    far, invite = there.expect_call()
    far.respond(invite, 180, "Ringing")
    notified(near, 180)
    f.exchange.command("release", call=line)
    far.respond(far.expect("CANCEL"), 200, "OK")
    refuses(far, invite, 487, "Request Terminated")
    bye = near.expect("BYE", skip=("NOTIFY",))
    near.respond(bye, 200, "OK")


@flow
def transfer_bye_crosses_refer(f: Flow) -> None:
    """BYE right behind the REFER: nobody is called, or the call is cancelled or goes on; nothing is left busy."""
    here, there, near, line = talking_to_a_line(f)
    near.request("REFER", headers=["Refer-To: <sip:2001@127.0.0.1>"])
    near.request("BYE")
    near.expect("200 BYE", skip=("202 REFER", "NOTIFY"))
    for call in f.exchange.calls(released=False):
        f.exchange.command("release", call=call["call"])
    f.exchange.wait(line, "released")


@flow
def transfer_attended_from_sip(f: Flow) -> None:
    """A has a line on hold and talks to C, then joins them: Replaces names a dialog of the gateway."""
    here, there, near, line = talking_to_a_line(f)
    near.request("INVITE", sdp(f.rtp_port, direction="sendonly", version=2))
    near.acknowledge(near.expect("200 INVITE"))
    ask = here.call("7001", sdp(f.rtp_port + 4))
    far, invite = there.expect_call()
    answers(far, invite, f.rtp_port + 40)
    ask.answer_hears()
    refer(near, f"<sip:7001@127.0.0.1?Replaces={escaped(replaces_of(ask))}>")
    ask.expect_bye()
    notified(near, 200, final=True)
    near.bye()
    equal("the line's call", f.exchange.show(line)["state"], "connected")
    f.until("NOTIFY of the line", lambda: f.exchange.show(line)["received"].get("NOTIFY", {}).get("notification") == 0x6A)
    far.bye()
    f.exchange.wait(line, "released")


@flow
def transfer_attended_while_target_rings(f: Flow) -> None:
    """A transfers to C before C has answered: the line hears it ring."""
    here, there, near, line = talking_to_a_line(f)
    ask = here.call("7001", sdp(f.rtp_port + 4))
    far, invite = there.expect_call()
    far.respond(invite, 180, "Ringing")
    ask.remote = ask.expect("180 INVITE").get("to")
    refer(near, f"<sip:7001@127.0.0.1?Replaces={escaped(replaces_of(ask))}>")
    notified(near, 200, final=True)
    near.bye()
    response = ask.expect("4xx INVITE", "6xx INVITE")
    ask.acknowledge(response)
    answers(far, invite, f.rtp_port + 40)
    far.bye()
    f.exchange.wait(line, "released")


@flow
def transfer_replaces_elsewhere(f: Flow) -> None:
    """Replaces names a dialog that is not the gateway's: it goes out with the INVITE; a line cannot have it."""
    here, there, near, line = talking_to_a_line(f)
    refer(near, "<sip:7001@127.0.0.1?Replaces=abc%40d%3Bto-tag%3D1%3Bfrom-tag%3D2>")
    far, invite = there.expect_call()
    equal("Replaces", invite.get("replaces"), "abc@d;to-tag=1;from-tag=2")
    check("replaces" in ",".join(invite.all("require")), f"Require: {invite.all('require')}")
    refuses(far, invite, 481, "Call/Transaction Does Not Exist")
    notified(near, *range(400, 700), final=True)
    refer(near, "<sip:2002@127.0.0.1?Replaces=abc%40d%3Bto-tag%3D1%3Bfrom-tag%3D2>")
    notified(near, *range(400, 700), final=True)
    near.bye()
    f.exchange.wait(line, "released")


@flow
def transfer_invite_with_replaces(f: Flow) -> None:
    """C takes A's place in a call with the line by INVITE with Replaces; A gets BYE."""
    here, there, near, line = talking_to_a_line(f)
    taker = there.call("2001", sdp(f.rtp_port + 40), headers=[f"Replaces: {replaces_of(near)}", "Require: replaces"])
    taker.answer_hears()
    near.expect_bye()
    equal("the line's call", f.exchange.show(line)["state"], "connected")
    equal("calls at the exchange", len(f.exchange.calls(released=False)), 1)
    taker.bye()
    f.exchange.wait(line, "released")


@flow
def transfer_pick_up(f: Flow) -> None:
    """C rings for a call from the line; A picks it up by INVITE with Replaces of the early dialog (RFC 3891 §3)."""
    here, there = two(f)
    line = f.exchange.call("600", calling="30123456")
    rings, invite = here.expect_call()
    rings.respond(invite, 180, "Ringing")
    f.exchange.wait(line, "alerting")
    replaces = f"{rings.call_id};to-tag={invite.tag('from')};from-tag={rings.own_tag}"
    taker = there.call("600", sdp(f.rtp_port + 40), headers=[f"Replaces: {replaces};early-only"])
    taker.answer_hears()
    rings.respond(rings.expect("CANCEL"), 200, "OK")
    refuses(rings, invite, 487, "Request Terminated")
    f.exchange.wait(line, "connected")
    taker.bye()
    f.exchange.wait(line, "released")


@flow
def transfer_bad_requests(f: Flow) -> None:
    """REFERs and INVITEs with Replaces that cannot be done are refused, and the call stays."""
    here, there, near, line = talking_to_a_line(f)

    def refused(status: int, *headers: str) -> None:
        near.request("REFER", headers=headers)
        near.expect(f"{status} REFER", skip=())

    refused(400)
    refused(400, "Refer-To: <sip:1@127.0.0.1>", "Refer-To: <sip:2@127.0.0.1>")
    refused(400, "Refer-To: ::nonsense::")
    refused(400, "Refer-To: <sip:2001@127.0.0.1?Replaces=abc>")
    refused(603, "Refer-To: <sip:2001@127.0.0.1;method=SUBSCRIBE>")
    refused(404, "Refer-To: <sip:nobody@127.0.0.1>")
    refused(416, "Refer-To: <mailto:a@b>")
    near.request("SUBSCRIBE", headers=["Event: presence"])
    near.expect("489 SUBSCRIBE")
    near.request("SUBSCRIBE", headers=["Event: refer"])
    near.expect("481 SUBSCRIBE")
    for status, value in ((481, "unknown@x;to-tag=1;from-tag=2"), (400, "x"), (486, f"{replaces_of(near)};early-only")):
        taker = there.call("2001", sdp(f.rtp_port + 40), headers=[f"Replaces: {value}"])
        taker.acknowledge(taker.expect(f"{status} INVITE"))
    equal("the line's call", f.exchange.show(line)["state"], "connected")
    near.bye()
    f.exchange.wait(line, "released")


@flow
def transfer_switched_off(f: Flow) -> None:
    """transfer = "off": REFER and Replaces get 403."""
    f.conf["sip_peer"][0]["transfer"] = "off"
    here, there, near, line = talking_to_a_line(f)
    refer(near, "<sip:7001@127.0.0.1>", status=403)
    taker = here.call("2001", sdp(f.rtp_port + 40), headers=[f"Replaces: {replaces_of(near)}"])
    taker.acknowledge(taker.expect("403 INVITE"))
    near.bye()
    f.exchange.wait(line, "released")


@flow
def transfer_without_subscription(f: Flow) -> None:
    """Refer-Sub: false (RFC 4488): no NOTIFY, the transfer is done all the same."""
    here, there, near, line = talking_to_a_line(f)
    taken = refer(near, "<sip:7001@127.0.0.1>", "Refer-Sub: false", "Supported: norefersub")
    equal("Refer-Sub", taken.get("refer-sub"), "false")
    far, invite = there.expect_call()
    answers(far, invite, f.rtp_port + 40)
    near.expect_bye()
    far.bye()
    f.exchange.wait(line, "released")


@flow
def transfer_subscription_is_ended(f: Flow) -> None:
    """SUBSCRIBE with Expires: 0 ends the NOTIFYs, not the transfer."""
    here, there, near, line = talking_to_a_line(f)
    refer(near, "<sip:7001@127.0.0.1>")
    notified(near, 100)
    far, invite = there.expect_call()
    near.request("SUBSCRIBE", headers=["Event: refer", "Expires: 0"])
    last = near.expect("NOTIFY", "200 SUBSCRIBE")
    other = near.expect("NOTIFY", "200 SUBSCRIBE")
    notify = last if last.method == "NOTIFY" else other
    check(notify.get("subscription-state").startswith("terminated"), notify.get("subscription-state"))
    near.respond(notify, 200, "OK")
    answers(far, invite, f.rtp_port + 40)
    near.expect_bye()
    far.bye()
    f.exchange.wait(line, "released")


@flow
def transfer_speech_after_it(f: Flow) -> None:
    """Speech reaches who talks after an attended transfer, both ways, and the one who left hears nothing of it."""
    here, there = two(f)
    near_rtp, far_rtp = f.rtp(0), f.rtp(40)
    near = here.call("7001", sdp(near_rtp.port))
    far, invite = there.expect_call()
    answers(far, invite, far_rtp.port)
    near.answer_hears()
    third_rtp = f.rtp(80)
    ask = here.call("7002", sdp(f.rtp_port + 4))
    third, asked = there.expect_call()
    answers(third, asked, third_rtp.port)
    ask.answer_hears()
    refer(near, f"<sip:7002@127.0.0.1?Replaces={escaped(replaces_of(ask))}>")
    ask.expect_bye()
    notified(near, 200, final=True)
    near.bye()
    far_rtp.send(("127.0.0.1", invite.media["port"]), bytes([0x55]) * 8000)
    third_rtp.send(("127.0.0.1", asked.media["port"]), bytes([0x2A]) * 8000)
    far_rtp.wait_sent()
    third_rtp.wait_sent()
    third_rtp.wait_packets(20)
    far_rtp.wait_packets(20)
    check(third_rtp.samples().count(0x55) > 3000, "the target does not hear the transferred party")
    check(far_rtp.samples().count(0x2A) > 3000, "the transferred party does not hear the target")
    far.bye()
    third.expect_bye()


@flow
def transfer_blind_by_sipp(f: Flow) -> None:
    """SIPp calls a line and refers it to another number of the exchange; NOTIFYs until 200; the two lines talk."""
    f.start()
    sipp = f.sipp("uac_refer", called="2001", TARGET="sip:2001@127.0.0.1")
    check("SIP/2.0 202" in sipp.check(), "REFER accepted")
    lines = [call["call"] for call in f.exchange.calls(released=False)]
    equal("calls at the exchange", len(lines), 2)
    f.exchange.command("release", call=lines[0])
    for line in lines:
        f.exchange.wait(line, "released")
