"""Attendance sheets a second, beside the same strings on a bare canvas in the same run.

The bare canvas draws each string where we draw it, and nothing else:
no lines, no boxes, no codes. The machine drifts, so the two take turns and the medians are compared.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from figures import Figure, Yardstick, held, median
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from divide_app.bootstrap import open_services
from divide_app.printing import attendance_sheet, fonts
from divide_app.printing.attendance_sheet import AttendanceSheet, Attendee
from divide_app.printing.paper import Paper
from divide_app.services.journey import papers_of

SHEETS = 200
PEOPLE = 20
ROUNDS = 5
MOST_TIMES = 2.0
FLYER_TIMES = 6.0
NOW = datetime(2026, 11, 21, 0, 30, tzinfo=UTC)

FAMILY = [
    "阿部",
    "伊藤",
    "大澤",
    "葛西",
    "工藤",
    "斎藤",
    "佐々木",
    "佐藤",
    "菅原",
    "髙橋",
    "千葉",
    "藤原",
    "三浦",
    "村上",
    "山﨑",
    "吉田",
    "渡邊",
    "小野寺",
    "及川",
    "熊谷",
]
GIVEN = [
    "ミツ",
    "茂",
    "ヒサ",
    "一",
    "テル",
    "ハル",
    "武",
    "キヨ",
    "清",
    "フミ",
    "さき子",
    "正雄",
    "幸子",
    "勇",
    "和子",
    "弘",
    "節子",
    "進",
    "洋子",
    "実",
]
KANA = ["あべ", "いとう", "おおさわ", "かさい", "くどう", "さいとう", "ささき", "さとう", "すがわら", "たかはし"]


def make_sheets() -> list[AttendanceSheet]:
    """Return 200 sheets of 20 people, each with its own page code."""
    return [
        AttendanceSheet(
            office="青空市 生涯学習課",
            course="はじめてのスマホ教室",
            session=f"第{at % 8 + 1}回",
            when=f"令和8年{at % 12 + 1}月{at % 28 + 1}日（金）10:00～12:00",
            place="中央公民館 第1研修室",
            supporters="佐藤・高橋・李",
            people=tuple(
                Attendee(
                    str(row + 1),
                    f"{FAMILY[(at + row) % 20]} {GIVEN[(at * 3 + row) % 20]}",
                    f"{KANA[(at + row) % 10]}　はなこ",
                    "75～79",
                )
                for row in range(PEOPLE)
            ),
            page_codes=(f"DA1:7Q2M9XK4TR8V3W5Y:{at:03d}",),
        )
        for at in range(SHEETS)
    ]


class _Listener:
    """Stands in for the canvas's text call and remembers what was drawn where."""

    def __init__(self) -> None:
        self.pages: list[list[tuple[float, float, str, str, float]]] = [[]]


def record_of(draw: Callable[[], object]) -> list[list[tuple[float, float, str, str, float]]]:
    """Return the strings of each page with place, font and size, as our own code draws them."""
    heard = _Listener()
    draw_text, next_page = Paper.text, Paper.next_page

    def text(self: Paper, x: float, y: float, words: str, size: float, **how: object) -> None:
        heard.pages[-1].append((x, y, words, str(how.get("font", fonts.REGULAR)), size))
        draw_text(self, x, y, words, size, **how)  # type: ignore[arg-type]

    def turn(self: Paper) -> None:
        heard.pages.append([])
        next_page(self)

    Paper.text, Paper.next_page = text, turn  # type: ignore[method-assign,assignment]
    try:
        draw()
    finally:
        Paper.text, Paper.next_page = draw_text, next_page  # type: ignore[method-assign]
    return heard.pages


def record(sheets: list[AttendanceSheet]) -> list[list[tuple[float, float, str, str, float]]]:
    """Return the strings of the sheets, page by page."""
    first, *others = record_of(lambda: attendance_sheet.draw(sheets))
    # the frame is drawn once by us; the bare canvas has to say its words on every page
    frame = first[: len(first) - len(others[0])]
    return [first, *(frame + page for page in others)]


def bare(pages: list[list[tuple[float, float, str, str, float]]]) -> bytes:
    """Draw the strings on a bare canvas."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(210 * mm, 297 * mm), invariant=1, pageCompression=1)
    for page in pages:
        for x, y, words, font, size in page:
            canvas.setFont(font, size)
            canvas.drawString(x * mm, (297 - y) * mm, words)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def measure() -> list[Figure]:
    """Return our pages a second beside the bare canvas's."""
    sheets = make_sheets()
    pages = record(sheets)
    yardstick = Yardstick("the same strings on a bare ReportLab canvas", lambda: bare(pages))
    times = yardstick.beside(lambda: attendance_sheet.draw(sheets), ROUNDS)
    return [
        held(
            f"{SHEETS} attendance sheets of {PEOPLE} rows, {len(pages[1])} strings a page",
            times,
            yardstick,
            MOST_TIMES,
            also=f"{SHEETS * 1000 / median(times):.0f} pages/s",
        ),
        _flyers(),
    ]


def _flyers() -> Figure:
    """Hold a flyer with its QR code, its words laid out and its colours, against its own strings bare."""
    with tempfile.TemporaryDirectory() as folder:
        services = open_services(Path(folder), clock=lambda: NOW)
        services.demo.create()
        paper = next(paper for paper in papers_of(services.database) if paper.file_name == "flyer")

        def draw() -> bytes:
            return services.prints.make(paper.kind, [paper.id], language=paper.language).pdf

        pages = record_of(draw)
        yardstick = Yardstick("its strings alone on a bare ReportLab canvas", lambda: bare(pages))
        times = yardstick.beside(draw, 4 * ROUNDS)
        services.close()
    return held("one flyer of the sample city, from its data to the PDF", times, yardstick, FLYER_TIMES)
