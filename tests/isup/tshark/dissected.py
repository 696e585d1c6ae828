"""Messages wrapped for tshark, and what it makes of them: one capture file for each way to carry ISUP, decoded once."""
import os
import pathlib
import struct
import subprocess
import tempfile
import xml.etree.ElementTree as ElementTree

# How tshark is told our variant: its preference, and the version parameter of an application/ISUP body. It knows no
# table for those without a preference and reads them as ITU-T; SIP bodies can only name a few.
PREFERENCES = {"spirou": "isup.variant:French National Standard", "russia": "isup.variant:Russian National Standard",
               "ttc": "isup.variant:Japan National Standard (TTC)", "ansi": "mtp3.standard:ANSI"}
BODY_VERSIONS = {"itu": "itu-t92+", "ansi": "ansi88", "etsi356": "etsi356", "spirou": "spirou"}

LINK_MTP3, LINK_RAW_IP = 141, 101
SERVICE_ISUP = 0x85  # national network, service indicator 5 (Q.704 §14.2)


def mtp3(octets: bytes, number: int, variant: str) -> bytes:
    """Service information octet, routing label and CIC (Q.704 §2.2, §14; T1.111.4: 24 bit point codes)."""
    label = bytes([1, 0, 1, 2, 0, 2, number & 31]) if variant == "ansi" else struct.pack("<I", 1 | 2 << 14)
    return bytes([SERVICE_ISUP]) + label + struct.pack("<H", number & 0xfff) + octets


def sip(octets: bytes, number: int, variant: str) -> bytes:
    """SIP over UDP over IPv4: an IAM in an INVITE beside SDP, anything else alone in an INFO (RFC 3204 §3)."""
    kind = f"application/ISUP;version={BODY_VERSIONS[variant]}"
    if octets[0] == 1:
        sdp = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 8\r\n"
        body = ("--unique-boundary-1\r\nContent-Type: application/SDP\r\n\r\n" + sdp + "\r\n--unique-boundary-1\r\n"
                f"Content-Type: {kind}\r\nContent-Disposition: signal;handling=optional\r\n\r\n").encode() \
            + octets + b"\r\n--unique-boundary-1--\r\n"
        method, kind = "INVITE", "multipart/mixed;boundary=unique-boundary-1"
    else:
        method, body = "INFO", octets
    head = (f"{method} sip:+4930@192.0.2.2 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK{number}\r\n"
            f"From: <sip:a@192.0.2.1>;tag={number}\r\nTo: <sip:b@192.0.2.2>\r\nCall-ID: {number}@192.0.2.1\r\n"
            f"CSeq: 1 {method}\r\nMax-Forwards: 70\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n")
    return datagram(head.encode() + body)


def datagram(payload: bytes, *_) -> bytes:
    """UDP between two SIP ports over IPv4."""
    udp = struct.pack(">HHHH", 5060, 5060, 8 + len(payload), 0)
    ip = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 28 + len(payload), 0, 0, 64, 17, 0, bytes([192, 0, 2, 1]),
                     bytes([192, 0, 2, 2]))
    return ip + udp + payload


WHOLE_SIP = "sip file"  # octets are a whole SIP message already
WRAPS = {"mtp3": (LINK_MTP3, mtp3), "sip": (LINK_RAW_IP, sip)}


class Parameter:
    """One parameter as tshark shows it: its code and its fields, each name with all its values in order."""

    def __init__(self, code: int):
        self.code, self.fields = code, {}

    def first(self, name: str):
        return self.fields[name][0] if name in self.fields else None


class Message:
    def __init__(self):
        self.type, self.parameters, self.malformed = None, [], False


def number(show: str):
    """A shown value: a number where it is one."""
    try:
        return int(show, 0)
    except ValueError:
        return show


def read_message(packet: ElementTree.Element) -> Message:
    message = Message()
    isup = next((proto for proto in packet.iter("proto") if proto.get("name") == "isup"), None)
    # a decoder of what a parameter carries may give up too: that is the parameter's, see below
    message.malformed = any(proto.get("name") == "_ws.malformed" for proto in packet.iter("proto"))
    for field in isup if isup is not None else ():
        if field.get("name") == "isup.message_type":
            message.type = int(field.get("show"))
        kind = field.find("field[@name='isup.parameter_type']")
        if kind is None:
            continue
        parameter = Parameter(int(kind.get("show")))
        for leaf in field.iter("field"):
            name = leaf.get("name") or "text"
            if leaf is field or name.startswith("_ws."):
                continue
            parameter.fields.setdefault(name, []).append((leaf.get("show"), leaf.get("showname") or "",
                                                          leaf.get("value")))
        message.parameters.append(parameter)
    return message


def decode_file(path: pathlib.Path, options: list[str]):
    """Each packet's message, in order."""
    command = ["tshark", "-n", "-r", str(path), "-T", "pdml"]
    for option in ["isup.defragment_apm:FALSE", *options]:
        command += ["-o", option]
    with tempfile.TemporaryFile() as errors, \
            subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors,
                             env={**os.environ, "LC_ALL": "C"}) as tshark:
        for _, element in ElementTree.iterparse(tshark.stdout):
            if element.tag == "packet":
                yield read_message(element)
                element.clear()
        if tshark.wait() != 0:
            errors.seek(0)
            raise RuntimeError(f"tshark ended with {tshark.returncode}: {errors.read().decode(errors='replace')}")


def decode(messages: list[bytes], variant: str, wrap: str):
    """What tshark makes of each message, carried so."""
    link, make = (LINK_RAW_IP, datagram) if wrap == WHOLE_SIP else WRAPS[wrap]
    with tempfile.TemporaryDirectory() as directory:
        path = pathlib.Path(directory) / "messages.pcap"
        with open(path, "wb") as out:
            out.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, link))
            for i, octets in enumerate(messages):
                packet = make(octets, i, variant)
                out.write(struct.pack("<IIII", i, 0, len(packet), len(packet)) + packet)
        yield from decode_file(path, [PREFERENCES[variant]] if variant in PREFERENCES and wrap == "mtp3" else [])
