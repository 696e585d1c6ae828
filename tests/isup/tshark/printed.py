"""What isup/text.h prints of a parameter, taken apart into fields: the names of values become numbers again.

The tables here are written from Q.763 once more, on purpose: a name that the printer gives to the wrong value shows up
as a difference to the independent decoder.
"""
import re

NATURES = {"subscriber": 1, "unknown": 2, "national": 3, "international": 4, "network-specific": 5,
           "routing number, national": 6, "routing number, network-specific": 7,
           "routing number and directory number": 8}
PLANS = {"unknown plan": 0, "E.164": 1, "X.121": 3, "F.69": 4, "private plan": 5, "national plan": 6}
PRESENTATIONS = {"presentation allowed": 0, "presentation restricted": 1, "not available": 2,
                 "restricted by the network": 3}
SCREENINGS = {"user provided, not verified": 0, "user provided, verified and passed": 1,
              "user provided, verified and failed": 2, "network provided": 3}
QUALIFIERS = {"dialled digits": 0, "additional called number": 1, "additional connected number": 5,
              "additional calling party number": 6, "additional original called number": 7,
              "additional redirecting number": 8, "additional redirection number": 9, "ported number": 192}
LOCATIONS = {"user": 0, "private network, local user": 1, "public network, local user": 2,
             "transit network": 3, "public network, remote user": 4,
             "private network, remote user": 5, "international network": 7,
             "network beyond interworking point": 10}
CODINGS = {"ITU-T": 0, "ISO/IEC": 1, "national": 2, "specific to location": 3}
CHARGED = {"calling subscriber": 1, "not available": 2, "calling, national": 3, "called subscriber": 5,
           "called, no number": 6, "called, national": 7}
NAMES_OF = {"calling": 1, "original called": 2, "redirecting": 3, "connected": 4}
NAME_PRESENTATIONS = {"presentation allowed": 0, "presentation restricted": 1, "blocking toggle": 2,
                      "no indication": 3}
PRECEDENCES = {"flash override": 0, "flash": 1, "immediate": 2, "priority": 3, "routine": 4}
LOOK_AHEAD = {"allowed": 0, "not allowed": 1, "path reserved": 2}
CONTEXTS = {"unidentified": 0, "PSS1": 1, "charging": 3, "GAT": 4, "BAT": 5, "enhanced unidentified": 6}
CAPABILITIES = {"speech": 0, "unrestricted digital": 8, "restricted digital": 9, "3.1 kHz audio": 16,
                "unrestricted digital with tones": 17, "video": 24}
RATES = {"packet": 0, "64 kbit/s": 16, "2 x 64 kbit/s": 17, "384 kbit/s": 19, "1536 kbit/s": 21, "1920 kbit/s": 23,
         "multirate": 24}
LAYER_1 = {"V.110": 1, "G.711 mu-law": 2, "G.711 A-law": 3, "G.721 ADPCM": 4, "H.221 and H.242": 5,
           "H.223 and H.245": 6, "non-ITU": 7, "V.120": 8, "X.31": 9}
ELEMENTS = {"progress indicator": 0x1e, "notification": 0x27, "display": 0x28, "connected subaddress": 0x4d,
            "calling subaddress": 0x6d, "called subaddress": 0x71, "low layer compatibility": 0x7c,
            "high layer compatibility": 0x7d}
STATES = {"transient": (0, 0), "value 1": (0, 1), "value 2": (0, 2), "unequipped": (0, 3)}
INTERNAL = {"internal routing allowed": 0, "internal routing not allowed": 1}
USES = {"incoming busy": 1, "outgoing busy": 2, "idle": 3}
BLOCKED = {"not blocked": 0, "blocked locally": 1, "blocked remotely": 2, "blocked locally and remotely": 3}


def value(text: str, names: dict[str, int]) -> int:
    """The number of a printed value: by name, "value 9", "9", yes or no."""
    if text in names:
        return names[text]
    if text in ("yes", "no"):
        return int(text == "yes")
    return int(text.removeprefix("value "))


def digits(text: str) -> str:
    """Digits as one letter each; ST is f."""
    return "" if text == "no digits" else text.replace(" ST", "f").lower().replace("st", "f")


def bit_fields(text: str, fields: list[dict]) -> dict:
    """"name: value; name: value" by the names of the table that printed it; one nameless field is just its value."""
    if len(fields) == 1 and not fields[0]["name"]:
        return {"": value(text, fields[0]["values"])}
    result, by_name = {}, {field["name"]: field["values"] for field in fields}
    for part in text.split("; "):
        name, printed = part.split(": ", 1)
        result[name] = value(printed, by_name[name])
    return result


def dialled(text: str) -> dict:
    number, nature, plan, internal = text.split("; ")
    return {"digits": digits(number), "nature": value(nature, NATURES), "plan": value(plan, PLANS),
            "internal not allowed": INTERNAL[internal]}


def party(text: str) -> dict:
    result = {}
    if match := re.match(r"([^;]+): ", text):
        result["qualifier"] = value(match[1], QUALIFIERS)
        text = text[match.end():]
    number, nature, plan, presentation, *rest = text.split("; ")
    result |= {"digits": digits(number), "nature": value(nature, NATURES), "plan": value(plan, PLANS),
               "presentation": value(presentation, PRESENTATIONS)}
    for part in rest:
        if part == "incomplete":
            result["incomplete"] = 1
        elif part in INTERNAL:
            result["internal not allowed"] = INTERNAL[part]
        else:
            result["screening"] = value(part, SCREENINGS)
    return result


def plain_digits(text: str) -> dict:
    return {"digits": digits(text)}


def cause(text: str) -> dict:
    result = {"value": int(text.split()[0]), "coding": 0}
    for part in text.split("; ")[1:]:
        name, _, rest = part.partition(" ")
        if name == "location":
            result["location"] = value(rest, LOCATIONS)
        elif name == "coding":
            result["coding"] = value(rest, CODINGS)
        elif name == "recommendation":
            result["recommendation"] = int(rest)
        elif name == "diagnostics":
            result["diagnostics"] = rest
    return result


def named_numbers(text: str) -> dict:
    """"name 12; name 13": numbers, hexadecimal when they have letters or a 0x; words stay words."""
    result = {}
    for part in text.split("; "):
        name, _, rest = part.rpartition(" ")
        result[name] = int(rest, 0) if re.fullmatch(r"0x[0-9a-f]+|\d+", rest) and not re.match(r"0\d", rest) else rest
    return result


def octets(text: str) -> dict:
    return {"octets": text}


def user_to_user(text: str) -> dict:
    match = re.fullmatch(r"protocol (\d+); data ([0-9a-f]*)", text)
    return {"protocol": int(match[1]), "octets": f"{int(match[1]):02x}{match[2]}"}


def transit_network(text: str) -> dict:
    number, network, plan = text.split("; ")
    return {"digits": digits(number), "type of network": int(network.split()[-1]), "plan": int(plan.split()[-1])}


def ansi_transit_network(text: str) -> dict:
    number, network, circuit = text.split("; ")
    return {"digits": digits(number), "plan": len(number) - 2, "type of network": int(network.split()[-1]),
            "circuit code": int(circuit.split()[-1])}


def carrier(text: str) -> dict:
    number, network = text.split("; ")
    return {"digits": digits(number), "plan": len(number) - 2, "type of network": int(network.split()[-1])}


def delay(text: str) -> dict:
    return {"ms": int(text.removesuffix(" ms"))}


def notifications(text: str, fields: list[dict]) -> dict:
    return {"notification": [value(part, fields[0]["values"]) for part in text.split("; ")]}


def message_compatibility(text: str, fields: list[dict]) -> dict:
    return bit_fields(text, fields)


def compatibility(text: str) -> dict:
    rows = []
    for part in text.split("; "):
        name, what = part.split(":", 1)
        words = [word.strip() for word in what.split(",")]
        other = [word for word in words if word.startswith("else ")][0]
        broadband = [word for word in words if word.startswith("broadband ")]
        rows.append((int(name.split()[1], 0), int("end node" in words), int("release call" in words),
                     int("send notification" in words), int("discard message" in words),
                     int("discard parameter" in words),
                     {"else release call": 0, "else discard message": 1, "else discard parameter": 2,
                      "else release call (reserved)": 3}[other],
                     *[{"broadband pass on": 0, "broadband discard message": 1, "broadband release call": 2,
                        "broadband discard parameter": 3}[word] for word in broadband]))
    return {"rows": rows}


def range_and_status(text: str) -> dict:
    result = {"circuits": int(text.split()[0])}
    if "marked" in text:
        marked = text.split("marked ")[1]
        result["marked"] = [] if marked == "none" else [int(n) for n in marked.split(", ")]
    return result


def circuit_states(text: str) -> dict:
    """Of each circuit: call processing, maintenance blocking, hardware blocking."""
    states = []
    for part in text.split("; "):
        words = part.split(": ", 1)[1].split(", ")
        if words[0] in STATES:
            states.append((*STATES[words[0]], None))
            continue
        found = {"maintenance": 0, "hardware": 0}
        for word in words[1:]:
            which, how = word.split(" ", 1)
            found[which] = BLOCKED[how]
        states.append((USES[words[0]], found["maintenance"], found["hardware"]))
    return {"states": states}


def circuit_map(text: str) -> dict:
    rate, channels = text.split("; channels")
    return {"type": {"1544 kbit/s": 1, "2048 kbit/s": 2}[rate], "channels": [int(n) for n in channels.split()]}


def point_code(text: str) -> dict:
    number, parts = re.fullmatch(r"(\d+) \((\d+-\d+-\d+)\)", text).groups()
    zone, area, point = map(int, parts.split("-"))
    assert int(number) == zone << 11 | area << 3 | point, text
    return {"point code": int(number)}


def interlock(text: str) -> dict:
    match = re.fullmatch(r"network ([0-9a-f]{4}); code (\d+)", text)
    return {"network": match[1], "code": int(match[2])}


def precedence(text: str) -> dict:
    match = re.fullmatch(r"level: (.+); look ahead for busy: (.+); network ([0-9a-f]{4}); service domain (\d+)", text)
    return {"level": value(match[1], PRECEDENCES), "look ahead": value(match[2], LOOK_AHEAD), "network": match[3],
            "domain": int(match[4])}


def application(text: str) -> dict:
    parts = text.split("; ")
    result = {"context": value(parts[0].removeprefix("context: "), CONTEXTS), "release": 0, "notify": 0}
    for part in parts[1:]:
        if part == "release call":
            result["release"] = 1
        elif part == "send notification":
            result["notify"] = 1
        elif match := re.fullmatch(r"(first|subsequent) segment, (\d+) left", part):
            result |= {"first": int(match[1] == "first"), "left": int(match[2])}
        elif part.startswith("local reference"):
            result["local reference"] = int(part.split()[-1])
        elif part.startswith("information"):
            result["information"] = part.removeprefix("information").strip()
    return result


def bearer(text: str) -> dict:
    """Q.931 bearer capability; what follows layer 1 stays octets."""
    capability, mode, rate, *rest = text.split("; ")
    result = {"capability": value(capability, CAPABILITIES), "mode": {"circuit mode": 0, "packet mode": 2}[mode]}
    if " x " in rate and rate.startswith("multirate"):
        result["multiplier"] = int(rate.split()[-1])
        rate = "multirate"
    result["rate"] = value(rate, RATES)
    for part in rest:
        if part.startswith("layer 1 "):
            result["layer 1"] = value(part.removeprefix("layer 1 "), LAYER_1)
        else:
            result["rest"] = part
    return result


def access(text: str) -> dict:
    octets = ""
    for part in text.split("; "):
        name, _, contents = part.rpartition(" ")
        if name == "shift":
            octets += contents
        else:
            identifier = ELEMENTS[name] if name in ELEMENTS else int(name.removeprefix("element "), 16)
            octets += f"{identifier:02x}{len(contents) // 2:02x}{contents}"
    return {"octets": octets}


def activation(text: str) -> dict:
    return {"features": [1 if part == "call transfer" else int(part.split()[-1]) for part in text.split("; ")]}


def charge_number(text: str) -> dict:
    number, nature, plan = text.split("; ")
    return {"digits": digits(number), "nature": value(nature, CHARGED), "plan": value(plan, PLANS)}


def generic_name(text: str) -> dict:
    match = re.fullmatch(r'"(.*)"; ([^;]+); ([^;]+)(; not available)?', text)
    return {"name": match[1], "type": value(match[2], NAMES_OF), "presentation": value(match[3], NAME_PRESENTATIONS),
            "not available": int(bool(match[4]))}


def delayed_charging(text: str) -> dict:
    names = {"charge rate transfer": 253, "terminating charge area information": 254}
    return {"types": [value(part, names) for part in text.split("; ")]}


def contractor(text: str) -> dict:
    number, nature, plan = text.split("; ")
    return {"digits": digits(number), "nature": value(nature, NATURES), "plan": value(plan, PLANS)}
