"""An NFAS group of three T1 lines: one D-channel with a backup, 23 + 23 + 24 B-channels (ANSI T1.607 Annex F)."""
import audio
from flow import FLOWS, Flow, check, equal, flow
from flows_3_line import patient, wanted_correlation
from sip import sdp

CALLED, CALLING = "600", "30123456"
ROLES = ("primary", "backup", "none")


def nfas_group(f: Flow, side: str, switch: str = "ni2") -> None:
    """line1 to line3, each in a trunk group of its own that prefixes 1 to 3 lead to."""
    f.conf["span"].clear()
    f.exchange_conf["span"].clear()
    f.conf["trunk_group"] = [group for group in f.conf["trunk_group"] if group["name"] == "pbx"]
    f.conf["route"] = []
    for number, role in enumerate(ROLES, 1):
        keys = {"nfas_group": "east", "interface_id": number - 1, "d_channel": role}
        f.add_span(f"line{number}", "t1", group=f"group{number}", side=side, switch_type=switch, **keys)
        f.exchange_conf["span"][-1].update(side="network" if side == "user" else "user", switch_type=switch, **keys)
        f.group(f"group{number}")["hunting"] = "descending"
        f.conf["route"] += [{"name": f"out{number}", "from": ["pbx"], "called": f"{number}2[0-9]+", "to": [f"group{number}"]},
                            {"name": f"in{number}", "from": [f"group{number}"], "to": ["pbx"]}]
        f.number(f"{number}2001", "answer", ring_after="20ms", answer_after="20ms")
        f.number(f"{number}2000", "echo")


def start(f: Flow) -> None:
    """Both ends have restarted each of the three interfaces: a RESTART that comes later would end calls."""
    f.start()
    f.until("all interfaces are restarted", lambda: f.console_text("trace span line1 layer3 now").count("RESTART ACKNOWLEDGE") >= 6)


def d_channels(f: Flow) -> dict[str, str]:
    return {span["name"]: span["d_channel"] for span in f.console("show spans")["spans"]}


def busy(f: Flow) -> list[tuple[str, int]]:
    return [(channel["span"], channel["timeslot"]) for channel in f.console("show channels")["channels"] if channel["call"]]


def call_out(f: Flow, peer, number: int, rtp: int):
    """From SIP over line `number`; answered."""
    call = peer.call(f"{number}2001", sdp(f.rtp_port + rtp))
    call.answer_hears()
    equal("line", f.exchange.calls(released=False)[-1]["span"], f"line{number}")
    return call


def call_in(f: Flow, peer, number: int, rtp: int, **keys):
    """From line `number` to SIP; answered. The exchange's call and ours."""
    call = f.exchange.call(CALLED, calling=CALLING, span=f"line{number}", **keys)
    other, invite = peer.expect_call()
    other.respond(invite, 200, "OK", sdp(f.rtp_port + rtp))
    other.expect("ACK")
    f.exchange.wait(call, "connected")
    return call, other


def every_span(f: Flow, side: str, switch: str) -> None:
    nfas_group(f, side, switch)
    start(f)
    equal("D-channels", d_channels(f), {"line1": "up, primary", "line2": "standby, backup", "line3": "up in group"})
    channels = [channel["span"] for channel in f.console("show channels")["channels"]]
    equal("channels", [channels.count(f"line{number}") for number in (1, 2, 3)], [23, 23, 24])
    peer = f.peer()
    for number in (1, 2, 3):
        call = call_out(f, peer, number, 4 * number)
        equal("channel", busy(f), [(f"line{number}", 24 if number == 3 else 23)])
        ladder = f.console_text(f"trace call {f.console('show calls')['calls'][0]['id']} now details")
        check("bearer capability" in ladder, f"no elements of the SETUP: {ladder}")
        released = f.exchange.calls(released=False)[-1]["call"]
        f.exchange.command("release", call=released, cause=31)
        equal("cause in the BYE", call.expect_bye().reason[0], 31)
        f.exchange.wait(released, "released")
        there, other = call_in(f, peer, number, 4 * number + 2, channel=24 if number == 3 else 7)
        equal("channel", busy(f), [(f"line{number}", 24 if number == 3 else 7)])
        other.bye()
        f.check_cause(f.exchange.wait(there, "released"), 16, released_by="far")


def changeover(f: Flow, side: str) -> None:
    """Active calls on the spans that stay; the primary's line is cut: signalling goes on over the backup."""
    nfas_group(f, side)
    for span in f.conf["span"] + f.exchange_conf["span"]:
        span.update(t200="500ms", t203="2s")
    start(f)
    peer = f.peer()
    out, (there, other) = call_out(f, peer, 3, 0), call_in(f, peer, 2, 2)
    # one whose CONNECT is not acknowledged yet would not outlive the changeover
    acknowledged = 2 if side == "user" else 1  # libpri's user does not acknowledge the network's CONNECT
    f.until("both calls active",
            lambda: f.console_text("trace span line1 layer3 now").count("CONNECT ACKNOWLEDGE") >= acknowledged)
    f.exchange.command("cut", span="line1", what="span")
    f.until("the backup has taken over", lambda: d_channels(f)["line2"] == "up, backup")
    equal("its alarm", f.console("show spans")["spans"][0]["alarms"][0], "red")
    equal("D-channel of line3", d_channels(f)["line3"], "up in group")
    why = f.console("channel why line3/5")
    check("went over" in str(why["events"]), f"channel why does not tell of the changeover: {why}")
    check("free" in str(why), f"a channel of line3 is not free: {why}")
    equal("calls that are up", len(busy(f)), 2)
    refused = peer.call("12001", sdp(f.rtp_port + 4))  # its line is in alarm
    refused.acknowledge(refused.expect("4xx INVITE", "5xx INVITE"))
    again = call_out(f, peer, 2, 6)  # set up over the backup, as well as from the line
    more, from_line = call_in(f, peer, 3, 8)
    out.bye()
    other.bye()
    f.check_cause(f.exchange.wait(there, "released"), 16, released_by="far")
    f.exchange.command("restore", span="line1")
    f.until("line1 has no alarm", lambda: f.console("show spans")["spans"][0]["alarms"] == [])
    f.wait_up()
    f.until("the primary is back in reserve", lambda: d_channels(f)["line1"] == "standby, primary", timeout=20)
    f.exchange.command("cut", span="line2", what="d")  # the D-channel alone: Q.921 finds out
    f.until("the primary carries it again", lambda: d_channels(f)["line1"] == "up, primary", timeout=40)
    equal("calls that are up", len(busy(f)), 2)
    again.bye()
    from_line.bye()
    f.check_cause(f.exchange.wait(more, "released"), 16, released_by="far")
    call_out(f, peer, 1, 10).bye()
    f.exchange.command("restore", span="line2")


def register() -> None:
    for side in ("user", "network"):
        for switch in ("ni2", "5ess"):
            def run(f: Flow, side: str = side, switch: str = switch) -> None:
                every_span(f, side, switch)
            run.__doc__ = f"Calls both ways on every span of the group, {switch}, the gateway on the {side} side."
            FLOWS[f"nfas_calls_on_every_span_{switch}_{side}"] = run

        def cut(f: Flow, side: str = side) -> None:
            changeover(f, side)
        cut.__doc__ = f"The primary's line cut and restored during calls, the gateway on the {side} side."
        FLOWS[f"nfas_changeover_{side}"] = cut


register()


@flow
def nfas_speech_on_the_24th_channel(f: Flow) -> None:
    """Speech to the echo and back on timeslot 24 of the line without D-channel."""
    patient(f)
    nfas_group(f, "user")
    start(f)
    peer, rtp = f.peer(), f.rtp(payload=0)
    call = peer.call("32000", sdp(rtp.port, (0,)))
    answer = call.answer_hears()
    equal("channel", busy(f), [("line3", 24)])
    speech = audio.speech(2.5)
    rtp.send((answer.media["address"], answer.media["port"]), audio.encode(speech + [0] * 4000, "ulaw"))
    rtp.wait_sent()
    call.bye()
    best, place, _ = audio.aligned_correlation(speech[4000:], audio.decode(rtp.samples(0xFF), "ulaw"))
    check(best >= wanted_correlation(f), f"correlation {best:.3f} at {place / 8:.0f} ms")


@flow
def nfas_no_d_channel_left(f: Flow) -> None:
    """Both D-channels are lost: calls that are up stay for T309, new ones are refused; then one is back."""
    nfas_group(f, "user")
    for span in f.conf["span"] + f.exchange_conf["span"]:
        span.update(t200="500ms", t203="2s")
    start(f)
    peer = f.peer()
    call = call_out(f, peer, 3, 0)
    for line in ("line1", "line2"):
        f.exchange.command("cut", span=line, what="span")
    f.until("no D-channel", lambda: d_channels(f)["line3"] == "down in group", timeout=40)
    equal("calls that are up", len(busy(f)), 1)
    refused = peer.call("32001", sdp(f.rtp_port + 2))
    refused.acknowledge(refused.expect("4xx INVITE", "5xx INVITE"))
    f.exchange.command("restore", span="line2")
    f.until("the group is back", lambda: d_channels(f)["line3"] == "up in group", timeout=20)
    f.exchange.command("restore", span="line1")
    f.wait_up()  # both ends may establish the data link twice, and what was sent in between is lost
    equal("calls that are up", len(busy(f)), 1)
    f.exchange.command("release", call=f.exchange.calls(released=False)[-1]["call"], cause=31)
    equal("cause in the BYE", call.expect_bye().reason[0], 31)
