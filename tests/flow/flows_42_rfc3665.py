"""RFC 3665 §3: the session establishment flows with this gateway as Alice (a caller on a line) or Bob (a called line)."""
from flow import Flow, check, equal, flow
from sip import sdp

PROXIES = "<sip:ss2.example.com;lr>, <sip:ss1.example.com;lr>"


def rings(f: Flow):
    """Alice, on a line, has called; Bob is played by hand."""
    placed = f.exchange.call("4930555", calling="4930123")
    call, invite = f.peer().expect_call()
    return placed, call, invite


@flow
def rfc3665_3_1_successful_session(f: Flow) -> None:
    """F1-F6 with the gateway as Bob: 180 and 200 have one To tag and a Contact; ACK, media, BYE."""
    f.start()
    call = f.peer().call("2001", sdp(f.rtp_port))
    ringing = call.expect("180 INVITE")
    answer = call.answer_hears()
    check(ringing.tag("to") and ringing.tag("to") == answer.tag("to"), "180 and 200 differ in their To tags")
    check(answer.contact.startswith("sip:") and answer.media, "the 200 has no Contact or no SDP")
    call.bye()
    f.check_cause(f.exchange_call(), 16)


@flow
def rfc3665_3_2_through_two_proxies(f: Flow) -> None:
    """F8-F17 with the gateway as Alice: the route set of two Record-Routes, in reverse, is the Route of ACK and BYE."""
    f.start()
    placed, call, invite = rings(f)
    call.respond(invite, 180, "Ringing", headers=[f"Record-Route: {PROXIES}"])
    call.respond(invite, 200, "OK", sdp(f.rtp_port), headers=[f"Record-Route: {PROXIES}"])
    wanted = ["<sip:ss1.example.com;lr>", "<sip:ss2.example.com;lr>"]
    equal("Route of the ACK", ", ".join(call.expect("ACK").all("route")).split(", "), wanted)
    f.exchange.wait(placed, "connected")
    f.exchange.command("release", call=placed)
    bye = call.expect_bye()
    equal("Route of the BYE", ", ".join(bye.all("route")).split(", "), wanted)
    equal("Request-URI of the BYE", bye.first.split()[1], call.peer.contact.strip("<>"))
    f.exchange_call()


@flow
def rfc3665_3_6_redirect_with_sdp_in_ack(f: Flow) -> None:
    """F1-F3 with the gateway as redirect server, then F4-F12 as Bob: an INVITE without SDP, whose answer is in the ACK."""
    f.conf["sip_peer"].append({"name": "here", "address": f"127.0.0.9:{f.gateway_port}", "codecs": ["pcma"]})
    f.conf["trunk_group"].append({"name": "here", "peers": ["here"]})
    f.conf["number_rule"] = [{"name": "real", "match": "77(.*)", "rewrite": "20\\1"}]
    f.conf["route"].insert(0, {"name": "moved", "from": ["pbx"], "called": "77.*", "to": ["here"], "number_rules": ["real"], "redirect": True})
    f.start()
    peer = f.peer()
    call = peer.call("7701")
    moved = call.expect("302 INVITE")
    call.acknowledge(moved)
    equal("Contact", moved.contact, f"sip:2001@127.0.0.9:{f.gateway_port};user=phone")
    call = peer.call("2001")
    answer = call.expect("2xx INVITE", skip=("1xx INVITE",))
    check(answer.media, "no offer in the 200")
    call.remote, call.target = answer.get("to"), answer.contact
    call.request("ACK", sdp(f.rtp_port), sequence=answer.cseq[0])
    f.until("the call is answered", lambda: any(row["state"] == "answered" for row in f.console("show calls")["calls"]))
    call.bye()
    f.exchange_call()


@flow
def rfc3665_3_7_reinvite_with_another_address(f: Flow) -> None:
    """F7-F10: Bob's re-INVITE brings another Contact and another RTP port; what follows goes there."""
    f.start()
    call = f.peer().call("2000", sdp(f.rtp_port))
    call.answer_hears()
    call.peer.contact = f"<sip:moved@127.0.0.1:{f.peer_port}>"
    rtp = f.rtp(40)
    call.request("INVITE", sdp(f.rtp_port + 40, version=2))
    answer = call.expect("200 INVITE")
    call.acknowledge(answer)
    rtp.send(("127.0.0.1", answer.media["port"]), bytes(160 * 20))
    rtp.wait_packets(5)
    dialogs = f.console("show dialogs")["dialogs"]
    equal("target", dialogs[0]["target"], f"sip:moved@127.0.0.1:{f.peer_port}")
    call.bye()
    f.exchange_call()


@flow
def rfc3665_3_8_no_answer(f: Flow) -> None:
    """F7-F15: Alice gives up while it rings: CANCEL with the INVITE's branch, its 200, 487, ACK."""
    f.start()
    placed, call, invite = rings(f)
    call.respond(invite, 180, "Ringing")
    f.exchange.wait(placed, "alerting")
    f.exchange.command("release", call=placed)
    cancel = call.expect("CANCEL")
    equal("branch of the CANCEL", cancel.branch, invite.branch)
    equal("CSeq of the CANCEL", cancel.cseq[0], invite.cseq[0])
    call.respond(cancel, 200, "OK")
    call.respond(invite, 487, "Request Terminated")
    equal("branch of the ACK", call.expect("ACK").branch, invite.branch)
    f.exchange_call()


@flow
def rfc3665_3_9_busy(f: Flow) -> None:
    """F5-F10 both ways: 486 of Bob is user busy for Alice; a busy Bob on a line is 486."""
    f.start()
    placed, call, invite = rings(f)
    call.respond(invite, 486, "Busy Here")
    call.expect("ACK")
    f.check_cause(f.exchange_call(), 17)
    call = call.peer.call("2010", sdp(f.rtp_port))
    call.acknowledge(call.expect("486 INVITE"))
    f.exchange_call()


@flow
def rfc3665_3_10_no_response(f: Flow) -> None:
    """F3-F9: nobody answers: the INVITE is sent seven times, doubling T1, and timer B ends the call."""
    f.conf["sip"]["t1"] = "50ms"
    f.conf["calls"]["t7"] = "20s"
    f.start()
    placed, call, invite = rings(f)
    f.exchange.wait(placed, "released", timeout=8)
    call.expect_again("INVITE", 6)
    check(call.retransmissions["INVITE"] == 6, f"INVITE sent again {call.retransmissions['INVITE']} times")
    f.check_cause(f.exchange_call(), 102)


@flow
def rfc3665_3_11_temporarily_unavailable(f: Flow) -> None:
    """F5-F10: 480 of Bob, and 480 for a line that does not answer."""
    f.start()
    placed, call, invite = rings(f)
    call.respond(invite, 180, "Ringing")
    call.respond(invite, 480, "Temporarily Unavailable")
    call.expect("ACK")
    f.check_cause(f.exchange_call(), 18)
    call = call.peer.call("2013", sdp(f.rtp_port))
    call.acknowledge(call.expect("480 INVITE", skip=("1xx INVITE",)))
    f.exchange_call()
