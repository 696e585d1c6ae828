"""Calls from SIP to the line: SIPp (or a peer by hand) calls, the exchange is the called side."""
from flow import Flow, audio, check, equal, flow
from sip import sdp


@flow
def sip_to_pri_answer(f: Flow) -> None:
    """Rings, is answered, the caller releases: cause 16 from the user arrives."""
    f.start()
    f.sipp("uac_answer", called="2001").check()
    call = f.exchange_call()
    equal("called", call["called"], "2001")
    check(call["answered"], "the exchange did not see its answer taken")
    f.check_cause(call, 16, released_by="far")
    names = [message.split(" cause")[0].split(" pi")[0] for message in call["messages"]]
    for wanted in ("< SETUP", "> ALERTING", "> CONNECT", "< CONNECT ACKNOWLEDGE", "< DISCONNECT"):
        check(wanted in names, f"no {wanted} in {names}")


@flow
def sip_to_pri_answer_without_alerting(f: Flow) -> None:
    """CONNECT without ALERTING before it."""
    f.start()
    f.sipp("uac_answer", called="2002").check()
    f.check_cause(f.exchange_call(), 16, released_by="far")


@flow
def sip_to_pri_busy(f: Flow) -> None:
    """DISCONNECT with cause 17: 486, and the cause in Reason."""
    f.start()
    f.sipp("uac_refused", called="2010", STATUS=486, REASON="Q.850.*cause=17").check()
    f.check_cause(f.exchange_call(), 17)


@flow
def sip_to_pri_no_answer(f: Flow) -> None:
    """The exchange gives up on its subscriber with cause 19."""
    f.start()
    f.sipp("uac_refused", called="2013", STATUS=480, REASON="Q.850.*cause=19").check()
    f.check_cause(f.exchange_call(), 19)


@flow
def sip_to_pri_no_answer_t9(f: Flow) -> None:
    """Nobody gives up but our T9 (Q.764 Table A.1): cause 19 both ways."""
    f.conf["calls"]["t9"] = "1s"
    f.start()
    f.sipp("uac_refused", called="2014", STATUS=480, REASON="Q.850.*cause=19").check()
    call = f.exchange_call()
    f.check_cause(call, 19, released_by="far")


@flow
def sip_to_pri_no_reply_t7(f: Flow) -> None:
    """The line says nothing at all after SETUP: the call ends before its caller gives up."""
    f.conf["calls"]["t7"] = "1s"
    f.start()
    peer = f.peer()
    call = peer.call("2017", sdp(f.rtp_port))
    final = call.expect("4xx INVITE", "5xx INVITE")
    call.acknowledge(final)
    check(final.reason[0] in (18, 31, 102), f"cause {final.reason}")


@flow
def sip_to_pri_unallocated(f: Flow) -> None:
    f.start()
    f.sipp("uac_refused", called="2011", STATUS=404, REASON="Q.850.*cause=1([^0-9]|$)").check()
    f.check_cause(f.exchange_call(), 1)


@flow
def sip_to_pri_congestion(f: Flow) -> None:
    """No circuit in the network behind the exchange (34)."""
    f.start()
    f.sipp("uac_refused", called="2012", STATUS=503, REASON="Q.850.*cause=34").check()
    f.check_cause(f.exchange_call(), 34)


@flow
def sip_to_pri_congestion_release_complete(f: Flow) -> None:
    """The same as the first answer to SETUP: RELEASE COMPLETE."""
    f.start()
    f.sipp("uac_refused", called="2018", STATUS=503, REASON="Q.850.*cause=34").check()
    f.check_cause(f.exchange_call(), 34)


@flow
def sip_to_pri_caller_gives_up(f: Flow) -> None:
    """CANCEL while it rings: 487 to the caller, the call is cleared on the line."""
    f.start()
    f.sipp("uac_cancel", called="2014").check()
    call = f.exchange_call()
    check(not call["answered"], "the exchange thinks that the call was answered")
    check(call["cause"] in (16, 31), f"cause {call['cause']}")
    equal("released by", call["released_by"], "far")


@flow
def sip_to_pri_caller_gives_up_at_once(f: Flow) -> None:
    """CANCEL directly behind the INVITE."""
    f.start()
    peer = f.peer()
    call = peer.call("2014", sdp(f.rtp_port))
    call.expect("100 INVITE", skip=())
    call.cancel()
    call.expect("200 CANCEL", skip=("1xx INVITE",))
    call.acknowledge(call.expect("487 INVITE", skip=("1xx INVITE",)))
    f.check_idle()


@flow
def sip_to_pri_far_end_releases(f: Flow) -> None:
    """The subscriber releases 300 ms after the answer: BYE with cause 16."""
    f.start()
    f.sipp("uac_far_release", called="2004", REASON="Q.850.*cause=16").check()
    f.check_cause(f.exchange_call(), 16, released_by="near")


@flow
def sip_to_pri_hold_and_resume(f: Flow) -> None:
    """re-INVITE with a=sendonly is answered a=recvonly; speech flows again afterwards."""
    f.start()
    f.sipp("uac_hold", called="2001").check()
    f.check_cause(f.exchange_call(), 16, released_by="far")


@flow
def sip_to_pri_hold_stops_and_resume_restores_speech(f: Flow) -> None:
    """On hold the gateway sends nothing to the holder when that is inactive; after resuming the tone is back."""
    f.start()
    peer, rtp = f.peer(), f.rtp()
    call = peer.call("2003", sdp(rtp.port, (8,)))
    call.answer_hears()
    rtp.wait_packets(20)
    call.request("INVITE", sdp(rtp.port, (8,), "inactive", 2))
    held = call.expect("200 INVITE")
    equal("direction while held", held.media["direction"], "inactive")
    call.acknowledge(held)
    rtp.wait_quiet(0.1)  # what was under way when it was held may still come
    last = len(rtp.packets)
    call.request("INVITE", sdp(rtp.port, (8,), "sendrecv", 3))
    call.acknowledge(call.expect("200 INVITE"))
    rtp.wait_packets(last + 30)
    heard = audio.decode(b"".join(octets for *_, octets in rtp.packets[last + 10:last + 30]))
    check(audio.tone_share(heard, 1004) > 0.95, "the tone is not heard after resuming")
    call.bye()


@flow
def sip_to_pri_early_media(f: Flow) -> None:
    """An announcement with progress indicator 8, then cause 1: 183 with SDP, then 404."""
    f.start()
    f.sipp("uac_early_media", called="2015", STATUS=404, REASON="Q.850.*cause=1([^0-9]|$)").check()
    f.check_cause(f.exchange_call(), 1)


@flow
def sip_to_pri_early_media_is_heard(f: Flow) -> None:
    """Ringback of the exchange reaches the caller before the answer."""
    f.start()
    peer, rtp = f.peer(), f.rtp()
    call = peer.call("2016", sdp(rtp.port, (8,)))
    early = call.expect("183 INVITE", "180 INVITE")
    check(early.media, "no SDP in the provisional response although the line has in-band information")
    rtp.wait_packets(25)
    heard = audio.decode(b"".join(octets for *_, octets in rtp.packets[10:25]))
    check(audio.tone_share(heard, 425) > 0.9, "ringback of the exchange is not heard")
    call.answer_hears()
    call.bye()


@flow
def sip_to_pri_retransmitted_invite(f: Flow) -> None:
    """The same INVITE again, before and after the first response: one call on the line."""
    f.start()
    peer = f.peer()
    call = peer.call("2014", sdp(f.rtp_port))
    call.resend(call.invite)
    call.expect("180 INVITE")
    call.resend(call.invite)
    call.expect_again("180 INVITE")
    call.cancel()
    call.expect("200 CANCEL")
    call.acknowledge(call.expect("487 INVITE"))
    equal("calls at the exchange", len(f.exchange.calls()), 1)


@flow
def sip_to_pri_lost_200(f: Flow) -> None:
    """The first two 200 of the INVITE get lost: the gateway sends it again (RFC 3261 §13.3.1.4)."""
    f.start()
    proxy = f.proxy({"200 INVITE": [1, 2]})
    f.sipp("uac_answer", offset=12, remote=f.peer_port, called="2001", CONTACT=f"127.0.0.1:{f.peer_port}").check()
    equal("lost", dict(proxy.lost), {"200 INVITE": 2})
    f.check_cause(f.exchange_call(), 16, released_by="far")


@flow
def sip_to_pri_lost_ack(f: Flow) -> None:
    """The first ACK gets lost: the 200 comes again, and is acknowledged again."""
    f.start()
    proxy = f.proxy({"ACK": [1]})
    f.sipp("uac_answer", offset=12, remote=f.peer_port, called="2001", HOLD=1200, CONTACT=f"127.0.0.1:{f.peer_port}").check()
    equal("lost", dict(proxy.lost), {"ACK": 1})
    check(proxy.passed["200 INVITE"] >= 2, "the 200 was not sent again")
    f.check_cause(f.exchange_call(), 16, released_by="far")


@flow
def sip_to_pri_ack_never_comes(f: Flow) -> None:
    """Without ACK the gateway gives the call up after 64 T1 (RFC 3261 §13.3.1.4) and releases both sides."""
    f.conf["sip"]["t1"] = "50ms"
    f.start()
    peer = f.peer()
    call = peer.call("2001", sdp(f.rtp_port))
    answer = call.expect("200 INVITE", skip=("1xx INVITE",))
    call.target = answer.contact
    call.expect_bye()
    check(call.retransmissions["200 INVITE"] >= 4, f"the 200 came only {call.retransmissions['200 INVITE'] + 1} times")
    equal("released by", f.exchange_call()["released_by"], "far")


@flow
def sip_to_pri_lost_bye(f: Flow) -> None:
    """The first BYE and the first 200 to it get lost."""
    f.start()
    proxy = f.proxy({"BYE": [1], "200 BYE": [1]})
    f.sipp("uac_answer", offset=12, remote=f.peer_port, called="2001", CONTACT=f"127.0.0.1:{f.peer_port}").check()
    equal("lost", dict(proxy.lost), {"BYE": 1, "200 BYE": 1})
    f.check_cause(f.exchange_call(), 16, released_by="far")


@flow
def sip_to_pri_lost_gateway_bye(f: Flow) -> None:
    """The gateway's first BYE gets lost: it sends it again."""
    f.start()
    proxy = f.proxy({"BYE": [1]})
    f.sipp("uac_far_release", offset=12, remote=f.peer_port, called="2004", REASON="cause=16",
           CONTACT=f"127.0.0.1:{f.peer_port}").check()
    equal("lost", dict(proxy.lost), {"BYE": 1})


@flow
def sip_to_pri_cancel_crosses_200(f: Flow) -> None:
    """CANCEL and 200 pass each other: CANCEL has no effect any more (RFC 3261 §9.2), the caller releases by BYE."""
    f.start()
    peer = f.peer()
    call = peer.call("2001", sdp(f.rtp_port))
    answer = call.expect("200 INVITE", skip=("1xx INVITE",))
    call.cancel()
    call.expect("200 CANCEL", "481 CANCEL")
    call.acknowledge(answer)
    call.bye()
    f.check_cause(f.exchange_call(), 16, released_by="far")


@flow
def sip_to_pri_bye_crosses_disconnect(f: Flow) -> None:
    """Both ends release at the same moment."""
    f.start()
    peer = f.peer()
    call = peer.call("2001", sdp(f.rtp_port))
    call.answer_hears()
    there = f.exchange.calls()[-1]["call"]
    call.request("BYE")
    f.exchange.command("release", call=there, check=False)
    call.expect("200 BYE", skip=("BYE",))
    f.exchange.wait(there, "released")


@flow
def sip_to_pri_daemon_stopped(f: Flow) -> None:
    """SIGTERM with a call in talk and one ringing: both are released on both sides, then the daemon ends."""
    f.start()
    peer = f.peer()
    talking = peer.call("2001", sdp(f.rtp_port))
    talking.answer_hears()
    ringing = peer.call("2014", sdp(f.rtp_port + 2))
    ringing.expect("180 INVITE")
    f.gateway.process.terminate()
    talking.expect_bye()
    ringing.acknowledge(ringing.expect("4xx INVITE", "5xx INVITE"))
    f.gateway.check_end()
    f.exchange.command("wait-idle", timeout="5s")
    for call in f.exchange.calls():
        check(call["cause"] is not None, f"call {call['call']} was dropped without a cause")
