"""QSIG in bodies (application/qsig, RFC 3204 §3.2): passed unchanged between trunks that ask for it, left elsewhere."""
from flow import Flow, check, equal, flow
from flows_5_sipi import two_peers
from flows_9_overlap import digits, line_overlap, seen
from isup import Body, Part, parts_of
from sip import sdp

TYPE = "application/QSIG;version=iso"


def message(kind: int, elements: bytes = b"") -> bytes:
    """A QSIG message of the call 0x0105: FACILITY elements of ISO/IEC 11582 and octets that look like lines."""
    return bytes([8, 2, 1, 5, kind]) + elements + b"\x1c\x0a\x9f\xaa\x06\x80\x01\x00\x82\x01\x00\x0d" + b"\x28\x02\r\n"


def with_qsig(octets: bytes, media: str = "", handling: str = "optional", type: str = TYPE) -> Body:
    return Body(media, more=(Part(type, octets, f"signal;handling={handling}"),))


def qsig_of(received) -> bytes | None:
    for part in parts_of(received):
        if part.type.lower().startswith("application/qsig"):
            equal("type", part.type, TYPE)
            equal("disposition", part.disposition, "signal;handling=optional")
            return part.octets
    return None


@flow
def qsig_passes_between_two_trunks(f: Flow) -> None:
    """INVITE, 180, 200, INFO both ways and BYE: the octets that came go on, beside SDP or alone."""
    setup, alerting, connect, facility, back, disconnect = (message(kind) for kind in (0x05, 0x01, 0x07, 0x62, 0x62, 0x45))
    here, there = two_peers(f, "q1912.5-b", "q1912.5-b", {"qsig": True}, qsig=True)
    near = here.call("7001", with_qsig(setup, sdp(f.rtp_port), "required"))
    far, invite = there.expect_call()
    equal("QSIG in the INVITE", qsig_of(invite), setup)
    check(invite.media, "no SDP beside the QSIG")
    check("application/qsig" in invite.get("accept"), f"Accept: {invite.get('accept')}")
    far.respond(invite, 180, "Ringing", with_qsig(alerting))
    equal("QSIG in the 180", qsig_of(near.expect("180 INVITE")), alerting)
    far.respond(invite, 200, "OK", with_qsig(connect, sdp(f.rtp_port + 40)))
    far.expect("ACK")
    answer = near.answer_hears()
    equal("QSIG in the 200", qsig_of(answer), connect)
    check(answer.media, "no SDP beside the QSIG of the 200")
    near.request("INFO", with_qsig(facility))
    info = far.expect("INFO")
    equal("QSIG in the INFO", qsig_of(info), facility)
    far.respond(info, 200, "OK")
    near.expect("200 INFO")
    far.request("INFO", with_qsig(back))
    info = near.expect("INFO")
    equal("QSIG in the INFO backward", qsig_of(info), back)
    near.respond(info, 200, "OK")
    far.expect("200 INFO")
    near.request("BYE", with_qsig(disconnect))
    bye = far.expect("BYE")
    equal("QSIG in the BYE", qsig_of(bye), disconnect)
    far.respond(bye, 200, "OK")
    near.expect("200 BYE")


@flow
def qsig_nobody_asked_for(f: Flow) -> None:
    """Without `qsig`: optional QSIG is left out of what goes on, required QSIG gets 415 with Accept."""
    here, there = two_peers(f, "q1912.5-b", "q1912.5-b", {"qsig": True})
    refused = here.call("7001", with_qsig(message(0x05), sdp(f.rtp_port), "required"))
    final = refused.expect("415 INVITE")
    refused.acknowledge(final)
    check("qsig" not in final.get("accept"), f"Accept: {final.get('accept')}")
    near = here.call("7001", with_qsig(message(0x05), sdp(f.rtp_port)))
    far, invite = there.expect_call()
    equal("QSIG in the INVITE", qsig_of(invite), None)
    far.respond(invite, 486, "Busy Here")
    far.expect("ACK")
    near.acknowledge(near.expect("486 INVITE"))


@flow
def qsig_of_another_version(f: Flow) -> None:
    """A version that is none of RFC 3204's: 415 when required."""
    here, _ = two_peers(f, "q1912.5-b", "q1912.5-b", {"qsig": True}, qsig=True)
    call = here.call("7001", with_qsig(message(0x05), sdp(f.rtp_port), "required", "application/QSIG;version=X-own"))
    final = call.expect("415 INVITE")
    call.acknowledge(final)
    check("application/qsig" in final.get("accept"), f"Accept: {final.get('accept')}")


# --- lines

NAME = "9faa068001008201008b0100a111020101020100800948616e73204d75656c"  # an invoke of calling name, as octets
CONNECTED_NAME = "9faa06800100820100a109020102020102800141"
OTHER = "9faa068001008201008b0100a10602010102014d"  # an invoke that has no image in SIP; names have one


def through_sip(f: Flow, near: str = "qsig", far: str = "qsig", **keys) -> None:
    """line1 of the exchange, the gateway, SIP to the gateway itself, line2 of the exchange: 2..."""
    f.replace_span("e1", switch_type=near)
    f.add_span("line2", group="second", switch_type=far)
    for span, kind in zip(f.exchange_conf["span"], (near, far)):
        span["switch_type"] = kind
    f.conf["sip_peer"][0].update({"address": f"127.0.0.1:{f.base}", "codecs": ["pcma"], **keys})
    f.conf["route"].insert(0, {"name": "back", "from": ["pbx"], "called": "2.*", "to": ["second"]})
    f.number("2001", "no-answer")
    f.start()


def facilities(f: Flow, call: int, message: str) -> list:
    return f.exchange.wait_message(call, message)["received"][message].get("facilities", [])


def call_across(f: Flow, setup: str = NAME, connect: str = CONNECTED_NAME) -> tuple[int, int]:
    """An answered call from line1 to line2: its two ends at the exchange."""
    call = f.exchange.call("2001", span="line1", calling="30123456", facility=setup)
    f.exchange.wait(call, "alerting")
    there = next(c["call"] for c in f.exchange.calls(released=False) if c["span"] == "line2")
    f.exchange.command("send", call=there, message="connect", facility=connect)
    f.exchange.wait(call, "connected")
    f.exchange.wait(there, "connected")
    return call, there


@flow
def qsig_between_two_lines_through_sip(f: Flow) -> None:
    """FACILITY elements in SETUP and CONNECT, FACILITY messages both ways: octet for octet."""
    through_sip(f, qsig=True)
    call, there = call_across(f)
    equal("SETUP", facilities(f, there, "SETUP"), [NAME])
    equal("CONNECT", facilities(f, call, "CONNECT"), [CONNECTED_NAME])
    f.exchange.command("send", call=call, message="facility", facility=NAME)
    equal("FACILITY", facilities(f, there, "FACILITY"), [NAME])
    f.exchange.command("send", call=there, message="facility", facility=CONNECTED_NAME)
    equal("FACILITY backward", facilities(f, call, "FACILITY"), [CONNECTED_NAME])
    f.exchange.command("release", call=call)
    f.exchange.wait(there, "released")


@flow
def qsig_of_other_codesets_and_of_more_than_a_frame(f: Flow) -> None:
    """Party category and a manufacturer's elements in SETUP and CONNECT; FACILITY elements beside those of a name that fill the frame."""
    through_sip(f, qsig=True)
    category, private = "9c320181", "9f600441424344"  # codeset 4 (ECMA-143), codeset 7
    long = "9faa068001008201008b0100a1" + "74020101" + "02017f" + "306c046a" + "55" * 0x6a  # an invoke that nobody here knows
    call = f.exchange.call("2001", span="line1", calling="30123456", other_codesets=category + private, facility=long, user_user="x" * 76)
    f.exchange.wait(call, "alerting")
    there = next(c["call"] for c in f.exchange.calls(released=False) if c["span"] == "line2")
    received = f.exchange.wait_message(there, "SETUP")["received"]["SETUP"]
    equal("codesets of the SETUP", received.get("other_codesets"), category + private)
    equal("FACILITY of the SETUP", received.get("facilities"), None)
    equal("FACILITY behind the SETUP", facilities(f, there, "FACILITY"), [long])
    f.exchange.command("send", call=there, message="connect", other_codesets=category)
    f.exchange.wait(call, "connected")
    equal("codesets of the CONNECT", f.exchange.show(call)["received"]["CONNECT"].get("other_codesets"), category)
    f.exchange.command("release", call=call)
    f.exchange.wait(there, "released")


def nothing_passes(f: Flow) -> None:
    call, there = call_across(f, OTHER, OTHER)
    equal("SETUP", facilities(f, there, "SETUP"), [])
    equal("CONNECT", facilities(f, call, "CONNECT"), [])
    f.exchange.command("release", call=call)
    f.exchange.wait(there, "released")


@flow
def qsig_line_to_euroisdn_line(f: Flow) -> None:
    """Nothing of QSIG comes out of a EuroISDN line, nor the other way."""
    through_sip(f, far="euroisdn", qsig=True)
    nothing_passes(f)


@flow
def qsig_lines_across_a_trunk_without_it(f: Flow) -> None:
    """A SIP trunk without `qsig` carries the call and no more."""
    through_sip(f)
    nothing_passes(f)


def line_to_peer(f: Flow) -> None:
    """The exchange's QSIG line and the peer `pbx`, played by hand, that takes QSIG."""
    f.replace_span("e1", switch_type="qsig")
    f.exchange_conf["span"][0]["switch_type"] = "qsig"
    f.conf["sip_peer"][0]["qsig"] = True


FACILITY = bytes([0x1C, len(NAME) // 2]) + bytes.fromhex(NAME)


@flow
def qsig_notify_and_disconnect_reach_the_line(f: Flow) -> None:
    """NOTIFY in INFO and DISCONNECT in BYE: notification and FACILITY elements at the line, beside what the call makes."""
    line_to_peer(f)
    f.start()
    placed = f.exchange.call("600", calling="30123456")
    call, invite = f.peer().expect_call()
    equal("type of the QSIG in the INVITE", qsig_of(invite)[4], 0x05)
    call.respond(invite, 200, "OK", sdp(f.rtp_port))
    call.expect("ACK")
    f.exchange.wait(placed, "connected")
    notify = bytes([8, 2, 1, 5, 0x6E]) + FACILITY + b"\x27\x01\xe0"
    call.request("INFO", with_qsig(notify))
    call.expect("200 INFO")
    received = f.exchange.wait_message(placed, "NOTIFY")["received"]["NOTIFY"]
    equal("notification", received["notification"], 0x60)
    equal("FACILITY in NOTIFY", received.get("facilities"), [NAME])
    call.request("BYE", with_qsig(bytes([8, 2, 1, 5, 0x45]) + b"\x08\x02\x80\x90" + FACILITY))
    call.expect("200 BYE")
    received = f.exchange.wait(placed, "released")["received"]["DISCONNECT"]
    equal("FACILITY in DISCONNECT", received.get("facilities"), [NAME])


@flow
def qsig_of_a_number_that_comes_digit_by_digit(f: Flow) -> None:
    """SETUP waits for the rest of its number: the INVITE has all of it, its FACILITY too."""
    line_to_peer(f)
    line_overlap(f)
    f.start()
    placed = f.exchange.call("6", calling="30123456", facility=NAME, complete=0)
    f.exchange.wait_message(placed, "SETUP ACKNOWLEDGE")
    digits(f, placed, "0")
    digits(f, placed, "0", complete=True)
    call, invite = f.peer().expect_call()
    octets = qsig_of(invite)
    equal("message", octets[4], 0x05)
    check(bytes.fromhex(NAME) in octets, f"no FACILITY in {octets.hex()}")
    call.respond(invite, 486, "Busy Here")
    call.expect("ACK")
    f.exchange.wait(placed, "released")


@flow
def qsig_waits_for_the_dialog(f: Flow) -> None:
    """FACILITY of the calling line before the peer has answered the INVITE: INFO once there is a dialog, octet for octet."""
    line_to_peer(f)
    f.start()
    placed = f.exchange.call("600", calling="30123456")
    call, invite = f.peer().expect_call()
    f.exchange.wait(placed, "proceeding")
    f.exchange.command("send", call=placed, message="facility", facility=NAME)
    f.exchange.command("send", call=placed, message="facility", facility=CONNECTED_NAME)
    f.until("both sent", lambda: seen(f, placed).count("FACILITY") == 2)
    call.respond(invite, 180, "Ringing")
    for wanted in (NAME, CONNECTED_NAME):
        info = call.expect("INFO")
        check(bytes.fromhex(wanted) in qsig_of(info), f"no {wanted} in the INFO")
        call.respond(info, 200, "OK")
    call.respond(invite, 486, "Busy Here")
    call.expect("ACK")
    f.exchange.wait(placed, "released")
