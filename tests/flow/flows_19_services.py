"""Supplementary services between a line and SIP: hold."""
from flow import Flow, check, equal, flow
from sip import sdp


def connected(f: Flow):
    call = f.peer().call("2001", sdp(f.rtp_port))
    call.answer_hears()
    return call, f.exchange.calls(released=False)[-1]["call"]


@flow
def line_holds_sip(f: Flow) -> None:
    """HOLD of the line is granted and is a re-INVITE with sendonly; RETRIEVE one with sendrecv, on the same B-channel."""
    f.start()
    call, there = connected(f)
    for message, answer, direction, version in (("hold", "HOLD ACKNOWLEDGE", "sendonly", 2), ("retrieve", "RETRIEVE ACKNOWLEDGE", "sendrecv", 3)):
        f.exchange.command("send", call=there, message=message)
        f.exchange.wait_message(there, answer)
        offer = call.expect("INVITE")
        equal(f"direction after {message}", offer.media["direction"], direction)
        call.respond(offer, 200, "OK", sdp(f.rtp_port, direction="recvonly" if direction == "sendonly" else direction, version=version))
        call.expect("ACK")
    shown = f.exchange.show(there)
    equal("channel after RETRIEVE", shown["received"]["RETRIEVE ACKNOWLEDGE"]["channel"]["timeslot"], shown["channel"])
    f.exchange.command("send", call=there, message="retrieve")
    f.exchange.wait_message(there, "RETRIEVE REJECT")
    call.bye()
    f.exchange.wait(there, "released")


@flow
def sip_holds_line(f: Flow) -> None:
    """A re-INVITE with sendonly is NOTIFY remote hold on the line, one with sendrecv remote retrieval."""
    f.start()
    call, there = connected(f)
    for direction, code, version in (("sendonly", 0x79, 2), ("sendrecv", 0x7A, 3)):
        call.request("INVITE", sdp(f.rtp_port, direction=direction, version=version))
        call.acknowledge(call.expect("200 INVITE"))
        f.until(f"NOTIFY {code:#x}", lambda: f.exchange.show(there)["received"].get("NOTIFY", {}).get("notification") == code)
    call.bye()
    f.exchange.wait(there, "released")


@flow
def line_releases_while_it_holds(f: Flow) -> None:
    """A held call is released by the line: BYE, and the B-channel is free."""
    f.start()
    call, there = connected(f)
    f.exchange.command("send", call=there, message="hold")
    f.exchange.wait_message(there, "HOLD ACKNOWLEDGE")
    offer = call.expect("INVITE")
    call.respond(offer, 200, "OK", sdp(f.rtp_port, direction="recvonly", version=2))
    call.expect("ACK")
    f.exchange.command("release", call=there)
    check(call.expect_bye(), "no BYE")
