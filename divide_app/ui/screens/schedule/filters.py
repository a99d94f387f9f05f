"""The filter of the calendar, shared by all views: hall, supporter, subject, state, and words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Generic, TypeVar
from uuid import UUID

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from divide_app.domain.lines import SessionLine
from divide_app.domain.planning.courses import SessionState
from divide_app.domain.planning.venues import Venue
from divide_app.foundation.translation import _
from divide_app.services.home import supporters_missing
from divide_app.ui import theme
from divide_app.ui.widgets.buttons import ButtonSize, QuietButton, SecondaryButton
from divide_app.ui.widgets.fields import ChoiceBox, SearchField
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.layouts import sized
from divide_app.ui.widgets.session_looks import session_place, session_title

V = TypeVar("V")

_FOLD_BELOW = 840  # width in pixels at 100 %
_BOX_MOST = 200


class Standing(StrEnum):
    """What somebody asks for when looking at states."""

    PLANNED = "planned"  # これから
    SHORT = "short"  # 支援者が足りない
    UNCONFIRMED = "unconfirmed"  # 出席 未確定
    HELD = "held"  # 実施済み
    CANCELLED = "cancelled"  # 中止


@dataclass(frozen=True, slots=True)
class Filter:
    """What is looked at; everything by default."""

    venue: UUID | None = None
    supporter: UUID | None = None
    topic: str = ""
    standing: Standing | None = None
    words: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether everything is looked at."""
        return self == Filter()

    def fits(self, line: SessionLine, now: datetime, hay: str | None = None) -> bool:
        """Return whether a meeting is looked at; `hay` is `hay_of(line)` where it was made before."""
        if self.venue is not None and line.venue_id != self.venue:
            return False
        if self.supporter is not None and self.supporter not in line.supporter_ids:
            return False
        if self.topic and line.topic != self.topic:
            return False
        if self.standing is not None and not _stands(line, self.standing, now):
            return False
        if not self.words:
            return True
        text = hay_of(line) if hay is None else hay
        return all(word in text for word in self.words)


def _stands(line: SessionLine, standing: Standing, now: datetime) -> bool:
    match standing:
        case Standing.HELD:
            return line.state is SessionState.HELD
        case Standing.CANCELLED:
            return line.state is SessionState.CANCELLED
        case Standing.UNCONFIRMED:
            return line.state is SessionState.PLANNED and line.ends_at <= now
        case Standing.SHORT:
            return line.ends_at > now and supporters_missing(line) > 0
        case _:
            return line.state is SessionState.PLANNED and line.ends_at > now


def hay_of(line: SessionLine) -> str:
    """Return what words are looked for in."""
    parts = (session_title(line), session_place(line), line.district, line.topic, *line.supporters, *line.owners)
    return " ".join(parts).casefold()


@dataclass(frozen=True, slots=True)
class Offers:
    """What the lines read give to choose from: supporters by id with their names, and subjects."""

    people: Mapping[UUID, str]
    topics: frozenset[str]


def offers_of(lines: Iterable[SessionLine]) -> Offers:
    """Return what there is to choose from; for the database thread, since a year has ten thousand lines."""
    people: dict[UUID, str] = {}
    topics: set[str] = set()
    for line in lines:
        people.update(zip(line.supporter_ids, line.supporters, strict=False))
        topics.add(line.topic)
    return Offers(people, frozenset(topics))


class FilterBar(QWidget):
    """The line of filters.

    Signals:
        changed: Something else is looked at now.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.value = Filter()
        self.search = SearchField(_("ことばでしぼる"), delay_ms=60, accessible_name=_("講座・会場・支援者でしぼる"))
        sized(self.search, least_width=180, most_width=248)
        self.search.searched.connect(self._searched)
        self.venue: _Box[UUID | None] = _Box(_("会場"))
        self.supporter: _Box[UUID | None] = _Box(_("支援者"))
        self.topic: _Box[str] = _Box(_("分野"))
        self.standing: _Box[Standing | None] = _Box(_("状態"))
        self.venue.offer([(None, _("すべて"))])
        self.supporter.offer([(None, _("すべて"))])
        self.topic.offer([("", _("すべて"))])
        self.standing.offer(
            [
                (None, _("すべて")),
                (Standing.PLANNED, _("これから")),
                (Standing.SHORT, _("支援者が足りない")),
                (Standing.UNCONFIRMED, _("出席 未確定")),
                (Standing.HELD, _("実施済み")),
                (Standing.CANCELLED, _("中止")),
            ]
        )
        self.venue.picked.connect(lambda value: self._set(replace(self.value, venue=value)))
        self.supporter.picked.connect(lambda value: self._set(replace(self.value, supporter=value)))
        self.topic.picked.connect(lambda value: self._set(replace(self.value, topic=value)))
        self.standing.picked.connect(lambda value: self._set(replace(self.value, standing=value)))
        self.stop = QuietButton(_("しぼり込みをやめる"), self.clear, icon_name="cross", size=ButtonSize.SMALL)
        self.stop.hide()
        self.more = SecondaryButton(_("しぼり込む"), self._toggle, icon_name="filter")
        self.more.setCheckable(True)
        self._boxes: tuple[QWidget, ...] = (self.venue, self.supporter, self.topic, self.standing)
        FlowRow(self.search, self.more, *self._boxes, self.stop, parent=self, spacing=8)
        theme.watcher().changed.connect(self._fold)
        self._fold()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold the choices behind one button where they would take the room of the plan."""
        super().resizeEvent(event)
        self._fold()

    def offer(self, venues: Sequence[Venue], offers: Offers) -> None:
        """Offer the halls, and the supporters and subjects of what was read; what is chosen stays offered."""
        people = dict(offers.people)
        topics = {self.value.topic, *offers.topics}
        chosen = self.value.supporter
        if chosen is not None and chosen not in people:
            people[chosen] = self.supporter.word_of(chosen)
        self.venue.offer([(None, _("すべて")), *((venue.id, venue.name) for venue in venues)])
        if self.venue.value != self.value.venue:  # chosen before the halls were read
            self.venue.set_value(self.value.venue)
            self.venue.updateGeometry()
        self.supporter.offer([(None, _("すべて")), *people.items()])
        self.topic.offer([("", _("すべて")), *((topic, topic) for topic in sorted(topics - {""}))])

    def choose(self, value: Filter) -> None:
        """Look at something else; the words typed stay."""
        self.venue.set_value(value.venue)
        self.supporter.set_value(value.supporter)
        self.topic.set_value(value.topic)
        self.standing.set_value(value.standing)
        self._set(replace(value, words=self.value.words))

    def clear(self) -> None:
        """Look at everything again."""
        self.search.clear()
        self.venue.set_value(None)
        self.supporter.set_value(None)
        self.topic.set_value("")
        self.standing.set_value(None)
        self._set(Filter())

    def _toggle(self) -> None:
        self._fold()

    def _fold(self) -> None:
        is_narrow = self.width() < theme.px(_FOLD_BELOW)
        self.more.setVisible(is_narrow)
        for box in self._boxes:
            box.setVisible(not is_narrow or self.more.isChecked())

    def _searched(self, text: str) -> None:
        self._set(replace(self.value, words=tuple(text.casefold().split())))

    def _set(self, value: Filter) -> None:
        if value != self.value:
            self.value = value
            for box in self._boxes:
                box.updateGeometry()  # a box is as wide as the word chosen in it
            self.stop.setVisible(not value.is_open)
            self.changed.emit()


class _Box(ChoiceBox[V], Generic[V]):
    """A choice that says what it chooses before its word: 会場：すべて."""

    def __init__(self, title: str) -> None:
        super().__init__(accessible_name=title)
        self._title = title
        self._offered: list[tuple[V, str]] = []

    def offer(self, choices: Sequence[tuple[V, str]]) -> None:
        """Offer each (value, word), if they are others than before."""
        if list(choices) == self._offered:
            return
        self._offered = list(choices)
        self.set_choices(
            [(value, _("{title}：{word}").format(title=self._title, word=word)) for value, word in choices]
        )
        self.updateGeometry()
        width = self.view().sizeHintForColumn(0)
        self.view().setMinimumWidth(width + 32)

    def sizeHint(self) -> QSize:
        """Return the room of the word chosen, not of the longest one: the list that opens is as wide as that."""
        width = self.fontMetrics().horizontalAdvance(self.currentText()) + theme.px(76)
        return QSize(min(width, theme.px(_BOX_MOST)), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Return the same."""
        return self.sizeHint()

    def word_of(self, value: V) -> str:
        """Return the word of a value that is or was offered."""
        return next((word for one, word in self._offered if one == value), "")
