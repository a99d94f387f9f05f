"""Issues tickets: a new code is random, signed with the office's key, and holds no personal data."""

from __future__ import annotations

import os

from divide_app.domain.door.ticket_code import RANDOM_BYTES, in_fours, signed_ticket_code
from divide_app.domain.individual_number import contains_individual_number
from divide_app.storage.unit_of_work import UnitOfWork


def new_ticket_code(uow: UnitOfWork) -> str:
    """Return a new ticket's code; never one that reads like an individual number, which nothing would store.

    By chance one code in four million does, and as many as it is printed in groups of four.
    """
    key = uow.ticket_keys.ours()
    while True:
        code = signed_ticket_code(os.urandom(RANDOM_BYTES), key)
        if not any(map(contains_individual_number, (code, in_fours(code).replace("\n", "")))):
            return code
