"""The application form says what is asked, why, and by which version of the office's words; all stays on its page."""

from __future__ import annotations

import io

import pypdfium2
import pytest

from divide_app.domain.errors import DomainError
from divide_app.domain.people.personal_data import LONGEST_PURPOSE, STANDARD_PURPOSE
from tests.support.city import City, meeting


def words_of(pdf: bytes) -> tuple[str, int]:
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    text = "".join(page.get_textpage().get_text_range() for page in document)
    return "".join(text.split()), len(document)


def test_the_form_names_course_fields_and_the_purpose_in_force(sqlite_city: City):
    services = sqlite_city.services
    course = sqlite_city.course("はじめてのスマホ")
    made = services.prints.make("application-form", [str(course)])
    text, pages = words_of(made.pdf)
    assert (pages, made.warnings) == (1, ())
    for words in (
        "はじめてのスマホ",
        "ふりがな",
        "電話番号",
        "筆談",
        "iPhone",
        "広報紙",
        "70〜74歳",
        "市民センター",
        "第1版",
    ):
        assert words in text
    assert STANDARD_PURPOSE in text
    services.purposes.change("講座の連絡だけに使います。")
    services.purposes.change_heard_ways(["回覧板"])
    text, _pages = words_of(services.prints.make("application-form", [str(course)]).pdf)
    assert "講座の連絡だけに使います。" in text
    assert "第2版" in text
    assert "回覧板" in text
    assert "広報紙" not in text


def test_many_sessions_long_words_and_many_ways_stay_on_one_page_and_above_the_office_boxes(sqlite_city: City):
    services = sqlite_city.services
    meetings = [meeting(f"2026-12-{day:02} 10:00", f"2026-12-{day:02} 12:00") for day in range(1, 9)]
    course = sqlite_city.course("スマートフォンとインターネットをゆっくり学ぶ全八回の連続講座", *meetings)
    services.purposes.change("長い利用目的の文です。" * (LONGEST_PURPOSE // 11))
    services.purposes.change_heard_ways([f"知った方法その{number}番" for number in range(20)])
    made = services.prints.make("application-form", [str(course)])
    document = pypdfium2.PdfDocument(io.BytesIO(made.pdf))
    assert len(document) == 1
    page = document[0].get_textpage()
    lines = [page.get_rect(number) for number in range(page.count_rects())]
    boxes = next(rect for rect in lines if "受付日時" in page.get_text_bounded(*rect))
    purpose = [rect for rect in lines if "利用目的の文" in page.get_text_bounded(*rect)]
    assert purpose
    assert min(rect[1] for rect in purpose) > boxes[3]
    assert "ほか全8回" in "".join(page.get_text_range().split())


def test_a_form_for_nothing_is_refused(sqlite_city: City):
    with pytest.raises(DomainError) as refused:
        sqlite_city.services.prints.make("application-form", [str(sqlite_city.services.office.new_id())])
    assert refused.value.code == "not_found"
