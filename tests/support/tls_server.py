"""A PostgreSQL server with TLS: the test's server has none, so a proxy in front of it speaks TLS to the client."""

from __future__ import annotations

import select
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_SSL_REQUEST = bytes.fromhex("0000000804d2162f")
"""What a client sends that wants TLS (https://www.postgresql.org/docs/current/protocol-message-formats.html)."""


@dataclass
class TlsServer:
    """Where the proxy listens, and what clients sent it over TLS (`read`) or without (`plain`)."""

    port: int
    read: bytearray = field(default_factory=bytearray)
    plain: bytearray = field(default_factory=bytearray)


def make_certificate(folder: Path, name: str) -> tuple[Path, Path]:
    """Write a self-signed certificate of a server and its key; return both paths."""
    folder.mkdir(parents=True, exist_ok=True)
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    paths = folder / "server.crt", folder / "server.key"
    paths[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return paths


@contextmanager
def tls_server(behind: str, certificate: tuple[Path, Path] | None) -> Iterator[TlsServer]:
    """Stand in front of the server whose socket is the file `behind`; without a certificate there is no TLS."""
    context = None
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)
    listener = socket.create_server(("127.0.0.1", 0))
    server = TlsServer(listener.getsockname()[1])
    threads: list[threading.Thread] = []

    def serve() -> None:
        with suppress(OSError):
            while True:
                client, _ = listener.accept()
                threads.append(threading.Thread(target=_serve_one, args=(client, behind, context, server)))
                threads[-1].start()

    accepting = threading.Thread(target=serve)
    accepting.start()
    try:
        yield server
    finally:
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        for thread in (accepting, *threads):
            thread.join(10)


def _serve_one(client: socket.socket, behind: str, context: ssl.SSLContext | None, server: TlsServer) -> None:
    with client, socket.socket(socket.AF_UNIX) as real, suppress(OSError):
        first = client.recv(len(_SSL_REQUEST), socket.MSG_WAITALL)
        if first != _SSL_REQUEST or context is None:
            client.sendall(b"N")
            while data := client.recv(4096):
                server.plain += data
            return
        client.sendall(b"S")
        with context.wrap_socket(client, server_side=True) as safe:
            real.connect(behind)
            while True:
                if not safe.pending():
                    select.select([safe, real], [], [])
                if safe.pending() or select.select([safe], [], [], 0)[0]:
                    data = safe.recv(65536)
                    if not data:
                        return
                    server.read += data
                    real.sendall(data)
                if select.select([real], [], [], 0)[0]:
                    data = real.recv(65536)
                    if not data:
                        return
                    safe.sendall(data)
