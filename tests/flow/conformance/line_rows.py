"""Rows between the line and ISUP: Q.931 at the exchange on one side, the SIP-I peer `i-line` on the other.

Q.931 is asserted as landline-exchange reports received elements (tests/exchange/README.md): `called.digits`,
`bearer.transfer`, `progress`, `hlc` ... of the message named.
"""
import isup
from rows import NOTHING, Row, judge, judge_isup, judge_sip, next_response
from stage import Body, Failed, Stage, isup_of

CALLED = "600"
IGNORED = "2017"  # a number of the exchange that is answered by nothing: the row sends what it wants
TO_LINE = {"CdPN": isup.called(IGNORED, "subscriber")}


def _element(received: dict, key: str):
    """`calling.digits` of a message's elements; `progress` is a list of descriptions."""
    if key == "progress":
        return [indicator["description"] for indicator in received.get("progress", [])]
    value = received
    for word in key.split("."):
        if value is None:
            return None
        value = value.get(word)
    return value


def judge_q931(call: dict, message: str, expect: dict) -> None:
    received = call["received"].get(message)
    if received is None:
        raise Failed(f"no {message} at the exchange: {call['messages']}")
    for key, wanted in expect.items():
        judge(f"{message} {key}", _element(received, key), wanted)


def _incoming_of(stage: Stage) -> dict:
    """The call that has just come to the exchange."""
    exchange = stage.flow.exchange
    stage.flow.until("a SETUP at the exchange", lambda: any(call["direction"] == "in" for call in exchange.calls(released=False)))
    return [call for call in exchange.calls(released=False) if call["direction"] == "in"][-1]


def setup_to_iam(what: str, clause: str, expect: dict, **call) -> Row:
    """SETUP of the exchange (keys of its command `call`), IAM at the SIP-I peer."""
    def play(stage: Stage) -> None:
        keys = {"calling": "3012345", "calling_type": "national", **call}
        number = stage.flow.exchange.call(keys.pop("called", CALLED), **keys)
        called, invite = stage.expect_call("i-line")
        try:
            judge_isup(isup_of(invite), "IAM", expect)
        finally:
            called.respond(invite, 480)
            called.expect("ACK")
            stage.flow.exchange.wait(number, "released")
    return Row(what, clause, play)


def iam_to_setup(what: str, clause: str, expect: dict, iam: dict | None = None, sdp: str | None = None) -> Row:
    """IAM of the SIP-I peer, SETUP at the exchange."""
    def play(stage: Stage) -> None:
        text = None if sdp is None else sdp.replace("PORT", str(stage.flow.rtp_port))
        caller = stage.call_isup("i-line", {**TO_LINE, **(iam or {})}, sdp_text=text)
        call = _incoming_of(stage)
        try:
            judge_q931(call, "SETUP", expect)
        finally:
            stage.flow.exchange.command("release", call=call["call"], cause=21)
            caller.acknowledge(caller.expect("4xx INVITE", "5xx INVITE", "6xx INVITE", skip=("1xx INVITE",)))
            stage.flow.exchange.wait(call["call"], "released")
    return Row(what, clause, play)


def line_refuses(what: str, clause: str, cause: int, iam: dict) -> Row:
    """IAM that makes no SETUP."""
    def play(stage: Stage) -> None:
        caller = stage.call_isup("i-line", {**TO_LINE, **iam})
        final = caller.expect("4xx INVITE", "5xx INVITE", "6xx INVITE", skip=("1xx INVITE",))
        caller.acknowledge(final)
        judge_isup(isup_of(final), "REL", {"CAI.value": cause})
    return Row(what, clause, play)


def isup_to_line(what: str, clause: str, steps: list, **call) -> Row:
    """ISUP of the called SIP-I peer, Q.931 at the calling exchange.

    Steps: (carrying status, acronym, parameters, with SDP, expected Q.931 message or NOTHING, expected elements).
    """
    def play(stage: Stage) -> None:
        exchange = stage.flow.exchange
        number = exchange.call(CALLED, calling="3012345", **call)
        called, invite = stage.expect_call("i-line")
        answered = False
        for status, acronym, parameters, with_sdp, message, expect in steps:
            answered = answered or status == 200
            if status:
                stage.answer_isup(called, invite, status, acronym, stage.sdp() if with_sdp or status == 200 else "", **parameters)
                if status == 200:
                    called.expect("ACK")
            else:
                called.request("INFO", Body("", isup.encode(acronym, **parameters)))
                called.expect("200 INFO")
            if message is not NOTHING:
                judge_q931(exchange.wait_message(number, message), message, expect)
        if answered:
            exchange.command("release", call=number)
            called.expect_bye()
        else:
            called.respond(invite, 480)
            called.expect("ACK")
        end = exchange.wait(number, "released")
        unwanted = {"ALERTING", "PROGRESS", "CONNECT"} - {step[4] for step in steps}
        came = {message.split()[1] for message in end["messages"] if message.startswith("<")}
        if came & unwanted:
            raise Failed(f"{came & unwanted} came unasked: {end['messages']}")
    return Row(what, clause, play)


def line_to_isup(what: str, clause: str, steps: list) -> Row:
    """Q.931 of the called exchange, ISUP at the calling SIP-I peer.

    Steps: (Q.931 message, keys of the exchange's command `send`, expected SIP status, "INFO" or "INVITE", acronym or NOTHING, fields).
    """
    def play(stage: Stage) -> None:
        exchange = stage.flow.exchange
        caller = stage.call_isup("i-line", TO_LINE)
        call = _incoming_of(stage)
        answered = False
        for message, keys, kind, acronym, expect in steps:
            exchange.command("send", call=call["call"], message=message, **keys)
            if acronym is NOTHING:
                continue
            if kind in ("INFO", "INVITE"):
                found = caller.expect(kind)
                caller.respond(found, 200, body=Body(stage.sdp(version=2)) if kind == "INVITE" else "")
                if kind == "INVITE":
                    caller.expect("ACK")
            else:
                found = next_response(caller)
                judge_sip(found, {"status": kind})
            judge_isup(isup_of(found), acronym, expect)
            if kind == 200:
                caller.acknowledge(found)
                answered = True
        if answered:
            caller.bye()
        else:
            exchange.command("release", call=call["call"], cause=21)
            caller.acknowledge(caller.expect("4xx INVITE", "5xx INVITE", "6xx INVITE", skip=("1xx INVITE",)))
        exchange.wait(call["call"], "released")
    return Row(what, clause, play)


def line_releases(what: str, clause: str, cause: int, location: int, expect: dict, answered: bool = False) -> Row:
    """DISCONNECT of the exchange, REL at the SIP-I peer: in the final response, or in the BYE."""
    def play(stage: Stage) -> None:
        exchange = stage.flow.exchange
        caller = stage.call_isup("i-line", TO_LINE)
        call = _incoming_of(stage)
        if answered:
            exchange.command("send", call=call["call"], message="connect")
            caller.answer_hears()
        exchange.command("release", call=call["call"], cause=cause, location=location)
        if answered:
            found = caller.expect("BYE")
            caller.respond(found, 200, body=Body("", isup.encode("RLC")))
        else:
            found = caller.expect("4xx INVITE", "5xx INVITE", "6xx INVITE", skip=("1xx INVITE",))
            caller.acknowledge(found)
        judge_isup(isup_of(found), "REL", {"CAI.value": cause, "CAI.location": location, **expect})
        exchange.wait(call["call"], "released")
    return Row(what, clause, play)


def isup_releases_line(what: str, clause: str, cause: int, location: int, answered: bool = False) -> Row:
    """REL of the called SIP-I peer, DISCONNECT at the calling exchange: cause and location as they were."""
    def play(stage: Stage) -> None:
        exchange = stage.flow.exchange
        number = exchange.call(CALLED, calling="3012345")
        called, invite = stage.expect_call("i-line")
        rel = {"CAI": isup.cause(cause, location)}
        if answered:
            stage.answer_isup(called, invite, 200, "ANM", stage.sdp())
            called.expect("ACK")
            exchange.wait(number, "connected")
            called.request("BYE", Body("", isup.encode("REL", **rel)))
            called.expect("200 BYE")
        else:
            stage.answer_isup(called, invite, 480, "REL", **rel)
            called.expect("ACK")
        end = exchange.wait(number, "released")
        judge("cause", end.get("cause"), cause)
        judge("location", end.get("location"), location)
    return Row(what, clause, play)
