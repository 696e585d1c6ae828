"""ISUP in SIP bodies for flows and conformance rows: messages written and read (Q.763), multipart bodies (RFC 3204).

Nothing here is shared with the gateway: what it says and what it understands is checked against this.

A message is (acronym, {parameter: value}). To encode, a value is hex text or octets as they are, a dict of fields
(those not named are 0), or what number(), generic(), cause() give. Decoded, a parameter is a dict of its fields with
"hex", its octets; one that comes twice is "GN" and "GN#2"; one that has no name here is "x5f", by its code.
"""
import re

# acronym: (code, mandatory fixed [(parameter, octets)], mandatory variable [parameter], optional part)   Q.763 Tables 32 ff.
MESSAGES = {
    "IAM": (0x01, [("NCI", 1), ("FCI", 2), ("CPC", 1), ("TMR", 1)], ["CdPN"], True),
    "SAM": (0x02, [], ["SN"], True),
    "INR": (0x03, [("INRI", 2)], [], True),
    "INF": (0x04, [("INFI", 2)], [], True),
    "COT": (0x05, [("COTI", 1)], [], False),
    "ACM": (0x06, [("BCI", 2)], [], True),
    "CON": (0x07, [("BCI", 2)], [], True),
    "FOT": (0x08, [], [], True),
    "ANM": (0x09, [], [], True),
    "REL": (0x0C, [], ["CAI"], True),
    "SUS": (0x0D, [("SRI", 1)], [], True),
    "RES": (0x0E, [("SRI", 1)], [], True),
    "RLC": (0x10, [], [], True),
    "BLO": (0x13, [], [], False),
    "CPG": (0x2C, [("EI", 1)], [], True),
    "USR": (0x2D, [], ["UUI"], True),
    "CFN": (0x2F, [], ["CAI"], True),
    "CRG": (0x31, [], [], True),
    "NRM": (0x32, [], [], True),
    "FAC": (0x33, [], [], True),
    "IDR": (0x36, [], [], True),
    "IRS": (0x37, [], [], True),
    "SGM": (0x38, [], [], True),
    "LOP": (0x40, [], [], True),
    "APM": (0x41, [], [], True),
    "PRI": (0x42, [], [], True),
}
# fields: (name, octet, lowest bit, bits)
PARAMETERS = {
    "CR": (0x01, []),
    "TMR": (0x02, [("medium", 0, 0, 8)]),
    "ATP": (0x03, []),
    "CdPN": (0x04, "called"),
    "SN": (0x05, "subsequent"),
    "NCI": (0x06, [("satellite", 0, 0, 2), ("continuity", 0, 2, 2), ("echo", 0, 4, 1)]),
    "FCI": (0x07, [("international", 0, 0, 1), ("end_to_end_method", 0, 1, 2), ("interworking", 0, 3, 1), ("end_to_end", 0, 4, 1),
                   ("isup_all_the_way", 0, 5, 1), ("preference", 0, 6, 2), ("isdn_access", 1, 0, 1), ("sccp", 1, 1, 2),
                   ("translated", 1, 4, 1)]),
    "OFCI": (0x08, [("cug", 0, 0, 2), ("segmentation", 0, 2, 1), ("connected_line", 0, 7, 1)]),
    "CPC": (0x09, [("category", 0, 0, 8)]),
    "CgPN": (0x0A, "calling"),
    "RgN": (0x0B, "redirecting"),
    "RnN": (0x0C, "called"),
    "INRI": (0x0E, []),
    "INFI": (0x0F, []),
    "COTI": (0x10, []),
    "BCI": (0x11, [("charge", 0, 0, 2), ("status", 0, 2, 2), ("category", 0, 4, 2), ("end_to_end_method", 0, 6, 2),
                   ("interworking", 1, 0, 1), ("end_to_end", 1, 1, 1), ("isup_all_the_way", 1, 2, 1), ("holding", 1, 3, 1),
                   ("isdn_access", 1, 4, 1), ("echo", 1, 5, 1), ("sccp", 1, 6, 2)]),
    "CAI": (0x12, "cause"),
    "RI": (0x13, [("indicator", 0, 0, 3), ("original_reason", 0, 4, 4), ("counter", 1, 0, 3), ("reason", 1, 4, 4)]),
    "CUGIC": (0x1A, []),
    "USI": (0x1D, []),
    "UUI": (0x20, []),
    "CN": (0x21, "calling"),
    "SRI": (0x22, [("initiator", 0, 0, 1)]),
    "TNS": (0x23, []),
    "EI": (0x24, [("event", 0, 0, 7), ("restricted", 0, 7, 1)]),
    "OCN": (0x28, "redirecting"),
    "OBCI": (0x29, [("in_band", 0, 0, 1), ("diversion_may_occur", 0, 1, 1), ("segmentation", 0, 2, 1)]),
    "MCI": (0x38, []),
    "UUIND": (0x2A, [("response", 0, 0, 1), ("service1", 0, 1, 2), ("service2", 0, 3, 2), ("service3", 0, 5, 2)]),
    "GNI": (0x2C, [("notification", 0, 0, 7)]),
    "CHI": (0x2D, []),
    "USIP": (0x30, []),
    "PDC": (0x31, []),
    "UTI": (0x34, []),
    "TMU": (0x35, [("medium", 0, 0, 8)]),
    "CDI": (0x36, [("option", 0, 0, 3), ("reason", 0, 3, 4)]),
    "PCI": (0x39, []),
    "HC": (0x3D, [("hops", 0, 0, 5)]),
    "TMRP": (0x3E, [("medium", 0, 0, 8)]),
    "LN": (0x3F, "location"),
    "RNR": (0x40, [("restricted", 0, 0, 2)]),
    "CTN": (0x45, "calling"),
    "CINN": (0x6F, "redirecting"),
    "APP": (0x78, []),
    "CDN": (0x7D, []),
    "OCIN": (0x7F, "redirecting"),
    "NRN": (0x84, []),
    "GN": (0xC0, "generic"),
    "GD": (0xC1, []),
}
NAMES = {code: name for name, (code, _) in PARAMETERS.items()}
ACRONYMS = {row[0]: acronym for acronym, row in MESSAGES.items()}
DIGITS = "0123456789ABCDEF"  # F is ST
SUBSCRIBER_FREE = b"\x16\x14"  # BCI: charge, subscriber free, ordinary, ISUP all the way, ISDN access
NO_INDICATION = b"\x12\x14"
ITU = "application/ISUP;version=itu-t92+;base=itu-t92+"
NATURES = {"subscriber": 1, "unknown": 2, "national": 3, "international": 4, "network": 5}


def _digits(octets: bytes, odd: int) -> str:
    text = "".join(DIGITS[octet & 15] + DIGITS[octet >> 4] for octet in octets)
    return text[:-1] if odd else text


def _pack(digits: str) -> bytes:
    padded = digits + "0" * (len(digits) % 2)
    return bytes(DIGITS.index(padded[n]) | DIGITS.index(padded[n + 1]) << 4 for n in range(0, len(padded), 2))


def number(digits: str, nature="national", plan: int = 1, presentation: int = 0, screening: int = 0, inn: int = 0) -> bytes:
    """A number parameter but a generic one; `inn` is bit 8 of the second octet: INN, or number incomplete."""
    first = NATURES.get(nature, nature) | (len(digits) % 2) << 7
    return bytes([first, inn << 7 | plan << 4 | presentation << 2 | screening]) + _pack(digits)


def called(digits: str, nature="national", st: bool = True, inn: int = 1) -> bytes:
    """Called party number, ended by ST."""
    return number(digits + ("F" if st else ""), nature, inn=inn)


def calling(digits: str, nature="national", restricted: bool = False, screening: int = 3) -> bytes:
    """Calling party number, complete."""
    return number(digits, nature, presentation=int(restricted), screening=screening)


def generic(qualifier: int, digits: str, nature="national", presentation: int = 0, screening: int = 0) -> bytes:
    return bytes([qualifier]) + number(digits, nature, 1, presentation, screening)


def subsequent(digits: str) -> bytes:
    return bytes([(len(digits) % 2) << 7]) + _pack(digits)


def cause(value: int, location: int = 0, diagnostics: str = "") -> bytes:
    return bytes([0x80 | location, 0x80 | value]) + bytes.fromhex(diagnostics)


def element(code: int, contents: str) -> str:
    """An information element of Q.931 in hex, for an access transport parameter."""
    return bytes([code, len(bytes.fromhex(contents))]).hex() + contents


def _number_fields(kind: str, octets: bytes) -> dict:
    fields: dict = {}
    if kind == "generic":
        fields["qualifier"], octets = octets[0], octets[1:]
    if kind == "subsequent":
        return {"digits": _digits(octets[1:], octets[0] >> 7)}
    fields.update(nature=octets[0] & 127, plan=octets[1] >> 4 & 7, digits=_digits(octets[2:], octets[0] >> 7))
    if kind in ("called", "location"):
        fields["inn"] = octets[1] >> 7
    if kind in ("calling", "generic"):
        fields["incomplete"] = octets[1] >> 7
    if kind != "called":
        fields["presentation"] = octets[1] >> 2 & 3
    if kind in ("calling", "generic", "location"):
        fields["screening"] = octets[1] & 3
    return fields


def fields_of(name: str, octets: bytes) -> dict:
    """The fields of one parameter, and "hex"."""
    fields: dict = {"hex": octets.hex()}
    layout = PARAMETERS.get(name, (0, []))[1]
    if layout == "cause":
        start = 1 if octets[0] & 0x80 else 2
        fields.update(location=octets[0] & 15, value=octets[start] & 127, diagnostics=octets[start + 1:].hex())
    elif isinstance(layout, str):
        fields.update(_number_fields(layout, octets))
    else:
        for field, octet, low, bits in layout:
            fields[field] = octets[octet] >> low & (1 << bits) - 1 if octet < len(octets) else 0
    return fields


def _octets(name: str, value) -> bytes:
    if isinstance(value, bytes):
        return value
    if isinstance(value, str):
        return bytes.fromhex(value)
    layout = {field: (octet, low) for field, octet, low, _ in PARAMETERS[name][1]}
    out = bytearray(1 + max(octet for octet, _ in layout.values()))
    for field, content in value.items():
        octet, low = layout[field]
        out[octet] |= content << low
    return bytes(out)


def _code_of(name: str) -> int:
    return int(name[1:], 16) if name[0] == "x" else PARAMETERS[name.split("#")[0]][0]


def encode(acronym: str, **parameters) -> bytes:
    """A message from its type on, without circuit code; `x5f=` is a parameter that has no name here."""
    code, fixed, variable, has_optional = MESSAGES[acronym]
    left = dict(parameters)
    out = bytearray([code])
    for name, length in fixed:
        content = _octets(name, left.pop(name))
        assert len(content) == length, f"{name} of {acronym} has {length} octets"
        out += content
    contents = [_octets(name, left.pop(name)) for name in variable]
    optional = b""
    for name, value in left.items():
        content = _octets(name.split("#")[0], value)
        optional += bytes([_code_of(name), len(content)]) + content
    pointers = len(contents) + has_optional
    position = pointers
    for n, content in enumerate(contents):
        out.append(position - n)
        position += 1 + len(content)
    if has_optional:
        out.append(position - len(contents) if optional else 0)
    for content in contents:
        out += bytes([len(content)]) + content
    return bytes(out) + (optional + b"\0" if optional else b"")


def decode(octets: bytes) -> tuple[str, dict]:
    """Acronym and parameters of a message; an unknown parameter is named by its code in hex."""
    acronym = ACRONYMS[octets[0]]
    _, fixed, variable, has_optional = MESSAGES[acronym]
    found: dict = {}
    at = 1
    for name, length in fixed:
        found[name] = fields_of(name, octets[at:at + length])
        at += length
    for name in variable:
        start = at + octets[at]
        found[name] = fields_of(name, octets[start + 1:start + 1 + octets[start]])
        at += 1
    if has_optional and at < len(octets) and octets[at]:
        at += octets[at]
        while octets[at]:
            name, length = NAMES.get(octets[at], f"x{octets[at]:02x}"), octets[at + 1]
            key, count = name, 1
            while key in found:
                count += 1
                key = f"{name}#{count}"
            found[key] = fields_of(name, octets[at + 2:at + 2 + length])
            at += 2 + length
    return acronym, found


def iam(digits: str, nature="national", **more) -> bytes:
    """An IAM as an exchange sends it."""
    return encode("IAM", **{"NCI": "10", "FCI": "2001", "CPC": "0a", "TMR": "03", "CdPN": called(digits, nature), **more})


class Isup:
    """A message read: `type` is its acronym, `parameters` are octets by name."""

    def __init__(self, octets: bytes):
        self.octets = octets
        self.type, found = decode(octets)
        self.parameters = {name: bytes.fromhex(fields["hex"]) for name, fields in found.items()}

    def __getitem__(self, name: str) -> bytes:
        return self.parameters[name]

    def __contains__(self, name: str) -> bool:
        return name in self.parameters

    @property
    def cause(self) -> int:
        return self["CAI"][1] & 0x7F


def read_number(octets: bytes) -> str:
    """Digits of a number parameter, ST left out."""
    return _digits(octets[2:], octets[0] >> 7).rstrip("F")


class Part:
    def __init__(self, type: str, octets: bytes, disposition: str = ""):
        self.type, self.octets, self.disposition = type, octets, disposition


class Body:
    """What to send: SDP and ISUP (either may be missing) as sip.Peer takes it."""

    def __init__(self, sdp: str = "", isup: bytes = b"", type: str = ITU, handling: str = "optional", more: tuple = ()):
        parts = [Part("application/sdp", sdp.encode())] if sdp else []
        if isup:
            parts.append(Part(type, isup, f"signal;handling={handling}" if handling else "signal"))
        parts += more
        if len(parts) == 1:
            self.octets = parts[0].octets
            self.headers = [f"Content-Type: {parts[0].type}"]
            if parts[0].disposition:
                self.headers.append(f"Content-Disposition: {parts[0].disposition}")
            return
        boundary = "flow-boundary-7"
        self.headers = [f"Content-Type: multipart/mixed;boundary={boundary}", "MIME-Version: 1.0"]
        self.octets = b""
        for part in parts:
            head = f"--{boundary}\r\nContent-Type: {part.type}\r\n"
            if part.disposition:
                head += f"Content-Disposition: {part.disposition}\r\n"
            self.octets += head.encode() + b"\r\n" + part.octets + b"\r\n"
        self.octets += f"--{boundary}--\r\n".encode()


def parts_of(message) -> list[Part]:
    """The parts of a received message's body, whether it is a multipart or not."""
    kind = message.get("content-type")
    if not kind.lower().startswith("multipart/"):
        return [Part(kind, message.body, message.get("content-disposition"))] if message.body else []
    boundary = b"--" + re.search(r'boundary="?([^";]+)', kind)[1].encode()
    found = []
    for raw in (b"\r\n" + message.body).split(b"\r\n" + boundary)[1:]:
        if raw.startswith(b"--"):
            break
        head, _, octets = raw.partition(b"\r\n\r\n")
        headers = {line.split(":", 1)[0].strip().lower(): line.split(":", 1)[1].strip()
                   for line in head.decode().split("\r\n") if ":" in line}
        found.append(Part(headers.get("content-type", ""), octets, headers.get("content-disposition", "")))
    return found


def isup_part(message) -> Part | None:
    for part in parts_of(message):
        if part.type.lower().startswith("application/isup"):
            return part
    return None


def isup_of(message) -> Isup:
    """The ISUP of a received message; an assertion when it has none."""
    part = isup_part(message)
    assert part, f"no ISUP in {message.kind}:\n{message.octets.decode(errors='replace')}"
    return Isup(part.octets)


def bits(octets: bytes) -> int:
    """Indicator octets as one number, first octet lowest."""
    return int.from_bytes(octets, "little")
