"""SIP-I and SIP-T: the same calls with ISUP in the bodies, asserted field by field (Q.1912.5 profile C, RFC 3372)."""
import isup
from flow import Flow, check, equal, flow
from isup import Body, isup_of, isup_part
from sip import sdp

CALLING = "30123456"


def profile(f: Flow, name: str = "sip-i", peer: str = "pbx", **keys) -> None:
    """The peer's trunk speaks this profile."""
    for entry in f.conf["sip_peer"]:
        if entry["name"] == peer:
            entry.update({"profile": name, "country_code": "49", "national_prefix": "0", "international_prefix": "00", **keys})


def counter(f: Flow, name: str) -> int:
    return sum(row["value"] for row in f.console("show counters")["counters"] if row["name"] == name)


def no_isup(message) -> None:
    check(isup_part(message) is None, f"ISUP in {message.kind}")


# --- SIP-I to the line

@flow
def sipi_to_pri_answer(f: Flow) -> None:
    """IAM, ACM, ANM, REL, RLC: each in its SIP message."""
    profile(f)
    f.start()
    peer = f.peer()
    iam = isup.iam("2001", 2, CgPN=isup.calling(CALLING))
    call = peer.call("2001", Body(sdp(f.rtp_port), iam, handling="required"))
    ringing = call.expect("180 INVITE")
    acm = isup_of(ringing)
    equal("message in the 180", acm.type, "ACM")
    equal("called party's status", isup.bits(acm["BCI"]) >> 2 & 3, 1)
    check(isup_part(ringing).type.lower().startswith("application/isup;version=itu-t92+"), isup_part(ringing).type)
    equal("disposition of the 180", isup_part(ringing).disposition, "signal;handling=optional")
    answer = call.answer_hears()
    equal("message in the 200", isup_of(answer).type, "ANM")
    check(answer.media, "no SDP beside the ANM")
    equal("MIME-Version", answer.get("mime-version"), "1.0")
    there = f.exchange.calls()[-1]
    equal("called at the exchange", there["called"], "2001")
    equal("calling at the exchange", there["calling"].lstrip("0"), CALLING)
    call.request("BYE", Body("", isup.encode("REL", CAI=isup.cause(17, 1))))
    ok = call.expect("200 BYE")
    rlc = isup_of(ok)
    equal("message in the 200 of the BYE", rlc.type, "RLC")
    equal("its octets", rlc.octets, b"\x10\x00")
    f.check_cause(f.exchange_call(), 17, released_by="far")


@flow
def sipi_to_pri_busy(f: Flow) -> None:
    """DISCONNECT with cause 17: 486 with REL in the body, and Reason."""
    profile(f)
    f.start()
    call = f.peer().call("2010", Body(sdp(f.rtp_port), isup.iam("2010", 2)))
    final = call.expect("486 INVITE", skip=("1xx INVITE",))
    call.acknowledge(final)
    rel = isup_of(final)
    equal("message", rel.type, "REL")
    equal("cause", rel.cause, 17)
    equal("Reason", final.reason[0], 17)
    f.check_cause(f.exchange_call(), 17)


@flow
def sipi_to_pri_far_end_releases(f: Flow) -> None:
    """The line releases: BYE with REL; the RLC in our 200 is taken."""
    profile(f)
    f.start()
    call = f.peer().call("2004", Body(sdp(f.rtp_port), isup.iam("2004", 2)))
    call.answer_hears()
    bye = call.expect("BYE")
    rel = isup_of(bye)
    equal("message", rel.type, "REL")
    equal("cause", rel.cause, 16)
    equal("Reason", bye.reason[0], 16)
    call.respond(bye, 200, "OK", Body("", isup.encode("RLC")))
    f.check_cause(f.exchange_call(), 16, released_by="near")


@flow
def sipi_to_pri_caller_gives_up(f: Flow) -> None:
    """CANCEL has no body: its Reason is the cause on the line."""
    profile(f)
    f.start()
    call = f.peer().call("2014", Body(sdp(f.rtp_port), isup.iam("2014", 2)))
    call.expect("180 INVITE")
    call.request("CANCEL", headers=["Reason: Q.850;cause=19"], sequence=call.invite.cseq[0], branch=call.invite.branch,
                 target=call.invite.first.split()[1])
    call.expect("200 CANCEL")
    call.acknowledge(call.expect("487 INVITE"))
    f.check_cause(f.exchange_call(), 19, released_by="far")


# --- the line to SIP-I

@flow
def pri_to_sipi_answer(f: Flow) -> None:
    """The INVITE brings an IAM with the numbers of the SETUP; CON answers; the line releases with REL in the BYE."""
    profile(f)
    f.start()
    peer = f.peer()
    placed = f.exchange.call("600", calling=CALLING)
    call, invite = peer.expect_call()
    equal("disposition", isup_part(invite).disposition, "signal;handling=required")
    equal("MIME-Version", invite.get("mime-version"), "1.0")
    check("application/isup" in invite.get("accept"), f"Accept: {invite.get('accept')}")
    iam = isup_of(invite)
    equal("message", iam.type, "IAM")
    equal("called number", isup.read_number(iam["CdPN"]), "600")
    equal("calling number", isup.read_number(iam["CgPN"])[-8:], CALLING)
    equal("medium", iam["TMR"][0] in (0, 3), True)
    check(invite.media, "no SDP beside the IAM")
    call.respond(invite, 180, "Ringing", Body("", isup.encode("ACM", BCI=isup.SUBSCRIBER_FREE)))
    f.exchange.wait(placed, "alerting")
    call.respond(invite, 200, "OK", Body(sdp(f.rtp_port), isup.encode("ANM", CN=isup.calling("89600600"))))
    call.expect("ACK")
    f.exchange.wait(placed, "connected")
    f.exchange.command("release", call=placed)
    bye = call.expect("BYE")
    equal("message in the BYE", isup_of(bye).type, "REL")
    equal("cause", isup_of(bye).cause, 16)
    call.respond(bye, 200, "OK", Body("", isup.encode("RLC")))
    f.check_cause(f.exchange.wait(placed, "released"), 16, released_by="near")


@flow
def pri_to_sipi_busy_by_rel(f: Flow) -> None:
    """The REL of the final response is the cause, not its status (Q.1912.5 §5.4.3)."""
    profile(f)
    f.start()
    placed = f.exchange.call("600", calling=CALLING)
    call, invite = f.peer().expect_call()
    call.respond(invite, 480, "Unavailable", Body("", isup.encode("REL", CAI=isup.cause(17, 4))))
    call.expect("ACK")
    f.check_cause(f.exchange.wait(placed, "released"), 17, location=4, released_by="far")


@flow
def pri_to_sipi_far_end_releases(f: Flow) -> None:
    """BYE with REL from the SIP-I side: its cause arrives on the line; RLC in our 200."""
    profile(f)
    f.start()
    placed = f.exchange.call("600", calling=CALLING)
    call, invite = f.peer().expect_call()
    call.respond(invite, 200, "OK", Body(sdp(f.rtp_port), isup.encode("CON", BCI=isup.SUBSCRIBER_FREE)))
    call.expect("ACK")
    f.exchange.wait(placed, "connected")
    call.request("BYE", Body("", isup.encode("REL", CAI=isup.cause(31, 2))), headers=["Reason: Q.850;cause=16"])
    equal("RLC", isup_of(call.expect("200 BYE")).type, "RLC")
    f.check_cause(f.exchange.wait(placed, "released"), 31, released_by="far")


# --- two SIP legs

def two_peers(f: Flow, near: str = "sip-i", far: str = "sip-i", far_keys: dict | None = None, **near_keys):
    """Calls of the peer `pbx` to 7... go to the peer `core`, and its calls come back to `pbx`: both played by hand."""
    f.conf["sip_peer"].append({"name": "core", "address": f"127.0.0.1:{f.base + 11}", "codecs": ["pcma", "pcmu"],
                               "match": ["127.0.0.2/32"]})
    f.conf["trunk_group"].append({"name": "core", "peers": ["core"]})
    f.conf["route"].insert(0, {"name": "to-core", "from": ["pbx"], "called": r"\+?7[0-9]*", "to": ["core"]})
    profile(f, near, **near_keys)
    profile(f, far, "core", **(far_keys or {}))
    f.start()
    return f.peer(), f.peer(11)


def tandem(f: Flow, called: str, message: bytes, **keys):
    """A call from one to the other up to the INVITE that arrives."""
    here, there = two_peers(f, **keys)
    near = here.call(called, Body(sdp(f.rtp_port), message))
    far, invite = there.expect_call()
    return near, far, invite


def answer(f: Flow, near, far, invite, body=None) -> None:
    """The far side answers, both acknowledge."""
    far.respond(invite, 200, "OK", body or Body(sdp(f.rtp_port + 40), isup.encode("CON", BCI=isup.SUBSCRIBER_FREE)))
    far.expect("ACK")
    near.answer_hears()


def end(near, far) -> None:
    """The near side releases with REL; RLC answers on each leg."""
    near.request("BYE", Body("", isup.encode("REL", CAI=isup.cause(16))))
    bye = far.expect("BYE")
    equal("cause in the REL that goes on", isup_of(bye).cause, 16)
    far.respond(bye, 200, "OK", Body("", isup.encode("RLC")))
    near.expect("200 BYE")


PASS_ON = bytes([0x5f, 0x80])  # compatibility information of parameter 0x5f: no instruction but to pass it on


@flow
def sipi_tandem_keeps_what_it_does_not_know(f: Flow) -> None:
    """SIP-I to SIP-I: an unknown parameter, access transport and user-to-user pass; link parameters do not."""
    sent = isup.iam("7001", 2, CgPN=isup.calling(CALLING, restricted=True), HC=b"\x0a", PDC=b"\x00\x05", UUI=b"\x04hello",
                    ATP=b"\x7d\x02\x91\x81", x5f=b"\x01\x02\x03", PCI=PASS_ON, CR=b"\x00\x00\x01\x12\x34")
    near, far, invite = tandem(f, "7001", sent)
    there = isup_of(invite)
    for name in ("UUI", "ATP", "x5f", "PCI", "CgPN", "CPC", "TMR", "FCI"):
        equal(name, there.parameters.get(name), isup.Isup(sent)[name])
    equal("hop counter", there["HC"], b"\x09")
    equal("propagation delay", int.from_bytes(there["PDC"], "big"), 45)
    check("CR" not in there, "the call reference has passed")
    equal("called number", isup.read_number(there["CdPN"]), "7001")
    far.respond(invite, 183, "Progress", Body("", isup.encode("ACM", BCI=isup.NO_INDICATION, UUI=b"\x04wait")))
    first = near.expect("183 INVITE")
    equal("ACM", (isup_of(first).type, isup_of(first)["UUI"]), ("ACM", b"\x04wait"))
    far.respond(invite, 180, "Ringing", Body("", isup.encode("CPG", EI=b"\x01", GNI=b"\xe0")))
    second = near.expect("180 INVITE")
    equal("CPG", (isup_of(second).type, isup_of(second)["EI"], isup_of(second)["GNI"]), ("CPG", b"\x01", b"\xe0"))
    far.respond(invite, 200, "OK", Body(sdp(f.rtp_port + 40), isup.encode("ANM", CN=isup.calling("89600"), x5f=b"\x09", PCI=PASS_ON)))
    far.expect("ACK")
    anm = isup_of(near.answer_hears())
    equal("ANM", (anm.type, isup.read_number(anm["CN"]), anm["x5f"]), ("ANM", "89600", b"\x09"))
    end(near, far)


@flow
def sipi_tandem_compatibility_releases(f: Flow) -> None:
    """An unknown parameter that asks for release: 500 with Reason 99, and nothing goes on (Q.764 §2.9.5)."""
    here, _ = two_peers(f)
    call = here.call("7001", Body(sdp(f.rtp_port), isup.iam("7001", 2, x5f=b"\x01", PCI=b"\x5f\x83")))
    final = call.expect("500 INVITE")
    call.acknowledge(final)
    equal("Reason", final.reason[0], 99)
    check("399" in final.get("warning"), f"Warning: {final.get('warning')}")


@flow
def sipi_no_hop_left(f: Flow) -> None:
    """A hop counter that is used up: 483 with REL 25 in the body (Q.764 §2.15.8)."""
    profile(f)
    f.start()
    call = f.peer().call("2001", Body(sdp(f.rtp_port), isup.iam("2001", 2, HC=b"\x01")))
    final = call.expect("483 INVITE")
    call.acknowledge(final)
    equal("REL and Reason", (isup_of(final).cause, final.reason[0]), (25, 25))


@flow
def sipi_to_pri_what_cannot_pass(f: Flow) -> None:
    """The line cannot pass an unknown parameter on: released, or discarded, as its instructions say (Q.764 §2.9.5)."""
    profile(f)
    f.start()
    peer = f.peer()
    call = peer.call("2001", Body(sdp(f.rtp_port), isup.iam("2001", 2, x5f=b"\x01", PCI=b"\x5f\x80")))
    final = call.expect("500 INVITE")
    call.acknowledge(final)
    equal("REL and Reason", (isup_of(final).cause, final.reason[0]), (99, 99))
    call = peer.call("2001", Body(sdp(f.rtp_port), isup.iam("2001", 2, x5f=b"\x01", PCI=b"\x5f\xc0")))
    call.answer_hears()
    call.bye()


@flow
def sipi_tandem_second_acm_is_cpg(f: Flow) -> None:
    near, far, invite = tandem(f, "7001", isup.iam("7001", 2))
    far.respond(invite, 183, "Progress", Body("", isup.encode("ACM", BCI=isup.NO_INDICATION)))
    near.expect("183 INVITE")
    far.respond(invite, 180, "Ringing", Body("", isup.encode("ACM", BCI=isup.SUBSCRIBER_FREE)))
    second = isup_of(near.expect("180 INVITE"))
    equal("message", (second.type, second["EI"]), ("CPG", b"\x01"))
    answer(f, near, far, invite, Body(sdp(f.rtp_port + 40), isup.encode("ANM")))
    end(near, far)


@flow
def sipi_tandem_info(f: Flow) -> None:
    """SUS, RES and FAC travel in INFO, both ways; circuit supervision does not pass; 405 to INFO ends nothing."""
    near, far, invite = tandem(f, "7001", isup.iam("7001", 2))
    answer(f, near, far, invite)
    for message in (isup.encode("SUS", SRI=b"\x01"), isup.encode("RES", SRI=b"\x01"),
                    isup.encode("FAC", x32=b"\x91\xa1\x00")):
        far.request("INFO", Body("", message))
        far.expect("200 INFO")
        info = near.expect("INFO")
        equal("octets", isup_of(info).octets, message)
        equal("disposition", isup_part(info).disposition, "signal;handling=optional")
        near.respond(info, 200, "OK")
    near.request("INFO", Body("", isup.encode("USR", UUI=b"\x04text")))
    near.expect("200 INFO")
    info = far.expect("INFO")
    equal("user-to-user", isup_of(info)["UUI"], b"\x04text")
    far.respond(info, 405, "Method Not Allowed")
    near.request("INFO", Body("", isup.encode("BLO")))
    near.expect("200 INFO")
    f.until("the BLO is counted", lambda: counter(f, "landline_sip_isup_left_total") == 1)
    end(near, far)


@flow
def sipi_tandem_first_backward_message_in_183(f: Flow) -> None:
    """A FAC before any other backward message goes in a 183 that it makes by itself."""
    near, far, invite = tandem(f, "7001", isup.iam("7001", 2))
    far.respond(invite, 183, "Progress", Body("", isup.encode("ACM", BCI=isup.NO_INDICATION)))
    near.expect("183 INVITE")
    far.respond(invite, 183, "Progress", Body("", isup.encode("FAC", x32=b"\x91\xa1\x00")))
    equal("message in the dialog", isup_of(near.expect("INFO", "183 INVITE")).type, "FAC")
    answer(f, near, far, invite, Body(sdp(f.rtp_port + 40), isup.encode("ANM")))
    end(near, far)


@flow
def sipi_tandem_segments(f: Flow) -> None:
    """An ACM that announces a segment waits for it (Q.764 §2.1.12)."""
    near, far, invite = tandem(f, "7001", isup.iam("7001", 2))
    far.respond(invite, 180, "Ringing", Body("", isup.encode("ACM", BCI=isup.SUBSCRIBER_FREE, OBCI=b"\x04")))
    far.request("INFO", Body("", isup.encode("SGM", UUI=b"\x04rest")))
    far.expect("200 INFO")
    acm = isup_of(near.expect("180 INVITE"))
    equal("the whole", (acm.type, acm["UUI"], acm["OBCI"]), ("ACM", b"\x04rest", b"\x00"))
    answer(f, near, far, invite, Body(sdp(f.rtp_port + 40), isup.encode("ANM")))
    end(near, far)


@flow
def sipi_tandem_hold(f: Flow) -> None:
    """Remote hold and retrieval: re-INVITE with the CPG in it, on both legs."""
    near, far, invite = tandem(f, "7001", isup.iam("7001", 2))
    answer(f, near, far, invite)
    for direction, shown, notification in (("sendonly", "sendonly", b"\xf9"), ("sendrecv", "sendrecv", b"\xfa")):
        near.request("INVITE", Body(sdp(f.rtp_port, (8, 0), direction, 2 + (direction == "sendrecv")),
                                    isup.encode("CPG", EI=b"\x02", GNI=notification)))
        near.acknowledge(near.expect("200 INVITE"))
        held = far.expect("INVITE")
        equal("CPG", (isup_of(held).type, isup_of(held)["GNI"]), ("CPG", notification))
        equal("direction", held.media["direction"], shown)
        far.respond(held, 200, "OK", sdp(f.rtp_port + 40, (8,), "recvonly" if direction == "sendonly" else "sendrecv", 2))
        far.expect("ACK")
    end(near, far)


@flow
def sipi_to_plain_sip(f: Flow) -> None:
    """A SIP-I trunk to a SIP trunk: headers come from the IAM, backward ISUP is made here."""
    sent = isup.iam("7001", 2, CgPN=isup.calling(CALLING), HC=b"\x0a")
    near, far, invite = tandem(f, "7001", sent, far="q1912.5-b", far_keys={"trust": True})
    no_isup(invite)
    check("+4930123456" in invite.get("from"), f"From: {invite.get('from')}")
    equal("Max-Forwards", invite.get("max-forwards"), "18")
    far.respond(invite, 180, "Ringing")
    ringing = isup_of(near.expect("180 INVITE"))
    equal("made here", (ringing.type, isup.bits(ringing["BCI"]) >> 2 & 3), ("ACM", 1))
    far.respond(invite, 200, "OK", sdp(f.rtp_port + 40))
    far.expect("ACK")
    equal("ANM", isup_of(near.answer_hears()).type, "ANM")
    far.request("BYE", headers=["Reason: Q.850;cause=31;location=LN"])
    far.expect("200 BYE")
    bye = near.expect("BYE")
    equal("REL", (isup_of(bye).cause, isup_of(bye)["CAI"][0] & 15), (31, 2))
    near.respond(bye, 200, "OK", Body("", isup.encode("RLC")))


@flow
def plain_sip_to_sipi(f: Flow) -> None:
    """A SIP trunk to a SIP-I trunk: the IAM is made of headers; its REL becomes a status and Reason."""
    here, there = two_peers(f, "q1912.5-b", "sip-i", trust=True)
    near = here.call("7001", sdp(f.rtp_port), headers=["P-Asserted-Identity: <tel:+4930123456>"])
    far, invite = there.expect_call()
    iam = isup_of(invite)
    equal("calling number", isup.read_number(iam["CgPN"]), CALLING)
    equal("interworking encountered", iam["FCI"][0] >> 3 & 1, 1)
    equal("category", iam["CPC"], b"\x0a")
    far.respond(invite, 180, "Ringing", Body("", isup.encode("ACM", BCI=isup.SUBSCRIBER_FREE)))
    no_isup(near.expect("180 INVITE"))
    far.respond(invite, 480, "Unavailable", Body("", isup.encode("REL", CAI=isup.cause(17))))
    far.expect("ACK")
    final = near.expect("486 INVITE")
    no_isup(final)
    near.acknowledge(final)
    equal("Reason", final.reason[0], 17)


@flow
def sipi_between_variants(f: Flow) -> None:
    """ANSI on one side, ITU-T on the other: each body by its own tables; what is ANSI's only stays there."""
    near, far, invite = tandem(f, "7001", isup.iam("7001", 2, CgPN=isup.calling(CALLING)), far_keys={"isup_variant": "ansi"})
    part = isup_part(invite)
    check("version=ansi00" in part.type, part.type)
    # T1.113 IAM: three fixed parts, then pointers to user service information, called number and the optional part
    octets = part.octets
    equal("type and fixed part", octets[:5], b"\x01" + b"\x00" + octets[2:4] + b"\x0a")
    start = 5 + octets[5]
    equal("user service information", octets[start + 1:start + 1 + octets[start]], b"\x90\x90\xa2")
    far.respond(invite, 200, "OK", Body(sdp(f.rtp_port + 40), isup.encode("ANM", BCI=isup.SUBSCRIBER_FREE, xeb=b"\x01\x10\x12"),
                                        type="application/ISUP;version=ansi00"))
    far.expect("ACK")
    con = isup_of(near.answer_hears())
    equal("message", con.type, "CON")
    check("xeb" not in con, "a charge number of T1.113 in a body of Q.763")
    end(near, far)


# --- bad bodies

def refused(f: Flow, body: Body, status: int, cause: int = 0):
    f.start()
    call = f.peer().call("2001", body)
    final = call.expect(f"{status} INVITE")
    call.acknowledge(final)
    if cause:
        equal("Reason", final.reason[0], cause)
    check("399" in final.get("warning"), f"Warning: {final.get('warning')}")
    equal("calls at the exchange", f.exchange.calls(), [])
    return final


def taken_without(f: Flow, body: Body, counted: str) -> None:
    """The call is made from the headers alone; the body is counted and in the trace."""
    f.start()
    call = f.peer().call("2001", body)
    call.answer_hears()
    call.request("BYE")
    call.expect("200 BYE")
    equal("called", f.exchange_call()["called"], "2001")
    equal(counted, counter(f, counted), 1)
    number = f.console("show traces")["traces"][0]["id"]
    ladder = f.gateway.console.text(f"trace call {number}")
    check("not used" in ladder, f"the trace does not say that the body was not used:\n{ladder}")


BROKEN = b"\x01\x10\x20\x01\x0a\x03\x02\x70\x0a\x03\x10"  # an IAM whose optional part lies outside


@flow
def sipi_broken_required(f: Flow) -> None:
    profile(f)
    refused(f, Body(sdp(f.rtp_port), BROKEN, handling="required"), 400, 111)


@flow
def sipi_broken_without_handling_is_required(f: Flow) -> None:
    """RFC 3204 §6: no handling parameter means required."""
    profile(f)
    refused(f, Body(sdp(f.rtp_port), BROKEN, handling=""), 400, 111)


@flow
def sipi_broken_optional(f: Flow) -> None:
    profile(f)
    taken_without(f, Body(sdp(f.rtp_port), BROKEN), "landline_sip_isup_broken_total")


@flow
def sipi_unknown_variant_required(f: Flow) -> None:
    profile(f)
    final = refused(f, Body(sdp(f.rtp_port), isup.iam("2001", 2), "application/ISUP;version=mars1", "required"), 415)
    equal("Accept", final.get("accept"), "application/sdp, application/isup, multipart/mixed")


@flow
def sipi_unknown_variant_optional(f: Flow) -> None:
    profile(f)
    taken_without(f, Body(sdp(f.rtp_port), isup.iam("9999", 2), "application/ISUP;version=mars1"),
                  "landline_sip_isup_unknown_variant_total")


@flow
def isup_on_a_plain_trunk_required(f: Flow) -> None:
    final = refused(f, Body(sdp(f.rtp_port), isup.iam("2001", 2), handling="required"), 415)
    equal("Accept", final.get("accept"), "application/sdp, multipart/mixed")


@flow
def isup_on_a_plain_trunk_optional(f: Flow) -> None:
    taken_without(f, Body(sdp(f.rtp_port), isup.iam("9999", 2)), "landline_sip_isup_not_asked_total")


@flow
def multipart_broken(f: Flow) -> None:
    """A multipart in which its boundary does not stand: 400 (RFC 2046 §5.1.1)."""
    f.start()
    body = Body(sdp(f.rtp_port), isup.iam("2001", 2))
    body.octets = body.octets.replace(b"flow-boundary", b"fl0w-boundary")
    call = f.peer().call("2001", body)
    call.acknowledge(call.expect("400 INVITE"))


# --- SIP-T

@flow
def sipt_to_plain_phone_retries_without_isup(f: Flow) -> None:
    """415 to an INVITE with ISUP that was optional: once more without (RFC 3372)."""
    profile(f, "sip-t")
    f.start()
    peer = f.peer()
    placed = f.exchange.call("600", calling=CALLING)
    call, invite = peer.expect_call()
    equal("disposition", isup_part(invite).disposition, "signal;handling=optional")
    call.respond(invite, 415, "Unsupported Media Type", headers=["Accept: application/sdp"])
    call.expect("ACK")
    again = call.expect("INVITE")  # the same call, one CSeq higher (RFC 3261 §8.1.3.5)
    equal("CSeq", again.cseq[0], invite.cseq[0] + 1)
    no_isup(again)
    check(again.media, "no SDP in the second INVITE")
    equal("Request-URI", again.first, invite.first)
    call.respond(again, 180, "Ringing")
    f.exchange.wait(placed, "alerting")
    call.respond(again, 200, "OK", sdp(f.rtp_port))
    call.expect("ACK")
    f.exchange.wait(placed, "connected")
    f.exchange.command("release", call=placed)
    bye = call.expect("BYE")
    no_isup(bye)
    call.respond(bye, 200, "OK")


@flow
def sipt_answers_with_isup_only_when_asked(f: Flow) -> None:
    """RFC 3398 §7.2.4: ISUP in responses only if the INVITE had it; no RLC in SIP-T."""
    profile(f, "sip-t")
    f.start()
    peer = f.peer()
    plain = peer.call("2001", sdp(f.rtp_port))
    no_isup(plain.answer_hears())
    no_isup(plain.bye())
    call = peer.call("2001", Body(sdp(f.rtp_port), isup.iam("2001", 2)))
    equal("message", isup_of(call.answer_hears()).type, "ANM")
    call.request("BYE", Body("", isup.encode("REL", CAI=isup.cause(31))), headers=["Reason: Q.850;cause=16"])
    no_isup(call.expect("200 BYE"))
    f.check_cause(f.exchange_call(), 16, released_by="far")  # the Reason wins (RFC 3398 §8.2.7)


@flow
def sipt_headers_win(f: Flow) -> None:
    """The Request-URI and From are what goes on, whatever the IAM says (RFC 3398 §7.2.1.1)."""
    profile(f, "sip-t")
    f.start()
    call = f.peer().call("2001", Body(sdp(f.rtp_port), isup.iam("2010", 2, CgPN=isup.calling("40777"))), calling="+4930123456")
    call.answer_hears()
    call.bye()
    there = f.exchange_call()
    equal("called", there["called"], "2001")
    equal("calling", there["calling"].lstrip("0"), CALLING)
