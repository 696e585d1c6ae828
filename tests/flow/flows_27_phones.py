"""Telephones that others wrote, over each transport: baresip calls a line and is called."""
import pathlib

from flow import Flow, check, equal, flow
from flows_26_connections import certificate
from processes import Program

CONF = """\
poll_method epoll
sip_listen 127.0.0.1:{port}
{security}
audio_player aubridge,nowhere
audio_source aubridge,nowhere
audio_alert nil,nil
ausrc_srate 8000
auplay_srate 8000
rtp_ports {rtp}-{last}
module_path {modules}
module g711.so
module aubridge.so
module_tmp uuid.so
module_tmp account.so
module_app menu.so
"""


def baresip(f: Flow, transport: str, dial: str = "") -> Program:
    """The telephone 600 at the address of the peer `pbx`; calls `dial` at once if given, and ends with the flow."""
    directory = f.directory / "baresip"
    directory.mkdir()
    modules = next((path for path in pathlib.Path("/usr/lib").glob("**/baresip/modules")), "/usr/lib/baresip/modules")
    security = f"sip_certificate {f.directory}/peer.pem\nsip_cafile {f.directory}/authority.crt" if transport == "tls" else ""
    (directory / "config").write_text(CONF.format(port=f.peer_port, rtp=f.rtp_port, last=f.rtp_port + 40, modules=modules, security=security))
    (directory / "accounts").write_text(f"<sip:600@127.0.0.1;transport={transport}>;regint=0;audio_codecs=PCMA;answermode=auto\n")
    (directory / "contacts").touch()
    phone = Program(["baresip", "-f", directory, "-t", "20", *(["-e", f"/dial {dial}"] if dial else [])], directory / "baresip.log")
    f.programs.append(phone)
    return phone


def both_ways(f: Flow, transport: str) -> None:
    """Calls the line, which releases; is called, and the line releases."""
    secure = transport == "tls"
    port = f.base + 1 if secure else f.base
    if transport != "udp":
        f.conf["sip"]["listen"].append(f"{transport}:127.0.0.1:{port}")
    if secure:
        certificate(f.directory, "authority", "")
        certificate(f.directory, "gateway", "IP:127.0.0.1", "authority")
        certificate(f.directory, "peer", "IP:127.0.0.1", "authority")
        f.conf["tls"] = {"certificate": str(f.directory / "gateway.pem"), "authorities": str(f.directory / "authority.crt")}
    f.conf["sip_peer"][0].update({"transport": transport, "address": f"127.0.0.1:{f.peer_port + secure}"})
    f.start()
    baresip(f, transport, f"sip:2001@127.0.0.1:{port};transport={transport}")
    f.until("the line has its call", lambda: f.exchange.calls(released=False) != [])
    call = f.exchange.calls(released=False)[0]["call"]
    f.exchange.wait(call, "connected")
    if transport != "udp":
        row = f.console("show connections")["connections"][0]
        equal("connection", (row["transport"], row["opened_by"], row["state"]), (transport.upper(), "peer", "open"))
        check(bool(row["security"]) == secure, f"security {row['security']}")
    f.exchange.command("release", call=call)
    f.check_cause(f.exchange.wait(call, "released"), 16)
    call = f.exchange.call("600", calling="30123456")
    f.exchange.wait(call, "connected")
    f.exchange.command("release", call=call)
    f.exchange.wait(call, "released")


@flow
def baresip_over_udp(f: Flow) -> None:
    both_ways(f, "udp")


@flow
def baresip_over_tcp(f: Flow) -> None:
    both_ways(f, "tcp")


@flow
def baresip_over_tls(f: Flow) -> None:
    both_ways(f, "tls")
