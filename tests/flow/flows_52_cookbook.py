"""The conf files of landline-trunks(7), each as it is but for addresses of this machine, played with who would be at the other end."""
import pathlib
import ssl
import subprocess
import tomllib

from flow import Flow, check, equal, flow
from flows_11_reliable import ASKS, MET, UNMET, acknowledge, with_qos
from flows_26_connections import certificate
from flows_46_registrar import Phone, users
from isup import Body, iam, isup_of
from sip import sdp

TRUNKS = pathlib.Path(__file__).resolve().parents[2] / "conf/trunks"


def recipe(f: Flow, name: str) -> None:
    """The file with the addresses, ports and paths of this flow; its line is line1."""
    conf = tomllib.loads((TRUNKS / f"{name}.conf").read_text())
    ours = f.conf
    listen = conf["sip"]["listen"]
    conf["sip"]["listen"] = [f"{one.split(':')[0]}:127.0.0.1:{f.base + (one.startswith('tls'))}" for one in listen]
    conf["media"], conf["log"], conf["capture"] = ours["media"], ours["log"], ours["capture"]
    conf["span"][0].update({key: ours["span"][0][key] for key in ("local", "remote", "packet", "clock", "capture")})
    for number, peer in enumerate(conf.get("sip_peer", [])):
        peer.pop("domain", None)
        peer["address"] = f"127.0.0.{1 + number}:{f.peer_port + (peer.get('transport') == 'tls')}"
        if "options_interval" in peer:
            peer["options_interval"] = "0s"  # SIPp's scenarios know of none
    f.conf = conf


def line_calls(f: Flow, there, number: str = "0301234567"):
    """Line to SIP: answered, released by the line. The INVITE."""
    line = f.exchange.call(number, calling="30999")
    call, invite = there.expect_call()
    call.respond(invite, 200, "OK", sdp(f.rtp_port))
    call.expect("ACK")
    f.exchange.wait(line, "connected")
    f.exchange.command("release", call=line)
    call.expect_bye()
    f.exchange.wait(line, "released")
    return invite


def sip_calls(f: Flow, there, number: str = "2001") -> None:
    """SIP to line: answered, released by the caller."""
    call = there.call(number, sdp(f.rtp_port))
    call.answer_hears()
    equal("called", f.exchange.calls(released=False)[-1]["called"], number)
    call.bye()


@flow
def cookbook_files_have_no_fault(f: Flow) -> None:
    """Each as it is, by landlined --check; and each has its chapter."""
    f.start()
    files = sorted(TRUNKS.glob("*.conf"))
    equal("files", len(files), 5)
    manual = (TRUNKS.parents[1] / "man/landline-trunks.7").read_text()
    for path in files:
        said = subprocess.run([f.build / "bin/landlined", "--check", path], capture_output=True, text=True)
        equal(path.name, (said.returncode, said.stdout + said.stderr), (0, f"{path}: no fault found\n"))
        check(f".Pa {path.name}" in manual, f"no chapter has {path.name}")


@flow
def cookbook_static_addresses(f: Flow) -> None:
    """The first server takes calls and places them."""
    recipe(f, "static-udp")
    f.start()
    there = f.peer()
    invite = line_calls(f, there)
    check("INVITE sip:+49301234567@" in invite.first, invite.first)  # national at the line, international in SIP
    sip_calls(f, there)


@flow
def cookbook_ims(f: Flow) -> None:
    """A caller with preconditions: the line rings when it has its resources; SIPp with PRACK."""
    recipe(f, "ims")
    f.start()
    call = f.peer().call("2001", with_qos(f, UNMET), headers=ASKS)
    acknowledge(call, call.expect("183 INVITE"))
    equal("calls at the exchange before UPDATE", f.exchange.calls(), [])
    call.request("UPDATE", with_qos(f, MET, 2))
    call.expect("200 UPDATE")
    acknowledge(call, call.expect("180 INVITE"))
    answer = call.answer_hears()
    check(answer.get("session-expires"), "no session timer")
    call.bye()
    sipp = f.sipp("uac_prack", offset=30, SERVICE="2001", CALLING="4930111222")
    sipp.check()


@flow
def cookbook_sip_i(f: Flow) -> None:
    """IAM and ACM, ANM, REL in the messages, both ways."""
    recipe(f, "sip-i")
    f.start()
    there = f.peer()
    invite = line_calls(f, there)
    equal("message", isup_of(invite).type, "IAM")
    call = there.call("2001", Body(sdp(f.rtp_port), iam("2001", 2), handling="required"))
    equal("message in the 180", isup_of(call.expect("180 INVITE")).type, "ACM")
    equal("message in the 200", isup_of(call.answer_hears()).type, "ANM")
    call.bye()


@flow
def cookbook_pbx_that_registers(f: Flow) -> None:
    """It registers, is called at a number of its range, and calls the line."""
    recipe(f, "pbx-registers")
    f.start()
    pbx = Phone(f, user="pbx", password="change me")
    equal("REGISTER", pbx.register().status, 200)
    equal("users", users(f), {"pbx": 1})
    invite = line_calls(f, pbx.peer, "030123456")
    check("+4930123456" in invite.get("p-called-party-id") + invite.first + invite.get("to"), "the number called is not told")
    call = pbx.dial("2001")
    call.answer_hears()
    call.bye()


@flow
def cookbook_register_over_tls(f: Flow) -> None:
    """The carrier asks for credentials over TLS; calls in name the Contact, calls out go the same way."""
    recipe(f, "register-tls")
    certificate(f.directory, "authority", "")
    certificate(f.directory, "gateway", "IP:127.0.0.1", "authority")
    certificate(f.directory, "peer", "IP:127.0.0.1", "authority")
    f.conf["tls"].update(certificate=str(f.directory / "gateway.pem"), authorities=str(f.directory / "authority.crt"))
    f.conf["registration"][0]["keep_alive"] = "0s"
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(f.directory / "peer.pem")
    there = f.stream_peer(11, server=server)
    f.start()
    call, request = there.expect_request("REGISTER")
    call.respond(request, 401, "Unauthorized", headers=['WWW-Authenticate: Digest realm="carrier", nonce="n", algorithm=SHA-256, qop="auth"'])
    request = call.expect("REGISTER")
    check('username="4930123456"' in request.get("authorization"), request.get("authorization"))
    call.respond(request, 200, "OK", headers=[f"Contact: {request.get('contact')};expires=60"])
    f.until("it is registered", lambda: f.console("show registrations")["registrations"][0]["registered"])
    invite = line_calls(f, there)
    check("+4930123456@" in invite.get("contact"), f"Contact {invite.get('contact')}")
    f.conf["registration"] = []
    f.reload()
    call.respond(call.expect("REGISTER"), 200, "OK")
