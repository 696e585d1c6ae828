"""64 kbit/s data: carried bit by bit (RFC 4040), or refused; never made into speech (Q.850 65, 88; 488)."""
import copy
import os
import random
import time

import processes
from flow import Flow, check, equal, flow
from sip import sdp

CLEARMODE, G722, PCMA = 97, 9, 8
DATA = ["pcma", "pcmu", "clearmode"]
SECONDS = 60


class Second:
    """Gateway B: its own conf, span and SIP port; the peer `pbx` of each gateway is the other one."""

    def __init__(self, f: Flow, codecs: list[str]):
        self.flow, self.gateway = f, None
        self.port = f.base + 50
        f.add_span("line2", group="second")
        span = f.conf["span"].pop()
        f.conf["trunk_group"].remove(f.group("second"))
        self.conf = copy.deepcopy(f.conf)
        self.conf["sip"]["listen"] = [f"udp:127.0.0.1:{self.port}"]
        self.conf["media"]["ports"] = f"{f.base + 900}-{f.base + 990}"
        self.conf["span"] = [span]
        self.conf["sip_peer"] = [{"name": "pbx", "address": f"127.0.0.1:{f.gateway_port}", "codecs": codecs}]
        self.conf["trunk_group"][0]["spans"] = ["line2"]
        f.conf["sip_peer"][0]["address"] = f"127.0.0.1:{self.port}"

    def start(self) -> None:
        f = self.flow
        directory = f.directory / "b"
        directory.mkdir()
        (directory / "landline.conf").write_text(processes.toml(self.conf))
        self.gateway = processes.Gateway(f.build / "bin/landlined", directory, directory / "landline.conf", f.patience)
        f.programs.append(self.gateway)
        f.closing.append(self)

    def close(self) -> None:
        """The end of a flow: nothing may be left here either."""
        f = self.flow
        f.exchange.command("wait-idle", timeout=f"{int(f.patience * 1000)}ms")
        f.until("no call left in gateway B", lambda: self.gateway.console.json("show calls")["calls"] == [])
        self.gateway.stop()


def start_both(f: Flow, second: Second) -> None:
    """Exchange, A, B. The threads that keep the pace of a line do so before others, where that is allowed."""
    for conf in (f.conf, second.conf):
        conf["media"]["realtime"] = True
    patient_lines(f)
    f.exchange = processes.Exchange(f.build / "bin/landline-exchange", f.directory, f.exchange_conf, f.patience)
    f.programs.append(f.exchange)
    f.start_gateway()
    second.start()
    keep_pace(f)
    f.wait_up()


def patient_lines(f: Flow) -> None:
    """The exchange's lines wait for a gateway that a busy machine has held up."""
    for span in f.exchange_conf["span"]:
        span["jitter"] = "60ms"


def keep_pace(f: Flow) -> None:
    try:
        os.sched_setscheduler(f.exchange.process.pid, os.SCHED_FIFO, os.sched_param(10))
    except PermissionError:
        pass


def check_data(f: Flow, calls: list[int], seconds: float) -> None:
    """The test sequence (O.150) runs for so long both ways without a wrong bit.

    On a machine that stood still the simulated line itself slips, as its far end counts: then the time starts again.
    """
    for attempt in range(3):
        f.until("the test sequence is there both ways",
                lambda: all(f.exchange.show(call).get("prbs", {}).get("in_step") for call in calls))
        time.sleep(0.5)
        before = line_counters(f)
        for call in calls:
            f.exchange.command("media", call=call, prbs=1)  # counted from here
        time.sleep(seconds)
        found = [f.exchange.show(call) for call in calls]
        after = line_counters(f)
        wrong = [there for there in found if not is_exact(there["prbs"], seconds)]
        if not wrong:
            return
        text = f"{wrong[0]['span']} received {wrong[0]['prbs']}; lines before {before}, after {after}"
        check(before != after and attempt < 2, text)
        print(f"once more: {text}")


def is_exact(found: dict, seconds: float) -> bool:
    """Every bit, and as many as belong to that time."""
    return found["in_step"] and found["errors"] == found["losses"] == found["slips"] == 0 \
        and found["in_step_octets"] >= (seconds - 1) * 8000 * 0.98 and found["octets"] - found["in_step_octets"] <= 16


def line_counters(f: Flow) -> list:
    """What the lines themselves have lost or put in, as the exchange sees it."""
    keys = ("packets_lost", "packets_late", "samples_concealed", "slips")
    return [{key: span[key] for key in keys} for span in f.exchange.command("spans")["spans"]]


def exact(f: Flow) -> bool:
    """ThreadSanitizer does not keep the pace of a line."""
    return f.build.name != "thread"


def released(f: Flow, call: int) -> None:
    f.exchange.command("release", call=call)
    f.exchange.wait(call, "released")


@flow
def data_through_two_gateways(f: Flow) -> None:
    """PRI, gateway A, SIP, gateway B, PRI: a minute of the test sequence both ways, bit exact."""
    f.conf["sip_peer"][0]["codecs"] = DATA
    f.conf["media"]["data_delay"] = "150ms"
    second = Second(f, DATA)
    f.number("2001", "prbs")
    start_both(f, second)
    call = f.exchange.call("2001", span="line1", calling="30123456", bearer="64k", prbs=1)
    f.exchange.wait(call, "connected")
    other = f.exchange.calls()[-1]
    equal("line", other["span"], "line2")
    equal("transfer capability", other["received"]["SETUP"]["bearer"]["transfer"], 8)
    if exact(f):
        check_data(f, [call, other["call"]], SECONDS)
    released(f, call)


@flow
def data_between_lines(f: Flow) -> None:
    """A tandem of an A-law and a mu-law line: data is not converted."""
    f.add_span("line2", group="second", type="t1")
    f.conf["route"].insert(0, {"name": "across", "from": ["exchange"], "called": "20.*", "to": ["second"]})
    f.conf["media"] |= {"realtime": True, "data_delay": "100ms"}
    f.number("2001", "prbs")
    patient_lines(f)
    f.start()
    keep_pace(f)
    call = f.exchange.call("2001", span="line1", calling="30123456", bearer="64k", prbs=1)
    f.exchange.wait(call, "connected")
    if exact(f):
        check_data(f, [call, f.exchange.calls()[-1]["call"]], 5)
    released(f, call)


@flow
def data_to_a_peer_without_clearmode(f: Flow) -> None:
    """PRI to SIP: 65, and no INVITE with speech instead."""
    f.start()
    peer = f.peer()
    for bearer in ("64k", "7k", "video"):
        call = f.exchange.call("600", calling="30123456", bearer=bearer)
        f.check_cause(f.exchange.wait(call, "released"), 65, released_by="far")
    equal("messages at the peer", peer.log, [])


@flow
def data_from_a_peer_without_clearmode(f: Flow) -> None:
    """SIP to PRI: 488, and no SETUP."""
    f.start()
    call = f.peer().call("2001", sdp(f.rtp_port, (CLEARMODE,)))
    call.acknowledge(call.expect("488 INVITE"))
    equal("calls at the exchange", f.exchange.calls(), [])


@flow
def data_refused_by_the_peer(f: Flow) -> None:
    """488 to CLEARMODE is the bearer: 65; an answer with speech is none: BYE and 88."""
    f.conf["sip_peer"][0]["codecs"] = DATA
    f.start()
    peer = f.peer()
    call = f.exchange.call("600", calling="30123456", bearer="64k")
    there, invite = peer.expect_call()
    equal("offered", invite.media["payloads"], [CLEARMODE])
    there.respond(invite, 488, "Not Acceptable Here")
    there.expect("ACK")
    f.check_cause(f.exchange.wait(call, "released"), 65, released_by="far")
    call = f.exchange.call("600", calling="30123456", bearer="64k")
    there, invite = peer.expect_call()
    there.respond(invite, 200, "OK", sdp(f.rtp_port, (PCMA,)))
    there.expect("ACK")
    there.expect_bye()
    f.check_cause(f.exchange.wait(call, "released"), 88, released_by="far")


@flow
def data_from_sip_to_line(f: Flow) -> None:
    """CLEARMODE becomes unrestricted digital information; a line that refuses it gives 488."""
    f.conf["sip_peer"][0]["codecs"] = DATA
    f.number("2020", "reject", cause=65)
    f.start()
    peer = f.peer()
    call = peer.call("2001", sdp(f.rtp_port, (CLEARMODE,)))
    answer = call.answer_hears()
    equal("answered with", answer.media["payloads"], [CLEARMODE])
    equal("transfer capability", f.exchange.calls()[-1]["received"]["SETUP"]["bearer"]["transfer"], 8)
    for offer, wanted in (((PCMA,), 488), ((CLEARMODE,), 200)):  # a re-INVITE does not make it speech
        call.invite = call.request("INVITE", sdp(f.rtp_port, offer, version=2))
        call.acknowledge(call.expect(f"{wanted} INVITE"))
    call.bye()
    refused = peer.call("2020", sdp(f.rtp_port, (CLEARMODE,)))
    response = refused.expect("4xx INVITE")
    refused.acknowledge(response)
    equal("status and cause", (response.status, response.reason[0]), (488, 65))


@flow
def preferred_data_and_its_fallback(f: Flow) -> None:
    """64 kbit/s preferred: CLEARMODE where the whole way can, G.711 where the second peer cannot."""
    f.conf["sip_peer"][0]["codecs"] = DATA
    for name, offset, codecs in (("data", 14, DATA), ("speech", 16, ["pcma"])):
        f.conf["sip_peer"].append({"name": name, "address": f"127.0.0.1:{f.base + offset}", "match": [f"127.0.0.{offset}/32"],
                                   "codecs": codecs})
        f.conf["trunk_group"].append({"name": name, "peers": [name]})
        f.conf["route"].insert(0, {"name": name, "from": ["pbx"], "called": f"7{offset}", "to": [name]})
    f.start()
    peer, with_data, with_speech = f.peer(), f.peer(14), f.peer(16)
    ways = ((with_data, "714", [CLEARMODE, PCMA], CLEARMODE), (with_data, "714", [CLEARMODE, PCMA], PCMA),
            (with_speech, "716", [PCMA], PCMA))
    for called, number, offered, chosen in ways:
        call = peer.call(number, sdp(f.rtp_port, (CLEARMODE, PCMA)))
        there, invite = called.expect_call()
        equal("offered on", [payload for payload in invite.media["payloads"] if payload not in (0, 101)], offered)
        there.respond(invite, 200, "OK", sdp(f.rtp_port + 4, (chosen,)))
        there.expect("ACK")
        answer = call.answer_hears()
        equal("answered with", answer.media["payloads"], [chosen])
        call.bye()
        there.expect_bye()
    call = peer.call("2001", sdp(f.rtp_port, (CLEARMODE, PCMA)))  # a line takes it as it is
    equal("answered with", call.answer_hears().media["payloads"], [CLEARMODE])
    equal("transfer capability", f.exchange.calls()[-1]["received"]["SETUP"]["bearer"]["transfer"], 0x11)
    call.bye()


@flow
def speech_is_never_clearmode(f: Flow) -> None:
    """A peer with CLEARMODE: speech is offered and answered in G.711 all the same, whatever else is offered."""
    f.conf["sip_peer"][0]["codecs"] = ["clearmode", "pcma"]
    f.start()
    peer = f.peer()
    call = peer.call("2001", sdp(f.rtp_port, (PCMA, CLEARMODE)))
    equal("answered with", call.answer_hears().media["payloads"], [PCMA])
    equal("transfer capability", f.exchange.calls()[-1]["received"]["SETUP"]["bearer"]["transfer"], 0x10)
    call.bye()
    number = f.exchange.call("600", calling="30123456", bearer="speech")
    there, invite = peer.expect_call()
    check(CLEARMODE not in invite.media["payloads"], f"offered {invite.media}")
    there.respond(invite, 200, "OK", sdp(f.rtp_port, (CLEARMODE,)))
    there.expect("ACK")
    there.expect_bye()
    f.check_cause(f.exchange.wait(number, "released"), 88, released_by="far")


@flow
def t38_offered_in_a_call(f: Flow) -> None:
    """A re-INVITE with T.38 changes no bearer: alone it is refused (488), beside speech its stream is; the call goes on."""
    f.start()
    call = f.peer().call("2001", sdp(f.rtp_port, (PCMA,)))
    call.answer_hears()
    speech = sdp(f.rtp_port, (PCMA,), version=2)
    image = "m=image 4400 udptl t38\r\n"
    call.invite = call.request("INVITE", speech[:speech.index("m=audio")] + image)
    call.acknowledge(call.expect("488 INVITE"))
    call.request("INVITE", speech + image)
    answer = call.expect("200 INVITE")
    call.acknowledge(answer)
    equal("answered with", answer.media["payloads"], [PCMA])
    check(b"m=image 0 udptl t38" in answer.body, f"no refused stream in {answer.body!r}")
    equal("state at the exchange", f.exchange.calls()[-1]["state"], "connected")
    call.bye()


WIDE = ["pcma", "g722"]
WIDEBAND, AUDIO = "9190a5", "9090a3"  # Q.931 §4.5.5: unrestricted with tones, H.221 or G.722; 3.1 kHz audio, A-law


@flow
def seven_khz_through_two_gateways(f: Flow) -> None:
    """A 7 kHz call is G.722 between the gateways, and every octet of it comes through: the test sequence both ways."""
    f.conf["sip_peer"][0]["codecs"] = WIDE
    f.conf["media"]["data_delay"] = "150ms"
    second = Second(f, WIDE)
    f.number("2001", "prbs")
    start_both(f, second)
    call = f.exchange.call("2001", span="line1", calling="30123456", bearer="7k", bearers=WIDEBAND, prbs=1)
    f.exchange.wait(call, "connected")
    other = f.exchange.calls()[-1]
    equal("line", other["span"], "line2")
    bearer = other["received"]["SETUP"]["bearer"]
    equal("bearer capability", (bearer["transfer"], bearer["layer1"]), (0x11, 5))
    if exact(f):
        check_data(f, [call, other["call"]], 3)
    released(f, call)


@flow
def seven_khz_from_sip_to_line(f: Flow) -> None:
    """G.722 offered is a 7 kHz bearer; its octets come back as they went."""
    f.conf["sip_peer"][0]["codecs"] = WIDE
    patient_lines(f)
    f.start()
    peer, rtp = f.peer(), f.rtp(payload=G722)
    for offer in ((G722,), (G722, PCMA)):
        rtp.packets.clear()
        call = peer.call("2000", sdp(f.rtp_port, offer))
        answer = call.answer_hears()
        equal("answered with", answer.media["payloads"], [G722])
        bearer = f.exchange.calls()[-1]["received"]["SETUP"]["bearer"]
        equal("bearer capability", (bearer["transfer"], bearer["layer1"]), (0x11, 5))
        sent = random.Random(722).randbytes(12000)
        rtp.send(("127.0.0.1", answer.media["port"]), sent)
        rtp.wait_sent()
        time.sleep(0.4)  # the fixed delays of line and gateway
        came = rtp.samples()
        whole = sum(came.find(sent[at:at + 800]) >= 0 for at in range(0, 12000, 800))
        if exact(f):
            check(whole >= 12, f"{whole} of 15 stretches came as they were sent ({len(came)} octets)")
        call.bye()
        f.exchange.command("wait-idle", timeout=f"{int(f.patience * 1000)}ms")


@flow
def seven_khz_falls_back(f: Flow) -> None:
    """An answer in G.711 is the fallback: the line is told by CONNECT. Without one allowed it is 88; a peer without G.722 is 65."""
    f.conf["sip_peer"][0]["codecs"] = WIDE
    f.start()
    peer = f.peer()
    for chosen in (G722, PCMA):
        call = f.exchange.call("600", calling="30123456", bearer="3.1k", bearers=f"{AUDIO},{WIDEBAND}")
        there, invite = peer.expect_call()
        equal("offered", invite.media["payloads"][:2], [G722, PCMA])
        there.respond(invite, 200, "OK", sdp(f.rtp_port, (chosen,)))
        there.expect("ACK")
        f.exchange.wait(call, "connected")
        told = f.exchange.show(call)["received"]["CONNECT"].get("bearer", {}).get("transfer")
        equal("bearer capability of the CONNECT", told, 0x10 if chosen == PCMA else None)
        released(f, call)
        there.expect_bye()
    call = f.exchange.call("600", calling="30123456", bearer="7k", bearers=WIDEBAND)
    there, invite = peer.expect_call()
    equal("offered", invite.media["payloads"], [G722])
    there.respond(invite, 200, "OK", sdp(f.rtp_port, (PCMA,)))
    there.expect("ACK")
    there.expect_bye()
    f.check_cause(f.exchange.wait(call, "released"), 88, released_by="far")


@flow
def seven_khz_to_a_line_without_it(f: Flow) -> None:
    """`seven_khz = false`: the line gets 3.1 kHz audio and the peer G.711; G.722 alone is refused."""
    f.conf["sip_peer"][0]["codecs"] = WIDE
    f.group("exchange")["seven_khz"] = False
    f.start()
    peer = f.peer()
    call = peer.call("2001", sdp(f.rtp_port, (G722, PCMA)))
    equal("answered with", call.answer_hears().media["payloads"], [PCMA])
    equal("transfer capability", f.exchange.calls()[-1]["received"]["SETUP"]["bearer"]["transfer"], 0x10)
    call.bye()
    refused = peer.call("2001", sdp(f.rtp_port, (G722,)))
    response = refused.expect("4xx INVITE")
    refused.acknowledge(response)
    equal("status and cause", (response.status, response.reason[0]), (488, 65))
