"""The page of the week view with its options: arrangement, and meaning of the stripes."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from divide_app.domain.lines import SessionLine
from divide_app.foundation.translation import _
from divide_app.ui import theme
from divide_app.ui.screens.schedule.filters import Filter
from divide_app.ui.screens.schedule.legend import Legend, LegendEntry
from divide_app.ui.screens.schedule.week import Arrangement, Block, Week
from divide_app.ui.screens.schedule.week_view import WeekView
from divide_app.ui.widgets.buttons import SegmentedControl
from divide_app.ui.widgets.layouts import HBox, VBox
from divide_app.ui.widgets.states import StateStack

_LEGEND_FROM = 400  # height in pixels at 100 %


@dataclass(frozen=True, slots=True)
class FoundWeek:
    """What was read for a week.

    Attributes:
        lines: Every meeting near the week, for the filters' choices.
        nothing_yet: The office has planned nothing at all.
    """

    week: Week
    lines: tuple[SessionLine, ...]
    nothing_yet: bool


class WeekPage(QWidget):
    """The page of the week.

    Attributes:
        view: The week.
        states: The week with its other three states.
        arrangement: 時間, 会場 or 支援者.
        legend: What the stripes mean.
    """

    def __init__(self, on_filter: Callable[[Filter], object]) -> None:
        """`on_filter` is told what a press in the legend asks to look at."""
        super().__init__()
        self._on_filter = on_filter
        self._found: FoundWeek | None = None
        self._filter = Filter()
        self.view = WeekView()
        self.states = StateStack(self.view)
        self.arrangement = SegmentedControl(
            [
                (Arrangement.HOURS, _("時間ごと")),
                (Arrangement.PLACES, _("会場ごと")),
                (Arrangement.PEOPLE, _("支援者ごと")),
            ],
            accessible_name=_("並べかた"),
        )
        self.arrangement.chosen.connect(lambda _value: self._show())
        self.legend = Legend()
        self.legend.chosen.connect(self._stripe_chosen)
        head = QWidget()
        row = HBox(self.arrangement, spacing=12, parent=head)
        row.add(self.legend, 1)
        row.setAlignment(self.arrangement, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        column = VBox(head, spacing=8, parent=self)
        column.add(self.states, 1)
        self.setFocusProxy(self.view)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the legend out where the week would have no room: the filters say the same."""
        super().resizeEvent(event)
        self.legend.setVisible(self.height() >= theme.px(_LEGEND_FROM))

    @property
    def week(self) -> Week | None:
        """The week on screen."""
        return self._found.week if self._found is not None else None

    def show_found(self, found: FoundWeek, looked_at: Filter) -> None:
        """Show what was read."""
        self._found = found
        self.show_filter(looked_at)

    def show_filter(self, looked_at: Filter) -> None:
        """Look at something else of the same week."""
        self._filter = looked_at
        self._show()

    def arrange(self, arrangement: Arrangement) -> None:
        """Lay the week out in another way."""
        self.arrangement.set_value(arrangement)
        self._show()

    def _show(self) -> None:
        found = self._found
        if found is None:
            return
        week, looked_at = found.week, self._filter
        arrangement = Arrangement(self.arrangement.value)
        blocks = [block for block in week.blocks if looked_at.fits(block.line, week.now)]
        venue = next((one for one in week.venues if one.id == looked_at.venue), None)
        self.view.show_week(week, blocks, arrangement, venue)
        if blocks:
            self.view.say_empty("")
        elif week.blocks:
            self.view.say_empty(_("しぼり込みに合う回は、この週にありません。"))
        else:
            self.view.say_empty(_("この週に回はありません。N キーか、日の上の 2 度押しで追加できます。"))
        self._show_legend(arrangement)

    def _show_legend(self, arrangement: Arrangement) -> None:
        found = self._found
        if found is None:
            return
        week = found.week
        if arrangement is Arrangement.PLACES:
            # The rows say the hall; the stripes are free to tell the subjects.
            open_filter = replace(self._filter, topic="")
            shown = [block for block in week.blocks if open_filter.fits(block.line, week.now)]
            entries = _entries(shown, lambda block: (block.line.topic, block.stripes[1], block.line.topic))
            self.legend.set_entries(entries, self._filter.topic or None, _("分野の色"))
            return
        open_filter = replace(self._filter, venue=None)
        shown = [block for block in week.blocks if open_filter.fits(block.line, week.now)]
        entries = _entries(shown, lambda block: (block.line.venue_id, block.stripes[0], block.line.venue))
        self.legend.set_entries(entries, self._filter.venue, _("会場の色"))

    def _stripe_chosen(self, key: object) -> None:
        if Arrangement(self.arrangement.value) is Arrangement.PLACES:
            self._on_filter(replace(self._filter, topic=str(key or "")))
        else:
            self._on_filter(replace(self._filter, venue=key if isinstance(key, UUID) else None))


def _entries(blocks: list[Block], of: Callable[[Block], tuple[Hashable, int, str]]) -> list[LegendEntry]:
    counts: dict[tuple[Hashable, int, str], int] = {}
    for block in blocks:
        counts[of(block)] = counts.get(of(block), 0) + 1
    known = [(key, count) for key, count in counts.items() if key[1]]
    known.sort(key=lambda one: one[0][1])
    return [LegendEntry(key, stripe, word, count) for (key, stripe, word), count in known]
