"""The first start says everything about the office in one act, or nothing."""

from __future__ import annotations

import pytest

from divide_app.domain.errors import DomainError
from divide_app.domain.office.office import Office
from tests.support.city import City


def test_the_first_start_keeps_all_the_office_says_or_nothing(city: City) -> None:
    office = city.services.office
    with pytest.raises(DomainError, match="individual_number"):
        office.set_up("見本市", "生涯学習課", opening_note="123456789018")
    assert office.get() is None
    assert city.services.catalogue.all() == []
    office.set_up("見本市", "生涯学習課", opening_note="平日 9時から17時", stamp_boxes=("課長", "担当"))
    kept = office.get()
    assert kept is not None
    assert (kept.opening_note, kept.stamp_boxes) == ("平日 9時から17時", ("課長", "担当"))


def test_an_office_that_names_no_boxes_has_the_usual_ones(city: City) -> None:
    city.services.office.set_up("見本市", "生涯学習課")
    kept = city.services.office.get()
    assert kept is not None
    assert kept.stamp_boxes == Office(kept.id, "", "", "").stamp_boxes
