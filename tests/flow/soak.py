"""Many random calls through one gateway, both ways, while lines fail: afterwards nothing may be left.

One thread plays every SIP call as a script (a generator that yields until when it waits for a message); the exchange
plays the line's ends by its number plan and places the calls from the line. What a call comes to is counted, not asked
for: with lines that fail at random only this is certain, that each call ends, at both ends, and leaves no channel behind.
"""
import collections
import heapq
import itertools
import random
import time

from flow import Flow, check
from sip import Call, Message, sdp

# The exchange's numbers that SIP callers choose from.
CALLED = ("2000", "2001", "2002", "2004", "2010", "2011", "2012", "2013", "2014", "2015", "2016", "2017", "2018", "2021", "2022",
          "2100", "2101", "2102", "2103")
TERMINALS = ("bus", "terminal2", "terminal3")  # of one S0 bus, at the exchange's side
SIP_OUTCOMES = ("answer", "answer", "answer", "answer_at_once", "early", "busy", "unknown", "unavailable", "silent", "ring")
BEARERS = ("3.1k", "3.1k", "speech", "speech", "64k")
LONGEST_WAIT = 120.0  # seconds that a script waits for a message that must come


class Soak:
    """A load of `calls` in `seconds`, and what disturbs it. `start` first, then `run`."""

    def __init__(self, flow: Flow, calls: int, seconds: float, seed: int):
        self.flow, self.calls, self.seconds = flow, calls, seconds
        self.random = random.Random(seed)
        self.events: list = []  # heap of (time, number, what to do)
        self.numbers = itertools.count()
        self.scripts: dict[str, tuple] = {}  # Call-ID: script, when it goes on without a message
        self.outcomes: collections.Counter[str] = collections.Counter()
        self.placed = 0
        self.cut: set[str] = set()

    # --- set-up
    def start(self) -> None:
        """Two E1 lines, a basic-rate line and a bus of three terminals; digits one by one in both directions."""
        flow = self.flow
        flow.conf["media"]["timeout"] = "60s"
        flow.conf["log"]["level"] = "info"
        flow.conf["calls"].update({"t7": "3s", "t9": "20s" if self.seconds > 60 else "4s"})
        flow.conf["sip_peer"][0]["codecs"] = ["pcma", "pcmu", "clearmode"]
        flow.conf["span"][0]["overlap_receiving"] = True
        flow.add_span("line2", restart=False)
        flow.add_span("basic", type="bri", group="basic", overlap_receiving=True)
        flow.group("basic")["hunting"] = "round-robin"
        flow.group("exchange")["hunting"] = "least-recently-used"
        flow.conf["route"].insert(0, {"name": "to-basic", "from": ["pbx"], "called": "2(000|010|02.)", "to": ["basic", "exchange"]})
        flow.conf["route"].append({"name": "from-basic", "from": ["basic"], "to": ["pbx"]})
        for number, keys in {"2021": {"action": "answer", "release_after": "1500ms"},
                             "2022": {"action": "announce", "cause": 17, "release_after": "800ms"}}.items():
            flow.number(number, **keys)
        self.lay_bus()
        flow.start()
        self.peer = flow.peer()
        self.peer.log = collections.deque(maxlen=4000)

    def lay_bus(self) -> None:
        """The gateway is its network; 2101 to 2103 are its terminals, 2100 all of them, and any of them may answer first."""
        flow = self.flow
        timers = {"t200": "200ms", "t203": "1s", "t309": "1s"}
        flow.add_span("bus", type="bri", group="bus", side="network", bri_mode="ptmp", **timers)
        far = flow.exchange_conf["span"][-1]
        far.update(side="user", bri_mode="ptmp", msn=["2101", "2100"], t202="200ms", **timers)
        for number, name in enumerate(TERMINALS[1:], 2):
            flow.exchange_conf["span"].append({"name": name, "bus": "bus", "msn": [f"210{number}", "2100"]})
        for number, name in enumerate(TERMINALS, 1):
            flow.number(f"210{number}", "answer", ring_after="20ms", answer_after=f"{300 * number}ms")
        flow.exchange_conf["number"] += [{"number": "2100", "span": name, "action": action, "ring_after": "20ms", "answer_after": after}
                                         for name, action, after in zip(TERMINALS, ("answer", "answer", "busy"), ("900ms", "400ms", "0ms"))]
        flow.conf["route"].insert(0, {"name": "to-bus", "from": ["pbx"], "called": "210.", "to": ["bus"]})
        flow.conf["route"].append({"name": "from-bus", "from": ["bus"], "to": ["pbx"]})

    # --- the loop
    def at(self, when: float, what) -> None:
        heapq.heappush(self.events, (when, next(self.numbers), what))

    def run(self) -> None:
        start = time.monotonic()
        self.until = start + self.seconds
        for n in range(self.calls):
            self.at(start + self.random.random() * self.seconds, self.place)
        self.at(start + 2, self.disturb)
        while self.events or self.scripts:
            now = time.monotonic()
            while self.events and self.events[0][0] <= now:
                heapq.heappop(self.events)[2]()
            self.go_on_without_message(now)
            check(now < self.until + 2 * LONGEST_WAIT, f"{len(self.scripts)} calls do not end: {list(self.scripts)[:3]}")
            self.receive(min(self.events[0][0] if self.events else now + 0.05, now + 0.05))
        for name in list(self.cut):
            self.restore(name)
        self.flow.wait_up()

    def receive(self, deadline: float) -> None:
        while self.peer.receive(deadline):
            deadline = 0.0  # what is there already
            while self.peer.new_calls:
                call = self.peer.new_calls.popleft()
                self.begin(call, self.called(call))
            for call in [self.peer.calls[name] for name in list(self.scripts) if self.peer.calls[name].waiting]:
                while call.waiting and call.call_id in self.scripts:
                    self.go_on(call, call.waiting.popleft())

    def begin(self, call: Call, script) -> None:
        self.scripts[call.call_id] = (call, script, next(script))

    def go_on(self, call: Call, message: Message | None) -> None:
        script = self.scripts[call.call_id][1]
        try:
            self.scripts[call.call_id] = (call, script, script.send(message))
        except StopIteration as ended:
            del self.scripts[call.call_id]
            self.outcomes[ended.value] += 1
            self.at(time.monotonic() + 5, lambda: self.peer.calls.pop(call.call_id, None))  # retransmissions until then

    def go_on_without_message(self, now: float) -> None:
        for call, _, deadline in list(self.scripts.values()):
            if deadline <= now:
                self.go_on(call, None)

    # --- calls
    def place(self) -> None:
        self.placed += 1
        if self.random.random() < 0.5:
            self.begin(*self.caller())
        else:
            self.call_from_line()

    def call_from_line(self) -> None:
        pick = self.random
        keys = {"bearer": pick.choice(BEARERS), "calling": f"30{pick.randrange(10**6):06}", "exclusive": pick.randrange(2)}
        if pick.random() < 0.7:
            keys["release_after"] = f"{pick.randrange(100, 4000)}ms"
        digits = f"49{pick.randrange(10**7):07}"
        overlap = pick.random() < 0.15
        if pick.random() < 0.05:
            keys["span"] = pick.choice(TERMINALS)
            overlap = False
        answer = self.flow.exchange.command("call", check=False, called="" if overlap else digits, complete=int(not overlap), **keys)
        if not answer["ok"]:
            self.outcomes["line: no channel free at the exchange"] += 1
            return
        call = answer["call"]
        self.outcomes["line: placed"] += 1
        if overlap:
            for n, digit in enumerate(digits):
                last = {"sending_complete": 1} if n == len(digits) - 1 else {}
                self.later(0.03 * (n + 1), "digits", call=call, digits=digit, **last)
        self.later(pick.choice((0.02, 0.3, 1.0, 6.0, 10.0)), "release", call=call)

    def later(self, seconds: float, command: str, **keys) -> None:
        """A command to the exchange; its call may have ended by then."""
        self.at(time.monotonic() + seconds, lambda: self.flow.exchange.command(command, check=False, **keys))

    def caller(self) -> tuple:
        data = self.random.random() < 0.05
        offer = sdp(self.flow.rtp_port, (97,) if data else (8, 0))
        call = self.peer.call(self.random.choice(CALLED), offer)
        return call, self.calling(call, offer)

    def calling(self, call: Call, offer: str):
        """A SIP caller: waits for the answer or gives up, then talks."""
        patience = self.random.choice((0.001, 0.05, 0.3, 1.0, 4.0, 30.0))
        cancelled, deadline = False, time.monotonic() + patience
        while True:
            message = yield deadline
            if message is None:
                if cancelled:
                    return "SIP caller: NO FINAL RESPONSE"
                call.cancel()
                cancelled, deadline = True, time.monotonic() + LONGEST_WAIT
            elif message.status and message.cseq[1] == "INVITE" and message.status >= 300:
                call.acknowledge(message)
                return f"SIP caller: {message.status}"
            elif message.status and message.cseq[1] == "INVITE" and message.status >= 200:
                call.acknowledge(message)
                return (yield from self.talk(call, "SIP caller", offer, 0.0 if cancelled else None))

    def called(self, call: Call):
        """A SIP phone that is called."""
        invite = yield time.monotonic() + LONGEST_WAIT
        if invite is None or invite.method != "INVITE":
            return f"SIP called: stray {invite.kind if invite else 'nothing'}"
        call.invite = invite
        kind = self.random.choice(SIP_OUTCOMES)
        payloads = invite.media.get("payloads", [8])
        answer = sdp(self.flow.rtp_port, payloads[:1])
        call.respond(invite, 100, "Trying")
        refusals = {"busy": 486, "unknown": 404, "unavailable": 503}
        if kind != "silent" and kind != "answer_at_once":
            yielded = yield from self.hold_on(call, 0.05 * self.random.random(), invite)
            if yielded:
                return yielded
            call.respond(invite, 183 if kind == "early" else 180, "", answer if kind == "early" else "")
        waits = LONGEST_WAIT if kind in ("silent", "ring") else self.random.choice((0.001, 0.05, 0.4, 1.2))
        yielded = yield from self.hold_on(call, waits, invite)
        if yielded:
            return yielded
        if status := refusals.get(kind):
            call.respond(invite, status)
            yield time.monotonic() + 10  # ACK
            return f"SIP called: {status}"
        call.respond(invite, 200, "OK", answer)
        return (yield from self.talk(call, "SIP called", answer, None))

    def hold_on(self, call: Call, seconds: float, invite: Message):
        """Waits; the outcome when the caller has given up meanwhile, or None."""
        end = time.monotonic() + seconds
        while (message := (yield end)) is not None:
            if message.method == "CANCEL":
                call.respond(message, 200, "OK")
                call.respond(invite, 487)
                yield time.monotonic() + 10  # ACK
                return "SIP called: 487"
        return "SIP called: NEVER CANCELLED" if seconds == LONGEST_WAIT else None

    def talk(self, call: Call, who: str, body: str, seconds: float | None):
        """An answered call until its end: hold and resume, or not; released here or there."""
        length = self.random.expovariate(1 / 2.0) if seconds is None else seconds
        end = time.monotonic() + length
        hold = self.random.random() < 0.2
        plan = ([(end - length * 0.7, "sendonly"), (end - length * 0.3, "sendrecv")] if hold else []) + [(end, "bye")]
        released = False
        version = 2
        while True:
            message = yield plan[0][0] if plan else end + LONGEST_WAIT
            if message is None:
                if not plan:
                    return f"{who}: NO END"
                step = plan.pop(0)[1]
                if step == "bye":
                    call.request("BYE")
                    released = True
                else:
                    call.invite = call.request("INVITE", body.replace("a=sendrecv", f"a={step}").replace("o=flow 1 1", f"o=flow 1 {version}"))
                    version += 1
            elif message.method == "BYE":
                call.respond(message, 200, "OK")
                if not released:
                    return f"{who}: released by the line"
            elif message.status and message.status >= 200 and message.cseq[1] == "INVITE":
                call.acknowledge(message)
            elif message.status and message.cseq[1] == "BYE":
                return f"{who}: released by SIP" if message.status == 200 else f"{who}: BYE crossed"
            elif message.method in ("INVITE", "UPDATE", "OPTIONS", "INFO", "CANCEL"):
                call.respond(message, 200, "OK", body if message.method == "INVITE" else "")

    # --- disturbances
    def disturb(self) -> None:
        pick = self.random
        what = pick.choice(("d", "d", "d-send", "d-receive", "span", "restart", "block", "reload", "terminal", "none"))
        name = pick.choice([span["name"] for span in self.flow.conf["span"]] if what != "terminal" else TERMINALS)
        self.outcomes[f"disturbed: {what}"] += 1
        if what == "restart":
            self.flow.exchange.command("restart", check=False, span=name, channel=pick.choice((0, 1, 2)))
        elif what == "block":
            self.flow.console_text(f"span block {name}")
            self.at(time.monotonic() + 1.5, lambda: self.flow.console_text(f"span unblock {name}"))
        elif what == "reload":
            self.flow.console_text("reload")
        elif what != "none" and name not in self.cut:
            self.cut.add(name)
            self.flow.exchange.command("cut", span=name, what="d" if what == "terminal" else what)
            self.at(time.monotonic() + pick.choice((0.2, 1.0, 5.0)), lambda: self.restore(name))
        if time.monotonic() + 8 < self.until:
            self.at(time.monotonic() + 2 + 10 * pick.random(), self.disturb)

    def restore(self, name: str) -> None:
        if name in self.cut:
            self.cut.discard(name)
            self.flow.exchange.command("restore", span=name)

    # --- afterwards
    def verdict(self) -> None:
        """Every script has come to its end, and the gateway is idle."""
        stuck = {text: count for text, count in self.outcomes.items() if text.split(": ")[-1].isupper()}
        check(not stuck, f"{stuck} of {dict(self.outcomes)}")
        self.flow.until("all channels idle at the exchange", lambda: self.flow.exchange.command(
            "wait-idle", check=False, timeout="1s")["ok"], LONGEST_WAIT)
        self.flow.until("no call left in the gateway", lambda: self.flow.console("show calls")["calls"] == [], LONGEST_WAIT)
        channels = self.flow.console("show channels")["channels"]
        busy = [channel for channel in channels if channel["call"] or channel["state"] != "idle"]
        check(not busy, f"not idle: {busy[:5]}")

    def table(self) -> str:
        return "\n".join(f"  {count:6}  {text}" for text, count in sorted(self.outcomes.items()))
