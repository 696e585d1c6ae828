"""A line that joins two of its calls: ECT of EuroISDN, call transfer of QSIG, two B-channel transfer of NI2, RLT of DMS-100."""
from flow import Flow, check, equal, flow
from flows_20_diversion import line
from flows_20_transfer import notified, refer
from sip import Call, Peer, sdp


def two_calls(f: Flow, **keys) -> tuple[Peer, Call, int, Call, int]:
    """A SIP caller talks to the line, and the line to a SIP peer that it has called: the SIP calls, and those at the exchange."""
    f.start()
    sip = f.peer()
    near = sip.call("2001", sdp(f.rtp_port))
    near.answer_hears()
    first = f.exchange.calls(released=False)[-1]["call"]
    second = f.exchange.call("600", calling="30123456", **keys)
    far, invite = sip.expect_call()
    far.respond(invite, 200, "OK", sdp(f.rtp_port + 40))
    far.expect("ACK")
    f.exchange.wait(first, "connected")
    f.exchange.wait(second, "connected")
    return sip, near, first, far, second


def ask(f: Flow, call: int, **keys) -> None:
    f.exchange.command("send", call=call, message="facility", **keys)


def answer_of(f: Flow, call: int, message: str = "FACILITY") -> dict:
    f.exchange.wait_message(call, message)
    return f.exchange.show(call)["received"][message]["answers"][0]


def joined(f: Flow, near: Call, first: int, far: Call, second: int) -> None:
    """Both calls of the line are cleared, the two SIP calls are one."""
    f.check_cause(f.exchange.wait(first, "released"), 16)
    f.check_cause(f.exchange.wait(second, "released"), 16)
    near.request("BYE")
    near.expect("200 BYE", skip=("UPDATE", "INVITE"))
    far.expect_bye()


def refused(f: Flow, near: Call, first: int, far: Call, second: int, error: int, **keys) -> None:
    ask(f, second, **keys)
    answer = answer_of(f, second)
    equal("kind", answer["kind"], 0xA3)
    equal("error", answer["error"], error)
    for call in (first, second):
        equal("state", f.exchange.show(call)["state"], "connected")
    near.bye()
    far.bye()
    f.exchange.wait(first, "released")
    f.exchange.wait(second, "released")


@flow
def a_pbx_transfers_by_explicit_ect(f: Flow) -> None:
    """EctLinkIdRequest names one call, explicitEctExecute on the other joins them; the result is in the DISCONNECT."""
    line(f, "euroisdn", "network")
    _, near, first, far, second = two_calls(f)
    ask(f, first, ect_link_request=1)
    name = answer_of(f, first)["name"]
    ask(f, second, ect_link=name)
    joined(f, near, first, far, second)
    equal("result", answer_of(f, second, "DISCONNECT")["kind"], 0xA2)
    check("EN 300 369-1" in f.console_text("call explain 2"), "call explain names the clause")


@flow
def a_telephone_transfers_its_held_call(f: Flow) -> None:
    """ectExecute: the call on hold and the active one are joined; who was on hold is retrieved."""
    line(f, "euroisdn", "network")
    _, near, first, far, second = two_calls(f)
    f.exchange.command("send", call=first, message="hold")
    hold = near.expect("INVITE")
    equal("direction of hold", hold.media["direction"], "sendonly")
    near.respond(hold, 200, "OK", sdp(f.rtp_port, direction="recvonly", version=2))
    near.expect("ACK")
    ask(f, second, ect=1)
    retrieve = near.expect("INVITE", skip=("UPDATE",))
    equal("direction of retrieval", retrieve.media["direction"], "sendrecv")
    near.respond(retrieve, 200, "OK", sdp(f.rtp_port, version=3))
    near.expect("ACK")
    joined(f, near, first, far, second)


@flow
def ect_of_an_unknown_link_is_refused(f: Flow) -> None:
    """explicitEctExecute of a link that was never given: linkIdNotAssignedByNetwork; both calls go on."""
    line(f, "euroisdn", "network")
    _, near, first, far, second = two_calls(f)
    refused(f, near, first, far, second, 369021, ect_link=99)


@flow
def ect_is_refused_where_it_is_off(f: Flow) -> None:
    """transfer = "off" at the trunk group: notSubscribed."""
    line(f, "euroisdn", "network")
    f.group("exchange")["transfer"] = "off"
    _, near, first, far, second = two_calls(f)
    refused(f, near, first, far, second, 0, ect=1)


@flow
def ect_is_not_for_the_network_to_ask(f: Flow) -> None:
    """The gateway is the user side: notAvailable."""
    line(f, "euroisdn", "user")
    _, near, first, far, second = two_calls(f)
    refused(f, near, first, far, second, 3, ect=1)


@flow
def a_pinx_transfers_by_rerouting(f: Flow) -> None:
    """QSIG: callTransferIdentify gives the call an identity and a number, callTransferInitiate joins the calls."""
    line(f, "qsig", "network")
    _, near, first, far, second = two_calls(f)
    ask(f, second, transfer_identify=1)
    name = answer_of(f, second)["name"]
    ask(f, first, transfer_initiate=name)
    joined(f, near, first, far, second)
    equal("result", answer_of(f, first, "DISCONNECT")["kind"], 0xA2)


@flow
def a_pinx_names_an_unknown_call(f: Flow) -> None:
    """callTransferInitiate of an identity that was never given: unrecognizedCallIdentity."""
    line(f, "qsig", "network")
    _, near, first, far, second = two_calls(f)
    refused(f, near, first, far, second, 1005, transfer_initiate=42)


@flow
def two_b_channel_transfer_of_national_isdn(f: Flow) -> None:
    """NI2: initiateTransfer names the other call by its call reference; result, then both are cleared."""
    line(f, "ni2", "network", "t1")
    _, near, first, far, second = two_calls(f)
    ask(f, second, two_b_channel=f.exchange.show(first)["reference"])
    equal("result", answer_of(f, second)["kind"], 0xA2)
    joined(f, near, first, far, second)


@flow
def two_b_channel_transfer_of_an_unknown_call(f: Flow) -> None:
    """A call reference that the line does not have: invalidCallState."""
    line(f, "ni2", "network", "t1")
    _, near, first, far, second = two_calls(f)
    refused(f, near, first, far, second, 7, two_b_channel=0x7ffe)


@flow
def release_link_trunk_of_dms100(f: Flow) -> None:
    """RLT: the SETUP says so, CONNECT gives the call its name, the third party operation on the other call joins them."""
    line(f, "dms100", "network", "t1")
    _, near, first, far, second = two_calls(f, rlt_ability=1)
    name = answer_of(f, second, "CONNECT")["name"]
    ask(f, first, rlt=name)
    equal("result", answer_of(f, first)["kind"], 0xA2)
    joined(f, near, first, far, second)


@flow
def a_pinx_tells_of_its_transfer(f: Flow) -> None:
    """callTransferComplete from the line: the SIP peer that knows from-change hears of the number by UPDATE (RFC 4916)."""
    line(f, "qsig", "network")
    f.start()
    sip = f.peer()
    near = sip.call("2001", sdp(f.rtp_port), headers=["Supported: from-change", "Allow: INVITE, ACK, BYE, CANCEL, UPDATE"])
    near.answer_hears()
    there = f.exchange.calls(released=False)[-1]["call"]
    f.exchange.command("send", call=there, message="facility", transferred="30555")
    while True:  # the first one says who has answered
        update = near.expect("UPDATE")
        near.respond(update, 200, "OK")
        if "30555" in update.get("from"):
            break
    near.bye()
    f.exchange.wait(there, "released")


@flow
def a_line_hears_who_is_there_after_a_transfer(f: Flow) -> None:
    """EuroISDN and QSIG: NOTIFY or callTransferComplete with the number of the other party, when SIP has transferred."""
    line(f, "qsig", "network")
    f.start()
    sip = f.peer()
    near = sip.call("2001", sdp(f.rtp_port))
    near.answer_hears()
    first = f.exchange.calls(released=False)[-1]["call"]
    refer(near, "<sip:2001@127.0.0.1>")
    notified(near, 200, final=True)
    near.bye()
    second = f.exchange.calls(released=False)[-1]["call"]
    f.exchange.wait_message(first, "FACILITY")
    told = f.exchange.show(first)["received"]["FACILITY"]["transferred"]
    equal("number", told["to"]["digits"], "2001")
    equal("alerting", told["alerting"], False)
    f.exchange.command("release", call=second)
    f.exchange.wait(first, "released")
