"""The flyer (チラシ): one message readable at three metres, and a large telephone number."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from reportlab.lib.units import mm

from divide_app.foundation.translation import _
from divide_app.printing import fonts, ink
from divide_app.printing.flyer_words import FLYER_WORDS, FlyerWords
from divide_app.printing.fonts import BOLD, ELLIPSIS, REGULAR
from divide_app.printing.line_breaking import break_headline
from divide_app.printing.paper import BOTTOM, CAP, HEIGHT, INNER, MARGIN, RIGHT, WIDTH, Paper, Printed
from divide_app.printing.qr import draw_qr

_PAD: Final = 9.0
_X: Final = MARGIN + _PAD
_WIDE: Final = INNER - 2 * _PAD
_TITLE_SIZES: Final = (88, 84, 80, 76, 72, 68, 64, 60, 56, 52, 48, 44, 40, 36, 32, 28, 24)
_SCALES: Final = (1.15, 1.1, 1.05, 1.0, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65, 0.6, 0.55, 0.5)
_TITLE_ROOMS: Final = (86.0, 76.0, 68.0, 60.0, 52.0, 46.0, 40.0, 34.0, 28.0)
_TITLE_LEAST: Final = 34
_SCALE_GOOD: Final = 0.95
_PANEL_HEIGHT: Final = 58.0
_LABEL_WIDE: Final = 31.0
_POINT: Final = 25.4 / 72
_PURPOSE_SIZE: Final = 9.0
_PURPOSE_LEADING: Final = 4.4
_PURPOSE_MOST: Final = 4


@dataclass(frozen=True, slots=True)
class Fact:
    """One row of the flyer's table: a label, the words, and a smaller remark behind or below them."""

    label: str
    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class FlyerSession:
    """One meeting in words.

    Attributes:
        day: e.g. 12月4日（金）.
        time: e.g. 午前10時～12時.
        label: e.g. 第1回; may be empty.
        place: Only when the meetings are at different places.
        topic: What this meeting is about; may be empty.
    """

    day: str
    time: str = ""
    label: str = ""
    place: str = ""
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Flyer:
    """One course, ready to print. Empty texts leave their row out.

    Attributes:
        office: Small line above the title, e.g. 盛岡市 中央公民館の講座.
        title: A line break in it is kept; without one the best place is found.
        badge: A word or two on the seal beside the title, e.g. 参加費 無料.
        lead: What people will be able to do; one to three sentences.
        sessions: One is printed large, several as a list.
        place: Hall and room, when it is the same for all meetings.
        place_note: How to get there.
        phone: Printed as large as it fits.
        hours: When somebody answers, and who.
        help_line: What to say when help is needed (筆談, 手話, 車いす).
        code: What the QR holds: the application address or `tel:...`; empty = no code.
        purpose: What people's data is used for, where they are asked to write it (the application page); else empty.
        organiser: Last line: 主催, 協力, date of print.
        extra: Further rows below the usual ones.
        words: The fixed words, see `flyer_words`.
        language: Language of the text for screen readers, e.g. ja, en.
    """

    title: str
    office: str = ""
    badge: str = ""
    lead: str = ""
    sessions: tuple[FlyerSession, ...] = ()
    place: str = ""
    place_note: str = ""
    audience: str = ""
    capacity: str = ""
    capacity_note: str = ""
    fee: str = ""
    bring: str = ""
    deadline: str = ""
    phone: str = ""
    hours: str = ""
    help_line: str = ""
    code: str = ""
    purpose: str = ""
    organiser: str = ""
    extra: tuple[Fact, ...] = ()
    words: FlyerWords = FLYER_WORDS["ja"]
    language: str = "ja"


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the table broken into lines: (words, size, font, colour is soft) with its height in mm."""

    label: str
    lines: tuple[tuple[str, float, str, bool], ...]
    height: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Hero:
    """The dark field: the title's lines, their size in points and the field's height in mm."""

    lines: tuple[str, ...]
    size: float
    head: float
    height: float


@dataclass(frozen=True, slots=True)
class _Middle:
    """Lead and table at one scale, and the height they need in mm."""

    scale: float
    lead: tuple[str, ...]
    lead_size: float
    rows: tuple[_Row, ...]
    need: float

    @property
    def leading(self) -> float:
        return self.lead_size * _POINT * 1.5

    @property
    def gap(self) -> float:
        return 6.0 * self.scale if self.lead and self.rows else 0.0


def draw(flyers: Flyer | Iterable[Flyer]) -> Printed:
    """Draw one flyer, or several into one file; each is exactly one page."""
    batch = (flyers,) if isinstance(flyers, Flyer) else tuple(flyers)
    single = len(batch) == 1
    title = " ".join(batch[0].title.split()) if single else _("チラシ")
    paper = Paper(title, author=batch[0].office if batch else "", language=batch[0].language if batch else "ja")
    for index, flyer in enumerate(batch):
        if index:
            paper.next_page()
        _draw_flyer(paper, flyer)
    return paper.finish()


def _draw_flyer(paper: Paper, flyer: Flyer) -> None:
    organiser = 6.0 if flyer.organiser else 0.0
    has_panel = bool(flyer.phone or flyer.code or flyer.hours)
    purpose = _purpose_lines(paper, flyer)
    foot = BOTTOM - organiser - (len(purpose) * _PURPOSE_LEADING + 1.5 if purpose else 0.0)
    panel_top = foot - (_PANEL_HEIGHT if has_panel else 0.0)
    hero, middle = _balance(paper, flyer, panel_top - 5.0)
    _draw_hero(paper, flyer, hero)
    _draw_middle(paper, flyer, middle, MARGIN + hero.height + 7.0, panel_top - 5.0)
    if has_panel:
        _draw_panel(paper, flyer, panel_top)
    if purpose:
        paper.paragraph(_X, foot + 1.5 + _PURPOSE_LEADING * 0.75, purpose, _PURPOSE_SIZE, _PURPOSE_LEADING)
    if flyer.organiser:
        paper.fit(WIDTH / 2, BOTTOM - 0.8, flyer.organiser, INNER, 9, 6, align="center", colour=ink.SOFT)


def _purpose_lines(paper: Paper, flyer: Flyer) -> list[str]:
    """Return the purpose in small lines; a long one ends with the sentence the page has room for."""
    lines = paper.lines(flyer.purpose, _WIDE, _PURPOSE_SIZE) if flyer.purpose else []
    if len(lines) > _PURPOSE_MOST:
        paper.warn(_("チラシの利用目的が長いため、途中までを印刷しました。全文は申込書にあります。"))
        lines = [*lines[: _PURPOSE_MOST - 1], lines[_PURPOSE_MOST - 1][:-1] + ELLIPSIS]
    return lines


def _balance(paper: Paper, flyer: Flyer, bottom: float) -> tuple[_Hero, _Middle]:
    """Give the title as much height as it can have while the table stays readable at arm's length."""
    best: tuple[float, _Hero, _Middle] | None = None
    for room in _TITLE_ROOMS:
        hero = _hero(paper, flyer, room)
        if best is not None and hero.size < _TITLE_LEAST:
            break
        middle = _middle(paper, flyer, bottom - MARGIN - hero.height - 7.0)
        if best is None or middle.scale > best[0]:
            best = (middle.scale, hero, middle)
        if middle.scale >= _SCALE_GOOD:
            break
    assert best is not None
    return best[1], best[2]


# ---- the title ----


def _title_lines(title: str, limit: float, room: float) -> tuple[list[str], float]:
    """Return the lines and the size that make the title largest in `limit` x `room` mm."""
    answers = break_headline(title, 4, lambda part: fonts.measure(part, BOLD, 100))
    best: tuple[float, list[str], float] = (-1.0, [title], _TITLE_SIZES[-1])
    for lines in answers:
        widest = max(fonts.measure(line, BOLD, 100) for line in lines) / mm / 100
        size = next((s for s in _TITLE_SIZES if s * widest <= limit and _title_height(len(lines), s) <= room), 0)
        # one line less is worth a tenth of the size: short titles stay whole
        worth = size * (1 - 0.04 * len(lines))
        if size and worth > best[0]:
            best = (worth, lines, float(size))
    return best[1], best[2]


def _title_height(lines: int, size: float) -> float:
    return (lines - 1) * size * _POINT * 1.22 + size * _POINT * 0.95


def _hero(paper: Paper, flyer: Flyer, room: float) -> _Hero:
    lines, size = _title_lines(flyer.title, _WIDE, room)
    smallest = float(_TITLE_SIZES[-1])
    if size == smallest:
        lines = paper.lines(flyer.title.replace("\n", " "), _WIDE, smallest, BOLD)
        if len(lines) > 5:
            lines = [*lines[:4], paper.shorten("".join(lines[4:]), _WIDE, smallest, BOLD)]
    head = 17.0 if flyer.office or flyer.badge else 7.0
    return _Hero(tuple(lines), size, head, head + 5.0 + _title_height(len(lines), size) + 9.0)


def _draw_hero(paper: Paper, flyer: Flyer, hero: _Hero) -> None:
    """Draw the dark field with the title."""
    top, lines, size = MARGIN, hero.lines, hero.size
    paper.fill(MARGIN, top, INNER, hero.height, ink.ACCENT, radius=5)
    _draw_bridge(paper, top, hero.height)
    badge_wide = 0.0
    if flyer.badge:
        badge_size = paper.fitting_size(flyer.badge, 74, 17, 10, BOLD)
        badge_wide = paper.width(flyer.badge, badge_size, BOLD) + 12
        x = RIGHT - 7 - badge_wide
        paper.fill(x, top + 7, badge_wide, 11, ink.WHITE, radius=5.5)
        y = top + 12.5 + CAP * badge_size / 2 + 0.1
        paper.text(x + badge_wide / 2, y, flyer.badge, badge_size, font=BOLD, align="center", colour=ink.ACCENT)
    if flyer.office:
        limit = _WIDE - (badge_wide + 2 if badge_wide else 0)
        paper.fit(_X, top + 14.4, flyer.office, limit, 14, 8, colour=ink.WHITE)
    y = top + hero.head + 5.0 + size * _POINT * 0.86
    for line in lines:
        # optical margin: large glyphs carry white at their left, so they start a little earlier
        paper.text(_X - size * 0.012, y, line, size, font=BOLD, colour=ink.WHITE)
        y += size * _POINT * 1.22


def _draw_bridge(paper: Paper, top: float, height: float) -> None:
    """Draw a bridge (かけはし) behind the title: cable, hangers and deck in a blue that greyscale nearly swallows."""
    canvas = paper.canvas
    canvas.saveState()
    clip = canvas.beginPath()
    clip.roundRect(MARGIN * mm, (HEIGHT - top - height) * mm, INNER * mm, height * mm, 5 * mm)
    canvas.clipPath(clip, stroke=0, fill=0)
    canvas.setStrokeColor(ink.ACCENT_LIGHT)
    deck = HEIGHT - top - height + 5.0
    tower = height * 0.72
    half = INNER * 0.31
    towers = (MARGIN + INNER * 0.19, MARGIN + INNER * 0.81)
    canvas.setLineWidth(1.1 * mm)
    canvas.line(MARGIN * mm, deck * mm, RIGHT * mm, deck * mm)
    for x in towers:
        canvas.line(x * mm, (deck - 5) * mm, x * mm, (deck + tower + 2) * mm)
    canvas.setLineWidth(0.5 * mm)
    path = canvas.beginPath()
    steps = range(int(MARGIN), int(RIGHT) + 1)
    for x in steps:
        # a hanging cable: parabolas between the towers and outward from them
        middle = WIDTH / 2 if towers[0] <= x <= towers[1] else towers[0] - half if x < towers[0] else towers[1] + half
        y = deck + 2 + (tower - 2) * ((x - middle) / half) ** 2
        (path.moveTo if x == steps[0] else path.lineTo)(x * mm, y * mm)
        if x % 6 == 0:
            path.lineTo(x * mm, deck * mm)
            path.moveTo(x * mm, y * mm)
    canvas.drawPath(path, stroke=1, fill=0)
    canvas.restoreState()


# ---- lead and table ----


def _middle(paper: Paper, flyer: Flyer, room: float) -> _Middle:
    """Return lead and table at the largest scale at which they need no more than `room` mm."""
    for scale in _SCALES:
        size = max(9.0, 17.0 * scale)
        lead = tuple(_lead_lines(paper, flyer.lead, size))
        rows = tuple(_rows(paper, flyer, scale))
        middle = _Middle(scale, lead, size, rows, 0.0)
        need = len(lead) * middle.leading + middle.gap + sum(row.height for row in rows)
        if need <= room:
            break
    return _Middle(scale, lead, size, rows, need)


def _lead_lines(paper: Paper, lead: str, size: float) -> list[str]:
    """Break the lead, one sentence to a line where each fits: a line that ends with 。 reads best."""
    sentences = [part for part in lead.replace("。", "。\n").split("\n") if part.strip()]
    if 1 < len(sentences) <= 3 and all(paper.width(one, size) <= _WIDE for one in sentences):
        return [one.strip() for one in sentences]
    return paper.lines(lead, _WIDE, size) if lead else []


def _shortened(paper: Paper, middle: _Middle, room: float) -> _Middle:
    """Leave out the end of the lead, then rows from the last, until the page holds them; warn of each."""
    lead, rows = list(middle.lead), list(middle.rows)
    table = sum(row.height for row in rows)
    while rows and table > room:
        row = rows.pop()
        table -= row.height
        paper.warn(_("チラシに入りきらないため、「{label}」を省きました。").format(label=row.label))
    keep = max(0, int((room - table - middle.gap) / middle.leading))
    if keep < len(lead):
        paper.warn(_("チラシの説明が長いため、途中までを印刷しました。"))
        lead = [*lead[: keep - 1], lead[keep - 1][:-1] + ELLIPSIS] if keep else []
    return _Middle(middle.scale, tuple(lead), middle.lead_size, tuple(rows), min(room, middle.need))


def _draw_middle(paper: Paper, flyer: Flyer, middle: _Middle, top: float, bottom: float) -> None:
    """Draw lead and table between two heights."""
    if middle.need > bottom - top:
        middle = _shortened(paper, middle, bottom - top)
    # spare height is distributed over the rows, so that a short flyer does not look half empty
    spare = max(0.0, bottom - top - middle.need)
    air = min(6.0, spare * 0.85 / max(len(middle.rows), 1))
    y = top + min(3.0, spare * 0.15)
    if middle.lead:
        size = middle.lead_size
        paper.paragraph(_X, y + size * _POINT * 1.05, middle.lead, size, middle.leading)
        y += len(middle.lead) * middle.leading + middle.gap
    for index, row in enumerate(middle.rows):
        _draw_row(paper, row, y, row.height + air, last=index == len(middle.rows) - 1)
        y += row.height + air


def _facts(flyer: Flyer) -> list[Fact]:
    words = flyer.words
    facts = [
        Fact(words.place, flyer.place, flyer.place_note),
        Fact(words.audience, flyer.audience),
        Fact(words.capacity, flyer.capacity, flyer.capacity_note),
        Fact(words.fee, flyer.fee),
        Fact(words.bring, flyer.bring),
        *flyer.extra,
        Fact(words.deadline, flyer.deadline),
    ]
    return [fact for fact in facts if fact.text]


def _rows(paper: Paper, flyer: Flyer, scale: float) -> list[_Row]:
    wide = _WIDE - _LABEL_WIDE
    rows = _session_rows(paper, flyer, scale, wide)
    size, small = 19.0 * scale, 12.5 * scale
    for fact in _facts(flyer):
        lines = [(line, size, REGULAR, False) for line in paper.lines(fact.text, wide, size)]
        inline = len(lines) == 1 and paper.width(fact.text, size) + paper.width(fact.note, small) + 4 <= wide
        if fact.note and not inline:
            lines += [(line, small, REGULAR, True) for line in paper.lines(fact.note, wide, small)]
        strong = fact.label == flyer.words.deadline
        note = fact.note if inline else ""
        rows.append(_row(fact.label, [(w, s, BOLD if strong else f, c) for w, s, f, c in lines], scale, note))
    return rows


def _row(label: str, lines: Sequence[tuple[str, float, str, bool]], scale: float, note: str = "") -> _Row:
    return _Row(label, tuple(lines), sum(size * _POINT * 1.3 for _w, size, _f, _s in lines) + 4.4 * scale, note)


def _session_rows(paper: Paper, flyer: Flyer, scale: float, wide: float) -> list[_Row]:
    sessions, words = flyer.sessions, flyer.words
    if not sessions:
        return []
    one_time = sessions[0].time if len({one.time for one in sessions}) == 1 else ""
    if (
        len(sessions) <= 4
        and not any(one.place or one.topic for one in sessions)
        and (one_time or not sessions[0].time)
    ):
        size = (28.0 if len(sessions) == 1 else 22.0) * scale
        packed: list[str] = []  # a date is never cut in two
        for one in sessions:
            longer = f"{packed[-1]}　{one.day}" if packed else one.day
            if packed and paper.width(longer, size, BOLD) <= wide:
                packed[-1] = longer
            else:
                packed.append(one.day)
        lines = [(line, size, BOLD, False) for day in packed for line in paper.lines(day, wide, size, BOLD)]
    else:
        lines = _session_list(paper, flyer, scale, wide, one_time)
    rows = [_row(words.day, lines, scale)]
    if one_time:
        size = (22.0 if len(sessions) <= 4 else 19.0) * scale
        rows.append(
            _row(words.time, [(line, size, BOLD, False) for line in paper.lines(one_time, wide, size, BOLD)], scale)
        )
    return rows


def _session_list(
    paper: Paper, flyer: Flyer, scale: float, wide: float, one_time: str
) -> list[tuple[str, float, str, bool]]:
    """Return many meetings as lines, side by side in two columns (split by a tab) where they are short."""
    sessions, most = flyer.sessions, 16
    shown = sessions if len(sessions) <= most else sessions[: most - 1]
    size = max(8.0, (17.0 if len(sessions) <= 4 else 15.5) * scale)
    texts = [
        "　".join(filter(None, (one.label, one.day, "" if one_time else one.time, one.topic, one.place)))
        for one in shown
    ]
    if len(texts) > 4 and max(paper.width(text, size, BOLD) for text in texts) <= wide / 2 - 3:
        half = -(-len(texts) // 2)
        right = [*texts[half:], ""]
        texts = [f"{text}\t{right[at]}" for at, text in enumerate(texts[:half])]
        lines = [(text, size, BOLD, False) for text in texts]
    else:
        lines = [(line, size, BOLD, False) for text in texts for line in paper.lines(text, wide, size, BOLD)]
    if len(shown) < len(sessions):
        left = len(sessions) - len(shown)
        lines.append((flyer.words.more.format(count=left), size * 0.85, REGULAR, True))
        paper.warn(_("チラシに入りきらない{count}回を省きました。").format(count=left))
    return lines


def _draw_row(paper: Paper, row: _Row, top: float, height: float, *, last: bool) -> None:
    text_high = sum(size * _POINT * 1.3 for _w, size, _f, _s in row.lines)
    y = top + (height - text_high) / 2
    first = row.lines[0][1]
    label_size = paper.fitting_size(row.label, _LABEL_WIDE - 5, min(15.0, first), 6, BOLD)
    baseline = y + first * _POINT * 1.3 / 2 + CAP * first / 2
    paper.text(_X, baseline, row.label, label_size, font=BOLD, colour=ink.ACCENT)
    for words, size, font, soft in row.lines:
        line_high = size * _POINT * 1.3
        baseline = y + line_high / 2 + CAP * size / 2
        for at, part in enumerate(words.split("\t")):
            x = _X + _LABEL_WIDE + at * (_WIDE - _LABEL_WIDE) / 2
            paper.text(x, baseline, part, size, font=font, colour=ink.SOFT if soft else ink.INK)
        y += line_high
    if row.note:
        x = _X + _LABEL_WIDE + paper.width(row.lines[0][0], first, row.lines[0][2]) + 4
        paper.text(x, baseline, row.note, first * 12.5 / 19, colour=ink.SOFT)
    if not last:
        paper.line(_X, top + height, _X + _WIDE, top + height, line=0.2, colour=ink.HAIR)


# ---- how to apply ----


def _draw_panel(paper: Paper, flyer: Flyer, top: float) -> None:
    high = _PANEL_HEIGHT
    paper.fill(MARGIN, top, INNER, high, ink.TINT, radius=5)
    paper.box(MARGIN + 0.3, top + 0.3, INNER - 0.6, high - 0.6, line=0.6, colour=ink.ACCENT, radius=5)
    side = 44.0
    calls = flyer.code.lower().startswith("tel:")
    wide = _WIDE - (side + 6 if flyer.code else 0)
    if flyer.code:
        x = RIGHT - side - 6
        paper.fill(x, top + 5, side, high - 10, ink.WHITE, radius=3)
        draw_qr(paper, flyer.code, x + 1, top + 6, side - 2)
        words = flyer.words.scan_call if calls else flyer.words.scan
        size = paper.fitting_size(words, side - 3, 11.5, 7, BOLD)
        paper.fit(x + side / 2, top + high - 8, words, side - 3, size, 6, font=BOLD, align="center")
    heading = flyer.words.call if flyer.phone else flyer.words.apply
    phone = paper.fitting_size(flyer.phone, wide, 50, 16, BOLD) if flyer.phone else 0.0
    phone_high = phone * 0.765 * _POINT + 4.5 if phone else 0.0
    small = [(flyer.hours, ink.INK), (flyer.help_line, ink.SOFT)]
    room = high - 10.0 - 17 * 0.765 * _POINT - phone_high
    for size in (12.5, 11.5, 10.5, 9.5, 8.5, 8.0):
        broken = [(line, colour) for words, colour in small if words for line in paper.lines(words, wide, size)]
        leading = size * _POINT * 1.5
        if len(broken) * leading + 1 <= room:
            break
    most = int((room - 1) / leading)
    if len(broken) > most:
        paper.warn(_("チラシの連絡先が長いため、途中までを印刷しました。"))
        broken = broken[:most]
    # heading, number and small print stand in the middle of the panel as one block
    y = top + 5.0 + (room - len(broken) * leading - 1) / 2 + 17 * 0.765 * _POINT
    paper.fit(_X, y, heading, wide, 17, 10, font=BOLD, colour=ink.ACCENT)
    if phone:
        y += phone_high
        paper.fit(_X - phone * 0.015, y, flyer.phone, wide, phone, 16, font=BOLD)
    y += 1.0
    for line, colour in broken:
        y += leading
        paper.text(_X, y, line, size, colour=colour)
