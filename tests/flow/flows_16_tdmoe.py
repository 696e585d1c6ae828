"""TDM-over-Ethernet: gateway and exchange at the ends of a virtual Ethernet cable, in a network of their own."""
import ctypes
import os
import subprocess

from flow import Flow, equal, flow

NEAR, FAR = "02:00:00:00:00:01", "02:00:00:00:00:02"
CLONE_NEWNET = 0x40000000


def own_network() -> bool:
    """This process and what it starts get a network of their own; False without root."""
    return os.geteuid() == 0 and ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWNET) == 0


def lay_cable() -> None:
    """A virtual Ethernet cable between the interfaces `near` and `far`."""
    for line in ("link set lo up", f"link add near address {NEAR} type veth peer name far address {FAR}", "link set near up",
                 "link set far up"):
        subprocess.run(["ip", *line.split()], check=True)


def calls(f: Flow, type: str) -> None:
    if not own_network():
        print("not root: nothing was tested")
        return
    lay_cable()
    span = f.replace_span(type)
    for key in ("local", "remote", "packet"):
        del span[key]
        del f.exchange_conf["span"][0][key]
    span.update({"driver": "tdmoe", "interface": "near", "peer_mac": FAR, "subaddress": 5})
    f.exchange_conf["span"][0].update({"driver": "tdmoe", "interface": "far", "peer_mac": NEAR, "subaddress": 5})
    f.start()
    equal("driver", f.console("show spans")["spans"][0]["driver"], "tdmoe")
    f.sipp("uac_answer", called="2001", HOLD=200).check()
    f.check_cause(f.exchange_call(), 16)
    uas = f.sipp("uas_answer")
    call = f.exchange.call("600", calling="2001")
    f.exchange.wait(call, "connected")
    f.exchange.command("release", call=call)
    uas.check()
    f.exchange.wait(call, "released")
    f.until("packets are counted", lambda: f.console("show spans")["spans"][0]["packets_received"] > 500)


@flow
def tdmoe_e1_calls_both_ways(f: Flow) -> None:
    calls(f, "e1")


@flow
def tdmoe_bri_calls_both_ways(f: Flow) -> None:
    calls(f, "bri")
