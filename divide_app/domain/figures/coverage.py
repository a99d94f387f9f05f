"""Coverage: how many of those who live somewhere were reached, and which groups nobody came from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from divide_app.domain.figures.measures import Dimension
from divide_app.domain.people.age_band import order_key

Group = tuple[str, str, str]
"""District, band and sex; "" for what is not asked."""

OF_COVERAGE = (Dimension.DISTRICT, Dimension.BAND, Dimension.SEX)
"""What people are grouped by, in the order of a `Group`."""


@dataclass(frozen=True, slots=True)
class CoverageLine:
    """One group of inhabitants.

    Attributes:
        population: Who lives there by the imported population; None where nothing is known of the group.
        people: Different people of it who came, each counted once.
    """

    district: str
    band: str
    sex: str
    population: int | None
    people: int

    @property
    def per_1000(self) -> float | None:
        """People reached of 1,000 inhabitants, to one decimal; None without inhabitants."""
        return round(1000 * self.people / self.population, 1) if self.population else None


@dataclass(frozen=True, slots=True)
class Coverage:
    """The answer.

    Attributes:
        days: First and last day of the period.
        by: What inhabitants are grouped by.
        lines: Every group that people live in or came from, by district, from young to old.
        people: Different people who came, in all groups.
        population: All inhabitants; None where no population was imported.
    """

    days: tuple[date, date]
    by: tuple[Dimension, ...]
    lines: tuple[CoverageLine, ...]
    people: int
    population: int | None

    @property
    def unreached(self) -> tuple[CoverageLine, ...]:
        """Groups of inhabitants from which nobody came, the largest first."""
        nobody = [line for line in self.lines if line.population and not line.people]
        return tuple(sorted(nobody, key=lambda line: (-(line.population or 0), line.district, order_key(line.band))))


def build(
    days: tuple[date, date],
    by: Collection[Dimension],
    inhabitants: Mapping[Group, int],
    came: Iterable[tuple[object, Group]],
    group_of: Callable[[str], str],
) -> Coverage:
    """Compare those who came with those who live there.

    Args:
        days: First and last day of the period.
        by: The parts of a group that are asked for; the others are summed over.
        inhabitants: How many live in each group, by the bands of the imported table.
        came: Who came (an id), and their group on the day; one line for each group somebody was ever in.
        group_of: The band of the report in which a stored band is counted.
    """
    asked = [one in by for one in OF_COVERAGE]

    def cell(group: Group) -> Group:
        district, band, sex = (value if is_asked else "" for value, is_asked in zip(group, asked, strict=True))
        return district, group_of(band) if band else "", sex

    own: dict[object, Group] = {}
    for person, group in came:
        found = cell(group)
        # Somebody who turned 75 meanwhile came in two bands; once is enough, in the older one.
        own[person] = max(own.get(person, found), found, key=lambda one: (order_key(one[1] or "0+"), one))
    people = Counter(own.values())
    population: Counter[Group] = Counter()
    for group, number in inhabitants.items():
        population[cell(group)] += number
    groups = sorted(
        {*people, *population},
        key=lambda one: (not one[0], one[0], order_key(one[1]) if one[1] else (0, 0), one[2]),
    )
    lines = tuple(CoverageLine(*group, population.get(group), people[group]) for group in groups)
    inside = sum(population.values()) if population else None
    return Coverage(days, tuple(one for one in OF_COVERAGE if one in by), lines, len(own), inside)
