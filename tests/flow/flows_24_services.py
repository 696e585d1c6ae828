"""Services that a user asks for in a call: malicious call identification, completion of calls, keypad, charges, names."""
import time

import isup
from flow import Flow, check, equal, flow
from isup import Body, isup_of
from sip import sdp

MCID = "91a10602010502" "0103"  # MCIDRequest, invoke 5 (EN 300 130-1)
ERROR, RESULT = 0xA3, 0xA2


def network(f: Flow) -> None:
    f.conf["span"][0]["side"] = "network"
    f.exchange_conf["span"][0]["side"] = "user"


def facility(f: Flow, call: int, contents: str) -> None:
    f.exchange.command("send", call=call, message="facility", facility=contents)


def answers(f: Flow, call: int) -> list:
    f.exchange.wait_message(call, "FACILITY")
    return [(one["kind"], one["id"], one["error"]) for one in f.exchange.show(call)["received"]["FACILITY"].get("answers", [])]


def connected(f: Flow, headers=(), **keys):
    call = f.peer().call("2001", sdp(f.rtp_port), headers=headers, **keys)
    call.answer_hears()
    return call, f.exchange.calls(released=False)[-1]["call"]


def log(f: Flow) -> str:
    return (f.directory / "landlined.log").read_text()


@flow
def a_called_user_has_its_caller_registered(f: Flow) -> None:
    """MCIDRequest of a telephone: the caller in the log, a result."""
    network(f)
    f.start()
    call, there = connected(f)
    facility(f, there, MCID)
    equal("answer", answers(f, there), [(RESULT, 5, None)])
    check("registered, caller" in log(f) and "4930111222" in log(f), "nothing in the log")
    explained = f.console_text("call explain 1")
    check("MCIDRequest" in explained, explained)
    call.bye()
    f.exchange.wait(there, "released")


@flow
def a_caller_that_nobody_knows_is_not_registered(f: Flow) -> None:
    """Without a calling number: returnError notAvailable."""
    network(f)
    f.start()
    call, there = connected(f, calling="anonymous")
    facility(f, there, MCID)
    equal("answer", answers(f, there), [(ERROR, 5, 3)])
    call.bye()
    f.exchange.wait(there, "released")


@flow
def who_calls_cannot_have_a_call_registered(f: Flow) -> None:
    """A caller's request: notIncomingCall."""
    network(f)
    f.start()
    there = f.exchange.call("600", calling="30123456")
    call, invite = f.peer().expect_call()
    call.respond(invite, 200, "OK", sdp(f.rtp_port))
    call.expect("ACK")
    f.exchange.wait(there, "connected")
    facility(f, there, MCID)
    equal("answer", answers(f, there), [(ERROR, 5, 9)])
    call.bye()
    f.exchange.wait(there, "released")


def sip_i(f: Flow) -> None:
    f.conf["sip_peer"][0].update({"profile": "sip-i", "country_code": "49", "national_prefix": "0", "international_prefix": "00"})


@flow
def an_exchange_behind_sipi_identifies_a_caller(f: Flow) -> None:
    """MCIDRequest is an IDR in INFO; the IRS is its answer."""
    network(f)
    sip_i(f)
    f.start()
    call = f.peer().call("2001", Body(sdp(f.rtp_port), isup.iam("2001", 2, CgPN=isup.calling("30123456")), handling="required"))
    call.answer_hears()
    there = f.exchange.calls(released=False)[-1]["call"]
    facility(f, there, MCID)
    info = call.expect("INFO")
    idr = isup_of(info)
    equal("message", (idr.type, idr["x3b"]), ("IDR", b"\x01"))
    call.respond(info, 200, "OK")
    call.request("INFO", Body("", isup.encode("IRS", x3c=b"\x01", CgPN=isup.calling("30123456"))))
    call.expect("200 INFO")
    equal("answer", answers(f, there), [(RESULT, 5, None)])
    call.bye()
    f.exchange.wait(there, "released")


@flow
def the_network_of_a_line_registers_a_call_for_sipi(f: Flow) -> None:
    """IDR of a called exchange: an IRS with the caller, and MCIDRequest to the network that the call came from."""
    sip_i(f)
    f.start()
    there = f.exchange.call("600", calling="30123456")
    call, invite = f.peer().expect_call()
    call.respond(invite, 200, "OK", Body(sdp(f.rtp_port), isup.encode("CON", BCI=isup.SUBSCRIBER_FREE)))
    call.expect("ACK")
    f.exchange.wait(there, "connected")
    call.request("INFO", Body("", isup.encode("IDR", x3b=b"\x01")))
    seen = {}
    for _ in range(2):
        message = call.expect("200 INFO", "INFO")
        seen[message.kind] = message
    irs = isup_of(seen["INFO"])
    equal("message", (irs.type, irs["x3c"]), ("IRS", b"\x01"))
    check("CgPN" in irs, "no caller")
    call.respond(seen["INFO"], 200, "OK")
    f.exchange.wait_message(there, "FACILITY")
    equal("request", f.exchange.show(there)["received"]["FACILITY"]["facilities"], ["91a106020101020103"])
    f.exchange.command("send", call=there, message="facility", result=1)
    f.until("the network's answer", lambda: "the network has registered the call" in log(f))
    call.bye()
    f.exchange.wait(there, "released")


@flow
def completion_of_calls_is_refused(f: Flow) -> None:
    """CCBSRequest of a telephone: returnError notSubscribed; nothing is left of it."""
    network(f)
    f.start()
    # CCBSRequest {callLinkageID 1}, invoke 7 (EN 300 359-1)
    f.exchange.command("facility", span="line1", facility="91a10e02010706060400826701020201" "01")
    f.until("the answer", lambda: f.exchange.command("facilities", span="line1")["facilities"])
    answer = f.exchange.command("facilities", span="line1")["facilities"][0]["answers"]
    equal("answer", [(one["kind"], one["id"], one["error"]) for one in answer], [(ERROR, 7, 0)])


@flow
def completion_of_calls_of_a_pbx_is_refused(f: Flow) -> None:
    """ccbsRequest of QSIG over a connection without a B-channel: it is released with cause 69, and nothing is left."""
    pbx(f)
    f.start()
    # ccbsRequest {numberA, numberB, service} (ECMA-186), invoke 7
    argument = "80" "04" "32303031" "80" "04" "32303032" "0403809" "0a3"
    body = f"020107020128" f"30{len(argument) // 2:02x}{argument}"
    f.exchange.command("facility", span="line1", facility=f"9faa068001008201008b0100a1{len(body) // 2:02x}{body}")
    f.until("the answer", lambda: "no connection without a B-channel: cause 69" in (f.directory / "exchange.log").read_text())


# --- names

IDENTITY = ['P-Asserted-Identity: "Ann Miller" <sip:+4930111222@127.0.0.1>']
FOLLOWS = "9f8b0100a10f02010106072a8648ce1500040a0100"  # informationFollowing (GR-1367)
BOB = "9f8b0100a10b0201020201008003426f62"              # callingName


def pbx(f: Flow) -> None:
    f.replace_span("e1", side="user", switch_type="qsig")
    f.exchange_conf["span"][-1].update(side="network", switch_type="qsig")


def national(f: Flow) -> None:
    f.replace_span("t1", side="user", switch_type="ni2")
    f.exchange_conf["span"][-1].update(side="network", switch_type="ni2")
    f.start()


def shown_name(message) -> str:
    return message.get("from").split("<")[0].strip().strip('"')


@flow
def a_name_that_follows_the_setup_is_waited_for(f: Flow) -> None:
    """NI2, name in a FACILITY behind the SETUP: CALL PROCEEDING at once, the INVITE with the name."""
    national(f)
    there = f.exchange.call("600", calling="3012345678", facility=FOLLOWS)
    f.exchange.wait_message(there, "CALL PROCEEDING")
    sip = f.peer()
    facility(f, there, BOB)
    call, invite = sip.expect_call(timeout=1)
    equal("name in From", shown_name(invite), "Bob")
    call.respond(invite, 200, "OK", sdp(f.rtp_port))
    call.expect("ACK")
    f.exchange.wait(there, "connected")
    call.bye()
    f.exchange.wait(there, "released")


@flow
def a_name_that_never_follows_holds_no_call_up(f: Flow) -> None:
    """After 1.5 s the INVITE goes without it."""
    national(f)
    sip = f.peer()
    there = f.exchange.call("600", calling="3012345678", facility=FOLLOWS)
    call, invite = sip.expect_call(timeout=3)
    equal("name in From", shown_name(invite), "")
    facility(f, there, BOB)  # too late
    call.respond(invite, 486, "Busy Here")
    call.expect("ACK")
    f.exchange.wait(there, "released")


@flow
def a_caller_gives_up_before_its_name_has_come(f: Flow) -> None:
    """No INVITE, and nothing is left."""
    national(f)
    sip = f.peer()
    there = f.exchange.call("600", calling="3012345678", facility=FOLLOWS)
    f.exchange.wait_message(there, "CALL PROCEEDING")
    f.exchange.command("release", call=there)
    f.exchange.wait(there, "released")
    check(not sip.receive(time.monotonic() + 0.2), "something came to SIP")


@flow
def the_name_of_who_is_called_comes_with_ringing(f: Flow) -> None:
    """QSIG: calledName in ALERTING is the P-Asserted-Identity of the 180."""
    f.conf["sip_peer"][0]["trust"] = True
    pbx(f)
    name = b"Carla".hex()
    f.number("2001", "answer", ring_after="0s", answer_after="200ms",
             alerting_elements=[f"facility=9faa068001008201008b0100a10d0201010201018005{name}"])
    f.start()
    call = f.peer().call("2001", sdp(f.rtp_port))
    ringing = call.expect("180 INVITE")
    identity = ringing.get("p-asserted-identity")
    check(identity.startswith('"Carla" <sip:2001@'), identity)
    call.answer_hears()
    call.bye()
    f.exchange.wait(f.exchange.calls(released=True)[-1]["call"], "released")


@flow
def sip_names_who_is_called_while_it_rings(f: Flow) -> None:
    """P-Asserted-Identity of a 180 is calledName in ALERTING."""
    f.conf["sip_peer"][0]["trust"] = True
    pbx(f)
    f.start()
    there = f.exchange.call("600", calling="30123456")
    call, invite = f.peer().expect_call()
    call.respond(invite, 180, "Ringing", headers=['P-Asserted-Identity: "Carla" <sip:+4930600@127.0.0.1>'])
    f.exchange.wait_message(there, "ALERTING")
    equal("calledName", f.exchange.show(there)["received"]["ALERTING"]["facilities"],
          ["9faa068001008201008b0100a10d0201010201018005" + b"Carla".hex()])
    call.respond(invite, 486, "Busy Here")
    call.expect("ACK")
    f.exchange.wait(there, "released")


# --- charges, keypad

@flow
def a_charge_that_comes_after_the_bye_is_recorded(f: Flow) -> None:
    """AOC-E in FACILITY and RELEASE behind our DISCONNECT: in the log and in the trace of the call."""
    f.start()
    there = f.exchange.call("600", calling="30123456", auto_release=0)
    call, invite = f.peer().expect_call()
    call.respond(invite, 200, "OK", sdp(f.rtp_port))
    call.expect("ACK")
    f.exchange.wait(there, "connected")
    call.bye()
    f.exchange.wait_message(there, "DISCONNECT")
    f.exchange.command("send", call=there, message="facility", charge="end", amount=7)
    f.exchange.command("send", call=there, message="release", charge="end", amount=25)
    f.exchange.wait(there, "released")
    f.until("the charge in the log", lambda: "25 units after its release" in log(f))
    check("7 units after its release" in log(f), "the charge in the FACILITY")
    check("charge after the release" in f.console_text("call explain 1"), f.console_text("call explain 1"))


@flow
def a_service_code_of_a_telephone_is_dialled(f: Flow) -> None:
    """Keypad of a SETUP without a called number is the number; keypad in talk goes nowhere, and the call stays."""
    network(f)
    f.start()
    there = f.exchange.call("", calling="30123456", keypad="*21*600#")
    call, invite = f.peer().expect_call()
    check(invite.first.startswith("INVITE sip:*21*600%23@") or invite.first.startswith("INVITE sip:*21*600@"), invite.first)
    call.respond(invite, 200, "OK", sdp(f.rtp_port))
    call.expect("ACK")
    f.exchange.wait(there, "connected")
    f.exchange.command("send", call=there, message="information", keypad="3")
    f.until("the row", lambda: "keypad in talk" in f.console_text("call explain 1"))
    call.bye()
    f.exchange.wait(there, "released")
