"""What an eye, a copier and a camera see: margins, codes, black and white."""

from __future__ import annotations

import itertools

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from divide_app.domain.scans.sheet_layout import CORNER_HOLE, CORNERS, PAGE_CODE, SECOND_CODE, Box, plan_pages
from divide_app.domain.scans.survey_layout import SurveyLayout
from divide_app.printing import attendance_sheet, flyer, monthly_summary, survey, tickets
from divide_app.printing.paper import Paper, Printed
from divide_app.printing.qr import draw_qr, matrix
from divide_app.printing.raster import page_count, page_png, render_page
from tests.printing import sample_papers as sample

DPI = 150
PER = DPI / 25.4


def _picture(printed: Printed, index: int = 0) -> Image.Image:
    shot = render_page(printed.pdf, index, DPI, grey=True)
    return Image.frombytes("L", (shot.width, shot.height), shot.pixels)


def _codes(picture: Image.Image) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)]


def _crop(picture: Image.Image, box: Box, grow: float = 0.0) -> Image.Image:
    edges = (box.x - grow, box.y - grow, box.x + box.w + grow, box.y + box.h + grow)
    return picture.crop(tuple(round(edge * PER) for edge in edges))


@pytest.mark.parametrize("sheet", [sample.FLYER, sample.FLYER_EASY, sample.FLYER_ENGLISH])
def test_flyer_code_is_read_from_a_grey_picture(sheet: flyer.Flyer) -> None:
    assert _codes(_picture(flyer.draw(sheet))) == [sheet.code]


def test_flyer_code_is_at_least_25_mm() -> None:
    picture = _picture(flyer.draw(sample.FLYER))
    (found,) = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
    assert (found.position.top_right.x - found.position.top_left.x) / PER >= 25


def test_every_page_code_of_an_attendance_sheet_is_read_where_the_layout_says() -> None:
    sheet = sample.sheet(45)
    printed = attendance_sheet.draw(sheet)
    assert printed.pages == 3
    for index in range(printed.pages):
        for place in (PAGE_CODE, SECOND_CODE):
            assert _codes(_crop(_picture(printed, index), place)) == [sheet.page_codes[index]]


def test_every_ticket_code_is_read() -> None:
    batch = sample.tickets(8)
    assert sorted(_codes(_picture(tickets.draw(batch)))) == sorted(ticket.code for ticket in batch)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.text("0123456789ABCDEFGHJKMNPQRSTVWXYZ:-", min_size=1, max_size=60), min_size=1, max_size=6))
def test_codes_with_the_fixed_mask_are_read(texts: list[str]) -> None:
    paper = Paper("codes")
    for at, text in enumerate(texts):
        draw_qr(paper, text, 20 + at % 3 * 60, 30 + at // 3 * 60, 40, quick=True)
    assert sorted(_codes(_picture(paper.finish()))) == sorted(texts)


def test_code_rectangles_cover_exactly_the_dark_modules() -> None:
    from divide_app.printing.qr import _blocks

    rows = matrix("https://example.lg.jp/", quick=True)
    covered = [(x + dx, y + dy) for x, y, wide, high in _blocks(rows) for dx in range(wide) for dy in range(high)]
    assert len(covered) == len(set(covered))
    assert set(covered) == {(x, y) for y, row in enumerate(rows) for x, dark in enumerate(row) if dark}


@pytest.mark.parametrize(
    "printed",
    [
        lambda: flyer.draw(sample.FLYER),
        lambda: attendance_sheet.draw(sample.sheet(20)),
        lambda: tickets.draw(sample.tickets(8)),
        lambda: monthly_summary.draw(sample.monthly(40)),
    ],
)
def test_only_corner_marks_and_the_code_between_them_stand_outside_the_12_mm_margin(printed) -> None:
    done = printed()
    for index in range(done.pages):
        picture = _picture(done, index)
        pen = ImageDraw.Draw(picture)
        pen.rectangle([round(11.7 * PER), round(11.7 * PER), round(198.3 * PER), round(285.3 * PER)], fill=255)
        lowest = max(mark.y + mark.h for mark in CORNERS)
        code = Box(SECOND_CODE.x, SECOND_CODE.y, SECOND_CODE.w, lowest - SECOND_CODE.y)
        for mark in (*CORNERS, code):
            pen.rectangle(
                [
                    int((mark.x - 0.3) * PER),
                    int((mark.y - 0.3) * PER),
                    int((mark.x + mark.w + 0.3) * PER) + 1,
                    int((mark.y + mark.h + 0.3) * PER) + 1,
                ],
                fill=255,
            )
        assert picture.getextrema() == (255, 255)


@pytest.mark.parametrize("count", [0, 6, 14, 20, 25])
def test_tick_boxes_are_drawn_where_the_layout_says_and_are_empty(count: int) -> None:
    printed = attendance_sheet.draw(sample.sheet(count))
    for index, layout in enumerate(plan_pages(count)):
        picture = _picture(printed, index)
        boxes = [box for row in range(layout.people) for box in layout.tick_boxes(row).values()]
        for walk_in in range(layout.walk_ins):
            boxes += [*layout.walk_in_band_boxes(walk_in, 4), *layout.walk_in_sex_boxes(walk_in, 2)]
        for box in boxes:
            inner = _crop(picture, box, grow=-0.8)
            assert inner.getextrema()[0] > 250
            edge = _crop(picture, Box(box.x - 0.4, box.middle[1] - 0.5, 0.8, 1.0))
            assert edge.getextrema()[0] < 120
        for mark in CORNERS[1:]:
            assert _crop(picture, mark, grow=-0.5).getextrema()[1] < 60
        assert _crop(picture, CORNER_HOLE, grow=-0.3).getextrema()[0] > 200
        assert _crop(picture, Box(CORNERS[0].x, CORNERS[0].y, 1.2, CORNERS[0].h), grow=-0.2).getextrema()[1] < 60


def test_white_words_on_the_flyer_survive_a_black_and_white_printer() -> None:
    picture = _picture(flyer.draw(sample.FLYER))
    field = picture.crop((round(20 * PER), round(30 * PER), round(190 * PER), round(90 * PER)))
    counts = field.histogram()
    dark, light = sum(counts[:100]), sum(counts[230:])
    assert dark > 0.5 * sum(counts)
    assert light > 0.05 * sum(counts)


def test_pictures_come_as_pixels_and_as_png() -> None:
    pdf = flyer.draw(sample.FLYER).pdf
    shot = render_page(pdf, 0, 72)
    assert (shot.width, shot.height) == (596, 842)
    assert len(shot.pixels) == shot.width * shot.height * 4
    assert shot.pixels[:4] == b"\xff\xff\xff\xff"
    blue = shot.pixels[(50 * shot.width + 100) * 4 :][:4]
    assert blue[2] > blue[0]
    assert page_png(pdf, 0, 40, grey=True).startswith(b"\x89PNG")
    assert page_count(pdf) == 1


def test_rows_of_neighbouring_boxes_never_touch() -> None:
    for count in range(0, 60, 7):
        for layout in plan_pages(count):
            assert layout.bottom <= 275
            boxes = [layout.tick_boxes(row)["present"] for row in range(layout.people)]
            for above, below in itertools.pairwise(boxes):
                assert below.y - (above.y + above.h) >= 2


def test_survey_boxes_stand_where_the_layout_says_with_nothing_printed_around_them() -> None:
    form = sample.survey(2)
    printed = survey.draw(form)
    assert printed.pages == 2
    for index in range(2):
        picture = _picture(printed, index)
        assert _codes(_crop(picture, PAGE_CODE)) == [form.page_codes[index]]
        pen = ImageDraw.Draw(picture)
        for spot in SurveyLayout().spots():
            assert _crop(picture, spot.box, grow=-0.9).getextrema()[0] > 250
            edge = _crop(picture, Box(spot.box.x - 0.4, spot.box.middle[1] - 0.5, 0.8, 1.0))
            assert edge.getextrema()[0] < 120
            around = spot.box.grown(0.5)
            pen.rectangle(
                [(around.x * PER, around.y * PER), ((around.x + around.w) * PER, (around.y + around.h) * PER)], fill=255
            )
            assert _crop(picture, spot.cell).getextrema()[0] > 250
