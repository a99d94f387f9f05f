"""The age groupings of reports, read from resources/bands; each group is an exact sum of the finest stored bands."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from divide_app.domain.errors import DomainError
from divide_app.domain.people.age_band import BANDS, UNKNOWN, bounds, contains
from divide_app.foundation.bundled import resource
from divide_app.foundation.languages import SOURCE
from divide_app.foundation.translation import current_language
from divide_app.wording.bands import band_label

if TYPE_CHECKING:
    from divide_app.domain.office.office import Office


@dataclass(frozen=True, slots=True)
class BandGroup:
    """One column of a report.

    Attributes:
        code: Code of the whole span (`60-69`, `80+`, `-59`, `unknown`), by which it is labelled.
        bands: The finest bands it sums.
    """

    code: str
    bands: tuple[str, ...]

    @property
    def label(self) -> str:
        """60代, 85歳以上, 不明."""
        return band_label(self.code)

    @property
    def short_label(self) -> str:
        """The label for narrow table heads."""
        return band_label(self.code, short=True)


@dataclass(frozen=True, slots=True)
class BandLayout:
    """One age grouping; its groups cover every stored band exactly once, the last is 不明."""

    key: str
    names: tuple[tuple[str, str], ...]
    groups: tuple[BandGroup, ...]

    @property
    def name(self) -> str:
        """The layout's name in the language in use."""
        names = dict(self.names)
        return names.get(current_language(), names[SOURCE])

    def group_of(self, band: str) -> str:
        """Return the code of the group in which a stored band is counted.

        A wide band that a person stated (60代) and that this layout cuts in two is counted under 不明: to put it in
        one half would be a guess. The sums stay right.
        """
        return next((group.code for group in self.groups if contains(group.code, band)), UNKNOWN)

    def summed(self, counts: Mapping[str, int]) -> dict[str, int]:
        """Return counts by stored band as counts by group, every group present, in order."""
        sums = {group.code: 0 for group in self.groups}
        for band, count in counts.items():
            sums[self.group_of(band)] += count
        return sums

    def coarse(self, counts: Mapping[str, int]) -> int:
        """Return how many stand under 不明 only because their stated band is wider than the layout's."""
        return sum(count for band, count in counts.items() if band != UNKNOWN and self.group_of(band) == UNKNOWN)


def layouts() -> tuple[BandLayout, ...]:
    """Return every layout, in the order in which a chooser offers them.

    Raises:
        EnvironmentProblem: `missing_file`, when the installation lacks them.
    """
    return _layouts()


def layout(key: str) -> BandLayout:
    """Return one layout by its key.

    Raises:
        DomainError: `not_found`.
    """
    found = next((each for each in layouts() if each.key == key), None)
    if found is None:
        raise DomainError("not_found", kind="band_layout", id=key)
    return found


def layout_of(office: Office | None) -> BandLayout:
    """Return the layout an office's reports have; the standard one before anything is said of the office."""
    return layout(office.band_layout if office is not None else "standard")


@cache
def _layouts() -> tuple[BandLayout, ...]:
    files = [tomllib.loads(file.read_text(encoding="utf-8")) for file in resource("bands").glob("*.toml")]
    return tuple(_read(file) for file in sorted(files, key=lambda file: int(file["order"])))


def _read(file: dict[str, Any]) -> BandLayout:
    groups = tuple(BandGroup(_whole(group["bands"]), tuple(group["bands"])) for group in file["groups"])
    return BandLayout(str(file["key"]), tuple(file["name"].items()), groups)


def _whole(bands: Iterable[str]) -> str:
    codes = sorted(bands, key=BANDS.index)
    first, last = bounds(codes[0]), bounds(codes[-1])
    if first is None or last is None:
        return UNKNOWN
    if last[1] is None:
        return f"{first[0]}+"
    return f"-{last[1]}" if first[0] == 0 else f"{first[0]}-{last[1]}"
