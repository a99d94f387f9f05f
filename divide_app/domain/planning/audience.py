"""Reads from a course's words on its audience who may apply: where they live, work or study, and first-timers."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from divide_app.domain.people.participants import Residence

_RESIDENCES = (
    (
        Residence.LIVES,
        re.compile(
            "(?<!外)[在居]住|[市区町村](内|に|で|在)[^。、,]{0,4}(住まい|住む|住んで)"
            r"|[市区町村]民(?=の方|の皆|の人|に限|限定|のみ|だけ|対象|及び|および|または|又は|か|[、。,・\s()]|$)"
        ),
    ),
    (Residence.WORKS, re.compile("在勤|勤務|勤め")),
    (Residence.STUDIES, re.compile("在学|通学")),
)
_ANYBODY = re.compile("どなたでも|誰でも|だれでも|優先|[市区町村]外(在住|居住|にお住まい)?(の方|者)?(も|から|可)")
"""Who else may come, or comes first: then the words before or behind shut nobody out."""
_FIRST_TIME = re.compile(
    "(初|はじ)めて(の)?(参加|受講|申し?込)|初参加|初受講|未受講|未参加|(受講|参加)(した|の)?(こと|経験)(の|が)?な"
)


@dataclass(frozen=True, slots=True)
class Conditions:
    """Whom a course is for.

    Attributes:
        residences: Any of these; empty = everybody.
        first_time: Only for people who have not come to a course yet.
    """

    residences: frozenset[Residence]
    first_time: bool


def conditions_of(audience: str) -> Conditions:
    """Return what the words on the audience ask for that the register can tell; other words ask the clerk."""
    words = unicodedata.normalize("NFKC", audience)
    named = {residence for residence, pattern in _RESIDENCES if pattern.search(words)}
    return Conditions(
        frozenset() if _ANYBODY.search(words) else frozenset(named), _FIRST_TIME.search(words) is not None
    )
