"""配置表 and 活動証明書: everybody and every session stands on them; a change of layout shows as a difference."""

from __future__ import annotations

import pytest

from divide_app.printing import activity_certificate, roster_sheet
from tests.printing import sample_papers as sample
from tests.printing.sample_rosters import certificate, roster


@pytest.mark.parametrize(("sessions", "people"), [(1, 1), (8, 9), (40, 30), (60, 70)])
def test_every_session_and_every_helper_stands_on_the_roster_inside_the_margin(sessions: int, people: int) -> None:
    sheet = roster(sessions, people)
    printed = roster_sheet.draw(sheet)
    signs = 0
    for index in range(printed.pages):
        for left, top, right, bottom, text in sample.words(printed.pdf, index):
            if text:
                assert left >= 11.5, text
                assert right <= 285.5, text
                assert top >= 10.5, text
                assert bottom <= 199.5, text
            signs += text in {"◎", "○", "△"}
    assert signs == sum(len(row.marks) for row in sheet.rows)


@pytest.mark.parametrize("lines", [1, 13, 14, 22, 23, 24, 60])
def test_the_seal_stands_on_the_certificate_once_and_never_over_the_lines(lines: int) -> None:
    printed = activity_certificate.draw([certificate(lines)])
    found = [sample.words(printed.pdf, index) for index in range(printed.pages)]
    seals = [(index, word) for index, page in enumerate(found) for word in page if word[4] == "印"]
    assert [index for index, _word in seals] == [printed.pages - 1]
    last_lines = [word[3] for word in found[-1] if word[4].startswith("2時間")]
    assert all(bottom < seals[0][1][1] for bottom in last_lines)
    assert seals[0][1][3] < 285
    hours = sum(word[4] == "2時間" for page in found for word in page)
    assert hours == lines or lines == 1


def test_a_name_downward_keeps_its_variants_together() -> None:
    assert roster_sheet.signs_of("葛\U000e0100西𠮷") == ["葛\U000e0100", "西", "𠮷"]
