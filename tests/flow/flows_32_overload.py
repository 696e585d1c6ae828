"""Heavy days: 503 with Retry-After, overload control by loss (RFC 7339) in both roles, calls that are never shed."""
import time

from flow import Flow, check, equal, flow
from sip import Message, sdp

CALLED, CALLING = "600", "30123456"


def refused(call) -> Message:
    final = call.expect("503 INVITE")
    call.acknowledge(final)
    return final


@flow
def calls_beyond_the_rate_get_503_and_emergency_calls_do_not(f: Flow) -> None:
    """Two calls a second: the third gets 503 with Retry-After and cause 42 to the trunk; emergency and priority calls pass."""
    f.conf["overload"] = {"max_call_rate": 2, "retry_after": "3s"}
    f.start()
    peer = f.peer()
    calls = [peer.call("2001", sdp(f.rtp_port)) for _ in range(5)]
    urgent = [peer.call("2001", sdp(f.rtp_port), headers=[header])
              for header in ("Priority: emergency", "Resource-Priority: ets.0")]
    for call in [*calls[:2], *urgent]:
        call.answer_hears()
    for call in calls[2:]:
        equal("Retry-After", refused(call).get("retry-after"), "3")
    equal("shed", f.counter("landline_sip_shed_total"), 3)
    for call in [*calls[:2], *urgent]:
        call.bye()


@flow
def a_trunk_beyond_its_rate_gets_503(f: Flow) -> None:
    """max_call_rate of the trunk group, likewise; other trunks are not touched."""
    f.group("pbx")["max_call_rate"] = 1
    f.start()
    peer = f.peer()
    first, second = (peer.call("2001", sdp(f.rtp_port)) for _ in range(2))
    first.answer_hears()
    final = refused(second)
    equal("Retry-After", final.get("retry-after"), "5")
    equal("Reason", final.reason[0], 42)
    urgent = peer.call("2001", sdp(f.rtp_port), headers=["Priority: emergency"])
    urgent.answer_hears()
    for call in (first, urgent):
        call.bye()


@flow
def a_sender_with_overload_control_is_told_the_loss(f: Flow) -> None:
    """oc in its Via: each response says our loss, and how long that holds (RFC 7339 §5.3)."""
    f.conf["overload"] = {"max_call_rate": 1}
    f.start()
    peer = f.peer()
    plain = peer.options()
    check(";oc" not in plain.get("via"), f"told without being asked: {plain.get('via')}")

    def loss() -> str:
        lines = [f"OPTIONS sip:127.0.0.1:{f.gateway_port} SIP/2.0"]
        call = peer.call("2001", sdp(f.rtp_port))
        final = call.expect("2xx INVITE", "503 INVITE", skip=("1xx INVITE",))
        call.acknowledge(final)
        if final.status == 200:
            call.bye()
        branch = f"z9hG4bKoc{peer.port}-{len(peer.calls)}"
        lines += [f"Via: SIP/2.0/UDP 127.0.0.1:{peer.port};branch={branch};oc;oc-algo=\"loss\"", "Max-Forwards: 70",
                  "From: <sip:oc@127.0.0.1>;tag=oc", "To: <sip:gw@127.0.0.1>", f"Call-ID: {branch}", "CSeq: 1 OPTIONS"]
        peer.send(lines)
        f.until("the answer to OPTIONS", lambda: peer.receive(time.monotonic() + 0.1) and branch in peer.calls)
        return peer.calls[branch].expect("200 OPTIONS").get("via")

    f.until("a loss is told", lambda: ";oc=0;" not in loss())
    via = loss()
    check(';oc-algo="loss";oc-validity=1500;oc-seq=' in via, f"Via: {via}")


def outgoing(f: Flow):
    """A call of the line towards SIP, as the exchange places it."""
    return f.exchange.call(CALLED, calling=CALLING)


def two_peers(f: Flow):
    f.conf["sip_peer"].append({"name": "second", "address": f"127.0.0.1:{f.base + 11}", "match": ["127.0.32.1/32"]})
    f.group("pbx")["peers"].append("second")
    f.start()
    return f.peer(), f.peer(11)


def answered(f: Flow, peer, call) -> None:
    there, invite = peer.expect_call()
    there.respond(invite, 486, "Busy Here")
    there.expect("ACK")
    f.exchange.wait(call, "released")


@flow
def retry_after_of_a_peer_is_honoured(f: Flow) -> None:
    """503 with Retry-After: the next calls go to the other peer at once, until the time is over."""
    first, second = two_peers(f)
    call = outgoing(f)
    there, invite = first.expect_call()
    check(';oc;oc-algo="loss"' in invite.get("via"), f"no offer of overload control: {invite.get('via')}")
    there.respond(invite, 503, "Service Unavailable", headers=["Retry-After: 2"])
    there.expect("ACK")
    f.exchange.wait(call, "released")
    answered(f, second, outgoing(f))
    equal("held back", f.counter("landline_sip_held_back_total"), 1)
    equal("calls at the closed peer", len(first.calls), 1)
    time.sleep(2)  # what Retry-After says
    answered(f, first, outgoing(f))


@flow
def a_peers_loss_is_kept_to(f: Flow) -> None:
    """oc=100 in a response: what is not priority goes to the other peer while that holds."""
    first, second = two_peers(f)
    call = outgoing(f)
    there, invite = first.expect_call()
    via = invite.get("via").replace(';oc;oc-algo="loss"', ';oc=100;oc-algo="loss";oc-validity=60000;oc-seq=1.0')
    invite.headers = [(name, via if name == "via" else value) for name, value in invite.headers]
    there.respond(invite, 486, "Busy Here")
    there.expect("ACK")
    f.exchange.wait(call, "released")
    answered(f, second, outgoing(f))
    equal("calls at the overloaded peer", len(first.calls), 1)
