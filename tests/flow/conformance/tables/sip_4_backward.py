"""Before and at the answer: ACM, CPG, ANM, CON and 18x, 200 (RFC 3398 §7.2.5-7.2.6, §8.2.3-8.2.4; Q.1912.5 §6, §7)."""
import isup
from rows import NOTHING, Table, isup_to_responses, responses_to_isup
from stage import DEFAULT_BCI

FREE = {"BCI": {**DEFAULT_BCI, "status": 1}}
EARLY = {"BCI": DEFAULT_BCI}
INTERWORKING = {"BCI": {**DEFAULT_BCI, "interworking": 1, "isup_all_the_way": 0}}
IN_BAND = {"OBCI": "01"}
Q_IN, Q_OUT, R_IN, R_OUT = "Q.1912.5 §6", "Q.1912.5 §7", "RFC 3398 §7.2.5", "RFC 3398 §8.2.3"


def event(number: int, **more) -> dict:
    return {"EI": {"event": number}, **more}


ANSWER = (200, "ANM", {}, True, 200, {"sdp": True})
TABLES = [
    Table("SIP 4", "ISUP to 18x and 200", [
        isup_to_responses("ACM subscriber free: 180", Q_IN, [(180, "ACM", FREE, False, 180, {})]),
        isup_to_responses("ACM subscriber free: 180", R_IN, [(180, "ACM", FREE, False, 180, {})], "rfc"),
        isup_to_responses("early ACM: nothing", Q_IN, [(183, "ACM", EARLY, False, NOTHING, {}), (180, "CPG", event(1), False, 180, {})]),
        isup_to_responses("early ACM: 183", R_IN, [(183, "ACM", EARLY, False, 183, {})], "rfc"),
        isup_to_responses("ACM with in-band information: 183 with SDP", Q_IN, [(183, "ACM", {**EARLY, **IN_BAND}, True, 183, {"sdp": True})]),
        isup_to_responses("ACM with in-band information: 183 with SDP", R_IN, [(183, "ACM", {**EARLY, **IN_BAND}, True, 183, {"sdp": True})], "rfc"),
        isup_to_responses("ACM, interworking encountered: 183 with SDP", Q_IN, [(183, "ACM", INTERWORKING, True, 183, {"sdp": True})]),
        isup_to_responses("ACM with cause: 183 with SDP for the announcement", "RFC 3398 §7.2.5",
                          [(183, "ACM", {**EARLY, "CAI": isup.cause(1, 2)}, True, 183, {"sdp": True})], "rfc"),
        isup_to_responses("CPG alerting: 180", Q_IN, [(183, "ACM", EARLY, False, NOTHING, {}), (180, "CPG", event(1), False, 180, {})]),
        isup_to_responses("CPG alerting: 180", "RFC 3398 §7.2.6", [(183, "ACM", EARLY, False, 183, {}), (180, "CPG", event(1), False, 180, {})], "rfc"),
        isup_to_responses("CPG progress: 183", "RFC 3398 §7.2.6", [(183, "ACM", EARLY, False, 183, {}), (183, "CPG", event(2), False, 183, {})], "rfc"),
        isup_to_responses("CPG progress: nothing", Q_IN, [(183, "ACM", EARLY, False, NOTHING, {}), (183, "CPG", event(2), False, NOTHING, {}),
                                                         (180, "CPG", event(1), False, 180, {})]),
        isup_to_responses("CPG in-band: 183 with SDP", "RFC 3398 §7.2.6", [(183, "ACM", EARLY, False, 183, {}), (183, "CPG", event(3), True, 183, {"sdp": True})], "rfc"),
        isup_to_responses("CPG in-band: 183 with SDP", Q_IN, [(183, "ACM", EARLY, False, NOTHING, {}), (183, "CPG", event(3), True, 183, {"sdp": True})]),
        *[isup_to_responses(f"CPG forwarded, event {number}: 181", "RFC 3398 §7.2.6", [(183, "ACM", EARLY, False, 183, {}), (183, "CPG", event(number), False, 181, {})], "rfc")
          for number in (4, 5, 6)],
        isup_to_responses("ANM: 200 with SDP", Q_IN, [(180, "ACM", FREE, False, 180, {}), ANSWER]),
        isup_to_responses("ANM: 200 with SDP", "RFC 3398 §7.2.7", [(180, "ACM", FREE, False, 180, {}), ANSWER], "rfc"),
        isup_to_responses("CON: 200 with SDP", Q_IN, [(200, "CON", EARLY, True, 200, {"sdp": True})]),
        isup_to_responses("CON: 200 with SDP", "RFC 3398 §7.2.7", [(200, "CON", EARLY, True, 200, {"sdp": True})], "rfc"),
        isup_to_responses("connected number: P-Asserted-Identity in 200", "TS 29.163 §7.2.3.1.5, RFC 3325",
                          [(180, "ACM", FREE, False, 180, {}),
                           (200, "ANM", {"CN": isup.number("30601", screening=3)}, True, 200, {"p-asserted-identity": r"~\+4930601@", "privacy": None})]),
        isup_to_responses("restricted connected number: Privacy", "TS 29.163 §7.2.3.1.5, RFC 3323",
                          [(180, "ACM", FREE, False, 180, {}),
                           (200, "ANM", {"CN": isup.number("30601", presentation=1, screening=3)}, True, 200, {"p-asserted-identity": r"~\+4930601@", "privacy": "~id"})]),
        isup_to_responses("no connected number: no identity", "TS 29.163 §7.2.3.1.5", [(200, "CON", EARLY, True, 200, {"p-asserted-identity": None})]),
    ]),
    Table("SIP 5", "18x and 200 to ISUP", [
        responses_to_isup("180 first: ACM subscriber free", Q_OUT, [(180, (), False, "ACM", {"BCI.status": 1})]),
        responses_to_isup("180 first: ACM subscriber free", R_OUT, [(180, (), False, "ACM", {"BCI.status": 1})], "rfc"),
        responses_to_isup("180 after 183: CPG alerting", Q_OUT, [(183, (), True, "ACM", {"BCI.status": 0}), (180, (), False, "CPG", {"EI.event": 1})]),
        responses_to_isup("180 after 183: CPG alerting", R_OUT, [(183, (), False, "ACM", {"BCI.status": 0}), (180, (), False, "CPG", {"EI.event": 1})], "rfc"),
        responses_to_isup("181 first: early ACM", R_OUT, [(181, (), False, "ACM", {"BCI.status": 0})], "rfc"),
        responses_to_isup("181 first: nothing", Q_OUT, [(181, (), False, NOTHING, {}), (180, (), False, "ACM", {"BCI.status": 1})]),
        responses_to_isup("181 after ACM: CPG forwarded", Q_OUT, [(180, (), False, "ACM", {}), (181, (), False, "CPG", {"EI.event": 6})]),
        responses_to_isup("181 after ACM: CPG forwarded", R_OUT, [(180, (), False, "ACM", {}), (181, (), False, "CPG", {"EI.event": 6})], "rfc"),
        responses_to_isup("182 first: early ACM", R_OUT, [(182, (), False, "ACM", {"BCI.status": 0})], "rfc"),
        responses_to_isup("182 first: nothing", Q_OUT, [(182, (), False, NOTHING, {}), (180, (), False, "ACM", {"BCI.status": 1})]),
        responses_to_isup("182 after ACM: CPG progress", Q_OUT, [(180, (), False, "ACM", {}), (182, (), False, "CPG", {"EI.event": 2})]),
        responses_to_isup("183 first: early ACM", R_OUT, [(183, (), False, "ACM", {"BCI.status": 0})], "rfc"),
        responses_to_isup("183 with media first: ACM, in-band information", R_OUT, [(183, (), True, "ACM", {"BCI.status": 0, "OBCI.in_band": 1})], "rfc"),
        responses_to_isup("183 without media first: nothing", Q_OUT, [(183, (), False, NOTHING, {}), (180, (), False, "ACM", {"BCI.status": 1})]),
        responses_to_isup("183 with media after ACM: CPG in-band", Q_OUT, [(180, (), False, "ACM", {}), (183, (), True, "CPG", {"EI.event": 3})]),
        responses_to_isup("183 without media after ACM: CPG progress", Q_OUT, [(180, (), False, "ACM", {}), (183, (), False, "CPG", {"EI.event": 2})]),
        responses_to_isup("P-Early-Media: inactive is not heard", "RFC 5009 §8",
                          [(180, (), False, "ACM", {}), (183, ["P-Early-Media: inactive"], True, "CPG", {"EI.event": 2})]),
        responses_to_isup("backward call indicators", Q_OUT,
                          [(180, (), False, "ACM", {"BCI.charge": 2, "BCI.interworking": 1, "BCI.isup_all_the_way": 0, "BCI.isdn_access": 0, "BCI.end_to_end_method": 0})]),
        responses_to_isup("backward call indicators", R_OUT,
                          [(180, (), False, "ACM", {"BCI.charge": 2, "BCI.interworking": 0, "BCI.isup_all_the_way": 1, "BCI.isdn_access": 0, "BCI.category": 1})], "rfc"),
        responses_to_isup("200 after 180: ANM", Q_OUT, [(180, (), False, "ACM", {}), (200, (), True, "ANM", {})]),
        responses_to_isup("200 after 180: ANM", "RFC 3398 §8.2.4", [(180, (), False, "ACM", {}), (200, (), True, "ANM", {})], "rfc"),
        responses_to_isup("200 first: CON", Q_OUT, [(200, (), True, "CON", {"BCI.charge": 2})]),
        responses_to_isup("200 first: CON", "RFC 3398 §8.2.4", [(200, (), True, "CON", {"BCI.isup_all_the_way": 1})], "rfc"),
    ]),
]
