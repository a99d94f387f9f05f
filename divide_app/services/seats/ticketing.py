"""Issues tickets: a new code is random, signed with the office's key, and holds no personal data."""

from __future__ import annotations

import os

from divide_app.domain.door.ticket_code import RANDOM_BYTES, signed_ticket_code
from divide_app.storage.unit_of_work import UnitOfWork


def new_ticket_code(uow: UnitOfWork) -> str:
    """Return a new ticket's code."""
    return signed_ticket_code(os.urandom(RANDOM_BYTES), uow.ticket_keys.ours())
