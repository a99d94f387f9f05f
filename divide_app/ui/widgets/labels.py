"""Labels: headings, plain and soft text, and chips that show a state by icon, word and colour."""

from __future__ import annotations

import re
from enum import StrEnum

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from divide_app.ui import theme
from divide_app.ui.widgets.icons import pixmap
from divide_app.ui.widgets.layouts import HBox, icon_size


class ChipKind(StrEnum):
    """What a chip means; red only for trouble, green only for done."""

    DONE = "done"
    WARN = "warn"
    TROUBLE = "trouble"
    NEUTRAL = "neutral"
    INFO = "info"


_LINE_HEIGHT = 130  # percent

_LONG_WORD = re.compile(r"[!-~]{25,}")
_PIECES = re.compile(r"[A-Za-z0-9]{1,12}[^A-Za-z0-9]*|[^A-Za-z0-9]+")
_BREAK = "\u200b"
"""A space without width."""

CHIP_ICONS: dict[ChipKind, str] = {
    ChipKind.DONE: "check",
    ChipKind.WARN: "warning",
    ChipKind.TROUBLE: "trouble",
    ChipKind.NEUTRAL: "",
    ChipKind.INFO: "",
}
"""The icon each kind carries; neutral and info say no state, so the word alone is enough."""


def chip_colours(kind: ChipKind) -> tuple[str, str, str]:
    """Return the colour roles (word, ground, edge) of a chip."""
    name = "accent" if kind is ChipKind.INFO else kind.value
    return name, f"{name}_soft", f"{name}_edge"


class Label(QLabel):
    """Text in a role of window.qss: body, strong, soft, small, section, title, figure, unit, trouble, done."""

    def __init__(
        self, text: str = "", role: str = "body", *, wrap: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._plain = ""
        self._heights: dict[str, dict[int, int]] = {}
        """By font, so that a change of look and back measures no word twice, and width."""
        self._heights_now: dict[int, int] | None = None
        self.setTextFormat(Qt.TextFormat.RichText if wrap else Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setWordWrap(wrap)
        self.setText(text)
        if wrap:
            policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
            policy.setHeightForWidth(True)
            self.setSizePolicy(policy)

    def text(self) -> str:
        """Return the words."""
        return self._plain

    def setText(self, text: str) -> None:
        """Show other words; several lines get the line height that Japanese text needs."""
        self._plain = text
        self._heights, self._heights_now = {}, None
        if self.wordWrap():
            # BIZ UDP has hardly any leading of its own, and QLabel takes a line height from rich text only.
            lines = (
                self._breakable(text)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\n", "<br>")
            )
            super().setText(f'<p style="line-height:{_LINE_HEIGHT}%">{lines}</p>' if text else "")
            self.setAccessibleName(text)
        else:
            super().setText(text)

    def clear(self) -> None:
        """Show no words."""
        self.setText("")

    def heightForWidth(self, width: int) -> int:
        """Return the height at a width.

        Qt lays the words out anew for each question, which takes milliseconds on Windows, and the layouts of one new
        screen ask a label a hundred times for a handful of widths.
        """
        heights = self._heights_now
        if heights is None:  # the font's name is made anew each time it is asked for
            heights = self._heights_now = self._heights.setdefault(self.font().key(), {})
        height = heights.get(width)
        if height is None:
            height = heights[width] = self._measured(width)
        return height

    def changeEvent(self, event: QEvent) -> None:
        """Measure again in another font."""
        super().changeEvent(event)
        self._heights_now = None

    def setTextInteractionFlags(self, flags: Qt.TextInteractionFlag) -> None:
        """Let the words be copied; then just they are in the label, without the places where a long one may break."""
        super().setTextInteractionFlags(flags)
        self.setText(self._plain)

    def _breakable(self, text: str) -> str:
        """Return the text with places where a path or a number longer than a line may break; Qt knows none in it."""
        if self.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse:
            return text
        return _LONG_WORD.sub(lambda word: _BREAK.join(_PIECES.findall(word[0])), text)

    def _measured(self, width: int) -> int:
        return super().heightForWidth(width)

    def set_role(self, role: str) -> None:
        """Change the look of the text."""
        self.setProperty("role", role)
        self.style().unpolish(self)
        self.style().polish(self)


class Heading(Label):
    """The title of a screen (level 1) or of a card (level 2)."""

    def __init__(self, text: str = "", level: int = 1, parent: QWidget | None = None) -> None:
        super().__init__(text, "title" if level == 1 else "section", parent=parent)


class IconText(QWidget):
    """An icon with its word beside it, read as one thing."""

    def __init__(
        self,
        icon_name: str,
        text: str = "",
        role: str = "body",
        *,
        colour: str = "text_soft",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon_name, self._colour = icon_name, colour
        self._picture = QLabel()
        self.label = Label(text, role, wrap=True)
        row = HBox(spacing=8, parent=self)
        row.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        row.add(self.label, 1)
        self._draw()
        theme.watcher().changed.connect(self._draw)

    def set(self, text: str, icon_name: str | None = None, colour: str | None = None) -> None:
        """Show other words, and perhaps another icon."""
        self._icon_name = icon_name or self._icon_name
        self._colour = colour or self._colour
        self.label.setText(text)
        self._draw()

    def _draw(self) -> None:
        self._picture.setPixmap(pixmap(self._icon_name, self._colour, 18))
        self._picture.setFixedSize(icon_size(18))


def chip_size(text: str, kind: ChipKind) -> QSize:
    """Return the size a chip with these words takes."""
    metrics = QFontMetrics(theme.font("small", bold=True))
    picture = theme.px(20) if CHIP_ICONS[kind] else 0
    return QSize(metrics.horizontalAdvance(text) + picture + theme.px(16), metrics.height() + theme.px(6))


def paint_chip(painter: QPainter, place: QRectF, text: str, kind: ChipKind) -> None:
    """Draw a chip into `place` (see `chip_size`); shared by `Chip` and table cells."""
    word, ground, edge = chip_colours(kind)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.colour(edge), 1))
    painter.setBrush(theme.colour(ground))
    radius = theme.px(theme.tokens().radius["chip"])
    painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
    left = place.left() + theme.px(8)
    name = CHIP_ICONS[kind]
    if name:
        picture = pixmap(name, word, 16)
        painter.drawPixmap(round(left), round(place.center().y() - theme.px(16) / 2 + 0.5), picture)
        left += theme.px(20)
    painter.setPen(theme.colour(word))
    painter.setFont(theme.font("small", bold=True))
    words = QRectF(left, place.top(), place.right() - left, place.height())
    if place.width() < chip_size(text, kind).width():
        room = int(words.width()) - theme.px(6)
        text = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room)
    painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
    painter.restore()


class Chip(QWidget):
    """A short state word, e.g. `Chip(_("受講決定"), ChipKind.DONE)`."""

    def __init__(self, text: str = "", kind: ChipKind = ChipKind.NEUTRAL, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text, self._kind = text, kind
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)
        theme.watcher().changed.connect(self.updateGeometry)

    @property
    def text(self) -> str:
        """The word."""
        return self._text

    @property
    def kind(self) -> ChipKind:
        """What it means."""
        return self._kind

    def set(self, text: str, kind: ChipKind) -> None:
        """Say another state."""
        self._text, self._kind = text, kind
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the room the word needs."""
        return chip_size(self._text, self._kind)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the chip."""
        painter = QPainter(self)
        paint_chip(painter, QRectF(self.rect()), self._text, self._kind)
        painter.end()
