"""Attendance sheets a second, beside the same strings on a bare canvas in the same run.

The bare canvas draws each string where we draw it, and nothing else:
no lines, no boxes, no codes. The machine drifts, so the two take turns and the medians are compared.
"""

from __future__ import annotations

import io

from figures import Figure, in_turn, median
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from divide_app.printing import attendance_sheet, fonts
from divide_app.printing.attendance_sheet import AttendanceSheet, Attendee
from divide_app.printing.paper import Paper

SHEETS = 200
PEOPLE = 20
ROUNDS = 5
LEAST_RATIO = 0.5

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


def record(sheets: list[AttendanceSheet]) -> list[list[tuple[float, float, str, str, float]]]:
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
        attendance_sheet.draw(sheets)
    finally:
        Paper.text, Paper.next_page = draw_text, next_page  # type: ignore[method-assign]
    # the frame is drawn once by us; the bare canvas has to say its words on every page
    frame = heard.pages[0][: len(heard.pages[0]) - len(heard.pages[1])]
    return [heard.pages[0], *(frame + page for page in heard.pages[1:])]


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
    mine, other = in_turn(lambda _: attendance_sheet.draw(sheets), lambda _: bare(pages), ROUNDS)
    ours, theirs = SHEETS * 1000 / median(mine), SHEETS * 1000 / median(other)
    return [
        Figure(
            f"{SHEETS} attendance sheets of {PEOPLE} rows, {len(pages[1])} strings a page",
            f"{ours:.0f} pages/s",
            f"{theirs:.0f} pages/s, the same strings on a bare canvas; the peer's ticket printer 7",
            f"{ours / theirs:.2f}",
            f">= {LEAST_RATIO}",
            ours / theirs >= LEAST_RATIO,
        )
    ]
