"""A called side that names another number: deflection and rerouting of a line, 302 of SIP; where a call has been."""
from flow import Flow, check, equal, flow
from sip import sdp


def line(f: Flow, switch: str, side: str, kind: str = "e1", **keys) -> None:
    """`side` is the gateway's."""
    f.replace_span(kind, side=side, switch_type=switch, **keys)
    f.exchange_conf["span"][-1].update(side="network" if side == "user" else "user", switch_type=switch)


def german(f: Flow) -> None:
    f.conf["calls"].update(country_code="49", national_prefix="0", international_prefix="00")


def ringing_call(f: Flow, number: str = "2014"):
    """A call from SIP that rings at the exchange: the SIP call, and the exchange's."""
    call = f.peer().call(number, sdp(f.rtp_port))
    call.expect("180 INVITE")
    return call, f.exchange.calls(released=False)[-1]["call"]


def deflect_to_another(f: Flow, key: str) -> None:
    """The line sends the call to 2001, which answers; the first call is cleared with the result."""
    call, there = ringing_call(f)
    f.exchange.command("send", call=there, message="facility", **{key: "2001"})
    cleared = f.exchange.wait(there, "released")
    equal("answer to the request", cleared["received"]["DISCONNECT"]["answers"][0]["kind"], 0xA2)
    f.check_cause(cleared, 31, 2)
    call.expect("181 INVITE")
    answer = call.expect("200 INVITE", skip=("100 INVITE", "180 INVITE", "183 INVITE"))
    call.acknowledge(answer)
    second = f.exchange.calls(released=False)[-1]
    equal("called", second["called"], "2001")
    return call, second


@flow
def a_telephone_deflects_a_call(f: Flow) -> None:
    """callDeflection at a EuroISDN line of ours: the gateway calls the other number, with the first as redirecting number."""
    line(f, "euroisdn", "network")
    f.start()
    call, second = deflect_to_another(f, "deflection")
    setup = f.exchange.show(second["call"])["received"]["SETUP"]
    equal("redirecting", setup["redirecting"]["digits"], "2014")
    equal("reason", setup["redirecting"]["reason"], 4)
    call.bye()
    f.exchange.wait(second["call"], "released")


@flow
def a_terminal_on_a_bus_deflects_a_call(f: Flow) -> None:
    """The same by a terminal on an S0 bus."""
    line(f, "euroisdn", "network", "bri", bri_mode="ptmp")
    f.exchange_conf["span"][-1]["bri_mode"] = "ptmp"
    f.start()
    call, second = deflect_to_another(f, "deflection")
    call.bye()
    f.exchange.wait(second["call"], "released")


@flow
def a_pinx_reroutes_a_call(f: Flow) -> None:
    """callRerouteing of QSIG; the new SETUP has diverting leg information 2."""
    line(f, "qsig", "network")
    f.start()
    call, second = deflect_to_another(f, "rerouting")
    setup = f.exchange.show(second["call"])["received"]["SETUP"]
    equal("redirecting number element", setup.get("redirecting"), None)
    equal("diverting", setup["diverted_call"]["diverting"]["digits"], "2014")
    call.bye()
    f.exchange.wait(second["call"], "released")


@flow
def a_line_without_the_service_may_not_deflect(f: Flow) -> None:
    """redirection = "refuse": error notSubscribed, the telephone goes on ringing."""
    line(f, "euroisdn", "network")
    f.group("exchange")["redirection"] = "refuse"
    f.start()
    call, there = ringing_call(f)
    f.exchange.command("send", call=there, message="facility", deflection="2001")
    f.exchange.wait_message(there, "FACILITY")
    equal("error", f.exchange.show(there)["received"]["FACILITY"]["answers"], [{"kind": 0xA3, "id": 1, "error": 0}])
    call.cancel()
    f.exchange.wait(there, "released")


@flow
def a_deflection_is_302_for_a_sip_caller(f: Flow) -> None:
    """redirection = "pass": the caller gets 302 with the number."""
    line(f, "euroisdn", "network")
    german(f)
    f.group("exchange")["redirection"] = "pass"
    f.start()
    call, there = ringing_call(f)
    f.exchange.command("send", call=there, message="facility", deflection="30600")
    moved = call.expect("302 INVITE")
    check("sip:+4930600@" in moved.get("contact"), f"Contact {moved.get('contact')}")
    call.acknowledge(moved)
    f.exchange.wait(there, "released")


def redirected_by_sip(f: Flow):
    """A call from the line to SIP, answered with 302 to +4930700."""
    german(f)
    f.conf["sip_peer"][0]["redirection"] = "pass"
    f.group("pbx")["redirection"] = "pass"
    f.start()
    sip = f.peer()
    there = f.exchange.call("30600", called_type="national", calling="30123456")
    other, invite = sip.expect_call()
    other.respond(invite, 302, "Moved Temporarily", headers=["Contact: <sip:+4930700@127.0.0.1>"])
    other.expect("ACK")
    return sip, there


@flow
def a_302_is_rerouting_for_the_network(f: Flow) -> None:
    """redirection = "pass" at SIP, rerouting at the line: callRerouteing; the network clears the call that it has sent on."""
    f.group("exchange")["rerouting"] = True
    _, there = redirected_by_sip(f)
    f.exchange.wait_message(there, "FACILITY")
    asked = f.exchange.show(there)["received"]["FACILITY"]["rerouting"]
    equal("to", asked["to"]["digits"], "30700")
    equal("who diverts", asked["last"]["digits"], "30600")
    f.exchange.command("send", call=there, message="facility", result=asked["id"])
    f.exchange.command("release", call=there, cause=31)
    f.check_cause(f.exchange.wait(there, "released"), 31, released_by="near")


@flow
def a_network_that_does_not_reroute(f: Flow) -> None:
    """The network refuses: the other number is called by the routes, on the same call of the line."""
    f.group("exchange")["rerouting"] = True
    sip, there = redirected_by_sip(f)
    f.exchange.wait_message(there, "FACILITY")
    f.exchange.command("send", call=there, message="facility", error=0)
    other, invite = sip.expect_call()
    check("+4930700" in invite.first, invite.first)
    other.respond(invite, 200, "OK", sdp(f.rtp_port))
    other.expect("ACK")
    f.exchange.wait(there, "connected")
    other.bye()
    f.exchange.wait(there, "released")


@flow
def a_rerouted_number_that_does_not_exist(f: Flow) -> None:
    """The network refuses, and the other number does not exist: the call is cleared here with that cause."""
    f.group("exchange")["rerouting"] = True
    sip, there = redirected_by_sip(f)
    f.exchange.wait_message(there, "FACILITY")
    f.exchange.command("send", call=there, message="facility", error=0)
    other, invite = sip.expect_call()
    other.respond(invite, 404, "Not Found")
    other.expect("ACK")
    f.check_cause(f.exchange.wait(there, "released"), 1, released_by="far")


@flow
def a_302_goes_by_the_routes_where_the_line_cannot(f: Flow) -> None:
    """The line has no rerouting: the other number is called by the routes; the caller hears of it by NOTIFY."""
    sip, there = redirected_by_sip(f)
    other, invite = sip.expect_call()
    check("+4930700" in invite.first, invite.first)
    check("+4930600" in invite.get("diversion"), f"Diversion {invite.get('diversion')}")
    other.respond(invite, 200, "OK", sdp(f.rtp_port))
    other.expect("ACK")
    connected = f.exchange.wait(there, "connected")
    told = connected["received"]["NOTIFY"]
    equal("notification", told["notification"], 0x7B)
    equal("redirection number", told["redirection"]["digits"], "30700")
    other.bye()
    f.exchange.wait(there, "released")


@flow
def a_diverted_call_of_qsig_is_diversion_in_sip(f: Flow) -> None:
    """diverting leg information 2 of a SETUP becomes Diversion; History-Info of the answer diverting leg information 1 and 3."""
    line(f, "qsig", "user")
    german(f)
    f.start()
    sip = f.peer()
    there = f.exchange.call("30600", called_type="national", calling="30123456", diverting="30500", original_called="30400",
                            diversion_counter=2, diversion_reason=2)
    other, invite = sip.expect_call()
    entries = [header for name, header in invite.headers if name.lower() == "diversion"]
    check("+4930500" in entries[0] and "reason=user-busy" in entries[0], f"Diversion {entries}")
    check("+4930400" in entries[-1], f"Diversion {entries}")
    other.respond(invite, 200, "OK", sdp(f.rtp_port))
    other.expect("ACK")
    f.exchange.wait(there, "connected")
    other.bye()
    f.exchange.wait(there, "released")
