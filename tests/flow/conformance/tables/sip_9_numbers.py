"""Numbers that need a trunk with keys of its own: ported numbers (RFC 4694, Q.769.1), trunk groups (RFC 4904), hop factor."""
import isup
from rows import Table, iam_refused, iam_to_invite, invite_refused, invite_to_iam, isup_is_answered

A, B, RFC = "a", "b", "rfc"
PORTED = "tel:+4930600;npdi;rn=+49-D123"
TRANSLATED = {"FCI": "6011"}
NP = "Q.769.1, RFC 4694 §5.2"
TGRP = "RFC 4904"
SPLIT = {"sip_peer": {"a": {"number_portability": "directory-number"},
                      "b": {"number_portability": "concatenated", "routing_number_digits": 4}}}
GROUPS = {"sip_peer": {"b": {"trunk_context": "example.com", "trunk_group_in": "select", "trunk_group_origin": True},
                       "rfc": {"trunk_context": "example.com", "trunk_group_destination": "TG2-1"}}}

CUG_RULE, CUG_IN = "Q.735.1, TS 29.163 §7.5.10", "TS 29.163 §7.5.10.1"
GROUP = {"CUGIC": "02340007"}


def cug(network: str, code: str, access: str, handling: str = "optional") -> tuple:
    document = (f"<?xml version='1.0'?><cug><networkIndicator>{network}</networkIndicator><cugInterlockBinaryCode>{code}</cugInterlockBinaryCode>"
                f"<cugCommunicationIndicator>{access}</cugCommunicationIndicator></cug>")
    return (isup.Part("application/vnd.etsi.cug+xml", document.encode(), f"render;handling={handling}"),)


def to_group(parameters: str) -> str:
    return f"sip:+4930600{parameters}@127.0.0.1;user=phone"


TABLES = [
    Table("SIP 9.3", "ported numbers", [
        invite_to_iam("rn in a parameter of its own", NP, {"CdPN.digits": "30600F", "CdPN.nature": 3, "NRN": "~1d32$", "FCI.translated": 1}, RFC, uri=PORTED),
        invite_to_iam("rn and number in one: nature 8", NP, {"CdPN.digits": "D12330600F", "CdPN.nature": 8, "FCI.translated": 1, "NRN": None}, B, uri=PORTED),
        invite_to_iam("rn called, number beside it: nature 6", NP, {"CdPN.digits": "D123F", "CdPN.nature": 6, "CDN": "~^83[19]0030600$", "NRN": None}, A, uri=PORTED),
        iam_to_invite("network routing number: rn", NP, {"request-uri": r"~^sip:\+4930600;npdi;rn=\+49D123@"}, B, iam={**TRANSLATED, "NRN": "111d32"}),
        iam_to_invite("concatenated number is parted", NP, {"request-uri": r"~^sip:\+4930600;npdi;rn=\+49D123@"}, B,
                      iam={**TRANSLATED, "CdPN": isup.called("D12330600", 8)}),
        iam_to_invite("concatenated number, length not known", NP, {"request-uri": "~^sip:D12330600;npdi@"}, A, iam={**TRANSLATED, "CdPN": isup.called("D12330600", 8)}),
        iam_to_invite("called directory number: the number", NP, {"request-uri": r"~^sip:\+4930600;npdi;rn=\+49D123@"}, B,
                      iam={**TRANSLATED, "CdPN": isup.called("D123", 6), "CDN": isup.number("30600")}),
    ], SPLIT),
    Table("SIP 9.5", "trunk groups", [
        invite_to_iam("trunk group of our context that a route leads to", f"{TGRP} §6.2", {"CdPN.digits": "30600F"}, uri=to_group(";tgrp=i-b;trunk-context=example.com")),
        invite_refused("no route leads to it", f"{TGRP} §6.2", 500, uri=to_group(";tgrp=i-a;trunk-context=example.com")),
        invite_to_iam("no context: as if there were none", f"{TGRP} §5", {"CdPN.digits": "30600F"}, uri=to_group(";tgrp=i-a")),
        invite_to_iam("another context: as if there were none", f"{TGRP} §6.2", {"CdPN.digits": "30600F"}, uri=to_group(";tgrp=i-a;trunk-context=example.org")),
        iam_to_invite("Contact names where the call came from", f"{TGRP} §6.1", {"contact": r"~^<sip:\+498912345;tgrp=i-b;trunk-context=example.com@", "request-uri": "~^(?!.*tgrp)"}),
        iam_to_invite("Request-URI names the peer's trunk group", f"{TGRP} §6.1", {"request-uri": r"~^sip:\+4930600;tgrp=TG2-1;trunk-context=example.com@", "contact": "~^(?!.*tgrp)"}, RFC),
    ], GROUPS),
    Table("SIP 12.1", "hop factor of a trunk", [
        invite_to_iam("70 forwards, 4 for each hop", "TS 29.163 §7.2.3.1.2.9", {"HC.hops": 17}),
        iam_to_invite("10 hops, 4 forwards for each", "TS 29.163 §7.2.3.2.2", {"max-forwards": "36"}, iam={"HC": "0a"}),
    ], {"sip_peer": {"b": {"hop_factor": 4}}}),
    Table("SIP 3.1", "what an IAM loses without ISUP in bodies", [
        iam_refused("ISUP required all the way, profile B", "Q.763 §3.23 HG, Q.1912.5 §7", 31, iam={"FCI": "a001"}, status=480),
        iam_refused("ISUP required all the way, profile A", "Q.763 §3.23 HG, Q.1912.5 §7", 31, A, iam={"FCI": "a001"}, status=480),
        iam_to_invite("ISUP required all the way: no rule", "RFC 3398 §8.2.1.1", {"request-uri": r"~\+4930600@"}, RFC, iam={"FCI": "a001"}),
    ]),
    Table("SIP 8.4", "malicious calls, closed user groups", [
        *[isup_is_answered(f"IDR: IRS with the caller, profile {profile.upper()}", "Q.731.7, TS 29.163", "IDR", {"x3b": b"\x01"}, "IRS",
                           {"x3c": "01", "CgPN.digits": "8912345"}, profile) for profile in (A, B)],
        iam_to_invite("outgoing access: an ordinary call", CUG_RULE, {"request-uri": r"~\+4930600@"}, iam={**GROUP, "OFCI": {"cug": 2}}),
        iam_refused("no outgoing access, profile B", CUG_RULE, 87, iam={**GROUP, "OFCI": {"cug": 3}}),
        iam_refused("no outgoing access, RFC 3398: 403", f"{CUG_RULE}, RFC 3398 §7.2.4.1", 87, RFC, iam={**GROUP, "OFCI": {"cug": 3}}),
        iam_to_invite("no outgoing access, a trunk of the group", "Q.735.1", {"request-uri": r"~\+4930600@"}, A, iam={**GROUP, "OFCI": {"cug": 3}}),
        invite_to_iam("cug+xml, outgoing access", CUG_IN, {"CUGIC": "0490000a", "OFCI.cug": 2}, more=cug("0490", "000a", "10")),
        invite_to_iam("cug+xml, no outgoing access", CUG_IN, {"CUGIC": "0490000a", "OFCI.cug": 3}, more=cug("0490", "000a", "11")),
        invite_to_iam("cug+xml, 16 bits", CUG_IN, {"CUGIC": "0490000a"}, more=cug("0490", "0000000000001010", "11")),
        invite_to_iam("cug+xml without a whole group: nothing", CUG_IN, {"CUGIC": None, "OFCI.cug": 0}, more=cug("0490", "", "11")),
        invite_to_iam("cug+xml that must be understood", f"{CUG_IN}, RFC 5621 §8", {"CUGIC": "0490000a"}, more=cug("0490", "000a", "11", "required")),
    ], {"sip_peer": {"a": {"closed_user_group": "carry"}}}),
    Table("SIP 3.2", "where a call is from", [
        iam_to_invite("location number: P-Access-Network-Info", "TS 24.229 §7.2A.4",
                      {"p-access-network-info": 'GSTN;gstn-location="8313037707";network-provided'}, iam={"LN": isup.number("30777", screening=3)}),
        iam_to_invite("no location number: no header", "TS 24.229 §7.2A.4", {"p-access-network-info": None}),
        invite_to_iam("P-Access-Network-Info with gstn-location: location number", "TS 24.229 §7.2A.4",
                      {"LN.digits": "8030048660", "LN.nature": 3, "LN.presentation": 0, "LN.screening": 3},
                      headers=['P-Access-Network-Info: GSTN;gstn-location="03930803406806";network-provided']),
        invite_to_iam("P-Access-Network-Info of another access: nothing", "TS 24.229 §7.2A.4", {"LN": None},
                      headers=["P-Access-Network-Info: ADSL;dsl-location=0393214305"]),
    ]),
]
