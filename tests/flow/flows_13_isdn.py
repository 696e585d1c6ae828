"""ISDN's variants: every switch type on every line that speaks it, both sides; buses with several terminals; NFAS groups;
B-channel selection; RESTART, SERVICE and timers."""
from flow import FLOWS, Flow, check, equal, flow
from sip import sdp

CALLED, CALLING = "600", "30123456"

# switch type, line type
VARIANTS = [
    ("euroisdn", "e1"), ("qsig", "e1"), ("euroisdn", "t1"), ("ni1", "t1"), ("ni2", "t1"), ("4ess", "t1"), ("5ess", "t1"),
    ("dms100", "t1"), ("qsig", "t1"), ("euroisdn", "bri"), ("ni1", "bri"), ("qsig", "bri"),
]


def call_out(f: Flow, peer, called: str, line: str, rtp: int) -> None:
    """From SIP to this line: answered; the line releases."""
    call = peer.call(called, sdp(f.rtp_port + rtp))
    call.answer_hears()
    there = f.exchange.calls(released=False)[-1]
    equal("line", there["span"], line)
    equal("called", there["called"][-4:], called[-4:])
    f.exchange.command("release", call=there["call"], cause=31)
    equal("cause in the BYE", call.expect_bye().reason[0], 31)


def call_in(f: Flow, peer, line: str, rtp: int, **keys) -> None:
    """From this line to SIP: rings, answered; SIP releases."""
    call = f.exchange.call(CALLED, calling=CALLING, span=line, **keys)
    other, invite = peer.expect_call()
    other.respond(invite, 180, "Ringing")
    f.exchange.wait(call, "alerting")
    other.respond(invite, 200, "OK", sdp(f.rtp_port + rtp))
    other.expect("ACK")
    f.exchange.wait(call, "connected")
    other.bye()
    f.check_cause(f.exchange.wait(call, "released"), 16, released_by="far")


def both_ways(f: Flow, variants: list[tuple[str, str]], side: str) -> None:
    """A line of each variant in a trunk group of its own, reached by prefixes 1, 2 ...; a call each way on each."""
    f.conf["span"].clear()
    f.exchange_conf["span"].clear()
    f.conf["trunk_group"] = [group for group in f.conf["trunk_group"] if group["name"] == "pbx"]
    f.conf["route"] = []
    for number, (switch, line) in enumerate(variants, 1):
        f.add_span(f"line{number}", type=line, group=f"group{number}", side=side, switch_type=switch)
        f.exchange_conf["span"][-1].update(side="network" if side == "user" else "user", switch_type=switch)
        f.conf["route"] += [{"name": f"out{number}", "from": ["pbx"], "called": f"{number}2[0-9]+", "to": [f"group{number}"]},
                            {"name": f"in{number}", "from": [f"group{number}"], "to": ["pbx"]}]
        f.number(f"{number}2001", "answer", ring_after="20ms", answer_after="20ms")
    f.start()
    peer = f.peer()
    for number in range(1, len(variants) + 1):
        call_out(f, peer, f"{number}2001", f"line{number}", 4 * number)
        call_in(f, peer, f"line{number}", 4 * number + 2)


def register_variants() -> None:
    """Two lines at a time."""
    for side in ("user", "network"):
        for at in range(0, len(VARIANTS), 2):
            pair = VARIANTS[at:at + 2]
            name = "switch_types_" + "_".join(f"{switch}_{line}" for switch, line in pair) + f"_{side}_side"
            FLOWS[name] = lambda f, pair=pair, side=side: both_ways(f, pair, side)


register_variants()
