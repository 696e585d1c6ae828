"""Credentials towards carriers (RFC 3261 §22, RFC 7616, RFC 8760): SIPp asks for them and verifies
them by its own code, which knows MD5 only (Debian's 3.6.1); the other algorithms are proved by the vectors of RFC 7616."""
import re

from flow import Flow, check, equal, flow
from flows_2_pri_to_sip import place

PASSWORD = "secret word"


def with_account(f: Flow, password: str = PASSWORD) -> None:
    for peer in f.conf["sip_peer"]:
        peer.update(auth_user="landline", auth_password=password)


def answered(f: Flow, algorithm: str) -> None:
    with_account(f)
    f.start()
    sipp = f.sipp("uas_digest", ALGORITHM=algorithm)
    call = place(f)
    f.exchange.wait(call, "connected")
    f.exchange.command("release", call=call)
    messages = sipp.check()
    f.exchange.wait(call, "released")
    equal("Call-IDs", len(set(re.findall(r"(?mi)^Call-ID: *(\S+)", messages))), 1)
    check("CSeq: 2 INVITE" in messages, "the second INVITE has not the next CSeq")
    equal("challenges answered", f.counter("landline_sip_challenges_total", how="answered"), 2)
    check(re.search(r'(?s)BYE sip:.*?nc=00000002', messages) is not None, "the BYE has no credentials with the next nonce count")
    for text in (f.console_text("show config"), f.gateway.log_text()):
        check(PASSWORD not in text, "the password is shown")


@flow
def digest_md5_towards_a_carrier(f: Flow) -> None:
    """401 with MD5: INVITE once more; the BYE has credentials from the start, and goes again when the nonce is stale."""
    answered(f, "MD5")


@flow
def digest_with_a_wrong_password_gives_up(f: Flow) -> None:
    """Refused credentials are not sent for ever: one more INVITE, then the call fails, and the log says why."""
    with_account(f, "wrong")
    f.start()
    sipp = f.sipp("uas_digest_refused")
    call = place(f)
    sipp.check()
    f.exchange.wait(call, "released")
    equal("refusals", f.counter("landline_sip_challenges_total", how="wrong_credentials"), 1)
