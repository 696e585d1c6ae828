"""One truth about a channel: STATUS ENQUIRY, RESTART with an alarm (Q.931 §5.8.10, §5.5), how well a line has carried (G.826), J1."""
import re
import time

from flow import Flow, check, equal, flow
from flows_2_pri_to_sip import place
from sip import sdp


def answered(f: Flow, there) -> str:
    """A call from the line that the peer has answered."""
    line = place(f)
    call, invite = there.expect_call()
    call.respond(invite, 200, "OK", sdp(f.rtp_port))
    call.expect("ACK")
    f.exchange.wait(line, "connected")
    return line, call


@flow
def a_call_that_the_exchange_forgot_is_found(f: Flow) -> None:
    """The exchange loses a call without a word; asked for it, it answers RELEASE COMPLETE 81, and the SIP side is released with that."""
    f.conf["span"][0]["status_enquiry"] = "1s"
    f.start()
    there = f.peer()
    kept, kept_call = answered(f, there)
    lost, lost_call = answered(f, there)
    f.exchange.command("forget", call=lost)
    bye = lost_call.expect_bye(timeout=15)
    equal("Reason", bye.reason[0], 81)
    check(f.exchange.calls(released=False)[0]["call"] == kept, "the other call is gone as well")
    f.exchange.command("release", call=kept)
    kept_call.expect_bye()
    f.exchange.wait(kept, "released")


@flow
def a_call_that_outlived_the_d_channel_is_asked_for(f: Flow) -> None:
    """The D-channel goes and comes; meanwhile the exchange has lost the call: it ends when the D-channel is back."""
    f.conf["span"][0].update(t200="200ms", t203="1s", t309="60s")
    f.exchange_conf["span"][0].update(t200="200ms", t203="1s", t309="60s")
    f.start()
    there = f.peer()
    line, call = answered(f, there)
    f.exchange.command("cut", span="line1", what="d")
    f.until("the D-channel is down", lambda: f.console("show spans")["spans"][0]["d_channel"] == "down")
    f.exchange.command("forget", call=line)
    f.exchange.command("restore", span="line1")
    call.expect_bye(timeout=15)
    f.until("the D-channel is up", lambda: f.console("show spans")["spans"][0]["d_channel"] == "up")


@flow
def performance_of_a_line_that_was_cut(f: Flow) -> None:
    """Seconds without a signal are errored, severely; the others are not."""
    f.start()
    f.until("a second is measured", lambda: f.console("show performance line1")["performance"] != [])
    f.exchange.command("cut", span="line1", what="span")
    f.until("an errored second", lambda: sum(row["severely_errored_seconds"] for row in f.console("show performance line1")["performance"]) >= 2)
    f.exchange.command("restore", span="line1")
    f.wait_up()
    row = f.console("show performance line1")["performance"][0]
    check(0 < row["severely_errored_seconds"] <= row["errored_seconds"] <= row["seconds"] <= 900, f"{row}")
    check(f.counter("landline_span_errored_seconds_total", span="line1") >= 2, "the counter does not know of it")


@flow
def j1_line_both_ways(f: Flow) -> None:
    """A call each way on a J1: 23 B-channels, mu-law."""
    f.replace_span("j1", switch_type="ni2")
    f.exchange_conf["span"][0]["switch_type"] = "ni2"
    f.start()
    equal("span", [(row["type"], row["law"], row["channels"]) for row in f.console("show spans")["spans"]], [("j1", "ulaw", 23)])
    there = f.peer()
    line, call = answered(f, there)
    f.exchange.command("release", call=line)
    call.expect_bye()
    f.exchange.wait(line, "released")
    back = there.call("2001", sdp(f.rtp_port))
    back.answer_hears()
    back.bye()


@flow
def a_terminal_is_told_the_time_when_a_sip_peer_answers(f: Flow) -> None:
    """Date and time go to a telephone at a basic access of ours with the CONNECT (Q.931 §3.1.3, §4.5.15)."""
    f.replace_span("bri", side="network")
    f.exchange_conf["span"][0]["side"] = "user"
    f.start()
    line, call = answered(f, f.peer())
    shown = f.console_text("trace span line1 layer3 now details")
    date = re.search(r"date/time\W+(20\d\d-\d\d-\d\d \d\d:\d\d)", shown)
    check(date, f"no date in the CONNECT: {shown}")
    check(abs(time.mktime(time.strptime(date[1], "%Y-%m-%d %H:%M")) - time.time()) < 180, f"it is not {date[1]}")
    f.exchange.command("release", call=line)
    call.expect_bye()
    f.exchange.wait(line, "released")
