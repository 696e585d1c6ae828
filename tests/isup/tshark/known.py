"""Differences between isup/ and tshark (Wireshark 4.0) that stay, each with its reason.

A rule holds for values as well: "not decoded" only where tshark shows nothing, "differs" only where `when` says so.
"""
import dataclasses
from collections.abc import Callable


@dataclasses.dataclass(frozen=True)
class Rule:
    variants: str  # names, or "*"
    subject: str   # a parameter's code, or a message
    field: str     # of ours, or "*": the whole parameter
    kind: str      # "not decoded" or "differs"
    reason: str
    when: Callable[[object, object], bool] = lambda ours, theirs: True
    wrap: str = "*"

    def holds(self, variant: str, wrap: str, subject: str, field: str, ours, theirs) -> bool:
        return (self.subject == subject and self.field == field and self.wrap in ("*", wrap) and
                (self.variants == "*" or variant in self.variants.split()) and
                (self.kind != "not decoded" or theirs is None) and self.when(ours, theirs))


def swapped(ours: int, theirs: int) -> bool:
    """14 bits, the other octet first."""
    return theirs == (ours << 8 & 0x3f00 | ours >> 8)


def hex_codes(*codes: int) -> list[str]:
    return [f"{code:#04x}" for code in codes]


NOT_DECODED, DIFFERS = "not decoded", "differs"
POINT_CODE = "Q.763 §3.8, §3.17, §3.40, §3.50 put the low octet of a point code first; tshark reads the high one"
OCTETS_ONLY = "tshark 4.0 has no layout for the parameter and shows its octets; these are the same"
NATIONAL = "tshark has no table of the variant: octets, which are the same"
JAPANESE = "lists whose fields tshark shows without names; our sample is one octet, too short for them"

RULES = [
    *[Rule("itu ansi", code, "*", NOT_DECODED, OCTETS_ONLY)
      for code in hex_codes(0x7a, 0x7b, 0x7c, 0x81, 0x8b, 0x82, 0x86, 0x87, 0x89, 0x8a, 0x8c)],
    *[Rule("itu", code, "*", NOT_DECODED, OCTETS_ONLY)
      for code in hex_codes(0x42, 0x7d, 0x7f, 0x84, 0x85, 0x88, 0x8d)],
    *[Rule("ansi", code, "*", NOT_DECODED, OCTETS_ONLY)
      for code in hex_codes(0xc2, 0xc3, 0xc6, 0xe1, 0xe2, 0xe3, 0xe4, 0xe8, 0xe9, 0xec, 0xed, 0xee, 0xef)],
    *[Rule("uk", code, "*", NOT_DECODED, NATIONAL) for code in hex_codes(*range(0xf4, 0xff))],
    *[Rule("germany", code, "*", NOT_DECODED, NATIONAL) for code in hex_codes(0xee, 0xf0, 0xfe)],
    Rule("china", "0xfe", "*", NOT_DECODED, NATIONAL),
    *[Rule("spirou", code, "*", NOT_DECODED, "tshark reads it in ITX only") for code in hex_codes(0xc2, 0xc3)],
    *[Rule("ttc", code, "*", NOT_DECODED, JAPANESE)
      for code in hex_codes(0xf1, 0xfb)],
    *[Rule("ttc", code, "malformed", DIFFERS, JAPANESE) for code in hex_codes(0xee, 0xf3, 0xfd)],
    Rule("ttc", "0xfa", "malformed", DIFFERS, "CHG has mandatory parameters that no public table gives; ours is empty"),
    Rule("ttc", "CHG", "parameters", DIFFERS, "CHG has mandatory parameters that no public table gives; ours is empty"),
    Rule("spirou", "ITX", "parameters", DIFFERS, "tshark skips the two mandatory octets",
         when=lambda ours, theirs: ours[:2] == [0xc2, 0xc3] and ours[2:] == theirs),
    *[Rule("china", message, "parameters", DIFFERS, "tshark does not know the message",
           when=lambda ours, theirs: theirs == []) for message in ("CCL", "MPM", "OPR")],
    Rule("itu ansi", "SDN", "parameters", DIFFERS, "tshark does not know the message",
         when=lambda ours, theirs: theirs == []),
    Rule("ansi", "EXM", "parameters", DIFFERS, "tshark does not look for the optional part of T1.113",
         when=lambda ours, theirs: theirs == []),
    Rule("itu ansi", "0x0d", "malformed", DIFFERS,
         "tshark asks for protocol class and credit; both may be absent (Q.763 §3.17)"),
    Rule("itu ansi", "0x25", "malformed", DIFFERS, "tshark stops behind the map type"),
    *[Rule("itu", code, "point code", DIFFERS, POINT_CODE, when=swapped)
      for code in hex_codes(0x01, 0x0d, 0x1e, 0x2b)],
    *[Rule("ansi", code, "point code", DIFFERS, POINT_CODE, when=swapped) for code in hex_codes(0x0d, 0x1e)],
    Rule("ansi", "0x01", "point code", DIFFERS, "24 bits in T1.113; tshark reads 14 of them",
         when=lambda ours, theirs: theirs == (ours & 0x3f) << 8 | ours >> 8 & 0xff),
    Rule("itu ansi", "0x12", "value", NOT_DECODED, "tshark names causes of the coding standards that it knows"),
    Rule("itu ansi", "0x12", "location", NOT_DECODED, "as for the value"),
    Rule("itu", "0x12", "diagnostics", NOT_DECODED, "of cause 99 tshark shows names of information elements"),
    Rule("ansi", "0x12", "recommendation", NOT_DECODED, "tshark does not read octet 1a in ANSI messages"),
    Rule("ansi", "0x12", "value", DIFFERS, "octet 1a is read as the cause", when=lambda ours, theirs: theirs in (0, 3, 4, 5)),
    Rule("ansi", "0x12", "diagnostics", DIFFERS, "octet 1a is read as the cause, the cause as diagnostics",
         when=lambda ours, theirs: theirs.endswith(ours)),
    Rule("*", "0x18", "facility", NOT_DECODED, "tshark has no field for it"),
    Rule("itu ansi", "0x2a", "network discard", NOT_DECODED, "tshark shows it in responses only"),
    Rule("itu ansi", "0x44", "response", NOT_DECODED, "tshark shows it in responses only"),
    Rule("itu ansi", "0x4e", "redirection", NOT_DECODED, "a national matter to tshark"),
    Rule("itu ansi", "0x77", "redirections", NOT_DECODED, "a national matter to tshark"),
    Rule("itu", "0x2c", "notification", DIFFERS, "tshark reads the first of several only",
         when=lambda ours, theirs: theirs == ours[:1]),
    Rule("itu", "0xd5", "*", NOT_DECODED, "a parameter that nobody knows"),
    Rule("itu", "bad-cause-1octet", "refused", DIFFERS, "cause indicators have two octets at least (Q.763 §3.12)"),
    Rule("itu", "0x3f", "digits", NOT_DECODED, "tshark shows nothing for a location number without digits",
         when=lambda ours, theirs: ours == ""),
]


def find(variant: str, wrap: str, subject: str, field: str, ours, theirs) -> Rule | None:
    for rule in RULES:
        if rule.holds(variant, wrap, subject, field, ours, theirs):
            return rule
    return None
