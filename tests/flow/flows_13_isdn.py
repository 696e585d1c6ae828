"""ISDN's variants: every switch type on every line that speaks it, both sides; buses with several terminals; B-channel selection; RESTART, SERVICE and timers."""
import flows_9_overlap
from flow import FLOWS, Flow, check, equal, flow
from flows_3_line import cross_setups
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


# --- several terminals on one S0 bus

def bus(f: Flow, terminals: int = 3, **keys) -> None:
    """The gateway is the network of a bus; the exchange's terminals have the numbers 2001, 2002 ... and, all of them, 2000."""
    f.replace_span("bri", side="network", bri_mode="ptmp", t200="200ms", t203="1s", t309="1s", **keys)
    quick = {"t200": "200ms", "t202": "200ms", "t203": "1s", "t309": "1s"}
    f.exchange_conf["span"] = [{**f.exchange_conf["span"][0], "name": "terminal1", "side": "user", "bri_mode": "ptmp",
                                "msn": ["2001", "2000"], **quick}]
    for number in range(2, terminals + 1):
        f.exchange_conf["span"].append({"name": f"terminal{number}", "bus": "terminal1", "msn": [f"200{number}", "2000"]})
    f.exchange_conf["number"] = [{"number": f"200{number}", "action": "answer", "ring_after": "20ms", "answer_after": "50ms"}
                                 for number in range(1, terminals + 1)]
    for number in range(1, terminals + 1):  # the second one is the first to answer
        f.exchange_conf["number"].append({"number": "2000", "span": f"terminal{number}", "action": "answer", "ring_after": "20ms",
                                          "answer_after": "100ms" if number == 2 else "5s"})


def start_bus(f: Flow) -> None:
    """A bus has no data link before the first call: it is there when packets are."""
    f.start()
    f.until("the line is there", lambda: all(span["packets_received"] > 20 and not span["alarms"]
                                             for span in f.console("show spans")["spans"]))


def lines_of(f: Flow, released: bool = True) -> list[str]:
    return sorted(call["span"] for call in f.exchange.calls(released=released))


@flow
def bus_number_selects_a_terminal(f: Flow) -> None:
    """Multiple subscriber numbers: each call rings at one terminal; two at once; a third finds no channel."""
    bus(f)
    start_bus(f)
    peer = f.peer()
    first, second = peer.call("2001", sdp(f.rtp_port)), peer.call("2003", sdp(f.rtp_port + 2))
    first.answer_hears()
    second.answer_hears()
    equal("terminals that were called", lines_of(f), ["terminal1", "terminal3"])
    third = peer.call("2002", sdp(f.rtp_port + 4))
    refused = third.expect("4xx INVITE", "5xx INVITE")
    third.acknowledge(refused)
    equal("cause", refused.reason[0], 34)
    first.bye()
    f.exchange.command("release", call=[call for call in f.exchange.calls(released=False) if call["span"] == "terminal3"][0]["call"])
    second.expect_bye()


@flow
def bus_call_for_all(f: Flow) -> None:
    """A number of all terminals: all ring, the first that answers has the call, the others are released with cause 26."""
    bus(f)
    start_bus(f)
    peer, rtp = f.peer(), f.rtp()
    call = peer.call("2000", sdp(rtp.port, (8,)))
    call.answer_hears()
    f.until("two are released", lambda: len(f.exchange.calls(released=False)) == 1)
    equal("who has it", lines_of(f, released=False), ["terminal2"])
    # a terminal that had to ask for its TEI first may come too late to be told (81)
    causes = sorted(one.get("cause") for one in f.exchange.calls() if one["span"] != "terminal2")
    check(causes in ([26, 26], [26, 81]), f"causes of the others: {causes}")
    f.exchange.command("release", all=1)
    equal("cause", call.expect_bye().reason[0], 16)


@flow
def bus_terminals_place_calls(f: Flow) -> None:
    """Two terminals call at once; each has a channel and an answer of its own."""
    bus(f)
    start_bus(f)
    peer = f.peer()
    calls = [f.exchange.call(CALLED + str(number), calling=f"200{number}", span=f"terminal{number}") for number in (1, 3)]
    legs = []
    for number in range(2):
        other, invite = peer.expect_call()
        other.respond(invite, 200, "OK", sdp(f.rtp_port + 2 * number))
        other.expect("ACK")
        legs.append(other)
    channels = {f.exchange.wait(call, "connected")["channel"] for call in calls}
    equal("channels", channels, {1, 2})
    for call in calls:
        f.exchange.command("release", call=call)
    for other in legs:
        other.expect_bye()


@flow
def bus_all_terminals_busy(f: Flow) -> None:
    """Every terminal refuses: the caller hears busy when T312 is over, not before (another one might still answer)."""
    bus(f, t303="1s", t312="1500ms")
    for entry in f.exchange_conf["number"]:
        if entry["number"] == "2000":
            entry["action"] = "busy" if entry["span"] == "terminal2" else "reject"
    start_bus(f)
    call = f.peer().call("2000", sdp(f.rtp_port))
    refused = call.expect("486 INVITE", timeout=5)
    call.acknowledge(refused)
    equal("cause", refused.reason[0], 17)


def unplug(f: Flow, name: str) -> None:
    f.exchange.command("cut", span=name, what="d")


@flow
def bus_terminal_unplugged_in_a_call(f: Flow) -> None:
    """Its data link dies, T309 runs out: the call is released with cause 27, the channel free; the others go on."""
    bus(f)
    start_bus(f)
    peer = f.peer()
    doomed, other = peer.call("2001", sdp(f.rtp_port)), peer.call("2002", sdp(f.rtp_port + 2))
    doomed.answer_hears()
    other.answer_hears()
    unplug(f, "terminal1")
    equal("cause", doomed.expect_bye(timeout=8).reason[0], 27)
    f.until("one channel is idle", lambda: sum(channel["state"] == "idle" for channel in f.console("show channels")["channels"]) == 1)
    again = peer.call("2003", sdp(f.rtp_port + 4))
    again.answer_hears()
    again.bye()
    other.bye()
    f.exchange.command("restore", span="terminal1")


@flow
def bus_terminal_unplugged_and_plugged_in(f: Flow) -> None:
    """A terminal without a call goes and comes back: it is called and calls as before."""
    bus(f, 2)
    start_bus(f)
    peer = f.peer()
    call = peer.call("2001", sdp(f.rtp_port))
    call.answer_hears()
    call.bye()
    f.check_idle()
    unplug(f, "terminal1")
    gone = peer.call("2002", sdp(f.rtp_port))
    gone.answer_hears()
    gone.bye()
    f.check_idle()
    f.exchange.command("restore", span="terminal1")
    back = peer.call("2001", sdp(f.rtp_port + 2))
    back.answer_hears()
    back.bye()
    call_in(f, peer, "terminal1", 4)


@flow
def bus_gateway_is_a_terminal(f: Flow) -> None:
    """At an exchange's bus with the number 600: calls out and in; a call to another number is not touched."""
    f.replace_span("bri", bri_mode="ptmp", msn=[CALLED])
    f.exchange_conf["span"][0].update(bri_mode="ptmp", t303="300ms")
    start_bus(f)
    peer = f.peer()
    call_out(f, peer, "2001", "line1", 0)
    call_in(f, peer, "line1", 2)
    stray = f.exchange.call("601", calling=CALLING)
    equal("cause of a call to nobody", f.exchange.wait(stray, "released", 4).get("cause"), 18)
    equal("what came of it", f.exchange.show(stray)["messages"][1:], ["< RELEASE COMPLETE cause=18/2"])  # the exchange's own
    check(not peer.new_calls, "the call for another terminal reached SIP")


# --- B-channel selection

@flow
def channel_preferred_and_exclusive(f: Flow) -> None:
    """channel_selection says which it is; exclusive, and refused, the call takes the next trunk with cause 44."""
    f.add_span("line2", group="second")
    f.conf["route"].append({"name": "second", "from": ["second"], "to": ["pbx"]})
    f.conf["trunk_group"][-1]["channel_selection"] = "exclusive"
    f.conf["route"][0]["to"] = ["second", "exchange"]
    f.start()
    peer = f.peer()
    for blocked, line, exclusive in ((False, "line2", True), (True, "line1", False)):
        if blocked:
            f.exchange.command("block", span="line2", channel=1)
        call = peer.call("2001", sdp(f.rtp_port))
        call.answer_hears()
        there = f.exchange.calls(released=False)[-1]
        equal("line", there["span"], line)
        equal("channel of the SETUP", there["received"]["SETUP"]["channel"], {"timeslot": 1, "exclusive": exclusive})
        call.bye()
        f.check_idle()


@flow
def channel_preferred_but_blocked(f: Flow) -> None:
    """A channel that the exchange prefers is blocked here: the call gets another one; exclusive, it is refused with 44."""
    f.start()
    f.gateway.console.text("span block line1 5")
    peer = f.peer()
    call = f.exchange.call(CALLED, calling=CALLING, channel=5)
    other, invite = peer.expect_call()
    other.respond(invite, 200, "OK", sdp(f.rtp_port))
    other.expect("ACK")
    equal("channel", f.exchange.wait(call, "connected")["channel"], 1)
    refused = f.exchange.call(CALLED, calling=CALLING, channel=5, exclusive=1)
    f.check_cause(f.exchange.wait(refused, "released"), 44)
    f.exchange.command("release", call=call)
    other.expect_bye()
    f.gateway.console.text("span unblock line1 5")


@flow
def glare_on_the_network_side(f: Flow) -> None:
    """The gateway is the network: both ends take channel 1 at once, its call stays there, the other end's gets another."""
    f.replace_span("e1", side="network")
    f.exchange_conf["span"][0]["side"] = "user"
    f.start()
    peer = f.peer()
    theirs, ours, other = cross_setups(f, peer)
    ours.answer_hears()
    channels = {call["direction"]: f.exchange.wait(call["call"], "connected")["channel"] for call in f.exchange.calls(released=False)}
    equal("channels", (channels["in"], channels["out"] != 1), (1, True))
    ours.bye()
    f.exchange.command("release", call=theirs)
    other.expect_bye()


@flow
def logical_channel_numbers(f: Flow) -> None:
    """QSIG on an E1 whose channels are numbered 1-30: the 16th is timeslot 17; it carries speech both ways."""
    f.replace_span("e1", switch_type="qsig", channel_mapping="logical")
    f.exchange_conf["span"][0].update(switch_type="qsig", channel_mapping="logical")
    f.conf["trunk_group"][0]["hunting"] = "descending"
    f.start()
    peer = f.peer()
    call = peer.call("2001", sdp(f.rtp_port))
    call.answer_hears()
    equal("channel", f.exchange.calls(released=False)[-1]["channel"], 31)
    busy = [channel["timeslot"] for channel in f.console("show channels")["channels"] if channel["call"]]
    equal("our channel", busy, [31])
    call.bye()
    call_in(f, peer, "line1", 2, channel=17)


# --- overlap on both roles and lines

def overlap_line(f: Flow, line: str, side: str, **keys) -> None:
    f.replace_span(line, side=side, **keys)
    f.exchange_conf["span"][0].update(side="network" if side == "user" else "user", switch_type=f.conf["span"][0]["switch_type"])


def overlap_receiving(f: Flow, line: str, side: str) -> None:
    """SETUP with two digits, then INFORMATION, then nothing: T302, shorter than digit_timeout, ends the number."""
    overlap_line(f, line, side, overlap_receiving=True, t302="1s")
    f.conf["calls"].update(digit_timeout="10s")
    f.start()
    peer = f.peer()
    call = f.exchange.call("60", calling=CALLING, complete=0)
    f.exchange.wait_message(call, "SETUP ACKNOWLEDGE")
    for digit in "123":
        f.exchange.command("digits", call=call, digits=digit)
    other, invite = peer.expect_call()
    check(invite.first.startswith("INVITE sip:60123@"), invite.first)
    other.respond(invite, 200, "OK", sdp(f.rtp_port))
    other.expect("ACK")
    f.exchange.wait(call, "connected")
    f.exchange.command("release", call=call)
    other.expect_bye()


def overlap_sending(f: Flow, line: str, side: str) -> None:
    overlap_line(f, line, side)
    flows_9_overlap.overlap_sip_to_line_invites(f)


def register_overlap() -> None:
    for function in (overlap_receiving, overlap_sending):
        for line in ("e1", "t1", "bri"):
            for side in ("user", "network"):
                FLOWS[f"{function.__name__}_{line}_{side}_side"] = \
                    lambda f, function=function, line=line, side=side: function(f, line, side)


register_overlap()


# --- RESTART, SERVICE, STATUS, timers

def reasons(f: Flow) -> list[str]:
    return [channel["reason"] or "" for channel in f.console("show channels")["channels"]]


@flow
def restart_from_time_to_time(f: Flow) -> None:
    """Each idle channel gets its RESTART; a call is not touched."""
    f.replace_span("t1", restart_interval="300ms", restart=False)
    f.exchange_conf["span"][0]["restart"] = False
    f.start()
    call = f.peer().call("2001", sdp(f.rtp_port))
    call.answer_hears()
    f.until("22 channels restarted", lambda: sum("restarted" in reason for reason in reasons(f)) == 22)
    f.until("the exchange was asked", lambda: f.exchange.log_text().count("RESTART of B-channel") >= 22)
    call.bye()
    f.check_idle()


@flow
def service_messages_block_the_other_end(f: Flow) -> None:
    """SERVICE: a channel blocked here is out of service there, and the reverse, until it is unblocked."""
    f.replace_span("t1", service_messages=True)
    f.exchange_conf["span"][0]["service_messages"] = True
    f.start()
    there = lambda: f.exchange.command("channels", span="line1")["channels"][2]["state"]
    here = lambda: f.console("show channels")["channels"][3]["state"]
    f.gateway.console.text("span block line1 3")
    f.until("out of service there", lambda: there() == "out_of_service")
    f.gateway.console.text("span unblock line1 3")
    f.until("back in service there", lambda: there() == "idle")
    f.exchange.command("block", span="line1", channel=4)
    f.until("out of service here", lambda: here() == "out of service")
    f.exchange.command("unblock", span="line1", channel=4)
    f.until("back in service here", lambda: here() == "idle")
    f.sipp("uac_answer", called="2001").check()


@flow
def status_enquiry_is_answered(f: Flow) -> None:
    """STATUS with the call's state and cause 30 (Q.931 section 5.8.10)."""
    f.start()
    call = f.peer().call("2001", sdp(f.rtp_port))
    call.answer_hears()
    there = f.exchange.calls(released=False)[-1]["call"]
    f.exchange.command("send", call=there, message="status-enquiry")
    messages = f.exchange.wait_message(there, "STATUS")["messages"]
    check("< STATUS cause=30/0" in messages, f"messages {messages}")
    call.bye()


@flow
def t310_gives_up_a_call(f: Flow) -> None:
    """CALL PROCEEDING and nothing after it: cause 102 both ways (Q.931 section 5.1.6)."""
    f.replace_span("e1", t310="1s")
    f.number("2030", "answer", ring_after="20s")
    f.start()
    call = f.peer().call("2030", sdp(f.rtp_port))
    refused = call.expect("4xx INVITE", "5xx INVITE")
    call.acknowledge(refused)
    equal("cause", refused.reason[0], 102)
    f.check_cause(f.exchange_call(), 102, released_by="far")


@flow
def t303_repeats_a_setup(f: Flow) -> None:
    """Nobody answers SETUP: T303 twice, then the cause."""
    f.replace_span("e1", t303="1s")
    f.start()
    call = f.peer().call("2017", sdp(f.rtp_port))
    refused = call.expect("4xx INVITE", "5xx INVITE", timeout=5)
    call.acknowledge(refused)
    check(refused.reason[0] in (18, 102), f"cause {refused.reason}")
    f.exchange.command("release", all=1)
