"""The key that seals the audit trail; stored apart from the data, so that whoever alters the data cannot seal it."""

from __future__ import annotations

import secrets

from divide_app.foundation import files
from divide_app.foundation.user_paths import data_folder
from divide_app.storage.places import Place

_BYTES = 32
FILE = "audit.key"


def key_of(place: Place) -> bytes | None:
    """Return the key for a place, made now when this user has none; None where none can be had.

    The hall's working data is sealed by the office, not by the hall's PC. An unreadable or spoiled key is none: work
    goes on, and `audit verify` says what it could not check.
    """
    if place.package is not None:
        return None
    try:
        kept = files.made_once(data_folder() / FILE, secrets.token_hex(_BYTES).encode())
        key = bytes.fromhex(kept.decode("ascii").strip())
    except (OSError, ValueError):
        return None
    return key if len(key) == _BYTES else None
