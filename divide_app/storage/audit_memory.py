"""The last head of the audit trail this PC has seen, and how far it has verified the trail.

The memory lies in the user's data folder, beside the key and apart from the data; it is a memory of this PC alone, and
each PC of an office has its own.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from divide_app.foundation.file_names import real_name
from divide_app.foundation.files import written_whole
from divide_app.foundation.notes import note_of
from divide_app.foundation.problems import EnvironmentProblem
from divide_app.foundation.user_paths import data_folder
from divide_app.storage.audit import EMPTY, Head, Proven
from divide_app.storage.places import Place


@dataclass(frozen=True, slots=True)
class Memory:
    """The stored state: the head seen last, and the part already verified, if any."""

    seen: Head = EMPTY
    proven: Proven | None = None


def recall(place: Place, key: bytes | None) -> Memory:
    """Return the stored state of a place; an empty one without a key, or when the file was sealed with another key."""
    if key is None:
        return Memory()
    try:
        kept = note_of(_file(place).read_bytes())
        content: dict[str, Any] = kept["content"]
        if not hmac.compare_digest(str(kept["seal"]), _seal(key, content)):
            return Memory()
        part = content["proven"]
        proven = part and Proven(Head(*part["head"]), part["digest"], part["sealed"], part["foreign"])
        return Memory(Head(*content["seen"]), proven)
    except (OSError, ValueError, TypeError, LookupError):
        return Memory()


def remember(place: Place, key: bytes | None, memory: Memory) -> None:
    """Store the state of a place; a failure to write it is ignored, as only the check of the trail needs it."""
    if key is None or place.package is not None:
        return
    part = memory.proven
    content = {
        "seen": [memory.seen.entries, memory.seen.hash],
        "proven": part
        and {
            "head": [part.head.entries, part.head.hash],
            "digest": part.digest,
            "sealed": part.sealed,
            "foreign": part.foreign,
        },
    }
    file = _file(place)
    with contextlib.suppress(OSError, EnvironmentProblem):
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with written_whole(file, over=None, is_private=True) as out:
            out.write(json.dumps({"content": content, "seal": _seal(key, content)}).encode())


def forget(place: Place) -> None:
    """Remove the state of a place: its data was created anew or restored."""
    with contextlib.suppress(OSError):
        _file(place).unlink(missing_ok=True)


def _seal(key: bytes, content: object) -> str:
    return hmac.new(key, json.dumps(content, sort_keys=True).encode(), hashlib.sha256).hexdigest()


def _file(place: Place) -> Path:
    """Return the file about a place, whose name says nothing about it."""
    if place.folder is not None:
        name = os.path.normcase(real_name(place.folder))
    else:
        from sqlalchemy.engine import make_url

        address = make_url(place.url or "")
        name = f"{address.host}:{address.port}/{address.database}?{sorted(address.query.items())}"
    return data_folder() / "audit" / f"{hashlib.sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}.json"
