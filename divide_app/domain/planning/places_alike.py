"""Finds venues and rooms whose names may be two spellings of the same place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from uuid import UUID

from divide_app.domain.names import name_key
from divide_app.domain.planning.venues import Venue

_ASIDE = re.compile(r"[(\[【〔].*?[)\]】〕]")
_NUMBERS = str.maketrans("一二三四五六七八九", "123456789")
_LEAST_LIKENESS = 0.8
"""Share of characters both names have (2 x common / all); 東部公民館 and 西部公民館 are two halls, however alike."""


@dataclass(frozen=True, slots=True)
class AlikePlaces:
    """Two places that may be one, or two rooms of one venue; the first is the one rather kept."""

    is_room: bool
    kept: UUID
    kept_name: str
    other: UUID
    other_name: str


def alike_places(venues: Sequence[Venue]) -> list[AlikePlaces]:
    """Return every pair of venues, and of rooms within one venue, with names that may be two spellings of one."""
    found = [
        _pair(one.id, one.name, other.id, other.name, is_room=False)
        for one, other in combinations(venues, 2)
        if are_alike(one.name, other.name)
    ]
    for venue in venues:
        found += [
            _pair(one.id, f"{venue.name} {one.name}", other.id, f"{venue.name} {other.name}", is_room=True)
            for one, other in combinations(venue.rooms, 2)
            if are_alike(one.name, other.name)
        ]
    return found


def are_alike(one: str, other: str) -> bool:
    """Tell whether two names may be one place: the same but for width, spaces, brackets and kanji numerals, or nearly.

    Names that differ in a number (第1会議室, 第2会議室) are two places.
    """
    key, other_key = _key(one), _key(other)
    if not key or not other_key:
        return False
    if key == other_key:
        return True
    if re.findall(r"\d+|[A-Z]+", key) != re.findall(r"\d+|[A-Z]+", other_key):
        return False
    shorter, longer = sorted((key, other_key), key=len)
    return shorter in longer and 2 * len(shorter) >= _LEAST_LIKENESS * (len(shorter) + len(longer))


def _key(name: str) -> str:
    plain = unicodedata.normalize("NFKC", name).upper()
    bare = _ASIDE.sub("", plain) or plain
    return name_key(bare.translate(_NUMBERS))


def _pair(one: UUID, name: str, other: UUID, other_name: str, *, is_room: bool) -> AlikePlaces:
    # The shorter name is the one people use; of equal length the first.
    if len(other_name) < len(name):
        one, name, other, other_name = other, other_name, one, name
    return AlikePlaces(is_room, one, name, other, other_name)
