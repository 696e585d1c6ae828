"""Calls from the line to SIP: the exchange calls, SIPp (or a peer by hand) is the called side."""
from flow import Flow, audio, check, equal, flow
from sip import sdp

CALLED, CALLING = "600", "30123456"


def place(f: Flow, called: str = CALLED, **keys) -> int:
    return f.exchange.call(called, calling=CALLING, **keys)


@flow
def pri_to_sip_answer(f: Flow) -> None:
    """Rings, is answered, the exchange releases; calling and called number arrive."""
    f.start()
    sipp = f.sipp("uas_answer")
    call = place(f)
    f.exchange.wait(call, "connected")
    f.exchange.command("release", call=call)
    messages = sipp.check()
    check(f"INVITE sip:{CALLED}@" in messages, "the called number is not in the Request-URI")
    check(CALLING in messages.split("INVITE sip:", 1)[1].split("\n\n")[0], "the calling number is not in the INVITE")
    end = f.exchange.wait(call, "released")
    kinds = [message.split()[1] for message in end["messages"] if message.startswith("<")]
    check("ALERTING" in kinds and "CONNECT" in kinds, f"messages {end['messages']}")
    f.check_cause(end, 16, released_by="near")


@flow
def pri_to_sip_answer_without_ringing(f: Flow) -> None:
    f.start()
    sipp = f.sipp("uas_answer_at_once")
    call = place(f)
    f.exchange.wait(call, "connected")
    f.exchange.command("release", call=call)
    sipp.check()


def refused(f: Flow, status: int, text: str, cause: int, headers: str = "X-Flow: none") -> None:
    f.start()
    sipp = f.sipp("uas_refuse", STATUS=status, TEXT=text, HEADERS=headers)
    call = place(f)
    sipp.check()
    f.check_cause(f.exchange.wait(call, "released"), cause, released_by="far")


@flow
def pri_to_sip_busy(f: Flow) -> None:
    refused(f, 486, "Busy Here", 17)


@flow
def pri_to_sip_no_answer(f: Flow) -> None:
    """480: no user responding (RFC 3398 §8.2.6.1)."""
    refused(f, 480, "Temporarily Unavailable", 18)


@flow
def pri_to_sip_no_answer_t9(f: Flow) -> None:
    """Nobody gives up but our T9: CANCEL to SIP, cause 19 to the line."""
    f.conf["calls"]["t9"] = "1s"
    f.start()
    sipp = f.sipp("uas_ring")
    call = place(f)
    f.check_cause(f.exchange.wait(call, "released", 15), 19, released_by="far")
    sipp.check()


@flow
def pri_to_sip_unallocated(f: Flow) -> None:
    refused(f, 404, "Not Found", 1)


@flow
def pri_to_sip_congestion(f: Flow) -> None:
    refused(f, 503, "Service Unavailable", 41)


@flow
def pri_to_sip_reason_wins(f: Flow) -> None:
    """Reason: Q.850 takes precedence over the status (RFC 3398 has no better)."""
    refused(f, 503, "Service Unavailable", 34, "Reason: Q.850;cause=34;text=x")


@flow
def pri_to_sip_nobody_there(f: Flow) -> None:
    """The SIP peer does not answer at all: timer B, then a cause that says so."""
    f.conf["sip"]["t1"] = "50ms"
    f.start()
    call = place(f)
    end = f.exchange.wait(call, "released")
    check(end["cause"] in (18, 27, 38, 41, 102), f"cause {end['cause']}")


@flow
def pri_to_sip_caller_gives_up(f: Flow) -> None:
    """DISCONNECT while it rings: CANCEL."""
    f.start()
    sipp = f.sipp("uas_ring")
    call = place(f)
    f.exchange.wait(call, "alerting")
    f.exchange.command("release", call=call)
    sipp.check()
    f.check_cause(f.exchange.wait(call, "released"), 16, released_by="near")


@flow
def pri_to_sip_caller_gives_up_before_ringing(f: Flow) -> None:
    """DISCONNECT before any response: CANCEL waits for the first provisional response (RFC 3261 §9.1)."""
    f.start()
    peer = f.peer()
    call = place(f)
    there, invite = peer.expect_call()
    f.exchange.command("release", call=call)
    f.exchange.wait(call, "released")
    there.respond(invite, 180, "Ringing")
    cancel = there.expect("CANCEL")
    there.respond(cancel, 200, "OK")
    there.respond(invite, 487, "Request Terminated")
    there.expect("ACK")


@flow
def pri_to_sip_far_end_releases(f: Flow) -> None:
    """BYE from SIP: cause 16 on the line."""
    f.start()
    sipp = f.sipp("uas_far_release")
    call = place(f)
    end = f.exchange.wait(call, "released")
    check(end["answered"], "never answered")
    f.check_cause(end, 16, released_by="far")
    sipp.check()


@flow
def pri_to_sip_far_end_releases_with_reason(f: Flow) -> None:
    """BYE with Reason: Q.850 gives its cause to the line."""
    f.start()
    sipp = f.sipp("uas_far_release", HEADERS="Reason: Q.850;cause=31")
    call = place(f)
    f.check_cause(f.exchange.wait(call, "released"), 31, released_by="far")
    sipp.check()


@flow
def pri_to_sip_hold_and_resume(f: Flow) -> None:
    """The called side holds, resumes and releases."""
    f.start()
    sipp = f.sipp("uas_hold")
    call = place(f)
    f.check_cause(f.exchange.wait(call, "released"), 16, released_by="far")
    sipp.check()


@flow
def pri_to_sip_early_media(f: Flow) -> None:
    """183 with SDP, then 404: PROGRESS (or ALERTING) with in-band information, then cause 1."""
    f.start()
    sipp = f.sipp("uas_early_media", STATUS=404, TEXT="Not Found", RING=400)
    call = place(f)
    end = f.exchange.wait(call, "released")
    check(any("pi=8" in message for message in end["messages"]), f"no progress indicator 8: {end['messages']}")
    f.check_cause(end, 1, released_by="far")
    sipp.check()


@flow
def pri_to_sip_early_media_is_heard(f: Flow) -> None:
    """RTP before the answer is heard on the line."""
    f.start()
    peer, rtp = f.peer(), f.rtp()
    call = place(f, record="heard.wav")
    there, invite = peer.expect_call()
    there.respond(invite, 183, "Session Progress", sdp(rtp.port, (8,)))
    rtp.send((invite.media["address"], invite.media["port"]), audio.encode(audio.tone(700, 1.0)))
    f.exchange.wait_message(call, "PROGRESS")
    rtp.wait_sent()
    there.respond(invite, 486, "Busy Here")
    there.expect("ACK")
    f.exchange.wait(call, "released")
    heard = audio.read_wav(f.directory / "heard.wav")
    loudest = max((heard[n:n + 1600] for n in range(0, max(1, len(heard) - 1600), 800)), key=audio.level_dbm0)
    check(audio.tone_share(loudest, 700) > 0.9, "the early media of SIP is not heard on the line")


@flow
def pri_to_sip_ringback_is_heard(f: Flow) -> None:
    """180 without SDP: the caller on the line hears our ringing tone."""
    f.start()
    peer = f.peer()
    call = place(f, record="heard.wav")
    there, invite = peer.expect_call()
    there.respond(invite, 180, "Ringing")
    f.exchange.wait(call, "alerting")
    f.until("ringing tone on the line", lambda: f.exchange.show(call).get("level_in_dbm0", -99) > -40)
    f.exchange.command("release", call=call)
    cancel = there.expect("CANCEL")
    there.respond(cancel, 200, "OK")
    there.respond(invite, 487, "Request Terminated")
    there.expect("ACK")


@flow
def pri_to_sip_forked_answer(f: Flow) -> None:
    """Two early dialogs, the second answers: the dialog of the answer is released (RFC 3261 §13.2.2.4)."""
    f.start()
    sipp = f.sipp("uas_forked")
    call = place(f)
    f.exchange.wait(call, "connected")
    f.exchange.command("release", call=call)
    sipp.check()


@flow
def pri_to_sip_two_answers(f: Flow) -> None:
    """Both branches of a fork answer: the second is acknowledged and released at once, the first stays."""
    f.start()
    peer = f.peer()
    call = place(f)
    there, invite = peer.expect_call()
    there.respond(invite, 180, "Ringing", tag="A")
    there.respond(invite, 180, "Ringing", tag="B")
    there.respond(invite, 200, "OK", sdp(f.rtp_port), tag="A")
    equal("ACK of the first answer", there.expect("ACK").tag("to"), "A")
    f.exchange.wait(call, "connected")
    there.respond(invite, 200, "OK", sdp(f.rtp_port + 2), tag="B")
    kinds = {}
    for _ in range(2):
        request = there.expect("ACK", "BYE")
        equal("dialog", request.tag("to"), "B")
        kinds[request.method] = request
    equal("requests in the second dialog", sorted(kinds), ["ACK", "BYE"])
    there.respond(kinds["BYE"], 200, "OK")
    equal("state of the call", f.exchange.show(call)["state"], "connected")
    f.exchange.command("release", call=call)
    bye = there.expect_bye()
    equal("dialog released", bye.tag("to"), "A")


@flow
def pri_to_sip_redirected(f: Flow) -> None:
    """302: the call goes to the new target."""
    f.start()
    first = f.sipp("uas_redirect", TARGET=f"sip:601@127.0.0.1:{f.base + 14}")
    second = f.sipp("uas_answer", offset=14)
    call = place(f)
    f.exchange.wait(call, "connected")
    f.exchange.command("release", call=call)
    first.check()
    check("INVITE sip:601@" in second.check(), "the new Request-URI was not used")


@flow
def pri_to_sip_retransmitted_invite(f: Flow) -> None:
    """No response: the gateway sends the same INVITE again (timer A), and no more after a 100."""
    f.start()
    peer = f.peer()
    call = place(f)
    there, invite = peer.expect_call()
    there.expect_again("INVITE", 2)
    there.respond(invite, 180, "Ringing")
    there.respond(invite, 200, "OK", sdp(f.rtp_port))
    there.expect("ACK")
    f.exchange.wait(call, "connected")
    f.exchange.command("release", call=call)
    there.expect_bye()


@flow
def pri_to_sip_lost_200(f: Flow) -> None:
    """The answer gets lost twice; SIPp sends it again."""
    f.start()
    proxy = f.proxy({"200 INVITE": [1, 2]})
    sipp = f.sipp("uas_answer", offset=12, CONTACT=f"127.0.0.1:{f.peer_port}")
    call = place(f)
    f.exchange.wait(call, "connected")
    f.exchange.command("release", call=call)
    sipp.check()
    equal("lost", dict(proxy.lost), {"200 INVITE": 2})


@flow
def pri_to_sip_lost_ack(f: Flow) -> None:
    """The ACK gets lost: each 200 that comes again is acknowledged again (RFC 3261 §13.2.2.4)."""
    f.start()
    proxy = f.proxy({"ACK": [1, 2]})
    sipp = f.sipp("uas_answer", offset=12, CONTACT=f"127.0.0.1:{f.peer_port}")
    call = place(f)
    f.exchange.wait(call, "connected")
    f.until("an ACK got through", lambda: proxy.passed["ACK"] > 0)
    f.exchange.command("release", call=call)
    sipp.check()
    equal("lost", dict(proxy.lost), {"ACK": 2})


@flow
def pri_to_sip_lost_bye(f: Flow) -> None:
    """The gateway's BYE gets lost: it sends it again (timer E)."""
    f.start()
    proxy = f.proxy({"BYE": [1], "200 BYE": [1]})
    sipp = f.sipp("uas_answer", offset=12, CONTACT=f"127.0.0.1:{f.peer_port}")
    call = place(f)
    f.exchange.wait(call, "connected")
    f.exchange.command("release", call=call)
    sipp.check()
    equal("lost", proxy.lost["BYE"], 1)


@flow
def pri_to_sip_lost_cancel(f: Flow) -> None:
    """The gateway's CANCEL gets lost: it sends it again."""
    f.start()
    proxy = f.proxy({"CANCEL": [1]})
    sipp = f.sipp("uas_ring", offset=12)
    call = place(f)
    f.exchange.wait(call, "alerting")
    f.exchange.command("release", call=call)
    sipp.check()
    equal("lost", dict(proxy.lost), {"CANCEL": 1})


@flow
def pri_to_sip_cancel_crosses_200(f: Flow) -> None:
    """The answer is under way when the caller gives up: ACK, then BYE (RFC 3261 §9.1)."""
    f.start()
    peer = f.peer()
    call = place(f)
    there, invite = peer.expect_call()
    there.respond(invite, 180, "Ringing")
    f.exchange.wait(call, "alerting")
    f.exchange.command("release", call=call)
    cancel = there.expect("CANCEL")
    there.respond(invite, 200, "OK", sdp(f.rtp_port))
    there.respond(cancel, 200, "OK")
    there.expect("ACK")
    there.expect_bye()
    end = f.exchange.wait(call, "released")
    check(not end["answered"], "the line was told of an answer that its caller had given up on")


@flow
def pri_to_sip_disconnect_crosses_bye(f: Flow) -> None:
    """Both ends release at the same moment."""
    f.start()
    peer = f.peer()
    call = place(f)
    there, invite = peer.expect_call()
    there.respond(invite, 200, "OK", sdp(f.rtp_port))
    there.expect("ACK")
    f.exchange.wait(call, "connected")
    there.request("BYE")
    f.exchange.command("release", call=call, check=False)
    there.expect("200 BYE", skip=("BYE",))
    f.exchange.wait(call, "released")


@flow
def pri_to_sip_daemon_stopped(f: Flow) -> None:
    """SIGTERM with a call in talk and one ringing: BYE and CANCEL to SIP, a cause to the line."""
    f.start()
    peer = f.peer()
    talking = place(f)
    there, invite = peer.expect_call()
    there.respond(invite, 200, "OK", sdp(f.rtp_port))
    there.expect("ACK")
    ringing = place(f)
    other, second = peer.expect_call()
    other.respond(second, 180, "Ringing")
    f.exchange.wait(ringing, "alerting")
    f.gateway.process.terminate()
    there.expect_bye()
    cancel = other.expect("CANCEL")
    other.respond(cancel, 200, "OK")
    other.respond(second, 487, "Request Terminated")
    f.gateway.check_end()
    for call in (talking, ringing):
        equal("released by", f.exchange.wait(call, "released")["released_by"], "far")
