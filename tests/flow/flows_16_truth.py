"""One truth about a channel: why it is in its state, blocking, RESTART by the operator, busying out (Q.931 §5.5)."""
import time

from flow import Flow, check, equal, flow
from sip import sdp


def why(f: Flow, channel: str) -> dict:
    return f.console(f"channel why {channel}")


def events(f: Flow, channel: str) -> list[str]:
    return [event["event"] for event in why(f, channel)["events"]]


@flow
def channel_why_tells_the_story(f: Flow) -> None:
    """State, call and last events of a channel, before, in and after a call."""
    f.start()
    equal("state", why(f, "line1/1")["state"], "idle")
    check("it is free" in why(f, "line1/1")["verdict"], why(f, "line1/1")["verdict"])
    peer = f.peer()
    call = peer.call("2001", sdp(f.rtp_port))
    call.answer_hears()
    view = why(f, "line1/1")
    equal("in the call", (view["state"], view["leg_state"]), ("in call", "active"))
    check("2001" in view["call"], view["call"])
    call.bye()
    f.until("the channel is idle", lambda: why(f, "line1/1")["state"] == "idle")
    f.console_text("span block line1 1")
    check("blocked by the operator" in why(f, "line1/1")["verdict"], why(f, "line1/1")["verdict"])
    f.console_text("span unblock line1 1")
    told = " | ".join(events(f, "line1/1"))
    for part in ("D-channel up", "SETUP sent", "over, cause 16", "blocked by the operator", "unblocked by the operator"):
        check(part in told, f"{part!r} is not in {told}")
    status, text = f.gateway.console.request("channel why line1/16")
    check(status == "error" and "no B-channel" in text, text)


@flow
def force_block_releases_the_call(f: Flow) -> None:
    f.start()
    peer = f.peer()
    call = peer.call("2001", sdp(f.rtp_port))
    call.answer_hears()
    f.console_text("span force-block line1")
    call.expect_bye()
    f.until("no call is left", lambda: f.console("show calls")["calls"] == [])
    refused = peer.call("2001", sdp(f.rtp_port))
    refused.acknowledge(refused.expect("503 INVITE"))
    f.console_text("span unblock line1")
    again = peer.call("2001", sdp(f.rtp_port))
    again.answer_hears()
    again.bye()


@flow
def restart_by_the_operator(f: Flow) -> None:
    """RESTART of one channel ends the call there and no other."""
    f.start()
    peer = f.peer()
    first, second = peer.call("2001", sdp(f.rtp_port)), peer.call("2001", sdp(f.rtp_port))
    first.answer_hears()
    second.answer_hears()
    channels = {channel["call"]: channel["timeslot"] for channel in f.console("show channels")["channels"] if channel["call"]}
    equal("channels in use", sorted(channels.values()), [1, 2])
    f.console_text("span restart line1 1")
    ended = first if why(f, "line1/2")["call_id"] else second
    ended.expect_bye()
    f.until("the channel is back", lambda: why(f, "line1/1")["state"] == "idle")
    equal("the other call", why(f, "line1/2")["state"], "in call")
    check("RESTART sent" in " | ".join(events(f, "line1/1")), events(f, "line1/1"))
    second.bye()


def take(peer, wanted: str, f: Flow) -> bool:
    """Answers what has come with 200; True when a request of that method was among it."""
    peer.receive(time.monotonic() + 0.05)
    found = False
    for call in list(peer.calls.values()):
        while call.waiting:
            message = call.waiting.popleft()
            found = found or message.method == wanted
            if message.method in ("OPTIONS", "INVITE", "BYE"):
                call.invite = message
                call.respond(message, 200, "OK", sdp(f.rtp_port, (8,)) if message.method == "INVITE" else "")
    return found


@flow
def line_is_busied_out_while_its_peers_are_down(f: Flow) -> None:
    """Nobody at SIP answers OPTIONS: calls from the line are refused at once with 38; and back again."""
    f.conf["sip"].update(t1="50ms", t2="500ms")
    f.conf["sip_peer"][0]["options_interval"] = "300ms"
    f.group("exchange")["busy_out_with"] = ["pbx"]
    f.start()
    state = lambda: f.console("show peers")["peers"][0]["state"]
    busied_out = lambda: [group["busied_out"] for group in f.console("show trunks")["trunk_groups"] if group["name"] == "exchange"]
    f.until("the peer is down", lambda: state() == "down", 20)
    equal("busied out", busied_out(), [True])
    check("busy_out_with" in why(f, "line1/1")["verdict"], why(f, "line1/1")["verdict"])
    call = f.exchange.call("4930555", calling="30123456")
    f.check_cause(f.exchange.wait(call, "released"), 38)
    peer = f.peer()
    f.until("the peer is up again", lambda: take(peer, "OPTIONS", f) and state() == "up", 20)
    equal("busied out", busied_out(), [False])
    call = f.exchange.call("4930555", calling="30123456")
    f.until("the call is at the peer", lambda: take(peer, "INVITE", f))
    f.exchange.wait(call, "connected")
    f.exchange.command("release", call=call)
    f.until("it is released", lambda: take(peer, "BYE", f))


@flow
def peer_hears_that_the_line_is_down(f: Flow) -> None:
    """The reverse: no line in service, and OPTIONS and INVITE of the peer get 503 at once."""
    f.group("pbx")["busy_out_with"] = ["exchange"]
    f.start()
    peer = f.peer()
    equal("OPTIONS", peer.options().status, 200)
    f.exchange.command("cut", span="line1", what="span")
    f.until("the line is in alarm", lambda: f.console("show spans")["spans"][0]["alarms"])
    call = peer.call("2001", sdp(f.rtp_port))
    answer = call.expect("503 INVITE")
    call.acknowledge(answer)
    check(answer.get("retry-after"), "no Retry-After")
    f.exchange.command("restore", span="line1")
    f.wait_up()
    equal("OPTIONS again", peer.options().status, 200)
