"""Who calls, signed and verified: STIR/SHAKEN (RFC 8224, RFC 8225, RFC 8226, RFC 8588, RFC 8946)."""
import email.utils
import re
import subprocess
import time

import jwt
from cryptography.hazmat.primitives import serialization
from flow import Flow, check, equal, flow
from shaken import CertificateServer, Signer, decode, der_signature, tn_auth_list, verify
from sip import sdp

URL = "https://certificates.example.com/ours.pem"


def signing(f: Flow, **group) -> Signer:
    """The gateway signs calls to the peer; the trunk group of the line has these keys."""
    own = Signer("SHAKEN 709J")
    key, certificate = own.write(f.directory, "ours")
    f.conf["calls"].update(country_code="49", national_prefix="0", international_prefix="00", shaken_sign=True)
    f.conf["shaken"] = {"certificate_url": URL, "private_key": key, "certificate": certificate}
    f.group("exchange").update(group)
    return own


def openssl_verifies(f: Flow, token: str, signer: Signer) -> bool:
    """And a third: the signature as openssl sees it."""
    signed, _, signature = token.rpartition(".")
    (f.directory / "signed").write_text(signed)
    (f.directory / "signature").write_bytes(der_signature(decode(signature)))
    (f.directory / "public.pem").write_bytes(signer.key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo))
    run = subprocess.run(["openssl", "dgst", "-sha256", "-verify", "public.pem", "-signature", "signature", "signed"],
                         cwd=f.directory, capture_output=True, text=True)
    return run.stdout.strip() == "Verified OK"


def signed_call(f: Flow, own: Signer, **setup) -> list[dict]:
    """A call from the line, answered by the peer: the payloads of its PASSporTs, whose signatures are right."""
    call = f.exchange.call("600", **{"calling": "30123456", "calling_type": "national", **setup})
    peer = f.peers[0] if f.peers else f.peer()
    there, invite = peer.expect_call()
    there.respond(invite, 200, "OK", sdp(f.rtp_port))
    there.expect("ACK")
    f.exchange.command("release", call=call)
    there.expect_bye()
    payloads = []
    for identity in invite.all("identity"):
        header, payload = verify(identity, own.certificate)
        equal("JOSE header", header, {"alg": "ES256", "ppt": header["ppt"], "typ": "passport", "x5u": URL})
        equal("parameters", identity.split(";", 1)[1], f'info=<{URL}>;alg=ES256;ppt="{header["ppt"]}"')
        check(abs(payload["iat"] - time.time()) < 10, f"iat {payload['iat']}")
        equal("Date", email.utils.parsedate_to_datetime(invite.get("date")).timestamp(), payload["iat"])
        # a second independent reader
        token = identity.split(";")[0]
        equal("payload as PyJWT reads it", jwt.decode(token, own.certificate.public_key(), algorithms=["ES256"],
                                                     options={"verify_iat": False}), payload)
        check(openssl_verifies(f, token, own), "openssl does not verify the token")
        payloads.append(payload)
    return payloads


@flow
def shaken_signs_an_own_number_with_a(f: Flow) -> None:
    """A number of the trunk group's that the network provides: full attestation; with that of its own it is the user's word: B."""
    own = signing(f, shaken_numbers=["+4930"])
    f.start()
    [payload] = signed_call(f, own, screening="network")
    equal("orig", payload["orig"], {"tn": "4930123456"})
    equal("dest", payload["dest"], {"tn": ["600"]})
    equal("attest", payload["attest"], "A")
    check(len(payload["origid"]) == 36, payload["origid"])
    [other] = signed_call(f, own, screening="user")
    equal("attest of an unverified number", other["attest"], "B")
    equal("origid of the group", other["origid"], payload["origid"])
    [ours] = f.console("show shaken")["certificates"]
    equal("certificate", (ours["use"], ours["where"], ours["state"], ours["used"]), ("signs", URL, "valid", 2))
    equal("signed", f.counter("landline_shaken_calls_out_total", how="A"), 1)
    f.until("both calls have ended", lambda: len(f.console("show traces")["traces"]) == 2)
    trace = f.console_text(f"call explain {f.console('show traces')['traces'][0]['id']}")
    check("Identity: signed" in trace and "RFC 8588" in trace, trace)


@flow
def shaken_signs_a_diverted_call_twice(f: Flow) -> None:
    """A call that somebody behind the line has diverted: shaken to him, div from him to the peer."""
    own = signing(f)
    f.start()
    base, div = signed_call(f, own, redirecting="30777", redirecting_type="national", redirecting_reason=15)
    equal("dest", base["dest"], {"tn": ["4930777"]})
    equal("attest", base["attest"], "C")
    equal("div", (div["orig"], div["div"], div["dest"]), ({"tn": "4930123456"}, {"tn": "4930777"}, {"tn": ["600"]}))


@flow
def shaken_key_is_reloaded(f: Flow) -> None:
    """Another key is there after a reload; a file that is none leaves the key that was there."""
    signing(f, shaken_attest="B")
    f.start()
    new = Signer("SHAKEN 709J, the next")
    key, certificate = new.write(f.directory, "next")
    f.conf["shaken"].update(private_key=key, certificate=certificate)
    f.reload()
    equal("attest", [payload["attest"] for payload in signed_call(f, new)], ["B"])
    f.conf["shaken"]["private_key"] = certificate
    try:
        f.reload()
        refused = ""
    except AssertionError as error:
        refused = str(error)
    check("no P-256 private key" in refused, f"reload with a bad key: {refused!r}")
    equal("attest", [payload["attest"] for payload in signed_call(f, new)], ["B"])


CALLER, CALLED = "4930111222", "2001"


def verifying(f: Flow, policy: str, **shaken) -> tuple[Signer, CertificateServer]:
    """The gateway verifies calls from the peer; an authority that it believes, and a server of certificates."""
    authority = Signer("Authority", authority=True)
    _, anchors = authority.write(f.directory, "authority")
    server = CertificateServer(f.directory, f.base + 60, authority)
    f.closing.append(server)
    f.group("pbx").update(shaken_verify=policy)
    f.conf["shaken"] = {"trust_anchors": anchors, "fetch_ca": anchors, "fetch_private": True, "fetch_timeout": "500ms", **shaken}
    return authority, server


def seen_by_line(f: Flow, call) -> dict:
    """The calling number that the exchange gets of an answered call, which ends then."""
    answer = call.expect("200 INVITE", skip=("100 INVITE", "180 INVITE", "183 INVITE"))
    call.acknowledge(answer)
    setup = f.exchange.show(f.exchange.calls(released=False)[-1]["call"])["received"]["SETUP"]
    call.bye()
    return setup["calling"]


@flow
def shaken_verifies_a_caller(f: Flow) -> None:
    """A good signature of another maker passes, its certificate is fetched once; a bad one is marked as failed on the line."""
    authority, server = verifying(f, "mark")
    signer = Signer("SHAKEN 709J", authority, numbers=tn_auth_list(provider="709J"))
    url = server.page("/709J.pem", signer.pem(), Cache_Control="max-age=3600")
    f.start()
    peer = f.peer()
    good = lambda: signer.identity(url, CALLER, CALLED, attest="B")
    call = peer.call(CALLED, sdp(f.rtp_port), headers=[f"y: {good()}"])
    f.until("the call is there", lambda: f.console("show calls")["calls"] != [])
    shown = f.console(f"show call {f.console('show calls')['calls'][0]['id']}")["incoming"]["identity"]
    equal("show call", shown, "TN-Validation-Passed, B, CN = SHAKEN 709J")
    equal("screening", seen_by_line(f, call)["screening"], 1)
    f.until("the call has ended", lambda: f.console("show traces")["traces"] != [])
    trace = f.console_text(f"call explain {f.console('show traces')['traces'][0]['id']}")
    check("Identity verified" in trace and "screening passed" in trace, trace)
    equal("screening", seen_by_line(f, peer.call(CALLED, sdp(f.rtp_port), headers=[f"Identity: {good()}"]))["screening"], 1)
    equal("fetched", server.asked, ["/709J.pem"])
    other = Signer("SHAKEN", authority)
    call = peer.call(CALLED, sdp(f.rtp_port), headers=[f"Identity: {other.identity(url, CALLER, CALLED)}"])
    equal("screening of a wrong signature", seen_by_line(f, call)["screening"], 2)
    [_, row] = f.console("show shaken")["certificates"]
    equal("certificate", (row["use"], row["where"], row["subject"], row["state"]), ("fetched", url, "CN = SHAKEN 709J", "valid"))
    check(3500 < row["refresh_seconds"] <= 3600, f"fetched again in {row['refresh_seconds']} s")
    equal("verdicts", [f.counter("landline_shaken_calls_in_total", verdict=word) for word in ("passed", "failed", "none")], [2, 1, 0])


@flow
def shaken_refuses_what_is_bad(f: Flow) -> None:
    """Each status of RFC 8224 section 6.2.2, with its Reason (RFC 9410): certificates expired, strange, unreachable, too long, slow;
    tokens stale, of other numbers, changed; none at all."""
    authority, server = verifying(f, "require")
    signer = Signer("SHAKEN 709J", authority)
    late = Signer("SHAKEN late", authority, begins=-3, days=-1)
    strange = Signer("SHAKEN of nobody")
    narrow = Signer("SHAKEN narrow", authority, numbers=tn_auth_list(numbers=["12155551212"]))
    url = server.page("/good.pem", signer.pem())
    page = lambda name, *body, **keys: server.page(f"/{name}.pem", *(body or (signer.pem(),)), **keys)
    say = lambda by, where, **keys: f"Identity: {by.identity(where, CALLER, CALLED, **keys)}"
    cases = [
        ("no Identity", [], 428),
        ("another format", [say(signer, url).replace('ppt="shaken"', 'ppt="rph"')], 428),
        ("not there", [say(signer, server.url("/nothing.pem"))], 436),
        ("nobody listens", [say(signer, f"https://127.0.0.1:{f.base + 61}/x.pem")], 436),
        ("not https", [say(signer, url.replace("https", "http"))], 436),
        ("elsewhere", [say(signer, page("moved", b"", status=302, Location=url))], 436),
        ("too long", [say(signer, page("long", b"x" * 100_000))], 436),
        ("too slow", [say(signer, page("slow", delay=3))], 436),
        ("no certificate", [say(signer, page("none", b"nothing"))], 436),
        ("expired", [say(late, page("late", late.pem()))], 437),
        ("not believed", [say(strange, page("strange", strange.pem()))], 437),
        ("another's number", [say(narrow, page("narrow", narrow.pem()))], 437),
        ("another's key", [say(strange, url)], 438),
        ("malformed", ["Identity: nonsense"], 438),
        ("another caller", [f"Identity: {signer.identity(url, '4930999', CALLED)}"], 438),
        ("another called", [f"Identity: {signer.identity(url, CALLER, '2002')}"], 438),
        ("no attestation", [say(signer, url, attest="Z")], 438),
        ("stale", [say(signer, url, age=70)], 403),
        ("ahead", [say(signer, url, age=-70)], 403),
    ]
    f.start()
    peer = f.peer()
    for what, headers, status in cases:
        call = peer.call(CALLED, sdp(f.rtp_port), headers=headers)
        answer = call.expect(f"{status} INVITE")
        call.acknowledge(answer)
        check(f"STIR;cause={status}" in answer.get("reason"), f"{what}: Reason {answer.get('reason')!r}")
    for status in (403, 428, 436, 437, 438):
        equal(f"refused with {status}", f.counter("landline_shaken_refused_total", status=str(status)),
              sum(case[2] == status for case in cases))
    f.until("all calls have ended", lambda: len(f.console("show traces")["traces"]) == len(cases))
    explained = f.console_text(f"call explain {f.console('show traces')['traces'][0]['id']}")
    check("Identity refused" in explained, explained)
    # one good one of several is enough (section 6.2.1)
    call = peer.call(CALLED, sdp(f.rtp_port), headers=["Identity: nonsense", say(signer, url)])
    call.answer_hears()
    call.bye()


@flow
def shaken_is_recorded_while_the_call_goes_on(f: Flow) -> None:
    """Policy record: a slow server of certificates delays no call; what it comes to is in the call's record."""
    authority, server = verifying(f, "record", fetch_timeout="5s")
    signer = Signer("SHAKEN 709J", authority)
    url = server.page("/slow.pem", signer.pem(), delay=0.6)
    f.start()
    start = time.monotonic()
    call = f.peer().call(CALLED, sdp(f.rtp_port), headers=[f"Identity: {signer.identity(url, CALLER, CALLED)}"])
    call.answer_hears()
    check(time.monotonic() - start < 0.5, f"answered after {time.monotonic() - start:.2f} s")
    identity = lambda: f.console(f"show call {f.console('show calls')['calls'][0]['id']}")["incoming"]["identity"]
    equal("before", identity(), None)
    f.until("the caller is verified", lambda: identity() == "TN-Validation-Passed, A, CN = SHAKEN 709J")
    call.bye()


@flow
def shaken_held_call_is_given_up(f: Flow) -> None:
    """CANCEL while the certificate is fetched; nothing is left of the call. A private address is not asked unless allowed."""
    authority, server = verifying(f, "reject", fetch_timeout="5s")
    signer = Signer("SHAKEN 709J", authority)
    url = server.page("/slow.pem", signer.pem(), delay=1)
    f.start()
    peer = f.peer()
    call = peer.call(CALLED, sdp(f.rtp_port), headers=[f"Identity: {signer.identity(url, CALLER, CALLED)}"])
    f.until("the certificate is asked for", lambda: server.asked == ["/slow.pem"])
    call.cancel()
    answer = call.expect("487 INVITE", skip=("100 INVITE", "200 CANCEL"))
    call.acknowledge(answer)
    check(not f.exchange.calls(), "the line has seen it")
    # without Identity it is only refused by "require"
    plain = peer.call(CALLED, sdp(f.rtp_port))
    plain.answer_hears()
    plain.bye()
    f.conf["shaken"]["fetch_private"] = False
    f.reload()
    url = server.page("/other.pem", signer.pem())
    call = peer.call(CALLED, sdp(f.rtp_port), headers=[f"Identity: {signer.identity(url, CALLER, CALLED)}"])
    call.acknowledge(call.expect("436 INVITE"))
    check("/other.pem" not in server.asked, "a private address was asked")
    [row] = [row for row in f.console("show shaken")["certificates"] if row["where"] == url]
    check("not a public one" in row["state"], row["state"])


@flow
def shaken_passes_through_to_another_peer(f: Flow) -> None:
    """SIP to SIP: Identity goes on as it came with its Date, verstat tells the next peer; the certificate is in the local store.
    When the gateway has sent the call elsewhere, it signs itself."""
    authority, server = verifying(f, "mark", certificates=str(f.directory / "store"))
    signer = Signer("SHAKEN 709J", authority)
    host = f.directory / "store" / "certificates.example.net"
    host.mkdir(parents=True)
    (host / "709J.pem").write_bytes(signer.pem())
    own = Signer("SHAKEN ours")
    f.conf["shaken"].update(certificate_url=URL, private_key=own.write(f.directory, "ours")[0])
    f.conf["sip_peer"].append({"name": "carrier", "address": f"127.0.0.1:{f.base + 11}", "match": ["127.0.0.2/32"], "trust": True, "shaken_sign": True})
    f.conf["trunk_group"].append({"name": "carrier", "peers": ["carrier"]})
    f.conf["number_rule"] = [{"name": "elsewhere", "match": "^701$", "rewrite": "702"}]
    f.conf["route"] = [{"name": "other", "from": ["pbx"], "called": "701", "to": ["carrier"], "number_rules": ["elsewhere"]},
                       {"name": "through", "from": ["pbx"], "to": ["carrier"]}]
    f.start()
    peer, carrier = f.peer(), f.peer(11)
    url = "https://certificates.example.net/shaken/709J.pem"
    date = email.utils.formatdate(usegmt=True)
    for called, there in (("700", "700"), ("701", "702")):
        identity = signer.identity(url, CALLER, called)
        call = peer.call(called, sdp(f.rtp_port), headers=[f"Identity: {identity}", f"Date: {date}"])
        leg, invite = carrier.expect_call()
        who = " ".join(invite.all("p-asserted-identity") or invite.all("from"))
        check(re.search(r"4930111222;verstat=TN-Validation-Passed@", who), f"who calls: {who}")
        if called == there:
            equal("Identity", invite.all("identity"), [identity])
            equal("Date", invite.get("date"), date)
        else:
            [ours] = invite.all("identity")
            _, payload = verify(ours, own.certificate)
            equal("signed anew", (payload["dest"], payload["attest"]), ({"tn": ["702"]}, "C"))
        leg.respond(invite, 486, "Busy Here")
        leg.expect("ACK")
        call.acknowledge(call.expect("486 INVITE"))
    equal("certificates fetched", server.asked, [])
