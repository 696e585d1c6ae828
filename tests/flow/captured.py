"""The D-channels of all flows, shown to tshark: an independent reader of what Landline sends.

Each daemon of a flow captures its lines. A runner collects the files of the flows that passed; one pass of tshark then
reads them all. No frame that Landline has sent may be malformed, nor may tshark have an error to report in it.
"""
import collections
import pathlib
import re
import shutil
import subprocess
import tempfile
import threading

ERROR = 0x00800000  # of _ws.expert.severity: an error; below it come warnings, notes and chat
SENT = "0"  # frame.p2p_dir
FIELDS = ("frame.number", "frame.p2p_dir", "_ws.expert.severity", "_ws.expert.message", "_ws.malformed", "_ws.col.Info")

# What tshark says though the frame is right: a pattern of "MESSAGE | INFO", and the reason.
KNOWN: list[tuple[str, str]] = [
    (r"^(BER Error: This field lies beyond the end of the known sequence definition\.;?)+ \|.*FACILITY",
     "operation 14 of protocol profile 0x11 is callRerouteing (EN 300 207-1); tshark takes local values for those of QSIG, "
     "where 14 is subaddressTransfer"),
    (r"^BER Error: Wrong field in SEQUENCE: expected class:UNIVERSAL\(0\) tag:10\(ENUMERATED\) but found .* tag:16 \|.*DISCONNECT",
     "the same for 35, AOCECurrency (EN 300 182-1): doNotDisturbActivateQ"),
    (r"^BER Error: Empty choice was found \|.*FACILITY", "the same for 3, MCIDRequest (EN 300 130-1), which has no argument: busyName"),
    (r"^BER Error: Empty choice was found \|.*SETUP", "the same for 1, RLT operation indication of DMS-100, which has no argument: calledName"),
]


class Captured:
    """The capture files of one run of flows."""

    def __init__(self):
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="captured-"))
        self.sources: list[str] = []  # the flow of each file
        self.lock = threading.Lock()

    def take(self, name: str, directory: pathlib.Path) -> None:
        """The files of a flow that has passed, before its directory goes."""
        with self.lock:
            for path in sorted(directory.rglob("*.pcapng")):
                shutil.copy(path, self.directory / f"{len(self.sources):05}.pcapng")
                self.sources.append(f"{name} {path.name}")

    def judge(self) -> tuple[int, list[str]]:
        """How many frames Landline has sent, and what tshark has against them."""
        if not self.sources:
            return 0, []
        merged = self.directory / "all.pcapng"
        files = sorted(self.directory.glob("[0-9]*.pcapng"))
        for start in range(0, len(files), 200):  # mergecap opens all at once
            subprocess.run(["mergecap", "-a", "-w", self.directory / f"part-{start:05}.pcapng", *files[start:start + 200]],
                           check=True, capture_output=True)
        parts = sorted(self.directory.glob("part-*.pcapng"))
        subprocess.run(["mergecap", "-a", "-w", merged, *parts], check=True, capture_output=True)
        sent, findings = read(merged)
        if findings:  # whose are they? file by file now
            findings = []
            for path, source in zip(files, self.sources):
                findings += [f"{source}: {finding}" for finding in read(path)[1]]
        return sent, findings

    def close(self) -> None:
        shutil.rmtree(self.directory, ignore_errors=True)


def read(path: pathlib.Path) -> tuple[int, list[str]]:
    """Frames sent by Landline in a capture file, and what is wrong with them."""
    command = ["tshark", "-n", "-r", str(path), "-T", "fields", "-E", "separator=\t", "-E", "aggregator=;"]
    for field in FIELDS:
        command += ["-e", field]
    rows = subprocess.run(command, check=True, capture_output=True, text=True, errors="replace").stdout.splitlines()
    sent, findings = 0, []
    for row in rows:
        number, direction, severities, messages, malformed, info = (row.split("\t") + [""] * len(FIELDS))[:len(FIELDS)]
        if direction != SENT:
            continue
        sent += 1
        worst = max((int(word, 0) for word in severities.split(";") if word), default=0)
        if (worst >= ERROR or malformed) and not known(f"{messages} | {info}"):
            findings.append(f"frame {number}: {info}: {messages or malformed}")
    return sent, findings


def known(text: str) -> bool:
    return any(re.search(pattern, text) for pattern, _ in KNOWN)


def verdict(captured: Captured) -> bool:
    """Prints one line, and what is wrong; True when nothing is. Needs tshark."""
    try:
        sent, findings = captured.judge()
    finally:
        captured.close()
    good = not findings and sent > 0
    print(f"  Q931  {sent} frames that Landline sent in {len(captured.sources)} captures, read by tshark: "
          f"{len(findings)} malformed or in error", flush=True)
    for text, count in collections.Counter(findings).most_common(40):
        print(f"    {text}" + (f" ({count} times)" if count > 1 else ""))
    return good
