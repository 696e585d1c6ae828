"""Advice of charge: facility elements of a line, application/vnd.etsi.aoc+xml in SIP."""
import re
from types import SimpleNamespace

from flow import Flow, check, equal, flow
from sip import sdp

END = ('<?xml version="1.0"?><aoc xmlns="http://uri.etsi.org/ngn/params/xml/simservs/aoc"><aoc-e><recorded-charges>'
       "<recorded-currency-units><currency-id>EUR</currency-id><currency-amount>1.25</currency-amount>"
       "</recorded-currency-units></recorded-charges></aoc-e></aoc>")


def document(text: str) -> SimpleNamespace:
    return SimpleNamespace(headers=["Content-Type: application/vnd.etsi.aoc+xml"], octets=text.encode())


def amount(message) -> str:
    body = message.body.decode()
    check("vnd.etsi.aoc+xml" in message.get("content-type") + body, f"no advice of charge in {message.first}")
    return (re.search(r"<currency-amount>([^<]*)<", body) or ["", ""])[1]


def answered(f: Flow):
    f.start()
    call = f.peer().call("2001", sdp(f.rtp_port), headers=["Accept: application/sdp, application/vnd.etsi.aoc+xml"])
    call.answer_hears()
    return call, f.exchange.calls(released=False)[-1]["call"]


@flow
def a_line_tells_a_sip_caller_what_a_call_costs(f: Flow) -> None:
    """AOC-D in FACILITY is an INFO, AOC-E in DISCONNECT is in the BYE."""
    call, there = answered(f)
    f.exchange.command("send", call=there, message="facility", charge="tariff", amount=12, multiplier=1, currency="EUR")
    info = call.expect("INFO")
    check(b"<aoc-s>" in info.body and b"<time-unit>60</time-unit>" in info.body, f"{info.body}")
    equal("price", amount(info), "0.12")
    call.respond(info, 200, "OK")
    f.exchange.command("send", call=there, message="facility", charge="during", amount=125, multiplier=0, currency="EUR")
    info = call.expect("INFO")
    equal("amount", amount(info), "0.125")
    call.respond(info, 200, "OK")
    f.exchange.command("send", call=there, message="disconnect", cause=16, charge="end", amount=25)
    bye = call.expect("BYE")
    equal("units", amount(bye), "25")
    call.respond(bye, 200, "OK")
    f.exchange.wait(there, "released")


@flow
def a_sip_network_tells_a_line_what_a_call_costs(f: Flow) -> None:
    """INFO is FACILITY with AOC-D, a BYE is DISCONNECT with AOC-E."""
    f.conf["sip_peer"][0]["trust"] = True
    f.conf["span"][0]["side"] = "network"
    f.exchange_conf["span"][0]["side"] = "user"
    f.start()
    sip = f.peer()
    there = f.exchange.call("600", calling="30123456")
    other, invite = sip.expect_call()
    other.respond(invite, 200, "OK", sdp(f.rtp_port))
    other.expect("ACK")
    f.exchange.wait(there, "connected")
    during = END.replace("aoc-e>", "aoc-d>")
    other.request("INFO", document(during))
    other.expect("200 INFO")
    f.exchange.wait_message(there, "FACILITY")
    charge = f.exchange.show(there)["received"]["FACILITY"]["charge"]
    equal("charge", (charge["kind"], charge["currency"], charge["amount"], charge["multiplier"]), ("during", "EUR", 125, 1))
    other.request("BYE", document(END))
    other.expect("200 BYE")
    charge = f.exchange.wait(there, "released")["received"]["DISCONNECT"]["charge"]
    equal("charge at the end", (charge["kind"], charge["amount"], charge["multiplier"]), ("end", 125, 1))


@flow
def a_peer_without_advice_of_charge_hears_none(f: Flow) -> None:
    """Without the type in Accept there is no INFO, and a BYE without a body."""
    f.start()
    call = f.peer().call("2001", sdp(f.rtp_port))
    call.answer_hears()
    there = f.exchange.calls(released=False)[-1]["call"]
    f.exchange.command("send", call=there, message="facility", charge="during", amount=125)
    f.exchange.command("send", call=there, message="disconnect", cause=16, charge="end", amount=25)
    bye = call.expect("BYE")
    equal("body", bye.body, b"")
    call.respond(bye, 200, "OK")
    f.exchange.wait(there, "released")
