"""A new ticket's code can be stored and typed: by chance one in four million reads like an individual number."""

from __future__ import annotations

import os
from itertools import count

import pytest

from divide_app.domain.door.ticket_code import CODE_ALPHABET, RANDOM_BYTES, in_fours, is_signed, signed_ticket_code
from divide_app.domain.individual_number import contains_individual_number
from divide_app.services.seats.ticketing import new_ticket_code
from divide_app.storage.database import Database

_DIGITS = "31415926535"


def _unlucky(key: bytes, *, is_in_fours: bool) -> bytes:
    """Return random bytes whose code is eleven digits and goes on so that it reads like an individual number."""
    for number in count():
        signs = str(number).zfill(11) if is_in_fours else str(int(_DIGITS) + number)
        value = 0
        for sign in signs:
            value = value << 5 | CODE_ALPHABET.index(sign)
        chance = (value << 1).to_bytes(RANDOM_BYTES, "big")
        code = signed_ticket_code(chance, key)
        whole, cut = contains_individual_number(code), contains_individual_number(in_fours(code).replace("\n", ""))
        if (cut and not whole) if is_in_fours else whole:
            return chance
    raise AssertionError


@pytest.mark.parametrize("is_in_fours", [False, True])
def test_no_code_reads_like_an_individual_number(
    database: Database, monkeypatch: pytest.MonkeyPatch, *, is_in_fours: bool
) -> None:
    with database.write() as uow:
        key = uow.ticket_keys.ours()
        lots = [_unlucky(key, is_in_fours=is_in_fours), bytes(range(RANDOM_BYTES))]
        with monkeypatch.context() as patch:
            patch.setattr(os, "urandom", lambda _count: lots.pop(0))
            code = new_ticket_code(uow)
        uow.audit("test")
    assert code == signed_ticket_code(bytes(range(RANDOM_BYTES)), key)
    assert is_signed(code, key)
