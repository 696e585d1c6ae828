"""Kamailio between the gateway and its SIP peers: record-routing proxy, forking proxy, load balancer (RFC 3261 §16)."""
import os
import platform
import signal
import time

from flow import Flow, check, equal, flow
from processes import Program
from sip import sdp

PROXY, FIRST, SECOND = 10, 30, 31  # the proxy stands where the peer `pbx` is; phones behind it

BASE = """
debug=2
log_stderror=yes
fork=yes
children=2
disable_tcp=yes
auto_aliases=no
listen=udp:127.0.0.1:{port}
mpath="/usr/lib/{machine}-linux-gnu/kamailio/modules/"
loadmodule "tm.so"
loadmodule "sl.so"
loadmodule "rr.so"
loadmodule "pv.so"
loadmodule "siputils.so"
loadmodule "textops.so"
loadmodule "corex.so"
{modules}
modparam("rr", "enable_full_lr", 1)
modparam("tm", "fr_timer", 600)
modparam("tm", "fr_inv_timer", 8000)

request_route {{
    if (is_method("OPTIONS") && !has_totag()) {{ sl_send_reply("200", "OK"); exit; }}
    if (is_method("CANCEL")) {{ if (t_check_trans()) t_relay(); exit; }}
    if (has_totag()) {{
        if (loose_route()) {{ t_relay(); exit; }}
        if (is_method("ACK")) {{ if (t_check_trans()) t_relay(); exit; }}
        sl_send_reply("404", "Not here");
        exit;
    }}
    record_route();
    if ($sp == {gateway}) route(FROM_GATEWAY);
    else route(TO_GATEWAY);
}}
route[TO_GATEWAY] {{ {to_gateway} }}
route[FROM_GATEWAY] {{ {from_gateway} }}
{more}
"""


class Kamailio(Program):
    """Its processes are a group of their own, which ends as a whole."""
    own_session = True

    def kill(self) -> None:
        if self.process.poll() is None:
            os.killpg(self.pid, signal.SIGKILL)
        super().kill()


def kamailio(f: Flow, from_gateway: str = "", to_gateway: str = "", modules: str = "", more: str = "") -> None:
    """Kamailio at the address of the peer `pbx`, until the flow ends; phones are `first` and `second`."""
    names = {"first": f"sip:first@127.0.0.1:{f.base + FIRST}", "second": f"sip:second@127.0.0.1:{f.base + SECOND}"}
    conf = f.directory / "kamailio.cfg"
    conf.write_text(BASE.format(port=f.base + PROXY, gateway=f.gateway_port, machine=platform.machine(), modules=modules, more=more % names,
                                to_gateway=to_gateway or f'$du = "sip:127.0.0.1:{f.gateway_port}"; t_relay(); exit;',
                                from_gateway=(from_gateway or '$ru = "%(first)s"; t_relay(); exit;') % names))
    program = Kamailio(["/usr/sbin/kamailio", "-f", conf, "-DD", "-E", "-m", "32", "-M", "4", "-Y", f.directory],
                       f.directory / "kamailio.log")
    await_kamailio(f, program)


def await_kamailio(f: Flow, program: Kamailio) -> None:
    """Until it answers OPTIONS."""
    f.programs.append(program)
    probe = f.peer(39)
    probe.gateway = ("127.0.0.1", f.base + PROXY)
    deadline = time.monotonic() + f.patience
    while True:  # until it answers
        check(program.process.poll() is None and time.monotonic() < deadline, "kamailio does not answer: " + program.log_text()[-2000:])
        call = probe.outside("OPTIONS", "probe")
        if probe.receive(time.monotonic() + 0.2):
            call.expect("200 OPTIONS")
            return


def phone(f: Flow, offset: int = FIRST):
    """A telephone whose outbound proxy is Kamailio."""
    there = f.peer(offset)
    there.gateway = ("127.0.0.1", f.base + PROXY)
    return there


def routed(f: Flow, message) -> None:
    """It came through the proxy: two Via, the first of them the proxy's."""
    vias = message.all("via")
    check(len(vias) == 2 and f":{f.base + PROXY};" in vias[0], f"{message.kind} did not come through the proxy: {vias}")


@flow
def kamailio_in_the_path_of_a_call_to_the_line(f: Flow) -> None:
    """Both sides' requests in the dialog follow the Record-Route: re-INVITE, then BYE of the line."""
    kamailio(f)
    f.start()
    there = phone(f)
    call = there.call("2001", sdp(f.rtp_port), host=f"127.0.0.1:{f.base + PROXY}")
    call.answer_hears()
    check(len(call.routes) == 1 and f":{f.base + PROXY}" in call.routes[0], f"route set {call.routes}")
    call.request("INVITE", sdp(f.rtp_port, direction="sendonly", version=2))
    held = call.expect("200 INVITE")
    equal("direction", held.media["direction"], "recvonly")
    call.acknowledge(held)
    index = f.exchange.calls(released=False)[0]["call"]
    f.exchange.command("release", call=index, cause=16)
    routed(f, call.expect_bye())


@flow
def kamailio_in_the_path_of_a_call_from_the_line(f: Flow) -> None:
    """ACK, our BYE and the phone's through the proxy; the phone's 486 as well."""
    kamailio(f)
    f.start()
    there = phone(f)
    call = f.exchange.call("600", calling="30123456")
    answering, invite = there.expect_call()
    routed(f, invite)
    answering.respond(invite, 180, "Ringing")
    answering.respond(invite, 200, "OK", sdp(f.rtp_port))
    routed(f, answering.expect("ACK"))
    f.exchange.wait(call, "connected")
    answering.bye()
    f.check_cause(f.exchange.wait(call, "released"), 16)
    busy = f.exchange.call("600", calling="30123456")
    refusing, invite = there.expect_call()
    refusing.respond(invite, 486, "Busy Here")
    refusing.expect("ACK")
    f.check_cause(f.exchange.wait(busy, "released"), 17)
    given_up = f.exchange.call("600", calling="30123456")
    ringing, invite = there.expect_call()
    ringing.respond(invite, 180, "Ringing")
    f.exchange.wait(given_up, "alerting")
    f.exchange.command("release", call=given_up)
    cancel = ringing.expect("CANCEL")
    ringing.respond(cancel, 200, "OK")
    ringing.respond(invite, 487, "Request Terminated")
    ringing.expect("ACK")


FORKS = '$ru = "%(first)s"; append_branch("%(second)s"); t_relay(); exit;'


@flow
def kamailio_rings_two_phones_at_once(f: Flow) -> None:
    """Two early dialogs; one answers, the proxy cancels the other, the line talks to the one."""
    kamailio(f, FORKS)
    f.start()
    first, second = phone(f, FIRST), phone(f, SECOND)
    call = f.exchange.call("600", calling="30123456")
    (at_first, invite1), (at_second, invite2) = first.expect_call(), second.expect_call()
    at_first.respond(invite1, 180, "Ringing")
    at_second.respond(invite2, 183, "Session Progress", sdp(f.rtp_port + 2))
    f.exchange.wait(call, "alerting")
    at_second.respond(invite2, 200, "OK", sdp(f.rtp_port + 2))
    at_second.expect("ACK")
    f.exchange.wait(call, "connected")
    cancel = at_first.expect("CANCEL")
    at_first.respond(cancel, 200, "OK")
    at_first.respond(invite1, 487, "Request Terminated")
    at_first.expect("ACK")
    f.exchange.command("release", call=call)
    routed(f, at_second.expect_bye())


@flow
def kamailio_brings_two_answers(f: Flow) -> None:
    """Both phones answer before either hears of the other: the later 200 is acknowledged and released (RFC 3261 §13.2.2.4)."""
    kamailio(f, FORKS)
    f.start()
    first, second = phone(f, FIRST), phone(f, SECOND)
    call = f.exchange.call("600", calling="30123456")
    (at_first, invite1), (at_second, invite2) = first.expect_call(), second.expect_call()
    at_first.respond(invite1, 200, "OK", sdp(f.rtp_port))
    at_second.respond(invite2, 200, "OK", sdp(f.rtp_port + 2))
    at_first.expect("ACK", skip=("CANCEL",))
    at_second.expect("ACK", skip=("CANCEL",))
    f.exchange.wait(call, "connected")
    ended = [each for each in (at_first, at_second) if _has_bye(each)]
    equal("calls released at once", len(ended), 1)
    f.exchange.command("release", call=call)
    (at_second if ended[0] is at_first else at_first).expect_bye()


def _has_bye(call) -> bool:
    """The gateway has sent it a BYE within a moment; answers it."""
    if not call.waiting:
        call.peer.receive(time.monotonic() + 0.5)
    if not call.waiting:
        return False
    call.expect_bye()
    return True


@flow
def kamailio_rings_one_phone_after_the_other(f: Flow) -> None:
    """The first is busy, the second answers: the line hears of the second alone."""
    kamailio(f, 't_on_failure("NEXT"); $ru = "%(first)s"; t_relay(); exit;',
             more='failure_route[NEXT] { if (t_check_status("486")) { $ru = "%(second)s"; t_relay(); } }')
    f.start()
    first, second = phone(f, FIRST), phone(f, SECOND)
    call = f.exchange.call("600", calling="30123456")
    refusing, invite = first.expect_call()
    refusing.respond(invite, 486, "Busy Here")
    refusing.expect("ACK")
    answering, invite = second.expect_call()
    answering.respond(invite, 200, "OK", sdp(f.rtp_port))
    answering.expect("ACK")
    f.exchange.wait(call, "connected")
    answering.bye()
    f.check_cause(f.exchange.wait(call, "released"), 16)


@flow
def kamailio_balances_onto_this_gateway(f: Flow) -> None:
    """Of two gateways one is dead: the balancer's OPTIONS are answered here, and every call arrives."""
    targets = f.directory / "dispatcher.list"
    targets.write_text(f"1 sip:127.0.0.1:{f.gateway_port} 0 0\n1 sip:127.0.0.1:{f.base + 33} 0 0\n")
    kamailio(f, to_gateway='if (!ds_select_dst("1", "4")) { sl_send_reply("503", "No gateway"); exit; } t_on_failure("NEXT"); t_relay(); exit;',
             modules=f"""loadmodule "dispatcher.so"
modparam("dispatcher", "list_file", "{targets}")
modparam("dispatcher", "flags", 2)
modparam("dispatcher", "ds_ping_interval", 1)
modparam("dispatcher", "ds_probing_mode", 1)
modparam("dispatcher", "ds_ping_from", "sip:balancer@127.0.0.1:{f.base + PROXY}")
""", more='failure_route[NEXT] { if (t_branch_timeout() || t_check_status("503|408|500")) { ds_mark_dst("ip"); if (ds_next_dst()) t_relay(); } }')
    f.start()
    there = phone(f)
    f.until("the balancer's OPTIONS are answered", lambda: "OPTIONS" in f.gateway.log_text())
    for _ in range(4):
        call = there.call("2001", sdp(f.rtp_port), host=f"127.0.0.1:{f.base + PROXY}")
        call.answer_hears()
        call.bye()
    equal("calls at the exchange", len(f.exchange.calls()), 4)

