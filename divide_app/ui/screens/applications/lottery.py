"""抽選: the entrants in published order, the seed, the draw, and its verification."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from divide_app.domain.lines import CourseLine
from divide_app.domain.planning.courses import CourseState, SelectionKind
from divide_app.domain.seats.rules import LAST_TIER, SeatRules
from divide_app.foundation.translation import _
from divide_app.services.papers.prints import MadePrint
from divide_app.services.seats.lottery import LotLine, LotteryResult, LotteryView
from divide_app.ui.save_dialog import ask_where
from divide_app.ui.screens.applications.course_chooser import CourseChooser
from divide_app.ui.screens.applications.lottery_panel import LotteryPanel
from divide_app.ui.shell import Screen, Shell
from divide_app.ui.wanted import CoursesWanted
from divide_app.ui.widgets.labels import ChipKind
from divide_app.ui.widgets.layouts import VBox
from divide_app.ui.widgets.side_panel import SidePanel
from divide_app.ui.widgets.states import StateStack
from divide_app.ui.widgets.tables import Align, Column, LinesTableModel, TableView
from divide_app.wording.lottery import numbers_words, tier_words

_LOT = 12
"""Hexadecimal letters of a lot on screen, enough to compare with the sixteen of the printed record."""


@dataclass(frozen=True, slots=True)
class Lot:
    """One ticket as the table shows it.

    Attributes:
        waits_from: Place on the waiting list right after the draw; None for winners and before the draw.
    """

    line: LotLine
    names: tuple[tuple[str, str], ...]
    waits_from: int | None = None


def lots_of(view: LotteryView) -> list[Lot]:
    """Return the tickets of a lottery with their people."""
    found = []
    waits = 1
    for line in view.result.lines:
        names = tuple(view.names.get(id_, ("", "")) for id_ in line.applications)
        is_waiting = line.is_winner is False
        found.append(Lot(line, names, waits if is_waiting else None))
        waits += len(line.numbers) if is_waiting else 0
    return found


def result_words(lot: Lot) -> str:
    """Return 当選, 待ち3番 or 待ち3〜4番; nothing before the draw."""
    if lot.line.is_winner:
        return _("当選")
    if lot.waits_from is None:
        return ""
    last = lot.waits_from + len(lot.line.numbers) - 1
    if last == lot.waits_from:
        return _("待ち{place}番").format(place=last)
    return _("待ち{first}〜{last}番").format(first=lot.waits_from, last=last)


def lot_columns() -> list[Column[Lot]]:
    """Return the columns: the published order before the draw, the order of the lots after it."""
    return [
        Column(_("結果"), result_words, chip=_chip, sort=lambda lot: lot.line.rank or lot.line.numbers[0], width=116),
        Column(
            _("申込番号"),
            lambda lot: numbers_words(lot.line.numbers),
            sort=lambda lot: lot.line.numbers[0],
            align=Align.RIGHT,
            width=88,
        ),
        Column(
            _("氏名"),
            lambda lot: _("・").join(name for name, _kana in lot.names),
            sub=lambda lot: _("・").join(kana for _name, kana in lot.names if kana),
            bold=True,
        ),
        Column(_("優先"), lambda lot: tier_words(lot.line.tier), sort=lambda lot: lot.line.tier, width=72),
        Column(
            _("順番"),
            lambda lot: "" if lot.line.rank is None else str(lot.line.rank),
            sort=lambda lot: lot.line.rank or 0,
            align=Align.RIGHT,
            width=60,
        ),
        Column(_("くじ"), lambda lot: lot.line.key[:_LOT], width=190),
    ]


_AFTER = (0, 4, 5)
"""Places of the columns that say something only after the draw."""
_TIER = 3


def _has_tier(lot: Lot) -> bool:
    return lot.line.tier != LAST_TIER


def _chip(lot: Lot) -> ChipKind:
    return ChipKind.DONE if lot.line.is_winner else ChipKind.WARN


class LotteryScreenView(Screen):
    """抽選."""

    topics = frozenset({"applications", "courses", "participants"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._view: LotteryView | None = None
        self.chooser = CourseChooser(_("抽選の講座"))
        self.chooser.picked.connect(lambda line: self._read(line.id))
        self.model: LinesTableModel[Lot] = LinesTableModel(lot_columns(), key=lambda lot: lot.line.numbers)
        self.table = TableView(self.model, accessible_name=_("抽選に入る申込の一覧"))
        self.panel = LotteryPanel()
        self.side = SidePanel(self.table, self.panel, width=360, from_width=900)
        self.states = StateStack(self.side)
        column = VBox(self.chooser, spacing=10, parent=self)
        column.add(self.states, 1)
        self.panel.seed_wanted.connect(self._fix)
        self.panel.made_seed_wanted.connect(self._make_seed)
        self.panel.draw_wanted.connect(self._draw)
        self.panel.take_back_wanted.connect(self._take_back)
        self.panel.print_wanted.connect(self._print)
        self.panel.check_wanted.connect(self._check)
        self.panel.rules_wanted.connect(self._store_rules)
        self.table.opened.connect(lambda _lot: self.side.open_panel())

    def open(self, *, course: UUID) -> None:
        """Show a course's lottery."""
        self.chooser.wanted = course
        self.refetch()

    def refresh(self) -> None:
        """Read the courses drawn by lot, and the lottery of the chosen one."""
        self.query(self.shell.services.scheduling.courses, self._got_courses, key="courses", states=self.states)

    def _got_courses(self, lines: list[CourseLine]) -> None:
        found = [line for line in lines if line.selection is SelectionKind.LOTTERY and line.capacity is not None]
        if not found:
            self.states.show_empty(
                _("抽選の講座はありません"),
                _("講座を見る"),
                lambda: self.shell.navigate(CoursesWanted()),
                below=_("講座の募集方法を「抽選」にすると、ここで抽選できます。"),
                icon_name="dice",
            )
            return
        found.sort(key=lambda line: (not _is_due(line), line.first_starts_at is None, line.title))
        self._read(self.chooser.offer(found, found[0]).id)

    def _read(self, course: UUID) -> None:
        services = self.shell.services
        self.query(lambda: services.lottery.view(course), self._got_view, key="lottery", states=self.states)

    def _got_view(self, view: LotteryView) -> None:
        self._view = view
        self.model.set_lines(lots_of(view))
        is_drawn = view.draw is not None and view.draw.is_drawn
        for place in _AFTER:
            self.table.hide_column(place, hidden=not is_drawn)
        self.table.hide_column(_TIER, hidden=not any(_has_tier(lot) for lot in self.model.lines()))
        self.states.show_content()
        self.panel.show_view(view)
        self.side.open_panel()

    def _fix(self, seed: str) -> None:
        course, services = self.chooser.wanted, self.shell.services
        if course is not None:
            self.operate(
                lambda: services.lottery.prepare(course, seed),
                lambda result: self.shell.notice(_("抽選の種を「{seed}」に決めました").format(seed=result.seed)),
                fields={"seed": self.panel.seed},
                busy=[self.panel],
            )

    def _make_seed(self) -> None:
        services = self.shell.services
        self.query(services.lottery.make_seed, self.panel.seed.set_text, key="seed")

    def _draw(self) -> None:
        course, services = self.chooser.wanted, self.shell.services
        if course is not None:
            self.operate(lambda: services.lottery.draw(course), self._drawn, busy=[self.panel])

    def _drawn(self, result: LotteryResult) -> None:
        self.shell.notice(
            _("抽選しました。当選{won}人、キャンセル待ち{waits}人です").format(
                won=len(result.winners), waits=len(result.waiting)
            )
        )

    def _take_back(self, reason: str) -> None:
        course, services = self.chooser.wanted, self.shell.services
        if course is not None:
            self.operate(
                lambda: services.lottery.cancel_draw(course, reason),
                lambda _result: self.shell.notice(_("取り消しました。記録と理由は残っています")),
                fields={"reason": self.panel.reason.reason},
                busy=[self.panel],
            )

    def _store_rules(self, rules: object) -> None:
        course, services = self.chooser.wanted, self.shell.services
        if course is not None and isinstance(rules, SeatRules):
            form = self.panel.rules_form
            self.operate(
                lambda: services.lottery.set_rules(course, rules),
                lambda _result: self.shell.notice(_("席の決まりを保存しました")),
                fields={
                    "attempts": form.attempts,
                    "answer_hours": form.answer_hours,
                    "age": form.age,
                    "priorities": form.age,
                },
                busy=[form.save],
            )

    def _check(self) -> None:
        course, services = self.chooser.wanted, self.shell.services
        if course is not None:
            self.query(lambda: services.lottery.verify(course), self.panel.show_verdict, key="verify")

    def _print(self) -> None:
        view = self._view
        if view is None:
            return
        name = _("抽選記録 {course}").format(course=view.title)
        ask_where(self, _("抽選記録を保存する"), f"{name}.pdf", "PDF (*.pdf)", self._save)

    def _save(self, path: Path) -> None:
        course, services = self.chooser.wanted, self.shell.services

        def act() -> MadePrint:
            return services.prints.save(services.prints.make("lottery-record", [str(course)]), path)

        self.operate(
            act,
            lambda made: self.shell.notice(
                _("抽選記録（{pages}ページ）を保存しました。氏名のあるページは公開しないでください").format(
                    pages=made.pages
                )
            ),
            busy=[self.panel.print_button],
        )


def _is_due(line: CourseLine) -> bool:
    """Whether people wait for this draw now."""
    return bool(line.applied) and line.state in {CourseState.CLOSED, CourseState.OPEN, CourseState.RUNNING}
