"""Peers named by a domain: their servers in the DNS of dnsmasq, some of which fail (RFC 3263)."""
import time

from flow import Flow, check, equal, flow
from processes import Program
from sip import sdp

DOMAIN = "carrier.example"


def name_server(f: Flow, *records: str, ttl: int = 300) -> None:
    """dnsmasq with these records and nothing else, on a port of the flow's, until the flow ends."""
    port = f.base + 41
    server = Program(["/usr/sbin/dnsmasq", "--keep-in-foreground", "--log-facility=-", "--conf-file=/dev/null", "--no-resolv", "--no-hosts",
                      "--user=", "--listen-address=127.0.0.1", "--bind-interfaces", f"--port={port}", f"--local=/{DOMAIN}/",
                      f"--local-ttl={ttl}", f"--host-record=host.{DOMAIN},127.0.0.1", *(f"--{record}" for record in records)],
                     f.directory / "dnsmasq.log")
    f.programs.append(server)
    f.conf["dns"] = {"servers": [f"127.0.0.1:{port}"], "timeout": "500ms", "failover": "500ms", "avoid": "2s"}
    peer = f.conf["sip_peer"][0]
    del peer["address"]
    peer["domain"] = DOMAIN
    deadline = time.monotonic() + f.patience
    while "started, version" not in server.log_text() and time.monotonic() < deadline:
        check(server.process.poll() is None, "dnsmasq has ended: " + server.log_text())
        time.sleep(0.02)


def servers(f: Flow) -> list[tuple[str, bool]]:
    """Address and whether it is avoided, of each server that the gateway knows."""
    return [(row["server"], row["avoided_seconds"] > 0) for row in f.console("show dns")["dns"] if row["server"]]


def at(f: Flow, offset: int) -> str:
    return f"127.0.0.1:{f.base + offset}"


def srv(f: Flow, priority: int, weight: int, offset: int) -> str:
    return f"srv-host=_sip._udp.{DOMAIN},host.{DOMAIN},{f.base + offset},{priority},{weight}"


@flow
def dns_naptr_and_srv_find_the_server(f: Flow) -> None:
    """NAPTR names TCP first, which the gateway does not speak here, then UDP; its SRV record, the address."""
    name_server(f, f"naptr-record={DOMAIN},10,10,s,SIPS+D2T,,_sips._tcp.{DOMAIN}",
                f"naptr-record={DOMAIN},20,10,s,SIP+D2U,,_sip._udp.{DOMAIN}", srv(f, 10, 1, 10))
    f.start()
    f.until("the domain is located", lambda: servers(f) == [(at(f, 10), False)])
    row = f.console("show dns")["dns"][0]
    equal("found by", row["steps"], f"NAPTR SIP+D2U, SRV _sip._udp.{DOMAIN}, 1 address")
    equal("state", row["state"], "located")
    check(290 < row["expires_seconds"] <= 300, f"asked again in {row['expires_seconds']} s")
    peer = f.peer()
    f.call_from_line(peer)
    # a call from that server is the peer's
    call = peer.call("2001", sdp(f.rtp_port))
    call.answer_hears()
    call.bye()


@flow
def dns_srv_fails_over(f: Flow) -> None:
    """The first server is silent, the second says 503, the third answers; the next call goes there at once."""
    name_server(f, srv(f, 10, 1, 30), srv(f, 20, 1, 31), srv(f, 30, 1, 10))
    f.start()
    silent = f.peer(30)
    f.until("the domain is located", lambda: len(servers(f)) == 3)
    equal("order", [server for server, _ in servers(f)], [at(f, 30), at(f, 31), at(f, 10)])
    busy, good = f.peer(31), f.peer(10)
    call = f.exchange.call("600", calling="30123456")
    refusing, invite = busy.expect_call()
    refusing.respond(invite, 503, "Service Unavailable")
    refusing.expect("ACK")
    there, invite = good.expect_call()
    there.respond(invite, 200, "OK", sdp(f.rtp_port))
    there.expect("ACK")
    f.exchange.wait(call, "connected")
    silent.expect_call()  # it was asked first
    equal("avoided", dict(servers(f)), {at(f, 30): True, at(f, 31): True, at(f, 10): False})
    f.exchange.command("release", call=call)
    there.expect_bye()
    f.exchange.wait(call, "released")
    f.call_from_line(good)
    check(not busy.new_calls, "the server that said 503 was asked again at once")
    f.until("nobody is avoided any more", lambda: not any(avoided for _, avoided in servers(f)))


@flow
def dns_all_servers_silent(f: Flow) -> None:
    """Nobody answers: the line hears a cause, and the next trunk would have its turn."""
    f.conf["sip"].update({"t1": "50ms"})
    name_server(f, srv(f, 10, 1, 30), srv(f, 20, 1, 31))
    f.start()
    f.until("the domain is located", lambda: len(servers(f)) == 2)
    call = f.exchange.call("600", calling="30123456")
    released = f.exchange.wait(call, "released", 12)
    check(released["cause"] in (102, 38, 41), f"cause {released['cause']}")
    equal("avoided", [avoided for _, avoided in servers(f)], [True, True])


@flow
def dns_without_an_answer(f: Flow) -> None:
    """A domain that nobody knows: the peer is out of service with a reason, its calls are refused, nothing hangs."""
    name_server(f)
    f.start()
    f.until("the DNS has said no", lambda: f.console("show dns")["dns"][0]["state"] == "no server")
    call = f.exchange.call("600", calling="30123456")
    equal("cause", f.exchange.wait(call, "released")["cause"], 38)
    check(f"{DOMAIN} is not located: the DNS knows no server" in f.gateway.log_text(), "no word in the log")


@flow
def dns_answer_that_dies_is_asked_again(f: Flow) -> None:
    """The record's time to live counts (5 s at least), and what it says then."""
    name_server(f, srv(f, 10, 1, 10), ttl=1)
    f.start()
    f.until("the domain is located", lambda: servers(f) == [(at(f, 10), False)])
    left = f.console("show dns")["dns"][0]["expires_seconds"]
    check(0 < left <= 5, f"asked again in {left} s")
    f.until("it is asked again", lambda: f.console("show dns")["dns"][0]["expires_seconds"] > left)
    f.call_from_line(f.peer())
