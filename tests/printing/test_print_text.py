"""Names and long words on paper: nothing lost silently, everything copied out again."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from divide_app.domain.errors import DomainError
from divide_app.domain.scans.sheet_layout import SheetLayout, plan_pages
from divide_app.printing import attendance_sheet, flyer, fonts, monthly_summary, tickets
from divide_app.printing.attendance_sheet import Attendee
from divide_app.printing.flyer import FlyerSession
from divide_app.printing.line_breaking import NOT_AT_END, NOT_AT_START, break_headline, break_lines, may_break
from divide_app.printing.paper import Paper
from tests.printing import sample_papers as sample


def _one_line(text: str, font: str = fonts.REGULAR) -> tuple[str, tuple[str, ...]]:
    paper = Paper("text")
    paper.text(20, 40, text, 12, font=font)
    printed = paper.finish()
    return sample.page_text(printed.pdf), printed.warnings


@pytest.mark.parametrize("font", [fonts.REGULAR, fonts.BOLD])
@pytest.mark.parametrize(
    "text",
    ["髙橋﨑子", "𠮷野家", "𡈽屋", "ｱｲｳｴｵ ｶﾞ", "10:00～12:00", "①㈱℡", "김민수", "Nguyễn Văn", "张伟", "濵田 瀨戸 柳栁"],
)
def test_text_is_copied_out_as_it_was_put_in(text: str, font: str) -> None:
    copied, warnings = _one_line(text, font)
    assert copied.strip() == text
    assert warnings == ()


def test_variation_selectors_are_not_drawn_and_not_warned_of() -> None:
    assert _one_line("葛\U000e0100飾 辻\ufe00") == ("葛飾 辻", ())


def test_character_no_font_has_becomes_geta_and_the_warning_names_the_person() -> None:
    sheet = replace(sample.sheet(1), people=(Attendee("1", "山\U0002ebf0 花子", "やま　はなこ"),))
    printed = attendance_sheet.draw(sheet)
    assert "山〓 花子" in sample.page_text(printed.pdf)
    (warning,) = printed.warnings
    assert "山\U0002ebf0 花子" in warning
    assert "U+2EBF0" in warning


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=30))
def test_any_text_at_all_can_be_printed(text: str) -> None:
    paper = Paper("any")
    paper.fit(20, 40, text, 60, 12, 6)
    assert paper.finish().pages == 1


def test_jis_x_0213_has_a_glyph_for_every_kanji() -> None:
    chain = fonts.covered(fonts.REGULAR) | fonts.covered(fonts.RARE)
    missing = []
    for lead in (b"", b"\x8f"):
        for first in range(0xA1, 0xFF):
            for second in range(0xA1, 0xFF):
                try:
                    text = (lead + bytes([first, second])).decode("euc_jis_2004")
                except UnicodeDecodeError:
                    continue
                missing += [one for one in text if one not in chain and one >= "\u3400"]
    assert set(missing) <= {"⦅", "⦆"}


def test_every_font_used_is_embedded() -> None:
    for printed in (
        flyer.draw(sample.FLYER),
        attendance_sheet.draw(sample.sheet(6)),
        tickets.draw(sample.tickets(3)),
        monthly_summary.draw(sample.monthly(3)),
    ):
        used = set(re.findall(rb"/BaseFont\s*/([-+\w]+)", printed.pdf))
        assert used
        assert all(re.match(rb"[A-Z]{6}\+", name) for name in used)
        assert printed.pdf.count(b"/FontFile2") >= len(used)


def test_document_says_what_it_is_and_carries_no_time_stamp() -> None:
    document = pypdfium2.PdfDocument(flyer.draw(sample.FLYER).pdf)
    facts = document.get_metadata_dict()
    document.close()
    assert facts["Title"] == "はじめてのスマホ教室"
    assert facts["Producer"] == "かけはし"
    assert facts["CreationDate"].startswith("D:20000101")


def test_digits_of_a_column_have_one_width() -> None:
    for name in (fonts.FIGURES, fonts.FIGURES_BOLD):
        assert len({fonts.width(digit, name, 10) for digit in "0123456789"}) == 1


def test_name_of_forty_characters_stays_in_its_cell() -> None:
    name = "寿限無寿限無五劫の擦り切れ海砂利水魚の水行末雲来末風来末食う寝る処に住む処藪ら柑子"[:40]
    for printed in (
        attendance_sheet.draw(replace(sample.sheet(1), people=(Attendee("1", name, "じゅげむ" * 10, "75～79"),))),
        tickets.draw(replace(sample.tickets(1)[0], name=name)),
    ):
        assert printed.warnings
        for left, _top, right, _bottom, text in sample.words(printed.pdf, 0):
            if text.startswith("寿限無"):
                assert right - left < 58


@pytest.mark.parametrize("length", [1, 5, 12, 30, 60, 120, 400])
def test_flyer_is_one_page_whatever_the_title(length: int) -> None:
    title = ("スマートフォンとマイナンバーカードの使い方を、はじめからゆっくり学ぶ講座" * 12)[:length]
    assert flyer.draw(replace(sample.FLYER, title=title)).pages == 1


@pytest.mark.parametrize("count", [1, 2, 5, 9, 16, 40])
def test_flyer_holds_many_sessions_or_says_how_many_it_left_out(count: int) -> None:
    sessions = tuple(
        FlyerSession(f"{n % 12 + 1}月{n % 28 + 1}日（金）", "10:00～12:00", f"第{n + 1}回") for n in range(count)
    )
    printed = flyer.draw(replace(sample.FLYER, sessions=sessions, lead="学びます。" * 500))
    assert printed.pages == 1
    shown = sum(one.day in sample.page_text(printed.pdf) for one in sessions)
    assert shown >= min(count, 15)
    assert any("説明" in sentence for sentence in printed.warnings)
    assert any("回を省きました" in sentence for sentence in printed.warnings) == (count > 16)


def test_flyer_without_anything_but_a_title_is_still_a_flyer() -> None:
    assert flyer.draw(flyer.Flyer(title="スマホ教室")).pages == 1


def test_monthly_summary_says_how_many_sessions_are_on_the_next_page() -> None:
    printed = monthly_summary.draw(sample.monthly(60))
    assert printed.pages == 3
    front = sample.page_text(printed.pdf, 0)
    told = re.search(r"ほか(\d+)回は次ページ", front)
    assert told
    assert len(re.findall(r"スマホ入門 第\d+回", front)) + int(told[1]) == 60
    behind = sample.page_text(printed.pdf, 1) + sample.page_text(printed.pdf, 2)
    assert set(re.findall(r"第(\d+)回", behind)) == {str(n) for n in range(1, 61)}
    assert "相談会は対象外" in behind


def test_no_day_of_the_monthly_summary_is_cut_in_english() -> None:
    summary = sample.monthly(6)
    english = replace(summary, sessions=tuple(replace(one, day="26 Oct (Mon)") for one in summary.sessions))
    printed = monthly_summary.draw(english)
    assert not any("26 Oct" in warning for warning in printed.warnings)
    assert "26 Oct (Mon)" in sample.page_text(printed.pdf, printed.pages - 1)


def test_monthly_summary_of_an_empty_month_says_so() -> None:
    printed = monthly_summary.draw(replace(sample.monthly(0), band_table=None, targets=(), cards=(), stamps=()))
    assert printed.pages == 1
    assert "実施した回はありません" in sample.page_text(printed.pdf)


def test_approval_boxes_carry_the_titles_the_office_chose() -> None:
    text = sample.page_text(monthly_summary.draw(replace(sample.monthly(3), stamps=("部長", "課長", "主任"))).pdf)
    assert "部長" in text
    assert "補佐" not in text


def test_attendance_sheet_shows_no_more_than_it_was_given_and_numbers_its_pages() -> None:
    printed = attendance_sheet.draw(sample.sheet(45))
    texts = [sample.page_text(printed.pdf, page) for page in range(3)]
    assert [f"{page} / 3 ページ" in texts[page - 1] for page in (1, 2, 3)] == [True] * 3
    assert "飛5" in texts[1]


@given(st.integers(0, 300))
def test_every_person_has_a_row_and_every_page_room_for_walk_ins(people: int) -> None:
    pages = plan_pages(people)
    assert sum(page.people for page in pages) == people
    assert all(page.walk_ins >= 4 for page in pages)
    assert all(SheetLayout.from_code(page.code) == page for page in pages)
    assert max(page.people for page in pages) - min(page.people for page in pages) <= 1


@pytest.mark.parametrize(
    "code", ["", "1-2", "4-4-9", "a-b-c-42", "-1-2-9-42", "99-9-12-42", "4-4-0-42", "4-4-9-4", "4-4-9-99", "4-4-9-4a"]
)
def test_damaged_layout_code_is_refused(code: str) -> None:
    with pytest.raises(DomainError) as caught:
        SheetLayout.from_code(code)
    assert caught.value.code == "bad_sheet_layout"


@given(st.text("あアっー、。「」（）漢字A1", min_size=1, max_size=60), st.integers(2, 20))
def test_no_line_begins_or_ends_with_a_sign_that_must_not(text: str, limit: int) -> None:
    lines = break_lines(text, limit, lambda part: float(len(part)))
    assert "".join("".join(lines).split()) == "".join(text.split())
    for before, after in pairwise(lines):
        assert len(before) <= limit
        could = any(
            may_break(a, b) for a, b in zip((before + after)[:limit], (before + after)[1 : limit + 1], strict=False)
        )
        if could:
            assert after[0] not in NOT_AT_START
            assert before[-1] not in NOT_AT_END


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("はじめてのスマホ教室", ["はじめての", "スマホ教室"]),
        ("スマホで楽しむ写真講座", ["スマホで楽しむ", "写真講座"]),
        ("マイナンバーカードの使い方", ["マイナンバーカードの", "使い方"]),
    ],
)
def test_headline_is_cut_where_a_person_would_cut_it(title: str, lines: list[str]) -> None:
    assert lines in break_headline(title, 3, lambda part: float(len(part)))


def test_line_breaks_in_a_title_are_the_writers_own() -> None:
    assert break_headline("スマホ\n教室", 4, lambda part: float(len(part))) == [["スマホ", "教室"]]
