"""The staffing rule of a course and the head count that follows; apart, because the start needs only this."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from divide_app.domain.fields import NOT_PERSONAL, Kept
from divide_app.domain.states import SupporterKind


@dataclass(frozen=True, slots=True)
class Staffing:
    """The rule of one course, or of a catalogue entry as a start for its courses.

    Attributes:
        least: Fewest supporters, however few people come.
        leads: How many of them must be able to lead (主担当・講師).
        kinds: At least one of each of these kinds.
        abilities: At least one who has each of these skills or languages.
    """

    least: Annotated[int, Kept("支援者の最低の人数", NOT_PERSONAL, most=20)] = 0
    leads: Annotated[int, Kept("主担当・講師の人数", NOT_PERSONAL, most=9)] = 0
    kinds: Annotated[tuple[SupporterKind, ...], Kept("必要な種類の支援者", NOT_PERSONAL)] = ()
    abilities: Annotated[tuple[str, ...], Kept("1人は必要なできること", NOT_PERSONAL)] = ()


NO_RULE = Staffing()


def heads(accepted: int, people_per_supporter: int, staffing: Staffing = NO_RULE) -> int:
    """Return how many supporters are needed, those who interpret left aside.

    With a ratio at least one for anybody, then one for each `people_per_supporter` accepted people begun; never
    fewer than the course's least, its leads, or one for each kind it asks for.
    """
    by_ratio = max(1, -(-accepted // people_per_supporter)) if people_per_supporter > 0 else 0
    return max(by_ratio, staffing.least, staffing.leads, len(set(staffing.kinds)), bool(staffing.abilities))
