"""The manifest beside each backup: its content, its digest, and the head of the audit trail; sealed with our key."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from divide_app.foundation.files import written_whole
from divide_app.foundation.notes import note_of, texts_of
from divide_app.storage.audit import Head, name_of

ENDING = ".manifest.json"
_FORMAT = "kakehashi backup 1"
_LONGEST_HEAD = 80
"""Characters: twelve digits, a colon and 64 digits of a hash."""


class ManifestState(StrEnum):
    """How far a manifest can be trusted."""

    SIGNED = "signed"  # sealed with this PC's key, and the file is the one it speaks of
    OTHER_KEY = "other_key"  # the file is the one it speaks of; the seal cannot be checked here
    MISSING = "missing"  # none, or one nobody can read
    WRONG = "wrong"  # the file, or the note, was altered since


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the note says; `made_at` and `head` are None where there is none to believe."""

    state: ManifestState
    made_at: datetime | None = None
    head: str = ""
    about: Mapping[str, str] = field(default_factory=dict)


NO_MANIFEST = Manifest(ManifestState.MISSING)


def write(
    backup: Path,
    key: bytes | None,
    made_at: datetime,
    counts: Mapping[str, int],
    revision: str,
    head: Head,
    about: Mapping[str, str],
) -> None:
    """Write the note beside a backup.

    Raises:
        EnvironmentProblem: As `written_whole`.
    """
    content: dict[str, Any] = {
        "format": _FORMAT,
        "file": backup.name,
        "made_at": made_at.isoformat(),
        "revision": revision,
        "rows": dict(counts),
        "head": str(head),
        "about": dict(about),
    }
    _put(backup, key, content)


def _put(backup: Path, key: bytes | None, content: dict[str, Any]) -> None:
    content = content | {"size": backup.stat().st_size, "sha256": _digest(backup)}
    note: dict[str, Any] = {"content": content}
    if key is not None:
        note |= {"key": name_of(key), "seal": _seal(key, content)}
    with written_whole(file_of(backup), over=None, is_private=True) as out:
        out.write(json.dumps(note, ensure_ascii=False, indent=1).encode())


def read(backup: Path, key: bytes | None) -> Manifest:
    """Read the note beside a backup and compare it with the file."""
    try:
        note = note_of(file_of(backup).read_bytes())
        content = note["content"]
        made_at, head = datetime.fromisoformat(content["made_at"]).astimezone(UTC), str(content["head"])[:_LONGEST_HEAD]
        about = texts_of(content.get("about"))
        digest, size, maker, seal = (
            content["sha256"],
            content["size"],
            str(note.get("key", "")),
            str(note.get("seal", "")),
        )
    except (OSError, ValueError, TypeError, LookupError, AttributeError, OverflowError):
        return NO_MANIFEST
    if size != backup.stat().st_size or digest != _digest(backup):
        return Manifest(ManifestState.WRONG)
    if key is None or maker != name_of(key):
        return Manifest(ManifestState.OTHER_KEY, made_at, head, about)
    if not hmac.compare_digest(seal.encode(), _seal(key, content).encode()):
        return Manifest(ManifestState.WRONG)
    return Manifest(ManifestState.SIGNED, made_at, head, about)


def about_of(backup: Path) -> Mapping[str, str]:
    """Return which PC made a backup, of which place, by its note alone; empty where none can be read."""
    try:
        return texts_of(note_of(file_of(backup).read_bytes())["content"]["about"])
    except (OSError, TypeError, LookupError):
        return {}


@contextlib.contextmanager
def written_anew(backup: Path, key: bytes | None) -> Iterator[None]:
    """Write the note anew after a backup was encrypted where it lies, if it was sealed with our key before.

    Meanwhile, and of another key's, there is none: a backup is not called altered for what we did to it.

    Raises:
        EnvironmentProblem: As `written_whole`.
    """
    state = read(backup, key).state
    if state not in {ManifestState.SIGNED, ManifestState.OTHER_KEY}:
        yield
        return
    content = note_of(file_of(backup).read_bytes())["content"]
    file_of(backup).unlink()
    try:
        yield
    finally:
        if state is ManifestState.SIGNED:
            _put(backup, key, content)


def file_of(backup: Path) -> Path:
    """Return where the note about a backup lies."""
    return backup.with_name(backup.name + ENDING)


def remove(backup: Path) -> None:
    """Remove a backup and its note."""
    for file in (backup, file_of(backup)):
        with contextlib.suppress(OSError):
            file.unlink(missing_ok=True)


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _seal(key: bytes, content: object) -> str:
    return hmac.new(key, json.dumps(content, sort_keys=True).encode(), hashlib.sha256).hexdigest()
