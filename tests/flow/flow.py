"""What a flow is given: gateway and exchange of its own, SIP peers, and the checks that follow every flow."""
import copy
import pathlib
import time
from typing import Callable

import audio
import processes
from processes import Failed
from proxy import LossyProxy
from sip import Missing, Peer, Rtp, StreamPeer, sdp

FLOWS: dict[str, Callable] = {}
PORTS = 1000  # ports of each flow, from its base on

# The number plan of the exchange. Times are short: nothing here waits longer than it takes to see it happen.
NUMBERS = [
    {"number": "2000", "action": "echo", "ring_after": "20ms", "answer_after": "50ms"},
    {"number": "2001", "action": "answer", "ring_after": "20ms", "answer_after": "50ms"},
    {"number": "2002", "action": "answer", "alerting": False},
    {"number": "2003", "action": "milliwatt"},
    {"number": "2004", "action": "answer", "release_after": "300ms"},
    {"number": "2010", "action": "busy"},
    {"number": "2011", "action": "unallocated"},
    {"number": "2012", "action": "congestion"},
    {"number": "2013", "action": "no-answer", "release_after": "500ms"},
    {"number": "2014", "action": "no-answer"},
    {"number": "2015", "action": "announce", "cause": 1, "release_after": "1500ms"},
    {"number": "2016", "action": "answer", "ring_after": "20ms", "answer_after": "1s", "progress": [8], "ringback": True},
    {"number": "2017", "action": "ignore"},
    {"number": "2018", "action": "congestion", "release_with": "release", "proceeding": False},
    {"number": "29*", "action": "answer"},
]


def flow(function: Callable) -> Callable:
    """Registers a flow: a function that takes a Flow; its name is the flow's."""
    FLOWS[function.__name__] = function
    return function


def check(condition, text: str) -> None:
    if not condition:
        raise Failed(text)


def equal(what: str, found, wanted) -> None:
    if found != wanted:
        raise Failed(f"{what}: {found!r} instead of {wanted!r}")


class Flow:
    """One run of one flow.

    `conf` and `exchange_conf` are the conf files as dicts; a flow changes them before start(). Ports: base + 0 the
    gateway's SIP port, + 10 ... SIP peers, + 100 ... spans (gateway even, exchange odd), + 200 ... RTP of peers,
    + 400 ... RTP of the gateway.
    """

    def __init__(self, name: str, directory: pathlib.Path, build: pathlib.Path, base: int, patience: float):
        self.name, self.directory, self.build, self.base, self.patience = name, directory, build, base, patience
        self.gateway_port, self.peer_port, self.rtp_port = base, base + 10, base + 200
        self.exchange: processes.Exchange | None = None
        self.gateway: processes.Gateway | None = None
        self.programs: list[processes.Program] = []
        self.peers: list[Peer] = []
        self.closing: list = []
        self.conf = {
            "log": {"level": "debug"},
            "sip": {"listen": [f"udp:127.0.0.1:{base}"]},
            "media": {"workers": 1, "address": "127.0.0.1", "ports": f"{base + 400}-{base + 899}", "timeout": "10s"},
            "calls": {"t7": "6s", "t9": "30s", "release_tone": "0s"},
            # every D-channel is captured: captured.py shows the frames to tshark
            "capture": {"directory": str(directory), "files": 1000},
            "span": [],
            "sip_peer": [{"name": "pbx", "address": f"127.0.0.1:{self.peer_port}", "codecs": ["pcma", "pcmu"]}],
            "trunk_group": [{"name": "exchange", "spans": []}, {"name": "pbx", "peers": ["pbx"]}],
            "route": [
                {"name": "to-exchange", "from": ["pbx"], "called": "[0-9*#]+", "to": ["exchange"]},
                {"name": "to-pbx", "from": ["exchange"], "to": ["pbx"]},
            ],
        }
        self.exchange_conf: dict = {"log": {"level": "info"}, "span": [], "number": copy.deepcopy(NUMBERS)}
        self.add_span()

    # --- conf
    def add_span(self, name: str = "line1", type: str = "e1", group: str = "exchange", **keys) -> dict:
        """One more line between the two; keys go to the gateway's span. Returns that."""
        number = len(self.conf["span"])
        near, far = self.base + 100 + 2 * number, self.base + 101 + 2 * number
        span = {"name": name, "driver": "tdmoip", "type": type, "local": f"127.0.0.1:{near}", "remote": f"127.0.0.1:{far}",
                "packet": "5ms", "clock": "loop", "side": "user", "switch_type": "ni2" if type == "t1" else "euroisdn", "capture": True,
                **keys}
        self.conf["span"].append(span)
        self.exchange_conf["span"].append({"name": name, "type": type, "local": span["remote"], "remote": span["local"],
                                           "packet": span["packet"]})
        self.group(group)["spans"].append(name)
        return span

    def replace_span(self, type: str, **keys) -> dict:
        """The first line is of this type instead of an E1."""
        self.conf["span"].clear()
        self.exchange_conf["span"].clear()
        self.group("exchange")["spans"].clear()
        return self.add_span(type=type, **keys)

    def group(self, name: str) -> dict:
        for group in self.conf["trunk_group"]:
            if group["name"] == name:
                return group
        self.conf["trunk_group"].append({"name": name, "spans": []})
        return self.conf["trunk_group"][-1]

    def number(self, number: str, action: str, **keys) -> None:
        """A number of the exchange, or another one in its place."""
        self.exchange_conf["number"] = [entry for entry in self.exchange_conf["number"] if entry["number"] != number]
        self.exchange_conf["number"].append({"number": number, "action": action, **keys})

    # --- programs
    def start(self) -> None:
        """Exchange, then gateway, then the D-channels."""
        self.exchange = processes.Exchange(self.build / "bin/landline-exchange", self.directory, self.exchange_conf, self.patience)
        self.programs.append(self.exchange)
        self.start_gateway()
        self.wait_up()

    def start_gateway(self) -> None:
        conf_path = self.directory / "landline.conf"
        conf_path.write_text(processes.toml(self.conf))
        self.gateway = processes.Gateway(self.build / "bin/landlined", self.directory, conf_path, self.patience)
        self.programs.append(self.gateway)

    def reload(self) -> None:
        """The conf as it is now, into the running gateway."""
        (self.directory / "landline.conf").write_text(processes.toml(self.conf))
        self.gateway.console.text("reload")

    def wait_up(self) -> None:
        """Until both ends say that the lines are in service: D-channels up, no alarm, RESTART over."""
        self.exchange.command("wait-up", timeout=f"{int(self.patience * 1000)}ms")
        self.until("the gateway sees its lines in service", self.in_service)

    def in_service(self) -> bool:
        return all(span["d_channel"].startswith(("up", "standby")) and not span["alarms"] for span in self.console("show spans")["spans"]) \
            and not any(channel["state"] == "restarting" for channel in self.console("show channels")["channels"])

    def peer(self, offset: int = 10, rtp: int = 0) -> Peer:
        """A SIP peer played by hand; offset 10 is the peer `pbx`."""
        peer = Peer(self.base + offset, ("127.0.0.1", self.gateway_port), self.patience)
        self.peers.append(peer)
        return peer

    def stream_peer(self, offset: int = 10, **keys) -> StreamPeer:
        """The same over TCP, or TLS (client, server, name)."""
        peer = StreamPeer(self.base + offset, ("127.0.0.1", self.gateway_port + (1 if keys else 0)), self.patience, **keys)
        self.peers.append(peer)
        return peer

    def rtp(self, offset: int = 0, payload: int = 8) -> Rtp:
        rtp = Rtp(self.rtp_port + offset, payload)
        self.closing.append(rtp)
        return rtp

    def proxy(self, lose: dict[str, list[int]]) -> LossyProxy:
        """A relay that loses messages, at the address of the peer `pbx`; the peer itself is at base + 12."""
        proxy = LossyProxy(self.peer_port, self.gateway_port, self.base + 12, lose)
        self.closing.append(proxy)
        return proxy

    def sipp(self, scenario: str, offset: int = 10, remote: int = 0, **keys) -> processes.Sipp:
        """SIPp at base + offset; uac_ scenarios call `remote` (the gateway unless given)."""
        target = f"127.0.0.1:{remote or self.gateway_port}"
        sipp = processes.Sipp(self.directory, scenario, self.base + offset, self.rtp_port + 20 + 4 * len(self.programs),
                              remote=target if scenario.startswith("uac") else "", **keys)
        self.programs.append(sipp)
        return sipp

    def console(self, line: str) -> dict:
        """The JSON answer of a console command."""
        return self.gateway.console.json(line)

    def console_text(self, line: str) -> str:
        return self.gateway.console.text(line)

    # --- whole calls
    def call_from_line(self, there: Peer) -> None:
        """A call from the line that the peer answers and the line releases."""
        call = self.exchange.call("600", calling="30123456")
        answering, invite = there.expect_call()
        answering.respond(invite, 200, "OK", sdp(self.rtp_port))
        answering.expect("ACK")
        self.exchange.wait(call, "connected")
        self.exchange.command("release", call=call)
        answering.expect_bye()
        self.exchange.wait(call, "released")

    # --- checks
    def until(self, what: str, condition: Callable[[], bool], timeout: float | None = None) -> None:
        """Waits until `condition` holds; asks again every 20 ms."""
        deadline = time.monotonic() + (timeout or self.patience)
        while not condition():
            if time.monotonic() > deadline:
                raise Failed(f"not within {timeout or self.patience} s: {what}")
            time.sleep(0.02)

    def exchange_call(self, index: int = -1) -> dict:
        """A call that the exchange has seen, after its release."""
        calls = self.exchange.calls()
        check(calls, "the exchange has seen no call")
        return self.exchange.wait(calls[index]["call"], "released")

    def check_cause(self, call: dict, cause: int, location: int | None = None, released_by: str | None = None) -> None:
        """The end of a call as the exchange saw it."""
        equal("cause at the exchange", call.get("cause"), cause)
        if location is not None:
            equal("location at the exchange", call.get("location"), location)
        if released_by is not None:
            equal("released by", call.get("released_by"), released_by)

    def counter(self, name: str, **labels) -> float:
        """A counter of the gateway, summed over what labels are not given."""
        return sum(row["value"] for row in self.console("show counters")["counters"] if row["name"] == name
                   and all(f"{key}=" in str(row["labels"]) and value in str(row["labels"]) for key, value in labels.items()))

    def check_idle(self) -> None:
        """No call left, no channel busy, on both ends."""
        self.exchange.command("wait-idle", timeout=f"{int(self.patience * 1000)}ms")
        self.until("no call left in the gateway", lambda: self.console("show calls")["calls"] == [])
        busy = lambda: [channel for channel in self.console("show channels")["channels"]
                        if channel["call"] or channel["state"] not in ("idle", "blocked")]
        self.until("all channels of the gateway idle", lambda: not busy())
        groups = self.console("show trunks")["trunk_groups"]
        check(all(group["busy"] == 0 for group in groups), f"a trunk group still counts calls: {groups}")
        found = [row for row in self.console("show counters")["counters"] if "audit_findings" in row["name"] and row["value"]]
        check(not found, f"the audit had to free something: {found}")

    def finish(self) -> None:
        """After every flow: nothing is left, everything ends by itself."""
        for closing in self.closing:
            closing.close()
        if self.gateway and not self.gateway.stopped:
            self.check_idle()
            self.gateway.stop()
        if self.exchange:
            self.exchange.stop()
        for program in self.programs:
            check(not program.reports(), f"{program.log}: {program.reports()[:1]}")

    def abandon(self) -> None:
        """Ends whatever still runs, after a failure too."""
        for peer in self.peers:
            (self.directory / f"peer-{peer.port}.messages").write_text("\n".join(peer.log))
            peer.close()
        for program in self.programs:
            program.kill()


__all__ = ["FLOWS", "Failed", "Flow", "Missing", "audio", "check", "equal", "flow"]
