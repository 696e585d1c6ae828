"""Release between SIP and ISUP: causes and status codes (RFC 3398 §7.2.4, §8.2.6; Q.1912.5 §6, §7; RFC 6432, RFC 8606)."""
from rows import Table, bye_to_rel, cancel_to_reason, rel_to_bye, rel_to_status, status_to_rel

# cause: status by RFC 3398, by Q.1912.5 (2004); None: no row of its own
CAUSES = {
    1: (404, 404), 2: (404, 500), 3: (404, 500), 4: (500, 500), 5: (500, 404), 8: (500, 500), 9: (500, 500), 14: (500, None),
    17: (486, 486), 18: (408, 480), 19: (480, 480), 20: (480, 480), 21: (403, 480), 22: (410, 410), 23: (410, None),
    24: (500, 480), 25: (500, 480), 26: (404, 480), 27: (502, 502), 28: (484, 484), 29: (501, 500), 31: (480, 480),
    34: (503, 480), 38: (503, 500), 41: (503, 500), 42: (503, 500), 43: (500, 500), 46: (500, 500), 47: (503, 500),
    50: (500, 500), 55: (403, 500), 57: (403, 500), 58: (503, 500), 63: (500, 500), 65: (488, 500), 69: (500, 500),
    70: (488, 500), 79: (501, 500), 87: (403, 500), 88: (503, 500), 90: (500, 500), 91: (500, 404), 95: (500, 500),
    97: (500, 500), 99: (500, 500), 102: (504, 480), 103: (500, 500), 110: (500, 500), 111: (500, 500), 127: (500, 480),
}
# status: cause by RFC 3398, by Q.1912.5
STATUSES = {
    400: (41, 127), 401: (21, 127), 402: (21, 127), 403: (21, 127), 404: (1, 1), 405: (63, 127), 406: (79, 127), 407: (21, 127),
    408: (102, 127), 410: (22, 22), 413: (127, 127), 414: (127, 127), 415: (79, 127), 416: (127, 127), 420: (127, 127),
    421: (127, 127), 423: (127, 127), 433: (31, 24), 480: (18, 20), 481: (41, 127), 482: (25, 127), 483: (25, 127), 484: (28, 28),
    485: (1, 127), 486: (17, 17), 488: (31, 127), 493: (31, 127), 500: (41, 127), 501: (79, 127), 502: (38, 127), 503: (41, 127),
    504: (102, 127), 505: (127, 127), 513: (127, 127), 580: (31, 127), 600: (17, 17), 603: (21, 21), 604: (1, 1), 606: (31, 127),
    607: (31, 21), 608: (31, 21),
}
# ISUP location: word of RFC 8606
LOCATIONS = {0: "U", 1: "LPN", 2: "LN", 3: "TN", 4: "RLN", 5: "RPN", 7: "INTL", 10: "BI"}
USER, REMOTE_PUBLIC, BEYOND = 0, 4, 10

TABLES = [
    Table("SIP 6.2/3398", "REL to final response, RFC 3398",
          [rel_to_status(cause, statuses[0], "RFC 3398 §7.2.4.1", "rfc", 2) for cause, statuses in CAUSES.items()]
          + [rel_to_status(21, 603, "RFC 3398 §7.2.4.1", "rfc", USER, what="cause 21 of the user to 603"),
             rel_to_status(22, 301, "RFC 3398 §7.2.4.1", "rfc", diagnostics="0390032123f4",
                           what="cause 22 with the new number to 301", expect={"contact": r"~\+49301232"})]),
    Table("SIP 6.2/1912.5", "REL to final response, Q.1912.5",
          [rel_to_status(cause, statuses[1], "Q.1912.5 §6") for cause, statuses in CAUSES.items() if statuses[1]]
          + [rel_to_status(34, 486, "Q.1912.5 §6", diagnostics="01", what="cause 34, CCBS possible, to 486")]),
    Table("SIP 6.3/3398", "final response to REL, RFC 3398",
          [status_to_rel(status, causes[0], "RFC 3398 §8.2.6.1", "rfc", USER if status >= 600 else REMOTE_PUBLIC)
           for status, causes in STATUSES.items()]
          + [status_to_rel(488, 65, "RFC 3398 §8.2.6.1", "rfc", headers=['Warning: 304 host "Media type not available"'],
                           what="488 with a Warning about media to cause 65")]),
    Table("SIP 6.3/1912.5", "final response to REL, Q.1912.5",
          [status_to_rel(status, causes[1], "Q.1912.5 §7", location=BEYOND) for status, causes in STATUSES.items()]
          + [status_to_rel(486, 21, "RFC 6432", headers=["Reason: Q.850;cause=21"], what="Reason: Q.850 wins over 486"),
             status_to_rel(503, 34, "RFC 6432, RFC 9366", headers=['Reason: SIP;cause=503, Q.850;cause=34;location=LN'],
                           location=2, what="the Q.850 one of several Reasons")]),
    Table("SIP 6.1", "release of a call in progress",
          [bye_to_rel("BYE to REL 16", "RFC 3398 §7.2.3", {"CAI.value": 16}, "rfc"),
           bye_to_rel("BYE to REL 16, location beyond the interworking point", "Q.1912.5 §6", {"CAI.value": 16, "CAI.location": BEYOND}),
           bye_to_rel("BYE of the called side to REL 16", "Q.1912.5 §7", {"CAI.value": 16}, by_called=True),
           bye_to_rel("Reason: Q.850 in BYE wins", "RFC 3326, RFC 3398 §7.2.3", {"CAI.value": 31}, headers=["Reason: Q.850;cause=31"]),
           *[bye_to_rel(f"location {word} of Reason", "RFC 8606", {"CAI.value": 16, "CAI.location": location},
                        headers=[f"Reason: Q.850;cause=16;location={word}"]) for location, word in LOCATIONS.items()],
           bye_to_rel("a Reason of SIP alone counts not", "RFC 3326", {"CAI.value": 16}, headers=["Reason: SIP;cause=600"]),
           *[rel_to_bye(f"REL of location {word}: Reason in BYE", "RFC 8606", {"reason": f"~^Q.850;cause=16;.*location={word}$"},
                        16, location) for location, word in LOCATIONS.items()],
           rel_to_bye("REL of the called side, RFC 3398: BYE with Reason", "RFC 3398 §7.2.4, RFC 3326",
                      {"reason": "~^Q.850;cause=27"}, 27, profile="rfc"),
           rel_to_bye("REL of the calling side: BYE with Reason", "Q.1912.5 §7", {"reason": "~^Q.850;cause=31"}, 31, by_called=False),
           cancel_to_reason("CANCEL to cause 16", "RFC 3398 §7.2.3", "~^Q.850;cause=16", "rfc"),
           cancel_to_reason("CANCEL to cause 31", "Q.1912.5 §6", "~^Q.850;cause=31"),
           cancel_to_reason("CANCEL with Reason: Q.850", "RFC 3326", "~^Q.850;cause=26", headers=["Reason: Q.850;cause=26"])]),
]
