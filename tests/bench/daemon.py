#!/usr/bin/python3
"""Benchmarks of the whole daemon: calls per second, processor time per call, set-up delay, media, memory, start.

    tests/bench/daemon.py [--build DIR] [--json FILE] [PART ...]      parts: calls shaken delay media memory start

SIPp (for media a Python peer and rtp_crowd) is at the SIP end, landline-exchange at the line's end; all three share the machine. Processor
time is that of the daemon's threads alone, from /proc/PID/task/*/schedstat. A 64 kbit/s D-channel carries 40-60 calls
a second, so that loads are spread over many E1 lines.
"""
import argparse
import csv
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests/flow"))
sys.dont_write_bytecode = True
from flow import Flow  # noqa: E402
from sip import Peer, sdp  # noqa: E402
from shaken import Signer  # noqa: E402
import processes  # noqa: E402


BASE_PORT = 17000
SPANS = 24            # 720 channels, about 1000 calls a second on their D-channels
RATES = [250, 500, 750, 1000]
SECONDS = 8           # of each load
CHANNELS = [30, 240, 480]
BARS = {              # what the project asks for; the key is the result's
    "cpu_per_call_us": 100, "calls_per_second": 500, "media_240_ms": 0.35, "delay_p99_ms": 5,
    "rss_idle_mb": 25, "rss_per_call_kb": 40, "start_s": 0.2,
}


class Bench:
    """Gateway and exchange with `spans` E1 lines in a directory of their own."""

    def __init__(self, build: pathlib.Path, spans: int, log_level: str = "warning"):
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="landline-bench-"))
        self.flow = Flow("bench", self.directory, build, BASE_PORT, 20.0)
        self.flow.conf["log"]["level"] = log_level
        self.flow.conf["media"].update({"workers": 0, "ports": "20000-29999", "timeout": "60s"})
        self.flow.conf["span"].clear()
        self.flow.exchange_conf.update({"log": {"level": "warning"}, "span": []})
        group = self.flow.group("exchange")
        group.update({"spans": [], "hunting": "round-robin"})
        for _ in range(spans):
            self.flow.add_span(f"line{len(group['spans']) + 1}", capture=False)
        self.flow.number("3000", "answer")
        self.flow.exchange_conf["number"] = [entry for entry in self.flow.exchange_conf["number"]
                                             if entry["number"] in ("2000", "2001", "3000")]

    def __enter__(self):
        self.flow.start()
        return self

    def __exit__(self, kind, *_):
        try:
            if kind is None:
                self.flow.finish()
        finally:
            self.flow.abandon()
            shutil.rmtree(self.directory, ignore_errors=True)

    @property
    def pid(self) -> int:
        return self.flow.gateway.pid

    def cpu(self) -> float:
        """Seconds that the daemon's threads have run."""
        total = 0
        for task in pathlib.Path(f"/proc/{self.pid}/task").iterdir():
            total += int((task / "schedstat").read_text().split()[0])
        return total / 1e9

    def resident_kb(self) -> int:
        for line in pathlib.Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1])
        return 0

    def idle_rate(self, seconds: float = 3.0) -> float:
        """Processor seconds per second without calls: the lines alone."""
        before, start = self.cpu(), time.monotonic()
        threading.Event().wait(seconds)
        return (self.cpu() - before) / (time.monotonic() - start)

    def uac(self, rate: int, calls: int) -> dict:
        """SIPp calls 3000 so often; SIPp's own counts and what the daemon used."""
        stats = self.directory / f"uac-{rate}.csv"
        before, start = self.cpu(), time.monotonic()
        sipp = self.flow.sipp("uac_answer", called="3000", calls=calls, HOLD=0, trace=False, seconds=60,
                              options=["-r", str(rate), "-l", "700", "-trace_stat", "-stf", str(stats), "-fd", "1",
                                       "-timeout", "60s"])
        status = sipp.wait(90)
        took = time.monotonic() - start
        self.flow.exchange.command("wait-idle", timeout="20s")
        used = self.cpu() - before
        last = list(csv.DictReader(stats.open(), delimiter=";"))[-1]
        return {"status": status, "seconds": took, "cpu": used, "calls": int(last["SuccessfulCall(C)"]),
                "failed": int(last["FailedCall(C)"]), "retransmissions": int(last["Retransmissions(C)"])}

    def uas(self, rate: int, calls: int) -> dict:
        """The exchange calls 600 so often; SIPp answers."""
        stats = self.directory / f"uas-{rate}.csv"
        sipp = self.flow.sipp("uas_answer_at_once", calls=calls, trace=False, seconds=60,
                              options=["-trace_stat", "-stf", str(stats), "-fd", "1", "-timeout", "60s"])
        self.flow.exchange.command("stats", reset=1)
        before, start = self.cpu(), time.monotonic()
        self.flow.exchange.command("load", called="600", calling="30123456", rate=rate, count=calls, hold="0s")
        status = sipp.wait(90)
        took = time.monotonic() - start
        self.flow.exchange.command("wait-idle", timeout="20s")
        used = self.cpu() - before
        last = list(csv.DictReader(stats.open(), delimiter=";"))[-1]
        there = self.flow.exchange.command("stats")
        return {"status": status, "seconds": took, "cpu": used, "calls": int(last["SuccessfulCall(C)"]),
                "failed": int(last["FailedCall(C)"]) + there["failed"], "retransmissions": int(last["Retransmissions(C)"])}


def bench_calls(build: pathlib.Path) -> dict:
    """The highest rate without a failure or a retransmission, and the processor time per call, each way."""
    results = {}
    for direction in ("sip_to_pri", "pri_to_sip"):
        best = None
        for rate in RATES:
            with Bench(build, SPANS) as bench:
                run = bench.uac if direction == "sip_to_pri" else bench.uas
                run(100, 100)  # warm: pools and caches
                idle = bench.idle_rate()
                result = run(rate, rate * SECONDS)
                net = (result["cpu"] - idle * result["seconds"]) / max(1, result["calls"])
                result.update({"rate": rate, "cpu_per_call_us": net * 1e6, "idle_share": idle})
            clean = result["failed"] == 0 and result["retransmissions"] == 0 and result["status"] == 0
            print(f"  {direction} at {rate}/s: {result['calls']} calls, {result['failed']} failed, "
                  f"{result['retransmissions']} retransmissions, {net * 1e6:.0f} us each", flush=True)
            if not clean:
                results[f"{direction}_first_failing"] = result
                break
            best = result
        results[direction] = best
    return results


def bench_shaken(build: pathlib.Path) -> dict:
    """Processor time per call from a line to SIP at 500 calls a second, without a signature and with one (RFC 8588)."""
    results = {}
    for signed in (False, True):
        with Bench(build, SPANS) as bench:
            if signed:
                key, _ = Signer("SHAKEN").write(bench.directory, "ours")
                bench.flow.conf["shaken"] = {"certificate_url": "https://certificates.example.com/ours.pem", "private_key": key}
                bench.flow.conf["calls"]["shaken_sign"] = True
                bench.flow.reload()
            bench.uas(100, 100)
            idle = bench.idle_rate()
            result = bench.uas(500, 500 * SECONDS)
            counted = bench.flow.counter("landline_shaken_calls_out_total", how="C")
            net = (result["cpu"] - idle * result["seconds"]) / max(1, result["calls"])
            result.update({"cpu_per_call_us": net * 1e6, "signed": counted})
        print(f"  {'signed' if signed else 'not signed'}: {result['calls']} calls, {result['failed']} failed, {counted:.0f} signatures, "
              f"{net * 1e6:.0f} us each", flush=True)
        results["signed" if signed else "plain"] = result
    return results


def bench_delay(build: pathlib.Path) -> dict:
    """What the gateway adds to call set-up at 100 calls a second, by its own histogram."""
    results = {}
    for direction in ("sip_to_pri", "pri_to_sip"):
        with Bench(build, 4) as bench:
            (bench.uac if direction == "sip_to_pri" else bench.uas)(100, 100 * SECONDS)
            rows = [row for row in bench.flow.console("show counters")["counters"] if "setup" in row["name"] and row.get("p99_seconds") is not None]
            results[direction] = [{key: row.get(key) for key in ("name", "labels", "value", "p50_seconds", "p99_seconds", "maximum_seconds")} for row in rows]
    return results


class RtpCrowd:
    """N RTP ports (program rtp_crowd) that each send a packet every 20 ms and count what comes."""

    def __init__(self, build: pathlib.Path, first_port: int, count: int):
        self.process = subprocess.Popen([build / "tests/bench/rtp_crowd", str(first_port), str(count)], text=True, bufsize=1,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def send_to(self, index: int, port: int) -> None:
        self.process.stdin.write(f"send {index} {port}\n")

    def count(self) -> tuple[int, int]:
        """Packets received so far, milliseconds that the crowd did not keep pace."""
        self.process.stdin.write("count\n")
        received, late = self.process.stdout.readline().split()
        return int(received), int(late)

    def close(self) -> None:
        self.process.stdin.close()
        self.process.wait()


def answer_all(peer: Peer, crowd: RtpCrowd, first_port: int, count: int) -> None:
    """Answers `count` calls, each with the next RTP port."""
    answered = 0
    while answered < count:
        call, invite = peer.expect_call(timeout=20)
        crowd.send_to(answered, invite.media["port"])
        call.respond(invite, 200, "OK", sdp(first_port + 2 * answered, (8,)))
        answered += 1
    for call in peer.calls.values():
        call.expect("ACK", timeout=20)


def bench_media(build: pathlib.Path) -> dict:
    """Processor time per second of a call in talk, G.711 in 20 ms packets both ways, and memory per call."""
    results = {}
    for channels in CHANNELS:
        spans = (channels + 29) // 30
        with Bench(build, spans) as bench:
            idle = bench.idle_rate()
            before_kb = bench.resident_kb()
            peer = bench.flow.peer()
            peer.patience = 20
            crowd = RtpCrowd(build, 30000, channels)
            try:
                bench.flow.exchange.command("load", called="600", calling="30123456", rate=100, count=channels, hold="3600s", tone=1004)
                answer_all(peer, crowd, 30000, channels)
                threading.Event().wait(2)  # jitter buffers settle; the memory of all parts has been touched
                calls_kb = bench.resident_kb()
                (received, late), cpu, start = crowd.count(), bench.cpu(), time.monotonic()
                threading.Event().wait(SECONDS)
                seconds = time.monotonic() - start
                used, after = bench.cpu() - cpu, crowd.count()
                heard, late = after[0] - received, after[1] - late
                bench.flow.exchange.command("load-stop")
                bench.flow.exchange.command("release", all=1)
                for call in list(peer.calls.values()):
                    call.expect_bye(20)
            finally:
                crowd.close()
            results[str(channels)] = {
                "ms_per_call_second": used / channels / seconds * 1000,
                "net_ms_per_call_second": (used - idle * seconds) / channels / seconds * 1000,
                "packets_heard_share": heard / (channels * seconds * 50), "generator_late_ms": late,
                "rss_per_call_kb": (calls_kb - before_kb) / channels, "rss_kb": calls_kb}
            print(f"  {channels} channels: {json.dumps(results[str(channels)])}", flush=True)
    return results


def bench_memory(build: pathlib.Path) -> dict:
    """Resident memory without calls."""
    sizes = {}
    for spans in (1, 17):
        with Bench(build, spans) as bench:
            sizes[spans] = bench.resident_kb()
    return {"idle_1_span_kb": sizes[1], "per_idle_span_kb": (sizes[17] - sizes[1]) / 16}


def bench_start(build: pathlib.Path) -> dict:
    """From the start of the process to the first 200: the exchange is up, a caller tries again every 2 ms."""
    times = []
    for _ in range(5):
        bench = Bench(build, 1)
        f = bench.flow
        try:
            f.exchange = processes.Exchange(build / "bin/landline-exchange", f.directory, f.exchange_conf, 20)
            f.programs.append(f.exchange)
            start = time.monotonic()
            f.start_gateway()
            peer = f.peer()
            while True:
                call = peer.call("3000", sdp(f.rtp_port))
                final = call.expect("2xx INVITE", "4xx INVITE", "5xx INVITE", skip=("1xx INVITE",))
                call.acknowledge(final)
                if final.status == 200:
                    times.append(time.monotonic() - start)
                    call.bye()
                    break
                threading.Event().wait(0.002)
            f.finish()
        finally:
            f.abandon()
            shutil.rmtree(bench.directory, ignore_errors=True)
    return {"seconds": sorted(times)}


PARTS = {"calls": bench_calls, "shaken": bench_shaken, "delay": bench_delay, "media": bench_media, "memory": bench_memory, "start": bench_start}


def rows(results: dict) -> list[tuple[str, str, str]]:
    """(what, measured, bar) for the table."""
    table = []
    calls = results.get("calls", {})
    for direction, title in (("sip_to_pri", "SIP to PRI"), ("pri_to_sip", "PRI to SIP")):
        if direction in calls:
            best = calls[direction]
            table.append((f"{title}: sustained calls per second", f"{best['rate'] if best else 0}", f">= {BARS['calls_per_second']}"))
            if best:
                table.append((f"{title}: daemon CPU per call", f"{best['cpu_per_call_us']:.0f} us", f"<= {BARS['cpu_per_call_us']} us"))
    if shaken := results.get("shaken"):
        table.append(("PRI to SIP at 500/s: daemon CPU per call, plain / signed (SHAKEN)",
                      f"{shaken['plain']['cpu_per_call_us']:.0f} / {shaken['signed']['cpu_per_call_us']:.0f} us", ""))
    for direction, found in results.get("delay", {}).items():
        for row in found:
            table.append((f"set-up delay added, {direction}, {row['name']} p50 / p99",
                          f"{row['p50_seconds'] * 1000:.2f} / {row['p99_seconds'] * 1000:.2f} ms", f"<= {BARS['delay_p99_ms']} ms"))
    for channels, found in results.get("media", {}).items():
        table.append((f"CPU per call-second of G.711, {channels} channels (without the idle lines)",
                      f"{found['ms_per_call_second']:.3f} ms ({found['net_ms_per_call_second']:.3f} ms)",
                      f"<= {BARS['media_240_ms']} ms" if channels == "240" else ""))
        table.append((f"resident memory per call in talk, {channels} calls", f"{found['rss_per_call_kb']:.1f} KB",
                      f"<= {BARS['rss_per_call_kb']} KB"))
    if memory := results.get("memory"):
        table.append(("resident memory idle, one E1", f"{memory['idle_1_span_kb'] / 1024:.1f} MB", f"<= {BARS['rss_idle_mb']} MB"))
        table.append(("resident memory per idle E1", f"{memory['per_idle_span_kb']:.0f} KB", ""))
    if start := results.get("start"):
        table.append(("start to first call answered, median of 5", f"{start['seconds'][2]:.3f} s", f"<= {BARS['start_s']} s"))
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
        print(f"daemon: {part}", flush=True)
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
