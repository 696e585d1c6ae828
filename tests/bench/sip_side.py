#!/usr/bin/python3
"""Benchmarks of the daemon's SIP side: transports, connections, overload, a flood of garbage, registrations.

    tests/bench/sip_side.py [--build DIR] [--json FILE] [PART ...]      parts: transports connections overload flood register

The same daemon, exchange and SIPp as in daemon.py, whose rules hold here too: processor time is that of the daemon's threads.
SIPp of Debian knows no TLS: a relay beside it puts its one TCP connection into one of TLS.
"""
import argparse
import asyncio
import csv
import json
import pathlib
import resource
import select
import socket
import ssl
import struct
import subprocess
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from daemon import BASE_PORT, ROOT, Bench  # noqa: E402
from flows_26_connections import over_tls  # noqa: E402
from sip import sdp  # noqa: E402

RATE, SECONDS = 200, 4           # calls a second over each transport, for so long, in each round
ROUNDS = 2                       # of all transports in turns; the best counts
CONNECTIONS = 500
OVERLOAD = {                     # what limits calls: its conf, spans, calls a second that fit
    "max_call_rate": ({"max_call_rate": 100}, 8, 100),
    "channels of two E1": ({}, 2, 140),
}
OFFERED = [0.5, 1, 2, 5, 10]     # times what fits
OVERLOAD_SECONDS = 5
FLOOD = 50_000                   # datagrams a second
FLOOD_SECONDS, FLOOD_SOURCES, FLOOD_CALLS, FLOOD_ROUNDS = 5, 64, 30, 3
FLOODED = ("nobody", "somebody else", "the gateway")
SESSION = "Supported: timer\n      Session-Expires: 1800;refresher=uac"


class TlsRelay:
    """Takes TCP at `port` and puts it into TLS to `to`, each connection into one."""

    def __init__(self, port: int, to: int, context: ssl.SSLContext):
        self.to, self.context = to, context
        self.loop, ready = asyncio.new_event_loop(), threading.Event()

        async def listen() -> None:
            self.server = await asyncio.start_server(self.relay, "127.0.0.1", port)
            ready.set()

        def run() -> None:
            self.loop.run_until_complete(listen())
            self.loop.run_forever()

        self.thread = threading.Thread(target=run, daemon=True)
        self.thread.start()
        if not ready.wait(10):
            raise AssertionError(f"no relay at port {port}")

    async def relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        other_reader, other_writer = await asyncio.open_connection("127.0.0.1", self.to, ssl=self.context, server_hostname="127.0.0.1")

        async def pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
            try:
                while octets := await source.read(65536):
                    sink.write(octets)
                    await sink.drain()
            except OSError:
                pass
            sink.close()

        await asyncio.gather(pump(reader, other_writer), pump(other_reader, writer))

    def close(self) -> None:
        def end() -> None:
            self.server.close()
            self.loop.stop()

        self.loop.call_soon_threadsafe(end)
        self.thread.join(10)
        self.loop.close()


def last_row(path: pathlib.Path) -> dict:
    return list(csv.DictReader(path.open(), delimiter=";"))[-1]


def play(bench: Bench, scenario: str, rate: int, calls: int, *options, called: str = "3001", **words) -> dict:
    """SIPp plays `scenario` so often a second: its counts, and what the daemon used."""
    stats = bench.directory / f"{scenario}-{time.monotonic_ns()}.csv"
    before, start = bench.cpu(), time.monotonic()
    sipp = bench.flow.sipp(scenario, called=called, calls=calls, trace=False, seconds=60, **{"HOLD": 0, **words},
                           options=["-r", str(rate), "-l", "3000", "-trace_stat", "-stf", str(stats), "-fd", "1", *options])
    status = sipp.wait(90)
    took = time.monotonic() - start
    bench.flow.exchange.command("wait-idle", timeout="20s")
    row = last_row(stats)
    if int(row["SuccessfulCall(C)"]) == 0:
        errors = sipp.errors.read_text(errors="replace") if sipp.errors.exists() else sipp.log_text()
        raise AssertionError(f"no call of {scenario} succeeded, SIPp's status {status}: {errors[-800:]}")
    return {"status": status, "seconds": took, "cpu": bench.cpu() - before, "calls": int(row["SuccessfulCall(C)"]),
            "failed": int(row["FailedCall(C)"]), "retransmissions": int(row["Retransmissions(C)"]),
            "answered": int(row.get("GenericCounter1(C)") or 0), "rate": calls / float(took)}


def transport_bench(build: pathlib.Path, how: str) -> Bench:
    """A daemon that listens on one more transport."""
    bench = Bench(build, 8)
    f = bench.flow
    f.number("3001", "answer", ring_after="0ms", answer_after="20ms")
    if how == "tls":
        f.context, _ = over_tls(f)
        f.conf["sip_peer"][0]["transport"] = "udp"
    elif how == "tcp":
        f.conf["sip"]["listen"].append(f"tcp:127.0.0.1:{BASE_PORT}")
    return bench


def bench_transports(build: pathlib.Path) -> dict:
    """Processor time per call, SIP to PRI, over each transport (one connection for all calls), and with PRACK and session timer."""
    results: dict = {}
    plays = {"udp": ("uac_answer", [], {}), "tcp": ("uac_answer", ["-t", "t1"], {}),
             "tls": ("uac_answer", ["-t", "t1"], {"remote": BASE_PORT + 5, "TRANSPORT": "TLS"}),
             "udp, PRACK, session timer": ("uac_prack", [], {"HEADERS": SESSION})}
    for _ in range(ROUNDS):
        for how, (scenario, options, words) in plays.items():
            with transport_bench(build, how) as bench:
                relay = TlsRelay(BASE_PORT + 5, BASE_PORT + 1, bench.flow.context) if how == "tls" else None
                try:
                    play(bench, scenario, 100, 100, *options, **words)  # warm: pools and caches
                    idle = bench.idle_rate(2)
                    result = play(bench, scenario, RATE, RATE * SECONDS, *options, **words)
                finally:
                    if relay:
                        relay.close()
            result["cpu_per_call_us"] = (result["cpu"] - idle * result["seconds"]) / max(1, result["calls"]) * 1e6
            print(f"  {how} at {RATE}/s: {result['calls']} calls, {result['failed']} failed, {result['retransmissions']} retransmissions, "
                  f"{result['cpu_per_call_us']:.0f} us each", flush=True)
            if how not in results or result["cpu_per_call_us"] < results[how]["cpu_per_call_us"]:
                results[how] = result
    return results


def options_request(kind: str, number: int) -> bytes:
    return "\r\n".join([f"OPTIONS sip:127.0.0.1:{BASE_PORT} SIP/2.0", f"Via: SIP/2.0/{kind} 127.0.0.1:9;branch=z9hG4bKm{number};rport",
                        "Max-Forwards: 70", "From: <sip:bench@127.0.0.1>;tag=b", "To: <sip:gateway@127.0.0.1>",
                        f"Call-ID: memory-{number}@127.0.0.1", f"CSeq: {number} OPTIONS", "Content-Length: 0", "", ""]).encode()


def bench_connections(build: pathlib.Path) -> dict:
    """Resident memory per open connection on which an OPTIONS was answered; what the kernel keeps is not in it."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    results = {}
    for kind in ("tcp", "tls"):
        with transport_bench_with_room(build, kind) as bench:
            port, opened, sizes = BASE_PORT + (kind == "tls"), [], []
            for count in (100, CONNECTIONS):  # the first hundred fill pools
                for number in range(count):
                    one = socket.create_connection(("127.0.0.1", port), timeout=10)
                    if kind == "tls":
                        one = bench.flow.context.wrap_socket(one, server_hostname="127.0.0.1")
                    one.sendall(options_request(kind.upper(), len(opened) + 1))
                    if not one.recv(4096).startswith(b"SIP/2.0 200"):
                        raise AssertionError(f"OPTIONS {number} over {kind} got no 200")
                    opened.append(one)
                threading.Event().wait(1)  # over streams no transaction is left behind (RFC 3261 §17.2.2, timer J)
                sizes.append(bench.resident_kb())
            there = len(bench.flow.console("show connections")["connections"])
            for one in opened:
                one.close()
        results[kind] = {"kb_per_connection": (sizes[1] - sizes[0]) / CONNECTIONS, "open": there}
        print(f"  {kind}: {there} connections open, {results[kind]['kb_per_connection']:.1f} KB each", flush=True)
    return results


def transport_bench_with_room(build: pathlib.Path, kind: str) -> Bench:
    bench = transport_bench(build, kind)
    bench.flow.conf["sip"].update({"max_connections": 5000, "max_connections_of_source": 5000})
    return bench


def overload_point(build: pathlib.Path, conf: dict, spans: int, rate: int) -> dict:
    """So many calls a second offered for OVERLOAD_SECONDS: answered, refused, and what the daemon used."""
    bench = Bench(build, spans)
    bench.flow.conf["overload"] = conf
    with bench:
        idle = bench.idle_rate(1)
        result = play(bench, "uac_refused_or_answer", rate, rate * OVERLOAD_SECONDS, called="3000")
    result.update({"offered": rate, "goodput": result["answered"] / OVERLOAD_SECONDS, "refused": result["calls"] - result["answered"],
                   "cpu": result["cpu"] - idle * result["seconds"]})
    return result


def bench_overload(build: pathlib.Path) -> dict:
    """Calls answered a second while more and more are offered; what a refused call costs."""
    results: dict = {}
    for limit, (conf, spans, fits) in OVERLOAD.items():
        points = []
        for times in OFFERED:
            point = overload_point(build, conf, spans, int(fits * times))
            points.append(point)
            print(f"  {limit}, {times} x: {point['offered']}/s offered, {point['goodput']:.0f}/s answered, {point['refused']} refused, "
                  f"{point['failed']} failed, {point['retransmissions']} retransmissions, {point['cpu'] / OVERLOAD_SECONDS * 100:.1f} % of a core",
                  flush=True)
        fitting, full, most = points[OFFERED.index(1)], points[OFFERED.index(2)], points[-1]
        results[limit] = {"points": points, "goodput_share": most["goodput"] / max(point["goodput"] for point in points),
                          "us_per_call": fitting["cpu"] / max(1, fitting["answered"]) * 1e6,
                          # as many calls are answered at 2 x as at 10 x: the rest is what refusing costs
                          "us_per_refusal": (most["cpu"] - full["cpu"]) / max(1, most["refused"] - full["refused"]) * 1e6}
    return results


TIMESTAMP = 35  # SO_TIMESTAMPNS: when the kernel took the datagram, whenever we look


def stamped(sock: socket.socket) -> tuple[bytes, int]:
    """A datagram and when it was sent, in ns of the wall clock."""
    octets, extra, _, _ = sock.recvmsg(2048, 64)
    seconds, nanoseconds = struct.unpack("qq", extra[0][2][:16])
    return octets, seconds * 1_000_000_000 + nanoseconds


def percentile(values: list, share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))] if values else float("nan")


def observe(sockets: list, call, seconds: float) -> dict:
    """Lateness of each RTP packet against its stream's own clock, and the time from OPTIONS in a dialog to its 200."""
    signalling = call.peer.socket
    arrivals: dict = {sock: [] for sock in sockets}
    trips, asked, open_requests = [], 0.0, {}
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if time.monotonic() > asked + 0.01:
            asked, sent = time.monotonic(), time.time_ns()
            message = call.request("OPTIONS")
            open_requests[message.branch] = sent
        for sock in select.select([signalling, *sockets], [], [], 0.005)[0]:
            octets, when = stamped(sock)
            if sock is signalling:
                branch = octets.split(b"branch=", 1)[1].split(b";", 1)[0].split(b"\r", 1)[0].decode()
                if octets.startswith(b"SIP/2.0 200") and branch in open_requests:
                    trips.append((when - open_requests.pop(branch)) / 1e6)
            else:
                arrivals[sock].append((struct.unpack("!H", octets[2:4])[0], when))
    late, lost = [], 0
    for stamps in arrivals.values():
        first, gaps = stamps[0][0], []
        gaps = [when / 1e6 - ((number - first) & 0xffff) * 20 for number, when in stamps]
        late += [gap - min(gaps) for gap in gaps]
        lost += ((stamps[-1][0] - first) & 0xffff) + 1 - len(stamps)
    return {"media_p50_ms": percentile(late, 0.5), "media_p99_ms": percentile(late, 0.99), "media_packets": len(late), "media_lost": lost,
            "signalling_p50_ms": percentile(trips, 0.5), "signalling_p99_ms": percentile(trips, 0.99), "signalling_requests": len(trips),
            "signalling_unanswered": len(open_requests)}


def bench_flood(build: pathlib.Path) -> dict:
    """Calls in talk while nobody, somebody else or the gateway is flooded, in turns: the flood of somebody else costs this machine
    the same, so that what is left is the gateway's own."""
    results: dict = {whom: [] for whom in FLOODED}
    with Bench(build, 2) as bench, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", 0))
        targets = dict(zip(FLOODED, (0, other.getsockname()[1], bench.flow.gateway_port)))
        peer, sockets, calls = bench.flow.peer(), [], []
        peer.patience = 20
        for _ in range(FLOOD_CALLS):
            sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            sock.bind(("127.0.0.1", 0))
            sock.setsockopt(socket.SOL_SOCKET, TIMESTAMP, 1)
            sockets.append(sock)
            call = peer.call("3000", sdp(sock.getsockname()[1], (8,)))
            call.answer_hears()
            calls.append(call)
        peer.socket.setsockopt(socket.SOL_SOCKET, TIMESTAMP, 1)
        for _ in range(FLOOD_ROUNDS):
            for whom, port in targets.items():
                flood = port and subprocess.Popen([build / "tests/bench/packet_flood", str(port), str(FLOOD), str(FLOOD_SECONDS),
                                                   str(FLOOD_SOURCES)], stdout=subprocess.PIPE, text=True)
                empty(sockets + [peer.socket])
                before, start = bench.cpu(), time.monotonic()
                seen = observe(sockets, calls[0], FLOOD_SECONDS - 0.5)
                seen["cpu_share"] = (bench.cpu() - before) / (time.monotonic() - start)
                if flood:
                    taken, behind = flood.communicate(timeout=30)[0].split()
                    seen.update({"sent_a_second": int(taken) / FLOOD_SECONDS, "behind_ms": int(behind)})
                results[whom].append(seen)
                print(f"  flooded: {whom}: {json.dumps({key: round(value, 3) for key, value in seen.items()})}", flush=True)
        empty([peer.socket])
        for call in calls:
            call.request("BYE")
        bench.flow.exchange.command("wait-idle", timeout="20s")
        results["banned"] = len(bench.flow.console("show bans")["bans"])
        for sock in sockets:
            sock.close()
    return results


def empty(sockets: list) -> None:
    while ready := select.select(sockets, [], [], 0)[0]:
        for sock in ready:
            sock.recv(65536)


def bench_register(build: pathlib.Path) -> dict:
    """Processor time per REGISTER at the registrar, half of them with credentials (MD5), of one user among a hundred."""
    bench = Bench(build, 1)
    f, users = bench.flow, [f"user{number}" for number in range(100)]
    f.conf["sip_peer"] = []
    f.conf["registrar"] = {"enabled": True, "realm": "flow.example", "min_expires": "1s", "algorithms": ["md5"]}
    f.conf["user"] = [{"name": user, "password": "secret"} for user in users]
    f.conf["guard"] = {"rate": 0, "unknown_rate": 0, "ban_after": 0}
    f.conf["trunk_group"] = [f.group("exchange"), {"name": "phones", "users": users}]
    f.conf["route"] = [{"name": "out", "from": ["phones"], "called": "[0-9]+", "to": ["exchange"]},
                       {"name": "in", "from": ["exchange"], "to": ["phones"]}]
    with bench:
        words = {"USER": "user50", "PASSWORD": "secret"}  # SIPp 3.6 takes no [field0] in [authentication]
        play(bench, "uac_register", 100, 100, **words)
        idle = bench.idle_rate(2)
        result = play(bench, "uac_register", 250, 250 * SECONDS, **words)
    registers = 6 * result["calls"]  # three times asked for credentials, three times with them
    used = result["cpu"] - idle * result["seconds"]
    result.update({"us_per_register": used / max(1, registers) * 1e6, "registers_a_second": registers / result["seconds"]})
    print(f"  {registers} REGISTERs, {result['failed']} dialogues failed, {result['registers_a_second']:.0f} a second, "
          f"{result['us_per_register']:.0f} us each", flush=True)
    return result


PARTS = {"transports": bench_transports, "connections": bench_connections, "overload": bench_overload, "flood": bench_flood,
         "register": bench_register}


def rows(results: dict) -> list[tuple[str, str, str]]:
    """(what, measured, bar) for the table."""
    table = []
    transports = results.get("transports", {})
    for how, found in transports.items():
        table.append((f"SIP to PRI over {how}: daemon CPU per call, against UDP", f"{found['cpu_per_call_us']:.0f} us, "
                      f"{found['cpu_per_call_us'] / transports['udp']['cpu_per_call_us']:.2f} x", ""))
    for kind, found in results.get("connections", {}).items():
        table.append((f"resident memory per open {kind.upper()} connection", f"{found['kb_per_connection']:.1f} KB", ""))
    for limit, found in results.get("overload", {}).items():
        table.append((f"overload, limit {limit}: answered a second at {' / '.join(map(str, OFFERED))} x",
                      " / ".join(f"{point['goodput']:.0f}" for point in found["points"]), ""))
        table.append((f"overload, limit {limit}: goodput at {OFFERED[-1]} x, of the peak", f"{found['goodput_share'] * 100:.0f} %", ">= 90 %"))
        table.append((f"overload, limit {limit}: daemon CPU per call / per refused call",
                      f"{found['us_per_call']:.0f} / {found['us_per_refusal']:.0f} us", ""))
    if flood := results.get("flood"):
        for whom in FLOODED:
            middle = {key: sorted(one[key] for one in flood[whom])[len(flood[whom]) // 2] for key in flood[whom][0]}
            table.append((f"flood of {whom}: p99 of media / of signalling, daemon's core",
                          f"{middle['media_p99_ms']:.2f} / {middle['signalling_p99_ms']:.2f} ms, {middle['cpu_share'] * 100:.0f} %", ""))
    if register := results.get("register"):
        table.append(("daemon CPU per REGISTER", f"{register['us_per_register']:.0f} us", ""))
    return table


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", default=str(ROOT / "build"))
    parser.add_argument("--json", help="write the results there")
    parser.add_argument("parts", nargs="*", help="default: all")
    options = parser.parse_args()
    build = pathlib.Path(options.build).resolve()
    results, failed = {}, 0
    for part in options.parts or PARTS:
        print(f"SIP side: {part}", flush=True)
        try:
            results[part] = PARTS[part](build)
        except (AssertionError, OSError, KeyError) as error:
            print(f"  {part} FAILED: {type(error).__name__}: {error}", flush=True)
            failed += 1
    if options.json:
        pathlib.Path(options.json).write_text(json.dumps(results, indent=2) + "\n")
    print()
    for what, measured, bar in rows(results):
        print(f"  {what:<78} {measured:>26}   {bar}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
