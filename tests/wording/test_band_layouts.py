"""Every published way to cut ages is an exact sum of what is stored."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from divide_app.domain.errors import DomainError
from divide_app.domain.office.office import Office
from divide_app.domain.people.age_band import BANDS, STORABLE, contains
from divide_app.wording.band_layouts import BandLayout, layout, layouts


@pytest.mark.parametrize("cut", layouts(), ids=lambda cut: cut.key)
def test_layout_covers_every_stored_band_exactly_once(cut: BandLayout):
    assert sorted((band for group in cut.groups for band in group.bands), key=BANDS.index) == list(BANDS)
    for band in BANDS:
        assert [group.code for group in cut.groups if contains(group.code, band)] == [cut.group_of(band)]
    for group in cut.groups:
        assert all(contains(group.code, band) for band in group.bands)


@pytest.mark.parametrize("cut", layouts(), ids=lambda cut: cut.key)
def test_groups_stand_from_young_to_old_with_unknown_last(cut: BandLayout):
    order = [BANDS.index(group.bands[0]) for group in cut.groups]
    assert order == sorted(order)
    assert cut.groups[-1].code == "unknown"
    assert len({group.label for group in cut.groups}) == len(cut.groups)


@given(st.sampled_from(layouts()), st.dictionaries(st.sampled_from(STORABLE), st.integers(0, 1000)))
def test_grouping_loses_nobody(cut: BandLayout, counts: dict[str, int]):
    sums = cut.summed(counts)
    assert sum(sums.values()) == sum(counts.values())
    assert list(sums) == [group.code for group in cut.groups]


def test_published_layouts_have_their_published_columns():
    def codes(key: str) -> list[str]:
        return [group.code for group in layout(key).groups]

    assert codes("standard") == ["-59", "60-64", "65-69", "70-74", "75-79", "80-84", "85+", "unknown"]
    assert codes("kimitsu") == ["-6", "7-12", "13-15", "16-19", "20-39", "40-59", "60+", "unknown"]
    assert codes("tsukubamirai")[1:] == [
        "18-29", "30-39", "40-49", "50-59", "60-64", "65-69", "70-79", "80+", "unknown",
    ]  # fmt: skip
    assert codes("decades")[1:3] == ["10-19", "20-29"]
    assert codes("ministry")[1:3] == ["6-12", "13-19"]
    assert [group.label for group in layout("decades").groups][-3:] == ["70代", "80歳以上", "不明"]


def test_stated_decade_is_unknown_where_a_layout_cuts_it():
    assert layout("standard").group_of("60-69") == "unknown"
    assert layout("decades").group_of("60-69") == "60-69"
    assert layout("standard").group_of("20-39") == "-59"


def test_an_office_begins_with_a_layout_that_exists():
    key = next(field.default for field in Office.__dataclass_fields__.values() if field.name == "band_layout")
    assert layout(str(key)).name == "標準(60歳から5歳ごと)"


def test_unknown_layout_is_refused():
    with pytest.raises(DomainError, match="not_found"):
        layout("none")
