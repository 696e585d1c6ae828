"""Identities, redirection, user-to-user information, categories, numbers and bearers between SIP and ISUP."""
import isup
from rows import Table, iam_refused, iam_to_invite, invite_refused, invite_to_iam, isup_to_responses, responses_to_isup
from stage import DEFAULT_BCI

PAI = "P-Asserted-Identity: <sip:+498912345@127.0.0.1;user=phone>"
FROM_OTHER = '"Alice" <sip:+4989777@127.0.0.1;user=phone>'
FREE = {"BCI": {**DEFAULT_BCI, "status": 1}}
CLIP = "TS 29.163 §7.2.3.1.2.6"
CLIP_OUT = "TS 29.163 §7.2.3.2.2"
REASONS = {1: ("user-busy", 486), 2: ("no-answer", 408), 3: ("unconditional", 302)}
BOTH_REASONS = {0: "unknown", 1: "user-busy", 2: "no-answer", 3: "unconditional", 4: "deflection", 5: "deflection", 6: "unavailable"}
# cpc, category (ref 8.6)
CATEGORIES = [("unknown", 0), ("operator", None), ("ordinary", 10), ("priority", 11), ("data", 12), ("test", 13), ("ieps", 14), ("payphone", 15),
              ("mobile-hplmn", 16), ("mobile-vplmn", 17)]
UUI = "User-to-User: 04c81234;encoding=hex;purpose=isdn-uui;content=isdn-uui"


def diverted(reason: int, counter: int = 1) -> dict:
    return {"RgN": isup.number("30111"), "OCN": isup.number("30999" if counter > 1 else "30111"),
            "RI": {"indicator": 3, "counter": counter, "reason": reason, "original_reason": 0 if counter > 1 else min(reason, 3)}}


def sdp(lines: str) -> str:
    return f"v=0\r\no=flow 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n{lines}"


CLEARMODE = sdp("m=audio PORT RTP/AVP 97\r\na=rtpmap:97 CLEARMODE/8000\r\n")
G722 = sdp("m=audio PORT RTP/AVP 9\r\n")
G722_OR_G711 = sdp("m=audio PORT RTP/AVP 9 8\r\n")
WIDEBAND = "9190a5"  # Q.931 §4.5.5: unrestricted with tones, H.221
TABLES = [
    Table("SIP 8.1", "calling identity", [
        invite_to_iam("no identity that counts: no calling number", CLIP, {"CgPN": None, "GN": None}, calling="alice"),
        invite_to_iam("P-Asserted-Identity", CLIP, {"CgPN.digits": "8912345", "CgPN.presentation": 0, "CgPN.screening": 3, "GN": None}, headers=[PAI], calling="alice"),
        invite_to_iam("P-Asserted-Identity and From", CLIP,
                      {"CgPN.digits": "8912345", "GN.qualifier": 6, "GN.digits": "89777", "GN.presentation": 0, "GN.screening": 0}, headers=[PAI], calling=FROM_OTHER),
        *[invite_to_iam(f"Privacy: {word}", f"{CLIP}, RFC 3323", {"CgPN.digits": "8912345", "CgPN.presentation": 1}, headers=[PAI, f"Privacy: {word}"], calling="anonymous")
          for word in ("id", "header", "user", "user;id;critical")],
        invite_to_iam("Privacy: id, number in From", CLIP, {"CgPN.presentation": 1, "GN.presentation": 1, "GN.digits": "89777"}, headers=[PAI, "Privacy: id"], calling=FROM_OTHER),
        invite_to_iam("Privacy: none", "RFC 3323", {"CgPN.presentation": 0}, headers=[PAI, "Privacy: none"]),
        invite_to_iam("of two identities the tel URI", "RFC 3325 §9.1", {"CgPN.digits": "8912399"},
                      headers=["P-Asserted-Identity: <sip:+498912345@127.0.0.1;user=phone>, <tel:+49-89-12399>"]),
        invite_to_iam("number of another country", CLIP, {"CgPN.digits": "33140506070", "CgPN.nature": 4},
                      headers=["P-Asserted-Identity: <tel:+33140506070>"]),
        iam_to_invite("allowed: From and P-Asserted-Identity", CLIP_OUT, {"from": r"~\+498912345@", "p-asserted-identity": r"~\+498912345@", "privacy": None}),
        iam_to_invite("restricted: anonymous, identity, Privacy", f"{CLIP_OUT}, RFC 3323",
                      {"from": "~anonymous@anonymous.invalid", "p-asserted-identity": r"~\+498912345@", "privacy": "~id"},
                      iam={"CgPN": isup.number("8912345", presentation=1, screening=3)}),
        iam_to_invite("additional calling number allowed", CLIP_OUT, {"from": r"~\+4989777@", "p-asserted-identity": r"~\+498912345@"}, iam={"GN": isup.generic(6, "89777")}),
        iam_to_invite("international calling number", CLIP_OUT, {"p-asserted-identity": r"~\+33140506070@"}, iam={"CgPN": isup.number("33140506070", "international", screening=3)}),
    ]),
    Table("SIP 8.3", "redirection", [
        *[invite_to_iam(f"Diversion, reason {word}", "RFC 5806 §4",
                        {"RgN.digits": "30111", "OCN.digits": "30111", "RI.reason": reason, "RI.counter": 1, "RI.indicator": 3, "RI.original_reason": reason},
                        headers=[f"Diversion: <sip:+4930111@127.0.0.1;user=phone>;reason={word};counter=1;privacy=off"])
          for reason, (word, _) in REASONS.items()],
        *[invite_to_iam(f"Diversion, reason {word}", "RFC 5806 §4", {"RgN.digits": "30111", "RI.reason": reason},
                        headers=[f"Diversion: <sip:+4930111@127.0.0.1;user=phone>;reason={word}"]) for word, reason in (("unknown", 0), ("unavailable", 6), ("do-not-disturb", 0))],
        invite_to_iam("two diversions: newest first", "RFC 5806 §4.3", {"RgN.digits": "30111", "OCN.digits": "30999", "RI.counter": 2, "RI.reason": 1},
                      headers=["Diversion: <sip:+4930111@h;user=phone>;reason=user-busy, <sip:+4930999@h;user=phone>;reason=unconditional"]),
        invite_to_iam("privacy=full restricts", "RFC 5806 §4", {"RgN.presentation": 1, "RI.indicator": 4},
                      headers=["Diversion: <sip:+4930111@h;user=phone>;reason=user-busy;privacy=full"]),
        invite_to_iam("limit reached: nobody diverts any more", "RFC 5806 §4, Q.763 §3.45 c", {"RI.counter": 5, "RI.reason": 1},
                      headers=["Diversion: <sip:+4930111@h;user=phone>;reason=user-busy;counter=2;limit=2"]),
        invite_to_iam("limit not reached, screen: spare in ISUP", "RFC 5806 §4, Q.763 §3.44", {"RI.counter": 2, "RgN": "8310031101"},
                      headers=["Diversion: <sip:+4930111@h;user=phone>;reason=user-busy;counter=2;limit=3;screen=yes"]),
        *[invite_to_iam(f"History-Info, cause {cause}", "RFC 7044 §4, RFC 4458 §2", {"RgN.digits": "30111", "OCN.digits": "30111", "RI.reason": reason, "RI.counter": 1},
                        headers=[f"History-Info: <sip:+4930111@h;user=phone>;index=1, <sip:+4930600@h;user=phone;cause={cause}>;index=1.1;mp=1"])
          for reason, (_, cause) in REASONS.items()],
        *[iam_to_invite(f"redirecting number, reason {reason}: Diversion", "RFC 5806 §4", {"diversion": rf"~\+4930111@.*reason={word}"}, iam=diverted(reason))
          for reason, word in BOTH_REASONS.items()],
        iam_to_invite("two diversions: original called number last", "RFC 5806 §4.3", {"diversion": r"~\+4930111@.*\+4930999@"}, iam=diverted(1, 2)),
        isup_to_responses("CPG call is diverting: 181", "TS 29.163 §7.4.6",
                          [(180, "ACM", FREE, False, 180, {}),
                           (181, "CPG", {"EI": {"event": 6}, "GNI": "fb", "CDI": {"option": 4, "reason": 3}, "RnN": isup.number("30222")}, False, 181, {})]),
        responses_to_isup("181: CPG call is diverting", "TS 29.163 §7.4.6",
                          [(180, (), False, "ACM", {}), (181, (), False, "CPG", {"EI.event": 6, "GNI.notification": 0x7B})]),
    ]),
    Table("SIP 8.5", "user-to-user information", [
        invite_to_iam("hexadecimal", "RFC 7433 §4.1, RFC 7434 §3", {"UUI": "04c81234"}, headers=[UUI]),
        invite_to_iam("without purpose: isdn-uui", "RFC 7434 §3", {"UUI": "04c81234"}, headers=["User-to-User: 04c81234;encoding=hex"]),
        invite_to_iam("purpose isdn-interwork", "RFC 7434 §3", {"UUI": "04c81234"}, headers=["User-to-User: 04c81234;encoding=hex;purpose=isdn-interwork"]),
        invite_to_iam("another purpose: not for the ISDN", "RFC 7434 §3", {"UUI": None}, headers=["User-to-User: 04c81234;encoding=hex;purpose=foo"]),
        invite_to_iam("two of them: none counts", "RFC 7434 §3", {"UUI": None}, headers=[UUI, UUI]),
        invite_to_iam("too long for the ISDN: dropped", "RFC 7434 §3", {"UUI": None}, headers=["User-to-User: " + "04" * 140 + ";encoding=hex"]),
        iam_to_invite("IAM", "RFC 7434 §3", {"user-to-user": "~(?i)^04c81234;.*encoding=hex"}, iam={"UUI": "04c81234"}),
        isup_to_responses("ANM", "RFC 7434 §3", [(180, "ACM", FREE, False, 180, {}), (200, "ANM", {"UUI": "04abcd"}, True, 200, {"user-to-user": None})]),
    ]),
    Table("SIP 8.6", "calling party's category", [
        *[invite_to_iam(f"cpc={cpc}", "TS 24.229 §7.2A.12", {"CPC.category": category}, headers=[f"P-Asserted-Identity: <tel:+498912345;cpc={cpc}>"])
          for cpc, category in CATEGORIES if category is not None],
        invite_to_iam("cpc=emergency: priority", "TS 24.229 §7.2A.12", {"CPC.category": 11}, headers=["P-Asserted-Identity: <tel:+498912345;cpc=emergency>"]),
        iam_to_invite("category 224: cpc=emergency", "TS 24.229 §7.2A.12, T1.113", {"p-asserted-identity": "~cpc=emergency"}, iam={"CPC": "e0"}),
        invite_to_iam("no cpc: ordinary", "TS 24.229 §7.2A.12", {"CPC.category": 10}),
        *[iam_to_invite(f"category {category}: cpc={cpc}", "TS 24.229 §7.2A.12", {"p-asserted-identity": f"~cpc={cpc}"}, iam={"CPC": f"{category:02x}"})
          for cpc, category in CATEGORIES if category not in (None, 0, 10)],
    ]),
    Table("SIP 9", "numbers", [
        iam_to_invite("international", "RFC 3398 §12.1", {"request-uri": r"~^sip:\+33140506070@"}, iam={"CdPN": isup.called("33140506070", "international")}),
        iam_to_invite("national", "RFC 3398 §12.1", {"request-uri": r"~^sip:\+4930600@"}),
        iam_to_invite("unknown nature: digits as they are", "RFC 3398 §12.1", {"request-uri": r"~^sip:600[;@]"}, iam={"CdPN": isup.called("600", "unknown")}),
        invite_to_iam("global number of our country", "RFC 3398 §12.2", {"CdPN.nature": 3, "CdPN.digits": "30600F"}, uri="sip:+4930600@h;user=phone"),
        invite_to_iam("global number of another country", "RFC 3398 §12.2", {"CdPN.nature": 4, "CdPN.digits": "4420123456F"}, uri="sip:+4420123456@h;user=phone"),
        invite_to_iam("international prefix", "RFC 3398 §12.2", {"CdPN.nature": 4, "CdPN.digits": "4420123456F"}, uri="sip:004420123456@h;user=phone"),
        invite_to_iam("international prefix and our country", "RFC 3398 §12.2", {"CdPN.nature": 3, "CdPN.digits": "30600F"}, uri="sip:004930600@h;user=phone"),
        invite_to_iam("national prefix", "RFC 3398 §12.2", {"CdPN.nature": 3, "CdPN.digits": "30600F"}, uri="sip:030600@h;user=phone"),
        invite_to_iam("visual separators", "RFC 3966 §5.1.1", {"CdPN.digits": "30600F"}, uri="tel:+49(30)6.0-0"),
        invite_to_iam("phone-context", "RFC 3966 §5.1.5", {"CdPN.digits": "30600F", "CdPN.nature": 3}, uri="tel:600;phone-context=+4930"),
        invite_refused("nothing but separators", "RFC 3966 §5.1.1", 404, uri="sip:+@h;user=phone"),
        invite_to_iam("isub: called subaddress", "RFC 3966 §5.3, RFC 4715", {"ATP": "~71"}, uri="tel:+4930600;isub=1234"),
        iam_to_invite("called subaddress: isub", "RFC 3966 §5.3, RFC 4715", {"request-uri": "~isub=1234"}, iam={"ATP": isup.element(0x71, "805031323334")}),
    ]),
    Table("SIP 11", "bearers", [
        invite_to_iam("PCMA: 3.1 kHz audio", "Q.1912.5 §6", {"TMR.medium": 3}, sdp=sdp("m=audio PORT RTP/AVP 8\r\n")),
        invite_to_iam("PCMU: 3.1 kHz audio", "Q.1912.5 §6", {"TMR.medium": 3, "USI": "~^9090a2"}, sdp=sdp("m=audio PORT RTP/AVP 0\r\n")),
        invite_to_iam("CLEARMODE: 64 kbit/s unrestricted", "RFC 4040 §8, Q.1912.5 §6", {"TMR.medium": 2, "USI": "~^8890"}, sdp=CLEARMODE),
        invite_to_iam("G.722 alone: 7 kHz", "Q.1912.5 §6, RFC 3551 §4.5.2", {"TMR.medium": 2, "USI": WIDEBAND, "TMRP": None, "ATP": "7d029181"}, sdp=G722),
        invite_to_iam("G.722, then G.711: 7 kHz preferred", "Q.1912.5 §6, Q.764 §2.5.1",
                      {"TMR.medium": 6, "TMRP.medium": 3, "USI": "9090a3", "USIP": WIDEBAND}, sdp=G722_OR_G711),
        invite_to_iam("G.711, then G.722: 3.1 kHz audio", "Q.1912.5 §6", {"TMR.medium": 3}, sdp=sdp("m=audio PORT RTP/AVP 8 9\r\n")),
        invite_refused("video alone", "Q.1912.5 §6", 488, sdp=sdp("m=video PORT RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n")),
        iam_to_invite("speech: G.711", "Q.1912.5 §7", {"sdp.payloads": "~^\\[8, 0"}, iam={"TMR": "00"}),
        iam_to_invite("3.1 kHz audio: G.711", "Q.1912.5 §7", {"sdp.payloads": "~^\\[8, 0"}),
        iam_to_invite("64 kbit/s unrestricted: CLEARMODE alone", "RFC 4040 §8, Q.1912.5 §7", {"sdp.text": "~(?s)(?!.*PCM).*CLEARMODE/8000"}, iam={"TMR": "02", "USI": "8890"}, sdp=CLEARMODE),
        iam_to_invite("7 kHz alone: G.722, no G.711", "Q.1912.5 §7, RFC 3551 §4.5.2", {"sdp.payloads": "~^\\[9, 97\\]$"}, iam={"TMR": "02", "USI": WIDEBAND}, sdp=G722),
        iam_to_invite("7 kHz preferred: G.722, then G.711", "Q.1912.5 §7, Q.764 §2.5.1", {"sdp.payloads": "~^\\[9, 97, 8, 0"},
                      iam={"TMR": "06", "TMRP": "03", "USI": "9090a3", "USIP": WIDEBAND}, sdp=G722_OR_G711),
        *[iam_refused(f"{what}", "Q.1912.5 §7, Q.850", 65, iam={"TMR": medium}) for what, medium in
          (("2x64 kbit/s", "07"), ("384 kbit/s", "08"), ("1536 kbit/s", "09"), ("1920 kbit/s", "0a"))],
    ]),
    Table("SIP 12", "hop counter and Max-Forwards", [
        invite_to_iam("70 forwards", "TS 29.163 §7.2.3.1.2.9", {"HC.hops": 31}),
        *[iam_to_invite(f"{hops} hops", "TS 29.163 §7.2.3.2.2", {"max-forwards": str(2 * (hops - 1))}, iam={"HC": f"{hops:02x}"}) for hops in (2, 10, 31)],
        iam_refused("no hop left", "TS 29.163 §7.2.3.2.2, Q.850", 25, iam={"HC": "00"}),
    ]),
]
