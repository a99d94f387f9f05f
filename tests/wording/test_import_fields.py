"""Every field a list file may hold is called something on screen, in either language."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from divide_app.exchange.profiles import canonical_name, fields_of
from divide_app.foundation import translation
from divide_app.services.files.import_outcome import ImportKind
from divide_app.wording.import_fields import field_word

NAMES = sorted({canonical_name(kind.value, field) for kind in ImportKind for field in fields_of(kind.value)})


@pytest.fixture(autouse=True)
def _japanese_again() -> Iterator[None]:
    yield
    translation.use_language("ja")


@pytest.mark.parametrize("name", NAMES)
def test_a_field_keeps_its_published_name_in_japanese_and_has_plain_letters_in_english(name: str) -> None:
    translation.use_language("ja")
    assert field_word(name) == name
    translation.use_language("en")
    assert field_word(name).isascii()
