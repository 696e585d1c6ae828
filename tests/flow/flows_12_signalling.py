"""Call signalling beyond the basic call: continuity and preconditions, digits, retries, identities that change (Q.764, Q.1912.5)."""
import isup
from flow import Flow, check, equal, flow
from flows_11_reliable import ASKS, MET, UNMET, acknowledge, qos_of, ring, with_qos
from flows_5_sipi import profile, two_peers
from flows_9_overlap import digits, invite_again, line_overlap, next_invite, number_of
from isup import Body, isup_of, isup_part
from sip import Call, Message, sdp

# --- continuity towards SIP (Q.1912.5 §7.1, RFC 3312 §13.1)


def unchecked_call(f: Flow) -> tuple[Call, Call, Message]:
    """A caller without resources, towards a called side that can be told later: both halves and the INVITE."""
    here, there = two_peers(f, "q1912.5-a", "q1912.5-a")
    near = here.call("7001", with_qos(f, UNMET), headers=ASKS)
    far, invite = there.expect_call()
    check("precondition" in "".join(invite.all("require")), f"Require: {invite.all('require')}")
    equal("qos in the INVITE", qos_of(invite), UNMET)
    return near, far, invite


@flow
def continuity_is_told_in_update(f: Flow) -> None:
    """The INVITE goes on with unmet preconditions; UPDATE follows when the caller has its resources, and then it rings."""
    near, far, invite = unchecked_call(f)
    far.respond(invite, 183, "Progress", with_qos(f, ["curr:qos local sendrecv", *UNMET[1:]]), headers=["Require: 100rel", "RSeq: 1"])
    far.respond(far.expect("PRACK"), 200, "OK")
    acknowledge(near, near.expect("183 INVITE"))
    check(not near.waiting, f"before the resources came {[message.kind for message in near.waiting]}")
    near.request("UPDATE", with_qos(f, MET, 2))
    near.expect("200 UPDATE")
    update = far.expect("UPDATE")
    equal("qos in the UPDATE", qos_of(update), ["curr:qos local sendrecv", "curr:qos remote sendrecv", *UNMET[2:]])
    far.respond(update, 200, "OK", with_qos(f, ["curr:qos local sendrecv", "curr:qos remote sendrecv"], 2))
    ring(far, invite, 180, 2)
    acknowledge(near, near.expect("180 INVITE"))
    far.respond(invite, 200, "OK")
    far.expect("ACK")
    near.answer_hears()
    near.bye()
    far.expect_bye()


@flow
def continuity_that_fails_cancels(f: Flow) -> None:
    """T8 runs out: CANCEL with cause 41 towards the called side, 580 towards the caller (Q.764 Table A.1, RFC 3312 §8)."""
    f.conf["calls"]["t8"] = "1s"
    near, far, invite = unchecked_call(f)
    far.respond(invite, 183, "Progress", with_qos(f, ["curr:qos local sendrecv", *UNMET[1:]]), headers=["Require: 100rel", "RSeq: 1"])
    far.respond(far.expect("PRACK"), 200, "OK")
    acknowledge(near, near.expect("183 INVITE"))
    cancel = far.expect("CANCEL")
    equal("Reason", cancel.reason[0], 41)
    far.respond(cancel, 200, "OK")
    far.respond(invite, 487, "Request Terminated")
    far.expect("ACK")
    near.acknowledge(near.expect("580 INVITE"))


@flow
def continuity_is_waited_for_where_it_cannot_be_told(f: Flow) -> None:
    """The called side's trunk has no preconditions: no INVITE before the caller has its resources (Q.764 §2.1.8)."""
    here, there = two_peers(f, "q1912.5-a", "q1912.5-b")
    near = here.call("7001", with_qos(f, UNMET), headers=ASKS)
    acknowledge(near, near.expect("183 INVITE"))
    check(not there.new_calls, "INVITE before the resources were there")
    near.request("UPDATE", with_qos(f, MET, 2))
    near.expect("200 UPDATE")
    far, invite = there.expect_call()
    equal("qos in the INVITE", qos_of(invite), [])
    far.respond(invite, 200, "OK", sdp(f.rtp_port + 40))
    far.expect("ACK")
    near.answer_hears()
    near.bye()
    far.expect_bye()


# --- suspension by re-INVITE (RFC 3398 §9.1)

@flow
def suspension_holds_the_media(f: Flow) -> None:
    """SIP-I to SIP-T whose conf says so: SUS is a re-INVITE that holds, RES one that resumes, and no INFO comes."""
    here, there = two_peers(f, "sip-i", "sip-t", {"quirks": ["suspend_by_reinvite=on"]})
    near = here.call("7001", Body(sdp(f.rtp_port), isup.iam("7001", 2)))
    far, invite = there.expect_call()
    far.respond(invite, 200, "OK", Body(sdp(f.rtp_port + 40), isup.encode("CON", BCI=isup.SUBSCRIBER_FREE)))
    far.expect("ACK")
    near.answer_hears()
    for version, (acronym, direction, answered) in enumerate((("SUS", "sendonly", "recvonly"), ("RES", "sendrecv", "sendrecv")), 2):
        near.request("INFO", Body("", isup.encode(acronym, SRI={"initiator": 1})))
        near.expect("200 INFO")
        offer = far.expect("INVITE")
        equal(f"direction behind {acronym}", offer.media["direction"], direction)
        far.respond(offer, 200, "OK", sdp(f.rtp_port + 40, direction=answered, version=version))
        far.expect("ACK")
    check(not far.waiting, f"more came: {[message.kind for message in far.waiting]}")
    near.bye()
    far.expect_bye()


# --- 491 (RFC 3261 §14.1)

@flow
def reinvite_that_meets_491_comes_again(f: Flow) -> None:
    """Hold crosses the peer's own re-INVITE: ours is refused with 491, theirs is answered, ours comes again with a newer version."""
    here, there = two_peers(f, "sip-i", "q1912.5-b")
    near = here.call("7001", Body(sdp(f.rtp_port), isup.iam("7001", 2)))
    far, invite = there.expect_call()
    far.respond(invite, 200, "OK", sdp(f.rtp_port + 40))
    far.expect("ACK")
    near.answer_hears()
    near.request("INFO", Body("", isup.encode("CPG", EI={"event": 2}, GNI="f9")))
    near.expect("200 INFO")
    first = far.expect("INVITE")
    far.respond(first, 491, "Request Pending")
    far.expect("ACK")
    far.request("INVITE", sdp(f.rtp_port + 42, version=2))
    far.acknowledge(far.expect("200 INVITE"))
    again = far.expect("INVITE")
    equal("direction", again.media["direction"], "sendonly")
    check(version_of(again) > version_of(first), "the version of the second offer is no newer")
    far.respond(again, 200, "OK", sdp(f.rtp_port + 42, direction="recvonly", version=3))
    far.expect("ACK")
    near.bye()
    far.expect_bye()


def version_of(message: Message) -> int:
    """Of the o-line (RFC 8866 §5.2)."""
    return int(next(line for line in message.body.decode().split("\r\n") if line.startswith("o=")).split()[2])


@flow
def update_that_meets_491_comes_again(f: Flow) -> None:
    """The UPDATE that tells of the resources is refused once with 491: the call lives, and is told again (RFC 3311 §5.3)."""
    near, far, invite = unchecked_call(f)
    far.respond(invite, 183, "Progress", with_qos(f, ["curr:qos local sendrecv", *UNMET[1:]]), headers=["Require: 100rel", "RSeq: 1"])
    far.respond(far.expect("PRACK"), 200, "OK")
    acknowledge(near, near.expect("183 INVITE"))
    near.request("UPDATE", with_qos(f, MET, 2))
    near.expect("200 UPDATE")
    far.respond(far.expect("UPDATE"), 491, "Request Pending")
    update = far.expect("UPDATE")
    equal("qos in the second UPDATE", qos_of(update)[0], "curr:qos local sendrecv")
    far.respond(update, 200, "OK", with_qos(f, ["curr:qos local sendrecv", "curr:qos remote sendrecv"], 2))
    far.respond(invite, 200, "OK")
    far.expect("ACK")
    near.answer_hears()
    near.bye()
    far.expect_bye()


# --- Expires (RFC 3261 §13.3.1)

@flow
def invitation_expires(f: Flow) -> None:
    """Nobody answers in the time of Expires: 487, and the line is released."""
    f.start()
    call = f.peer().call("2014", sdp(f.rtp_port), headers=["Expires: 1"])
    call.acknowledge(call.expect("487 INVITE", skip=("1xx INVITE",)))
    f.check_cause(f.exchange_call(), 102)


# --- confusion (Q.764 §2.9.5.3)

@flow
def discarded_parameter_is_told_of_at_the_line(f: Flow) -> None:
    """An unknown parameter of the IAM ends at the line: discarded as it says itself, and CFN with 99 tells who asked."""
    profile(f)
    f.start()
    # of the parameter F0: notify; when it cannot be passed on, discard it (Q.763 §3.41)
    octets = isup.iam("2014", 2, xf0="aa", PCI="f0c4")
    call = f.peer().call("2014", Body(sdp(f.rtp_port), octets))
    told = []
    while not told or told[-1].status != 180:
        told.append(call.expect("183 INVITE", "180 INVITE", "INFO"))
        if told[-1].method == "INFO":
            call.respond(told[-1], 200, "OK")
    confusion = [isup_of(message) for message in told if isup_part(message) and isup_of(message).type == "CFN"]
    confusion = confusion or [isup_of(call.expect("INFO"))]
    equal("message", [(message.type, message.cause) for message in confusion], [("CFN", 99)])
    call.cancel()
    call.expect("200 CANCEL")
    call.acknowledge(call.expect("487 INVITE"))
    f.exchange_call()


# --- digits on SIP-I trunks, and more of RFC 3578

def sipi_digits(f: Flow, mode: str) -> None:
    """A SIP-I trunk that takes and gives digits by `mode`, and a line that does."""
    profile(f)
    f.conf["sip_peer"][0].update(overlap=mode, min_digits=3, digit_timeout="3s")
    f.group("exchange")["overlap"] = "overlap"
    line_overlap(f)
    f.number("77*", "overlap", min=6, max=6, then="answer", digit_timeout="5s")


@flow
def digits_in_info_to_the_peer(f: Flow) -> None:
    """Line to SIP-I: an INVITE with the first digits, a SAM in INFO for each that follows (Q.1912.5 §7, RFC 3578 §3.2)."""
    sipi_digits(f, "info")
    f.start()
    peer = f.peer()
    call = f.exchange.call("60", calling="30123456", complete=0)
    f.exchange.wait_message(call, "SETUP ACKNOWLEDGE")
    digits(f, call, "0")
    there, invite = peer.expect_call()
    equal("number", number_of(invite), "600")
    equal("called of the IAM", isup_of(invite).type, "IAM")
    there.respond(invite, 183, "Session Progress")
    for digit in "12":
        digits(f, call, digit)
        info = there.expect("INFO")
        sam = isup_of(info)
        equal("message", sam.type, "SAM")
        equal("digit", isup.decode(sam.octets)[1]["SN"]["digits"], digit)
        there.respond(info, 200, "OK")
    there.respond(invite, 180, "Ringing", Body("", isup.encode("ACM", BCI=isup.SUBSCRIBER_FREE)))
    f.exchange.wait(call, "alerting")
    there.respond(invite, 200, "OK", Body(sdp(f.rtp_port), isup.encode("ANM")))
    there.expect("ACK")
    f.exchange.wait(call, "connected")
    f.exchange.command("release", call=call)
    there.expect_bye()


@flow
def digits_in_info_from_the_peer(f: Flow) -> None:
    """SIP-I to the line: 183 makes the dialog, SAMs in INFO become INFORMATION (RFC 3578 §3.2)."""
    sipi_digits(f, "info")
    f.start()
    call = f.peer().call("77", Body(sdp(f.rtp_port), isup.encode(
        "IAM", NCI="10", FCI="2001", CPC="0a", TMR="03", CdPN=isup.called("77", 2, st=False))))
    progress = call.expect("183 INVITE")
    call.remote, call.target = progress.get("to"), progress.contact
    for text in ("0", "1", "23"):
        call.request("INFO", Body("", isup.encode("SAM", SN=bytes([len(text) % 2 << 7]) + packed(text))))
        call.expect("200 INFO")
    call.answer_hears()
    equal("calls at the exchange", len(f.exchange.calls()), 1)
    equal("called", f.exchange.calls()[0]["called"], "770123")
    call.bye()


def packed(text: str) -> bytes:
    """Digits of a subsequent number (Q.763 §3.51)."""
    padded = text + "0" * (len(text) % 2)
    return bytes(int(padded[n]) | int(padded[n + 1]) << 4 for n in range(0, len(padded), 2))


@flow
def digits_in_invites_on_sipi(f: Flow) -> None:
    """Line to SIP-I: each INVITE has an IAM with all digits so far; those before get 484 (RFC 3578 §3.3)."""
    sipi_digits(f, "invites")
    f.start()
    peer = f.peer()
    call = f.exchange.call("60", calling="30123456", complete=0)
    f.exchange.wait_message(call, "SETUP ACKNOWLEDGE")
    digits(f, call, "0")
    there, first = peer.expect_call()
    equal("called of the first IAM", called_of(first), "600")
    digits(f, call, "1")
    second = next_invite(there, first)
    equal("called of the second IAM", called_of(second), "6001")
    there.respond(first, 484, "Address Incomplete", Body("", isup.encode("REL", CAI=isup.cause(28, 4))))
    there.expect("ACK")
    there.respond(second, 200, "OK", Body(sdp(f.rtp_port), isup.encode("CON", BCI=isup.SUBSCRIBER_FREE)))
    there.expect("ACK")
    f.exchange.wait(call, "connected")
    f.exchange.command("release", call=call)
    there.expect_bye()


def called_of(invite: Message) -> str:
    """Digits of the IAM's called party number, without ST."""
    return isup.decode(isup_of(invite).octets)[1]["CdPN"]["digits"].rstrip("F")


@flow
def more_digits_start_again(f: Flow) -> None:
    """The line has the number already, en bloc, when another INVITE has more digits: a new SETUP, the first one is released."""
    f.conf["sip_peer"][0].update(overlap="invites", min_digits=3, digit_timeout="600ms")
    f.number("295", "ignore")
    f.start()
    body = sdp(f.rtp_port)
    call = f.peer().call("295", body)
    f.until("SETUP of the shorter number", lambda: len(f.exchange.calls()) == 1)
    before = call.invite
    invite_again(call, "2951", body)
    refusal = call.expect("484 INVITE")
    equal("CSeq of the 484", refusal.cseq, before.cseq)
    call.request("ACK", sequence=before.cseq[0], branch=before.branch, target=before.first.split()[1])
    call.answer_hears()
    equal("called", sorted(seen["called"] for seen in f.exchange.calls()), ["295", "2951"])
    call.bye()


@flow
def phone_context_of_each_invite(f: Flow) -> None:
    """`;phone-context` in successive INVITEs, taken on one side and given on the other (RFC 3966 §5.1.5, RFC 3578)."""
    f.conf["sip_peer"][0].update(overlap="invites", min_digits=3, digit_timeout="3s", country_code="49", national_prefix="0",
                                 international_prefix="00", phone_context="+4930")
    f.group("exchange").update(overlap="overlap", country_code="49", national_prefix="0", international_prefix="00")
    line_overlap(f)
    f.number("77*", "overlap", min=6, max=6, then="answer", digit_timeout="5s")
    f.number("30*", "overlap", min=8, max=8, then="answer", digit_timeout="5s")
    f.number("030*", "overlap", min=9, max=9, then="answer", digit_timeout="5s")
    f.start()
    peer = f.peer()
    call = f.exchange.call("60", calling="30123456", complete=0)
    f.exchange.wait_message(call, "SETUP ACKNOWLEDGE")
    digits(f, call, "0")
    there, first = peer.expect_call()
    check("600;phone-context=+4930" in first.first, first.first)
    digits(f, call, "1")
    second = next_invite(there, first)
    check("6001;phone-context=+4930" in second.first, second.first)
    there.respond(first, 484, "Address Incomplete")
    there.expect("ACK")
    there.respond(second, 200, "OK", sdp(f.rtp_port))
    there.expect("ACK")
    f.exchange.wait(call, "connected")
    f.exchange.command("release", call=call)
    there.expect_bye()
    body = sdp(f.rtp_port)
    call = peer.call("770;phone-context=+4930", body)
    f.until("SETUP", lambda: len(f.exchange.calls()) == 2)
    before = call.invite
    invite_again(call, "770123;phone-context=+4930", body)
    call.expect("484 INVITE")
    call.request("ACK", sequence=before.cseq[0], branch=before.branch, target=before.first.split()[1])
    call.answer_hears()
    check(f.exchange.calls()[-1]["called"].endswith("30770123"), f.exchange.calls()[-1]["called"])
    call.bye()
