"""Present, absent and unknown stay three things; acts outweigh what was said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from divide_app.domain.door.presence import Presence, PresenceMark, came_late, left_early, presence_of, usual_rest
from divide_app.domain.errors import DomainError

START = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
END = START + timedelta(hours=2)
MOMENTS = st.integers(-86_400, 86_400).map(lambda seconds: START + timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("has_come", "marked", "state"),
    [
        (True, None, Presence.PRESENT),
        (True, Presence.ABSENT, Presence.PRESENT),
        (True, Presence.UNKNOWN, Presence.PRESENT),
        (False, None, Presence.UNKNOWN),
        (False, Presence.ABSENT, Presence.ABSENT),
        (False, Presence.UNKNOWN, Presence.UNKNOWN),
    ],
)
def test_an_act_outweighs_every_mark_and_silence_is_unknown(
    has_come: bool, marked: Presence | None, state: Presence
) -> None:
    assert presence_of(has_come=has_come, marked=marked) is state


@given(marked=st.sampled_from([None, Presence.ABSENT, Presence.UNKNOWN]), received=st.integers(0, 500))
def test_nothing_but_an_act_makes_anybody_present(marked: Presence | None, received: int) -> None:
    assert presence_of(has_come=False, marked=marked) is not Presence.PRESENT
    assert usual_rest(received) is (Presence.ABSENT if received else Presence.UNKNOWN)


def test_a_mark_of_presence_cannot_be_made() -> None:
    with pytest.raises(DomainError, match="presence_needs_act"):
        PresenceMark(UUID(int=1), UUID(int=2), UUID(int=3), Presence.PRESENT, START)


def test_late_is_after_the_start_and_early_before_the_end() -> None:
    assert not came_late(START, START)
    assert came_late(START + timedelta(seconds=1), START)
    assert left_early(END - timedelta(seconds=1), END, is_inside=False, has_come=True)
    assert not left_early(END, END, is_inside=False, has_come=True)
    assert not left_early(START, END, is_inside=True, has_come=True), "came back"
    assert not left_early(START, END, is_inside=False, has_come=False), "out without in"


@given(moment=st.none() | MOMENTS, inside=st.booleans(), come=st.booleans())
def test_where_only_the_day_is_known_nobody_is_late_or_early(moment: datetime | None, inside: bool, come: bool) -> None:
    assert not came_late(moment, START, time_is_known=False)
    assert not left_early(moment, END, is_inside=inside, has_come=come, time_is_known=False)
