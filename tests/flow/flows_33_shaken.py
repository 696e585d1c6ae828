"""Who calls, signed and verified: STIR/SHAKEN (RFC 8224, RFC 8225, RFC 8226, RFC 8588, RFC 8946)."""
import email.utils
import time

import jwt
from flow import Flow, check, equal, flow
from shaken import Signer, verify
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
    rows = f.console("show shaken")
    [ours] = rows["certificates"]
    equal("certificate", (ours["use"], ours["where"], ours["state"], ours["used"]), ("signs", URL, "valid", 2))
    equal("signed", f.counter("landline_shaken_calls_out_total", how="A"), 1)
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
