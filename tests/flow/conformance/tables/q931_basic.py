"""Q.931 and ISUP: set-up, progress, answer, notification and clearing (Q.699, with Q.931, Q.763 and Q.850)."""
import isup
from line_rows import iam_to_setup, isup_releases_line, isup_to_line, line_refuses, line_releases, line_to_isup, setup_to_iam
from rows import NOTHING, Table
from stage import DEFAULT_BCI

FREE = {"BCI": {**DEFAULT_BCI, "status": 1}}
EARLY = {"BCI": DEFAULT_BCI}
SPEECH, AUDIO, UNRESTRICTED = "8090a3", "9090a3", "8890"
VIDEO, WIDEBAND = "9890", "9190a5"  # Q.931 §4.5.5: video; unrestricted with tones, H.221
HLC, LLC = "9181", "8090a2"
Q699 = "Q.699"
DATA = ("v=0\r\no=flow 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
        "m=audio PORT RTP/AVP 97\r\na=rtpmap:97 CLEARMODE/8000\r\n")
INTERNATIONAL, NATIONAL, SUBSCRIBER = 1, 2, 4  # types of number
# type of number, nature of address
NATURES = [("unknown", 2), ("international", 4), ("national", 3), ("network", 5), ("subscriber", 1)]
CAUSES = [1, 2, 3, 17, 18, 19, 20, 21, 22, 27, 28, 29, 31, 34, 38, 41, 42, 47, 50, 55, 57, 58, 63, 65, 69, 79, 87, 88, 95, 97, 99, 102, 111, 127]
LOCATIONS = [0, 1, 2, 3, 4, 5, 7, 10]


def event(number: int, **more) -> dict:
    return {"EI": {"event": number}, **more}


TABLES = [
    Table("Q.931 2", "SETUP to IAM", [
        setup_to_iam("bearer speech", f"{Q699}, Q.763 §3.54", {"TMR.medium": 0, "USI": SPEECH}, bearer="speech"),
        setup_to_iam("bearer 3.1 kHz audio", f"{Q699}, Q.763 §3.54", {"TMR.medium": 3, "USI": AUDIO}),
        setup_to_iam("bearer 64 kbit/s unrestricted", f"{Q699}, Q.763 §3.54", {"TMR.medium": 2, "USI": UNRESTRICTED}, bearer="64k"),
        setup_to_iam("bearer video: data as it is", f"{Q699}, Q.763 §3.54", {"TMR.medium": 2, "USI": VIDEO}, bearers=VIDEO),
        setup_to_iam("bearer with tones and announcements (7 kHz)", f"{Q699}, Q.763 §3.54", {"TMR.medium": 2, "USI": WIDEBAND}, bearers=WIDEBAND),
        setup_to_iam("sending complete: ST", f"{Q699}, Q.763 §3.9", {"CdPN.digits": "600F"}),
        *[setup_to_iam(f"called number, type {kind}", f"{Q699}, Q.763 §3.9", {"CdPN.nature": nature, "CdPN.digits": "4930600F" if nature == 4 else "30600F"},
                       called="4930600" if nature == 4 else "30600", called_type=kind) for kind, nature in NATURES if kind in ("international", "national", "subscriber")],
        setup_to_iam("unknown type with national prefix", Q699, {"CdPN.nature": 3, "CdPN.digits": "30600F"}, called="030600"),
        setup_to_iam("unknown type with international prefix", Q699, {"CdPN.nature": 4, "CdPN.digits": "33140506070F"}, called="0033140506070"),
        setup_to_iam("routing to internal network number not allowed", f"{Q699}, Q.763 §3.9", {"CdPN.inn": 1}),
        setup_to_iam("calling number", f"{Q699}, Q.763 §3.10", {"CgPN.digits": "3012345", "CgPN.nature": 3, "CgPN.presentation": 0, "CgPN.screening": 3}),
        setup_to_iam("calling number verified and passed", f"{Q699}, Q.763 §3.10", {"CgPN.screening": 1}, screening="passed"),
        setup_to_iam("presentation restricted", f"{Q699}, Q.763 §3.10", {"CgPN.presentation": 1, "CgPN.digits": "3012345"}, presentation="restricted"),
        setup_to_iam("progress indicator 3: not from an ISDN", Q699, {"FCI.isdn_access": 0}, progress="3"),
        setup_to_iam("progress indicator 1: interworking", Q699, {"FCI.interworking": 1}, progress="1"),
        setup_to_iam("no progress indicator: ISDN access", Q699, {"FCI.isdn_access": 1, "FCI.isup_all_the_way": 1, "FCI.interworking": 0}),
        setup_to_iam("high layer compatibility", f"{Q699}, Q.763 §3.3", {"ATP": f"~7d02{HLC}"}, hlc=HLC),
        setup_to_iam("low layer compatibility", f"{Q699}, Q.763 §3.3", {"ATP": f"~7c03{LLC}"}, llc=LLC),
        setup_to_iam("user-user", f"{Q699}, Q.763 §3.60", {"UUI": "04" + "hello".encode().hex()}, user_user="hello"),
        *[setup_to_iam(f"redirecting number, reason {reason}", f"{Q699}, Q.763 §3.45",
                       {"RgN.digits": "~30111$", "RI.reason": isup_reason, "RI.counter": 1, "OCN.digits": "~30111$"}, redirecting="030111", redirecting_reason=reason)
          for reason, isup_reason in ((0, 0), (1, 1), (2, 2), (15, 3))],
        setup_to_iam("category ordinary", f"{Q699}, Q.763 §3.11", {"CPC.category": 10}),
    ]),
    Table("Q.931 2b", "IAM to SETUP", [
        iam_to_setup("bearer from the user service information", Q699, {"bearer.transfer": 0}, {"TMR": "00", "USI": SPEECH}),
        iam_to_setup("bearer from TMR speech", Q699, {"bearer.transfer": 0}, {"TMR": "00"}),
        iam_to_setup("bearer from TMR 3.1 kHz audio", Q699, {"bearer.transfer": 16}, {"TMR": "03"}),
        iam_to_setup("bearer from TMR 64 kbit/s unrestricted", Q699, {"bearer.transfer": 8}, {"TMR": "02"}, DATA),
        iam_to_setup("bearer video from the user service information", Q699, {"bearer.transfer": 24}, {"TMR": "02", "USI": VIDEO}, DATA),
        iam_to_setup("bearer with tones (7 kHz) from the user service information", Q699, {"bearer.transfer": 17}, {"TMR": "02", "USI": WIDEBAND}, DATA),
        iam_to_setup("called number and sending complete", Q699, {"called.digits": "2017", "called.type": SUBSCRIBER, "sending_complete": True}),
        iam_to_setup("calling number", Q699, {"calling.digits": "8912345", "calling.type": NATIONAL, "calling.presentation": 0, "calling.screening": 3}),
        iam_to_setup("international calling number", Q699, {"calling.digits": "33140506070", "calling.type": INTERNATIONAL},
                     {"CgPN": isup.number("33140506070", "international", screening=3)}),
        iam_to_setup("interworking encountered: progress indicator 1", Q699, {"progress": [1]}, {"FCI": {"interworking": 1}}),
        iam_to_setup("not from an ISDN: progress indicator 3", Q699, {"progress": [3]}, {"FCI": {"isup_all_the_way": 1, "isdn_access": 0}}),
        iam_to_setup("from an ISDN: no progress indicator", Q699, {"progress": []}, {"FCI": {"isup_all_the_way": 1, "isdn_access": 1}}),
        iam_to_setup("high layer compatibility", Q699, {"hlc": HLC}, {"ATP": isup.element(0x7D, HLC)}),
        iam_to_setup("low layer compatibility", Q699, {"llc": LLC}, {"ATP": isup.element(0x7C, LLC)}),
        iam_to_setup("user-user", Q699, {"user_user": "~6869$"}, {"UUI": "046869"}),
        *[iam_to_setup(f"redirecting number, reason {isup_reason}", Q699, {"redirecting.digits": "30111", "redirecting.reason": reason},
                       {"RgN": isup.number("30111"), "OCN": isup.number("30111"), "RI": {"indicator": 3, "counter": 1, "reason": isup_reason, "original_reason": isup_reason}})
          for isup_reason, reason in ((0, 0), (1, 1), (2, 2), (3, 15))],
        line_refuses("384 kbit/s", "Q.699, Q.850", 65, {"TMR": "08"}),
        iam_to_setup("closed user group with outgoing access: an ordinary call", "Q.735.1", {"called.digits": "2017"}, {"CUGIC": "02340007", "OFCI": {"cug": 2}}),
        line_refuses("closed user group without outgoing access", "Q.735.1", 87, {"CUGIC": "02340007", "OFCI": {"cug": 3}}),
    ]),
    Table("Q.931 4.1", "ACM, CPG, ANM, CON to Q.931", [
        isup_to_line("ACM subscriber free: ALERTING", Q699, [(180, "ACM", FREE, False, "ALERTING", {})]),
        isup_to_line("early ACM: nothing", Q699, [(183, "ACM", EARLY, False, NOTHING, {}), (180, "CPG", event(1), False, "ALERTING", {})]),
        isup_to_line("ACM with in-band information: PROGRESS 8", Q699, [(183, "ACM", {**EARLY, "OBCI": "01"}, True, "PROGRESS", {"progress": "~8"})]),
        isup_to_line("CPG alerting: ALERTING", Q699, [(183, "ACM", EARLY, False, NOTHING, {}), (180, "CPG", event(1), False, "ALERTING", {})]),
        isup_to_line("CPG in-band: PROGRESS 8", Q699, [(183, "ACM", EARLY, False, NOTHING, {}), (183, "CPG", event(3), True, "PROGRESS", {"progress": "~8"})]),
        isup_to_line("ACM with cause: PROGRESS 8 with cause", Q699, [(183, "ACM", {**EARLY, "CAI": isup.cause(1, 2)}, True, "PROGRESS", {"progress": "~8"})]),
        isup_to_line("interworking encountered: progress indicator 1", Q699,
                     [(180, "ACM", {"BCI": {**DEFAULT_BCI, "status": 1, "interworking": 1, "isup_all_the_way": 0}}, False, "ALERTING", {"progress": "~1"})]),
        isup_to_line("called side no ISDN: progress indicator 2", Q699,
                     [(180, "ACM", {"BCI": {**DEFAULT_BCI, "status": 1, "isdn_access": 0}}, False, "ALERTING", {"progress": "~2"})]),
        isup_to_line("ANM: CONNECT", Q699, [(180, "ACM", FREE, False, "ALERTING", {}), (200, "ANM", {}, True, "CONNECT", {})]),
        isup_to_line("CON: CONNECT", Q699, [(200, "CON", EARLY, True, "CONNECT", {})]),
        isup_to_line("connected number", Q699, [(200, "CON", {**EARLY, "CN": isup.number("30601", screening=3)}, True, "CONNECT", {"connected.digits": "30601", "connected.type": NATIONAL})]),
        isup_to_line("CPG remote hold after the answer: NOTIFY", Q699,
                     [(200, "CON", EARLY, True, "CONNECT", {}), (0, "CPG", {"EI": {"event": 2}, "GNI": "f9"}, False, "NOTIFY", {})]),
    ]),
    Table("Q.931 4.2", "Q.931 of the called side to ISUP", [
        line_to_isup("ALERTING first: ACM subscriber free", Q699, [("alerting", {}, 180, "ACM", {"BCI.status": 1, "BCI.isup_all_the_way": 1, "BCI.isdn_access": 1})]),
        line_to_isup("CALL PROCEEDING: nothing", Q699, [("call-proceeding", {}, 0, NOTHING, {}), ("alerting", {}, 180, "ACM", {"BCI.status": 1})]),
        line_to_isup("PROGRESS 8: early ACM, in-band information", Q699, [("progress", {"progress": 8}, 183, "ACM", {"BCI.status": 0, "OBCI.in_band": 1})]),
        line_to_isup("ALERTING after PROGRESS: CPG alerting", Q699, [("progress", {"progress": 8}, 183, "ACM", {}), ("alerting", {}, 180, "CPG", {"EI.event": 1})]),
        line_to_isup("PROGRESS 8 after ALERTING: CPG in-band", Q699, [("alerting", {}, 180, "ACM", {}), ("progress", {"progress": 8}, 183, "CPG", {"EI.event": 3})]),
        line_to_isup("progress indicator 1: interworking encountered", Q699, [("alerting", {"progress": 1}, 180, "ACM", {"BCI.interworking": 1})]),
        line_to_isup("progress indicator 2: no ISDN access", Q699, [("alerting", {"progress": 2}, 180, "ACM", {"BCI.isdn_access": 0})]),
        line_to_isup("progress indicator 8 in ALERTING: in-band information", Q699, [("alerting", {"progress": 8}, 180, "ACM", {"BCI.status": 1, "OBCI.in_band": 1})]),
        line_to_isup("CONNECT after ALERTING: ANM", Q699, [("alerting", {}, 180, "ACM", {}), ("connect", {}, 200, "ANM", {})]),
        line_to_isup("CONNECT first: CON", Q699, [("connect", {}, 200, "CON", {"BCI.isdn_access": 1})]),
        line_to_isup("connected number", Q699, [("connect", {"connected": "30601"}, 200, "CON", {"CN.digits": "30601"})]),
    ]),
    Table("Q.931 6", "clearing", [
        *[line_releases(f"DISCONNECT {cause}: REL", "Q.699, Q.850", cause, 0, {}) for cause in CAUSES],
        *[line_releases(f"location {location} is kept", "Q.699, Q.850 §2.2.3", 17, location, {}) for location in LOCATIONS],
        line_releases("DISCONNECT in an answered call: REL in BYE", "Q.699", 16, 0, {}, True),
        *[isup_releases_line(f"REL {cause}: DISCONNECT", "Q.699, Q.850", cause, 2) for cause in CAUSES],
        *[isup_releases_line(f"REL, location {location}", "Q.699, Q.850 §2.2.3", 17, location) for location in LOCATIONS],
        isup_releases_line("REL in an answered call: DISCONNECT", "Q.699", 16, 2, True),
    ]),
]
