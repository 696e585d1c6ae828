"""Numbers with keys of their own, and what calls and dry runs tell of them: trunk groups (RFC 4904), emergency calls, connected
numbers, refused bodies and compatibility decisions in `call explain`, SDP and routing in `map test`."""
import isup
from flow import Flow, check, equal, flow
from isup import Body
from sip import sdp

GERMAN = {"trust": True, "country_code": "49", "national_prefix": "0", "international_prefix": "00"}


def explained(f: Flow) -> dict:
    """What the newest call tells, once it has ended."""
    f.check_idle()
    return f.console(f"call explain {max(trace['id'] for trace in f.console('show traces')['traces'])}")


def decided(answer: dict, name: str) -> list[dict]:
    found = [d for d in answer["decisions"] if d["name"] == name]
    check(found and all(d["clause"] for d in found), f"{name} is not among {[d['name'] for d in answer['decisions']]}")
    return found


def second_peer(f: Flow, **keys) -> None:
    """A second peer, `carrier`, at base + 30."""
    f.conf["sip_peer"].append({"name": "carrier", "address": f"127.0.0.1:{f.base + 30}", "match": ["127.0.0.2/32"], "codecs": ["pcma"], **GERMAN, **keys})
    f.conf["trunk_group"].append({"name": "carrier", "peers": ["carrier"]})


@flow
def trunk_group_chooses_among_those_of_a_route(f: Flow) -> None:
    """tgrp picks the second group of a route; Contact and Request-URI of the INVITE there name groups; a foreign one counts for nothing."""
    f.conf["sip_peer"][0].update({**GERMAN, "trunk_context": "example.com", "trunk_group_in": "select"})
    second_peer(f, trunk_context="carrier.example", trunk_group_origin=True, trunk_group_destination="TG2-1")
    f.conf["route"].insert(0, {"name": "both", "from": ["pbx"], "called": ".*2001", "to": ["exchange", "carrier"]})
    f.start()
    pbx, carrier = f.peer(), f.peer(offset=30)
    call = pbx.call("2001;tgrp=carrier;trunk-context=example.com", sdp(f.rtp_port))
    there, invite = carrier.expect_call()
    check(";tgrp=TG2-1;trunk-context=carrier.example@" in invite.first, invite.first)
    check(";tgrp=pbx;trunk-context=carrier.example@" in invite.get("contact"), invite.get("contact"))
    there.respond(invite, 486)
    there.expect("ACK")
    call.acknowledge(call.expect("486 INVITE"))
    answer = explained(f)
    equal("trunk group", decided(answer, "trunk group to go to from Request-URI")[0]["value"], "carrier")
    decided(answer, "trunk group in Contact")
    call = pbx.call("2001;tgrp=carrier;trunk-context=example.org", sdp(f.rtp_port))
    call.answer_hears()
    call.bye()
    decided(explained(f), "trunk group of a context that is not ours")
    call = pbx.call("2001;tgrp=nowhere;trunk-context=example.com", sdp(f.rtp_port))
    call.acknowledge(call.expect("4xx INVITE", "5xx INVITE"))


@flow
def trunk_group_is_passed_on(f: Flow) -> None:
    """trunk_group_in = pass: the next peer hears of it within its own context; a route for Contact's trunk group is taken."""
    f.conf["sip_peer"][0].update({**GERMAN, "trunk_context": "example.com", "trunk_group_in": "pass"})
    second_peer(f, trunk_context="carrier.example")
    f.conf["route"].insert(0, {"name": "by-origin", "from": ["pbx"], "origin_trunk_group": "TG1-1", "to": ["carrier"]})
    f.start()
    pbx, carrier = f.peer(), f.peer(offset=30)
    pbx.contact = f"<sip:a;tgrp=TG1-1;trunk-context=example.com@{pbx.address}:{pbx.port}>"
    call = pbx.call("2001;tgrp=X;trunk-context=example.com", sdp(f.rtp_port))
    there, invite = carrier.expect_call()
    check(";tgrp=X;trunk-context=carrier.example@" in invite.first, invite.first)
    there.respond(invite, 486)
    there.expect("ACK")
    call.acknowledge(call.expect("486 INVITE"))


@flow
def emergency_calls_use_the_reserve(f: Flow) -> None:
    """One circuit, kept for emergency calls: an ordinary call is refused, cpc=emergency passes."""
    f.conf["sip_peer"][0].update(GERMAN)
    f.conf["trunk_group"][0 if f.conf["trunk_group"][0]["name"] == "exchange" else 1].update({"max_calls": 2, "reserve": 1})
    f.start()
    peer = f.peer()
    first = peer.call("2001", sdp(f.rtp_port))
    first.answer_hears()
    second = peer.call("2001", sdp(f.rtp_port))
    second.acknowledge(second.expect("4xx INVITE", "5xx INVITE"))
    help_wanted = peer.call("2001", sdp(f.rtp_port), headers=["P-Asserted-Identity: <tel:+4930111;cpc=emergency>"])
    help_wanted.answer_hears()
    decided(f.console(f"call explain {max(call['id'] for call in f.console('show calls')['calls'])}"), "emergency call")
    help_wanted.bye()
    first.bye()


@flow
def diverting_number_keeps_its_screening(f: Flow) -> None:
    """screen of Diversion is the screening of the redirecting number on the line (RFC 5806 §9.3.4)."""
    f.conf["sip_peer"][0].update(GERMAN)
    f.start()
    peer = f.peer()
    for screen, screening in (("yes", 1), ("no", 2)):
        call = peer.call("2001", sdp(f.rtp_port), headers=[f"Diversion: <tel:+4930444>;reason=no-answer;limit=4;screen={screen}"])
        call.answer_hears()
        setup = f.exchange.wait(f.exchange.calls()[-1]["call"], "connected")["received"]["SETUP"]
        equal("screening", setup["redirecting"]["screening"], screening)
        call.bye()
    decided(explained(f), "limit of Diversion has no ISUP image: left out")


@flow
def connected_numbers_have_the_line_s_prefix(f: Flow) -> None:
    """Who answers is written for the line as its trunk group writes numbers."""
    f.conf["sip_peer"][0].update(GERMAN)
    for group in f.conf["trunk_group"]:
        if group["name"] == "exchange":
            group.update({"country_code": "49", "number_prefixes": ["national=9"]})
    f.start()
    placed = f.exchange.call("600", calling="30123456")
    there, invite = f.peer().expect_call()
    there.respond(invite, 200, body=sdp(f.rtp_port), headers=["P-Asserted-Identity: <sip:+4930600@h;user=phone>"])
    there.expect("ACK")
    connect = f.exchange.wait(placed, "connected")["received"]["CONNECT"]
    equal("connected number", connect["connected"]["digits"], "930600")
    there.bye()
    decided(explained(f), "prefix of a number")


@flow
def refused_bodies_are_explained(f: Flow) -> None:
    """415 for a body and 420 for an extension come before there is a call; `call explain` tells why all the same."""
    f.start()
    peer = f.peer()
    for body, headers, status, name in ((Body(sdp(f.rtp_port), b"\x01\x02", handling="required"), (), 415, "body refused"),
                                        (Body("", b"abc", "application/foo", "required"), (), 415, "body refused"),
                                        (sdp(f.rtp_port), ["Require: nonsense"], 420, "INVITE refused")):
        call = peer.call("2001", body, headers=headers)
        call.acknowledge(call.expect(f"{status} INVITE"))
        answer = explained(f)
        check(decided(answer, name)[0]["value"].startswith(str(status)), f"{answer['decisions']}")
        check(str(status) in str(answer["explanation"]), str(answer))
    f.check_idle()


@flow
def compatibility_is_explained(f: Flow) -> None:
    """An unknown parameter that the line cannot pass on: what its instructions make of it is a decision of the call."""
    f.conf["sip_peer"][0].update({**GERMAN, "profile": "sip-i"})
    f.start()
    peer = f.peer()
    for instruction, status, name in ((b"\x5f\x80", 500, "pass on not possible: release"), (b"\x5f\xc0", 200, "parameters discarded")):
        call = peer.call("2001", Body(sdp(f.rtp_port), isup.iam("2001", 2, x5f=b"\x01", PCI=instruction)))
        if status == 200:
            call.answer_hears()
            call.bye()
        else:
            call.acknowledge(call.expect(f"{status} INVITE"))
        found = decided(explained(f), name)[0]
        check("Q.764 §2.9.5" in found["clause"], f"{found}")


@flow
def isup_required_is_explained(f: Flow) -> None:
    """A caller that must have ISUP all the way, and a peer that has none: 31, and why."""
    f.conf["sip_peer"][0].update({**GERMAN, "profile": "sip-i"})
    second_peer(f, profile="q1912.5-b")
    f.conf["route"].insert(0, {"name": "to-carrier", "from": ["pbx"], "to": ["carrier"]})
    f.start()
    octets = bytearray(isup.iam("2001", 2))
    octets[2] = octets[2] & 0x3F | 0x80  # forward call indicators HG: required
    call = f.peer().call("2001", Body(sdp(f.rtp_port), bytes(octets)))
    final = call.expect("4xx INVITE", "5xx INVITE")
    call.acknowledge(final)
    equal("Reason", final.reason[0], 31)
    decided(explained(f), "ISUP required all the way: refused")


@flow
def map_test_shows_sdp_and_routing(f: Flow) -> None:
    """A number is an IAM to it; the SDP that would leave, and how a call with that number is routed."""
    f.conf["sip_peer"][0].update(GERMAN)
    f.start()
    answer = f.console("map test +492001 via exchange from pbx")
    parts = {part["part"]: part for part in answer["parts"]}
    check("2001" in parts["leaving"]["text"], f"no called number: {parts['leaving']}")
    check("exchange" in parts["routing"]["text"] and "2001" in parts["routing"]["text"], f"no routing: {parts['routing']}")
    answer = f.console("map test 600 via pbx from exchange as number")
    parts = {part["part"]: part for part in answer["parts"]}
    check("v=0" in parts["leaving"]["text"] and "m=audio" in parts["leaving"]["text"], f"no SDP: {parts['leaving']}")
    check("pbx" in parts["routing"]["text"], f"no routing: {parts['routing']}")
    status, text = f.gateway.console.request("map test +49x via pbx")
    check(status == "error" and "is no number" in text, text)
