"""Line maintenance from the console: loopbacks, bit errors, tones, levels, echo, test calls; and the doctor."""
import json
import socket
import subprocess
import time

import processes
from flow import Flow, check, equal, flow
from flows_7_data import keep_pace, line_counters, patient_lines
from sip import sdp


def start(f: Flow) -> None:
    """Lines that keep their pace on a busy machine as well as they can."""
    f.conf["media"]["realtime"] = True
    patient_lines(f)
    f.start()
    keep_pace(f)


def far(f: Flow, channel: int, what: str, span: str = "line1", **keys) -> dict:
    """The far end of a channel: loop, prbs, tone, listen, connect, show, off."""
    return f.exchange.command("test", span=span, channel=channel, what=what, **keys).get("test", {})


def run(f: Flow, command: str, console=None) -> dict:
    """A test from its beginning to its verdict."""
    status, text = (console or f.gateway.console).request(command + " --json")
    answer = json.loads(text)
    equal(f"{command}: {answer.get('reasons')}: status", status, "error" if answer.get("state") == "failed" else "ok")
    return answer


def passes(f: Flow, command: str) -> dict:
    """A test that must pass; once more when the simulated line itself slipped meanwhile, as either end counts."""
    def counted() -> list:
        ours = [[span[key] for key in ("packets_lost", "packets_late", "slips")] for span in f.console("show spans")["spans"]]
        return [ours, line_counters(f)]

    for attempt in range(3):
        before = counted()
        answer = run(f, command)
        if answer["state"] == "passed":
            return answer
        time.sleep(1.1)  # the gateway counts once a second
        after = counted()
        check(after != before and attempt < 2, f"{command}: {answer['reasons']}; before {before}, after {after}")
    return {}


def refused(f: Flow, command: str, wanted: str) -> None:
    status, text = f.gateway.console.request(command)
    equal(f"status of {command}", status, "error")
    check(wanted in text, f"{command}: {wanted!r} is not in {text!r}")


def channel(f: Flow, timeslot: int) -> dict:
    return next(row for row in f.console("show channels line1")["channels"] if row["timeslot"] == timeslot)


def near(what: str, found: float, wanted: float, tolerance: float) -> None:
    check(found is not None and abs(found - wanted) <= tolerance, f"{what}: {found} instead of {wanted}")


@flow
def maintenance_bit_errors(f: Flow) -> None:
    """The test sequence over a channel: looped far away, made far away, not there; no call on it meanwhile."""
    start(f)
    far(f, 3, "loop")
    answer = passes(f, "test prbs line1/3 3")
    result = answer["results"][0]
    check(result["bits"] > 3 * 64000 * 0.8 and result["errors"] == result["slips"] == 0, f"{result}")
    far(f, 3, "prbs")
    passes(f, "test prbs line1/3 2")
    f.until("the far end has received the sequence too", lambda: far(f, 3, "show")["prbs"]["bits"] > 0)
    far(f, 3, "off")
    answer = run(f, "test prbs line1/3 1")
    equal("verdict on a silent line", answer["state"], "failed")
    check("does not come" in answer["reasons"][0], f"{answer['reasons']}")

    far(f, 3, "loop")
    other = processes.Console(f.gateway.console_path, f.patience)
    other.socket.sendall(b"test prbs line1/3 60\n")
    f.until("the channel is under test", lambda: channel(f, 3)["state"] == "in test")
    equal("why", channel(f, 3)["reason"], "under test: bit errors")
    refused(f, "test tone line1/3 1004 -10", "under test already")
    far(f, 3, "off")
    call = f.exchange.call("2000", channel=3, exclusive=1)
    f.check_cause(f.exchange.wait(call, "released"), 44)
    equal("tests that run", [row["state"] for row in f.console("show tests")["tests"]][:1], ["running"])
    other.close()
    f.until("the console has gone, and the test with it", lambda: channel(f, 3)["state"] == "idle")
    last = f.console("show tests")["tests"][0]
    equal("how it ended", (last["state"], last["reasons"]), ("stopped", ["the console that asked for it has gone"]))


@flow
def maintenance_loops(f: Flow) -> None:
    """What the line sends comes back to it, bit by bit, until it is ended or its time is up."""
    start(f)
    far(f, 3, "prbs")
    f.console("test loop line1/3 local 30")
    f.until("the far end finds its own sequence", lambda: far(f, 3, "show")["prbs"]["in_step"])
    f.console("test loop line1/3 off")
    f.until("the channel is free", lambda: channel(f, 3)["state"] == "idle")
    f.until("the far end hears nothing any more", lambda: not far(f, 3, "show")["prbs"]["in_step"])
    far(f, 3, "off")
    refused(f, "test loop line1/3 off", "no test runs on line1/3")
    f.console("test loop line1/4 payload 1")
    equal("on its way", channel(f, 4)["state"], "in test")
    f.until("its time is up", lambda: channel(f, 4)["state"] == "idle")
    equal("verdict", f.console("show tests")["tests"][0]["state"], "done")
    status, text = f.gateway.console.request("test loop line1 remote --json")
    equal("remote loop on a line over IP", status, "error")
    check("not possible on this line" in text, text)
    for command, wanted in (("test loop line1/16 local", "no B-channel"), ("test loop line9/1 local", "there are: line1"),
                            ("test loop line1/x local", "SPAN/TIMESLOT"), ("test prbs line1/3 0", "number of seconds")):
        refused(f, command, wanted)
    f.console("span block line1 5")
    f.console("test loop line1/5 local")
    f.console("test stop line1/5")
    equal("blocked before, blocked after", channel(f, 5)["state"], "blocked")


@flow
def maintenance_tones(f: Flow) -> None:
    """Tones at their level both ways; echo return loss and delay."""
    start(f)
    far(f, 3, "listen")
    f.console("test tone line1/3 1004 -10 30")
    f.until("the tone is heard", lambda: abs(far(f, 3, "show")["level_in_dbm0"] + 10) < 0.3)
    f.console("test stop line1/3")
    far(f, 4, "tone", tone=2100, level=-20)
    result = run(f, "test level line1/4 2")["results"][0]
    near("level", result["tone_dbm0"], -20, 0.3)
    near("frequency", result["frequency_hz"], 2100, 0.5)
    far(f, 5, "loop")
    answer = run(f, "test echo line1/5")
    result = answer["results"][0]
    check(result["echo"], f"no echo: {answer['reasons']}")
    near("echo return loss of a loop", result["echo_loss_db"], 0, 1)
    check(2 <= result["delay_ms"] <= 200, f"delay {result['delay_ms']}")
    far(f, 5, "off")
    equal("echo of nothing", run(f, "test echo line1/6")["results"][0]["echo"], False)
    refused(f, "test tone line1/3 5000 -10", "no frequency")
    refused(f, "test tone line1/3 1004 10", "no level")


@flow
def maintenance_of_a_busy_channel(f: Flow) -> None:
    """A call is not disturbed unless it is forced; its end ends the test."""
    start(f)
    peer = f.peer()
    call = peer.call("2003", sdp(f.rtp_port))
    call.answer_hears()
    busy = next(row for row in f.console("show channels")["channels"] if row["call"])
    where = f"line1/{busy['timeslot']}"
    refused(f, f"test loop {where} local", "is busy with call")
    result = run(f, f"test level {where} 1")["results"][0]
    near("the milliwatt, listened to", result["tone_dbm0"], 0, 0.5)
    equal("the call goes on", channel(f, busy["timeslot"])["state"], "in call")
    f.console(f"test loop {where} payload 60 force")
    number = f.exchange.calls(released=False)[0]["call"]
    f.exchange.command("media", call=number, prbs=1)
    f.until("the far end hears itself", lambda: f.exchange.show(number)["prbs"]["in_step"])
    call.bye()
    f.until("the test ends with the call", lambda: f.console("show tests")["tests"][0]["state"] == "stopped")


@flow
def maintenance_test_calls(f: Flow) -> None:
    """Test calls through a trunk group, judged: answer, tone, echo, bits; busy, nobody, no such group."""
    f.number("2020", "prbs")
    start(f)
    answer = passes(f, "test call 2001 via exchange")
    check(any("answered after" in reason for reason in answer["reasons"]), f"{answer['reasons']}")
    result = passes(f, "test call 2003 via exchange expect tone 2")["results"][0]
    near("the far end's milliwatt", result["tone_dbm0"], 0, 0.3)
    near("and its frequency", result["frequency_hz"], 1004, 0.5)
    result = passes(f, "test call 2000 via exchange from 0301234 expect echo")["results"][0]
    near("loss of the echo number", result["echo_loss_db"], 0, 1)
    equal("calling number", f.exchange_call()["calling"], "0301234")
    result = passes(f, "test call 2020 via exchange expect prbs 2")["results"][0]
    check(result["bits"] > 100000 and result["errors"] == 0, f"{result}")
    equal("bearer of a bit-error call", f.exchange_call()["received"]["SETUP"]["bearer"]["transfer"], 8)
    answer = run(f, "test call 2010 via exchange")
    equal("verdict of a busy number", answer["state"], "failed")
    check("cause 17" in answer["reasons"][-1], f"{answer['reasons']}")
    answer = run(f, "test call 2001 via exchange expect tone 1")
    equal("silence instead of a tone", answer["state"], "failed")
    check("silence" in answer["reasons"][-1], f"{answer['reasons']}")
    refused(f, "test call 2000 via nowhere", "there are: exchange, pbx")
    refused(f, "test call 20x0 via exchange", "no number")
    f.sipp("uas_answer")
    passes(f, "test call 600 via pbx 1")


@flow
def maintenance_channel_to_channel(f: Flow) -> None:
    """Two channels joined at the exchange: levels, delay and bits both ways; and two that are not."""
    start(f)
    far(f, 3, "connect", to_span="line1", to_channel=4)
    answer = passes(f, "test channel line1/3 to line1/4 2")
    equal("channels measured", [row["channel"] for row in answer["results"]], ["line1/3", "line1/4"])
    first = answer["results"][0]
    near("level", first["tone_dbm0"], -10, 0.3)
    check(first["delay_ms"] > 5 and first["errors"] == 0, f"{first}")
    far(f, 3, "off")
    far(f, 4, "off")
    answer = run(f, "test channel line1/3 to line1/4 1")
    equal("not joined", answer["state"], "failed")
    check("silence" in answer["reasons"][0], f"{answer['reasons']}")


def doctor(f: Flow, *words: str) -> tuple[int, dict]:
    """Exit status and findings, the worst of each check."""
    command = [f.build / "bin/landline", *(["-s", f.gateway.console_path] if f.gateway else []), "doctor", "--config",
               f.directory / "landline.conf", "--json", *words]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30)
    report = json.loads(done.stdout)
    order = ["ok", "skipped", "note", "warning", "error"]
    worst: dict = {}
    for finding in report["findings"]:
        old = worst.get(finding["check"])
        if not old or order.index(finding["severity"]) > order.index(old["severity"]):
            worst[finding["check"]] = finding
    return done.returncode, worst


@flow
def doctor_with_a_daemon(f: Flow) -> None:
    """Lines in service, then a line cut: the doctor says so, and what would help."""
    f.start()
    status, found = doctor(f)
    for name in ("conf", "daemon", "sip-ports", "alarms", "tdmoip"):
        equal(f"{name}: {found[name]['what']}", found[name]["severity"], "ok")
    check(status in (0, 1), f"exit status {status}")  # 1: what this machine itself lacks
    f.exchange.command("cut", span="line1", what="span")
    f.until("the line is in alarm", lambda: f.console("show spans")["spans"][0]["alarms"])
    status, found = doctor(f)
    equal("exit status with an alarm", status, 2)
    equal("alarms", found["alarms"]["severity"], "error")
    check("red" in found["alarms"]["what"] and found["alarms"]["remedy"], f"{found['alarms']}")
    f.exchange.command("restore", span="line1")
    f.wait_up()


@flow
def doctor_without_a_daemon(f: Flow) -> None:
    """A conf file that is right, one that is not, and another SIP program on the port."""
    conf = f.directory / "landline.conf"
    conf.write_text(processes.toml(f.conf))
    status, found = doctor(f)
    equal("without a daemon", (status, found["daemon"]["severity"], found["conf"]["severity"]), (1, "warning", "ok"))
    equal("sip-ports", found["sip-ports"]["severity"], "ok")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", f.gateway_port))
        status, found = doctor(f)
    equal("another program on the port", (status, found["sip-ports"]["severity"]), (2, "error"))
    check("taken by python3" in found["sip-ports"]["what"], f"{found['sip-ports']}")
    f.conf["span"][0]["clock"] = "free"
    conf.write_text(processes.toml(f.conf))
    equal("a user side with a clock of its own", doctor(f)[1]["tdmoip"]["severity"], "warning")
    conf.write_text(processes.toml({**f.conf, "sip": {"listen": ["udp:127.0.0.1:nowhere"]}}))
    status, found = doctor(f)
    equal("a conf file that is wrong", (status, found["conf"]["severity"]), (2, "error"))
    check("landline.conf:" in found["conf"]["what"], f"{found['conf']}")
    text = subprocess.run([f.build / "bin/landline", "doctor", "--config", conf], capture_output=True, text=True, timeout=30)
    equal("exit status of the text", text.returncode, 2)
    check("-> " in text.stdout and " errors, " in text.stdout, text.stdout)


