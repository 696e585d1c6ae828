"""Speech for tests: G.711, WAV files, a speech-like signal, and the comparison of what was sent with what came."""
import cmath
import math
import random
import struct
import wave

RATE = 8000  # samples per second, everywhere


def _expand_alaw(octet: int) -> int:
    """G.711 Table 1a: 13 bits, left-justified in 16."""
    octet ^= 0x55
    segment, step = (octet >> 4) & 7, octet & 15
    value = (step << 4) + 8 if segment == 0 else ((step << 4) + 0x108) << (segment - 1)
    return value if octet & 0x80 else -value


def _expand_ulaw(octet: int) -> int:
    """G.711 Table 2a: 14 bits, left-justified in 16."""
    octet = ~octet & 0xFF
    value = (((octet & 15) << 3) + 0x84) << ((octet >> 4) & 7)
    return 0x84 - value if octet & 0x80 else value - 0x84


_EXPAND = {"alaw": [_expand_alaw(octet) for octet in range(256)], "ulaw": [_expand_ulaw(octet) for octet in range(256)]}


def _compress_table(law: str) -> bytes:
    """The nearest octet for each 16-bit value / 4 (index: value // 4 + 8192)."""
    known = sorted((value, octet) for octet, value in enumerate(_EXPAND[law]))
    table, position = bytearray(), 0
    for value in range(-32768, 32768, 4):
        while position + 1 < len(known) and abs(known[position + 1][0] - value) <= abs(known[position][0] - value):
            position += 1
        table.append(known[position][1])
    return bytes(table)


_COMPRESS: dict[str, bytes] = {}


def encode(samples: list[int], law: str = "alaw") -> bytes:
    """16-bit linear samples to G.711 octets."""
    table = _COMPRESS.setdefault(law, _compress_table(law)) if law not in _COMPRESS else _COMPRESS[law]
    return bytes(table[(max(-32768, min(32767, sample)) >> 2) + 8192] for sample in samples)


def decode(octets: bytes, law: str = "alaw") -> list[int]:
    """G.711 octets to 16-bit linear samples."""
    table = _EXPAND[law]
    return [table[octet] for octet in octets]


def speech(seconds: float, seed: int = 1) -> list[int]:
    """Something like speech: syllables of a gliding voice with two formants, fricatives, and pauses between words.

    No two stretches are alike, so that the place of the correlation peak is unambiguous.
    """
    chance = random.Random(seed)
    samples: list[float] = []
    while len(samples) < seconds * RATE:
        length = chance.randint(800, 2000)
        kind = chance.random()
        if kind < 0.15:
            samples.extend(chance.gauss(0, 20) for _ in range(length))  # a pause with room noise
            continue
        pitch, glide = chance.uniform(90, 220), chance.uniform(-0.01, 0.01)
        first, second = chance.uniform(300, 800), chance.uniform(900, 2400)
        phase = 0.0
        for n in range(length):
            envelope = math.sin(math.pi * n / length)
            if kind < 0.3:
                value = chance.gauss(0, 2500)  # a fricative
            else:
                phase += 2 * math.pi * (pitch + glide * n) / RATE
                value = sum(math.sin(harmonic * phase)
                            * (4000 / (1 + ((harmonic * pitch - first) / 150) ** 2)
                               + 2500 / (1 + ((harmonic * pitch - second) / 200) ** 2))
                            for harmonic in range(1, 14)) + chance.gauss(0, 100)
            samples.append(envelope * value)
    return [int(max(-30000, min(30000, value))) for value in samples[:int(seconds * RATE)]]


def tone(frequency: float, seconds: float, level_dbm0: float = -10) -> list[int]:
    """A sine; 3.14 dBm0 is the A-law overload point (G.711 Table 5), taken as 32767."""
    amplitude = 32767 * 10 ** ((level_dbm0 - 3.14) / 20)
    return [int(amplitude * math.sin(2 * math.pi * frequency * n / RATE)) for n in range(int(seconds * RATE))]


def level_dbm0(samples: list[int]) -> float:
    """Mean power of the samples; -99 for silence."""
    power = sum(sample * sample for sample in samples) / max(1, len(samples))
    return 10 * math.log10(power / (32767 ** 2 / 2)) + 3.14 if power > 1 else -99.0


def tone_share(samples: list[int], frequency: float) -> float:
    """The share (0-1) of the samples' power that is at this frequency (Goertzel)."""
    power = sum(sample * sample for sample in samples)
    if not power:
        return 0.0
    at = sum(sample * cmath.exp(-2j * math.pi * frequency * n / RATE) for n, sample in enumerate(samples))
    return 2 * abs(at) ** 2 / (power * len(samples))


def _fft(values: list[complex]) -> list[complex]:
    """Radix 2; the length is a power of two."""
    size = len(values)
    if size == 1:
        return values
    even, odd = _fft(values[0::2]), _fft(values[1::2])
    half = size // 2
    step = cmath.exp(-2j * cmath.pi / size)
    factor, low, high = 1 + 0j, [], []
    for n in range(half):
        if n % 64 == 0:
            factor = cmath.exp(-2j * cmath.pi * n / size)  # keeps rounding from adding up
        turned = factor * odd[n]
        low.append(even[n] + turned)
        high.append(even[n] - turned)
        factor *= step
    return low + high


def correlation(sent: list[int], received: list[int]) -> tuple[float, int]:
    """The highest normalised cross-correlation of `sent` within `received`, and its place.

    (1.0, 400) says: from sample 400 on, `received` is `sent`, at whatever volume. Only places where all of `sent`
    lies inside `received` count.
    """
    places = len(received) - len(sent) + 1
    if places < 1 or not any(sent):
        return 0.0, 0
    size = 1 << (len(received) + len(sent)).bit_length()
    # one transform for both: `received` as the real, `sent` as the imaginary part
    both = _fft([complex(received[n] if n < len(received) else 0, sent[n] if n < len(sent) else 0)
                 for n in range(size)])
    product = []
    for n in range(size):
        mirrored = both[-n % size].conjugate()
        product.append((((both[n] + mirrored) / 2) * ((both[n] - mirrored) / 2j).conjugate()).conjugate())
    sums = [value.real / size for value in _fft(product)]
    energy_sent = sum(sample * sample for sample in sent)
    energy = sum(sample * sample for sample in received[:len(sent)])
    best, place = 0.0, 0
    for n in range(places):
        if energy > 0:
            value = sums[n] / math.sqrt(energy_sent * energy)
            if value > best:
                best, place = value, n
        if n + 1 < places:
            energy += received[n + len(sent)] ** 2 - received[n] ** 2
    return best, place


WINDOW = RATE // 8   # samples that aligned_correlation() places at a time
SLACK = RATE // 5    # how far a window may lie from where its neighbour lay


def aligned_correlation(sent: list[int], received: list[int]) -> tuple[float, int, int]:
    """As correlation(), of what a jitter buffer has passed on: its share of `sent`, the place, and the shift in samples.

    A jitter buffer that grows or shrinks in the middle moves everything behind it, which one place for the whole would
    take for another signal. So the whole is placed first, then each eighth of a second near where the one before lay,
    and the correlation is that of all of them together. What is lost, repeated or distorted still counts as such.
    """
    _, start = correlation(sent, received)
    product = energy_sent = energy_received = 0.0
    place = first = None
    for begin in range(0, len(sent) - WINDOW + 1, WINDOW):
        window = sent[begin:begin + WINDOW]
        near = start + begin if place is None else place + WINDOW
        low = max(0, near - SLACK)
        heard = received[low:near + WINDOW + SLACK]
        value, offset = correlation(window, heard)
        if value > 0.5:  # else there is nothing in it to be found: a pause, or lost
            place = low + offset
            first = place - begin if first is None else first
        else:
            place = near
        piece = received[place:place + WINDOW]
        product += sum(a * b for a, b in zip(window, piece))
        energy_sent += sum(a * a for a in window)
        energy_received += sum(b * b for b in piece)
    if first is None or not energy_received:
        return 0.0, start, 0
    shift = place - first - begin
    return product / math.sqrt(energy_sent * energy_received), first, shift


def read_wav(path) -> list[int]:
    """8 kHz mono, 16-bit PCM."""
    with wave.open(str(path), "rb") as file:
        if (file.getframerate(), file.getnchannels(), file.getsampwidth()) != (RATE, 1, 2):
            raise ValueError(f"{path}: not 8 kHz mono 16 bit")
        octets = file.readframes(file.getnframes())
    return list(struct.unpack(f"<{len(octets) // 2}h", octets))


def write_wav(path, samples: list[int]) -> None:
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(struct.pack(f"<{len(samples)}h", *samples))
