"""The call flows of RFC 3666 between SIP and the telephone network, as the gateway of each takes part in them.

The network side (Switch, PSTN) is the SIP-I peer, whose bodies are the ISUP of the flow; the SIP side (Proxy 1, Bob) is a
plain peer, or in section 4 a SIP-T peer. Numbers are those of the RFC: country 1.
"""
import isup
from rows import Row, Table, judge, judge_isup, judge_sip
from stage import DEFAULT_BCI, Body, Failed, Missing, Stage, isup_of

ALICE, BOB = "3145551111", "9725552222"
IAM = {"CdPN": isup.called(BOB), "CgPN": isup.number(ALICE, screening=3)}
FREE, EARLY = {"BCI": {**DEFAULT_BCI, "status": 1}}, {"BCI": DEFAULT_BCI}
IN_BAND = {"BCI": DEFAULT_BCI, "OBCI": "01"}


def sip_call(stage: Stage, name: str = "rfc"):
    """F1-F5 of section 2: INVITE of Alice, IAM with both numbers."""
    caller = stage.call_plain(name, f"sip:+1{BOB}@127.0.0.1;user=phone", calling=f"+1{ALICE}")
    switch, invite = stage.expect_call(f"i-{name}")
    judge_isup(isup_of(invite), "IAM", {"CdPN.digits": BOB + "F", "CdPN.nature": 3, "CgPN.digits": ALICE, "CgPN.nature": 3})
    return caller, switch, invite


def network_call(stage: Stage, name: str = "rfc"):
    """F1-F3 of section 3: IAM with both numbers, INVITE."""
    switch = stage.call_isup(f"i-{name}", IAM, country="1")
    bob, invite = stage.expect_call(name)
    judge_sip(invite, {"request-uri": rf"~^sip:\+1{BOB}@.*user=phone", "from": rf"~sip:\+1{ALICE}@", "to": rf"~sip:\+1{BOB}@", "sdp": True})
    return switch, bob, invite


def network_releases(stage: Stage, switch, plain) -> None:
    """REL of the network: BYE to SIP, RLC at once."""
    switch.request("BYE", Body("", isup.encode("REL", CAI=isup.cause(16))))
    judge_isup(isup_of(switch.expect("200 BYE")), "RLC", {})
    plain.expect_bye()


def sip_releases(plain, switch) -> None:
    """BYE of SIP: REL 16, RLC."""
    plain.request("BYE")
    bye = switch.expect("BYE")
    judge_isup(isup_of(bye), "REL", {"CAI.value": 16})
    switch.respond(bye, 200, body=Body("", isup.encode("RLC")))
    plain.expect("200 BYE")


def network_gives_up(switch, cause: int) -> None:
    """REL of the network before an answer."""
    switch.request("CANCEL", sequence=switch.invite.cseq[0], branch=switch.invite.branch, target=switch.invite.first.split()[1],
                   headers=[f"Reason: Q.850;cause={cause}"])
    switch.expect("200 CANCEL")
    switch.acknowledge(switch.expect("487 INVITE"))


def refuse(stage: Stage, caller, switch, invite, cause: int, status: int) -> None:
    stage.answer_isup(switch, invite, 480, "REL", CAI=isup.cause(cause, 2))
    switch.expect("ACK")
    final = caller.expect(f"{status // 100}xx INVITE", skip=("1xx INVITE",))
    caller.acknowledge(final)
    judge("status", final.status, status)


def flow_2_1(stage: Stage) -> None:
    caller, switch, invite = sip_call(stage)
    stage.answer_isup(switch, invite, 183, "ACM", stage.sdp(), **IN_BAND)
    judge_sip(caller.expect("183 INVITE"), {"sdp": True})
    stage.answer_isup(switch, invite, 200, "ANM", stage.sdp())
    judge_sip(caller.answer_hears(), {"sdp": True})
    switch.expect("ACK")
    sip_releases(caller, switch)


def flow_2_3(stage: Stage) -> None:
    """The first gateway has no circuit, 503; the proxy sends the call to the second one (here: two trunks of one gateway)."""
    caller, switch, invite = sip_call(stage)
    refuse(stage, caller, switch, invite, 34, 503)
    caller, switch, invite = sip_call(stage, "b")
    stage.answer_isup(switch, invite, 183, "ACM", stage.sdp(), **IN_BAND)
    judge_sip(caller.expect("183 INVITE"), {"sdp": True})
    stage.answer_isup(switch, invite, 200, "ANM", stage.sdp())
    judge_sip(caller.answer_hears(), {"sdp": True})
    switch.expect("ACK")
    sip_releases(caller, switch)


def flow_2_5(stage: Stage) -> None:
    caller, switch, invite = sip_call(stage)
    stage.answer_isup(switch, invite, 183, "ACM", stage.sdp(), BCI=DEFAULT_BCI, OBCI="01", CAI=isup.cause(1, 2))
    judge_sip(caller.expect("183 INVITE"), {"sdp": True})
    caller.cancel()
    caller.expect("200 CANCEL")
    caller.acknowledge(caller.expect("487 INVITE"))
    cancel = switch.expect("CANCEL")
    switch.respond(cancel, 200)
    switch.respond(invite, 487)
    switch.expect("ACK")


def flow_2_6(stage: Stage) -> None:
    caller, switch, invite = sip_call(stage)
    refuse(stage, caller, switch, invite, 17, 486)


def flow_2_7(stage: Stage) -> None:
    """T9 runs out: REL 19 to the network, 480 to SIP."""
    caller, switch, invite = sip_call(stage)
    stage.answer_isup(switch, invite, 183, "ACM", stage.sdp(), **IN_BAND)
    caller.expect("183 INVITE")
    final = caller.expect("4xx INVITE", timeout=10)
    caller.acknowledge(final)
    judge("status", final.status, 480)
    cancel = switch.expect("CANCEL")
    judge("cause in Reason", cancel.reason[0], 19)
    switch.respond(cancel, 200)
    switch.respond(invite, 487)
    switch.expect("ACK")


def flow_2_6_incomplete(stage: Stage) -> None:
    """No digits that lead anywhere: address incomplete."""
    caller, switch, invite = sip_call(stage)
    refuse(stage, caller, switch, invite, 28, 484)


def flow_3_1(stage: Stage) -> None:
    switch, bob, invite = network_call(stage)
    bob.respond(invite, 180)
    judge_isup(isup_of(switch.expect("180 INVITE")), "ACM", {"BCI.status": 1})
    bob.respond(invite, 200, body=stage.sdp())
    answer = switch.expect("200 INVITE")
    judge_isup(isup_of(answer), "ANM", {})
    switch.acknowledge(answer)
    bob.expect("ACK")
    network_releases(stage, switch, bob)


def flow_3_2(stage: Stage) -> None:
    """Fast answer: no ACM before, so CON (the RFC's ANM is that of ANSI, §8.2.4)."""
    switch, bob, invite = network_call(stage)
    bob.respond(invite, 200, body=stage.sdp())
    answer = switch.expect("200 INVITE")
    judge_isup(isup_of(answer), "CON", {})
    switch.acknowledge(answer)
    bob.expect("ACK")
    network_releases(stage, switch, bob)


def flow_3_4(stage: Stage) -> None:
    """604 of SIP: the number does not exist."""
    switch, bob, invite = network_call(stage)
    bob.respond(invite, 604, "Does Not Exist Anywhere")
    bob.expect("ACK")
    final = switch.expect("4xx INVITE", "6xx INVITE")
    judge_isup(isup_of(final), "REL", {"CAI.value": 1})
    switch.acknowledge(final)


def flow_3_5(stage: Stage) -> None:
    switch, bob, invite = network_call(stage)
    bob.respond(invite, 600, "Busy Everywhere")
    bob.expect("ACK")
    final = switch.expect("4xx INVITE", "6xx INVITE")
    judge_isup(isup_of(final), "REL", {"CAI.value": 17})
    switch.acknowledge(final)


def flow_3_7(stage: Stage) -> None:
    """The proxy says 100 and nothing more; the network gives up before any ACM: CANCEL."""
    switch, bob, invite = network_call(stage)
    bob.respond(invite, 100, "Trying")
    network_gives_up(switch, 16)
    cancel = bob.expect("CANCEL")
    judge("cause in Reason", cancel.reason[0], 16)
    bob.respond(cancel, 200)
    bob.respond(invite, 487)
    bob.expect("ACK")


def flow_3_8(stage: Stage) -> None:
    """A stateless proxy: no 100, so the INVITE is repeated and there is nothing that a CANCEL could follow (RFC 3261 §9.1)."""
    switch, bob, invite = network_call(stage)
    bob.expect_again("INVITE", 2)
    network_gives_up(switch, 16)
    try:
        raise Failed(f"{bob.expect('CANCEL', timeout=0.7).kind} without a response")
    except Missing:
        pass
    bob.respond(invite, 100, "Trying")  # late: now it may be sent
    cancel = bob.expect("CANCEL")
    bob.respond(cancel, 200)
    bob.respond(invite, 487)
    bob.expect("ACK")


def flow_3_9(stage: Stage) -> None:
    """The caller gives up while it rings."""
    switch, bob, invite = network_call(stage)
    bob.respond(invite, 180)
    switch.expect("180 INVITE")
    switch.cancel()
    switch.expect("200 CANCEL")
    switch.acknowledge(switch.expect("487 INVITE"))
    cancel = bob.expect("CANCEL")
    bob.respond(cancel, 200)
    bob.respond(invite, 487)
    bob.expect("ACK")


def ringing_t9(stage: Stage) -> None:
    """Rings until T9 runs out; the RFC has no flow of it."""
    switch, bob, invite = network_call(stage)
    bob.respond(invite, 180)
    judge_isup(isup_of(switch.expect("180 INVITE")), "ACM", {"BCI.status": 1})
    final = switch.expect("4xx INVITE", timeout=10)
    judge_isup(isup_of(final), "REL", {"CAI.value": 19})
    switch.acknowledge(final)
    cancel = bob.expect("CANCEL")
    bob.respond(cancel, 200)
    bob.respond(invite, 487)
    bob.expect("ACK")


def flow_4_1_first(stage: Stage) -> None:
    """NGW 1: what the switch says goes inside the INVITE; what comes back inside goes to the switch."""
    switch, proxy, invite = network_call(stage, "t")
    judge_isup(isup_of(invite), "IAM", {"CdPN.digits": BOB + "F", "CgPN.digits": ALICE})
    stage.answer_isup(proxy, invite, 183, "ACM", stage.sdp(), **FREE)
    judge_isup(isup_of(switch.expect("180 INVITE", "183 INVITE")), "ACM", {"BCI.status": 1, "BCI.isdn_access": 1})
    stage.answer_isup(proxy, invite, 200, "ANM", stage.sdp(), CN=isup.number(BOB, screening=3))
    answer = switch.expect("200 INVITE")
    judge_isup(isup_of(answer), "ANM", {"CN.digits": BOB})
    switch.acknowledge(answer)
    proxy.expect("ACK")
    switch.request("BYE", Body("", isup.encode("REL", CAI=isup.cause(16))))
    judge_isup(isup_of(switch.expect("200 BYE")), "RLC", {})
    judge_isup(isup_of(proxy.expect_bye()), "REL", {"CAI.value": 16})


def flow_4_1_second(stage: Stage) -> None:
    """NGW 2: the IAM of the INVITE goes to its switch."""
    body = Body(stage.sdp(), isup.encode("IAM", NCI="00", FCI="6001", CPC="0a", TMR="03", **IAM), handling="optional")
    proxy = stage.call_plain("t", f"sip:+1{BOB}@127.0.0.1;user=phone", body=body, calling=f"+1{ALICE}")
    switch, invite = stage.expect_call("i-t")
    judge_isup(isup_of(invite), "IAM", {"CdPN.digits": BOB + "F", "CgPN.digits": ALICE, "FCI.isup_all_the_way": 1, "FCI.isdn_access": 1})
    stage.answer_isup(switch, invite, 180, "ACM", **FREE)
    judge_isup(isup_of(proxy.expect("180 INVITE")), "ACM", {"BCI.status": 1, "BCI.isdn_access": 1})
    stage.answer_isup(switch, invite, 200, "ANM", stage.sdp())
    answer = proxy.answer_hears()
    judge_isup(isup_of(answer), "ANM", {})
    switch.expect("ACK")
    proxy.request("BYE", Body("", isup.encode("REL", CAI=isup.cause(16))))
    judge_isup(isup_of(switch.expect_bye()), "REL", {"CAI.value": 16})
    proxy.expect("200 BYE")


FLOWS = [
    ("2.1 successful SIP to ISUP PSTN call", flow_2_1),
    ("2.3 successful SIP to ISUP PSTN call with overflow", flow_2_3),
    ("2.5 treatment from the PSTN", flow_2_5),
    ("2.6 REL with cause: busy", flow_2_6),
    ("2.6 REL with cause: address incomplete", flow_2_6_incomplete),
    ("2.7 ANM timeout", flow_2_7),
    ("3.1 successful PSTN to SIP call", flow_3_1),
    ("3.2 successful PSTN to SIP call, fast answer", flow_3_2),
    ("3.4 SIP error mapped to REL", flow_3_4),
    ("3.5 SIP busy mapped to REL", flow_3_5),
    ("3.7 ACM timeout", flow_3_7),
    ("3.8 ACM timeout, stateless proxy", flow_3_8),
    ("3 ringing without an answer: T9", ringing_t9),
    ("3.9 caller abandonment", flow_3_9),
    ("4.1 ISUP PSTN to ISUP PSTN, first gateway", flow_4_1_first),
    ("4.1 ISUP PSTN to ISUP PSTN, second gateway", flow_4_1_second),
]
COUNTRY = {"country_code": "1", "national_prefix": "1", "international_prefix": "011"}
TABLES = [
    Table("RFC 3666", "golden call flows", [Row(what, f"RFC 3666 §{what.split()[0]}", play) for what, play in FLOWS],
          {"sip_peer": {"rfc": COUNTRY, "i-rfc": COUNTRY, "t": COUNTRY, "i-t": COUNTRY, "b": COUNTRY, "i-b": COUNTRY}, "calls": {"t9": "2s"}}),
]
