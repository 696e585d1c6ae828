"""Call set-up: INVITE to IAM and IAM to INVITE (Q.1912.5 §6, §7; RFC 3398 §7.2.1.1, §8.2.1.1)."""
import isup
from rows import Table, iam_refused, iam_to_invite, invite_refused, invite_to_iam

A, B, RFC = "a", "b", "rfc"
Q_IN, Q_OUT, R_IN, R_OUT = "Q.1912.5 §6", "Q.1912.5 §7", "RFC 3398 §7.2.1.1", "RFC 3398 §8.2.1.1"
HOST = "127.0.0.1"


def uri(user: str, parameters: str = ";user=phone") -> str:
    return f"sip:{user}@{HOST}{parameters}"


TABLES = [
    Table("SIP 2.2", "INVITE to IAM", [
        invite_to_iam("national number of our country, ST", Q_IN, {"CdPN.digits": "30600F", "CdPN.nature": 3, "CdPN.plan": 1}, uri=uri("+4930600")),
        invite_to_iam("routing to internal network number not allowed", Q_IN, {"CdPN.inn": 1}),
        invite_to_iam("number of another country", Q_IN, {"CdPN.digits": "33140506070F", "CdPN.nature": 4}, uri=uri("+33140506070")),
        invite_to_iam("national/international call indicator", Q_IN, {"FCI.international": 1}, uri=uri("+33140506070")),
        invite_to_iam("contact of a registration: P-Called-Party-ID", "RFC 7315 §4.2", {"CdPN.digits": "30600F", "CdPN.nature": 3},
                      uri="sip:line7@127.0.0.1", headers=["P-Called-Party-ID: <sip:+4930600@127.0.0.1>"]),
        invite_to_iam("national call", Q_IN, {"FCI.international": 0}),
        invite_to_iam("tel URI", R_IN, {"CdPN.digits": "30600F", "CdPN.nature": 3}, RFC, uri="tel:+49-30-600"),
        invite_to_iam("To is not the called number", Q_IN, {"CdPN.digits": "30600F", "OCN": None}, to=f"<{uri('+4930999')}>"),
        invite_to_iam("To that differs is the original called number", R_IN, {"CdPN.digits": "30600F", "OCN.digits": "30999", "OCN.nature": 3}, RFC,
                      to=f"<{uri('+4930999')}>"),
        invite_to_iam("nature of connection", Q_IN, {"NCI.satellite": 1, "NCI.continuity": 0}),
        invite_to_iam("forward call indicators, profile B", Q_IN,
                      {"FCI.interworking": 1, "FCI.isup_all_the_way": 0, "FCI.preference": 1, "FCI.isdn_access": 0, "FCI.end_to_end_method": 0}),
        invite_to_iam("forward call indicators, profile A", Q_IN,
                      {"FCI.interworking": 1, "FCI.isup_all_the_way": 0, "FCI.preference": 1, "FCI.isdn_access": 0}, A),
        invite_to_iam("forward call indicators, RFC 3398", R_IN, {"FCI.interworking": 0, "FCI.isup_all_the_way": 1, "FCI.isdn_access": 0}, RFC),
        invite_to_iam("calling party's category", Q_IN, {"CPC.category": 10}),
        invite_to_iam("3.1 kHz audio", Q_IN, {"TMR.medium": 3}),
        invite_to_iam("connected line identity requested", Q_IN, {"OFCI.connected_line": 1, "OFCI.cug": 0}),
        invite_to_iam("calling number from P-Asserted-Identity", "Q.1912.5 §6, TS 29.163 §7.2.3.1.2.6",
                      {"CgPN.digits": "8912345", "CgPN.nature": 3, "CgPN.screening": 3, "CgPN.presentation": 0, "CgPN.incomplete": 0},
                      headers=["P-Asserted-Identity: <sip:+498912345@127.0.0.1;user=phone>"], calling="alice"),
        invite_to_iam("calling number from From", R_IN, {"CgPN.digits": "8912345", "CgPN.presentation": 0}, RFC),
        invite_to_iam("npdi: translated number", "RFC 4694 §5", {"FCI.translated": 1}, uri="tel:+4930600;npdi"),
        invite_to_iam("Max-Forwards is a hop counter", "TS 29.163 §7.2.3.1.2.9", {"HC": "~.."}),
        invite_refused("no telephone number", "RFC 3398 §7.2.1.1", 404, uri=uri("alice", "")),
        invite_refused("no user at all", "RFC 3398 §7.2.1.1", 484, uri=f"sip:{HOST}"),
        invite_refused("not a telephone's URI", "RFC 3261 §8.2.2.1", 416, uri="mailto:alice@example.org"),
    ]),
    Table("SIP 3", "IAM to INVITE", [
        iam_to_invite("national number", Q_OUT, {"request-uri": "~^sip:\\+4930600@.*;user=phone"}),
        iam_to_invite("international number", Q_OUT, {"request-uri": "~^sip:\\+33140506070@.*;user=phone"},
                      iam={"CdPN": isup.called("33140506070", "international")}),
        iam_to_invite("To is the Request-URI", Q_OUT, {"to": "~\\+4930600@"}),
        iam_to_invite("original called number in To", R_OUT, {"to": "~\\+4930999@", "request-uri": "~\\+4930600@"}, RFC,
                      iam={"OCN": isup.number("30999"), "RgN": isup.number("30999"), "RI": {"indicator": 3, "counter": 1, "reason": 3}}),
        iam_to_invite("calling number in From and P-Asserted-Identity", "Q.1912.5 §7, TS 29.163 §7.2.3.2.2.3",
                      {"from": "~\\+498912345@", "p-asserted-identity": "~\\+498912345@", "privacy": None}),
        iam_to_invite("calling number in From", R_OUT, {"from": "~\\+498912345@"}, RFC),
        iam_to_invite("restricted calling number", "Q.1912.5 §7, RFC 3323, RFC 3325",
                      {"from": "~anonymous@anonymous.invalid", "privacy": "~id", "p-asserted-identity": "~\\+498912345@"},
                      iam={"CgPN": isup.number("8912345", presentation=1, screening=3)}),
        iam_to_invite("restricted calling number", R_OUT, {"from": "~anonymous"}, RFC,
                      iam={"CgPN": isup.number("8912345", presentation=1, screening=3)}),
        iam_to_invite("no calling number", Q_OUT, {"p-asserted-identity": None}, iam={"CgPN": None}),
        iam_to_invite("no calling number: gateway without user", R_OUT, {"from": "~<sip:[0-9.:]+>"}, RFC, iam={"CgPN": None}),
        iam_to_invite("additional calling number in From", "TS 29.163 §7.2.3.2.2.3", {"from": "~\\+4989777@", "p-asserted-identity": "~\\+498912345@"},
                      iam={"GN": isup.generic(6, "89777")}),
        iam_to_invite("hop counter is Max-Forwards", "TS 29.163 §7.2.3.2.2", {"max-forwards": "~^(3[0-9]|40)$"}, iam={"HC": "14"}),
        iam_to_invite("G.711 for 3.1 kHz audio", Q_OUT, {"sdp.payloads": "~^\\[8, 0"}),
        iam_to_invite("G.711 for speech", Q_OUT, {"sdp.payloads": "~^\\[8, 0"}, iam={"TMR": "00"}),
        iam_refused("no hop left", "TS 29.163 §7.2.3.2.2, Q.850", 25, iam={"HC": "00"}),
        iam_refused("Nx64 kbit/s", "Q.1912.5 §7, Q.850", 65, iam={"TMR": "08"}),
    ]),
]
