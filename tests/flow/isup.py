"""ISUP in SIP bodies for flows: messages written and read octet by octet (Q.763), multipart bodies (RFC 3204).

Nothing here is shared with the gateway: what it says and what it understands is checked against this.
"""
import re
import struct

# message: type code, mandatory fixed parts (name, octets), mandatory variable parts
MESSAGES = {
    "IAM": (0x01, [("NCI", 1), ("FCI", 2), ("CPC", 1), ("TMR", 1)], ["CdPN"]),
    "SAM": (0x02, [], ["SubNum"]),
    "INR": (0x03, [("InfReqInd", 2)], []),
    "INF": (0x04, [("InfInd", 2)], []),
    "COT": (0x05, [("ContInd", 1)], None),
    "ACM": (0x06, [("BCI", 2)], []),
    "CON": (0x07, [("BCI", 2)], []),
    "ANM": (0x09, [], []),
    "REL": (0x0c, [], ["CauInd"]),
    "SUS": (0x0d, [("SusResInd", 1)], []),
    "RES": (0x0e, [("SusResInd", 1)], []),
    "RLC": (0x10, [], []),
    "BLO": (0x13, [], None),
    "CPG": (0x2c, [("EventInf", 1)], []),
    "USR": (0x2d, [], ["UUI"]),
    "CFN": (0x2f, [], ["CauInd"]),
    "FAC": (0x33, [], []),
    "IDR": (0x36, [], []),
    "IRS": (0x37, [], []),
    "SGM": (0x38, [], []),
    "APM": (0x41, [], []),
}
PARAMETERS = {"CallRef": 0x01, "TMR": 0x02, "ATP": 0x03, "CdPN": 0x04, "SubNum": 0x05, "NCI": 0x06, "FCI": 0x07, "OFCI": 0x08,
              "CPC": 0x09, "CgPN": 0x0a, "RgN": 0x0b, "InfReqInd": 0x0e, "InfInd": 0x0f, "BCI": 0x11, "CauInd": 0x12,
              "RInfo": 0x13, "USI": 0x1d, "UUI": 0x20, "ConN": 0x21, "SusResInd": 0x22, "EventInf": 0x24, "OCN": 0x28,
              "OBCI": 0x29, "GNI": 0x2c, "PDC": 0x31, "MCompInf": 0x38, "PCompInf": 0x39, "HopCtr": 0x3d, "LocNum": 0x3f,
              "GenNum": 0xc0}
NAMES = {code: name for name, code in PARAMETERS.items()}
TYPES = {row[0]: name for name, row in MESSAGES.items()}

SUBSCRIBER_FREE = b"\x16\x14"  # BCI: charge, subscriber free, ordinary, ISUP all the way, ISDN access
NO_INDICATION = b"\x12\x14"
ITU = "application/ISUP;version=itu-t92+;base=itu-t92+"


def digits(text: str) -> bytes:
    nibbles = [int(c, 16) for c in text]
    if len(nibbles) % 2:
        nibbles.append(0)
    return bytes(low | high << 4 for low, high in zip(nibbles[::2], nibbles[1::2]))


def called(number: str, nature: int = 3, st: bool = True) -> bytes:
    """Called party number (§3.9): plan ISDN, internal numbers not allowed."""
    number += "f" if st else ""
    return bytes([nature | (0x80 if len(number) % 2 else 0), 0x90]) + digits(number)


def calling(number: str, nature: int = 3, restricted: bool = False, screening: int = 3) -> bytes:
    """Calling party number (§3.10), complete."""
    return bytes([nature | (0x80 if len(number) % 2 else 0), 0x10 | (0x04 if restricted else 0) | screening]) + digits(number)


def read_number(octets: bytes) -> str:
    """Digits of a number parameter, ST left out."""
    text = "".join(f"{octet & 15:x}{octet >> 4:x}" for octet in octets[2:])
    if octets[0] & 0x80:
        text = text[:-1]
    return text.rstrip("f")


def cause(value: int, location: int = 0) -> bytes:
    return bytes([0x80 | location, 0x80 | value])


def encode(message: str, **parameters) -> bytes:
    """One message; parameters by name, or `x5f=` for a code without a name, as octets."""
    code, fixed, variable = MESSAGES[message]
    left = dict(parameters)
    out = bytes([code]) + b"".join(left.pop(name) for name, _ in fixed)
    if variable is None:
        return out
    contents = [left.pop(name) for name in variable]
    optional = b"".join(bytes([PARAMETERS.get(name) or int(name[1:], 16), len(octets)]) + octets for name, octets in left.items())
    pointers, position = [], len(contents) + 1  # from each pointer to its length octet
    for n, octets in enumerate(contents):
        pointers.append(position - n)
        position += len(octets) + 1
    pointers.append(position - len(contents) if optional else 0)
    return out + bytes(pointers) + b"".join(bytes([len(octets)]) + octets for octets in contents) \
        + (optional + b"\0" if optional else b"")


def iam(number: str, nature: int = 3, **more) -> bytes:
    """An IAM as an exchange sends it."""
    parts = {"NCI": b"\x10", "FCI": b"\x20\x01", "CPC": b"\x0a", "TMR": b"\x03", "CdPN": called(number, nature), **more}
    return encode("IAM", **parts)


class Isup:
    """A message read: `type` by name, parameters by name (or "x5f") in `parameters`."""

    def __init__(self, octets: bytes):
        self.octets = octets
        self.type = TYPES.get(octets[0], f"x{octets[0]:02x}")
        self.parameters: dict[str, bytes] = {}
        _, fixed, variable = MESSAGES[self.type]
        at = 1
        for name, size in fixed:
            self.parameters[name] = octets[at:at + size]
            at += size
        if variable is None:
            return
        for name in variable:
            start = at + octets[at]
            self.parameters[name] = octets[start + 1:start + 1 + octets[start]]
            at += 1
        if octets[at] == 0:
            return
        at += octets[at]
        while octets[at] != 0:
            code, size = octets[at], octets[at + 1]
            self.parameters[NAMES.get(code, f"x{code:02x}")] = octets[at + 2:at + 2 + size]
            at += 2 + size

    def __getitem__(self, name: str) -> bytes:
        return self.parameters[name]

    def __contains__(self, name: str) -> bool:
        return name in self.parameters

    @property
    def cause(self) -> int:
        return self["CauInd"][1] & 0x7f


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
    return struct.unpack("<H", octets)[0] if len(octets) == 2 else octets[0]
