"""The tooltip of a dragged meeting: whether it may be dropped, its clashes, and free times nearby."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QWidget

from divide_app.foundation.translation import _
from divide_app.ui import theme
from divide_app.ui.screens.schedule.clash_check import Verdict, headline
from divide_app.ui.widgets.cards import Card
from divide_app.ui.widgets.labels import IconText, Label

_WIDTH = 336
_MOST = 4
"""More sentences would hide the week; the panel tells them all."""


class Bubble(Card):
    """A small sheet that follows the meeting and never takes the mouse.

    Attributes:
        words: Everything it says, for those who hear it.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(margins=12, spacing=4, sheet="popup", parent=parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.words = ""
        self._told = 0
        self._head = IconText("check", "", "strong")
        self._what = Label("", "strong", wrap=True)
        self._why = Label("", wrap=True)
        self._free = Label("", "small", wrap=True)
        for part in (self._head, self._what, self._why, self._free):
            self.body.add(part)
        self.hide()

    def say(self, when: str, verdict: Verdict, free: Sequence[str] = (), hint: str = "") -> None:
        """Say a verdict; `free` are times nearby without a clash, `hint` what the keys do."""
        self._told = len(verdict.sentences)
        word, icon, role = headline(verdict)
        shown = list(verdict.sentences[:_MOST])
        if len(verdict.sentences) > _MOST:
            shown.append(_("ほか{count}件").format(count=len(verdict.sentences) - _MOST))
        below = [_("空いている時間：{times}").format(times=_("、").join(free))] if free else []
        below += [hint] if hint else []
        self._show(word, icon, role, when, "\n".join(shown), "\n".join(below))

    def refuse(self, text: str) -> None:
        """Say why a meeting cannot be taken up at all."""
        self._show(_("動かせません"), "info", "text_soft", "", text, "")

    def beside(self, place: QRect, room: QRect) -> None:
        """Stand beside `place`, inside `room`, and never on what it speaks of while there is a side left."""
        if self.height() > room.height():
            self._shorten()
        gap = theme.px(10)
        size = self.size()
        left = place.right() + gap
        if left + size.width() > room.right():
            left = place.left() - gap - size.width()
        top = place.top()
        if left < room.left():
            left = max(room.left(), min(place.left(), room.right() - size.width()))
            top = place.bottom() + gap
            if top + size.height() > room.bottom():
                top = place.top() - gap - size.height()
        top = max(room.top(), min(top, room.bottom() - size.height()))
        self.move(QPoint(left, top))
        self.raise_()

    def _shorten(self) -> None:
        """Say the first reason and how many more, where there is no room for all; whoever listens hears all of them."""
        first, *others = self._why.text().split("\n")
        more = self._told - 1
        self._why.setText(first + ("\n" + _("ほか{count}件").format(count=more) if others and more > 0 else ""))
        self._free.hide()
        self._fit()

    def _fit(self) -> None:
        width = theme.px(_WIDTH)
        self.setFixedWidth(width)
        self.setFixedHeight(self.heightForWidth(width))

    def _show(self, word: str, icon: str, role: str, when: str, why: str, below: str) -> None:
        words = " ".join(part for part in (when, word, why, below) if part)
        if words != self.words or self.isHidden():
            self.words = words
            self._head.set(word, icon, role)
            self._head.label.set_role(role if role in {"trouble", "done"} else "strong")
            for label, text in ((self._what, when), (self._why, why), (self._free, below)):
                label.setText(text)
                label.setVisible(bool(text))
            self.setAccessibleName(words)
            self._fit()
        self.show()
