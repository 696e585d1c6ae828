"""Call flows of RFC 3666 at an ISDN line; those between SIP and ISUP are conformance rows (tests/flow/README.md has the list)."""
from flow import Flow, check, equal, flow
from flows_8_q699 import as_network_side, level
from sip import sdp

ALICE, BOB = "3145551111", "9725552222"


@flow
def rfc3666_2_2_sip_to_isdn_pbx(f: Flow) -> None:
    """F3-F22: SETUP with "not end-to-end ISDN", PROGRESS is 183 with SDP, CONNECT is 200, BYE is DISCONNECT 16."""
    f.conf["sip_peer"][0].update(quirks=["interworking_indicators=on"])
    f.number("4443333", "answer", ring_after="20ms", answer_after="200ms", progress=[1], ringback=True)
    f.start()
    call = f.peer().call("4443333", sdp(f.rtp_port))
    progress = call.expect("183 INVITE", "180 INVITE")
    check(progress.media, "no SDP in the provisional response")
    check(call.answer_hears().media, "no SDP in the 200")
    placed = f.exchange.calls()[-1]
    setup = f.exchange.show(placed["call"])["received"]["SETUP"]
    equal("called digits of F5", setup["called"]["digits"], "4443333")
    check(setup["bearer"]["transfer"] in (0, 16), f"bearer of F5: {setup['bearer']}")
    check(1 in [one["description"] for one in setup["progress"]], f"progress indicators of F5: {setup['progress']}")
    call.bye()
    f.check_cause(f.exchange_call(), 16, released_by="far")


@flow
def rfc3666_3_3_isdn_pbx_to_sip(f: Flow) -> None:
    """The PBX calls through its gateway: 180 is ringing tone at the PBX, 200 connects, BYE of the SIP side clears."""
    f.start()
    peer = f.peer()
    placed = f.exchange.call("9725552222", calling="3145551111")
    bob, invite = peer.expect_call()
    check(invite.media, "no offer in F3")
    bob.respond(invite, 180, "Ringing")
    f.exchange.wait(placed, "alerting")
    bob.respond(invite, 200, "OK", sdp(f.rtp_port))
    bob.expect("ACK")
    f.exchange.wait(placed, "connected")
    bob.bye()
    f.check_cause(f.exchange_call(), 16, released_by="far")


@flow
def rfc3666_3_6_sip_error_interworks_to_tones(f: Flow) -> None:
    """F7-F11: 600 of SIP is told in band, the caller hears busy and releases."""
    as_network_side(f)
    f.conf["calls"]["release_tone"] = "20s"
    f.start()
    peer = f.peer()
    call = f.exchange.call(BOB, calling=ALICE, auto_release=0)
    bob, invite = peer.expect_call()
    bob.respond(invite, 600, "Busy Everywhere")
    bob.expect("ACK")
    f.exchange.wait_message(call, "DISCONNECT")
    f.until("the busy tone on the line", lambda: level(f, call) > -30)
    shown = f.exchange.show(call)["messages"]
    check(any("DISCONNECT cause=17" in line and "pi=8" in line for line in shown), f"{shown}")
    f.exchange.command("release", call=call)
    f.check_cause(f.exchange.wait(call, "released"), 17, released_by="far")


@flow
def rfc3666_4_2_pbx_to_isdn_pbx_with_overflow(f: Flow) -> None:
    """The PBX calls; the first gateway says 503, the second takes the call to its ISDN PBX. The FGB trunk is a line here."""
    second = f.base + 12
    f.conf["sip_peer"].append({"name": "ngw3", "address": f"127.0.0.1:{second}", "match": ["127.0.0.9/32"], "codecs": ["pcma", "pcmu"]})
    f.conf["trunk_group"].append({"name": "ngw3", "peers": ["ngw3"]})
    f.conf["route"] = [{"name": "out", "from": ["exchange"], "to": ["pbx", "ngw3"], "next_on": [34]}]
    f.start()
    full, other = f.peer(), f.peer(12)
    call = f.exchange.call(BOB, calling=ALICE)
    refused, invite = full.expect_call()
    refused.respond(invite, 503, "Service Unavailable", headers=["Reason: Q.850;cause=34"])
    refused.expect("ACK")
    taken, invite = other.expect_call()
    check(BOB in invite.first, invite.first)
    taken.respond(invite, 183, "Session Progress", sdp(f.rtp_port))
    messages = f.exchange.wait_message(call, "PROGRESS")["messages"]
    check(any("PROGRESS" in line and "pi=8" in line for line in messages), f"{messages}")
    taken.respond(invite, 200, "OK", sdp(f.rtp_port))
    taken.expect("ACK")
    f.exchange.wait(call, "connected")
    f.exchange.command("release", call=call)
    taken.expect_bye()
    equal("cause", f.exchange.wait(call, "released")["cause"], 16)
