"""Keys of an encrypted database: one random data key, wrapped once for every password that opens it (slots).

The slots lie in a file beside the database and at the end of every backup. The first 16 bytes of a database that was
encrypted this way are the salt SQLCipher keeps there; we choose it, so that a file names the keys it belongs to.
"""

from __future__ import annotations

import base64
import json
import os
import struct
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from divide_app.foundation.files import PLACE_FILE, written_whole
from divide_app.foundation.notes import note_of
from divide_app.foundation.problems import EnvironmentProblem

ENDING = ".keys"
"""Of the file beside the database; it begins with the database's name, so that nothing else is written there."""

SCRATCH = ".recrypt"
"""Ending of scratch files that may hold plain data of an encrypted place."""

PLAIN_HEADER = b"SQLite format 3\x00"
_MARK = b"KKH1"
_ID = 16
_FORMAT = "kakehashi keys 1"
_TRAILER = struct.Struct(">I16s")
_TRAILER_MARK = b"KAKEHASHI-SLOTS\n"
_MOST_TRAILER = 1 << 20
_PASSES, _MEMORY, _LANES = 3, 65_536, 4
"""RFC 9106, second recommended choice (64 MiB)."""
_NONCE = 12
_UNIT = 512
"""Bytes; every page of SQLite is a multiple of it."""
_KEY = 32
_SALT, _TAG = 16, 16


class SlotKind(StrEnum):
    """The kind of password a slot belongs to."""

    PLACE = "place"  # the place's own password
    USER = "user"
    TOKEN = "token"  # noqa: S105 - the kind of slot a machine's token opens
    RECOVERY = "recovery"


@dataclass(frozen=True, slots=True)
class DataKey:
    """The key of a database.

    Attributes:
        id: First 16 bytes of the file.
        secret: 32 bytes, which encrypt the data.
        record_secret: 32 bytes of chance for the seal of records; they stay the same when the data key changes.
    """

    id: bytes
    secret: bytes
    record_secret: bytes

    @property
    def pragma(self) -> str:
        """The key as SQLCipher takes it: raw, with its salt."""
        return f"x'{self.secret.hex()}{self.id.hex()}'"


@dataclass(frozen=True, slots=True)
class Slot:
    """A data key wrapped with one password; `owner` is a user's or token's id, "" for the others."""

    kind: SlotKind
    owner: str
    salt: bytes
    sealed: bytes


@dataclass(frozen=True, slots=True)
class KeySet:
    """One data key's slots."""

    id: bytes
    slots: tuple[Slot, ...] = ()

    def with_slot(self, slot: Slot) -> KeySet:
        """Return the set with a slot in place of the one of the same owner."""
        return replace(self, slots=(*self.without(slot.kind, slot.owner).slots, slot))

    def without(self, kind: SlotKind, owner: str = "") -> KeySet:
        """Return the set without a slot."""
        return replace(self, slots=tuple(one for one in self.slots if (one.kind, one.owner) != (kind, owner)))

    def without_any(self, owners: Collection[str]) -> KeySet:
        """Return the set without the slots of several users and tokens."""
        return replace(self, slots=tuple(one for one in self.slots if not one.owner or one.owner not in owners))


@dataclass(frozen=True, slots=True)
class Unlocked:
    """A key set with its data key; `slot` is the one that opened it, None for a key just made."""

    keys: KeySet
    key: DataKey
    slot: Slot | None = None


def new_key(record_secret: bytes = b"") -> DataKey:
    """Return a data key of chance; `record_secret` is taken over from the key before it."""
    return DataKey(_MARK + os.urandom(_ID - len(_MARK)), os.urandom(_KEY), record_secret or os.urandom(_KEY))


def new_keys(password: str, recovery: str = "", *, record_secret: bytes = b"") -> Unlocked:
    """Return a data key of chance with a slot for the place's password, and one for a recovery key if there is one."""
    key = new_key(record_secret)
    slots = [wrapped(key, SlotKind.PLACE, password)]
    if recovery:
        slots.append(wrapped(key, SlotKind.RECOVERY, recovery))
    return Unlocked(KeySet(key.id, tuple(slots)), key)


def new_recovery_key() -> str:
    """Return a recovery key of chance, without gaps."""
    from divide_app.domain import recovery_key

    return recovery_key.make(os.urandom(32))


def wrapped(key: DataKey, kind: SlotKind, password: str, owner: str = "") -> Slot:
    """Return a data key wrapped with a password; about a tenth of a second.

    Raises:
        EnvironmentProblem: `password_empty`.
    """
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    salt, nonce = os.urandom(_SALT), os.urandom(_NONCE)
    cipher = AESGCM(_stretched(password, salt))
    sealed = cipher.encrypt(nonce, key.secret + key.record_secret, _open_part(key.id, kind, owner))
    return Slot(kind, owner, salt, nonce + sealed)


def is_key_of(slot: Slot, key_id: bytes, password: str) -> DataKey | None:
    """Return the data key when a password opens a slot."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    cipher = AESGCM(_stretched(password, slot.salt))
    try:
        made = cipher.decrypt(
            slot.sealed[:_NONCE], slot.sealed[_NONCE:], _open_part(key_id, slot.kind, slot.owner)
        )  # fmt: skip
    except InvalidTag:
        return None
    return DataKey(key_id, made[:_KEY], made[_KEY:])


def _stretched(password: str, salt: bytes) -> bytes:
    from argon2.low_level import Type, hash_secret_raw

    from divide_app.domain.door.packages import password_form

    secret = password_form(password).encode()
    if not secret:
        raise EnvironmentProblem("password_empty")
    return hash_secret_raw(secret, salt, _PASSES, _MEMORY, _LANES, _KEY, Type.ID)


def _open_part(key_id: bytes, kind: SlotKind, owner: str) -> bytes:
    return key_id + f"{kind}:{owner}".encode()


def id_in(file: Path) -> bytes | None:
    """Return the id of the keys a database was encrypted with; None when it is plain, older, or not there."""
    head = head_of(file)
    return head if len(head) == _ID and head.startswith(_MARK) else None


def head_of(file: Path) -> bytes:
    """Return the first 16 bytes of a file, as many as it has."""
    try:
        with file.open("rb") as stream:
            return stream.read(_ID)
    except OSError:
        return b""


def is_plain(file: Path) -> bool:
    """Tell whether a database is there and not encrypted, without opening it."""
    return head_of(file) == PLAIN_HEADER


def unlock(file: Path, password: str | None, *, beside: Path | None = None) -> Unlocked:
    """Return the data key of a database encrypted with slots.

    Raises:
        EnvironmentProblem: `password_needed`, `bad_password`, `recovery_key_slip` when a recovery key was mistyped,
            `keys_missing` when neither the file nor what lies beside it holds its keys, `damaged` for what ends early.
    """
    if file.stat().st_size % _UNIT and set_at_end(file) is None:
        raise EnvironmentProblem("damaged", path=str(file))  # cut short
    wanted = id_in(file)
    found = next((one for one in _sets_near(file, beside) if one.id == wanted), None)
    if found is None:
        is_backup = file.name != PLACE_FILE  # which has its slots at its end, unless that was cut off
        raise EnvironmentProblem("damaged" if is_backup else "keys_missing", path=str(file))
    if not password:
        raise EnvironmentProblem("password_needed", path=str(file))
    return opened(found, password, file)


def opened(keys: KeySet, password: str, file: Path) -> Unlocked:
    """Open a key set with any of its passwords.

    Raises:
        EnvironmentProblem: `bad_password`, `recovery_key_slip`.
    """
    from divide_app.domain import recovery_key

    bare = recovery_key.bare(password)
    for slot in sorted(keys.slots, key=lambda one: (one.kind is SlotKind.RECOVERY) is not bool(bare)):
        if slot.kind is SlotKind.RECOVERY and not bare:
            continue
        typed = bare if slot.kind is SlotKind.RECOVERY else password
        key = is_key_of(slot, keys.id, typed)
        if key is not None:
            return Unlocked(keys, key, slot)
    is_slip = bool(bare) and not recovery_key.is_whole(bare)
    raise EnvironmentProblem("recovery_key_slip" if is_slip else "bad_password", path=str(file))


def file_of(database: Path) -> Path:
    """Return where the slots of a database lie."""
    return database.with_name(database.name + ENDING)


def read_sets(database: Path) -> tuple[KeySet, ...]:
    """Return the key sets beside a database; none when the file is not there or cannot be understood."""
    try:
        return _sets_of(file_of(database).read_bytes())
    except OSError:
        return ()


def write_sets(database: Path, *sets: KeySet) -> None:
    """Put key sets beside a database, whole or not at all.

    Raises:
        EnvironmentProblem: As `foundation.files.written_whole`.
    """
    with written_whole(file_of(database), over=None, is_private=True) as stream:
        stream.write(_bytes_of(sets))


def end_of(keys: KeySet | None, note: Mapping[str, Any] | None = None) -> bytes:
    """Return what is written behind the last page of a backup to carry its key set; SQLite does not look there.

    Args:
        keys: The slots, None for a plain one.
        note: What else goes along to another PC; it is readable without any key.
    """
    made = _bytes_of(() if keys is None else (keys,), note)
    return made + _TRAILER.pack(len(made), _TRAILER_MARK)


def set_at_end(backup: Path) -> KeySet | None:
    """Return the key set behind the last page of a backup."""
    found = _trailer(backup)
    sets = _sets_of(found) if found is not None else ()
    return sets[0] if sets else None


def note_at_end(backup: Path) -> Mapping[str, Any]:
    """Return what went along with a backup to another PC, empty when nothing did."""
    note = note_of(_trailer(backup) or b"").get("note")
    return note if isinstance(note, dict) else {}


def length_without_end(file: Path) -> int:
    """Return the bytes of a backup's database, without the key set behind it."""
    found = _trailer(file)
    return file.stat().st_size - (0 if found is None else len(found) + _TRAILER.size)


def place_keys(database: Path) -> KeySet | None:
    """Return the key set of an encrypted place, also when its database can no longer be read."""
    sets, head = read_sets(database), head_of(database)
    if not sets or head == PLAIN_HEADER:
        return None
    return next((one for one in sets if one.id == head), sets[-1])


def _trailer(file: Path) -> bytes | None:
    try:
        with file.open("rb") as stream:
            size = stream.seek(0, os.SEEK_END)
            stream.seek(max(0, size - _TRAILER.size))
            end = stream.read()
            if len(end) < _TRAILER.size:
                return None
            length, mark = _TRAILER.unpack(end)
            if mark != _TRAILER_MARK or not 0 < length <= min(_MOST_TRAILER, size - _TRAILER.size):
                return None
            stream.seek(size - _TRAILER.size - length)
            return stream.read(length)
    except OSError:
        return None


def _sets_near(file: Path, beside: Path | None) -> Iterator[KeySet]:
    at_end = set_at_end(file)
    if at_end is not None:
        yield at_end
    for database in filter(None, (file, beside, file.with_name(PLACE_FILE), file.parent.with_name(PLACE_FILE))):
        yield from read_sets(database)
    # The slots' file may be lost; every copy of the data has them, too.
    for copy in sorted(file.parent.glob("backups/*.sqlite"), reverse=True):
        found = set_at_end(copy)
        if found is not None:
            yield found


def _bytes_of(sets: tuple[KeySet, ...], note: Mapping[str, Any] | None = None) -> bytes:
    content: dict[str, Any] = {
        "format": _FORMAT,
        "sets": [
            {
                "id": one.id.hex(),
                "slots": [
                    {"kind": slot.kind, "owner": slot.owner, "salt": _text(slot.salt), "sealed": _text(slot.sealed)}
                    for slot in one.slots
                ],
            }
            for one in sets
        ],
    }
    if note:
        content["note"] = note
    return json.dumps(content, indent=1).encode()


def _sets_of(data: bytes) -> tuple[KeySet, ...]:
    try:
        content = note_of(data)
        if content["format"] != _FORMAT:
            return ()
        return tuple(KeySet(bytes.fromhex(one["id"]), tuple(map(_slot_of, one["slots"]))) for one in content["sets"])
    except (ValueError, LookupError, TypeError):
        return ()


def _slot_of(one: dict[str, Any]) -> Slot:
    salt, sealed = (base64.b64decode(one[name], validate=True) for name in ("salt", "sealed"))
    if len(salt) != _SALT or len(sealed) != _NONCE + 2 * _KEY + _TAG:
        raise ValueError("a slot of another length")  # the library would fail in its own way
    return Slot(SlotKind(one["kind"]), str(one["owner"]), salt, sealed)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
