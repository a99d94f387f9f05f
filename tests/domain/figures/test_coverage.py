"""Coverage: everybody counts once, sums agree however it is cut, and a group nobody came from is named."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from divide_app.domain.figures.coverage import OF_COVERAGE, build
from divide_app.domain.figures.measures import Dimension
from divide_app.wording.band_layouts import layout

DAYS = date(2026, 4, 1), date(2027, 3, 31)
BANDS = layout("standard")
GROUPS = st.tuples(
    st.sampled_from(["東", "西", ""]),
    st.sampled_from(["60-64", "70-74", "75-79", "60-69", "unknown"]),
    st.just("female"),
)


def test_who_turned_75_meanwhile_counts_once_and_where_nobody_came_from_is_named() -> None:
    inhabitants = {("東", "75-79", "female"): 200, ("東", "70-74", "female"): 100, ("西", "70-74", "female"): 50}
    came = [(1, ("東", "70-74", "female")), (1, ("東", "75-79", "female")), (2, ("北", "70-74", "female"))]
    found = build(DAYS, OF_COVERAGE[:2], inhabitants, came, BANDS.group_of)
    told = {(line.district, line.band): (line.population, line.people, line.per_1000) for line in found.lines}
    assert told == {
        ("東", "70-74"): (100, 0, 0),
        ("東", "75-79"): (200, 1, 5),
        ("西", "70-74"): (50, 0, 0),
        ("北", "70-74"): (None, 1, None),
    }
    assert [(line.district, line.band) for line in found.unreached] == [("東", "70-74"), ("西", "70-74")]
    assert (found.people, found.population) == (2, 350)


@given(
    st.dictionaries(GROUPS, st.integers(0, 999), max_size=6),
    st.lists(st.tuples(st.integers(1, 5), GROUPS), max_size=12),
    st.sets(st.sampled_from(OF_COVERAGE), min_size=1),
)
def test_sums_are_the_same_however_it_is_cut(inhabitants, came, by: set[Dimension]) -> None:
    found = build(DAYS, by, inhabitants, came, BANDS.group_of)
    assert sum(line.people for line in found.lines) == found.people == len({person for person, _group in came})
    assert sum(line.population or 0 for line in found.lines) == sum(inhabitants.values())
    keys = [(line.district, line.band, line.sex) for line in found.lines]
    assert len(set(keys)) == len(keys)
