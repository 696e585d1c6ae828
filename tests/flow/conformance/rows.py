"""Rows of conformance tables: what comes in on one side of the gateway, and what must go out on the other, field by field.

Each constructor gives a Row. Expectations name `PARAMETER`, `PARAMETER.field` (ISUP, see isup.py), header names (SIP)
or element fields (Q.931, as landline-exchange reports them): None means that it must be absent, "~text" that the
pattern must be found in it, anything else that it must be equal.
"""
import dataclasses
import re
from typing import Callable

import isup
from sip import Message
from stage import DEFAULT_BCI, Body, Failed, Stage, isup_of, parts

NOTHING = None  # instead of an expected message: none may come


@dataclasses.dataclass
class Row:
    what: str                      # the row in words
    clause: str                    # where it is written
    play: Callable[[Stage], None]  # raises when the gateway does otherwise


@dataclasses.dataclass
class Table:
    source: str                    # "SIP 2.2": table of the SIP-ISUP or the Q.931-ISUP facts
    title: str
    rows: list[Row]
    conf: dict | None = None       # changes of the stage's conf: table, name, keys

    def number(self, n: int) -> str:
        return f"{self.source}-{n + 1:02}"


def judge(what: str, found, wanted) -> None:
    """One value against what is expected of it."""
    if isinstance(wanted, str) and wanted.startswith("~"):
        if found is None or not re.search(wanted[1:], str(found)):
            raise Failed(f"{what}: {found!r} does not match {wanted[1:]!r}")
    elif found != wanted:
        raise Failed(f"{what}: {found!r} instead of {wanted!r}")


def judge_isup(found: tuple[str, dict] | None, acronym: str, expect: dict) -> None:
    if found is None:
        raise Failed(f"no ISUP came instead of {acronym}")
    judge("message", found[0], acronym)
    for key, wanted in expect.items():
        name, _, field = key.partition(".")
        parameter = found[1].get(name)
        value = parameter if parameter is None else parameter[field or "hex"]
        judge(f"{acronym} {key}", value, wanted)


def judge_sip(message: Message, expect: dict) -> None:
    for key, wanted in expect.items():
        if key == "request-uri":
            value = message.first.split()[1]
        elif key == "status":
            value = message.status
        elif key == "sdp":  # whether there is one
            value = "application/sdp" in parts(message)
        elif key.startswith("sdp."):
            text = parts(message).get("application/sdp", b"")
            value = Message(b"X\r\n\r\n" + text).media.get(key[4:]) if key != "sdp.text" else text.decode()
        else:
            found = message.all(key)
            value = ", ".join(found) if found else None
        judge(key, value, wanted)


def next_response(call) -> Message:
    """18x or 2xx; 100 says nothing."""
    return call.expect("180 INVITE", "181 INVITE", "182 INVITE", "183 INVITE", "2xx INVITE")


# --- SIP to ISUP

def invite_to_iam(what: str, clause: str, expect: dict, profile: str = "b", uri: str = "", headers=(), sdp: str | None = None,
                  calling: str = "+498912345", to: str = "", more: tuple = ()) -> Row:
    """INVITE of a plain peer, IAM at its SIP-I peer; `more` are isup.Parts of its body beside the SDP."""
    def play(stage: Stage) -> None:
        body = None if sdp is None else Body(sdp.replace("PORT", str(stage.flow.rtp_port)))
        if more:
            body = isup.Body(stage.sdp(), more=more)
        caller = stage.call_plain(profile, uri, headers, body, calling, to)
        called, invite = stage.expect_call(f"i-{profile}")
        try:
            judge_isup(isup_of(invite), "IAM", expect)
        finally:
            stage.end(caller, called, invite)
    return Row(what, clause, play)


def invite_refused(what: str, clause: str, status: int, profile: str = "b", uri: str = "", headers=(), sdp: str | None = None,
                   expect: dict | None = None) -> Row:
    """INVITE that makes no IAM."""
    def play(stage: Stage) -> None:
        body = None if sdp is None else Body(sdp.replace("PORT", str(stage.flow.rtp_port)))
        caller = stage.call_plain(profile, uri, headers, body)
        final = caller.expect("3xx INVITE", "4xx INVITE", "5xx INVITE", "6xx INVITE")
        caller.acknowledge(final)
        judge_sip(final, {"status": status, **(expect or {})})
    return Row(what, clause, play)


def responses_to_isup(what: str, clause: str, steps: list, profile: str = "b") -> Row:
    """Responses of a plain called peer, ISUP at the SIP-I caller.

    Steps: (status, headers, with SDP, expected acronym or NOTHING, expected fields). A last step of 200 ends in a call.
    """
    def play(stage: Stage) -> None:
        caller = stage.call_isup(f"i-{profile}")
        called, invite = stage.expect_call(profile)
        answered = False
        for status, headers, with_sdp, acronym, expect in steps:
            answered = status == 200
            called.respond(invite, status, body=Body(stage.sdp()) if with_sdp or answered else "", headers=list(headers))
            if acronym is not NOTHING:
                response = next_response(caller)
                judge_isup(isup_of(response), acronym, expect)
            if answered:
                caller.acknowledge(response)
                called.expect("ACK")
                caller.bye()
                called.expect_bye()
        if not answered:
            stage.end(caller, called, invite)
    return Row(what, clause, play)


def status_to_rel(status: int, cause: int, clause: str, profile: str = "b", location: int | None = None, headers=(),
                  what: str = "") -> Row:
    """A final response of a plain called peer, REL at the SIP-I caller."""
    def play(stage: Stage) -> None:
        caller = stage.call_isup(f"i-{profile}")
        called, invite = stage.expect_call(profile)
        called.respond(invite, status, headers=list(headers))
        called.expect("ACK")
        final = caller.expect("4xx INVITE", "5xx INVITE", "6xx INVITE", skip=("1xx INVITE",))
        caller.acknowledge(final)
        expect = {"CAI.value": cause, **({} if location is None else {"CAI.location": location})}
        judge_isup(isup_of(final), "REL", expect)
    return Row(what or f"{status} to cause {cause}", clause, play)


def bye_to_rel(what: str, clause: str, expect: dict, profile: str = "b", headers=(), by_called: bool = False) -> Row:
    """BYE of a plain peer in an answered call, REL at the SIP-I peer."""
    def play(stage: Stage) -> None:
        plain, observer = _answered(stage, profile, called_is_plain=by_called)
        plain.request("BYE", headers=list(headers))
        bye = observer.expect("BYE")
        observer.respond(bye, 200, body=Body("", isup.encode("RLC")))
        plain.expect("200 BYE")
        judge_isup(isup_of(bye), "REL", expect)
    return Row(what, clause, play)


def cancel_to_reason(what: str, clause: str, reason: str, profile: str = "b", headers=()) -> Row:
    """CANCEL of a plain caller: CANCEL with Reason at the SIP-I peer, as it can have no body (RFC 3261 §9.1)."""
    def play(stage: Stage) -> None:
        caller = stage.call_plain(profile)
        called, invite = stage.expect_call(f"i-{profile}")
        stage.answer_isup(called, invite, 180, "ACM", BCI={**DEFAULT_BCI, "status": 1})
        caller.expect("180 INVITE")
        caller.request("CANCEL", sequence=caller.invite.cseq[0], branch=caller.invite.branch,
                       target=caller.invite.first.split()[1], headers=list(headers))
        caller.expect("200 CANCEL")
        caller.acknowledge(caller.expect("487 INVITE"))
        cancel = called.expect("CANCEL")
        called.respond(cancel, 200)
        called.respond(invite, 487)
        called.expect("ACK")
        judge("Reason", cancel.get("reason"), reason)
    return Row(what, clause, play)


# --- ISUP to SIP

def iam_to_invite(what: str, clause: str, expect: dict, profile: str = "b", iam: dict | None = None, uri: str = "", headers=(),
                  sdp: str | None = None) -> Row:
    """IAM of a SIP-I peer, INVITE at its plain peer."""
    def play(stage: Stage) -> None:
        text = None if sdp is None else sdp.replace("PORT", str(stage.flow.rtp_port))
        caller = stage.call_isup(f"i-{profile}", iam, uri, headers, text)
        called, invite = stage.expect_call(profile)
        try:
            judge_sip(invite, expect)
        finally:
            stage.end(caller, called, invite)
    return Row(what, clause, play)


def iam_refused(what: str, clause: str, cause: int, profile: str = "b", iam: dict | None = None, status: int | None = None,
                sdp: str | None = None) -> Row:
    """IAM that makes no INVITE: the SIP-I caller gets REL."""
    def play(stage: Stage) -> None:
        text = None if sdp is None else sdp.replace("PORT", str(stage.flow.rtp_port))
        caller = stage.call_isup(f"i-{profile}", iam, sdp_text=text)
        final = caller.expect("4xx INVITE", "5xx INVITE", "6xx INVITE")
        caller.acknowledge(final)
        judge_isup(isup_of(final), "REL", {"CAI.value": cause})
        if status:
            judge("status", final.status, status)
    return Row(what, clause, play)


def isup_is_answered(what: str, clause: str, acronym: str, parameters: dict, answer: str, expect: dict, profile: str = "b") -> Row:
    """A request of the SIP-I called side in INFO of an answered call that the plain caller's side knows nothing of: its answer in INFO."""
    def play(stage: Stage) -> None:
        caller = stage.call_plain(profile)
        called, invite = stage.expect_call(f"i-{profile}")
        stage.answer_isup(called, invite, 200, "CON", stage.sdp(), BCI=DEFAULT_BCI)
        called.expect("ACK")
        caller.acknowledge(caller.expect("200 INVITE", skip=("1xx INVITE",)))
        called.request("INFO", Body("", isup.encode(acronym, **parameters)))
        seen = {}
        for _ in range(2):
            message = called.expect("200 INFO", "INFO")
            seen[message.kind] = message
        judge_isup(isup_of(seen["INFO"]), answer, expect)
        called.respond(seen["INFO"], 200)
        caller.bye()
        called.expect_bye()
    return Row(what, clause, play)


def isup_to_responses(what: str, clause: str, steps: list, profile: str = "b") -> Row:
    """ISUP of a SIP-I called peer, responses at the plain caller.

    Steps: (carrying status, acronym, parameters, with SDP, expected status or NOTHING, expected headers).
    """
    def play(stage: Stage) -> None:
        caller = stage.call_plain(profile)
        called, invite = stage.expect_call(f"i-{profile}")
        answered = False
        for carrier, acronym, parameters, with_sdp, status, expect in steps:
            answered = carrier == 200
            caller.seen.clear()  # a second 183 may look like the first
            stage.answer_isup(called, invite, carrier, acronym, stage.sdp() if with_sdp or answered else "", **parameters)
            if status is not NOTHING:
                response = next_response(caller)
                judge_sip(response, {"status": status, **expect})
            if answered:
                caller.acknowledge(response)
                called.expect("ACK")
                caller.bye()
                called.expect_bye()
        if not answered:
            stage.end(caller, called, invite)
    return Row(what, clause, play)


def rel_to_status(cause: int, status: int, clause: str, profile: str = "b", location: int = 0, diagnostics: str = "",
                  what: str = "", expect: dict | None = None, carrier: int = 480) -> Row:
    """REL of a SIP-I called peer before the answer, final response at the plain caller, with Reason."""
    def play(stage: Stage) -> None:
        caller = stage.call_plain(profile)
        called, invite = stage.expect_call(f"i-{profile}")
        stage.answer_isup(called, invite, carrier, "REL", CAI=isup.cause(cause, location, diagnostics))
        called.expect("ACK")
        final = caller.expect("3xx INVITE", "4xx INVITE", "5xx INVITE", "6xx INVITE", skip=("1xx INVITE",))
        caller.acknowledge(final)
        judge("status", final.status, status)
        judge("cause in Reason", final.reason[0], cause)
        judge_sip(final, expect or {})
    return Row(what or f"cause {cause} to {status}", clause, play)


def rel_to_bye(what: str, clause: str, expect: dict, cause: int = 16, location: int = 0, profile: str = "b",
               by_called: bool = True) -> Row:
    """REL of a SIP-I peer in an answered call, BYE at the plain peer, RLC in the 200 to the BYE that brought the REL."""
    def play(stage: Stage) -> None:
        plain, observer = _answered(stage, profile, called_is_plain=not by_called)
        observer.request("BYE", Body("", isup.encode("REL", CAI=isup.cause(cause, location))))
        ok = observer.expect("200 BYE")
        bye = plain.expect_bye()
        judge_sip(bye, expect)
        judge_isup(isup_of(ok), "RLC", {})
    return Row(what, clause, play)


def _answered(stage: Stage, profile: str, called_is_plain: bool):
    """An answered call between a plain peer and its SIP-I peer: (plain side, SIP-I side)."""
    if called_is_plain:
        caller = stage.call_isup(f"i-{profile}")
        called, invite = stage.expect_call(profile)
        called.respond(invite, 200, body=Body(stage.sdp()))
    else:
        caller = stage.call_plain(profile)
        called, invite = stage.expect_call(f"i-{profile}")
        stage.answer_isup(called, invite, 200, "ANM", stage.sdp())
    caller.answer_hears()
    called.expect("ACK")
    return (called, caller) if called_is_plain else (caller, called)
