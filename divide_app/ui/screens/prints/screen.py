"""印刷: choose a paper and its subject, preview it, save or print it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import ClassVar
from uuid import UUID

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QSizePolicy, QWidget

from divide_app.domain.calendar import fiscal_year, fiscal_year_days, month_days
from divide_app.domain.papers.papers import PrintKind
from divide_app.foundation.translation import _
from divide_app.services.changes import NOTHING, Changes, Topic, changes
from divide_app.services.papers.prints import MadePrint, flyer_languages
from divide_app.ui.background import Trouble
from divide_app.ui.printer import PrintRun, ask_printer, has_printer
from divide_app.ui.save_dialog import ask_where
from divide_app.ui.screens.prints import data as prints_data
from divide_app.ui.screens.prints.data import Choice, LastPrint
from divide_app.ui.screens.prints.letter_bar import LetterBar
from divide_app.ui.screens.prints.preview import Preview
from divide_app.ui.shell import Screen, Shell
from divide_app.ui.wanted import ApplicationsWanted, CoursesWanted
from divide_app.ui.widgets.buttons import CheckBox, LinkButton, PrimaryButton, SecondaryButton, SegmentedControl
from divide_app.ui.widgets.cards import Card, Reflow
from divide_app.ui.widgets.fields import ChoiceBox, SearchField
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import Heading, Label
from divide_app.ui.widgets.layouts import VBox, clear, sized, together
from divide_app.ui.widgets.states import StateStack
from divide_app.ui.widgets.tables import Column, LinesTableModel, TableView
from divide_app.wording.dates import fiscal_year_label, reiwa_month
from divide_app.wording.labels import label

Month = tuple[int, int]

MOST_AT_ONCE = 120
"""Papers made in one go: a busy month of a city; more would make the preview wait for seconds."""
LAST_SHOWN = 4
PAST_YEARS = 2
"""Fiscal years before the one on screen whose months can still be reported."""


@dataclass(frozen=True, slots=True)
class _Noted:
    """A paper left the program; the monthly report's reminder on the home screen goes away."""

    changes: Changes = NOTHING


class PrintsScreen(Screen):
    """Every paper in one place."""

    topics: ClassVar[frozenset[str] | None] = frozenset(
        {
            Topic.OFFICE,
            Topic.VENUES,
            Topic.COURSES,
            Topic.CLASS_SESSIONS,
            Topic.PARTICIPANTS,
            Topic.APPLICATIONS,
            Topic.ATTENDANCE,
            Topic.ASSIGNMENTS,
            Topic.TARGETS,
        }
    )

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._found: list[Choice] = []
        self._wanted = ""
        self._alone = ""
        self._is_filling = False
        self._year = shell.fiscal_year
        self._make_head()
        self._make_list()
        self.language: ChoiceBox[str] = ChoiceBox(flyer_languages(), accessible_name=_("チラシの言葉"))
        self.language.picked.connect(lambda _value: self._make())
        self.preview = Preview(self, self.language)
        paper = Card(margins=14, spacing=8)
        paper.body.add(self.preview, 1)
        column = VBox(self._head, spacing=14, margins=(24, 18, 24, 20), parent=self)
        column.add(Reflow(self._list_side, paper, shares=(5, 8), from_width=700), 1)
        self._make_keys()
        self._turn_kind(PrintKind.FLYER)

    @property
    def kind(self) -> PrintKind:
        """The paper chosen."""
        return PrintKind(self.kinds.value)

    @property
    def made(self) -> MadePrint | None:
        """The paper in the preview."""
        return self.preview.made

    def refresh(self) -> None:
        """Read what can be printed, and what was printed last."""
        if self._year != self.shell.fiscal_year:
            self._year = self.shell.fiscal_year
            self._fill_months()
        services, kind, today = self.shell.services, self.kind, self.shell.today()
        first, last = self._span()

        letter = self.letters.kind

        def read() -> list[Choice]:
            if kind is PrintKind.NOTICES:
                return prints_data.letter_choices(services, letter, first, last, today)
            return prints_data.choices(services, kind, first, last, today)

        self.query(read, self._show_choices, key="choices", states=self.list_states)
        self.query(lambda: prints_data.last_prints(services, LAST_SHOWN), self._show_last, key="last")

    def open(
        self,
        *,
        paper: str | None = None,
        course: UUID | None = None,
        class_session: UUID | None = None,
        month: str | None = None,
        subject: str | None = None,
        application: UUID | None = None,
    ) -> None:
        """Show a paper.

        Args:
            paper: A value of `PrintKind`; it follows from session or month where they are of one kind.
            course: Of what, as `class_session` and `month` (YYYY-MM).
            class_session: See `course`.
            month: See `course`.
            subject: Any of these as text.
            application: One ticket alone.
        """
        if paper is None:
            paper = PrintKind.MONTHLY if month else PrintKind.ATTENDANCE_SHEET if class_session else None
        if paper is not None and paper in prints_data.OFFERED:
            self._turn_kind(PrintKind(paper))
        wanted = subject or month or class_session or course
        if wanted is not None:
            self._wanted = str(wanted)
            self.together.setChecked(False)
            self.finder.clear()
            self._widen_for(self._wanted)
        self._alone = "" if application is None else str(application)
        self.refetch()

    def help_lines(self) -> list[tuple[str, str]]:
        """Return the keys of the preview."""
        return [
            ("Ctrl+P", _("印刷する")),
            ("Ctrl+S", _("PDFで保存する")),
            ("PageUp / PageDown", _("見本のページをめくる")),
            ("+ / −", _("見本を大きく・小さく見る")),
        ]

    def ask_save(self) -> None:
        """Ask where the PDF should go."""
        if self.made is not None:
            ask_where(self, _("PDFで保存する"), f"{self._name_of_file()}.pdf", "PDF (*.pdf)", self.save)

    def save(self, path: Path) -> None:
        """Write the PDF."""
        made = self.made
        if made is None:
            return
        services = self.shell.services

        def save() -> _Noted:
            services.prints.save(made, path)
            return _noted(made)

        def saved(_result: _Noted) -> None:
            self._tell(made, _("{file}を保存しました（{pages}ページ）").format(file=path.name, pages=made.pages))

        self.operate(save, saved, busy=(self.save_button,))

    def ask_print(self) -> None:
        """Let the person choose a printer, or say that there is none and offer the PDF."""
        if self.made is None:
            return
        if not has_printer():
            self.shell.notice(
                _("このパソコンで使えるプリンターが見つかりません。PDFで保存して、ほかのパソコンから印刷できます。"),
                kind="warn",
                action=(_("PDFで保存する"), self.ask_save),
            )
            return
        ask_printer(self, self.made, self._name_of_file(), self.send_to)

    def send_to(self, printer: object) -> PrintRun | None:
        """Send the paper on screen to a printer (`QPrinter`)."""
        from PySide6.QtPrintSupport import QPrinter

        made = self.made
        if made is None or not isinstance(printer, QPrinter):
            return None

        def done(went_out: bool) -> None:
            self.print_button.setEnabled(True)
            if went_out:
                self._note_printed(made)
            else:
                self.shell.notice(
                    _("プリンターに送れませんでした。プリンターの電源と紙を確かめて、もう一度お試しください。"),
                    kind="trouble",
                    action=(_("PDFで保存する"), self.ask_save),
                )

        self.print_button.setEnabled(False)
        run = PrintRun(self, made, printer, done)
        run.start()
        return run

    def _note_printed(self, made: MadePrint) -> None:
        services = self.shell.services

        def note() -> _Noted:
            services.prints.note(made)
            return _noted(made)

        def noted(_result: _Noted) -> None:
            self._tell(made, _("プリンターに送りました（{pages}ページ）").format(pages=made.pages))

        self.operate(note, noted)

    def _tell(self, made: MadePrint, text: str) -> None:
        """Say that a paper left the program; letters are marked as sent, and the mark can be taken back."""
        self._read_last()
        if not made.told or made.letters is None:
            self.shell.notice(text)
            return
        services, kind = self.shell.services, made.letters.kind

        def take_back() -> None:
            self.operate(lambda: _Noted(services.letters.take_back(made.told, kind)), lambda _done: self.refetch())

        marked = _("{number}人を送付済みにしました").format(number=len(made.told))
        self.shell.notice(f"{text} {marked}", undo=take_back)
        self.refetch()

    def _make_head(self) -> None:
        self.kinds = SegmentedControl(
            [(kind.value, label(kind)) for kind in prints_data.OFFERED], accessible_name=_("刷るもの")
        )
        self.kinds.chosen.connect(lambda kind: self._kind_chosen(PrintKind(kind)))
        self.save_button = SecondaryButton(_("PDFで保存する"), self.ask_save, icon_name="download")
        self.print_button = PrimaryButton(_("印刷する"), self.ask_print, icon_name="printer")
        self._head = QWidget()
        FlowRow(
            Heading(_("印刷")),
            self.kinds,
            None,
            together(self.save_button, self.print_button),
            spacing=14,
            parent=self._head,
        )

    def _make_list(self) -> None:
        self.months: ChoiceBox[Month | None] = ChoiceBox(accessible_name=_("期間"))
        self.months.picked.connect(lambda _month: self._month_chosen())
        self.finder = SearchField(_("名前でしぼる"))
        sized(self.finder, least_width=120)
        self.finder.searched.connect(lambda _text: self._show_filtered())
        self.model: LinesTableModel[Choice] = LinesTableModel(
            [Column(_("刷るもの"), lambda one: one.title, sub=lambda one: one.below, bold=True)], key=lambda one: one.id
        )
        self.table = TableView(self.model, accessible_name=_("刷るものの一覧"), plain=True)
        self.table.horizontalHeader().hide()
        self.table.setSortingEnabled(False)
        self.table.chosen.connect(self._line_chosen)
        self.table.opened.connect(lambda _line: self.preview.area.setFocus())
        sized(self.table, least_height=180)
        self.list_states = StateStack(self.table)
        self.together = CheckBox(_("一覧をまとめて刷る"))
        self.together.toggled.connect(lambda _on: self._make())
        list_card = Card(margins=14, spacing=10)
        self.months.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        sized(self.months, least_width=110)
        self.letters = LetterBar()
        self.letters.kind_changed.connect(self._month_chosen)
        self.letters.changed.connect(self._make)
        list_card.body.add(self.letters)
        list_card.body.add(VBox(self.months, self.finder, spacing=8))
        list_card.body.add(self.list_states, 1)
        list_card.body.add(self.together)
        self.last_card = Card(_("最近の印刷"), margins=14, spacing=6)
        self.last_lines = VBox(spacing=2)
        self.last_card.body.add(self.last_lines)
        self.last_card.hide()
        self._list_side = QWidget()
        column = VBox(spacing=12, parent=self._list_side)
        column.add(list_card, 1)
        column.add(self.last_card)

    def _make_keys(self) -> None:
        for keys, act in (("Ctrl+P", self.ask_print), ("Ctrl+S", self.ask_save)):
            QShortcut(QKeySequence(keys), self, act)

    def _kind_chosen(self, kind: PrintKind) -> None:
        self._wanted = self._alone = ""
        self._turn_kind(kind)
        self.refetch()

    def _turn_kind(self, kind: PrintKind) -> None:
        self.kinds.set_value(kind.value)
        is_monthly = kind is PrintKind.MONTHLY
        blocked = self.together.blockSignals(True)
        self.together.setChecked(False)
        self.together.blockSignals(blocked)
        self.together.setVisible(not is_monthly)
        self.months.setVisible(not is_monthly)
        self.finder.setVisible(not is_monthly)
        self.language.setVisible(kind is PrintKind.FLYER)
        self.letters.setVisible(kind is PrintKind.NOTICES)
        self._fill_months()
        self._found = []

    def _fill_months(self) -> None:
        first, last = fiscal_year_days(self.shell.fiscal_year)
        offered: list[tuple[Month | None, str]] = [
            (None, _("{year}すべて").format(year=fiscal_year_label(self.shell.fiscal_year)))
        ]
        offered += [
            ((int(one.id[:4]), int(one.id[5:])), one.title) for one in reversed(prints_data.months(first, last))
        ]
        self.months.set_choices(offered)
        today = self.shell.today()
        if self.kind in {PrintKind.ATTENDANCE_SHEET, PrintKind.SURVEY} and first <= today <= last:
            self.months.set_value((today.year, today.month))
        else:
            self.months.set_value(None)

    def _span(self) -> tuple[date, date]:
        first, last = fiscal_year_days(self.shell.fiscal_year)
        if self.kind is PrintKind.MONTHLY:
            return fiscal_year_days(self.shell.fiscal_year - PAST_YEARS)[0], last
        month = self.months.value
        return (first, last) if month is None else month_days(*month)

    def _widen_for(self, wanted: str) -> None:
        """Make sure the list holds what another screen asked for."""
        if self.kind is PrintKind.MONTHLY:
            if len(wanted) == len("2026-11"):
                year = fiscal_year(date(int(wanted[:4]), int(wanted[5:]), 1))
                if year > self.shell.fiscal_year:
                    self.shell.set_fiscal_year(year)
            return
        self.months.set_value(None)

    def _month_chosen(self) -> None:
        self._wanted = self._alone = ""
        self.refetch()

    def _show_choices(self, found: list[Choice]) -> None:
        self._found = found
        self._show_filtered()

    def _show_filtered(self) -> None:
        lines = prints_data.filtered(self._found, self.finder.text())
        line = self.table.current_line()
        chosen = self._wanted or (line.id if isinstance(line, Choice) else "")
        self._quiet_set(lines)
        self.together.setText(_("一覧の{number}件をまとめて刷る").format(number=min(len(lines), MOST_AT_ONCE)))
        self.together.updateGeometry()
        self.together.setEnabled(len(lines) > 1)
        if not lines:
            self._show_no_lines()
            return
        self.list_states.show_content()
        self._is_filling = True
        if not (chosen and self.table.choose(chosen)):
            self.table.choose_row(self._first_row(lines))
        self._is_filling = False
        self._make()

    def _quiet_set(self, lines: Sequence[Choice]) -> None:
        blocked = self.table.blockSignals(True)
        self.model.set_lines(lines)
        self.table.blockSignals(blocked)

    def _first_row(self, lines: Sequence[Choice]) -> int:
        """Return the row shown first: the last full month for the report, else the top."""
        if self.kind is not PrintKind.MONTHLY:
            return 0
        last = self.shell.today().replace(day=1) - timedelta(days=1)
        wanted = f"{last.year}-{last.month:02}"
        return next((row for row, one in enumerate(lines) if one.id == wanted), 0)

    def _show_no_lines(self) -> None:
        if self._found:
            self.list_states.show_empty(_("あてはまるものがありません"), _("しぼり込みをやめる"), self.finder.clear)
        elif self.kind is PrintKind.NOTICES:
            self.list_states.show_empty(
                _("この期間に、お知らせする方のいる講座はありません"),
                _("申込一覧を見る"),
                lambda: self.shell.navigate(ApplicationsWanted(view="list")),
                icon_name="person_plus",
            )
        elif self.kind is PrintKind.TICKETS:
            self.list_states.show_empty(
                _("受講の決まった講座がありません"),
                _("申込を受ける"),
                lambda: self.shell.navigate(ApplicationsWanted()),
                icon_name="person_plus",
            )
        else:
            self.list_states.show_empty(
                _("この期間に刷るものはありません"),
                _("講座を作る"),
                lambda: self.shell.navigate(CoursesWanted(wizard=True)),
                icon_name="book",
            )
        self.preview.show_nothing(_("刷るものを選ぶと、ここに見本が出ます"))
        self._enable()

    def _line_chosen(self, line: object) -> None:
        if isinstance(line, Choice) and not self._is_filling:
            self._wanted, self._alone = line.id, ""
            if not self.together.isChecked():
                self._make()

    def _ids(self) -> tuple[str, ...]:
        if self.together.isChecked() and self.together.isEnabled():
            return tuple(one.id for one in self.model.lines()[:MOST_AT_ONCE])
        if self._alone:
            return (self._alone,)
        line = self.table.current_line()
        return (line.id,) if isinstance(line, Choice) else ()

    def _make(self) -> None:
        """Make the paper anew; the answer to an older question is dropped."""
        ids, kind = self._ids(), self.kind
        if not ids:
            return
        services, language = self.shell.services, self.language.value or "ja"
        order = self.letters.order() if kind is PrintKind.NOTICES else None
        if order is not None:
            kind = self.letters.paper

        def make() -> MadePrint:
            if order is not None:
                return services.prints.make(kind, ids, letters=order)
            return services.prints.make(kind, ids, language=language if kind is PrintKind.FLYER else "ja")

        def failed(_trouble: Trouble) -> bool:
            # The paper before must neither come back over the sentence nor be printed in place of the new one.
            self.preview.forget()
            self._enable()
            return False

        self.query(make, self._show_made, key="make", states=self.preview.states, on_trouble=failed)

    def _show_made(self, made: MadePrint) -> None:
        if made.kind is self.kind or (self.kind is PrintKind.NOTICES and made.letters is not None):
            self.preview.show_made(made)
        self._enable()

    def _enable(self) -> None:
        for button in (self.save_button, self.print_button):
            button.setEnabled(self.made is not None)

    def _read_last(self) -> None:
        services = self.shell.services
        self.query(lambda: prints_data.last_prints(services, LAST_SHOWN), self._show_last, key="last")

    def _show_last(self, prints: list[LastPrint]) -> None:
        clear(self.last_lines)
        self.last_card.setVisible(bool(prints))
        for one in prints:
            words = prints_data.last_print_words(one)
            what: QWidget = Label(words, wrap=True)
            if one.kind in prints_data.OFFERED:
                what = LinkButton(
                    words,
                    lambda one=one: self.open(paper=one.kind.value, subject=one.subject),  # type: ignore[misc]
                )
                what.setAccessibleName(_("{words}をもう一度見る").format(words=words))
            row = QWidget()
            FlowRow(what, Label(prints_data.last_print_moment(one), "small"), spacing=8, row_spacing=0, parent=row)
            self.last_lines.add(row)

    def _name_of_file(self) -> str:
        made = self.made
        if made is None:
            return ""
        lines = {one.id: one.title for one in self._found}
        first = made.subjects[0]
        what = lines.get(first, "")
        if made.kind is PrintKind.MONTHLY:
            what = reiwa_month(int(first[:4]), int(first[5:]))
        if len(made.subjects) > 1:
            what = _("{what} ほか{number}件").format(what=what, number=len(made.subjects) - 1)
        return f"{label(made.kind)} {what}".strip()


def _noted(made: MadePrint) -> _Noted:
    return _Noted(changes(Topic.TARGETS) if made.kind is PrintKind.MONTHLY else NOTHING)
