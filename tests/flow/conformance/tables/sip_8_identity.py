"""Who answered and who is there later: from-change and UPDATE (RFC 4916), TS 29.163 §7.5.2, Q.732.2."""
import isup
from rows import Row, Table, _answered, judge, judge_isup, judge_sip
from stage import Body, Stage, isup_of

KNOWS = ["Supported: from-change", "Allow: INVITE, ACK, BYE, CANCEL, UPDATE"]
ASKED = {"OFCI": "80"}  # connected line identity requested (Q.763 §3.38 H)
ACTIVE = 0x6A


def other(call, user: str) -> None:
    """The peer's end is another party: From changes, its tag stays."""
    call.local = f"<sip:{user}>;tag=" + call.local.split(";tag=")[1]


def end(plain, observer) -> None:
    plain.bye()
    observer.expect_bye()


def changed_from(stage: Stage, profile: str, by_called: bool, method: str = "UPDATE") -> None:
    """UPDATE or re-INVITE of the plain side in talk, with another From; FAC at the SIP-I side."""
    plain, observer = _answered(stage, profile, by_called)
    other(plain, "+493077@127.0.0.1")
    if method == "UPDATE":
        plain.request("UPDATE")
        plain.expect("200 UPDATE")
    else:
        plain.request("INVITE", Body(stage.sdp(version=2)))
        plain.acknowledge(plain.expect("200 INVITE"))
    info = observer.expect("INFO")
    judge_isup(isup_of(info), "FAC", {"GNI.notification": ACTIVE, "CTN.digits": "3077", "CTN.nature": 3, "CTN.presentation": 0, "CTN.screening": 0})
    observer.respond(info, 200)
    end(plain, observer)


def changed_asserted(stage: Stage, privacy: bool) -> None:
    """Another P-Asserted-Identity of a trusted peer."""
    plain, observer = _answered(stage, "b", True)
    plain.request("UPDATE", headers=["P-Asserted-Identity: <tel:+493088>", *(["Privacy: id"] if privacy else [])])
    plain.expect("200 UPDATE")
    info = observer.expect("INFO")
    judge_isup(isup_of(info), "FAC", {"GNI.notification": ACTIVE, "CTN.digits": "3088", "CTN.presentation": int(privacy), "CTN.screening": 3})
    observer.respond(info, 200)
    end(plain, observer)


def same_from(stage: Stage) -> None:
    """An UPDATE that says what is known."""
    plain, observer = _answered(stage, "b", True)
    plain.request("UPDATE")
    plain.expect("200 UPDATE")
    end(plain, observer)
    judge("messages at the SIP-I side", observer.retransmissions.total(), 0)


def answer_update(stage: Stage, profile: str, parameters: dict, wanted: str) -> None:
    """ANM of the SIP-I side; UPDATE behind the 200 of a plain caller that knows from-change."""
    caller = stage.call_plain(profile, headers=KNOWS)
    called, invite = stage.expect_call(f"i-{profile}")
    stage.answer_isup(called, invite, 200, "ANM", stage.sdp(), **parameters)
    answer = caller.answer_hears()
    called.expect("ACK")
    judge_sip(answer, {"supported": "~from-change"})
    update = caller.expect("UPDATE")
    judge_sip(update, {"from": wanted})
    caller.respond(update, 200)
    end(caller, called)


def no_update(stage: Stage) -> None:
    """A caller without from-change sees no UPDATE."""
    caller = stage.call_plain("b")
    called, invite = stage.expect_call("i-b")
    stage.answer_isup(called, invite, 200, "ANM", stage.sdp(), GN=isup.generic(5, "3066"))
    caller.answer_hears()
    called.expect("ACK")
    end(caller, called)


def update_before_anm(stage: Stage, profile: str, headers: list, expect: dict) -> None:
    """200 with from-change, then UPDATE; the SIP-I caller that asked who answers gets both in one ANM or CON."""
    caller = stage.call_isup(f"i-{profile}", ASKED)
    called, invite = stage.expect_call(profile)
    judge_sip(invite, {"supported": "~from-change"})
    called.respond(invite, 200, body=Body(stage.sdp()), headers=KNOWS)
    called.expect("ACK")
    other(called, "+493066@127.0.0.1")
    called.request("UPDATE", headers=headers)
    called.expect("200 UPDATE")
    judge_isup(isup_of(caller.answer_hears()), "CON", expect)
    end(called, caller)


def transfer_told(stage: Stage, profile: str, knows: bool, expect: dict) -> None:
    """FAC of the SIP-I side in talk; UPDATE at the plain side."""
    caller = stage.call_isup(f"i-{profile}")
    called, invite = stage.expect_call(profile)
    called.respond(invite, 200, body=Body(stage.sdp()), headers=KNOWS if knows else KNOWS[1:])
    caller.answer_hears()
    called.expect("ACK")
    caller.request("INFO", Body("", isup.encode("FAC", GNI="ea", CTN=isup.number("3099", screening=3))))
    caller.expect("200 INFO")
    update = called.expect("UPDATE")
    judge_sip(update, expect)
    called.respond(update, 200)
    end(called, caller)


GN = {"GN.qualifier": 5, "GN.digits": "3066", "GN.presentation": 0}
TABLES = [
    Table("SIP 8.2", "who answered, who is there later", [
        *[Row(f"From of the {side} side's {method} changes: FAC, call transfer number", "RFC 4916 §4.3, Q.732.2",
              lambda stage, profile=profile, by=by, method=method: changed_from(stage, profile, by, method))
          for profile in ("b", "rfc") for side, by in (("calling", False), ("called", True)) for method in ("UPDATE", "re-INVITE")],
        Row("P-Asserted-Identity changes: FAC, call transfer number", "RFC 3325 §9.1, Q.732.2", lambda stage: changed_asserted(stage, False)),
        Row("the same with Privacy: restricted", "RFC 3325 §9.3, Q.732.2", lambda stage: changed_asserted(stage, True)),
        Row("UPDATE with the same From: nothing", "RFC 4916 §4.4.2", same_from),
        *[Row("additional connected number: From of UPDATE", "TS 29.163 §7.5.2.3",
              lambda stage, profile=profile: answer_update(stage, profile, {"CN": isup.number("3060", screening=3), "GN": isup.generic(5, "3066")}, r"~\+493066@"))
          for profile in ("b", "rfc")],
        Row("connected number: From of UPDATE", "RFC 4916 §4.2", lambda stage: answer_update(stage, "b", {"CN": isup.number("3060", screening=3)}, r"~\+493060@")),
        Row("restricted connected number: anonymous From", "RFC 4916 §4.2",
            lambda stage: answer_update(stage, "b", {"CN": isup.number("3060", presentation=1, screening=3)}, "~anonymous.invalid")),
        Row("no number: UPDATE with the From that is known", "RFC 4916 §4.2", lambda stage: answer_update(stage, "b", {}, r"~\+4930600@")),
        Row("caller without from-change: no UPDATE", "RFC 4916 §4.2", no_update),
        *[Row("UPDATE behind the 200: additional connected number in CON", "TS 29.163 §7.5.2.2",
              lambda stage, profile=profile: update_before_anm(stage, profile, [], GN)) for profile in ("b", "rfc")],
        Row("P-Asserted-Identity of that UPDATE: connected number", "TS 29.163 §7.5.2.2",
            lambda stage: update_before_anm(stage, "b", ["P-Asserted-Identity: <tel:+493060>"], {**GN, "CN.digits": "3060", "CN.screening": 3})),
        *[Row("FAC with call transfer number: From of UPDATE", "Q.732.2, RFC 4916 §4.3",
              lambda stage, profile=profile: transfer_told(stage, profile, True, {"from": r"~\+493099@", "p-asserted-identity": r"~\+493099@"}))
          for profile in ("b", "rfc")],
        Row("the same to a peer without from-change: P-Asserted-Identity only", "Q.732.2, RFC 3325 §9.1",
            lambda stage: transfer_told(stage, "b", False, {"from": r"~\+498912345@", "p-asserted-identity": r"~\+493099@"})),
    ]),
]
