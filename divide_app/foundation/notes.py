"""Reads the small notes (JSON) that lie beside data, in which anybody may have written anything."""

from __future__ import annotations

import json
from typing import Any

_LONGEST = 300
"""Characters of one text that is shown: a path of Windows fits, a page does not."""


def note_of(data: bytes | str) -> dict[str, Any]:
    """Return the fields of a note; none when it is no JSON object, or one nested without end."""
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def texts_of(found: object) -> dict[str, str]:
    """Return the texts of a note's part as they may be shown: on one line, cut, without signs that steer a terminal."""
    pairs = found.items() if isinstance(found, dict) else ()
    return {
        key: "".join(sign for sign in value[:_LONGEST] if sign.isprintable())
        for key, value in pairs
        if isinstance(key, str) and isinstance(value, str)
    }
