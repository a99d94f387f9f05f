"""Centred text of the door's panel with balanced lines; names are not broken."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFont, QFontMetrics, QResizeEvent, QTextLayout

from divide_app.ui.widgets.labels import Label

_SPARE = 4
"""Pixels left over when lines are balanced: rich text rounds its widths another way."""
_GLUE = "\u2060"
"""WORD JOINER: no line ends here (UAX #14, class WJ); it has no width."""


class BalancedLabel(Label):
    """Centred words whose lines are about equally long: the last one never holds a single letter."""

    def __init__(self, role: str) -> None:
        super().__init__("", role, wrap=True)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)

    def setText(self, text: str) -> None:
        """Show other words."""
        super().setText(text)
        self._balance()

    def set_role(self, role: str) -> None:
        """Change the look of the text."""
        if role != self.property("role"):
            super().set_role(role)
            self._balance()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Balance again."""
        super().resizeEvent(event)
        self._balance()

    def changeEvent(self, event: QEvent) -> None:
        """Balance again when the letters are of another size."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self._balance()

    def laid(self) -> str:
        """Return the words as they are laid in lines."""
        return self.text()

    def _balance(self) -> None:
        """Narrow the words as far as they keep their number of lines."""
        full, text = self.width(), self.laid()
        lines = _line_count(text, self.font(), full) if text else 1
        narrowest = full
        if lines > 1:
            too_narrow = full // 2
            while narrowest - too_narrow > 1:
                middle = (narrowest + too_narrow) // 2
                if _line_count(text, self.font(), middle) > lines:
                    too_narrow = middle
                else:
                    narrowest = middle
        side = max(0, (full - narrowest - _SPARE) // 2)
        if self.contentsMargins().left() != side:
            self.setContentsMargins(side, 0, side, 0)


class NameLabel(BalancedLabel):
    """A name in large letters: it goes on in the next line between its words, in the middle of one only if it must."""

    def __init__(self, role: str) -> None:
        self._glued = ""
        super().__init__(role)

    def setText(self, text: str) -> None:
        """Show another name."""
        self._glued = ""
        super().setText(text)

    def laid(self) -> str:
        """Return the name with its words held together."""
        return self._glued

    def _balance(self) -> None:
        name, metrics = self.text(), QFontMetrics(self.font())
        words = [
            _GLUE.join(word) if metrics.horizontalAdvance(word) <= self.width() - _SPARE else word
            for word in name.split(" ")
        ]
        glued = " ".join(words)
        if glued != self._glued:
            self._glued = glued
            Label.setText(self, glued)
            self._plain = name
            self.setAccessibleName(name)
        super()._balance()


def _line_count(text: str, font: QFont, width: int) -> int:
    """Return how many lines the words take."""
    lines = 0
    for paragraph in text.split("\n"):
        layout = QTextLayout(paragraph, font)
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            lines += 1
        layout.endLayout()
    return lines
