"""A flyer that leads to a form says what people's data is used for; one that leads to a telephone need not."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from divide_app.domain.people.personal_data import STANDARD_PURPOSE
from divide_app.services.papers.sheets import flyer_of
from tests.support.city import City

PAGE = "https://example.lg.jp/apply"


def with_page(city: City) -> UUID:
    course = city.course("スマホ入門", capacity=20)
    before = city.services.scheduling.course(course).course
    city.services.scheduling.change_course(replace(before, apply_url=PAGE), was=before)
    return course


def purpose(city: City, course: UUID, language: str = "ja") -> str:
    with city.services.database.read() as uow:
        return flyer_of(uow, course, language).purpose


def test_the_purpose_in_force_stands_on_a_flyer_with_an_application_page(city: City) -> None:
    course = with_page(city)
    assert purpose(city, course) == f"個人情報の利用目的：{STANDARD_PURPOSE}"
    city.services.purposes.change("講座の運営だけに使います。")
    assert purpose(city, course) == "個人情報の利用目的：講座の運営だけに使います。"
    assert "講座の運営だけに使います。" in purpose(city, course, "en"), "the office's own words are not translated"


@pytest.mark.parametrize(("language", "words"), [("en", "How your data is used"), ("ja-easy", "つかいみち")])
def test_the_usual_purpose_is_said_in_the_flyers_language(city: City, language: str, words: str) -> None:
    said = purpose(city, with_page(city), language)
    assert said.startswith(words) or words in said
    assert STANDARD_PURPOSE not in said


def test_a_flyer_that_asks_for_a_call_needs_none(city: City) -> None:
    assert purpose(city, city.course("スマホ入門", capacity=20)) == ""
