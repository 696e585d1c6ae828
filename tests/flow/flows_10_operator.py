"""The mapping as the operator sees it: map test, cause test, a trunk's own rows, and what a call explains."""
import subprocess

import processes
from flow import Flow, check, equal, flow
from sip import sdp

INVITE = ("INVITE sip:+492001@127.0.0.1;user=phone SIP/2.0\\r\\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bK1\\r\\n"
          "From: <sip:+4930111@127.0.0.1>;tag=1\\r\\nTo: <sip:+492001@127.0.0.1>\\r\\nCall-ID: dry\\r\\nCSeq: 1 INVITE\\r\\n"
          "Max-Forwards: 70\\r\\n")
# ITU-T IAM: called 2001 (national, with ST), calling 30111 (national), speech, ordinary subscriber
IAM = "01 00 20 01 0a 00 02 07 05 03 10 02 10 1f 0a 05 03 13 03 11 01 00"
# SETUP: 3.1 kHz audio, channel 1, calling 30111, called 2001
SETUP = "08 02 00 01 05 04 03 90 90 a3 18 03 a9 83 81 6c 07 21 81 33 30 31 31 31 70 05 a1 32 30 30 31"


def rows(answer: dict, name: str) -> list[dict]:
    return [row for row in answer["rows"] if row["name"] == name]


def part(answer: dict, key: str) -> dict:
    found = [part for part in answer["parts"] if part["part"] == key]
    check(len(found) == 1, f"{len(found)} parts {key} in {answer}")
    return found[0]


@flow
def map_test_of_an_invite(f: Flow) -> None:
    """SIP text in, SETUP out: numbers, bearer, the rows with their clauses; no call is placed."""
    f.start()
    answer = f.console(f'map test "{INVITE}" via exchange from pbx')
    equal("outcome", answer["outcome"], "SETUP leaves on exchange")
    check("INVITE" in part(answer, "received")["title"], "the INVITE is not named")
    check(part(answer, "between")["hex"].startswith("01 "), "no IAM between the legs")
    leaving = part(answer, "leaving")
    check(leaving["hex"].startswith("08 02 00 01 05"), f"no SETUP in octets: {leaving}")
    check("called party number" in leaving["text"] and "2001" in leaving["text"], f"no called number: {leaving}")
    called = rows(answer, "called number from Request-URI")
    equal("rows of the called number", [(row["trunk"], row["clause"]) for row in called], [("pbx", "RFC 3398 §12.2, Q.1912.5 §6")])
    text = f.gateway.console.text(f'map test "{INVITE}" via exchange from pbx')
    for wanted in ("received from pbx: SIP INVITE", "between the legs: ISUP IAM", "leaving on exchange", "octets: 08 02"):
        check(wanted in text, f"{wanted} is not in:\n{text}")
    equal("calls", f.console("show calls")["calls"], [])
    equal("calls at the exchange", f.exchange.calls(), [])


@flow
def map_test_of_isup_and_q931(f: Flow) -> None:
    """An IAM and a SETUP in hexadecimal leave as INVITE; REL as status with Reason; what is broken is said."""
    f.start()
    iam = f.console(f'map test "{IAM}" via pbx')
    equal("outcome", iam["outcome"], "INVITE leaves on pbx")
    check("INVITE sip:" in part(iam, "leaving")["text"] and "2001" in part(iam, "leaving")["text"], f"no INVITE: {iam}")
    setup = f.console(f'map test "{SETUP}" via pbx from exchange')
    equal("outcome", setup["outcome"], "INVITE leaves on pbx")
    check("30111" in part(setup, "leaving")["text"], f"no calling number: {setup}")
    tandem = f.console(f'map test "{SETUP}" via exchange')
    check(part(tandem, "leaving")["text"].startswith("SETUP\n"), f"no SETUP: {tandem}")
    busy = f.console('map test "0c 02 00 02 82 91" via pbx')
    check("SIP/2.0 486 " in part(busy, "leaving")["text"] and "cause=17" in part(busy, "leaving")["text"], f"no 486: {busy}")
    alerting = "08 02 80 01 01"
    equal("ALERTING", f.console(f'map test "{alerting}" via pbx from exchange')["outcome"], "180 leaves on pbx")
    check("ISUP CPG" in f.gateway.console.text(f'map test "{alerting}" via pbx from exchange after acm'), "no CPG after an ACM")
    for line, wanted in (('map test "01 00" via pbx', "no ISUP message"), ("map test 0g via pbx", "neither SIP"),
                         ("map test 080 via pbx", "odd"), ('map test "x SIP/2.0" via pbx', "no SIP message"),
                         (f'map test "{IAM}" via nowhere', "there are: "), (f'map test "{IAM}" via pbx as isup mars', "etsi356"),
                         (f'map test "{SETUP}" via pbx from pbx', "no Q.931 comes from pbx")):
        status, text = f.gateway.console.request(line)
        equal(f"status of {line}", status, "error")
        check(wanted in text, f"{wanted} is not in: {text}")


@flow
def map_test_of_a_file(f: Flow) -> None:
    """The client reads @FILE: SIP text or octets."""
    f.start()

    def client(*words: str) -> subprocess.CompletedProcess:
        return subprocess.run([f.build / "bin/landline", "-s", f.gateway.console_path, *words], capture_output=True, text=True,
                              stdin=subprocess.DEVNULL, timeout=f.patience)

    path = f.directory / "an invite.sip"
    path.write_bytes(INVITE.replace("\\r\\n", "\r\n").encode() + b"\r\n")
    run = client("map", "test", f"@{path}", "via", "exchange", "from", "pbx")
    check(run.returncode == 0 and "SETUP leaves on exchange" in run.stdout, f"{run}")
    path = f.directory / "iam"
    path.write_bytes(bytes.fromhex(IAM))
    run = client("map", "test", f"@{path}", "via", "pbx", "as", "isup", "itu")
    check(run.returncode == 0 and "INVITE leaves on pbx" in run.stdout, f"{run}")
    run = client("map", "test", f"@{f.directory}/nothing", "via", "pbx")
    check(run.returncode == 2 and "nothing" in run.stderr, f"{run}")


@flow
def own_rows_of_a_trunk(f: Flow) -> None:
    """cause test names table and clause; a trunk's own row names its line of the conf file, and calls use it; a reload changes it."""
    f.conf["sip_peer"][0]["cause_to_status"] = ["17=600"]
    f.conf["sip_peer"][0]["quirks"] = ["reason_location=off"]
    f.conf["trunk_group"][0]["cause_from_line"] = ["1=3"]
    f.start()

    def line_of(word: str) -> str:
        lines = f.gateway.conf_path.read_text().splitlines()
        return f"conf landline.conf:{next(i for i, line in enumerate(lines, 1) if line.startswith(word))}"

    def steps(line: str) -> list[tuple[str, str, str]]:
        return [(step["what"], step["result"], step["clause"]) for step in f.console(line)["steps"]]

    equal("no circuit", steps("cause test 34 via pbx")[0], ("SIP response", "503 Service Unavailable", "RFC 3398 §7.2.4.1"))
    busy, reason = steps("cause test 17 via pbx")
    equal("busy", busy, ("SIP response", "600 Busy Everywhere", line_of("cause_to_status")))
    equal("Reason", reason, ("Reason", 'Q.850;cause=17;text="user busy"', line_of("quirks")))
    equal("rejected by the user", steps("cause test 21 via pbx location U")[0][1], "603 Decline")
    equal("486", steps("cause test 486 via pbx")[0][1].split(",")[0], "17 user busy")
    from_line = steps("cause test 1 via exchange")[1]
    equal("the line's 1", (from_line[1].split(",")[0], from_line[2]),
          ("3 no route to destination", line_of("cause_from_line")))
    peer = f.peer()
    call = peer.call("2010", sdp(f.rtp_port))
    refused = call.expect("600 INVITE")
    call.acknowledge(refused)
    f.check_idle()
    check("location" not in refused.get("reason"), f"Reason has a location: {refused.get('reason')}")
    explained = f.console(f"call explain {f.console('show traces')['traces'][0]['id']}")
    found = [d for d in explained["decisions"] if d["clause"] == line_of("cause_to_status")]
    equal("decisions of the own row", [d["value"] for d in found], ["17 user busy -> 600"])
    f.conf["sip_peer"][0]["cause_to_status"] = ["17=480"]
    f.gateway.conf_path.write_text(processes.toml(f.conf))
    f.gateway.console.text("reload")
    equal("busy after the reload", steps("cause test 17 via pbx")[0][1].split()[0], "480")
    for line, wanted in (("cause test 200 via pbx", "1-127"), ("cause test x via pbx", "no number"),
                         ("cause test 486 via exchange", "hears no SIP status"), ("cause test 17 via pbx location MARS", "no location"),
                         ("cause test 17 via nobody", "there are: ")):
        status, text = f.gateway.console.request(line)
        equal(f"status of {line}", status, "error")
        check(wanted in text, f"{wanted} is not in: {text}")


@flow
def call_explains_its_decisions(f: Flow) -> None:
    """call explain of a call in talk, and of an ended one: each row with its clause."""
    f.start()
    peer = f.peer()
    call = peer.call("2001", sdp(f.rtp_port))
    call.answer_hears()
    number = f.console("show calls")["calls"][0]["id"]
    for state in ("in talk", "ended"):
        answer = f.console(f"call explain {number}")
        decisions = answer["decisions"]
        check(decisions and all(d["clause"] and d["name"] for d in decisions), f"{state}: a decision without clause: {decisions}")
        names = [d["name"] for d in decisions]
        for wanted in ("called number from Request-URI", "called party number"):
            check(wanted in names, f"{state}: {wanted} is not among {names}")
        text = f.gateway.console.text(f"call explain {number}")
        check("called number from Request-URI" in text and "RFC 3398 §12.2" in text, f"{state}: {text}")
        if state == "in talk":
            call.bye()
    check("BYE" in answer["explanation"], f"{answer['explanation']}")
