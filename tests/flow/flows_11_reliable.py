"""Reliable provisional responses (RFC 3262), UPDATE (RFC 3311) and preconditions (RFC 3312) through the whole daemon."""
import isup
from flow import Flow, check, equal, flow
from flows_5_sipi import end, profile, two_peers
from isup import Body, isup_of
from sip import Call, Message, sdp

OFFERS = ["Supported: 100rel"]


def keys(f: Flow, **values) -> None:
    """Keys of the peer `pbx`."""
    for entry in f.conf["sip_peer"]:
        if entry["name"] == "pbx":
            entry.update(values)


def acknowledge(call: Call, response: Message, body: str = "") -> Message:
    """PRACK of a reliable response, and its 200."""
    check("100rel" in response.get("require"), f"{response.kind} without Require: 100rel")
    call.remote, call.target = response.get("to"), response.contact
    call.request("PRACK", body, headers=[f"RAck: {response.get('rseq')} {call.invite.cseq[0]} INVITE"])
    return call.expect("200 PRACK")


def ring(call: Call, invite: Message, status: int, rseq: int, body: str = "") -> Message:
    """A reliable 18x as called side, and the PRACK that it gets."""
    call.respond(invite, status, "Ringing", body, headers=["Require: 100rel", f"RSeq: {rseq}"])
    prack = call.expect("PRACK")
    equal("RAck", prack.get("rack"), f"{rseq} {invite.cseq[0]} INVITE")
    call.respond(prack, 200, "OK")
    return prack


# --- sent

@flow
def reliable_18x_is_repeated_until_prack(f: Flow) -> None:
    """SIP-I: the 180 with its ACM comes again until the PRACK; the 200 with its ANM waits for it."""
    profile(f)
    f.start()
    call = f.peer().call("2001", Body(sdp(f.rtp_port), isup.iam("2001", 2)), headers=OFFERS)
    ringing = call.expect("180 INVITE")
    equal("message in the 180", isup_of(ringing).type, "ACM")
    call.expect_again("180 INVITE", 2)  # T1 and 2*T1; the called side has answered meanwhile
    check(not call.waiting, f"before the PRACK came {[message.kind for message in call.waiting]}")
    acknowledge(call, ringing)
    answer = call.answer_hears()
    equal("message in the 200", isup_of(answer).type, "ANM")
    check(answer.media, "no SDP in the 200, and none before")
    call.bye()
    f.exchange_call()


@flow
def reliable_183_settles_the_media(f: Flow) -> None:
    """The answer goes in a reliable 183; the 200 has none (RFC 6337 §3.1.1)."""
    keys(f, reliable="supported", early_media="always")
    f.start()
    call = f.peer().call("2001", sdp(f.rtp_port), headers=OFFERS)
    first = call.expect("180 INVITE", "183 INVITE")
    check(first.media, "no SDP in the reliable response")
    acknowledge(call, first)
    answer = call.answer_hears()
    equal("SDP in the 200", answer.media, {})
    call.bye()
    f.exchange_call()


@flow
def offerless_invite_is_offered_reliably(f: Flow) -> None:
    """Without an offer ours comes in the first reliable response, the answer in the PRACK (RFC 3261 §13.2.1)."""
    keys(f, reliable="supported")
    f.start()
    call = f.peer().call("2001", headers=OFFERS)
    ringing = call.expect("180 INVITE", "183 INVITE")
    check(ringing.media, "no offer in the first reliable response")
    acknowledge(call, ringing, sdp(f.rtp_port))
    answer = call.answer_hears()
    equal("SDP in the 200", answer.media, {})
    call.bye()
    f.exchange_call()


@flow
def caller_gives_up_before_prack(f: Flow) -> None:
    """CANCEL while the 180 is repeated: 487, and no 180 afterwards."""
    profile(f)
    f.start()
    call = f.peer().call("2014", Body(sdp(f.rtp_port), isup.iam("2014", 2)), headers=OFFERS)
    call.expect("180 INVITE")
    call.cancel()
    call.expect("200 CANCEL")
    call.acknowledge(call.expect("487 INVITE"))
    f.exchange_call()


@flow
def wrong_prack_gets_481(f: Flow) -> None:
    """A RAck of no response of ours; the right one counts afterwards."""
    profile(f)
    f.start()
    call = f.peer().call("2001", Body(sdp(f.rtp_port), isup.iam("2001", 2)), headers=OFFERS)
    ringing = call.expect("180 INVITE")
    call.remote, call.target = ringing.get("to"), ringing.contact
    call.request("PRACK", headers=[f"RAck: {int(ringing.get('rseq')) + 1} 1 INVITE"])
    call.expect("481 PRACK")
    acknowledge(call, ringing)
    call.answer_hears()
    call.bye()
    f.exchange_call()


@flow
def unreliable_towards_who_does_not_offer_it(f: Flow) -> None:
    """A peer without 100rel sees no RSeq, whatever the profile."""
    profile(f)
    f.start()
    call = f.peer().call("2001", Body(sdp(f.rtp_port), isup.iam("2001", 2)))
    ringing = call.expect("180 INVITE")
    equal("RSeq", ringing.get("rseq"), "")
    equal("Require", ringing.get("require"), "")
    call.answer_hears()
    call.bye()
    f.exchange_call()


@flow
def reliable_off_gets_420(f: Flow) -> None:
    """The trunk does without: Require: 100rel is refused."""
    keys(f, reliable="off")
    f.start()
    call = f.peer().call("2001", sdp(f.rtp_port), headers=["Require: 100rel"])
    final = call.expect("420 INVITE")
    equal("Unsupported", final.get("unsupported"), "100rel")
    call.acknowledge(final)


@flow
def reliable_required_gets_421(f: Flow) -> None:
    """The trunk insists: an INVITE that does not offer it is refused."""
    keys(f, reliable="required")
    f.start()
    call = f.peer().call("2001", sdp(f.rtp_port))
    final = call.expect("421 INVITE")
    equal("Require", final.get("require"), "100rel")
    call.acknowledge(final)


@flow
def sipp_sends_prack(f: Flow) -> None:
    """SIPp as an independent peer that requires 100rel and answers with PRACK."""
    f.start()
    f.sipp("uac_prack", called="2001").check()
    f.exchange_call()


@flow
def sipp_rings_reliably(f: Flow) -> None:
    """SIPp as the called side; the first 180, the first PRACK and the first 200 of it get lost."""
    profile(f)
    f.start()
    proxy = f.proxy({"180 INVITE": [1], "PRACK": [1], "200 PRACK": [1]})
    sipp = f.sipp("uas_prack", offset=12, CONTACT=f"127.0.0.1:{f.peer_port}")
    placed = f.exchange.call("600", calling="30123456")
    f.exchange.wait(placed, "connected")
    f.exchange.command("release", call=placed)
    sipp.check()
    equal("lost", dict(proxy.lost), {"PRACK": 1, "200 PRACK": 1, "180 INVITE": 1})
    f.exchange_call()


# --- received

@flow
def reliable_18x_of_the_peer_gets_prack(f: Flow) -> None:
    """PRACK at once, none for a repeated response nor for one out of order; the line hears each once."""
    profile(f)
    f.start()
    peer = f.peer()
    placed = f.exchange.call("600", calling="30123456")
    call, invite = peer.expect_call()
    check("100rel" in invite.all("supported"), f"Supported: {invite.all('supported')}")
    response = call.respond(invite, 180, "Ringing", Body("", isup.encode("ACM", BCI=isup.SUBSCRIBER_FREE)),
                            headers=["Require: 100rel", "RSeq: 7"])
    prack = call.expect("PRACK")
    equal("RAck", prack.get("rack"), f"7 {invite.cseq[0]} INVITE")
    call.respond(prack, 200, "OK")
    call.resend(response)  # the 200 of the PRACK was lost, it may think
    call.respond(invite, 183, "Progress", headers=["Require: 100rel", "RSeq: 9"])  # 8 is missing
    ring(call, invite, 183, 8)
    call.respond(invite, 200, "OK", sdp(f.rtp_port))
    call.expect("ACK")
    f.exchange.wait(placed, "connected")
    call.request("BYE")
    call.expect("200 BYE")
    f.check_cause(f.exchange_call(), 16, released_by="far")


@flow
def lost_prack_comes_again(f: Flow) -> None:
    """The peer does not answer the first PRACK: it is repeated; the answer in the 183 holds for the call."""
    keys(f, reliable="required")
    f.start()
    peer = f.peer()
    placed = f.exchange.call("600", calling="30123456")
    call, invite = peer.expect_call()
    check("100rel" in invite.all("require"), f"Require: {invite.all('require')}")
    call.respond(invite, 183, "Progress", sdp(f.rtp_port), headers=["Require: 100rel", "RSeq: 1"])
    prack = call.expect("PRACK")
    call.expect_again("PRACK")
    call.respond(prack, 200, "OK")
    ring(call, invite, 180, 2)
    call.respond(invite, 200, "OK")  # no SDP: the 183 had the answer
    call.expect("ACK")
    f.exchange.wait(placed, "connected")
    call.bye()
    f.exchange_call()


# --- both

@flow
def no_isup_message_is_lost_between_reliable_legs(f: Flow) -> None:
    """SIP-I to SIP-I: ACM, two CPGs and ANM come at once; the caller's side gets them one by one, each behind its PRACK."""
    here, there = two_peers(f)
    near = here.call("7001", Body(sdp(f.rtp_port), isup.iam("7001", 2)), headers=OFFERS)
    far, invite = there.expect_call()
    check("100rel" in invite.all("supported"), "the called side is not offered 100rel")
    bodies = [isup.encode("ACM", BCI=isup.NO_INDICATION), isup.encode("CPG", EI=b"\x02", GNI=b"\xe0"),
              isup.encode("CPG", EI=b"\x01", GNI=b"\xe1")]
    for number, (status, octets) in enumerate(zip((183, 183, 180), bodies), 41):
        far.respond(invite, status, "Progress", Body("", octets), headers=["Require: 100rel", f"RSeq: {number}"])
        far.respond(far.expect("PRACK"), 200, "OK")
    far.respond(invite, 200, "OK", Body(sdp(f.rtp_port + 40), isup.encode("ANM")))
    far.expect("ACK")
    response = near.expect("183 INVITE")
    near.expect_again("183 INVITE")  # the first 183 has no PRACK: nothing else has come
    check(not near.waiting, f"before the PRACK came {[message.kind for message in near.waiting]}")
    equal("calls", f.console("show calls")["calls"][0]["state"], "answered")
    found = []
    for status in (183, 180, 200):
        found.append((isup_of(response).type, response.status, isup_of(response).parameters.get("GNI")))
        acknowledge(near, response)
        response = near.expect(f"{status} INVITE")
    near.acknowledge(response)
    found.append((isup_of(response).type, response.status, None))
    equal("messages", found, [("ACM", 183, None), ("CPG", 183, b"\xe0"), ("CPG", 180, b"\xe1"), ("ANM", 200, None)])
    end(near, far)


# --- UPDATE

@flow
def update_holds_and_refreshes(f: Flow) -> None:
    """UPDATE in a call: without SDP a refresh; with SDP hold and retrieval; 491 is not ours to give then."""
    f.start()
    call = f.peer().call("2001", sdp(f.rtp_port))
    answer = call.answer_hears()
    check("UPDATE" in answer.get("allow"), f"Allow: {answer.get('allow')}")
    call.request("UPDATE")
    refreshed = call.expect("200 UPDATE")
    check(refreshed.get("contact"), "no Contact in the 200 of UPDATE")
    call.request("UPDATE", sdp(f.rtp_port, direction="sendonly", version=2))
    equal("direction while held", call.expect("200 UPDATE").media["direction"], "recvonly")
    call.request("UPDATE", sdp(f.rtp_port, version=3))
    equal("direction afterwards", call.expect("200 UPDATE").media["direction"], "sendrecv")
    call.request("UPDATE", sdp(f.rtp_port, payloads=(9,), version=4))
    call.expect("488 UPDATE")
    call.bye()
    f.exchange_call()


@flow
def update_before_the_answer_waits_its_turn(f: Flow) -> None:
    """An offer in UPDATE while the first has no answer: 500 with Retry-After; behind a reliable answer 200."""
    keys(f, reliable="supported", early_media="always")
    f.start()
    call = f.peer().call("2014", sdp(f.rtp_port), headers=OFFERS)
    first = call.expect("180 INVITE", "183 INVITE")
    acknowledge(call, first)
    call.request("UPDATE", sdp(f.rtp_port + 2, version=2))
    check(call.expect("200 UPDATE").media, "no answer in the 200 of UPDATE")
    call.cancel()
    call.expect("200 CANCEL")
    call.acknowledge(call.expect("487 INVITE"))
    f.exchange_call()


# --- preconditions

UNMET = ["curr:qos local none", "curr:qos remote none", "des:qos mandatory local sendrecv", "des:qos mandatory remote sendrecv"]
MET = ["curr:qos local sendrecv", *UNMET[1:]]
ASKS = ["Require: 100rel, precondition"]


def with_qos(f: Flow, attributes: list[str], version: int = 1) -> str:
    return sdp(f.rtp_port, version=version) + "".join(f"a={attribute}\r\n" for attribute in attributes)


def qos_of(message: Message) -> list[str]:
    return [line[2:] for line in message.body.decode().split("\r\n") if line[2:6] in ("curr", "des:", "conf")]


@flow
def precondition_holds_the_call_until_update(f: Flow) -> None:
    """Q.1912.5 profile A: 183 says that our side is reserved; no SETUP before UPDATE says that theirs is (RFC 3312 §13.1)."""
    profile(f, "q1912.5-a")
    f.start()
    call = f.peer().call("2001", with_qos(f, UNMET), headers=ASKS)
    progress = call.expect("183 INVITE")
    equal("qos in the 183", qos_of(progress), ["curr:qos local sendrecv", "curr:qos remote none", "des:qos mandatory local sendrecv",
                                               "des:qos mandatory remote sendrecv", "conf:qos remote sendrecv"])
    acknowledge(call, progress)
    equal("calls at the exchange before UPDATE", f.exchange.calls(), [])
    call.request("UPDATE", with_qos(f, MET, 2))
    met = call.expect("200 UPDATE")
    equal("qos in the 200 of UPDATE", qos_of(met), ["curr:qos local sendrecv", "curr:qos remote sendrecv",
                                                    "des:qos mandatory local sendrecv", "des:qos mandatory remote sendrecv"])
    ringing = call.expect("180 INVITE")
    acknowledge(call, ringing)
    answer = call.answer_hears()
    equal("SDP in the 200", answer.media, {})
    call.bye()
    f.exchange_call()


@flow
def precondition_met_in_the_prack(f: Flow) -> None:
    """The offer of the PRACK has the resources already."""
    profile(f, "q1912.5-a")
    f.start()
    call = f.peer().call("2001", with_qos(f, UNMET), headers=ASKS)
    ok = acknowledge(call, call.expect("183 INVITE"), with_qos(f, MET, 2))
    equal("qos in the 200 of PRACK", qos_of(ok)[1], "curr:qos remote sendrecv")
    acknowledge(call, call.expect("180 INVITE"))
    call.answer_hears()
    call.bye()
    f.exchange_call()


@flow
def precondition_met_at_once(f: Flow) -> None:
    """The caller has its resources: nothing is held."""
    profile(f, "q1912.5-a")
    f.start()
    call = f.peer().call("2001", with_qos(f, MET), headers=ASKS)
    acknowledge(call, call.expect("180 INVITE"))
    answer = call.answer_hears()
    equal("qos in the 200", qos_of(answer)[:2], ["curr:qos local sendrecv", "curr:qos remote sendrecv"])
    call.bye()
    f.exchange_call()


@flow
def precondition_never_met_gets_580(f: Flow) -> None:
    """T8 runs out: 580, and the line has heard of nothing."""
    profile(f, "q1912.5-a")
    f.start()
    call = f.peer().call("2001", with_qos(f, UNMET), headers=ASKS)
    acknowledge(call, call.expect("183 INVITE"))
    call.acknowledge(call.expect("580 INVITE", timeout=16))
    equal("calls at the exchange", f.exchange.calls(), [])


@flow
def precondition_caller_gives_up(f: Flow) -> None:
    """CANCEL while the resources are awaited."""
    profile(f, "q1912.5-a")
    f.start()
    call = f.peer().call("2001", with_qos(f, UNMET), headers=ASKS)
    acknowledge(call, call.expect("183 INVITE"))
    call.cancel()
    call.expect("200 CANCEL")
    call.acknowledge(call.expect("487 INVITE"))
    equal("calls at the exchange", f.exchange.calls(), [])


@flow
def precondition_of_the_whole_way_gets_580(f: Flow) -> None:
    """Nobody here can reserve end to end."""
    profile(f, "q1912.5-a")
    f.start()
    call = f.peer().call("2001", with_qos(f, ["curr:qos e2e none", "des:qos mandatory e2e sendrecv"]), headers=ASKS)
    call.acknowledge(call.expect("580 INVITE"))


@flow
def precondition_refused_by_default(f: Flow) -> None:
    """Other profiles do without: 420."""
    f.start()
    call = f.peer().call("2001", with_qos(f, UNMET), headers=ASKS)
    final = call.expect("420 INVITE")
    equal("Unsupported", final.get("unsupported"), "precondition")
    call.acknowledge(final)


@flow
def precondition_is_asked_of_the_peer(f: Flow) -> None:
    """`require`: our INVITE has our side reserved and wants theirs; an INVITE without gets 421."""
    profile(f, "q1912.5-a", preconditions="require")
    f.start()
    peer = f.peer()
    refused = peer.call("2001", sdp(f.rtp_port), headers=OFFERS)
    final = refused.expect("421 INVITE")
    equal("Require", final.get("require"), "precondition")
    refused.acknowledge(final)
    placed = f.exchange.call("600", calling="30123456")
    call, invite = peer.expect_call()
    check("precondition" in invite.get("require"), f"Require: {invite.all('require')}")
    equal("qos", qos_of(invite), ["curr:qos local sendrecv", "curr:qos remote none", "des:qos mandatory local sendrecv",
                                  "des:qos mandatory remote sendrecv"])
    ring(call, invite, 183, 1, with_qos(f, ["curr:qos local sendrecv", "curr:qos remote sendrecv", *UNMET[2:]]))
    ring(call, invite, 180, 2)
    call.respond(invite, 200, "OK")
    call.expect("ACK")
    f.exchange.wait(placed, "connected")
    call.bye()
    f.exchange_call()


@flow
def precondition_on_two_workers(f: Flow) -> None:
    """The early port is on the idle worker, the line on the busy one: UPDATE tells the caller of another port."""
    profile(f, "q1912.5-a")
    f.conf["media"]["workers"] = 2
    f.start()
    peer = f.peer()
    first = peer.call("2001", sdp(f.rtp_port + 2))
    first.answer_hears()  # keeps the line's worker busy
    call = peer.call("2001", with_qos(f, UNMET), headers=ASKS)
    progress = call.expect("183 INVITE")
    acknowledge(call, progress)
    call.request("UPDATE", with_qos(f, MET, 2))
    call.expect("200 UPDATE")
    update = call.expect("UPDATE")
    check(update.media["port"] != progress.media["port"], "the port is the same")
    call.respond(update, 200, "OK", with_qos(f, MET, 3))
    acknowledge(call, call.expect("180 INVITE"))
    call.answer_hears()
    call.bye()
    first.bye()
    f.exchange_call()
