"""Q.931 and ISUP whole (Q.699): in-band information after DISCONNECT, tones of the network side, carried elements."""
from flow import Flow, audio, check, equal, flow
from sip import sdp

CALLED, CALLING = "600", "30123456"


def second_line(f: Flow, **keys) -> None:
    """PRI to PRI: calls from line1 to 2xxx go out on line2."""
    f.add_span("line2", group="second", **keys)
    f.conf["route"].insert(0, {"name": "across", "from": ["exchange"], "called": "2.*", "to": ["second"]})


def as_network_side(f: Flow) -> None:
    """The gateway is the network, the exchange a private one."""
    f.replace_span("e1", side="network")
    f.exchange_conf["span"][0]["side"] = "user"


def level(f: Flow, call: int) -> float:
    """What the exchange hears on the channel of a call, dBm0."""
    return f.exchange.show(call)["level_in_dbm0"]


# --- DISCONNECT with progress indicator 8 (Q.931 §5.3.4.1)


def tone_in_rtp(rtp, frequency: int = 425) -> bool:
    """Whether the last 300 ms of RTP are this tone (the exchange's busy tone has 480 ms of it at a time)."""
    octets = b"".join(packet[4] for packet in rtp.packets[-15:])
    return len(octets) >= 2400 and audio.tone_share(audio.decode(octets), frequency) > 0.8


def listening(f: Flow) -> dict:
    """The exchange's call whose DISCONNECT is being listened to."""
    f.until("a call is disconnecting", lambda: any(c["state"] == "disconnecting" for c in f.exchange.calls(released=False)))
    return next(c for c in f.exchange.calls(released=False) if c["state"] == "disconnecting")


@flow
def inband_disconnect_is_heard_by_the_sip_caller(f: Flow) -> None:
    """The line disconnects with a tone: 183 with SDP, the tone in RTP, the final response when the line releases."""
    f.number("2020", "reject", cause=1, inband_disconnect=True, reject_after="50ms")
    f.start()
    peer, rtp = f.peer(), f.rtp()
    call = peer.call("2020", sdp(rtp.port, (8,)))
    check(call.expect("183 INVITE").media, "no SDP in the 183")
    there = listening(f)
    f.until("the busy tone in RTP", lambda: tone_in_rtp(rtp))
    f.exchange.command("send", call=there["call"], message="release", cause=1)
    final = call.expect("404 INVITE")
    equal("cause", final.reason[0], 1)
    call.acknowledge(final)
    f.check_cause(f.exchange.wait(there["call"], "released"), 1, released_by="near")


@flow
def inband_disconnect_ends_at_t306(f: Flow) -> None:
    """The line never releases: T306 does, with the cause of the DISCONNECT."""
    f.conf["calls"]["t306"] = "600ms"
    f.number("2020", "busy", inband_disconnect=True)
    f.start()
    peer, rtp = f.peer(), f.rtp()
    call = peer.call("2020", sdp(rtp.port, (8,)))
    call.expect("183 INVITE")
    final = call.expect("486 INVITE")
    equal("cause", final.reason[0], 17)
    call.acknowledge(final)
    end = f.exchange_call()
    f.check_cause(end, 17, released_by="near")
    check(any("RELEASE cause=17" in line for line in end["messages"]), f"RELEASE has another cause: {end['messages']}")


@flow
def inband_disconnect_the_caller_gives_up(f: Flow) -> None:
    """CANCEL while the tone of a DISCONNECT is heard: RELEASE at once."""
    f.number("2020", "busy", inband_disconnect=True)
    f.start()
    peer, rtp = f.peer(), f.rtp()
    call = peer.call("2020", sdp(rtp.port, (8,)))
    call.expect("183 INVITE")
    listening(f)
    call.cancel()
    call.expect("200 CANCEL")
    call.acknowledge(call.expect("487 INVITE"))
    f.check_cause(f.exchange_call(), 17, released_by="near")


@flow
def inband_disconnect_is_cleared_at_once_with_t306_0(f: Flow) -> None:
    """t306 = 0s: nobody listens; the final response comes without a 183."""
    f.conf["calls"]["t306"] = "0s"
    f.number("2020", "busy", inband_disconnect=True)
    f.start()
    call = f.peer().call("2020", sdp(f.rtp().port, (8,)))
    call.acknowledge(call.expect("486 INVITE"))
    f.check_cause(f.exchange_call(), 17)


@flow
def inband_disconnect_gives_way_to_the_next_choice(f: Flow) -> None:
    """Congestion with a tone on the first line, another line is left: the tone is not listened to."""
    f.add_span("line2", group="second")
    f.conf["route"][0].update({"to": ["exchange", "second"], "next_on": [34]})
    f.number("2020", "congestion", inband_disconnect=True, span="line1")
    f.exchange_conf["number"].append({"number": "2020", "action": "answer", "span": "line2"})
    f.start()
    call = f.peer().call("2020", sdp(f.rtp().port, (8,)))
    call.answer_hears()
    call.bye()
    first, second = f.exchange.calls()
    equal("lines", (first["span"], second["span"]), ("line1", "line2"))
    f.check_cause(f.exchange.wait(first["call"], "released"), 34)


@flow
def inband_disconnect_of_an_answered_call_to_the_line(f: Flow) -> None:
    """The called side hangs up, its network gives a tone: the SIP side hears it, BYE follows the RELEASE."""
    f.start()
    peer, rtp = f.peer(), f.rtp()
    call = peer.call("2002", sdp(rtp.port, (8,)))
    call.answer_hears()
    there = f.exchange.calls(released=False)[0]["call"]
    f.exchange.command("media", call=there, tone=425)
    f.exchange.command("release", call=there, progress=8)
    before = len(rtp.packets)
    rtp.wait_packets(before + 20)
    f.until("the tone in RTP", lambda: tone_in_rtp(rtp))
    equal("calls", len(f.console("show calls")["calls"]), 1)
    f.exchange.command("send", call=there, message="release")
    equal("cause", call.expect_bye().reason[0], 16)
    f.check_cause(f.exchange.wait(there, "released"), 16, released_by="near")


@flow
def inband_disconnect_of_an_answered_call_from_the_line(f: Flow) -> None:
    """The caller on the line hangs up, its network gives a tone: the SIP side hears it until it hangs up itself."""
    f.start()
    peer, rtp = f.peer(), f.rtp()
    call = f.exchange.call(CALLED, calling=CALLING)
    there, invite = peer.expect_call()
    there.respond(invite, 200, "OK", sdp(rtp.port, (8,)))
    there.expect("ACK")
    f.exchange.wait(call, "connected")
    f.exchange.command("media", call=call, tone=425)
    f.exchange.command("release", call=call, progress=8)
    f.until("the tone in RTP", lambda: tone_in_rtp(rtp))
    there.bye()
    f.check_cause(f.exchange.wait(call, "released"), 16, released_by="near")


@flow
def inband_disconnect_of_a_caller_who_gives_up_is_cleared_at_once(f: Flow) -> None:
    """Before the answer nobody listens to the caller's network: CANCEL goes out."""
    f.start()
    peer = f.peer()
    call = f.exchange.call(CALLED, calling=CALLING)
    there, invite = peer.expect_call()
    there.respond(invite, 180, "Ringing")
    f.exchange.wait(call, "alerting")
    f.exchange.command("release", call=call, progress=8)
    cancel = there.expect("CANCEL")
    there.respond(cancel, 200, "OK")
    there.respond(invite, 487, "Request Terminated")
    there.expect("ACK")
    f.exchange.wait(call, "released")


@flow
def inband_disconnect_across_two_lines(f: Flow) -> None:
    """PRI to PRI: PROGRESS with progress indicator 8 and the cause, the tone of the far line, then DISCONNECT."""
    second_line(f)
    f.number("2020", "unallocated", inband_disconnect=True)
    f.start()
    call = f.exchange.call("2020", span="line1", calling=CALLING)
    progress = f.exchange.wait_message(call, "PROGRESS")["received"]["PROGRESS"]
    check(8 in [one["description"] for one in progress["progress"]], f"no in-band information: {progress}")
    equal("cause and location", (progress["cause"]["value"], progress["cause"]["location"]), (1, 2))
    f.until("the far tone on the line", lambda: level(f, call) > -30)
    far = listening(f)
    f.exchange.command("send", call=far["call"], message="release")
    f.check_cause(f.exchange.wait(call, "released"), 1, 2, released_by="far")


# --- the gateway is the network: it gives the tones (Q.931 §5.3.4.1, E.180)


@flow
def network_side_gives_a_busy_tone_until_the_user_releases(f: Flow) -> None:
    """486: DISCONNECT with cause 17 and progress indicator 8, the busy tone; the user hangs up."""
    as_network_side(f)
    f.conf["calls"]["release_tone"] = "20s"
    f.start()
    sipp = f.sipp("uas_refuse")
    call = f.exchange.call(CALLED, calling=CALLING, auto_release=0)
    f.exchange.wait_message(call, "DISCONNECT")
    sipp.check()
    f.until("the busy tone on the line", lambda: level(f, call) > -30)
    shown = f.exchange.show(call)
    check(any("DISCONNECT cause=17" in line and "pi=8" in line for line in shown["messages"]), f"{shown['messages']}")
    equal("calls", len(f.console("show calls")["calls"]), 1)
    f.exchange.command("release", call=call)
    f.check_cause(f.exchange.wait(call, "released"), 17, released_by="far")


@flow
def network_side_ends_its_tone_by_itself(f: Flow) -> None:
    """503 with cause 34: congestion tone for release_tone, then RELEASE, although the user does not hang up."""
    as_network_side(f)
    f.conf["calls"]["release_tone"] = "800ms"
    f.start()
    sipp = f.sipp("uas_refuse", STATUS=503, TEXT="Service Unavailable", HEADERS="Reason: Q.850;cause=34")
    call = f.exchange.call(CALLED, calling=CALLING, auto_release=0)
    f.exchange.wait_message(call, "DISCONNECT")
    f.until("the congestion tone on the line", lambda: level(f, call) > -30)
    end = f.exchange.wait(call, "released")
    f.check_cause(end, 34, released_by="far")
    sipp.check()


@flow
def network_side_tells_why_a_number_leads_nowhere(f: Flow) -> None:
    """No route: special information tone and cause 3."""
    as_network_side(f)
    f.conf["calls"]["release_tone"] = "20s"
    f.conf["route"] = [{"name": "to-pbx", "from": ["exchange"], "called": "6.*", "to": ["pbx"]}]
    f.start()
    call = f.exchange.call("7000", calling=CALLING, auto_release=0)
    f.exchange.wait_message(call, "DISCONNECT")
    f.until("a tone on the line", lambda: level(f, call) > -30)
    f.exchange.command("release", call=call)
    f.check_cause(f.exchange.wait(call, "released"), 3, 2, released_by="far")


# --- elements that ISUP carries between two lines (Q.763 §3.3)


def received(f: Flow, call: int, message: str) -> dict:
    """The elements of a message that the exchange has received in a call."""
    return f.exchange.wait_message(call, message)["received"][message]


def far_call(f: Flow) -> dict:
    """The call of line2 that is in progress."""
    f.until("a call on line2", lambda: any(c["span"] == "line2" for c in f.exchange.calls(released=False)))
    return next(c for c in f.exchange.calls(released=False) if c["span"] == "line2")


SUBADDRESSES = {"called_subaddress": "80503132", "calling_subaddress": "a017", "hlc": "9181", "hlc2": "9184",
                "llc": "9090a3", "user_user_octets": "046869"}


@flow
def elements_of_setup_cross_two_lines(f: Flow) -> None:
    """Subaddresses, two HLC, LLC and user-user information: line1 to line2 as they were."""
    second_line(f)
    f.start()
    call = f.exchange.call("2001", span="line1", calling=CALLING, **SUBADDRESSES)
    setup = far_call(f)["received"]["SETUP"]
    for name, value in SUBADDRESSES.items():
        equal(name, setup.get(name), value)
    f.exchange.wait(call, "connected")
    f.exchange.command("release", call=call)


@flow
def elements_of_the_answer_cross_two_lines(f: Flow) -> None:
    """ALERTING, CONNECT and DISCONNECT of the far side: HLC, LLC, connected subaddress, user-user information."""
    second_line(f)
    f.number("2030", "answer", answer_after="50ms", connected="30222", alerting_elements=["hlc=9181", "user_user_octets=0461"],
             connect_elements=["connected_subaddress=80503132", "llc=9090a3", "hlc=9184", "user_user_octets=0462"],
             release_after="200ms", release_elements=["user_user_octets=0463"])
    f.start()
    call = f.exchange.call("2030", span="line1", calling=CALLING)
    f.exchange.wait(call, "connected")
    alerting, connect = received(f, call, "ALERTING"), received(f, call, "CONNECT")
    equal("ALERTING", (alerting.get("hlc"), alerting.get("user_user_octets")), ("9181", "0461"))
    equal("CONNECT", (connect.get("connected_subaddress"), connect.get("llc"), connect.get("hlc"), connect.get("user_user_octets")),
          ("80503132", "9090a3", "9184", "0462"))
    equal("connected number", connect["connected"]["digits"], "30222")
    equal("DISCONNECT", received(f, call, "DISCONNECT").get("user_user_octets"), "0463")


@flow
def whole_bearer_capabilities_cross_two_lines(f: Flow) -> None:
    """V.110 in octet 5a, then two bearer capabilities of ascending priority."""
    second_line(f)
    f.start()
    for bearers in ("8890218f", "9090a3,9190a5"):
        call = f.exchange.call("2001", span="line1", calling=CALLING, bearer="64k" if "," not in bearers else "3.1k", bearers=bearers)
        equal("bearer capabilities", far_call(f)["received"]["SETUP"].get("bearers"), bearers.split(","))
        f.exchange.wait(call, "connected")
        f.exchange.command("release", call=call)
        f.exchange.command("wait-idle")


@flow
def repeated_progress_indicators_cross_two_lines(f: Flow) -> None:
    """Two progress indicators in SETUP and in ALERTING arrive as two."""
    second_line(f)
    f.number("2031", "answer", answer_after="50ms", progress=[2, 8])
    f.start()
    call = f.exchange.call("2031", span="line1", calling=CALLING, progress="1,3")
    f.exchange.wait(call, "connected")
    setup = far_call(f)["received"]["SETUP"]
    equal("SETUP", sorted(one["description"] for one in setup["progress"]), [1, 3])
    equal("ALERTING", sorted(one["description"] for one in received(f, call, "ALERTING")["progress"]), [2, 8])
    f.exchange.command("release", call=call)


@flow
def redirecting_number_crosses_two_lines(f: Flow) -> None:
    """Redirecting number and each reason that both sides know."""
    second_line(f)
    f.start()
    for reason in (0, 1, 2, 15, 9):
        call = f.exchange.call("2001", span="line1", calling=CALLING, redirecting="30333", redirecting_type="national",
                               redirecting_reason=reason)
        number = far_call(f)["received"]["SETUP"]["redirecting"]
        equal("redirecting number", (number["digits"], number["type"], number["reason"]), ("30333", 2, reason))
        f.exchange.wait(call, "connected")
        f.exchange.command("release", call=call)
        f.exchange.command("wait-idle")


@flow
def second_calling_number_and_transit_network_cross_two_lines(f: Flow) -> None:
    """Two calling numbers (network's and user's), transit network selection, network-specific facilities."""
    second_line(f)
    f.start()
    call = f.exchange.call("2001", span="line1", calling="30100", calling_type="national", screening="network",
                           second_calling="30111", transit_network="a1323838", network_facilities="00e1")
    setup = far_call(f)["received"]["SETUP"]
    equal("calling", (setup["calling"]["digits"], setup["calling"]["screening"]), ("30100", 3))
    equal("second calling", (setup["second_calling"]["digits"], setup["second_calling"]["screening"]), ("30111", 0))
    equal("transit network", setup.get("transit_network"), "a1323838")
    equal("network facilities", setup.get("network_facilities"), "00e1")
    f.exchange.wait(call, "connected")
    f.exchange.command("release", call=call)


@flow
def notifications_cross_two_lines(f: Flow) -> None:
    """NOTIFY user suspended and resumed (SUS, RES), remote hold (CPG), both ways in an answered call."""
    second_line(f)
    f.start()
    call = f.exchange.call("2001", span="line1", calling=CALLING)
    f.exchange.wait(call, "connected")
    there = far_call(f)["call"]
    f.exchange.wait(there, "connected")
    for sender, receiver in ((call, there), (there, call)):
        for code in (0, 1, 0x79, 0x7A):
            f.exchange.command("send", call=sender, message="notify", notification=code)
            f.until(f"NOTIFY {code}", lambda: f.exchange.show(receiver)["received"].get("NOTIFY", {}).get("notification") == code)
    f.exchange.command("release", call=call)


@flow
def hold_crosses_two_lines_as_a_notification(f: Flow) -> None:
    """HOLD and RETRIEVE of one side are granted; the other side is told: remote hold, remote retrieval."""
    second_line(f)
    f.start()
    call = f.exchange.call("2001", span="line1", calling=CALLING)
    f.exchange.wait(call, "connected")
    there = far_call(f)["call"]
    f.exchange.wait(there, "connected")
    for message, answer, code in (("hold", "HOLD ACKNOWLEDGE", 0x79), ("retrieve", "RETRIEVE ACKNOWLEDGE", 0x7A)):
        f.exchange.command("send", call=call, message=message)
        f.exchange.wait_message(call, answer)
        f.until(f"NOTIFY {code}", lambda: f.exchange.show(there)["received"].get("NOTIFY", {}).get("notification") == code)
    equal("channel after RETRIEVE", f.exchange.show(call)["received"]["RETRIEVE ACKNOWLEDGE"]["channel"]["timeslot"],
          f.exchange.show(call)["channel"])
    f.exchange.command("release", call=call)


@flow
def user_information_and_facility_cross_two_lines(f: Flow) -> None:
    """USER INFORMATION (USR) and FACILITY with remote operations (FAC) in an answered call."""
    second_line(f)
    f.start()
    call = f.exchange.call("2001", span="line1", calling=CALLING)
    f.exchange.wait(call, "connected")
    there = far_call(f)["call"]
    f.exchange.wait(there, "connected")
    f.exchange.command("send", call=call, message="user-information", user_user_octets="0468616c6c6f")
    equal("user-user", received(f, there, "USER INFORMATION").get("user_user_octets"), "0468616c6c6f")
    f.exchange.command("send", call=there, message="facility", facility="91a103020107")
    equal("facility", received(f, call, "FACILITY").get("facilities"), ["91a103020107"])
    f.exchange.command("release", call=call)
