"""Q.931 and ISUP: notifications, subaddresses, user-to-user information, redirection on the way back (Q.699, Q.763)."""
import isup
from line_rows import isup_to_line, line_to_isup
from rows import NOTHING, Table
from stage import DEFAULT_BCI

FREE, EARLY = {"BCI": {**DEFAULT_BCI, "status": 1}}, {"BCI": DEFAULT_BCI}
CONNECT_FIRST = ("connect", {}, 200, "CON", {})
ANSWER = (200, "CON", EARLY, True, "CONNECT", {})
# notification of NOTIFY, of ISUP
NOTIFICATIONS = [("user suspended", 0), ("user resumed", 1), ("bearer service change", 2), ("conference established", 0x42),
                 ("other party added", 0x44), ("call transfer, alerting", 0x69), ("call transfer, active", 0x6A), ("remote hold", 0x79),
                 ("remote retrieval", 0x7A)]
HOLDS = (0x79, 0x7A)  # shown by the direction of the media as well, so in a re-INVITE

TABLES = [
    Table("Q.931 7", "notifications", [
        *[line_to_isup(f"NOTIFY {what}: generic notification", "Q.699, Q.763 §3.25",
                       [CONNECT_FIRST, ("notify", {"notification": value}, "INVITE" if value in HOLDS else "INFO", "CPG", {"EI.event": 2, "GNI.notification": value})])
          for what, value in NOTIFICATIONS if value > 1],
        *[isup_to_line(f"generic notification {what}: NOTIFY", "Q.699, Q.763 §3.25",
                       [ANSWER, (0, "CPG", {"EI": {"event": 2}, "GNI": f"{0x80 | value:02x}"}, False, "NOTIFY", {})]) for what, value in NOTIFICATIONS],
        isup_to_line("SUS of the network: NOTIFY user suspended", "Q.699", [ANSWER, (0, "SUS", {"SRI": {"initiator": 1}}, False, "NOTIFY", {})]),
        isup_to_line("RES of the network: NOTIFY user resumed", "Q.699", [ANSWER, (0, "RES", {"SRI": {"initiator": 1}}, False, "NOTIFY", {})]),
    ]),
    Table("Q.931 9", "user-to-user information and compatibility on the way back", [
        isup_to_line("user-user in ALERTING", "Q.699, Q.763 §3.60", [(180, "ACM", {**FREE, "UUI": "046869"}, False, "ALERTING", {"user_user": "~6869$"})]),
        isup_to_line("user-user in CONNECT", "Q.699, Q.763 §3.60", [(200, "CON", {**EARLY, "UUI": "046869"}, True, "CONNECT", {"user_user": "~6869$"})]),
        isup_to_line("high layer compatibility in CONNECT", "Q.699, Q.763 §3.3", [(200, "CON", {**EARLY, "ATP": isup.element(0x7D, "9181")}, True, "CONNECT", {"hlc": "9181"})]),
        isup_to_line("low layer compatibility in CONNECT", "Q.699, Q.763 §3.3", [(200, "CON", {**EARLY, "ATP": isup.element(0x7C, "8090a2")}, True, "CONNECT", {"llc": "8090a2"})]),
        isup_to_line("progress indicator of the far end in ALERTING", "Q.699, Q.763 §3.3", [(180, "ACM", {**FREE, "ATP": isup.element(0x1E, "8282")}, False, "ALERTING", {"progress": "~2"})]),
        isup_to_line("call is diverting: NOTIFY or nothing, ALERTING follows", "Q.699",
                     [(183, "ACM", EARLY, False, NOTHING, {}), (180, "CPG", {"EI": {"event": 1}}, False, "ALERTING", {})]),
    ]),
]
