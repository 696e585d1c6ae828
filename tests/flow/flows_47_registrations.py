"""Registrations of ours with carriers (RFC 3261 §10.2, RFC 3608, RFC 5626, RFC 6140): a registrar by hand, SIPp and Kamailio."""
import hashlib
import platform
import re
import time

from flow import Flow, check, equal, flow
from flows_25_kamailio import PROXY, Kamailio, await_kamailio
from sip import Call, Message, Peer, sdp

ADDRESS = "sip:trunk@carrier.example"


def registering(f: Flow, **keys) -> None:
    """The peer `pbx` is the carrier."""
    f.conf["registration"] = [{"name": "carrier", "peer": "pbx", "address": ADDRESS, **keys}]


def grant(call: Call, request: Message, expires: int = 60, headers: tuple = ()) -> None:
    """200 with the contact that was asked for."""
    call.respond(request, 200, "OK", headers=[f"Contact: {request.get('contact')};expires={expires}", *headers])


def state(f: Flow) -> dict:
    return f.console("show registrations")["registrations"][0]


def registered(f: Flow) -> bool:
    return state(f)["registered"]


def leave(f: Flow, call: Call) -> None:
    """A reload without it unregisters."""
    f.conf["registration"] = []
    f.reload()
    last = call.expect("REGISTER")
    equal("Expires", last.get("expires"), "0")
    call.respond(last, 200, "OK")
    equal("registrations", f.console("show registrations")["registrations"], [])


def start(f: Flow) -> tuple[Peer, Call, Message]:
    """The carrier, and the first REGISTER that comes to it."""
    there = f.peer()
    there.contact = f"<sip:{there.address}:{there.port}>"
    f.start()
    call, request = there.expect_request("REGISTER")
    return there, call, request


@flow
def registration_is_asked_kept_and_given_up(f: Flow) -> None:
    """401, credentials, 200; a refresh before it expires, with the same Call-ID; a reload without it unregisters."""
    registering(f)
    f.conf["sip_peer"][0].update(auth_user="landline", auth_password="secret")
    there, call, request = start(f)
    equal("Request-URI", request.first, "REGISTER sip:carrier.example SIP/2.0")
    check("authorization" not in request.octets.decode().lower(), "credentials before they were asked for")
    call.respond(request, 401, "Unauthorized", headers=['WWW-Authenticate: Digest realm="carrier.example", nonce="n1", algorithm=SHA-256, qop="auth"'])
    second = call.expect("REGISTER")
    given = {name: quoted or plain for name, quoted, plain in re.findall(r'(\w+)=(?:"([^"]*)"|([^",\s]+))', second.get("authorization"))}
    digest = lambda text: hashlib.sha256(text.encode()).hexdigest()
    wanted = digest(f"{digest('landline:carrier.example:secret')}:n1:{given['nc']}:{given['cnonce']}:auth:{digest('REGISTER:sip:carrier.example')}")
    equal("credentials", given["response"], wanted)
    grant(call, second, expires=3)
    f.until("it is registered", lambda: registered(f))
    third = call.expect("REGISTER", timeout=2.5)  # half of 3 s
    check(third.cseq[0] == second.cseq[0] + 1, "CSeq does not go up by one")
    grant(call, third)
    f.until("the refresh is granted", lambda: state(f)["granted_seconds"] == 60)
    equal("state", (state(f)["state"], state(f)["last_answer"]), ("registered", "200 OK"))
    equal("gauge", f.counter("landline_registrations", state="registered"), 1)
    check(len(third.all("contact")) == 1 and "sip:trunk@127.0.0.1" in third.get("contact"), f"Contact {third.get('contact')}")
    leave(f, call)


@flow
def registration_carries_calls_both_ways(f: Flow) -> None:
    """Calls out go by the Service-Route with the registered Contact; calls in name that Contact, and the number in To."""
    registering(f)
    f.conf["sip_peer"][0]["number_in_to"] = True
    there, call, request = start(f)
    route = f"<sip:{there.address}:{there.port};lr>"
    grant(call, request, headers=(f"Service-Route: {route}",))
    f.until("it is registered", lambda: registered(f))
    line = f.exchange.call("4930111", calling="2001")
    out, invite = there.expect_call()
    equal("Route", invite.all("route"), [route])
    check("<sip:trunk@" in invite.get("contact"), f"Contact {invite.get('contact')}")
    out.respond(invite, 200, "OK", sdp(f.rtp_port))
    out.expect("ACK")
    f.exchange.command("release", call=line)
    out.expect_bye()
    f.exchange.wait(line, "released")
    contact = state(f)["contact"]
    inward = Call(there, f"in-{time.monotonic_ns()}@carrier")
    there.calls[inward.call_id] = inward
    inward.target, inward.local, inward.remote = contact, f"<sip:4930999@carrier.example>;tag={inward.own_tag}", "<sip:2001@carrier.example>"
    inward.invite = inward.request("INVITE", sdp(f.rtp_port))
    inward.answer_hears()
    equal("called", f.exchange.calls(released=False)[0]["called"], "2001")
    inward.bye()
    leave(f, call)


@flow
def registration_refused_busies_out_the_line(f: Flow) -> None:
    """423 is asked again for longer; 403 leaves the peer down, with its reason in console, log and doctor."""
    registering(f, expires="60s")
    f.group("exchange")["busy_out_with"] = ["pbx"]
    there = f.peer()
    there.contact = f"<sip:{there.address}:{there.port}>"
    f.start()
    call, request = there.expect_request("REGISTER")
    call.respond(request, 423, "Interval Too Brief", headers=["Min-Expires: 120"])
    request = call.expect("REGISTER")
    equal("Expires", request.get("expires"), "120")
    call.respond(request, 403, "Not your number")
    f.until("it waits", lambda: state(f)["state"] == "waiting")
    equal("refusal", (state(f)["last_answer"], state(f)["failures"], registered(f)), ("403 Not your number", 1, False))
    check(10 < state(f)["next_seconds"] <= 30, f"the next try comes in {state(f)['next_seconds']} s")
    equal("peer", f.console("show peers")["peers"][0]["state"], "not registered")
    equal("group", [row["in_service"] for row in f.console("show trunks")["trunk_groups"] if row["name"] == "pbx"], [False])
    line = f.exchange.call("4930111", calling="2001")
    f.exchange.wait(line, "released")
    check("403 Not your number" in f.gateway.log_text(), "the log does not say why")


@flow
def registration_of_a_pbx_through_nat(f: Flow) -> None:
    """All its numbers at once (RFC 6140), an outbound instance (RFC 5626), and double CRLFs that keep the way open."""
    registering(f, address="sip:carrier.example", bulk=True, outbound=True, keep_alive="100ms")
    there, call, request = start(f)
    contact = request.get("contact")
    check(";bnc" in contact and "reg-id=1" in contact and "+sip.instance=\"<urn:uuid:" in contact and "@" not in contact, f"Contact {contact}")
    equal("Require", (request.get("require"), request.get("proxy-require")), ("gin", "gin"))
    grant(call, request)
    there.socket.settimeout(there.patience)
    for _ in range(2):
        equal("keep-alive", there.socket.recv(100), b"\r\n\r\n")
    f.until("it is registered", lambda: registered(f))
    f.conf["registration"] = []
    f.reload()
    while (octets := there.socket.recv(2000)) == b"\r\n\r\n":
        pass
    check(b"Expires: 0" in octets, "it did not unregister")
    there.take(octets)
    call.respond(call.expect("REGISTER"), 200, "OK")


@flow
def registration_with_sipp(f: Flow) -> None:
    """SIPp asks for credentials, verifies them, grants 2 s, and sees the refresh."""
    registering(f)
    f.conf["sip_peer"][0].update(auth_user="landline", auth_password="secret word")
    sipp = f.sipp("uas_registrar")
    f.start()
    sipp.check()
    f.until("it is registered", lambda: registered(f))


KAMAILIO = """
debug=2
log_stderror=yes
fork=yes
children=1
tcp_children=1
auto_aliases=no
alias="carrier.example"
listen=udp:127.0.0.1:{port}
listen=tcp:127.0.0.1:{port}
mpath="/usr/lib/{machine}-linux-gnu/kamailio/modules/"
loadmodule "tm.so"
loadmodule "sl.so"
loadmodule "rr.so"
loadmodule "pv.so"
loadmodule "siputils.so"
loadmodule "textops.so"
loadmodule "usrloc.so"
loadmodule "registrar.so"
loadmodule "auth.so"
modparam("usrloc", "db_mode", 0)
modparam("registrar", "default_expires", 60)

request_route {{
    if (is_method("OPTIONS")) {{ sl_send_reply("200", "OK"); exit; }}
    if (is_method("REGISTER")) {{
        if (!pv_www_authenticate("carrier.example", "secret", "0")) {{ www_challenge("carrier.example", "1"); exit; }}
        save("location");
        exit;
    }}
    if (is_method("CANCEL")) {{ if (t_check_trans()) t_relay(); exit; }}
    if (has_totag()) {{
        if (loose_route()) {{ t_relay(); exit; }}
        if (is_method("ACK")) {{ if (t_check_trans()) t_relay(); exit; }}
        sl_send_reply("404", "Not here");
        exit;
    }}
    record_route();
    if ($fU == "phone") {{
        if (!lookup("location")) {{ sl_send_reply("404", "Not registered"); exit; }}
        t_relay();
        exit;
    }}
    $du = "sip:127.0.0.1:{phone};transport={transport}";
    t_relay();
}}
"""


def by_kamailio(f: Flow, transport: str) -> None:
    """Registered with digest; a telephone calls the registered address, and the line calls the telephone."""
    registering(f)
    f.conf["sip_peer"][0].update(auth_user="trunk", auth_password="secret", transport=transport)
    f.conf["sip"]["listen"] = [f"{transport}:127.0.0.1:{f.base}"]
    f.conf["sip_peer"][0]["number_in_to"] = True
    phone_port = f.base + 30
    conf = f.directory / "kamailio.cfg"
    conf.write_text(KAMAILIO.format(transport=transport, port=f.base + PROXY, machine=platform.machine(), phone=phone_port))
    await_kamailio(f, Kamailio(["/usr/sbin/kamailio", "-f", conf, "-DD", "-E", "-m", "32", "-M", "4", "-Y", f.directory],
                               f.directory / "kamailio.log"))
    f.start()
    f.until("it is registered", lambda: registered(f))
    phone = f.stream_peer(30) if transport == "tcp" else f.peer(30)
    phone.gateway = ("127.0.0.1", f.base + PROXY)
    inward = Call(phone, f"in-{time.monotonic_ns()}@phone")
    phone.calls[inward.call_id] = inward
    inward.target, inward.local, inward.remote = ADDRESS, f"<sip:phone@carrier.example>;tag={inward.own_tag}", "<sip:2001@carrier.example>"
    inward.invite = inward.request("INVITE", sdp(f.rtp_port))
    inward.answer_hears()
    inward.bye()
    line = f.exchange.call("4930111", calling="2001")
    out, invite = phone.expect_call()
    out.respond(invite, 200, "OK", sdp(f.rtp_port))
    out.expect("ACK")
    f.exchange.command("release", call=line)
    out.expect_bye()
    f.exchange.wait(line, "released")


@flow
def registration_with_kamailio_over_udp(f: Flow) -> None:
    by_kamailio(f, "udp")


@flow
def registration_with_kamailio_over_tcp(f: Flow) -> None:
    by_kamailio(f, "tcp")
