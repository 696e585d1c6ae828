"""The registrar (RFC 3261 §10.3) and digest as server (RFC 7616, RFC 8760): telephones by hand with credentials computed apart from the
gateway's code, SIPp, baresip, linphone and sipsak. Nobody is a peer here: all that comes from 127.0.0.1 is a user's or a stranger's."""
import hashlib
import itertools
import pathlib
import re
import shutil
import subprocess
import time

from flow import Flow, check, equal, flow
from flows_27_phones import CONF as BARESIP_CONF
from processes import Program
from sip import Call, Message, Peer, sdp

HASHES = {"MD5": "md5", "SHA-256": "sha256", "SHA-512-256": "sha512_256"}
_numbers = itertools.count(1)


def with_users(f: Flow, users: dict[str, dict] | None = None, **registrar) -> None:
    """Users in the trunk group `phones` instead of the peer; alice has 600 unless said otherwise."""
    f.conf["sip_peer"] = []
    f.conf["registrar"] = {"enabled": True, "realm": "flow.example", "min_expires": "1s", **registrar}
    f.conf["user"] = [{"name": name, "password": f"secret of {name}", **keys}
                      for name, keys in (users or {"alice": {"numbers": ["600"]}}).items()]
    f.conf["trunk_group"] = [f.group("exchange"), {"name": "phones", "users": [user["name"] for user in f.conf["user"]]}]
    f.conf["route"] = [{"name": "out", "from": ["phones"], "called": "[0-9]+", "to": ["exchange"]},
                       {"name": "in", "from": ["exchange"], "to": ["phones"]}]


def challenges(response: Message) -> list[dict[str, str]]:
    header = "proxy-authenticate" if response.status == 407 else "www-authenticate"
    return [{name.lower(): quoted or plain for name, quoted, plain in re.findall(r'(\w+)=(?:"([^"]*)"|([^",\s]+))', value)}
            for value in response.all(header)]


def credentials(challenge: dict[str, str], user: str, password: str, method: str, uri: str, count: int = 1) -> str:
    """RFC 7616 §3.4.1, qop auth."""
    digest = lambda text: hashlib.new(HASHES[challenge["algorithm"]], text.encode()).hexdigest()
    first, second = digest(f"{user}:{challenge['realm']}:{password}"), digest(f"{method}:{uri}")
    response = digest(f"{first}:{challenge['nonce']}:{count:08x}:c0:auth:{second}")
    return (f'Digest username="{user}", realm="{challenge["realm"]}", nonce="{challenge["nonce"]}", uri="{uri}", response="{response}", '
            f'algorithm={challenge["algorithm"]}, qop=auth, nc={count:08x}, cnonce="c0"')


class Phone:
    """One telephone of a user, on a port of its own."""

    def __init__(self, f: Flow, offset: int = 10, user: str = "alice", password: str = ""):
        self.f, self.user, self.password = f, user, password or f"secret of {user}"
        self.peer = f.peer(offset)
        self.peer.contact = self.contact = f"<sip:{user}@127.0.0.1:{self.peer.port}>"
        self.uri = f"sip:127.0.0.1:{f.gateway_port}"
        self.call_id, self.sequence = f"register-{next(_numbers)}@phone", 0
        self.challenge: dict[str, str] = {}
        self.count = 0

    def send(self, headers: list[str], to: str = "") -> Call:
        call = Call(self.peer, self.call_id)
        self.peer.calls[self.call_id] = call
        self.sequence += 1
        call.target, call.sequence = self.uri, self.sequence - 1
        call.local = f"<sip:{self.user}@flow.example>;tag=r{next(_numbers)}"
        call.remote = to or f"<sip:{self.user}@flow.example>"
        lines = [f"REGISTER {self.uri} SIP/2.0",
                 f"Via: SIP/2.0/{self.peer.transport} 127.0.0.1:{self.peer.port};branch=z9hG4bKr{next(_numbers)}-{time.monotonic_ns()};rport",
                 "Max-Forwards: 70", f"From: {call.local}", f"To: {call.remote}", f"Call-ID: {self.call_id}",
                 f"CSeq: {self.sequence} REGISTER", *headers]
        self.peer.send(lines)
        return call

    def ask(self, *headers: str, to: str = "", password: str = "", algorithm: str = "") -> Message:
        """REGISTER, with credentials from the start once there is a challenge; the final answer."""
        answer = None
        for fresh in (False, True):
            given = []
            if self.challenge:
                self.count += 1
                given = ["Authorization: " + credentials(self.challenge, self.user, password or self.password, "REGISTER", self.uri, self.count)]
            answer = self.send([*headers, *given], to).expect("200 REGISTER", "401 REGISTER", "400 REGISTER", "403 REGISTER",
                                                              "423 REGISTER", "500 REGISTER")
            if answer.status != 401 or fresh:
                return answer
            asked = challenges(answer)
            self.challenge = next(one for one in asked if not algorithm or one["algorithm"] == algorithm)
            self.count = 0
        return answer

    def register(self, *contacts: str, expires: int = 60, headers: tuple = (), **keys) -> Message:
        return self.ask(*[f"Contact: {contact}" for contact in contacts or (self.contact,)], f"Expires: {expires}", *headers, **keys)

    def dial(self, called: str) -> Call:
        """An INVITE that answers the challenge; its dialog goes on with the returned call."""
        body = sdp(self.f.rtp_port)
        call = self.peer.call(called, body, calling=self.user)
        asked = call.expect("401 INVITE", "407 INVITE")
        call.acknowledge(asked)
        call.remote = f"<{call.target}>"
        name = "Proxy-Authorization" if asked.status == 407 else "Authorization"
        call.invite = call.request("INVITE", body, headers=[
            f"{name}: {credentials(challenges(asked)[0], self.user, self.password, 'INVITE', call.target)}"])
        return call


def users(f: Flow) -> dict[str, int]:
    """Contacts by user."""
    return {row["name"]: row["contacts"] for row in f.console("show users")["users"]}


def contacts(answer: Message) -> list[str]:
    return [value.strip() for line in answer.all("contact") for value in line.split(",")]


def talk(f: Flow, call: str, phone: Phone) -> Call:
    """A call of the line that a telephone answers."""
    there, invite = phone.peer.expect_call()
    there.respond(invite, 200, "OK", sdp(f.rtp_port))
    there.expect("ACK")
    f.exchange.wait(call, "connected")
    return there


def hang_up(f: Flow, call: str, there: Call) -> None:
    f.exchange.command("release", call=call)
    there.expect_bye()
    f.exchange.wait(call, "released")


@flow
def registrar_bindings_come_and_go(f: Flow) -> None:
    """Challenge, refresh, query, 423, order, limit, removal of one and of all, expiry; each algorithm."""
    with_users(f, {"alice": {"numbers": ["600"], "max_contacts": 2}}, algorithms=["sha-512-256", "sha-256", "md5"])
    f.start()
    phone = Phone(f)
    first = phone.register(algorithm="SHA-512-256")
    equal("status", first.status, 200)
    equal("contacts", contacts(first), [f"{phone.contact};expires=60"])
    asked = challenges(phone.send([]).expect("401 REGISTER"))
    equal("algorithms in order", [one["algorithm"] for one in asked], ["SHA-512-256", "SHA-256", "MD5"])
    equal("refresh without another challenge", (phone.register(expires=30).status, phone.count), (200, 2))
    equal("query", len(contacts(phone.ask())), 1)
    for algorithm in ("SHA-256", "MD5"):
        phone.challenge = {}
        equal(algorithm, phone.register(algorithm=algorithm).status, 200)
    f.conf["registrar"]["min_expires"] = "10s"
    f.reload()
    brief = phone.register(expires=9)
    equal("too brief", (brief.status, brief.get("min-expires")), (423, "10"))
    phone.sequence -= 2
    equal("out of order", phone.register().status, 500)
    phone.sequence += 2
    equal("second contact", len(contacts(phone.register("<sip:a@127.0.0.1:9>"))), 2)
    equal("third contact", phone.register("<sip:b@127.0.0.1:9>").status, 403)
    equal("one is removed", len(contacts(phone.register("<sip:a@127.0.0.1:9>", expires=0))), 1)
    equal("an address of somebody else", phone.register(to="<sip:bob@flow.example>").status, 403)
    equal("all are removed", contacts(phone.register("*", expires=0)), [])
    equal("users", users(f), {"alice": 0})
    f.conf["registrar"]["min_expires"] = "1s"
    f.reload()
    phone.register(expires=1)
    equal("registered", users(f), {"alice": 1})
    f.until("the binding has expired", lambda: users(f) == {"alice": 0})
    equal("expired", f.counter("landline_registrar_contacts_total", how="expired"), 1)
    equal("wrong credentials", f.counter("landline_registrar_credentials_total", how="wrong"), 0)


@flow
def registrar_calls_to_and_from_a_user(f: Flow) -> None:
    """A line calls a registered number and is called; not registered is cause 20, nobody's number cause 1."""
    with_users(f, {"alice": {"numbers": ["600"]}, "pbx": {"prefixes": ["7"]}})
    f.start()
    phone = Phone(f)
    call = f.exchange.call("600", calling="30123456")
    f.check_cause(f.exchange.wait(call, "released"), 20)
    f.check_cause(f.exchange.wait(f.exchange.call("800", calling="30123456"), "released"), 1)
    phone.register()
    call = f.exchange.call("600", calling="30123456")
    there, invite = phone.peer.expect_call()
    equal("Request-URI", invite.first.split()[1], phone.contact[1:-1])
    equal("who was called", invite.get("p-called-party-id"), "<sip:600@flow.example;user=phone>")
    check("600@flow.example" in invite.get("to"), f"To: {invite.get('to')}")
    there.respond(invite, 200, "OK", sdp(f.rtp_port))
    there.expect("ACK")
    f.exchange.wait(call, "connected")
    check("alice" in str(f.console("show calls")["calls"]), "the call does not say whose it is")
    hang_up(f, call, there)
    out = phone.dial("2001")
    out.answer_hears()
    equal("trunk group", f.console("show calls")["calls"][0]["from"], "phones")
    out.bye()
    group = next(row for row in f.console("show trunks")["trunk_groups"] if row["name"] == "phones")
    check(group["in_service"] and group["members"] == ["alice", "pbx"], str(group))
    f.console_text("user unregister alice")
    call = f.exchange.call("600", calling="30123456")
    f.check_cause(f.exchange.wait(call, "released"), 20)


@flow
def registrar_calls_contacts_by_q(f: Flow) -> None:
    """Two contacts ring at once, the first to answer has the call; when both refuse, the one of lower q is called, and in time too."""
    with_users(f, ring_time="1s")
    f.start()
    first, second, third = (Phone(f, offset) for offset in (10, 11, 12))
    first.register(first.contact + ";q=0.9")
    second.register(second.contact + ";q=0.9")
    third.register(third.contact + ";q=0.1")
    call = f.exchange.call("600", calling="30123456")
    loser, invite = first.peer.expect_call()
    loser.respond(invite, 180, "Ringing")
    there = talk(f, call, second)
    cancel = loser.expect("CANCEL")
    check('SIP;cause=200;text="Call completed elsewhere"' in cancel.all("reason"), f"Reason {cancel.all('reason')}")
    loser.respond(cancel, 200, "OK")
    loser.respond(invite, 487, "Request Terminated")
    loser.expect("ACK")
    hang_up(f, call, there)
    # both refuse
    call = f.exchange.call("600", calling="30123456")
    for phone in (first, second):
        refusing, invite = phone.peer.expect_call()
        refusing.respond(invite, 486, "Busy Here")
        refusing.expect("ACK")
    hang_up(f, call, talk(f, call, third))
    # nobody answers in time
    call = f.exchange.call("600", calling="30123456")
    ringing = []
    for phone in (first, second):
        there, invite = phone.peer.expect_call()
        there.respond(invite, 180, "Ringing")
        ringing.append((there, invite))
    last, invite = third.peer.expect_call()
    for there, ring in ringing:
        there.respond(there.expect("CANCEL"), 200, "OK")
        there.respond(ring, 487, "Request Terminated")
        there.expect("ACK")
    last.respond(invite, 603, "Decline")
    last.expect("ACK")
    f.check_cause(f.exchange.wait(call, "released"), 21)


@flow
def registrar_keeps_to_the_flow_behind_nat(f: Flow) -> None:
    """A Contact that nobody can reach: INVITE, ACK and BYE go back to where the REGISTER came from."""
    with_users(f)
    f.start()
    phone = Phone(f)
    phone.peer.contact = phone.contact = "<sip:alice@10.255.255.5:5062>"
    phone.register()
    check(f.console("show users")["bindings"][0]["nat"], "the console does not say so")
    call = f.exchange.call("600", calling="30123456")
    there = talk(f, call, phone)
    equal("Request-URI", there.invite.first.split()[1], "sip:alice@10.255.255.5:5062")
    hang_up(f, call, there)
    out = phone.dial("2004")  # releases after the answer
    out.answer_hears()
    out.expect_bye()


@flow
def registrar_path_and_bulk_numbers(f: Flow) -> None:
    """RFC 3327: INVITEs take the Path of the REGISTER. RFC 6140: the number called is in the Request-URI of a PBX."""
    with_users(f, {"alice": {"numbers": ["600"]}, "pbx": {"prefixes": ["7"]}})
    f.start()
    edge, phone, pbx = Phone(f, 13), Phone(f), Phone(f, 11, "pbx")
    path = f"<sip:127.0.0.1:{edge.peer.port};lr>"
    answer = phone.register("<sip:alice@10.255.255.5>", headers=(f"Path: {path}", "Supported: path"))
    equal("Path in the 200", answer.get("path"), path)
    call = f.exchange.call("600", calling="30123456")
    there, invite = edge.peer.expect_call()
    equal("Route", invite.get("route"), path)
    equal("Request-URI", invite.first.split()[1], "sip:alice@10.255.255.5")
    there.respond(invite, 486, "Busy Here")
    there.expect("ACK")
    f.check_cause(f.exchange.wait(call, "released"), 17)
    bulk = f"<sip:127.0.0.1:{pbx.peer.port};bnc>"
    answer = pbx.register(bulk, headers=("Require: gin", "Proxy-Require: gin"))
    equal("bulk contact", (answer.status, contacts(answer)), (200, [f"{bulk};expires=60"]))
    call = f.exchange.call("7123", calling="30123456")
    there, invite = pbx.peer.expect_call()
    equal("Request-URI", invite.first.split()[1], f"sip:7123@127.0.0.1:{pbx.peer.port}")
    there.respond(invite, 200, "OK", sdp(f.rtp_port))
    there.expect("ACK")
    f.exchange.wait(call, "connected")
    hang_up(f, call, there)


@flow
def registrar_and_those_who_guess(f: Flow) -> None:
    """Wrong passwords and unknown users get the same, and are banned in the end; a replay is stale; silence answers REGISTER only."""
    with_users(f)
    f.conf["guard"] = {"unknown_sources": "silence", "ban_after": 8}
    f.start()
    phone = Phone(f)
    equal("no answer to OPTIONS", phone.peer.receive(phone_options(phone)), False)
    guess, nobody = Phone(f, 11, password="guess"), Phone(f, 12, "mallory")
    answers = [guess.register(), nobody.register()]
    equal("statuses", [answer.status for answer in answers], [401, 401])
    shape = lambda answer: re.sub(r"[0-9a-f]{56}", "nonce", "\n".join(answer.all("www-authenticate")))
    equal("the same answer", shape(answers[0]), shape(answers[1]))
    equal("wrong", f.counter("landline_registrar_credentials_total", how="wrong"), 2)
    phone.register()
    given = "Authorization: " + credentials(phone.challenge, "alice", phone.password, "REGISTER", phone.uri, phone.count)
    replayed = phone.send([f"Contact: {phone.contact}", given]).expect("401 REGISTER")
    check(all(one.get("stale", "").lower() == "true" for one in challenges(replayed)), "a replay is not stale")
    equal("contacts", users(f), {"alice": 1})
    phone.register("*", expires=0)  # its host is a stranger's again
    time.sleep(1.1)                 # who is known is asked each second
    for _ in range(4):
        guess.challenge = {}
        guess.register()
    f.console_text("show users")
    f.until("the guesser is banned", lambda: ban(f, guess) == "wrong password")
    equal("words in the log", f.gateway.log_text().count("wrong credentials of"), 2)
    check(phone.password not in f.gateway.log_text() + f.console_text("show config"), "the password is shown")
    f.console_text("ban remove 127.0.0.1")


def phone_options(phone: Phone) -> float:
    phone.peer.send([f"OPTIONS {phone.uri} SIP/2.0", f"Via: SIP/2.0/UDP 127.0.0.1:{phone.peer.port};branch=z9hG4bKsilent;rport",
                     "Max-Forwards: 70", "From: <sip:x@y>;tag=1", "To: <sip:x@y>", "Call-ID: silent", "CSeq: 1 OPTIONS"])
    return time.monotonic() + 0.3


def ban(f: Flow, guess: Phone) -> str:
    found = {row["address"]: row["reason"] for row in f.console("show bans")["bans"]}
    if not found:
        guess.challenge = {"realm": "flow.example", "nonce": "0" * 56, "algorithm": "MD5"}
        guess.send(["Authorization: " + credentials(guess.challenge, "alice", "guess", "REGISTER", guess.uri)])
    return found.get("127.0.0.1", "")


@flow
def registrar_reload_keeps_bindings(f: Flow) -> None:
    """Users of a file of their own: one goes, one comes, one stays and keeps its contact; H(A1) instead of a password."""
    with_users(f, {"alice": {"numbers": ["600"]}})
    f.conf["registrar"].update(user_file="users", algorithms=["sha-256"])
    ha1 = hashlib.sha256(b"bob:flow.example:secret of bob").hexdigest()
    more = f.directory / "users"
    more.write_text(f'[[user]]\nname = "bob"\nha1_sha256 = "{ha1}"\nnumbers = ["601"]\n[[user]]\nname = "carol"\npassword = "x"\n')
    f.group("phones")["users"] += ["bob", "carol"]
    f.start()
    alice, bob = Phone(f), Phone(f, 11, "bob")
    equal("statuses", (alice.register().status, bob.register().status), (200, 200))
    f.group("phones")["users"].remove("carol")
    more.write_text(f'[[user]]\nname = "bob"\nha1_sha256 = "{ha1}"\nnumbers = ["602"]\n')
    f.reload()
    equal("users", users(f), {"alice": 1, "bob": 1})
    call = f.exchange.call("602", calling="30123456")
    hang_up(f, call, talk(f, call, bob))
    f.group("phones")["users"].remove("bob")
    more.write_text("")
    f.reload()
    equal("users", users(f), {"alice": 1})
    equal("gone", bob.register().status, 401)


@flow
def registrar_without_challenges_of_calls(f: Flow) -> None:
    """challenge_calls off: an INVITE from where a user has registered is that user's, from elsewhere nobody's; 407 when asked for."""
    with_users(f, challenge_calls="off")
    f.start()
    phone, other = Phone(f), f.peer(11)
    phone.register()
    stranger = other.call("2001", sdp(f.rtp_port))
    stranger.acknowledge(stranger.expect("403 INVITE"))
    call = phone.peer.call("2001", sdp(f.rtp_port))
    call.answer_hears()
    call.bye()
    f.conf["registrar"]["challenge_calls"] = "407"
    f.reload()
    out = phone.dial("2001")
    out.answer_hears()
    out.bye()


@flow
def registrar_over_tcp(f: Flow) -> None:
    """Calls to a user come over the connection that it registered by."""
    with_users(f)
    f.conf["sip"]["listen"].append(f"tcp:127.0.0.1:{f.base}")
    f.start()
    phone = Phone(f, 11)
    phone.peer.close()
    phone.peer = f.stream_peer()
    phone.contact = phone.peer.contact
    phone.register()
    equal("source", f.console("show users")["bindings"][0]["source"].split()[0], "TCP")
    call = f.exchange.call("600", calling="30123456")
    hang_up(f, call, talk(f, call, phone))
    equal("connections to its contact", phone.peer.accepted, 0)


# --- telephones and tools that others wrote

@flow
def registrar_with_sipp(f: Flow) -> None:
    """SIPp registers with digest, refreshes and unregisters; calls the line with digest. It knows MD5 only."""
    with_users(f, {"alice": {"password": "secret"}}, algorithms=["md5"])
    f.start()
    f.sipp("uac_register", USER="alice", PASSWORD="secret").check()
    f.sipp("uac_digest", 14, called="2001", USER="alice", PASSWORD="secret", options=["-auth_uri", f"2001@127.0.0.1:{f.base}"]).check()
    equal("refreshed", f.counter("landline_registrar_contacts_total", how="refreshed"), 1)
    equal("users", users(f), {"alice": 0})


@flow
def registrar_with_baresip(f: Flow) -> None:
    """baresip registers with digest, is called by the line and calls it."""
    with_users(f, algorithms=["md5"])  # Debian's baresip stops at a challenge that it does not know
    f.start()
    directory = f.directory / "baresip"
    directory.mkdir()
    modules = next((path for path in pathlib.Path("/usr/lib").glob("**/baresip/modules")), "/usr/lib/baresip/modules")
    conf = BARESIP_CONF.format(port=f.peer_port, rtp=f.rtp_port, last=f.rtp_port + 40, modules=modules, security="")
    (directory / "config").write_text(conf)
    (directory / "accounts").write_text(
        f'<sip:alice@flow.example>;outbound="sip:127.0.0.1:{f.base};transport=udp";auth_user=alice;auth_pass="secret of alice";regint=30;'
        "audio_codecs=PCMA;answermode=auto\n")
    (directory / "contacts").touch()
    check(shutil.which("baresip"), "baresip is not installed (./bootstrap)")
    phone = Program(["baresip", "-f", directory, "-t", "15", "-e", "/dial sip:2001@flow.example"], directory / "baresip.log")
    f.programs.append(phone)
    f.until("it is registered", lambda: users(f) == {"alice": 1})
    f.until("the line has its call", lambda: f.exchange.calls(released=False) != [])
    call = f.exchange.calls(released=False)[0]["call"]
    f.exchange.wait(call, "connected")
    f.exchange.command("release", call=call)
    f.exchange.wait(call, "released")
    call = f.exchange.call("600", calling="30123456")
    f.exchange.wait(call, "connected")
    f.exchange.command("release", call=call)
    f.exchange.wait(call, "released")


@flow
def registrar_with_sipsak(f: Flow) -> None:
    """sipsak registers a contact for a while."""
    with_users(f, algorithms=["md5"])
    f.start()
    check(shutil.which("sipsak"), "sipsak is not installed (./bootstrap)")
    done = subprocess.run(["sipsak", "-U", "-C", f"sip:alice@127.0.0.1:{f.peer_port}", "-x", "60", "-a", "secret of alice", "-u", "alice",
                           "-s", f"sip:alice@127.0.0.1:{f.base}"], capture_output=True, text=True, timeout=20)
    equal("sipsak's verdict", (done.returncode, done.stderr), (0, ""))
    equal("users", users(f), {"alice": 1})


LINPHONE = """\
[sip]
sip_port={port}
sip_tcp_port=0
sip_tls_port=0
default_proxy=0
[rtp]
audio_rtp_port={rtp}
[proxy_0]
reg_proxy=<sip:127.0.0.1:{gateway};transport=udp>
reg_identity=<sip:alice@flow.example>
reg_route=<sip:127.0.0.1:{gateway};transport=udp;lr>
reg_expires=60
reg_sendregister=1
publish=0
[auth_info_0]
username=alice
passwd=secret
realm=flow.example
domain=flow.example
"""


@flow
def registrar_with_linphone(f: Flow) -> None:
    """linphone registers with digest, SHA-256 and MD5 offered, is called by the line and calls it. (It ends at once when it is offered
    SHA-512/256, which it does not know.)"""
    with_users(f, {"alice": {"numbers": ["600"], "password": "secret"}})
    f.start()
    check(shutil.which("linphone-daemon"), "linphone-cli is not installed (./bootstrap)")
    directory = f.directory / "linphone"
    (directory / ".local/share/linphone").mkdir(parents=True)
    (directory / "linphonerc").write_text(LINPHONE.format(port=f.peer_port, rtp=f.rtp_port, gateway=f.base))
    phone = Linphone(f, directory)
    f.until("it is registered", lambda: users(f) == {"alice": 1})
    call = f.exchange.call("600", calling="30123456")
    f.exchange.wait(call, "connected")
    f.exchange.command("release", call=call)
    f.exchange.wait(call, "released")
    phone.say("call sip:2001@flow.example")
    f.until("the line has its call", lambda: f.exchange.calls(released=False) != [])
    call = f.exchange.calls(released=False)[0]["call"]
    f.exchange.wait(call, "connected")
    f.exchange.command("release", call=call)
    f.exchange.wait(call, "released")
    f.until("no call left", lambda: f.console("show calls")["calls"] == [])  # it has sent ACK, and is told
    phone.say("quit")


class Linphone:
    """linphone's console telephone, told what to do by its standard input."""

    def __init__(self, f: Flow, directory: pathlib.Path):
        self.log = open(directory / "linphone.log", "wb")
        self.process = subprocess.Popen(["linphone-daemon", "--config", directory / "linphonerc", "--auto-answer"], cwd=directory,
                                        stdin=subprocess.PIPE, stdout=self.log, stderr=self.log,
                                        env={"HOME": str(directory), "PATH": "/usr/bin:/bin", "LANG": "C"})
        f.closing.append(self)

    def say(self, command: str) -> None:
        self.process.stdin.write(f"{command}\n".encode())
        self.process.stdin.flush()

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.log.close()
