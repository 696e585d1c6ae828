"""The programs of a flow: gateway, exchange and SIPp, started when they are ready and stopped with a verdict."""
import json
import os
import pathlib
import re
import select
import signal
import socket
import subprocess
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
REPORTS = re.compile(r"ERROR: (Address|Leak)Sanitizer|WARNING: ThreadSanitizer|runtime error:|Assertion .* failed")


class Failed(AssertionError):
    """A program did not do what the flow asked of it."""


def toml(conf: dict) -> str:
    """A conf file: tables from dicts, arrays of tables from lists of dicts."""
    def value(item) -> str:
        if isinstance(item, bool):
            return "true" if item else "false"
        if isinstance(item, list):
            return "[" + ", ".join(value(part) for part in item) + "]"
        return json.dumps(item) if isinstance(item, str) else str(item)
    lines = []
    for name, content in conf.items():
        for table in content if isinstance(content, list) else [content]:
            lines.append(f"[[{name}]]" if isinstance(content, list) else f"[{name}]")
            lines.extend(f"{key} = {value(item)}" for key, item in table.items())
            lines.append("")
    return "\n".join(lines)


class Program:
    """One child process, its stderr (and stdout, when it is not read here) in a log file."""

    own_session = False  # True: Ctrl-C on the terminal does not reach it

    def __init__(self, command: list, log: pathlib.Path, stdout=None, environment: dict | None = None):
        self.arguments, self.log = [str(word) for word in command], log
        self.file = open(log, "wb")
        self.process = subprocess.Popen(self.arguments, stdin=subprocess.DEVNULL, stdout=stdout or self.file, stderr=self.file,
                                        cwd=log.parent, env={**os.environ, **(environment or {})},
                                        start_new_session=self.own_session)

    @property
    def pid(self) -> int:
        return self.process.pid

    def wait(self, timeout: float) -> int:
        """Its exit status. Still running then: it is ended, and that is a failure."""
        try:
            return self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGABRT)
            try:
                self.process.wait(2)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
            raise Failed(f"{os.path.basename(self.arguments[0])} was still running after {timeout:.0f} s") from None

    def kill(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.file.close()

    def log_text(self) -> str:
        return self.log.read_text(errors="replace")

    def reports(self) -> list[str]:
        """Lines of a sanitizer or an assertion in the log."""
        return [line for line in self.log_text().splitlines() if REPORTS.search(line)]


class Exchange(Program):
    """landline-exchange and its control socket (see tests/exchange/README.md)."""

    def __init__(self, program, directory: pathlib.Path, conf: dict, patience: float):
        self.socket_path = str(directory / "exchange.sock")
        conf = {"control": {"socket": self.socket_path}, **conf}
        (directory / "exchange.conf").write_text(toml(conf))
        super().__init__([program, "--config", directory / "exchange.conf"], directory / "exchange.log", stdout=subprocess.PIPE)
        if not select.select([self.process.stdout], [], [], patience)[0] or self.process.stdout.readline() != b"ready\n":
            self.kill()
            raise Failed(f"the exchange did not become ready: {self.log_text()}")
        self.patience = patience
        self.control = socket.socket(socket.AF_UNIX)
        self.control.connect(self.socket_path)
        self.control.settimeout(patience * 3)
        self.reader = self.control.makefile("rb")

    def command(self, command: str, check: bool = True, **keys) -> dict:
        """One command and its answer; ok = false is a failure unless `check` is False."""
        words = {key: str(int(item) if isinstance(item, bool) else item) for key, item in keys.items()}
        self.control.sendall(json.dumps({"command": command, **words}).encode() + b"\n")
        line = self.reader.readline()
        if not line:
            raise Failed("the exchange closed its control socket")
        answer = json.loads(line)
        if check and not answer["ok"]:
            raise Failed(f"exchange: {command} {words}: {answer.get('error')}")
        return answer

    def call(self, called: str, **keys) -> int:
        """Places a call; its number."""
        return self.command("call", called=called, **keys)["call"]

    def show(self, call: int) -> dict:
        return self.command("show", call=call)["call"]

    def wait(self, call: int, state: str, timeout: float | None = None) -> dict:
        """Until the call is in this state; the call object."""
        return self.command("wait", call=call, state=state, timeout=f"{int((timeout or self.patience) * 1000)}ms")["call"]

    def wait_message(self, call: int, message: str) -> dict:
        return self.command("wait", call=call, message=message, timeout=f"{int(self.patience * 1000)}ms")["call"]

    def calls(self, released: bool = True) -> list[dict]:
        return self.command("calls", all=int(released))["calls"]

    def stop(self) -> None:
        self.command("quit", check=False)
        status = self.wait_exit()
        if status != 0:
            raise Failed(f"the exchange ended with status {status}: {self.log_text()[-2000:]}")

    def wait_exit(self) -> int:
        return Program.wait(self, 10)


class Console:
    """The gateway's console socket: one line in, frames `STATUS N` and N octets out."""

    def __init__(self, path: str, patience: float):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(patience * 2)
        self.socket.connect(path)
        self.reader = self.socket.makefile("rb")

    def request(self, line: str) -> tuple[str, str]:
        """Status ("ok" or "error") and text of one command."""
        self.socket.sendall(line.encode() + b"\n")
        text = b""
        while True:
            head = self.reader.readline().decode()
            if not head:
                raise Failed("the gateway closed the console")
            status, count = head.split()
            text += self.reader.read(int(count))
            if status != "more":
                return status, text.decode()

    def text(self, line: str) -> str:
        status, text = self.request(line)
        if status != "ok":
            raise Failed(f"console: {line}: {text}")
        return text

    def json(self, line: str) -> dict:
        return json.loads(self.text(line + " --json"))

    def close(self) -> None:
        self.reader.close()
        self.socket.close()


class Gateway(Program):
    """landlined, from its start until it says it is ready, to its end."""

    def __init__(self, program, directory: pathlib.Path, conf_path: pathlib.Path, patience: float):
        console_path = str(directory / "console.sock")
        self.conf_path, self.console_path, self.patience = conf_path, console_path, patience
        notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        notify_path = str(directory / "notify.sock")
        notify.bind(notify_path)
        started = time.monotonic()
        super().__init__([program, "--config", self.conf_path, "--socket", console_path], directory / "landlined.log",
                         environment={"NOTIFY_SOCKET": notify_path})
        try:
            self._wait_ready(notify)
        finally:
            notify.close()
            os.unlink(notify_path)
        self.start_seconds = time.monotonic() - started
        self.console = Console(self.console_path, patience)
        self.stopped = False

    def _wait_ready(self, notify: socket.socket) -> None:
        """READY=1 of sd_notify(3)."""
        deadline = time.monotonic() + self.patience
        while time.monotonic() < deadline:
            if select.select([notify], [], [], 0.05)[0] and b"READY=1" in notify.recv(4096):
                return
            if self.process.poll() is not None:
                raise Failed(f"landlined ended with status {self.process.returncode}: {self.log_text()[-2000:]}")
        self.kill()
        raise Failed(f"landlined was not ready after {self.patience} s: {self.log_text()[-2000:]}")

    def stop(self) -> None:
        """SIGTERM; it must end by itself with status 0 and without a sanitizer's report."""
        if self.stopped:
            return
        self.stopped = True
        self.console.close()
        self.process.send_signal(signal.SIGTERM)
        self.check_end()

    def check_end(self) -> None:
        self.stopped = True
        status = self.wait(self.patience * 2)
        reports = self.reports()
        if reports:
            raise Failed("sanitizer: " + reports[0] + "\n" + self.log_text()[-6000:])
        if status != 0:
            raise Failed(f"landlined ended with status {status}: {self.log_text()[-3000:]}")


class Sipp(Program):
    """One SIPp process playing scenarios/NAME.xml, with @WORDS@ in it replaced."""

    DEFAULTS = {"HOLD": "200", "RING": "100", "STATUS": "486", "TEXT": "Busy Here", "CALLING": "4930111222", "REASON": ".*",
                "CONTACT": "[local_ip]:[local_port]", "HEADERS": "X-Flow: none", "TARGET": "", "SERVICE": "[service]",
                "TRANSPORT": "[transport]"}
    count = 0

    def __init__(self, directory: pathlib.Path, scenario: str, port: int, media: int, remote: str = "", called: str = "2000",
                 calls: int = 1, options: list | None = None, seconds: int = 20, trace: bool = True, **words):
        Sipp.count += 1
        self.name = f"{scenario}-{Sipp.count}"
        text = (HERE / "scenarios" / f"{scenario}.xml").read_text()
        for word, value in {**self.DEFAULTS, **words}.items():
            text = text.replace(f"@{word}@", str(value))
        path = directory / f"{self.name}.xml"
        path.write_text(text)
        self.messages = directory / f"{self.name}.messages"
        self.errors = directory / f"{self.name}.errors"
        command = ["sipp", *([remote] if remote else []), "-sf", path, "-m", calls, "-i", "127.0.0.1", "-p", port, "-mi", "127.0.0.1",
                   "-mp", media, "-s", called, "-nostdin", "-timeout", f"{seconds}s", "-timeout_error", "-cp", port + 1,
                   "-trace_err", "-error_file", self.errors, *(options or [])]
        if trace:
            command += ["-trace_msg", "-message_file", self.messages]
        self.seconds = seconds
        # without a terminal SIPp prints nothing that somebody reads; TERM keeps curses quiet
        super().__init__(command, directory / f"{self.name}.log", environment={"TERM": "dumb"})
        self._wait_bound(port, "tcp" if "t1" in (options or []) else "udp")

    def _wait_bound(self, port: int, kind: str) -> None:
        """Until its port is open, UDP or TCP: from then on nothing that is sent to it gets lost."""
        wanted, listening = f"0100007F:{port:04X}", "0A"
        deadline = time.monotonic() + 10
        while self.process.poll() is None and time.monotonic() < deadline:
            with open(f"/proc/net/{kind}") as table:
                if any(line.split()[1] == wanted and (kind == "udp" or line.split()[3] == listening) for line in table):
                    return
            threading.Event().wait(0.005)

    def check(self) -> str:
        """Waits for its end: every call as the scenario says. The messages that it saw."""
        status = self.wait(self.seconds + 5)
        if status != 0:
            errors = self.errors.read_text(errors="replace") if self.errors.exists() else self.log_text()
            raise Failed(f"sipp {self.name} ended with status {status}: {errors[-1500:]}")
        return self.messages.read_text(errors="replace") if self.messages.exists() else ""
