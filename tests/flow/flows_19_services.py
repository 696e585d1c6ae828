"""Supplementary services between a line and SIP: names, hold."""
from flow import Flow, check, equal, flow
from sip import sdp

CALLED, CALLING = "600", "30123456"


def trusted(f: Flow) -> None:
    f.conf["sip_peer"][0]["trust"] = True


def line(f: Flow, switch: str, side: str, kind: str = "e1") -> None:
    f.replace_span(kind, side=side, switch_type=switch)
    f.exchange_conf["span"][-1].update(side="network" if side == "user" else "user", switch_type=switch)


def name_into_sip(f: Flow, wanted: str, **call_keys) -> dict:
    """A call from the line: `wanted` stands before the brackets in From; the name of who answers comes back."""
    call = f.exchange.call(CALLED, calling=CALLING, **call_keys)
    other, invite = f.sip.expect_call()
    found = invite.get("from").split("<")[0].strip().strip('"')
    equal("name in From", found, wanted)
    other.respond(invite, 200, "OK", sdp(f.rtp_port), headers=['P-Asserted-Identity: "Carla Jürgens" <sip:+4930600@127.0.0.1>'])
    other.expect("ACK")
    f.exchange.wait(call, "connected")
    other.bye()
    f.exchange.wait(call, "released")
    return f.exchange.show(call)["received"]["CONNECT"]


def name_from_sip(f: Flow, headers=()) -> dict:
    """A call from SIP with a name: the SETUP that the exchange gets."""
    call = f.sip.call("2001", sdp(f.rtp_port), headers=headers)
    answer = call.answer_hears()
    there = f.exchange.calls(released=False)[-1]["call"]
    setup = f.exchange.show(there)["received"]["SETUP"]
    call.bye()
    f.exchange.wait(there, "released")
    return {"setup": setup, "answer": answer}


IDENTITY = ['P-Asserted-Identity: "Ann Müller" <sip:+4930111222@127.0.0.1>']


@flow
def names_as_network_of_euroisdn(f: Flow) -> None:
    """The gateway is the network: it sends display to users, takes none of them."""
    trusted(f)
    line(f, "euroisdn", "network")
    f.start()
    f.sip = f.peer()
    equal("display in SETUP", name_from_sip(f, IDENTITY)["setup"].get("display"), "Ann Muller")
    equal("display of a withheld number", name_from_sip(f, [*IDENTITY, "Privacy: id"])["setup"].get("display"), None)
    equal("display in CONNECT", name_into_sip(f, "", display="Mallory").get("display"), "Carla Jurgens")


@flow
def names_as_user_of_euroisdn(f: Flow) -> None:
    """The gateway is the user: display of the network is the caller's name; it sends none."""
    trusted(f)
    f.start()
    f.sip = f.peer()
    equal("display in SETUP", name_from_sip(f, IDENTITY)["setup"].get("display"), None)
    equal("display in CONNECT", name_into_sip(f, "Bob Miller", display="Bob Miller").get("display"), None)
    name_into_sip(f, "Anonymous", display="Bob Miller", presentation="restricted")


def qsig_name(text: str, operation: int) -> str:
    """A facility element as another maker writes it: ECMA's object identifier, the name with a character set."""
    name = text.encode("latin-1")
    argument = bytes([0xA1, len(name) + 5, 4, len(name)]) + name + bytes([2, 1, 1])
    invoke = bytes([2, 1, 5, 6, 4, 0x2B, 0x0C, 9, operation]) + argument
    return (bytes([0x9F, 0xAA, 6, 0x80, 1, 0, 0x82, 1, 0, 0x8B, 1, 0, 0xA1, len(invoke)]) + invoke).hex()


@flow
def names_on_qsig(f: Flow) -> None:
    """callingName and connectedName in facility elements, both ways."""
    trusted(f)
    line(f, "qsig", "user")
    f.start()
    f.sip = f.peer()
    setup = name_from_sip(f, IDENTITY)["setup"]
    equal("display", setup.get("display"), None)
    equal("callingName", setup["facilities"], ["9faa06800100820100" "8b0100" "a112020101020100" "800a" + b"Ann Muller".hex()])
    connect = name_into_sip(f, "Bob Moller", facility=qsig_name("Bob Möller", 0))
    equal("connectedName", connect["facilities"], ["9faa06800100820100" "8b0100" "a115020101020102" "800d" + b"Carla Jurgens".hex()])


@flow
def names_on_ni2(f: Flow) -> None:
    """callingName of National ISDN-2 both ways."""
    trusted(f)
    line(f, "ni2", "network", "t1")
    f.start()
    f.sip = f.peer()
    equal("callingName", name_from_sip(f, IDENTITY)["setup"]["facilities"], ["9f8b0100a112020101020100800a" + b"Ann Muller".hex()])
    name_into_sip(f, "Bob", facility="9f8b0100a10b0201010201008003" + b"Bob".hex())


def connected(f: Flow):
    call = f.peer().call("2001", sdp(f.rtp_port))
    call.answer_hears()
    return call, f.exchange.calls(released=False)[-1]["call"]


@flow
def line_holds_sip(f: Flow) -> None:
    """HOLD of the line is granted and is a re-INVITE with sendonly; RETRIEVE one with sendrecv, on the same B-channel."""
    f.start()
    call, there = connected(f)
    for message, answer, direction, version in (("hold", "HOLD ACKNOWLEDGE", "sendonly", 2), ("retrieve", "RETRIEVE ACKNOWLEDGE", "sendrecv", 3)):
        f.exchange.command("send", call=there, message=message)
        f.exchange.wait_message(there, answer)
        offer = call.expect("INVITE")
        equal(f"direction after {message}", offer.media["direction"], direction)
        call.respond(offer, 200, "OK", sdp(f.rtp_port, direction="recvonly" if direction == "sendonly" else direction, version=version))
        call.expect("ACK")
    shown = f.exchange.show(there)
    equal("channel after RETRIEVE", shown["received"]["RETRIEVE ACKNOWLEDGE"]["channel"]["timeslot"], shown["channel"])
    f.exchange.command("send", call=there, message="retrieve")
    f.exchange.wait_message(there, "RETRIEVE REJECT")
    call.bye()
    f.exchange.wait(there, "released")


@flow
def sip_holds_line(f: Flow) -> None:
    """A re-INVITE with sendonly is NOTIFY remote hold on the line, one with sendrecv remote retrieval."""
    f.start()
    call, there = connected(f)
    for direction, code, version in (("sendonly", 0x79, 2), ("sendrecv", 0x7A, 3)):
        call.request("INVITE", sdp(f.rtp_port, direction=direction, version=version))
        call.acknowledge(call.expect("200 INVITE"))
        f.until(f"NOTIFY {code:#x}", lambda: f.exchange.show(there)["received"].get("NOTIFY", {}).get("notification") == code)
    call.bye()
    f.exchange.wait(there, "released")


@flow
def line_releases_while_it_holds(f: Flow) -> None:
    """A held call is released by the line: BYE, and the B-channel is free."""
    f.start()
    call, there = connected(f)
    f.exchange.command("send", call=there, message="hold")
    f.exchange.wait_message(there, "HOLD ACKNOWLEDGE")
    offer = call.expect("INVITE")
    call.respond(offer, 200, "OK", sdp(f.rtp_port, direction="recvonly", version=2))
    call.expect("ACK")
    f.exchange.command("release", call=there)
    check(call.expect_bye(), "no BYE")


# --- terminal portability (Q.931 §5.6), which the gateway as a network does not offer

@flow
def suspend_and_resume_of_a_terminal_are_status_97(f: Flow) -> None:
    """Answered as unknown (Q.931 §5.6.3, §5.8.4), nobody is told, and the call goes on as it was."""
    f.replace_span("bri", side="network")
    f.exchange_conf["span"][0]["side"] = "user"
    f.start()
    peer = f.peer()
    call = f.exchange.call("600", calling="30123456")
    bob, invite = peer.expect_call()
    bob.respond(invite, 200, "OK", sdp(f.rtp_port))
    bob.expect("ACK")
    f.exchange.wait(call, "connected")
    for count, message in enumerate(("suspend", "resume"), 1):
        f.exchange.command("send", call=call, message=message)
        f.until(f"STATUS to {message}", lambda: status_97(f, call) == count)
    equal("state", f.exchange.show(call)["state"], "connected")
    bob.bye()  # neither re-INVITE nor INFO came before the 200
    f.check_cause(f.exchange.wait(call, "released"), 16, released_by="far")


def status_97(f: Flow, call: int) -> int:
    """How often the exchange has been told that it said something unknown."""
    return sum("< STATUS cause=97" in line for line in f.exchange.show(call)["messages"])
