"""ISUP octets for the conformance rows: a small codec of its own (Q.763), so that the gateway's is judged by another.

A message is (acronym, {parameter: value}). To encode, a value is hex text or octets as they are, a dict of fields
(those not named are 0), or what number(), generic(), cause() give. Decoded, a parameter is a dict of its fields with
"hex", its octets; one that comes twice is "GN" and "GN#2".
"""

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
    "CINN": (0x6F, "redirecting"),
    "APP": (0x78, []),
    "OCIN": (0x7F, "redirecting"),
    "NRN": (0x84, []),
    "GN": (0xC0, "generic"),
    "GD": (0xC1, []),
}
NAMES = {code: name for name, (code, _) in PARAMETERS.items()}
ACRONYMS = {row[0]: acronym for acronym, row in MESSAGES.items()}
DIGITS = "0123456789ABCDEF"  # F is ST
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


def called(digits: str, nature="national", inn: int = 1) -> bytes:
    """Called party number, ended by ST."""
    return number(digits + "F", nature, inn=inn)


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


def encode(acronym: str, optional_octets: str = "", **parameters) -> bytes:
    """A message from its type on, without circuit code; `optional_octets` (hex) go to the end of the optional part."""
    code, fixed, variable, has_optional = MESSAGES[acronym]
    left = dict(parameters)
    out = bytearray([code])
    for name, length in fixed:
        content = _octets(name, left.pop(name))
        assert len(content) == length, f"{name} of {acronym} has {length} octets"
        out += content
    contents = [_octets(name, left.pop(name)) for name in variable]
    optional = b"".join(bytes([PARAMETERS[name.split("#")[0]][0], len(_octets(name.split("#")[0], value))])
                        + _octets(name.split("#")[0], value) for name, value in left.items()) + bytes.fromhex(optional_octets)
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
            name, length = NAMES.get(octets[at], f"{octets[at]:02x}"), octets[at + 1]
            key, count = name, 1
            while key in found:
                count += 1
                key = f"{name}#{count}"
            found[key] = fields_of(name, octets[at + 2:at + 2 + length])
            at += 2 + length
    return acronym, found
