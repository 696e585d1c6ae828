"""Running it: routes and their next choice, identities, bad requests, reload, the console and its client."""
import json
import subprocess

import processes
from flow import Flow, check, equal, flow
from sip import Call, new_branch, sdp

CALLED, CALLING = "600", "30123456"


@flow
def next_choice_on_congestion(f: Flow) -> None:
    """The first trunk group answers 34: the call goes out on the second."""
    f.add_span("line2", group="second")
    f.number("2100", "congestion", span="line1")
    f.exchange_conf["number"].append({"number": "2100", "action": "answer", "span": "line2"})
    f.conf["route"][0]["to"] = ["exchange", "second"]
    f.start()
    f.sipp("uac_answer", called="2100").check()
    calls = f.exchange.calls()
    equal("lines tried", [call["span"] for call in calls], ["line1", "line2"])
    equal("answered", [call["answered"] for call in calls], [False, True])


@flow
def no_next_choice_on_busy(f: Flow) -> None:
    """Busy is the called user's word: no other way is tried."""
    f.add_span("line2", group="second")
    f.conf["route"][0]["to"] = ["exchange", "second"]
    f.start()
    f.sipp("uac_refused", called="2010", STATUS=486, REASON="cause=17").check()
    equal("calls at the exchange", len(f.exchange.calls()), 1)


@flow
def number_rules(f: Flow) -> None:
    """A rule of the route strips the digit that seizes the line."""
    f.conf["number_rule"] = [{"name": "strip-0", "strip": 1}]
    f.conf["route"][0].update({"called": "0.*", "number_rules": ["strip-0"]})
    f.start()
    f.sipp("uac_answer", called="02001").check()
    equal("called", f.exchange_call()["called"], "2001")


@flow
def route_test_says_what_a_call_would_do(f: Flow) -> None:
    """The dry run and the call agree, and the dry run places no call."""
    f.conf["route"][0]["called"] = "2[0-9]+"
    f.start()
    found = f.console("route test 2001 from pbx")
    equal("routed", (found["routed"], found["trunk_group"], found["called"].split()[0]), (True, "exchange", "2001"))
    none = f.console("route test 3001 from pbx")
    check(not none["routed"] and none["cause"], f"a number without route is routed: {none}")
    equal("calls at the exchange", f.exchange.calls(), [])
    f.sipp("uac_answer", called="2001").check()


@flow
def no_route(f: Flow) -> None:
    """A number that no route takes: 404 with a cause."""
    f.start()
    peer = f.peer()
    call = peer.call("abc", sdp(f.rtp_port))
    final = call.expect("404 INVITE", "484 INVITE")
    call.acknowledge(final)
    equal("calls at the exchange", f.exchange.calls(), [])


@flow
def identity_restricted_pri_to_sip(f: Flow) -> None:
    """Presentation restricted: no number in From, Privacy: id; a trusted peer gets P-Asserted-Identity."""
    f.conf["sip_peer"][0]["trust"] = True
    f.start()
    peer = f.peer()
    call = f.exchange.call(CALLED, calling=CALLING, presentation="restricted")
    there, invite = peer.expect_call()
    check("id" in invite.get("privacy"), f"Privacy: {invite.get('privacy')!r}")
    check(CALLING not in invite.get("from"), f"the number is in From: {invite.get('from')}")
    check(CALLING in invite.get("p-asserted-identity"), "no P-Asserted-Identity")
    there.respond(invite, 486, "Busy Here")
    there.expect("ACK")
    f.exchange.wait(call, "released")


@flow
def identity_restricted_sip_to_pri(f: Flow) -> None:
    """Privacy: id becomes presentation restricted."""
    f.conf["sip_peer"][0]["trust"] = True
    f.group("exchange")["trust"] = True  # the exchange may know the number that it must not show
    f.start()
    peer = f.peer()
    call = peer.call("2001", sdp(f.rtp_port), headers=["Privacy: id", f"P-Asserted-Identity: <sip:{CALLING}@127.0.0.1>"])
    call.answer_hears()
    calling = f.exchange.calls()[-1]["received"]["SETUP"]["calling"]
    equal("presentation", calling["presentation"], 1)
    equal("digits", calling["digits"], CALLING)
    call.bye()


@flow
def numbers_become_international(f: Flow) -> None:
    """A national number of the line is +49... in SIP, and back (type of number national)."""
    f.conf["sip_peer"][0]["country_code"] = "49"
    f.group("exchange")["country_code"] = "49"
    f.start()
    peer = f.peer()
    call = f.exchange.call(CALLED, calling="30123456", calling_type="national")
    there, invite = peer.expect_call()
    check("+4930123456" in invite.get("from"), f"From: {invite.get('from')}")
    there.respond(invite, 486, "Busy Here")
    there.expect("ACK")
    f.exchange.wait(call, "released")


@flow
def options_are_answered(f: Flow) -> None:
    """200 with Allow, Accept and Supported (RFC 3261 §11.2)."""
    f.start()
    answer = f.peer().options()
    for method in ("INVITE", "ACK", "CANCEL", "BYE", "OPTIONS"):
        check(method in answer.get("allow"), f"Allow: {answer.get('allow')!r}")


def refused_request(f: Flow, status: int, **keys) -> object:
    peer = f.peers[0] if f.peers else f.peer()
    call = peer.call(keys.pop("called", "2001"), keys.pop("body", sdp(f.rtp_port)), headers=keys.pop("headers", ()))
    final = call.expect(f"{status} INVITE")
    call.acknowledge(final)
    return final


@flow
def bad_requests_are_refused_as_the_rfc_asks(f: Flow) -> None:
    """405, 415, 420, 481, 488, 501 and 400, each with what RFC 3261 wants beside it; no call reaches the line."""
    f.start()
    final = refused_request(f, 420, headers=["Require: nonsense"])
    check("nonsense" in final.get("unsupported"), "420 without Unsupported")
    refused_request(f, 488, body=sdp(f.rtp_port, (18,)))
    peer = f.peers[0]

    def outside(method: str, kinds: tuple, headers=(), body: str = "", to_tag: str = "", max_forwards: int = 70):
        """One request outside any dialog."""
        call = Call(peer, f"flow-bad-{new_branch()}@127.0.0.1")
        peer.calls[call.call_id] = call
        target = f"sip:2001@127.0.0.1:{f.gateway_port}"
        content = ["Content-Type: " + headers[0]] if headers else []
        octets = "\r\n".join([f"{method} {target} SIP/2.0",
                              f"Via: SIP/2.0/UDP {peer.address}:{peer.port};branch={new_branch()};rport",
                              f"Max-Forwards: {max_forwards}", f"From: <sip:a@127.0.0.1>;tag={call.own_tag}",
                              f"To: <{target}>{to_tag}", f"Call-ID: {call.call_id}", f"CSeq: 1 {method}",
                              f"Contact: {peer.contact}", *content, f"Content-Length: {len(body)}", "", body]).encode()
        peer.send_octets(octets)
        return call.expect(*kinds)

    unknown = outside("FLY", ("405 FLY", "501 FLY"))
    check(unknown.status == 501 or unknown.get("allow"), "405 without Allow")
    outside("BYE", ("481 BYE",), to_tag=";tag=nobody")
    outside("CANCEL", ("481 CANCEL",))
    media = outside("INVITE", ("415 INVITE",), headers=["application/nonsense"], body="x")
    check("application/sdp" in media.get("accept"), "415 without Accept")
    outside("INVITE", ("483 INVITE",), max_forwards=0)
    equal("calls at the exchange", f.exchange.calls(), [])
    f.sipp("uac_answer", offset=20, called="2001").check()


@flow
def garbage_does_no_harm(f: Flow) -> None:
    """Random and half messages on the SIP port: the next call works."""
    f.start()
    peer = f.peer()
    whole = peer.call("2001", sdp(f.rtp_port))
    whole.answer_hears()
    for length in range(0, len(whole.invite.octets), 7):
        peer.send_octets(whole.invite.octets[:length].replace(whole.call_id.encode(), b"cut"))
    peer.send_octets(bytes(range(256)) * 4)
    whole.bye()
    f.sipp("uac_answer", offset=20, called="2001").check()


@flow
def reload_with_calls_up(f: Flow) -> None:
    """A new route takes effect, a call in talk stays; a bad file is refused whole and changes nothing."""
    f.start()
    peer = f.peer()
    call = peer.call("2001", sdp(f.rtp_port))
    call.answer_hears()
    f.conf["route"].insert(0, {"name": "service", "from": ["pbx"], "called": "99", "to": ["exchange"], "number_rules": ["to-2002"]})
    f.conf["number_rule"] = [{"name": "to-2002", "match": "99", "rewrite": "2002"}]
    f.gateway.conf_path.write_text(processes.toml(f.conf))
    f.gateway.console.text("reload")
    f.sipp("uac_answer", offset=20, called="99").check()
    equal("called", f.exchange_call()["called"], "2002")
    good = f.gateway.conf_path.read_text()
    f.gateway.conf_path.write_text(good.replace('t9 = "30s"', 't9 = "six"'))
    status, text = f.gateway.console.request("reload")
    equal("status of a bad reload", status, "error")
    check("t9" in text and "landline.conf:" in text, f"the error does not name file, line and key: {text}")
    f.gateway.conf_path.write_text(good)
    f.sipp("uac_answer", offset=20, called="99").check()
    equal("calls", len(f.console("show calls")["calls"]), 1)
    call.bye()


@flow
def check_names_what_is_wrong(f: Flow) -> None:
    """landlined --check: 0 for a good file; for a bad one file, line, column, key, allowed values and the nearest match."""
    path = f.directory / "landline.conf"
    daemon = f.build / "bin/landlined"
    path.write_text(processes.toml(f.conf))
    run = subprocess.run([daemon, "--check", path], capture_output=True, text=True)
    equal("status", (run.returncode, run.stderr), (0, ""))
    path.write_text(processes.toml(f.conf).replace('type = "e1"', 'type = "e2"').replace("side =", "sied ="))
    run = subprocess.run([daemon, "--check", path], capture_output=True, text=True)
    check(run.returncode != 0, "a bad file passes")
    text = run.stdout + run.stderr
    for wanted in (f"{path}:", "type", "e1", "t1", "bri", "sied", "side"):
        check(str(wanted) in text, f"{wanted} is not in: {text}")


@flow
def console_shows_a_call(f: Flow) -> None:
    """Every show command answers, as text and as JSON; a call can be seen, traced, explained and released."""
    f.start()
    peer = f.peer()
    call = peer.call("2001", sdp(f.rtp_port))
    call.answer_hears()
    for what in ("version", "status", "spans", "channels", "trunks", "routes", "calls", "registrations", "config", "counters"):
        check(f.gateway.console.text(f"show {what}").strip(), f"show {what} says nothing")
        f.console(f"show {what}")
    shown = f.console("show calls")["calls"]
    equal("calls", len(shown), 1)
    check(shown[0]["called"].startswith("2001"), f"called {shown[0]}")
    number = shown[0]["id"]
    f.console(f"show call {number}")
    f.gateway.console.text(f"call release {number}")
    call.expect_bye()
    ladder = f.gateway.console.text(f"trace call {number}")
    for wanted in ("INVITE sip:2001", "SETUP", "CONNECT", "200", "BYE", "IAM"):
        check(wanted in ladder, f"{wanted} is not in the ladder:\n{ladder}")


@flow
def ladder_of_a_call_from_the_line(f: Flow) -> None:
    """Every message of both legs is in the ladder."""
    f.start()
    sipp = f.sipp("uas_answer")
    call = f.exchange.call(CALLED, calling=CALLING)
    f.exchange.wait(call, "connected")
    number = f.console("show calls")["calls"][0]["id"]
    f.exchange.command("release", call=call)
    sipp.check()
    f.check_idle()
    ladder = f.gateway.console.text(f"trace call {number}")
    for wanted in ("SETUP", "INVITE sip:600", "180", "ALERTING", "200", "ACK sip:", "CONNECT", "DISCONNECT", "BYE sip:", "RELEASE"):
        check(wanted in ladder, f"{wanted} is not in the ladder:\n{ladder}")


@flow
def console_client(f: Flow) -> None:
    """landline: one-shot commands, JSON, a helpful error, exit statuses; no daemon is a clear message."""
    f.start()

    def client(*words: str) -> subprocess.CompletedProcess:
        return subprocess.run([f.build / "bin/landline", "-s", f.gateway.console_path, *words], capture_output=True, text=True,
                              stdin=subprocess.DEVNULL, timeout=f.patience)

    run = client("show", "status")
    equal("status", run.returncode, 0)
    check("line1" in client("show", "spans").stdout, "show spans does not name line1")
    equal("version", json.loads(client("show", "status", "--json").stdout)["state"], "running")
    check("calls" in client("sh", "cal").stdout.lower() or client("sh", "cal").returncode == 0, "abbreviations do not work")
    wrong = client("show", "chanels")
    check(wrong.returncode != 0 and "channels" in wrong.stderr + wrong.stdout, f"no nearest match: {wrong}")
    f.gateway.stop()
    f.exchange.command("wait-idle")
    gone = client("show", "status")
    check(gone.returncode != 0 and "console.sock" in gone.stderr, f"no clear message: {gone}")


@flow
def blocked_channel_is_not_used(f: Flow) -> None:
    """span block takes a channel out of hunting, unblock gives it back."""
    f.start()
    f.gateway.console.text("span block line1 1")
    f.sipp("uac_answer", called="2001").check()
    check(f.exchange_call()["channel"] != 1, "the blocked channel was used")
    f.gateway.console.text("span unblock line1 1")
    f.sipp("uac_answer", called="2001").check()
    equal("channel", f.exchange_call()["channel"], 1)


@flow
def stop_when_idle(f: Flow) -> None:
    """No new calls, the one in talk goes on; after it the daemon ends by itself."""
    f.start()
    peer = f.peer()
    call = peer.call("2001", sdp(f.rtp_port))
    call.answer_hears()
    f.gateway.console.text("stop when idle")
    refused_request(f, 503)
    call.bye()
    f.gateway.check_end()


@flow
def sip_to_sip(f: Flow) -> None:
    """Two SIP legs: the same call model without a line."""
    f.conf["sip_peer"].append({"name": "carrier", "address": f"127.0.0.1:{f.base + 14}", "match": ["127.0.0.2/32"],
                               "codecs": ["pcma"]})
    f.conf["trunk_group"].append({"name": "carrier", "peers": ["carrier"]})
    f.conf["route"].insert(0, {"name": "across", "from": ["pbx"], "called": "7.*", "to": ["carrier"]})
    f.start()
    there = f.sipp("uas_answer", offset=14)
    f.sipp("uac_answer", called="700").check()
    there.check()
    equal("calls at the exchange", f.exchange.calls(), [])
