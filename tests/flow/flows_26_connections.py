"""SIP over TCP and TLS: SIPp and peers by hand, connections cut up, abused and lost (RFC 3261 §18, RFC 5923, RFC 5922)."""
import pathlib
import socket
import ssl
import subprocess
import time

from flow import Flow, check, equal, flow
from sip import sdp


def over_tcp(f: Flow, **sip) -> None:
    """A TCP listener beside that of UDP; the peer is reached by TCP."""
    f.conf["sip"]["listen"].append(f"tcp:127.0.0.1:{f.base}")
    f.conf["sip"].update(sip)
    f.conf["sip_peer"][0]["transport"] = "tcp"


@flow
def tcp_to_pri_answer(f: Flow) -> None:
    """SIPp calls over TCP; everything goes by its connection."""
    over_tcp(f)
    f.start()
    messages = f.sipp("uac_answer", called="2001", options=["-t", "t1"]).check()
    check("SIP/2.0/TCP" in messages and "SIP/2.0/UDP" not in messages, "not over TCP")
    check(";transport=tcp>" in messages, "our Contact does not say TCP")
    f.check_cause(f.exchange_call(), 16, released_by="far")


@flow
def pri_to_tcp_answer(f: Flow) -> None:
    """The gateway connects to SIPp; one connection for the whole call."""
    over_tcp(f)
    f.start()
    sipp = f.sipp("uas_answer", options=["-t", "t1"])
    call = f.exchange.call("600", calling="30123456")
    f.exchange.wait(call, "connected")
    rows = f.console("show connections")["connections"]
    equal("connections", [(row["transport"], row["opened_by"], row["state"]) for row in rows], [("TCP", "us", "open")])
    f.exchange.command("release", call=call)
    check("SIP/2.0/TCP" in sipp.check(), "not over TCP")
    f.check_cause(f.exchange.wait(call, "released"), 16, released_by="near")


@flow
def tcp_refused_is_told_at_once(f: Flow) -> None:
    """Nobody listens: the line hears a cause without waiting for timer B."""
    over_tcp(f)
    f.start()
    begin = time.monotonic()
    released = f.exchange.wait(f.exchange.call("600", calling="30123456"), "released")
    check(released["cause"] in (38, 41, 27), f"cause {released['cause']}")
    check(time.monotonic() - begin < 3, "it took as long as a timeout")
    check("Connection refused" in f.gateway.log_text(), "no word in the log")


@flow
def tcp_messages_cut_and_joined(f: Flow) -> None:
    """An INVITE octet by octet, then ACK and BYE in one segment."""
    over_tcp(f)
    f.start()
    there = f.stream_peer()
    stream = there.connect()
    stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    whole = there.send_octets
    there.send_octets = lambda octets: [stream.sendall(octets[at:at + 1]) for at in range(len(octets))]
    call = there.call("2001", sdp(f.rtp_port))
    answer = call.expect("2xx INVITE", skip=("1xx INVITE",))
    held: list[bytes] = []
    there.send_octets = held.append
    call.acknowledge(answer)
    call.request("BYE")
    equal("messages in the segment", len(held), 2)
    whole(b"\r\n\r\n" + b"".join(held))
    call.expect("200 BYE")
    f.check_cause(f.exchange_call(), 16)


@flow
def tcp_connection_lost_in_a_call(f: Flow) -> None:
    """The connection breaks in talk: the call stays, our BYE opens a new one to the peer's Contact."""
    over_tcp(f)
    f.start()
    there = f.stream_peer()
    call = there.call("2001", sdp(f.rtp_port))
    call.answer_hears()
    there.streams.pop(there.stream)
    there.stream.close()
    there.stream = None
    f.until("the gateway sees it closed", lambda: f.console("show connections")["connections"] == [])
    index = f.exchange.calls(released=False)[0]["call"]
    f.exchange.command("release", call=index)
    call.expect_bye()
    equal("connections that the gateway made", there.accepted, 1)


@flow
def tcp_answer_after_the_connection_broke(f: Flow) -> None:
    """The INVITE's connection has gone: the 200 opens one to where the client listens (RFC 3261 §18.2.2)."""
    over_tcp(f)
    f.start()
    there = f.stream_peer()
    call = there.call("2016", sdp(f.rtp_port))
    call.expect("180 INVITE", skip=("100 INVITE", "183 INVITE"))
    there.streams.pop(there.stream)
    there.stream.close()
    there.stream = None
    call.answer_hears()
    equal("connections that the gateway made", there.accepted, 1)
    call.bye()


@flow
def tcp_closed_instead_of_an_answer(f: Flow) -> None:
    """The peer takes the INVITE and closes: the line hears of it at once, not after timer B."""
    over_tcp(f)
    f.start()
    there = f.stream_peer()
    call = f.exchange.call("600", calling="30123456")
    there.expect_call()
    there.streams.pop(there.stream)
    there.stream.close()
    begin = time.monotonic()
    released = f.exchange.wait(call, "released")
    check(time.monotonic() - begin < 3, "it took as long as a timeout")
    check(released["cause"] in (38, 41, 27), f"cause {released['cause']}")


@flow
def slow_and_silent_connections_are_closed(f: Flow) -> None:
    """Slow senders, silent ones and HTTP are disconnected, a source has no more than its share, and a call beside them is not hurt."""
    over_tcp(f, message_timeout="600ms", max_connections_of_source=8)
    f.conf["sip_peer"][0]["match"] = ["127.0.0.1/32"]
    f.start()
    there = f.stream_peer()
    call = there.call("2001", sdp(f.rtp_port))
    call.answer_hears()

    def stranger() -> socket.socket:
        stream = socket.socket()
        stream.bind(("127.0.0.9", 0))
        stream.connect(("127.0.0.1", f.base))
        return stream
    crowd = [stranger() for _ in range(20)]
    f.until("most are refused", lambda: f.console("show listeners")["listeners"][1]["refused"] == 12)
    f.until("the silent ones are closed", lambda: len(f.console("show connections")["connections"]) == 1)
    slow, http = stranger(), stranger()
    http.sendall(b"GET / HTTP/1.1\r\nContent-Length: none\r\n\r\n")
    begin = time.monotonic()
    try:
        while time.monotonic() - begin < 5:
            slow.sendall(b"x")
            time.sleep(0.05)
    except OSError:
        pass
    check(0.4 < time.monotonic() - begin < 4, f"the slow one was there for {time.monotonic() - begin:.1f} s")
    f.until("they are gone", lambda: len(f.console("show connections")["connections"]) == 1)
    for stream in [*crowd, slow, http]:
        stream.close()
    call.bye()


# --- TLS

def certificate(directory: pathlib.Path, name: str, san: str, ca: str = "", days: int = 30) -> pathlib.Path:
    """NAME.pem with key and certificate by openssl; of the authority `ca`, or its own."""
    path = directory / f"{name}.pem"
    base = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", f"/CN={name}",
            "-keyout", directory / f"{name}.key", "-out", directory / f"{name}.crt", "-days", str(days)]
    if ca:
        base += ["-CA", directory / f"{ca}.crt", "-CAkey", directory / f"{ca}.key", "-addext", "basicConstraints=critical,CA:FALSE"]
    if san:
        base += ["-addext", f"subjectAltName={san}"]
    subprocess.run([str(word) for word in base], check=True, capture_output=True)
    path.write_text((directory / f"{name}.key").read_text() + (directory / f"{name}.crt").read_text())
    return path


def over_tls(f: Flow, san: str = "IP:127.0.0.1", peer: dict | None = None, **tls) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A TLS listener at base + 1, an authority, our certificate, and the peer's: contexts of the peer as client and server."""
    certificate(f.directory, "authority", "")
    certificate(f.directory, "gateway", "DNS:gateway.example,IP:127.0.0.1", "authority")
    own = certificate(f.directory, "peer", san, "authority")
    f.conf["sip"]["listen"].append(f"tls:127.0.0.1:{f.base + 1}")
    f.conf["tls"] = {"certificate": str(f.directory / "gateway.pem"), "authorities": str(f.directory / "authority.crt"), **tls}
    f.conf["sip_peer"][0].update({"transport": "tls", **(peer or {})})
    client = ssl.create_default_context(cafile=f.directory / "authority.crt")
    client.load_cert_chain(own)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(own)
    server.load_verify_locations(f.directory / "authority.crt")
    server.verify_mode = ssl.CERT_REQUIRED
    return client, server


@flow
def tls_both_ways(f: Flow) -> None:
    """Calls in both directions over TLS, each end with the other's certificate checked."""
    client, server = over_tls(f, verify_clients=True)
    f.start()
    there = f.stream_peer(client=client, server=server, name="gateway.example")
    call = there.call("2001", sdp(f.rtp_port))
    call.answer_hears()
    row = f.console("show connections")["connections"][0]
    check(row["security"].startswith("TLSv1.3 ") and row["opened_by"] == "peer", f"connection {row}")
    call.bye()
    f.call_from_line(there)
    f.call_from_line(there)
    equal("connections that the gateway made", there.accepted, 1)


def refused(f: Flow, there) -> None:
    """A call from the line for which there is no connection."""
    call = f.exchange.call("600", calling="30123456")
    there.receive(time.monotonic() + 0.5)  # the handshake, as far as it goes
    released = f.exchange.wait(call, "released")
    check(released["cause"] in (38, 41, 27), f"cause {released['cause']}")


@flow
def tls_peers_with_the_wrong_certificate(f: Flow) -> None:
    """A name that is not the peer's, an authority that is not ours, none at all: refused with a reason, both ways."""
    _, server = over_tls(f, "DNS:somebody.example,DNS:*.example", {"tls_name": "carrier.example"}, verify_clients=True)
    f.start()
    there = f.stream_peer(server=server)
    refused(f, there)
    check("its certificate is for somebody.example, not for carrier.example" in f.gateway.log_text(), "no word of the name")
    certificate(f.directory, "stranger", "DNS:carrier.example")
    server.load_cert_chain(f.directory / "stranger.pem")
    refused(f, there)
    f.until("a word of the chain", lambda: "its certificate does not hold: " in f.gateway.log_text())
    out = subprocess.run(["openssl", "s_client", "-connect", f"127.0.0.1:{f.base + 1}", "-CAfile", f.directory / "authority.crt",
                          "-verify_return_error", "-tls1_2"], input=b"", capture_output=True, timeout=10)
    check(out.returncode != 0, "a client without a certificate was let in")
    old = subprocess.run(["openssl", "s_client", "-connect", f"127.0.0.1:{f.base + 1}", "-tls1_1"], input=b"", capture_output=True, timeout=10)
    check(old.returncode != 0, "TLS 1.1 was spoken")


@flow
def tls_certificate_is_renewed_by_reload(f: Flow) -> None:
    """reload reads the files anew; what is connected stays. Files that do not fit are refused, and the old ones serve on."""
    client, _ = over_tls(f)
    f.start()
    there = f.stream_peer(client=client, name="gateway.example")
    call = there.call("2001", sdp(f.rtp_port))
    call.answer_hears()

    def shown() -> str:
        with socket.create_connection(("127.0.0.1", f.base + 1)) as raw, client.wrap_socket(raw, server_hostname="gateway.example") as secure:
            return secure.getpeercert()["serialNumber"]
    before = shown()
    certificate(f.directory, "gateway", "DNS:gateway.example", "authority")
    f.reload()
    after = shown()
    check(before != after, "the old certificate is shown")
    (f.directory / "gateway.pem").write_text("nothing")
    try:
        f.reload()
        check(False, "a file without a certificate was taken")
    except Exception as error:  # what the console says
        check("gateway.pem" in str(error), f"the answer was {error}")
    equal("certificate", shown(), after)
    call.bye()


@flow
def tls_certificate_that_has_expired(f: Flow) -> None:
    """A peer's certificate of last year is refused, and the log says so; with one that holds the call goes through."""
    _, server = over_tls(f)
    key, request = f.directory / "peer.key", f.directory / "peer.csr"
    run = lambda *words: subprocess.run([str(word) for word in words], check=True, capture_output=True)
    run("openssl", "req", "-new", "-key", key, "-subj", "/CN=peer", "-addext", "subjectAltName=IP:127.0.0.1", "-out", request)
    (f.directory / "index").write_text("")
    (f.directory / "ca.conf").write_text(f"[ca]\ndefault_ca=a\n[a]\ndatabase={f.directory}/index\nnew_certs_dir={f.directory}\n"
                                         "rand_serial=yes\ndefault_md=sha256\npolicy=p\ncopy_extensions=copy\n[p]\ncommonName=supplied\n")
    run("openssl", "ca", "-batch", "-notext", "-config", f.directory / "ca.conf", "-cert", f.directory / "authority.crt", "-keyfile",
        f.directory / "authority.key", "-startdate", "20240101000000Z", "-enddate", "20250101000000Z", "-in", request,
        "-out", f.directory / "expired.crt")
    server.load_cert_chain(f.directory / "expired.crt", key)
    f.start()
    there = f.stream_peer(server=server)
    refused(f, there)
    f.until("a word of the date", lambda: "its certificate does not hold: certificate has expired" in f.gateway.log_text())
    server.load_cert_chain(f.directory / "peer.pem")
    f.call_from_line(there)


@flow
def tls_session_is_resumed(f: Flow) -> None:
    """openssl s_client comes back with its session: no second full handshake, under TLS 1.2 and 1.3."""
    over_tls(f)
    f.start()
    for version in ("-tls1_2", "-tls1_3"):
        kept = f.directory / f"session{version}"

        def connect(*words: str) -> str:
            client = subprocess.Popen([str(word) for word in ("openssl", "s_client", "-connect", f"127.0.0.1:{f.base + 1}", "-CAfile",
                                       f.directory / "authority.crt", version, *words)],
                                      stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            client.stdin.write("\r\n\r\n\r\n\r\n")  # pings, answered with the tickets of TLS 1.3 before
            client.stdin.flush()
            time.sleep(0.3)
            return client.communicate("Q\n", timeout=10)[0]
        check("\nNew, " in connect("-sess_out", kept), "the first one was no new session")
        check("\nReused, " in connect("-sess_in", kept), f"{version}: not resumed")
