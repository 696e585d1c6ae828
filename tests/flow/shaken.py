"""Keys, certificates and PASSporTs made and read by python's cryptography, apart from the gateway's own code (RFC 8224 to 8226)."""
import base64
import datetime
import http.server
import ipaddress
import json
import pathlib
import ssl
import threading
import time

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.x509.oid import NameOID, ObjectIdentifier

TN_AUTH_LIST = ObjectIdentifier("1.3.6.1.5.5.7.1.26")


def encode(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def tn_auth_list(*, provider: str = "", numbers=()) -> bytes:
    """DER of the extension: a service provider code, single numbers (RFC 8226 section 9)."""
    def element(tag: int, contents: bytes) -> bytes:
        return bytes([tag, len(contents)]) + contents
    entries = b"".join(element(0xA2, element(0x16, number.encode())) for number in numbers)
    if provider:
        entries += element(0xA0, element(0x16, provider.encode()))
    return element(0x30, entries)


class Signer:
    """A P-256 key with its certificate, signed by `issuer` (by itself without one)."""

    def __init__(self, name: str, issuer: "Signer | None" = None, days: float = 10, begins: float = -1, authority: bool = False,
                 numbers: bytes = b"", address: str = ""):
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        now = datetime.datetime.utcnow()
        builder = (x509.CertificateBuilder().subject_name(self.name).issuer_name(issuer.name if issuer else self.name)
                   .public_key(self.key.public_key()).serial_number(x509.random_serial_number())
                   .not_valid_before(now + datetime.timedelta(days=begins)).not_valid_after(now + datetime.timedelta(days=days))
                   .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True))
        if numbers:
            builder = builder.add_extension(x509.UnrecognizedExtension(TN_AUTH_LIST, numbers), critical=False)
        if address:
            names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))])
            builder = builder.add_extension(names, critical=False)
        self.certificate = builder.sign(issuer.key if issuer else self.key, hashes.SHA256())

    def write(self, directory: pathlib.Path, name: str) -> tuple[str, str]:
        """Files of key and certificate."""
        key, certificate = directory / f"{name}.key", directory / f"{name}.pem"
        key.write_bytes(self.key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                               serialization.NoEncryption()))
        certificate.write_bytes(self.pem())
        return str(key), str(certificate)

    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    def token(self, header: dict, payload: dict) -> str:
        """A JWS of both (RFC 7515), its signature by this key."""
        parts = [encode(json.dumps(part, sort_keys=True, separators=(",", ":")).encode()) for part in (header, payload)]
        der = self.key.sign(".".join(parts).encode(), ec.ECDSA(hashes.SHA256()))
        r, s = utils.decode_dss_signature(der)
        return ".".join([*parts, encode(r.to_bytes(32, "big") + s.to_bytes(32, "big"))])

    def identity(self, url: str, orig: str, dest: str, *, attest: str = "A", age: float = 0, div: str = "", **claims) -> str:
        """An Identity header field's value."""
        ppt = "div" if div else "shaken"
        payload = {"orig": {"tn": orig}, "dest": {"tn": [dest]}, "iat": int(time.time() - age)}
        payload.update({"div": {"tn": div}} if div else {"attest": attest, "origid": "123e4567-e89b-12d3-a456-426655440000"})
        payload.update(claims)
        token = self.token({"alg": "ES256", "ppt": ppt, "typ": "passport", "x5u": url}, payload)
        return f'{token};info=<{url}>;alg=ES256;ppt="{ppt}"'


def der_signature(raw: bytes) -> bytes:
    """r and s of 32 octets each (RFC 7518 section 3.4) as openssl writes them."""
    return utils.encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))


def verify(identity: str, certificate: x509.Certificate) -> tuple[dict, dict]:
    """Header and payload of an Identity value whose signature is right; raises InvalidSignature when it is not."""
    token = identity.split(";")[0]
    header, payload, signature = token.split(".")
    certificate.public_key().verify(der_signature(decode(signature)), f"{header}.{payload}".encode(), ec.ECDSA(hashes.SHA256()))
    return json.loads(decode(header)), json.loads(decode(payload))


class CertificateServer:
    """An HTTPS server at 127.0.0.1:`port` whose certificate `authority` has signed; what it has is in `pages`, by path."""

    def __init__(self, directory: pathlib.Path, port: int, authority: Signer):
        self.port = port
        self.pages: dict[str, tuple[int, bytes, dict, float]] = {}  # status, body, headers, delay in seconds
        self.asked: list[str] = []
        server = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                server.asked.append(self.path)
                status, body, headers, delay = server.pages.get(self.path, (404, b"", {}, 0))
                server.stopping.wait(delay)
                self.send_response(status)
                for name, value in {"Content-Length": str(len(body)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                try:
                    self.wfile.write(body)
                except OSError:
                    pass  # it was too much for who asked

            def log_message(self, *_):
                pass

        self.stopping = threading.Event()
        key, certificate = Signer("certificates", authority, address="127.0.0.1").write(directory, f"https-{port}")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self.http.daemon_threads = True
        self.http.socket = context.wrap_socket(self.http.socket, server_side=True, do_handshake_on_connect=False)
        self.thread = threading.Thread(target=self.http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self.thread.start()

    def url(self, path: str) -> str:
        return f"https://127.0.0.1:{self.port}{path}"

    def page(self, path: str, body: bytes, status: int = 200, delay: float = 0, **headers) -> str:
        """Puts it there; its URL."""
        self.pages[path] = (status, body, {name.replace("_", "-"): value for name, value in headers.items()}, delay)
        return self.url(path)

    def close(self) -> None:
        self.stopping.set()
        self.http.shutdown()
        self.http.server_close()
