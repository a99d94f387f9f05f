"""Ids the program makes are never taken for an individual number."""

from __future__ import annotations

from uuid import UUID

from divide_app.domain.individual_number import contains_individual_number
from divide_app.foundation.ids import derived_id


def test_a_derived_id_is_the_same_every_time_and_never_taken_for_a_number() -> None:
    """In a list of 541 attendances about one was hidden as a number before."""
    base = UUID("01a22c56-ddb2-7000-9003-54c5a1f254ae")
    found = [derived_id(base, str(number)) for number in range(20_000)]
    assert len(set(found)) == 20_000
    assert found[7] == derived_id(base, "7")
    assert not any(contains_individual_number(str(one)) for one in found)
