"""Registrations of ours with carriers (RFC 3261 §10.2, RFC 3608, RFC 5626, RFC 6140): a registrar by hand, SIPp and Kamailio."""
import hashlib
import pathlib
import platform
import re
import time

from flow import Flow, check, equal, flow
from flows_25_kamailio import PROXY, Kamailio, await_kamailio
from flows_26_connections import certificate
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
    equal("counter", f.counter("landline_registration_attempts_total", result="refused"), 1)


@flow
def registration_ends_with_the_daemon(f: Flow) -> None:
    """An orderly stop unregisters and waits for the answer."""
    registering(f)
    there, call, request = start(f)
    grant(call, request)
    f.until("it is registered", lambda: registered(f))
    f.gateway.process.terminate()
    last = call.expect("REGISTER")
    equal("Expires", last.get("expires"), "0")
    check(f.gateway.process.poll() is None, "it did not wait for the answer")
    call.respond(last, 200, "OK")
    f.gateway.check_end()


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
def registration_by_a_connection_that_is_lost(f: Flow) -> None:
    """Over TCP with outbound (RFC 5626): keep-alives as often as Flow-Timer says, REGISTER by a new connection when the old one goes."""
    registering(f, outbound=True)
    f.conf["sip"]["listen"] = [f"tcp:127.0.0.1:{f.base}"]
    f.conf["sip_peer"][0]["transport"] = "tcp"
    there = f.stream_peer()
    f.start()
    call, request = there.expect_request("REGISTER")
    check("outbound" in request.get("supported"), f"Supported {request.get('supported')}")
    grant(call, request, headers=("Require: outbound", "Flow-Timer: 1"))
    f.until("it is registered", lambda: registered(f))
    stream = there.stream
    stream.settimeout(2)
    for _ in range(2):
        equal("keep-alive", stream.recv(100), b"\r\n\r\n")
        stream.sendall(b"\r\n")
    there.streams.pop(stream)
    there.stream = None
    stream.close()
    request = call.expect("REGISTER", timeout=4)
    equal("connections made", there.accepted, 2)
    check(registered(f), "the binding lives until it expires")
    grant(call, request)
    f.until("it is granted again", lambda: state(f)["state"] == "registered")
    leave(f, call)


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
mpath="{modules}"
{tls}
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
{nat}

request_route {{
    if (is_method("OPTIONS")) {{ sl_send_reply("200", "OK"); exit; }}
    if (is_method("REGISTER")) {{
        if (!pv_www_authenticate("carrier.example", "secret", "0")) {{ www_challenge("carrier.example", "1"); exit; }}
        {before_save}save("location");
        exit;
    }}
    if (is_method("CANCEL")) {{ if (t_check_trans()) t_relay(); exit; }}
    if (has_totag()) {{
        if (loose_route()) {{ {to_alias}t_relay(); exit; }}
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
    $du = "sip:127.0.0.1:{phone}{phone_transport}";
    t_relay();
}}
{replies}
"""


TLS = """
enable_tls=yes
listen=tls:127.0.0.1:{port}
loadmodule "tls.so"
modparam("tls", "tls_method", "TLSv1.2+")
modparam("tls", "certificate", "{directory}/carrier.crt")
modparam("tls", "private_key", "{directory}/carrier.key")
modparam("tls", "ca_list", "{directory}/authority.crt")
modparam("tls", "require_certificate", 1)
modparam("tls", "verify_certificate", 1)
"""
NAT = """
loadmodule "nathelper.so"
modparam("registrar|nathelper", "received_avp", "$avp(RECEIVED)")
"""
NAT_REPLIES = """
onreply_route { if ($proto == "tls" && is_present_hf("Contact")) set_contact_alias(); return 1; }
"""
TLS_PORT = 31  # of Kamailio, beside the one in clear


def secure(f: Flow, modules: pathlib.Path) -> str:
    """Certificates of the gateway and of the carrier, and Kamailio's lines for them: each asks for the other's."""
    check((modules / "tls.so").exists(), "Kamailio's TLS is not installed: kamailio-tls-modules (./bootstrap)")
    certificate(f.directory, "authority", "")
    certificate(f.directory, "gateway", "IP:127.0.0.1", "authority")
    certificate(f.directory, "carrier", "IP:127.0.0.1", "authority")
    f.conf["tls"] = {"certificate": str(f.directory / "gateway.pem"), "authorities": str(f.directory / "authority.crt")}
    f.conf["sip_peer"][0]["address"] = f"127.0.0.1:{f.base + TLS_PORT}"
    return TLS.format(port=f.base + TLS_PORT, directory=f.directory)


def by_kamailio(f: Flow, transport: str) -> None:
    """Registered with digest; a telephone calls the registered address, and the line calls the telephone."""
    registering(f)
    f.conf["sip_peer"][0].update(auth_user="trunk", auth_password="secret", transport=transport)
    f.conf["sip"]["listen"] = [f"{transport}:127.0.0.1:{f.base}"]
    f.conf["sip_peer"][0]["number_in_to"] = True
    modules = pathlib.Path(f"/usr/lib/{platform.machine()}-linux-gnu/kamailio/modules/")
    tls = secure(f, modules) if transport == "tls" else ""
    phone_port = f.base + 30
    phone_transport = ";transport=tcp" if transport == "tcp" else ""
    conf = f.directory / "kamailio.cfg"
    conf.write_text(KAMAILIO.format(phone_transport=phone_transport, port=f.base + PROXY, modules=modules, tls=tls, phone=phone_port,
                                    nat=NAT if tls else "", before_save="fix_nated_register(); " if tls else "",
                                    to_alias="handle_ruri_alias(); " if tls else "", replies=NAT_REPLIES if tls else ""))
    await_kamailio(f, Kamailio(["/usr/sbin/kamailio", "-f", conf, "-DD", "-E", "-m", "32", "-M", "4", "-Y", f.directory],
                               f.directory / "kamailio.log"))
    f.start()
    f.until("it is registered", lambda: registered(f))
    check(state(f)["registrar"].lower().startswith(transport), f"registrar {state(f)['registrar']}")
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
    if transport == "tls":
        equal("connections", [(row["transport"], row["opened_by"]) for row in f.console("show connections")["connections"]], [("TLS", "us")])


@flow
def registration_with_kamailio_over_udp(f: Flow) -> None:
    by_kamailio(f, "udp")


@flow
def registration_with_kamailio_over_tcp(f: Flow) -> None:
    by_kamailio(f, "tcp")


@flow
def registration_with_kamailio_over_tls(f: Flow) -> None:
    """Each end verifies the other's certificate (RFC 5922); REGISTER and the calls of both ways share one connection."""
    by_kamailio(f, "tls")
