"""Numbers and what stands beside them: diversion, history, user-to-user information, identities, parameters of URIs."""
import re

from flow import Flow, check, equal, flow
from sip import Message, sdp

CALLED, CALLING = "600", "30123456"
HELLO, HELLO_HEX = "hello", "0468656c6c6f"  # protocol discriminator 4: IA5


def trusted(f: Flow, **keys) -> None:
    """The peer `pbx` is of the trust domain; numbers are German."""
    f.conf["sip_peer"][0].update({"trust": True, "country_code": "49", **keys})


def to_carrier(f: Flow, **keys) -> None:
    """A second peer at base + 30: numbers with +49 80 go there."""
    f.conf["sip_peer"].append({"name": "carrier", "address": f"127.0.0.1:{f.base + 30}", "match": ["127.0.0.2/32"], "codecs": ["pcma"], "trust": True,
                               "country_code": "49", **keys})
    f.conf["trunk_group"].append({"name": "carrier", "peers": ["carrier"]})
    f.conf["route"].insert(0, {"name": "to-carrier", "from": ["pbx"], "called": ".*80[0-9]*", "to": ["carrier"]})


def setup_of(f: Flow) -> dict:
    """SETUP of the last call that the exchange got."""
    return f.exchange.wait(f.exchange.calls()[-1]["call"], "connected")["received"]["SETUP"]


def answered(f: Flow, called: str, headers) -> dict:
    """A SIP call to the line with these headers, answered and released; the SETUP that it became."""
    call = f.peer().call(called, sdp(f.rtp_port), headers=headers)
    call.answer_hears()
    setup = setup_of(f)
    call.bye()
    return setup


def refuse(there, invite: Message) -> None:
    """The called peer is busy: the call ends."""
    there.respond(invite, 486, "Busy Here")
    there.expect("ACK")


def through(f: Flow, user: str, headers) -> Message:
    """The INVITE at the second peer that one of pbx to this user part becomes."""
    carrier, pbx = f.peer(offset=30), f.peer()
    call = pbx.call(user, sdp(f.rtp_port), headers=headers)
    there, invite = carrier.expect_call()
    refuse(there, invite)
    call.acknowledge(call.expect("486 INVITE"))
    return invite


# --- diversion


@flow
def numbers_redirecting_goes_through_sip_and_back(f: Flow) -> None:
    """PRI, Diversion and History-Info, PRI: who diverted the call and why is the same at the end."""
    trusted(f, diversion="both")
    f.start()
    peer = f.peer()
    first = f.exchange.call(CALLED, calling=CALLING, redirecting="030777", redirecting_reason=1)
    there, invite = peer.expect_call()
    equal("Diversion", len(invite.all("diversion")), 1)
    check("030777@" in invite.get("diversion") and "reason=user-busy" in invite.get("diversion"), invite.get("diversion"))
    history = invite.all("history-info")
    equal("entries of History-Info", len(history), 2)
    check("030777@" in history[0] and history[0].endswith("index=1"), history[0])
    check(f"sip:{CALLED}@" in history[1] and "cause=486" in history[1] and history[1].endswith("index=1.1;mp=1"), history[1])
    on = peer.call("2001", sdp(f.rtp_port), headers=[f"History-Info: {entry}" for entry in history])
    on.answer_hears()
    redirecting = setup_of(f)["redirecting"]
    equal("redirecting number", (redirecting["digits"], redirecting["reason"]), ("030777", 1))
    on.bye()
    refuse(there, invite)
    f.exchange.wait(first, "released")


@flow
def numbers_diversion_becomes_redirecting(f: Flow) -> None:
    """The newest of two Diversion entries is the redirecting number."""
    trusted(f)
    f.start()
    setup = answered(f, "2001", ["Diversion: <tel:+4930444>;reason=no-answer;privacy=full, <sip:+4930333@h>;reason=user-busy"])
    equal("reason", setup["redirecting"]["reason"], 2)
    equal("presentation", setup["redirecting"]["presentation"], 1)


@flow
def numbers_history_becomes_redirecting(f: Flow) -> None:
    """The entry that mp of the last target with a cause points to; a translated service number is none."""
    trusted(f)
    f.start()
    setup = answered(f, "2001", ["History-Info: <sip:+4980011@h>;index=1, <sip:+4930333@h;cause=380>;index=1.1;mp=1",
                                 "History-Info: <sip:+4930444@h;cause=302>;index=1.2;mp=1.1, <sip:2001@h;cause=408>;index=1.3;mp=1.1"])
    equal("redirecting", (setup["redirecting"]["digits"], setup["redirecting"]["reason"]), ("30333", 2))


@flow
def numbers_untrusted_peer_does_not_see_who_diverted(f: Flow) -> None:
    """A diverting number that is withheld stays out of both headers."""
    trusted(f, diversion="both", trust=False)
    to_carrier(f, diversion="both", trust=False)
    f.start()
    invite = through(f, "+498011", ["Diversion: <tel:+4930444>;reason=no-answer;privacy=full"])
    check(b"30444" not in invite.octets, "the number is there")
    check(any("anonymous.invalid" in entry for entry in invite.all("history-info")), f"no entry: {invite.all('history-info')}")


# --- user-to-user information


@flow
def numbers_user_to_user_of_the_line_and_back(f: Flow) -> None:
    """User-user of SETUP is in the INVITE; that of 200 and BYE in CONNECT and DISCONNECT."""
    trusted(f)
    f.start()
    call = f.exchange.call(CALLED, calling=CALLING, user_user=HELLO)
    there, invite = f.peer().expect_call()
    equal("User-to-User", invite.get("user-to-user"),
          f"{HELLO_HEX.upper()};encoding=hex;purpose=isdn-uui;content=isdn-uui")
    there.respond(invite, 200, "OK", sdp(f.rtp_port), headers=["User-to-User: 040a0b;encoding=hex"])
    there.expect("ACK")
    equal("user-user of CONNECT", f.exchange.wait(call, "connected")["received"]["CONNECT"].get("user_user"), "040a0b")
    there.bye(headers=["User-to-User: \"04FF\";purpose=isdn-interwork"])
    equal("user-user of DISCONNECT", f.exchange.wait(call, "released")["received"]["DISCONNECT"].get("user_user"), "04ff")


@flow
def numbers_user_to_user_of_an_invite(f: Flow) -> None:
    """User-to-User of the INVITE is in SETUP."""
    f.start()
    equal("user-user", answered(f, "2001", [f"User-to-User: {HELLO_HEX};encoding=hex"]).get("user_user"), HELLO_HEX)


@flow
def numbers_user_to_user_twice_is_none(f: Flow) -> None:
    """Two headers of the package: both are discarded, the call goes on (RFC 7434 §8)."""
    f.start()
    setup = answered(f, "2001", [f"User-to-User: {HELLO_HEX}", "User-to-User: 0401;purpose=isdn-uui"])
    check("user_user" not in setup, f"user-user {setup.get('user_user')}")


@flow
def numbers_answer_without_user_to_user_before_has_none(f: Flow) -> None:
    """The line did not ask for the service: what the answer brings is not passed (RFC 7434 §8)."""
    f.start()
    call = f.exchange.call(CALLED, calling=CALLING)
    there, invite = f.peer().expect_call()
    there.respond(invite, 200, "OK", sdp(f.rtp_port), headers=["User-to-User: 040a0b;encoding=hex"])
    there.expect("ACK")
    connected = f.exchange.wait(call, "connected")
    check("user_user" not in connected["received"]["CONNECT"], "user-user came with CONNECT")
    there.bye()


# --- identities and parameters


@flow
def numbers_withheld_caller_of_the_line(f: Flow) -> None:
    """CLIR: From anonymous, Privacy id, the number in P-Asserted-Identity of a trusted peer."""
    trusted(f)
    f.start()
    call = f.exchange.call(CALLED, calling=CALLING, presentation="restricted")
    there, invite = f.peer().expect_call()
    check("anonymous@anonymous.invalid" in invite.get("from"), invite.get("from"))
    equal("Privacy", invite.get("privacy"), "id")
    check(CALLING in invite.get("p-asserted-identity"), "no P-Asserted-Identity")
    refuse(there, invite)
    f.exchange.wait(call, "released")


@flow
def numbers_withheld_caller_of_sip(f: Flow) -> None:
    """Privacy id: the line gets presentation restricted."""
    trusted(f)
    f.start()
    setup = answered(f, "2001", ["P-Asserted-Identity: <tel:+4930555>", "Privacy: id"])
    equal("presentation", setup["calling"]["presentation"], 1)


@flow
def numbers_parameters_of_uris_pass(f: Flow) -> None:
    """cpc, isub, cic, rn and npdi of a trusted peer come out in the order of RFC 3966."""
    trusted(f)
    to_carrier(f)
    f.start()
    invite = through(f, "+498011;isub=77;cic=+49123;npdi;rn=+49D01", ["P-Asserted-Identity: <sip:+4930555;cpc=payphone@h;user=phone>"])
    uri = invite.first.split()[1]
    equal("user part", re.match(r"sip:([^@]*)@", uri)[1], "+498011;isub=77;cic=+49123;npdi;rn=D01;rn-context=+49")
    check("+4930555;cpc=payphone@" in invite.get("p-asserted-identity"), invite.get("p-asserted-identity"))


@flow
def numbers_hops_grow_less(f: Flow) -> None:
    """Max-Forwards of the INVITE that goes out is below that of the one that came in."""
    to_carrier(f)
    f.start()
    left = int(through(f, "+498011", []).get("max-forwards"))
    check(0 < left < 70, f"Max-Forwards {left}")
