"""Whatever is typed into any field of any kept thing is checked by its declaration, and refused at its field."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from divide_app.domain.errors import DomainError
from divide_app.domain.fields import KeptField, Shape, text_fields
from divide_app.domain.individual_number import check_digit
from divide_app.domain.office.office import Office, Role, User
from divide_app.domain.people.participants import Participant
from divide_app.domain.people.supporters import Supporter
from divide_app.domain.planning.courses import CatalogueEntry, Course
from divide_app.domain.planning.lending import Stock
from divide_app.domain.planning.venues import Closure, Room, Venue
from divide_app.domain.planning.visit_requests import VisitRequest, Wish
from divide_app.domain.states import SessionKind
from divide_app.foundation.ids import new_id
from divide_app.services.guard import checked

NUMBER = "12345678901" + check_digit("12345678901")
"""Made up; its check digit is right, so that it may be somebody's."""
NOW = datetime(2026, 11, 21, 1, tzinfo=UTC)
THINGS: tuple[Any, ...] = (
    Participant(new_id(), "見本花子"),
    Supporter(new_id(), "支援花子"),
    Venue(new_id(), "会館", rooms=(Room(new_id(), new_id(), "和室"),)),
    Closure(new_id(), None, date(2026, 1, 1), date(2026, 1, 1), "休み"),
    Course(new_id(), "入門"),
    CatalogueEntry(new_id(), "入門", "", SessionKind.CLASS, "", 120, 1, "", 0, "", ""),
    VisitRequest(new_id(), "見本の会", (Wish(NOW, NOW + timedelta(hours=1)),), 5, NOW),
    Stock(new_id(), "電話", 3),
    Office(new_id(), "見本市", "", "生涯学習課"),
    User(new_id(), "見本", Role.STAFF, "", False, NOW),
)


def texts() -> list[tuple[Any, KeptField]]:
    """Return every field of one line or many that stands in a thing itself."""
    return [(thing, field) for thing in THINGS for field in text_fields(type(thing)) if field.is_text]


def name_of(value: Any) -> str:
    return value.name if isinstance(value, KeptField) else type(value).__name__


def refused(thing: Any, **changes: Any) -> DomainError:
    with pytest.raises(DomainError) as found:
        checked(replace(thing, **changes))
    return found.value


@pytest.mark.parametrize(("thing", "field"), texts(), ids=name_of)
def test_an_individual_number_is_refused_at_its_field(thing: Any, field: KeptField):
    if field.kept.shape is Shape.URL:
        assert checked(replace(thing, **{field.name: f"https://example.jp/{NUMBER}"}))
        return
    typed = NUMBER if field.kept.shape is Shape.PHONE else f"番号 {NUMBER}"
    error = refused(thing, **{field.name: typed})
    assert (error.code, error.field) == ("individual_number", field.name)


@pytest.mark.parametrize(("thing", "field"), texts(), ids=name_of)
def test_what_no_database_keeps_and_what_is_far_too_long_is_refused_at_its_field(thing: Any, field: KeptField):
    error = refused(thing, **{field.name: "a\0b"})
    assert (error.code, error.field) == ("bad_text", field.name)
    error = refused(thing, **{field.name: "あ" * (field.kept.longest + 1)})
    assert error.field == field.name
    assert error.code in {"text_too_long", "name_too_long"}


@pytest.mark.parametrize("thing", THINGS, ids=name_of)
def test_a_field_that_must_be_filled_is_refused_empty_and_blank(thing: Any):
    for field in text_fields(type(thing)):
        if field.is_text and field.required:
            for typed in ("", " 　"):
                error = refused(thing, **{field.name: typed})
                assert (error.code, error.field) == (field.kept.missing, field.name)


def test_a_number_deep_inside_is_refused_at_the_field_that_holds_it():
    _person, supporter, venue, *_others = THINGS
    wishes = replace(supporter.contact, fax=NUMBER)
    assert refused(supporter, contact=wishes).field == "fax"
    assert refused(supporter, skills=("電話", NUMBER)).field == "skills"
    assert refused(venue, rooms=(replace(venue.rooms[0], name=NUMBER),)).field == "rooms"


def test_what_is_typed_is_kept_tidy():
    person = checked(replace(THINGS[0], name=" 見本 花子　", phone="０９０ー１２３４ー５６７８", memo=" 二行\n目 "))
    assert (person.name, person.phone, person.memo) == ("見本 花子", "090-1234-5678", " 二行\n目 ")
