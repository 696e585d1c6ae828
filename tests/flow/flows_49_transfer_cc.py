"""Transfers over several spans, and those that an exchange or a SIP peer is asked to finish (ECT, QSIG, 2BCT, RLT, REFER with Replaces)."""
import re
from types import SimpleNamespace

from flow import Flow, check, equal, flow
from flows_20_diversion import line
from flows_20_transfer import escaped, notified, refer, replaces_of
from flows_23_line_transfer import answer_of, ask, joined, refused
from flows_23_mailboxes import SUMMARY, line as mailbox_line, told, unsolicited
from flows_24_services import ERROR, MCID, RESULT, answers, connected, facility, log, network
from sip import Call, Message, Peer, sdp


# --- two calls of a line on different spans

def two_spans(f: Flow, switch: str, kind: str, **keys) -> tuple[Call, int, Call, int]:
    """A SIP caller talks to the first span, the second one to a SIP peer: the SIP calls, and those at the exchange."""
    line(f, switch, "network", kind)
    f.add_span("line2", kind, side="network", switch_type=switch)
    f.exchange_conf["span"][-1].update(side="user", switch_type=switch)
    f.start()
    sip = f.peer()
    near = sip.call("2001", sdp(f.rtp_port))
    near.answer_hears()
    first = f.exchange.calls(released=False)[-1]
    second = f.exchange.call("600", calling="30123456", span="line2" if first["span"] == "line1" else "line1", **keys)
    far, invite = sip.expect_call()
    far.respond(invite, 200, "OK", sdp(f.rtp_port + 40))
    far.expect("ACK")
    for call in (first["call"], second):
        f.exchange.wait(call, "connected")
    return near, first["call"], far, second


@flow
def ect_joins_calls_on_two_spans(f: Flow) -> None:
    """EctLinkIdRequest on one span, explicitEctExecute on the other one of the trunk group."""
    near, first, far, second = two_spans(f, "euroisdn", "e1")
    ask(f, first, ect_link_request=1)
    ask(f, second, ect_link=answer_of(f, first)["name"])
    joined(f, near, first, far, second)
    equal("result", answer_of(f, second, "DISCONNECT")["kind"], 0xA2)


@flow
def qsig_joins_calls_on_two_spans(f: Flow) -> None:
    """callTransferIdentify on one span, callTransferInitiate on the other."""
    near, first, far, second = two_spans(f, "qsig", "e1")
    ask(f, second, transfer_identify=1)
    ask(f, first, transfer_initiate=answer_of(f, second)["name"])
    joined(f, near, first, far, second)


@flow
def two_b_channel_transfer_on_two_spans(f: Flow) -> None:
    """NI2: the call reference is not one of the same D-channel, and one of the group's other one."""
    near, first, far, second = two_spans(f, "ni2", "t1")
    ask(f, second, two_b_channel=f.exchange.show(first)["reference"])
    equal("result", answer_of(f, second)["kind"], 0xA2)
    joined(f, near, first, far, second)


@flow
def release_link_trunk_on_two_spans(f: Flow) -> None:
    """DMS-100: the name that CONNECT gave on one span, used on the other."""
    near, first, far, second = two_spans(f, "dms100", "t1", rlt_ability=1)
    ask(f, first, rlt=answer_of(f, second, "CONNECT")["name"])
    joined(f, near, first, far, second)


@flow
def implicit_ect_stays_on_its_access(f: Flow) -> None:
    """ectExecute names no call: one on hold on another access is somebody else's; invalidCallState."""
    near, first, far, second = two_spans(f, "euroisdn", "e1")
    f.exchange.command("send", call=first, message="hold")
    hold = near.expect("INVITE")
    near.respond(hold, 200, "OK", sdp(f.rtp_port, direction="recvonly", version=2))
    near.expect("ACK")
    refused(f, near, first, far, second, 7, ect=1)


# --- transfers that an exchange is asked to finish

def handing_line(f: Flow, switch: str, kind: str = "e1") -> tuple[Peer, Call, int, Call, int]:
    """A SIP peer talks to two numbers of the exchange, and joins the calls: it has its 200, and the exchange is asked."""
    line(f, switch, "user", kind)
    f.group("exchange")["transfer"] = "network"
    f.start()
    sip = f.peer()
    near, ask_ = sip.call("2001", sdp(f.rtp_port)), sip.call("2000", sdp(f.rtp_port + 4))
    near.answer_hears()
    ask_.answer_hears()
    first, second = [one["call"] for one in f.exchange.calls(released=False)][-2:]
    return sip, near, first, ask_, second


def sip_joins(near: Call, other: Call) -> None:
    refer(near, f"<sip:2000@127.0.0.1?Replaces={escaped(replaces_of(other))}>")
    other.expect_bye()
    notified(near, 200, final=True)
    near.bye()


def exchange_joins(f: Flow, switch: str, kind: str = "e1") -> None:
    _, near, first, other, second = handing_line(f, switch, kind)
    sip_joins(near, other)
    for call, partner in ((first, second), (second, first)):
        over = f.exchange.wait(call, "released")
        f.check_cause(over, 16)
        equal("joined with", over["joined_with"], partner)
    equal("handed over", f.counter("landline_transfers_handed_over_total"), 1)
    check("joined without us" in f.console_text("call explain 2"), "call explain tells of it")


def exchange_refuses(f: Flow, switch: str, kind: str = "e1") -> None:
    _, near, first, other, second = handing_line(f, switch, kind)
    f.exchange.command("transfers", answer="refuse")
    sip_joins(near, other)
    f.until("the refusal is counted", lambda: f.counter("landline_transfers_not_handed_over_total") == 1)
    for call in (first, second):
        equal("state", f.exchange.show(call)["state"], "connected")
    f.exchange.command("release", call=first)
    f.check_cause(f.exchange.wait(second, "released"), 16)


@flow
def an_exchange_joins_two_calls_by_ect(f: Flow) -> None:
    """transfer = "network" at a EuroISDN line: EctLinkIdRequest, explicitEctExecute; the exchange clears both calls."""
    exchange_joins(f, "euroisdn")


@flow
def a_pbx_joins_two_calls_by_qsig(f: Flow) -> None:
    """The same on QSIG: callTransferIdentify, callTransferInitiate with the identity and number of the result."""
    exchange_joins(f, "qsig")


@flow
def an_exchange_joins_two_calls_by_2bct(f: Flow) -> None:
    """NI2: initiateTransfer with the call reference of the other call; result, then both are cleared."""
    exchange_joins(f, "ni2", "t1")


@flow
def an_exchange_joins_two_calls_by_rlt(f: Flow) -> None:
    """DMS-100: each SETUP asks for RLT, CONNECT has the call's id, the third party operation joins them."""
    exchange_joins(f, "dms100", "t1")


@flow
def an_exchange_that_refuses_ect(f: Flow) -> None:
    """The return error to EctLinkIdRequest: both calls stay, bridged here."""
    exchange_refuses(f, "euroisdn")


@flow
def an_exchange_that_refuses_2bct(f: Flow) -> None:
    """The return error to initiateTransfer: the same."""
    exchange_refuses(f, "ni2", "t1")


@flow
def a_blind_transfer_goes_to_the_exchange(f: Flow) -> None:
    """REFER to another number of the same exchange: called, and when it answers the exchange joins both."""
    line(f, "euroisdn", "user")
    f.group("exchange")["transfer"] = "network"
    f.start()
    near = f.peer().call("2001", sdp(f.rtp_port))
    near.answer_hears()
    first = f.exchange.calls(released=False)[-1]["call"]
    refer(near, "<sip:2000@127.0.0.1>")
    notified(near, 200, final=True)
    near.bye()
    over = f.exchange.wait(first, "released")
    second = f.exchange.wait(over["joined_with"], "released")
    equal("joined with", second["joined_with"], first)
    equal("called", second["called"], "2000")


# --- transfers that SIP peers are asked to finish

def handing_peers(f: Flow) -> tuple[Call, int, Call, int, Message]:
    """A line joins its calls to and from a SIP peer; the peer's second call is referred to its first one."""
    line(f, "euroisdn", "network")
    f.conf["sip_peer"][0]["transfer"] = "network"
    f.start()
    sip = f.peer()
    near = sip.call("2001", sdp(f.rtp_port))
    near.answer_hears()
    first = f.exchange.calls(released=False)[-1]["call"]
    second = f.exchange.call("600", calling="30123456")
    far, invite = sip.expect_call()
    far.respond(invite, 200, "OK", sdp(f.rtp_port + 40))
    far.expect("ACK")
    f.exchange.wait(second, "connected")
    ask(f, first, ect_link_request=1)
    ask(f, second, ect_link=answer_of(f, first)["name"])
    for call in (first, second):
        f.check_cause(f.exchange.wait(call, "released"), 16)
    return near, first, far, second, far.expect("REFER", skip=("UPDATE",))


def notify(call: Call, status: str, state: str, wanted: int = 200) -> None:
    call.request("NOTIFY", headers=["Event: refer", f"Subscription-State: {state}", "Content-Type: message/sipfrag;version=2.0"],
                 body=Fragment(status))
    call.expect(f"{wanted} NOTIFY")


class Fragment:
    """A body for Call.request()."""
    headers: list[str] = []

    def __init__(self, status: str):
        self.octets = f"SIP/2.0 {status}\r\n".encode()


@flow
def a_peer_takes_the_transfer_of_a_line(f: Flow) -> None:
    """ECT of two calls that are at a SIP peer with transfer = "network": REFER with Replaces, NOTIFY 200, both calls end here."""
    near, _, far, _, asked = handing_peers(f)
    target = asked.get("refer-to")
    uri, _, headers = target.strip("<>").partition("?")
    equal("who is to be called", f"<{uri}>", near.peer.contact)
    tag = lambda value: re.search(r"tag=([^;>]+)", value)[1]
    replaces = f"Replaces={near.call_id};to-tag={tag(near.local)};from-tag={tag(near.remote)}&Require=replaces"
    unescaped = headers.replace("%40", "@").replace("%3B", ";").replace("%3D", "=")
    equal("dialog that is replaced", unescaped, replaces)
    far.respond(asked, 202, "Accepted")
    notify(far, "100 Trying", "active;expires=60")
    equal("calls of the gateway", len(f.console("show calls")["calls"]), 1)
    notify(far, "200 OK", "terminated;reason=noresource")
    near.expect_bye()
    far.expect_bye()
    equal("handed over", f.counter("landline_transfers_handed_over_total"), 1)


@flow
def a_peer_whose_transfer_fails(f: Flow) -> None:
    """The NOTIFY says 420: the two stay joined here."""
    near, _, far, _, asked = handing_peers(f)
    far.respond(asked, 202, "Accepted")
    notify(far, "420 Bad Extension", "terminated;reason=noresource")
    f.until("it is counted", lambda: f.counter("landline_transfers_not_handed_over_total") == 1)
    near.bye()
    far.expect_bye()


@flow
def a_peer_that_takes_no_refer(f: Flow) -> None:
    """REFER gets 405, and a NOTIFY that nobody waits for 481: the two stay joined here."""
    near, _, far, _, asked = handing_peers(f)
    far.respond(asked, 405, "Method Not Allowed")
    f.until("it is counted", lambda: f.counter("landline_transfers_not_handed_over_total") == 1)
    notify(far, "200 OK", "terminated;reason=noresource", 481)
    far.bye()
    near.expect_bye()


# --- malicious calls while they are cleared

@flow
def a_call_is_registered_while_it_is_cleared(f: Flow) -> None:
    """The caller has hung up; the called telephone has its DISCONNECT, sends MCIDRequest before RELEASE, and gets a result."""
    network(f)
    f.start()
    call, there = connected(f)
    f.exchange.command("hold-clearing")
    call.bye()
    f.exchange.wait(there, "disconnecting")
    facility(f, there, MCID)
    equal("answer", answers(f, there), [(RESULT, 5, None)])
    check("registered, caller 4930111222" in log(f), "nothing in the log")
    f.exchange.command("release", call=there)
    f.exchange.wait(there, "released")


# --- mailboxes with more than voice

def body(waiting: bool, **counts: str) -> SimpleNamespace:
    text = f"Messages-Waiting: {'yes' if waiting else 'no'}\r\n" + "".join(f"{name}-Message: {value}\r\n" for name, value in counts.items())
    return SimpleNamespace(headers=[f"Content-Type: {SUMMARY}"], octets=text.encode())


@flow
def a_fax_in_sip_lights_its_own_lamp(f: Flow) -> None:
    """Voice and fax and e-mail: a request each with its basic service; what is not named later is empty; `show mailboxes`."""
    mailbox_line(f, "qsig", "user")
    f.conf["sip_peer"][0]["unsolicited_notify"] = True
    f.start()
    sip = f.peer()
    unsolicited(f, sip, body(True, Voice="0/1", Fax="2/0 (0/0)", Text="5/1")).expect("200 NOTIFY")
    seen = {request["service"]: (request["waiting"], request.get("messages")) for request in (told(f, n) for n in (1, 2, 3))}
    equal("requests by service", seen, {1: ("deactivate", None), 37: ("activate", 2), 51: ("activate", 5)})
    shown = f.console("show mailboxes")["mailboxes"]
    equal("show mailboxes", [(row["kind"], row["where"], row["number"], row["waiting"], row["messages"]) for row in shown],
          [("line", "exchange", "2001", True, "Voice 0/1, Fax 2/0, Text 5/1")])
    check("Fax 2/0" in f.console_text("show mailboxes"), "the table has it too")
    unsolicited(f, sip, body(True, Voice="1/1")).expect("200 NOTIFY")
    later = {request["service"]: request["waiting"] for request in (told(f, n) for n in (4, 5, 6))}
    equal("requests by service", later, {1: "activate", 37: "deactivate", 51: "deactivate"})


@flow
def a_fax_on_a_line_leaves_the_voice_messages(f: Flow) -> None:
    """mwiActivate for speech, then for fax: the NOTIFY has both; speech is deactivated, fax is still waiting."""
    mailbox_line(f, "qsig", "user")
    f.start()
    watch = f.peer().outside("SUBSCRIBE", "2001", headers=["Event: message-summary", f"Accept: {SUMMARY}", "Expires: 600"])
    watch.expect("200 SUBSCRIBE")

    def notified_of(*lines: bytes) -> None:
        notify_ = watch.expect("NOTIFY")
        watch.respond(notify_, 200, "OK")
        check(all(one in notify_.octets for one in lines), f"{lines} not in {notify_.octets}")
    notified_of(b"Messages-Waiting: no")
    for service, operation, wanted in ((1, "activate", (b"yes", b"Voice-Message: 4/0")),
                                       (37, "activate", (b"yes", b"Voice-Message: 4/0", b"Fax-Message: 4/0")),
                                       (1, "deactivate", (b"yes", b"Voice-Message: 0/0", b"Fax-Message: 4/0"))):
        f.exchange.command("facility", span="line1", waiting=operation, user="2001", messages=4, service=service)
        notified_of(*wanted)
    row = f.console("show mailboxes")["mailboxes"][0]
    equal("show mailboxes", (row["kind"], row["where"], row["watchers"], row["messages"]), ("told", "pbx", 1, "Voice 0/0, Fax 4/0"))


# --- completion of calls (EN 300 359-1, EN 301 065-1): operations 4.0.359.1.N and 4.0.1065.1.N

RETAIN, REQUEST, DEACTIVATE, ERASE, USER_FREE, CALL = (f"06060400826701{n:02x}" for n in (1, 2, 3, 5, 6, 7))
NO_REPLY = "0606040088290101"


def invoke(operation: str, reference: int, invoke_id: int = 7) -> str:
    body_ = f"0201{invoke_id:02x}{operation}0201{reference:02x}"
    return f"91a1{len(body_) // 2:02x}{body_}"


def completing(f: Flow) -> Peer:
    network(f)
    f.group("exchange").update(completion=True, completion_interval="500ms")
    f.start()
    return f.peer()


def failed_call(f: Flow, sip: Peer, message: str, alerting: bool = False) -> tuple[int, int]:
    """A call of a telephone that finds the SIP user busy, or gives him up while he rings; its number and the linkage id."""
    call = f.exchange.call("600", calling="30123456")
    far, asked = sip.expect_call()
    if alerting:
        far.respond(asked, 180, "Ringing")
    else:
        far.respond(asked, 486, "Busy Here")
        far.expect("ACK")
    f.exchange.wait_message(call, message)
    octets = f.exchange.show(call)["received"][message]["facilities"][0]
    check(RETAIN in octets, f"no CallInfoRetain in {message}: {octets}")
    linkage = int(octets.partition(RETAIN)[2][4:6], 16)
    f.exchange.command("release", call=call)
    if alerting:
        far.respond(far.expect("CANCEL"), 200, "OK")
        far.respond(asked, 487, "Request Terminated")
        far.expect("ACK")
    f.exchange.wait(call, "released")
    return call, linkage


def facilities(f: Flow) -> list[str]:
    return [octets for one in f.exchange.command("facilities", span="line1")["facilities"] for octets in one["facilities"]]


def wanted(f: Flow, operation: str, linkage: int) -> int:
    """Asks for completion: the CCBS reference."""
    f.exchange.command("facility", span="line1", facility=invoke(operation, linkage))
    f.until("the result", lambda: any(octets[2:4] == "a2" for octets in facilities(f)))
    result = next(octets for octets in facilities(f) if octets[2:4] == "a2")
    check("0a0100" in result, f"global recall: {result}")
    return int(result[-2:], 16)


def told_of(f: Flow, operation: str) -> str:
    f.until("facility of the network", lambda: any(operation in octets for octets in facilities(f)))
    return next(octets for octets in facilities(f) if operation in octets)


def looked_at(sip: Peer, status: int, text: str) -> None:
    """The gateway asks by OPTIONS how the user is."""
    call, options = sip.expect_request("OPTIONS")
    check(options.first.startswith("OPTIONS sip:600@"), options.first)
    call.respond(options, status, text)


@flow
def a_busy_user_is_called_when_he_is_free(f: Flow) -> None:
    """CCBS of a telephone: CallInfoRetain, CCBSRequest; OPTIONS says 486, then 200; RemoteUserFree, SETUP with CCBSCall, Erase."""
    sip = completing(f)
    _, linkage = failed_call(f, sip, "DISCONNECT")
    reference = wanted(f, REQUEST, linkage)
    row = f.console("show completions")["completions"][0]
    equal("show completions", (row["line"], row["called"], row["kind"], row["state"]), ("line1", "600", "busy", "waiting"))
    looked_at(sip, 486, "Busy Here")
    looked_at(sip, 200, "OK")
    check("363030" in told_of(f, USER_FREE), "the address of the user")
    call = f.exchange.call("600", calling="30123456", facility=invoke(CALL, reference))
    far, asked = sip.expect_call()
    far.respond(asked, 200, "OK", sdp(f.rtp_port))
    far.expect("ACK")
    f.exchange.wait(call, "connected")
    check(told_of(f, ERASE).endswith("0a0100"), "erased for no other reason")
    equal("completed", f.counter("landline_completions_completed_total"), 1)
    equal("show completions", f.console("show completions")["completions"], [])
    f.exchange.command("release", call=call)
    far.expect_bye()
    f.exchange.wait(call, "released")


@flow
def a_user_who_is_busy_again_is_waited_for(f: Flow) -> None:
    """The CCBS call finds him busy: the request stays, until the telephone deactivates it."""
    sip = completing(f)
    _, linkage = failed_call(f, sip, "DISCONNECT")
    reference = wanted(f, REQUEST, linkage)
    looked_at(sip, 200, "OK")
    told_of(f, USER_FREE)
    call = f.exchange.call("600", calling="30123456", facility=invoke(CALL, reference))
    far, asked = sip.expect_call()
    far.respond(asked, 486, "Busy Here")
    far.expect("ACK")
    f.check_cause(f.exchange.wait(call, "released"), 17)
    equal("state", f.console("show completions")["completions"][0]["state"], "waiting")
    f.exchange.command("facility", span="line1", facility=invoke(DEACTIVATE, reference, 8))
    told_of(f, ERASE)
    equal("show completions", f.console("show completions")["completions"], [])
    second = f.exchange.call("600", calling="30123456", facility=invoke(CALL, reference))
    f.check_cause(f.exchange.wait(second, "released"), 29)


@flow
def a_user_who_does_not_answer_is_called_later(f: Flow) -> None:
    """CCNR: CallInfoRetain in ALERTING, CCNRRequest; he counts as free once he has been seen busy."""
    sip = completing(f)
    _, linkage = failed_call(f, sip, "ALERTING", alerting=True)
    wanted(f, NO_REPLY, linkage)
    looked_at(sip, 200, "OK")
    looked_at(sip, 486, "Busy Here")
    check(not any(USER_FREE in octets for octets in facilities(f)), "too early")
    looked_at(sip, 200, "OK")
    told_of(f, USER_FREE)


@flow
def completion_of_an_unknown_call_is_refused(f: Flow) -> None:
    """CCBSRequest of a linkage id that was never given: invalidCallLinkageID."""
    completing(f)
    f.exchange.command("facility", span="line1", facility=invoke(REQUEST, 99))
    f.until("the answer", lambda: f.exchange.command("facilities", span="line1")["facilities"])
    answer = f.exchange.command("facilities", span="line1")["facilities"][0]["answers"][0]
    equal("answer", (answer["kind"], answer["id"], answer["error"]), (ERROR, 7, 359020))
