"""Which ISUP message travels in which SIP message of a SIP-I trunk, and what never does (Q.1912.5 §5.4, RFC 3204, ref. 14)."""
import isup
from rows import Row, Table, judge, judge_isup
from stage import DEFAULT_BCI, Body, Failed, Stage, isup_of, parts

FREE, EARLY = {"BCI": {**DEFAULT_BCI, "status": 1}}, {"BCI": DEFAULT_BCI}
# end to end messages of an answered call, each in an INFO
IN_INFO = [("SUS", {"SRI": {"initiator": 1}}), ("RES", {"SRI": {"initiator": 1}}), ("FAC", {}), ("USR", {"UUI": "046869"}), ("NRM", {}),
           ("IDR", {}), ("IRS", {}), ("APM", {"APP": "fd8180a1a2"}), ("PRI", {}), ("LOP", {}), ("INR", {"INRI": "0100"}),
           ("INF", {"INFI": "0000"}), ("FOT", {}), ("CRG", {}), ("CPG", {"EI": {"event": 2}, "GNI": "e9"})]
# of one circuit or one link: never in SIP
NEVER = {"COT": "0501", "BLO": "13", "BLA": "15", "UBL": "14", "RSC": "12", "CCR": "11", "UCIC": "2e", "LPA": "24", "GRS": "170101011f",
         "CGB": "18000101021f01", "UPT": "34", "UPA": "35", "OLM": "30"}


def ringing(stage: Stage):
    caller = stage.call_isup("i-east")
    called, invite = stage.expect_call("i-west")
    stage.answer_isup(called, invite, 180, "ACM", **FREE)
    judge_isup(isup_of(caller.expect("180 INVITE")), "ACM", {"BCI.status": 1})
    return caller, called, invite


def answered(stage: Stage):
    caller, called, invite = ringing(stage)
    stage.answer_isup(called, invite, 200, "ANM", stage.sdp())
    judge_isup(isup_of(caller.answer_hears()), "ANM", {})
    called.expect("ACK")
    return caller, called


def over(caller, called) -> None:
    caller.request("BYE", Body("", isup.encode("REL", CAI=isup.cause(16))))
    judge_isup(isup_of(called.expect_bye()), "REL", {"CAI.value": 16})
    judge_isup(isup_of(caller.expect("200 BYE")), "RLC", {})


def setup(expect: dict, **iam):
    """An IAM through the gateway: what was rewritten and what was kept."""
    def play(stage: Stage) -> None:
        caller = stage.call_isup("i-east", iam)
        called, invite = stage.expect_call("i-west")
        try:
            judge_isup(isup_of(invite), "IAM", expect)
        finally:
            stage.end(caller, called, invite)
    return play


def info(acronym: str, parameters: dict, backward: bool):
    def play(stage: Stage) -> None:
        caller, called = answered(stage)
        near, far = (called, caller) if backward else (caller, called)
        octets = isup.encode(acronym, **parameters)
        near.request("INFO", Body("", octets))
        near.expect("200 INFO")
        told = far.expect("INFO")
        far.respond(told, 200)
        judge(f"{acronym} octets", parts(told)["application/isup"].hex(), octets.hex())
        over(caller, called)
    return play


def never(octets: str):
    """Taken, and not passed on."""
    def play(stage: Stage) -> None:
        caller, called = answered(stage)
        caller.request("INFO", Body("", bytes.fromhex(octets)))
        caller.expect("2xx INFO", "4xx INFO")
        over(caller, called)  # the next that the other side sees is the BYE
    return play


def isup_in_update(handling: str, status: int):
    """No ISUP travels in UPDATE: left when it is optional, refused when it must be understood; the call stays."""
    def play(stage: Stage) -> None:
        near, far = answered(stage)
        near.request("UPDATE", Body("", isup.encode("FAC"), handling=handling))
        judge("status", near.expect("200 UPDATE", "4xx UPDATE").status, status)
        over(near, far)
    return play


def refused_info(status: int):
    def play(stage: Stage) -> None:
        caller, called = answered(stage)
        caller.request("INFO", Body("", isup.encode("FAC")))
        caller.expect("200 INFO")
        called.respond(called.expect("INFO"), status)
        over(caller, called)
    return play


def release_before_answer(stage: Stage) -> None:
    caller, called, invite = ringing(stage)
    stage.answer_isup(called, invite, 486, "REL", CAI=isup.cause(17, 0))
    called.expect("ACK")
    final = caller.expect("4xx INVITE")
    caller.acknowledge(final)
    judge_isup(isup_of(final), "REL", {"CAI.value": 17, "CAI.location": 0})


def cancelled(stage: Stage) -> None:
    caller, called, invite = ringing(stage)
    caller.cancel()
    caller.expect("200 CANCEL")
    caller.acknowledge(caller.expect("487 INVITE"))
    cancel = called.expect("CANCEL")
    judge("body of CANCEL", cancel.body, b"")
    judge("cause in Reason", cancel.reason[0], 31)
    called.respond(cancel, 200)
    called.respond(invite, 487)
    called.expect("ACK")


def early_messages(stage: Stage) -> None:
    """ACM in 183, CPG alerting in 180, CPG in 183, ANM in 200."""
    caller = stage.call_isup("i-east")
    called, invite = stage.expect_call("i-west")
    for status, acronym, parameters in ((183, "ACM", EARLY), (180, "CPG", {"EI": {"event": 1}}), (183, "CPG", {"EI": {"event": 2}, "GNI": "e0"})):
        stage.answer_isup(called, invite, status, acronym, **parameters)
        response = caller.expect(f"{status} INVITE")
        judge_isup(isup_of(response), acronym, {})
    stage.answer_isup(called, invite, 200, "ANM", stage.sdp())
    judge_isup(isup_of(caller.answer_hears()), "ANM", {})
    called.expect("ACK")
    over(caller, called)


def answer_without_acm(stage: Stage) -> None:
    caller = stage.call_isup("i-east")
    called, invite = stage.expect_call("i-west")
    stage.answer_isup(called, invite, 200, "CON", stage.sdp(), **EARLY)
    judge_isup(isup_of(caller.answer_hears()), "CON", {"BCI.isdn_access": 1})
    called.expect("ACK")
    over(caller, called)


def shape(stage: Stage) -> None:
    """The INVITE's body: multipart/mixed, SDP first, ISUP with version and disposition, no circuit code."""
    caller = stage.call_isup("i-east")
    called, invite = stage.expect_call("i-west")
    try:
        judge("Content-Type", invite.get("content-type").split(";")[0].lower(), "multipart/mixed")
        judge("MIME-Version", invite.get("mime-version"), "1.0")
        judge("parts", list(parts(invite)), ["application/sdp", "application/isup"])
        text = invite.body.decode("latin-1").lower()
        judge("media type", text, "~application/isup; ?version=itu-t92\\+")
        judge("disposition", text, "~content-disposition: signal; ?handling=required")
        judge("first octet", parts(invite)["application/isup"][0], 1)
    finally:
        stage.end(caller, called, invite)


def refused(body_isup: bytes, status: str, isup_type: str = "", handling: str = "required"):
    """An INVITE whose ISUP cannot be taken: refused, never half mapped."""
    def play(stage: Stage) -> None:
        body = Body(stage.sdp(), body_isup, **({"isup_type": isup_type} if isup_type else {}), handling=handling)
        caller = stage.call_plain("i-east", body=body)
        final = caller.expect("4xx INVITE", "5xx INVITE")
        caller.acknowledge(final)
        judge("status", str(final.status), f"~^({status})$")
        if stage.peers["i-west"].new_calls:
            raise Failed("an INVITE went out all the same")
    return play


def ignored(profile: str, isup_type: str, handling: str):
    """Optional ISUP that is not understood or not asked for: the call goes on without it."""
    def play(stage: Stage) -> None:
        to = "i-west" if profile == "i-east" else f"i-{profile}"
        iam = isup.encode("IAM", NCI="00", FCI="6001", CPC="0f", TMR="03", CdPN=isup.called("30600"))
        caller = stage.call_plain(profile, body=Body(stage.sdp(), iam, isup_type, handling))
        called, invite = stage.expect_call(to)
        try:
            judge_isup(isup_of(invite), "IAM", {"CPC.category": 10})
        finally:
            stage.end(caller, called, invite)
    return play


def plain_refused(stage: Stage) -> None:
    iam = isup.encode("IAM", NCI="00", FCI="6001", CPC="0a", TMR="03", CdPN=isup.called("30600"))
    caller = stage.call_plain("b", body=Body(stage.sdp(), iam))
    final = caller.expect("4xx INVITE")
    caller.acknowledge(final)
    judge("status", final.status, 415)
    judge("Accept", final.get("accept"), "~application/sdp")


BROKEN = bytes.fromhex("0100200a03")  # an IAM cut in its mandatory part
Q = "Q.1912.5 §5.4"
TABLES = [
    Table("SIP 14", "ISUP in SIP-I messages", [
        Row("IAM in the INVITE: multipart, version, disposition", f"{Q}, RFC 3204 §3.1", shape),
        Row("early messages: ACM 183, CPG 180 and 183, ANM 200", Q, early_messages),
        Row("CON in the 200", Q, answer_without_acm),
        Row("REL before the answer in the final response", Q, release_before_answer),
        Row("CANCEL has no body: Reason", f"{Q}, RFC 3261 §9.1", cancelled),
        *[Row(f"{acronym} forward: INFO", f"{Q}, RFC 2976", info(acronym, parameters, False)) for acronym, parameters in IN_INFO if acronym not in ("INF", "IRS", "CRG")],
        *[Row(f"{acronym} backward: INFO", f"{Q}, RFC 2976", info(acronym, parameters, True)) for acronym, parameters in IN_INFO if acronym not in ("INR", "IDR", "FOT")],
        *[Row(f"{acronym} is never carried", Q, never(octets)) for acronym, octets in NEVER.items()],
        Row("ISUP in UPDATE, optional: left", "RFC 3204 §4", isup_in_update("optional", 200)),
        Row("ISUP in UPDATE, required: 400", "RFC 3204 §4", isup_in_update("required", 400)),
        *[Row(f"INFO refused with {status}: the call stays", "RFC 3398 §13", refused_info(status)) for status in (405, 415, 501)],
        Row("access transport is kept", Q, setup({"ATP": "7d029181"}, ATP="7d029181")),
        Row("user service information is kept", Q, setup({"USI": "8090a3"}, TMR="00", USI="8090a3")),
        Row("generic numbers are kept, in order", Q, setup({"GN.qualifier": 6, "GN.digits": "111", "GN#2.qualifier": 1, "GN#2.digits": "222"},
                                                        GN=isup.generic(6, "111"), **{"GN#2": isup.generic(1, "222")})),
        Row("an unknown parameter is passed on", "Q.764 §2.9.5", setup({"xfb": "a1b2c3"}, xfb="a1b2c3")),
        Row("hop counter: one less", "Q.764 §2.15", setup({"HC.hops": 19}, HC="14")),
        Row("circuit indicators are ours", Q, setup({"NCI.continuity": 0}, NCI={"satellite": 1, "continuity": 2})),
        Row("forward call indicators are kept", f"{Q}, RFC 3398 §7.2.1.1", setup({"FCI.isup_all_the_way": 1, "FCI.preference": 1, "FCI.isdn_access": 1, "FCI.interworking": 0})),
        Row("ISUP cut short, required: refused", f"{Q}, RFC 3204 §6", refused(BROKEN, "400|415|500")),
        Row("unknown variant, required: 415", "RFC 3204 §6", refused(BROKEN, "415", "application/ISUP;version=X-nobody")),
        Row("unknown variant, optional: ignored", "RFC 3204 §6", ignored("i-east", "application/ISUP;version=X-nobody", "optional")),
        Row("ISUP nobody asked for, optional: ignored", "RFC 3204 §6", ignored("b", "application/ISUP;version=itu-t92+", "optional")),
        Row("ISUP nobody asked for, required: 415", "RFC 3204 §6", plain_refused),
    ]),
]
