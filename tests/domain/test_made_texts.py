"""What the program makes by chance is never taken for somebody's individual number."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from divide_app.domain import recovery_key
from divide_app.domain.calendar import local
from divide_app.domain.door.ticket_code import qr_text, signed_ticket_code
from divide_app.domain.individual_number import cells_hold_individual_number, contains_individual_number
from divide_app.domain.names import name_key
from divide_app.domain.scans.page_code import PageCode, SheetKind, office_fingerprint, session_fingerprint
from divide_app.foundation.ids import derived_id, new_id
from divide_app.services.door.hall_packages import one_time_code
from tests.support.spelled_numbers import ordinary_text

CHANCE = random.Random(19)
DIGITS = ("0123456789", "〇一二三四五六七八九", "٠١٢٣٤٥٦٧٨٩")


def _bytes(count: int) -> bytes:
    return CHANCE.randbytes(count)


def _moment() -> datetime:
    return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=CHANCE.randrange(10 * 366 * 86_400))


def _id() -> UUID:
    return derived_id(UUID(int=7), str(CHANCE.random()))


def _of_a_device() -> str:
    """Return a UUID version 4 as other programs make them, but for those that end in twelve bare digits."""
    made = UUID(bytes=_bytes(16), version=4)
    return _of_a_device() if made.hex[-12:].isdecimal() else str(made)


def _seal() -> str:
    return f"{_bytes(32).hex()}.{_bytes(4).hex()}.{_bytes(16).hex()}"


def _page() -> str:
    office, session = office_fingerprint(_id()), session_fingerprint(_id())
    return PageCode(SheetKind.SURVEY, office, session, new_id(), 1, 2, "1-20.5").text


MADE: dict[str, Callable[[], str]] = {
    "id": lambda: str(_id()),
    "id in capitals": lambda: str(_id()).upper(),
    "id of a device": _of_a_device,
    "digest": lambda: hashlib.sha256(_bytes(8)).hexdigest(),
    "seal": _seal,
    "ticket": lambda: qr_text(signed_ticket_code(_bytes(7), b"key")),
    "recovery key": lambda: recovery_key.in_groups(recovery_key.make(_bytes(32))),
    "code of a package": one_time_code,
    "page": _page,
    "backup": lambda: f"kakehashi-{local(_moment()):%Y%m%d-%H%M%S}.sqlite",
    "moment": lambda: _moment().isoformat(),
}


@pytest.mark.parametrize("make", MADE.values(), ids=MADE)
def test_nothing_made_is_taken_for_a_number(make: Callable[[], str]) -> None:
    """The rarest was a seal: one in 7,000 was hidden in answers and refused where a clerk types it back."""
    found = [text for text in (make() for _text in range(10_000)) if cells_hold_individual_number([text])]
    assert found == []


def test_an_id_of_a_device_hides_no_number_behind_it() -> None:
    assert contains_individual_number("176ca4e8-a725-4733-9377-123456789018")


def test_the_key_of_a_text_that_is_kept_is_kept_too() -> None:
    """Dots and spaces fall out of a key: what stood apart in the text may read like a number without them."""
    texts = ["第/907/927 / 55、9124教室", *(ordinary_text(CHANCE) for _text in range(1_500))]
    spelled = [text.translate(str.maketrans("0123456789", digits)) for digits in DIGITS for text in texts]
    kept = [text for text in spelled if not contains_individual_number(text)]
    assert len(kept) > 3 * 1_350
    keys = [name_key(text) for text in kept]
    assert [key for key in keys if contains_individual_number(key)] == []
    assert [name_key(key) for key in keys] == keys
