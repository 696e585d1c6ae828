"""Requests that are too large for a datagram (RFC 3261 §18.1.1)."""
from flow import Flow, check, equal, flow


def large(f: Flow) -> None:
    """Our INVITEs have more than 1300 octets, and there is a listener for each transport."""
    f.conf["sip"]["listen"].append(f"tcp:127.0.0.1:{f.base}")
    f.conf["sip"]["user_agent"] = "Landline/" + "x" * 900
    f.start()


@flow
def large_invite_goes_by_tcp(f: Flow) -> None:
    """The peer is reached by UDP; its INVITE comes by TCP, and the whole call goes by that."""
    large(f)
    there = f.stream_peer()
    f.call_from_line(there)
    check(there.accepted == 1, f"{there.accepted} connections")
    row = f.console("show connections")["connections"][0]
    equal("connection", (row["transport"], row["opened_by"]), ("TCP", "us"))


@flow
def large_invite_goes_by_udp_where_nobody_takes_tcp(f: Flow) -> None:
    """Refused by TCP: the same INVITE by UDP at once, and the next one without a try."""
    large(f)
    there = f.peer()
    f.call_from_line(there)
    refused = f.gateway.log_text().count("connection to")
    f.call_from_line(there)
    equal("connections tried", f.gateway.log_text().count("connection to"), refused)
    check(refused > 0, "TCP was not tried")
