"""The file format of hall packages (.kakehashi): encrypted and authenticated with a key from the password."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import struct
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from divide_app.domain.door.packages import PACKAGE_MAGIC, PACKAGE_SUFFIX, PackageContent, password_form
from divide_app.exchange.package_content import from_json, to_json
from divide_app.exchange.safe_files import may_write
from divide_app.foundation.file_trouble import reading
from divide_app.foundation.files import is_same_kind, overwrite, written_whole
from divide_app.foundation.problems import EnvironmentProblem

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VERSION = 1
"""Format of the file; raised with every change of header or content, so that older programs say so."""

_HEADER = struct.Struct(">8sHIIB16s16s16s16s")
"""Magic, version, Argon2id passes, memory (KiB), lanes, salt, package id, office id, check of the key."""

_NONCE = 12
_TAG = 16
_DIGEST = 32
"""Every version ends with the SHA-256 of all before it: a file cut short or damaged on a stick is told apart from a
wrong password without any work. It keeps no secret and proves nothing; the seal does."""

_PASSES, _MEMORY, _LANES = 3, 65_536, 4
"""RFC 9106, second recommended choice: 64 MiB, so that it runs on a hall's old laptop (about 0.2 s). No file may ask
more of this PC."""

MOST_BYTES = 64 * 1024 * 1024
_MOST_CONTENT = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class PackageKey:
    """The header of a package and the keys derived from its password.

    Attributes:
        header: The file's open beginning, authenticated with the content.
        cipher: What seals the content; made with the key, because the office writes a package under its write lock,
            where no module is read from the disk.
        database_key: For the working database at the hall, so that it is as safe as the package.
    """

    package_id: UUID
    office_id: UUID
    header: bytes
    cipher: AESGCM = field(repr=False)
    database_key: bytes


@dataclass(frozen=True, slots=True)
class OpenedPackage:
    """A package read from a file; `stamp` changes with every writing."""

    key: PackageKey
    content: PackageContent
    stamp: bytes


@dataclass(frozen=True, slots=True)
class PackageLabel:
    """The unencrypted header: readable without the password, and not authenticated until the package is opened."""

    package_id: UUID
    office_id: UUID


def new_key(package_id: UUID, office_id: UUID, password: str) -> PackageKey:
    """Return the key for a new package.

    Raises:
        EnvironmentProblem: `password_needed` for an empty password.
    """
    salt = os.urandom(16)
    return _key(package_id, office_id, password, (_PASSES, _MEMORY, _LANES), salt)


def label_of(path: Path) -> PackageLabel:
    """Read whose package a file is, without its password.

    Raises:
        EnvironmentProblem: `missing_file`, `file_unreadable`, `not_a_package`, `package_damaged`, `package_newer`,
            `package_older`.
    """
    *_, package_id, office_id, _check = _opened_header(_sound_bytes(path), path)
    return PackageLabel(UUID(bytes=package_id), UUID(bytes=office_id))


def stamp_of(path: Path) -> bytes | None:
    """Return the stamp of the file as it lies there now, or None when it cannot be read."""
    with contextlib.suppress(OSError), path.open("rb") as file:
        file.seek(0, os.SEEK_END)
        if file.tell() > _DIGEST:
            file.seek(-_DIGEST, os.SEEK_END)
            return file.read(_DIGEST)
    return None


def read(path: Path, password: str) -> OpenedPackage:
    """Open a package.

    Raises:
        EnvironmentProblem: As `label_of`, and `password_needed`, `bad_password`.
    """
    data = _sound_bytes(path)
    _magic, _version, passes, memory, lanes, salt, package_id, office_id, check = _opened_header(data, path)
    key = _key(UUID(bytes=package_id), UUID(bytes=office_id), password, (passes, memory, lanes), salt)
    if not hmac.compare_digest(key.header[-16:], check):
        raise EnvironmentProblem("bad_password", path=str(path))
    return _unsealed(data, key, path)


def read_again(path: Path, key: PackageKey) -> OpenedPackage:
    """Open a package whose key is known already; a different package under the same name counts as damaged.

    Raises:
        EnvironmentProblem: As `label_of`.
    """
    return _unsealed(_sound_bytes(path), key, path)


def write(path: Path, key: PackageKey, content: PackageContent, *, is_named: bool = False) -> bytes:
    """Write a package whole or not at all, and return its stamp.

    Args:
        path: Where to.
        key: Of the package.
        content: What it holds.
        is_named: A person named the path: it needs the ending, and only another package is replaced.

    Raises:
        DomainError: `wrong_extension`.
        EnvironmentProblem: As `written_whole`.
    """
    if is_named:
        may_write(path, PACKAGE_SUFFIX)
    nonce = os.urandom(_NONCE)
    sealed = key.cipher.encrypt(nonce, zlib.compress(to_json(content), 6), key.header)
    data = key.header + nonce + sealed
    stamp = hashlib.sha256(data).digest()
    with written_whole(path, over=is_same_kind if is_named else None, is_private=True) as file:
        file.write(data + stamp)
    return stamp


def put_away(path: Path, key: PackageKey, receipt: PackageContent) -> None:
    """Put the office's receipt in a package's place, after overwriting the package byte by byte.

    On a memory stick old bytes may live on where no program reaches them; what lives on is sealed.

    Raises:
        EnvironmentProblem: `disk_full`, `no_folder`, `not_writable`, `write_failed`; the package may then be gone,
            so call this only when the office holds every act of it.
    """
    overwrite(path)
    write(path, key, receipt)


def _sound_bytes(path: Path) -> bytes:
    """Return the file without its digest, once that fits."""
    with reading(path), path.open("rb") as file:
        data = file.read(MOST_BYTES + 1)
    head = data[: len(PACKAGE_MAGIC)]
    if not head or not PACKAGE_MAGIC.startswith(head):
        raise EnvironmentProblem("not_a_package", path=str(path))
    body, digest = data[:-_DIGEST], data[-_DIGEST:]
    if len(data) > MOST_BYTES or len(body) < len(PACKAGE_MAGIC) + 2 or hashlib.sha256(body).digest() != digest:
        raise EnvironmentProblem("package_damaged", path=str(path))
    return body


def _opened_header(data: bytes, path: Path) -> tuple[bytes, int, int, int, int, bytes, bytes, bytes, bytes]:
    version = int.from_bytes(data[len(PACKAGE_MAGIC) : len(PACKAGE_MAGIC) + 2], "big")
    if version != VERSION:
        raise EnvironmentProblem("package_newer" if version > VERSION else "package_older", path=str(path))
    if len(data) < _HEADER.size + _NONCE + _TAG:
        raise EnvironmentProblem("package_damaged", path=str(path))
    header = _HEADER.unpack_from(data)
    _magic, _version, passes, memory, lanes, *_ = header
    if not (0 < passes <= _PASSES and 0 < lanes <= _LANES and 8 * lanes <= memory <= _MEMORY):
        raise EnvironmentProblem("package_damaged", path=str(path))
    return header


def _key(package_id: UUID, office_id: UUID, password: str, cost: tuple[int, int, int], salt: bytes) -> PackageKey:
    from argon2.low_level import Type, hash_secret_raw
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    secret = password_form(password).encode()
    if not secret:
        raise EnvironmentProblem("password_needed")
    passes, memory, lanes = cost
    made = hash_secret_raw(secret, salt, passes, memory, lanes, 80, Type.ID)
    header = _HEADER.pack(
        PACKAGE_MAGIC, VERSION, passes, memory, lanes, salt, package_id.bytes, office_id.bytes, made[64:]
    )  # fmt: skip
    return PackageKey(package_id, office_id, header, AESGCM(made[:32]), made[32:64])


def _unsealed(data: bytes, key: PackageKey, path: Path) -> OpenedPackage:
    from cryptography.exceptions import InvalidTag

    start = _HEADER.size + _NONCE
    try:
        packed = key.cipher.decrypt(data[_HEADER.size : start], data[start:], data[: _HEADER.size])
        unpacking = zlib.decompressobj()
        text = unpacking.decompress(packed, _MOST_CONTENT)
        if not unpacking.eof:
            raise ValueError("content too long or cut")
        content = from_json(text)
        if content.id != key.package_id:
            raise ValueError("content of another package")
    except (InvalidTag, zlib.error, ValueError) as error:
        raise EnvironmentProblem("package_damaged", path=str(path)) from error
    return OpenedPackage(key, content, hashlib.sha256(data).digest())
