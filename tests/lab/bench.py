#!/usr/bin/python3
"""What media and calls on DAHDI spans cost, beside tdmoip, both in the same virtual machine.

    tests/lab/bench.py --build DIR      inside the machine of tests/lab/run; JSON in $LAB_OUT/bench-dahdi.json

Processor time is that of the daemon's threads (/proc/PID/task/*/schedstat); what the idle line costs is given on its own and
taken off in `net`. Both drivers are measured in turns, and the best round counts.
"""
import argparse
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "bench"))
from card import Lines  # noqa: E402
from daemon import RtpCrowd, answer_all  # noqa: E402
from flow import Flow  # noqa: E402

CHANNELS = (1, 10, 30)
SECONDS = 10
CALLS, RATE = 40, 8
ROUNDS = 2  # the best of them: a busy host makes everything slower, never faster
TRACING = pathlib.Path("/sys/kernel/tracing/events/raw_syscalls/sys_enter")
BAR = 1.3  # DAHDI's media against tdmoip's


class Subject:
    """Gateway and exchange with one E1 of a driver."""

    def __init__(self, driver: str, build: pathlib.Path, base: int):
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix=f"bench-{driver}-"))
        if driver == "dahdi":
            self.flow = Lines("bench", self.directory, build, base)
            self.flow.line("e1")
            for end in (self.flow.conf, self.flow.exchange_conf):
                end["span"][0]["buffer"] = "20ms"
        else:
            self.flow = Flow("bench", self.directory, build, base, 40.0)
            self.flow.exchange_conf["span"][0]["jitter"] = "60ms"
        self.flow.conf["log"]["level"] = "warning"
        self.flow.conf["media"].update({"realtime": True, "timeout": "60s"})
        self.flow.conf["sip_peer"][0]["codecs"] = ["pcma"]

    def __enter__(self):
        self.flow.start()
        os.sched_setscheduler(self.flow.exchange.process.pid, os.SCHED_FIFO, os.sched_param(10))
        return self

    def __exit__(self, kind, *_):
        try:
            if kind is None:
                self.flow.finish()
        finally:
            self.flow.abandon()
            shutil.rmtree(self.directory, ignore_errors=True)

    def threads(self) -> list[pathlib.Path]:
        return list(pathlib.Path(f"/proc/{self.flow.gateway.pid}/task").iterdir())

    def cpu(self) -> float:
        return sum(int((thread / "schedstat").read_text().split()[0]) for thread in self.threads()) / 1e9

    def rate(self, seconds: float) -> float:
        """Processor seconds per second."""
        before, start = self.cpu(), time.monotonic()
        threading.Event().wait(seconds)
        return (self.cpu() - before) / (time.monotonic() - start)

    def system_calls(self, seconds: float) -> float:
        """Of the media thread, per second; counted by the kernel, which does not slow it down."""
        thread = next(one for one in self.threads() if (one / "comm").read_text().startswith("media/0"))
        if not TRACING.exists():
            subprocess.run(["mount", "-t", "tracefs", "tracefs", "/sys/kernel/tracing"], check=True)
        trigger = f"hist:keys=common_pid if common_pid=={thread.name}"
        (TRACING / "trigger").write_text(trigger)
        started = time.monotonic()
        threading.Event().wait(seconds)
        text, took = (TRACING / "hist").read_text(), time.monotonic() - started
        (TRACING / "trigger").write_text("!" + trigger)
        total = re.search(r"Hits: (\d+)", text)
        return int(total[1]) / took if total else 0.0


def measure(driver: str, build: pathlib.Path, base: int) -> dict:
    results: dict = {"media": {}}
    with Subject(driver, build, base) as subject:
        f = subject.flow
        results["idle_ms_per_s"] = subject.rate(SECONDS) * 1000
        before, start = subject.cpu(), time.monotonic()
        f.sipp("uac_answer", called="2001", calls=CALLS, HOLD=200, trace=False, seconds=90,
               options=["-r", str(RATE), "-timeout", "90s"]).check()
        f.exchange.command("wait-idle", timeout="40s")
        used = subject.cpu() - before - results["idle_ms_per_s"] / 1000 * (time.monotonic() - start)
        results["cpu_ms_per_call"] = used / CALLS * 1000
    for number, channels in enumerate(CHANNELS):
        with Subject(driver, build, base + 1000 + 1000 * number) as subject:
            f = subject.flow
            peer = f.peer()
            peer.patience = 40
            first = 40000 + 100 * number
            crowd = RtpCrowd(build, first, channels)
            try:
                f.exchange.command("load", called="600", calling="30123456", rate=10, count=channels, hold="3600s", tone=1004)
                answer_all(peer, crowd, first, channels)
                threading.Event().wait(2)
                heard, start = crowd.count()[0], time.monotonic()
                per_second = subject.rate(SECONDS)
                share = (crowd.count()[0] - heard) / (channels * 50 * (time.monotonic() - start))
                calls = subject.system_calls(5)
                f.exchange.command("load-stop")
                f.exchange.command("release", all=1)
                for call in list(peer.calls.values()):
                    call.expect_bye(40)
            finally:
                crowd.close()
            results["media"][channels] = {
                "ms_per_call_second": per_second / channels * 1000,
                "net_ms_per_call_second": (per_second - results["idle_ms_per_s"] / 1000) / channels * 1000,
                "system_calls_per_channel_20ms": calls / 50 / channels, "packets_heard_share": share}
    return results


def better(one: dict, other: dict) -> dict:
    """The lower value of each."""
    return {key: better(value, other[key]) if isinstance(value, dict) else min(value, other[key]) for key, value in one.items()}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", default="build")
    options = parser.parse_args()
    build = pathlib.Path(options.build).resolve()
    results: dict = {}
    for number in range(2 * ROUNDS):
        driver = ("tdmoip", "dahdi")[number % 2]
        found = measure(driver, build, 6000 + 5000 * number)
        print(f"{driver}: {json.dumps(found)}", flush=True)
        results[driver] = better(results[driver], found) if driver in results else found
    if out := os.environ.get("LAB_OUT"):
        (pathlib.Path(out) / "bench-dahdi.json").write_text(json.dumps(results, indent=2) + "\n")
    print(f"\n  {'':44} {'tdmoip':>10} {'dahdi':>10} {'ratio':>7}")

    def row(what: str, value) -> float:
        there, here = value(results["tdmoip"]), value(results["dahdi"])
        print(f"  {what:44} {there:10.3f} {here:10.3f} {here / there if there else 0:7.2f}")
        return here / there if there else 0.0
    row("idle E1, ms of CPU a second", lambda found: found["idle_ms_per_s"])
    row("call set-up and release, ms of CPU", lambda found: found["cpu_ms_per_call"])
    worst = 0.0  # of the media's cost: the line's own and that of its calls
    for channels in CHANNELS:
        worst = max(worst, row(f"{channels} calls: ms of CPU per call-second, line included",
                               lambda found, n=channels: found["media"][n]["ms_per_call_second"]))
        row(f"{channels} calls: system calls per channel and 20 ms",
            lambda found, n=channels: found["media"][n]["system_calls_per_channel_20ms"])
    print(f"\n  media on DAHDI costs at most {worst:.2f} x that on tdmoip (bar: {BAR})")
    return 0 if worst <= BAR else 1


if __name__ == "__main__":
    sys.exit(main())
