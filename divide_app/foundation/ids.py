"""Generates ids (UUID) locally, so that a laptop at a hall needs no connection."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from uuid import UUID, uuid5

IdMaker = Callable[[], UUID]

_lock = threading.Lock()
_last = 0


def new_id() -> UUID:
    """Return a UUID version 7 (RFC 9562): 48 bits of milliseconds, then a counter, then random bits.

    Ids made by one process rise strictly, which keeps index pages warm and lists in order of making.
    """
    global _last  # noqa: PLW0603 - the counter that makes ids rise within one millisecond
    with _lock:
        moment = time.time_ns() // 1_000_000 << 12
        _last = moment if moment > _last else _last + 1
        moment = _last
    random = 0
    while f"{random:016x}"[4:].isdecimal():  # twelve bare digits at the end would look like an individual number
        random = int.from_bytes(os.urandom(8), "big") & ((1 << 62) - 1)
    return UUID(int=(moment >> 12) << 80 | 0x7 << 76 | (moment & 0xFFF) << 64 | 0b10 << 62 | random)


def derived_id(namespace: UUID, name: str) -> UUID:
    """Return the same UUID version 5 for the same names; never with twelve bare digits at the end, as `new_id`."""
    found = uuid5(namespace, name)
    while found.hex[-12:].isdecimal():
        found = uuid5(namespace, found.hex)
    return found
