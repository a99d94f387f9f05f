"""目標・報告: the progress of each target with its evidence, and the monthly report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from divide_app.domain.calendar import fiscal_year, fiscal_year_days
from divide_app.domain.figures.monthly import MonthlyFigures
from divide_app.domain.figures.target import Tally
from divide_app.foundation.translation import _
from divide_app.services.changes import NOTHING, Changes, Topic
from divide_app.ui.save_dialog import ask_where
from divide_app.ui.screens.targets import words as targets_words
from divide_app.ui.screens.targets.parts import BandTable, EvidenceCard, FigureStrip, ProgressCard
from divide_app.ui.screens.targets.tables_page import TablesPage
from divide_app.ui.screens.targets.words import Evidence
from divide_app.ui.shell import Screen, Shell
from divide_app.ui.wanted import PrintsWanted, ScheduleWanted, SettingsWanted
from divide_app.ui.widgets.buttons import ButtonSize, PrimaryButton, QuietButton, SecondaryButton
from divide_app.ui.widgets.cards import Card, Reflow
from divide_app.ui.widgets.fields import ChoiceBox, MemoField
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.go_to import reveal
from divide_app.ui.widgets.labels import Chip, ChipKind, Heading, IconText, Label
from divide_app.ui.widgets.layouts import HBox, VBox, sized, together
from divide_app.ui.widgets.page_switch import PageSwitch
from divide_app.ui.widgets.states import StateStack
from divide_app.wording import targets
from divide_app.wording.band_layouts import BandLayout, layout_of
from divide_app.wording.dates import reiwa_month

if TYPE_CHECKING:
    # Brings the writers of files, which only the database thread needs, and only when a file is wanted.
    from divide_app.services.figures.report_files import WrittenReport

Month = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Shown:
    tallies: tuple[Tally, ...]
    figures: MonthlyFigures
    layout: BandLayout


@dataclass(frozen=True, slots=True)
class _RemarkKept:
    month: Month
    before: str
    changes: Changes = NOTHING


class TargetsScreen(Screen):
    """One target at a time above, one month below."""

    topics: ClassVar[frozenset[str] | None] = frozenset(
        {
            Topic.OFFICE,
            Topic.COURSES,
            Topic.CLASS_SESSIONS,
            Topic.APPLICATIONS,
            Topic.ATTENDANCE,
            Topic.ASSIGNMENTS,
            Topic.TARGETS,
        }
    )

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._tallies: tuple[Tally, ...] = ()
        self._target: UUID | None = None
        self._month: Month | None = None
        self._kept_remark = ""
        self._remark_month: Month | None = None
        self._has_month = False
        self.title = Heading(_("目標・報告"))
        self.chooser: ChoiceBox[UUID] = ChoiceBox(accessible_name=_("目標"))
        self.chooser.picked.connect(self._choose_target)
        self.period = Chip()
        self.goal = Chip()
        self.excel_button = SecondaryButton(_("根拠をExcelに書き出す"), self.ask_excel, icon_name="download")
        self.tables_button = SecondaryButton(_("集計表を作る"), self.show_tables, icon_name="chart")
        self.print_button = PrimaryButton(_("月次活動報告を印刷する"), self._print, icon_name="printer")
        self.progress = ProgressCard()
        self.evidence = EvidenceCard(self._open_session)
        self.no_target = Card()
        self._fill_no_target()
        self.target_page = Reflow(self.progress, self.evidence, shares=(1, 1))
        self.target_pages = PageSwitch(self.target_page, self.no_target)
        content = QWidget()
        self._column = VBox(self.target_pages, spacing=16, parent=content)
        self.states = StateStack(content)
        head = QWidget()
        FlowRow(
            self.title,
            self.chooser,
            self.period,
            self.goal,
            None,
            together(self.tables_button, self.excel_button, self.print_button),
            spacing=12,
            parent=head,
        )
        self.main_page = QWidget()
        VBox(head, spacing=14, parent=self.main_page).add(self.states, 1)
        self.tables_page: TablesPage | None = None
        self.pages = PageSwitch(self.main_page)
        VBox(self.pages, margins=(24, 18, 24, 20), parent=self)
        # The lower half is made one turn of the event loop later, so that the click is answered at once.
        self._month_timer = QTimer(self)
        self._month_timer.setSingleShot(True)
        self._month_timer.timeout.connect(self._need_month)
        self._month_timer.start(0)

    def refresh(self) -> None:
        """Read targets and month."""
        services, month = self.shell.services, self._shown_month()

        def read() -> _Shown:
            office = services.office.get()
            return _Shown(
                tuple(services.targets.tally()),
                services.reports.monthly(*month),
                layout_of(office),
            )

        self.query(read, self._show, key="targets", states=self.states)
        if self.tables_page is not None and self.pages.current is self.tables_page:
            self.tables_page.ask()

    def open(self, *, target: UUID | None = None, month: str | None = None) -> None:
        """Show a target or a month (YYYY-MM)."""
        if target is not None:
            self._target = target
            self._show_target()
        if month is not None:
            self._go_to((int(month[:4]), int(month[5:])))

    def may_leave(self) -> bool:
        """Keep the remark before going elsewhere: nothing typed is lost."""
        self.save_remark()
        return True

    def help_lines(self) -> list[tuple[str, str]]:
        """Return the keys of the list."""
        return [("Enter", _("一覧で選んだ回を予定でひらく"))]

    @property
    def tally(self) -> Tally | None:
        """The target on screen."""
        return next((one for one in self._tallies if one.target.id == self._target), None)

    def show_tables(self) -> None:
        """Show the tables of any period; made when they are first wanted."""
        self.save_remark()
        if self.tables_page is None:
            self.tables_page = TablesPage(self, self.show_main)
            self.pages.add(self.tables_page)
        self.pages.show_page(self.tables_page)
        self.tables_page.ask()
        self.tables_page.measure.box.setFocus()
        reveal(self.tables_page.back)

    def show_main(self) -> None:
        """Show targets and month again."""
        self.pages.show_page(self.main_page)
        self.tables_button.setFocus()

    def ask_excel(self) -> None:
        """Ask where the evidence should go."""
        tally = self.tally
        if tally is not None:
            name = _("根拠 {target} {month}.xlsx").format(
                target=tally.target.name, month=f"{tally.as_of.year}-{tally.as_of.month:02}-{tally.as_of.day:02}"
            )
            ask_where(self, _("根拠をExcelで保存する"), name, "Excel (*.xlsx)", self.save_excel)

    def save_excel(self, path: Path) -> None:
        """Write every session of the target with its reason."""
        tally = self.tally
        if tally is None:
            return
        services, target = self.shell.services, tally.target.id
        self.operate(lambda: services.report_files.evidence(target, path), self._written, busy=(self.excel_button,))

    def save_remark(self) -> None:
        """Keep what stands under 所見, if it was changed."""
        month, before = self._remark_month, self._kept_remark
        if month is None or self.remark.text == before:
            return
        text = self.remark.text
        self._kept_remark = text
        self._keep_remark(month, text, before, can_undo=True)

    def _keep_remark(self, month: Month, text: str, before: str, *, can_undo: bool) -> None:
        services = self.shell.services

        def keep() -> _RemarkKept:
            changes = services.reports.set_remark(*month, text)
            return _RemarkKept(month, before, changes)

        def kept(result: _RemarkKept) -> None:
            words = _("{month}の所見を保存しました").format(month=reiwa_month(*result.month))
            undo = (lambda: self._keep_remark(month, before, text, can_undo=False)) if can_undo else None
            self.shell.notice(words, undo=undo)
            if not can_undo and month == self._remark_month:
                self._kept_remark = text
                self.remark.set_text(text)

        def refused(_trouble: object) -> bool:
            if month == self._remark_month:
                self._kept_remark = before
            return False

        self.operate(keep, kept, fields={"remark": self.remark}, busy=(self.remark_button,), on_trouble=refused)

    def _need_month(self) -> None:
        """Make the card of the month, unless it is there."""
        if not self._has_month:
            self._has_month = True
            self._column.add(self._make_month())

    def _make_month(self) -> Card:
        self.month_box: ChoiceBox[Month] = ChoiceBox(accessible_name=_("月"))
        self.month_box.picked.connect(self._go_to)
        sized(self.month_box, least_width=170)
        self.before = QuietButton("", lambda: self._step(-1), icon_name="chevron_left", accessible_name=_("前の月"))
        self.after = QuietButton("", lambda: self._step(1), icon_name="chevron_right", accessible_name=_("次の月"))
        self.figures = FigureStrip()
        self.unmeasured = IconText("warning", "", "small", colour="warn")
        self.bands = BandTable()
        self.remark = MemoField(_("所見"), rows=2, hint=_("月次活動報告にのります"))
        self.remark.memo.textChanged.connect(self._remark_edited)
        self.remark_button = SecondaryButton(_("所見を保存する"), self.save_remark, size=ButtonSize.SMALL)
        self.remark_button.setEnabled(False)
        card = Card(_("月の実績"), spacing=14)
        head = QWidget()
        FlowRow(self.before, self.month_box, self.after, spacing=4, parent=head)
        card.head.add(head)
        card.body.add(self.figures)
        card.body.add(self.unmeasured)
        card.body.add(VBox(Label(_("年代 × 性別（延べ）"), "strong"), self.bands, spacing=4))
        card.body.add(self.remark)
        card.body.add(HBox(None, self.remark_button))
        return card

    def _fill_no_target(self) -> None:
        words = _("公表している目標（例：5年間で講習130回以上）を設定に入れると、今どこまで来たかを毎日数えます。")
        self.no_target.body.add(IconText("flag", words))
        button = SecondaryButton(_("目標を入れる"), lambda: self.shell.navigate(SettingsWanted(section="targets")))
        self.no_target.body.add(HBox(button, None))

    def _shown_month(self) -> Month:
        """Return the month on screen: by default the last full one, whose report is due."""
        months = self._months()
        if self._month is not None and self._month in months:
            return self._month
        last = self.shell.today().replace(day=1) - timedelta(days=1)
        wanted = (last.year, last.month)
        self._month = wanted if wanted in months else months[0]
        return self._month

    def _months(self) -> list[Month]:
        """Return the months of the fiscal year on screen, newest first, up to this one."""
        first, last = fiscal_year_days(self.shell.fiscal_year)
        today = self.shell.today()
        end = last if last < today else max(first, today)
        months: list[Month] = []
        day = date(end.year, end.month, 1)
        while day >= first:
            months.append((day.year, day.month))
            day = (day - timedelta(days=1)).replace(day=1)
        return months

    def _go_to(self, month: Month) -> None:
        self.save_remark()
        self._month = month
        if month not in self._months():
            self.shell.set_fiscal_year(fiscal_year(date(*month, 1)))
        self.refetch()

    def _step(self, months: int) -> None:
        year, month = self._shown_month()
        place = year * 12 + month - 1 + months
        self._go_to((place // 12, place % 12 + 1))

    def _show(self, shown: _Shown) -> None:
        self._tallies = shown.tallies
        if self.tally is None:
            self._target = shown.tallies[0].target.id if shown.tallies else None
        self._show_target()
        self._show_month(shown.figures, shown.layout)

    def _show_target(self) -> None:
        tally = self.tally
        several = len(self._tallies) > 1
        self.chooser.set_choices([(one.target.id, one.target.name) for one in self._tallies])
        self.chooser.setVisible(several)
        self.title.setVisible(not several)
        for thing in (self.period, self.goal, self.excel_button):
            thing.setVisible(tally is not None)
        self.target_pages.show_page(self.no_target if tally is None else self.target_page)
        if tally is None:
            self.title.setText(_("目標・報告"))
            return
        self.chooser.set_value(tally.target.id)
        self.title.setText(tally.target.name)
        self.period.set(targets.period_words(tally.target), ChipKind.NEUTRAL)
        self.goal.set(targets.goal_words(tally.target), ChipKind.NEUTRAL)
        self.progress.show_tally(tally)
        self.evidence.show_tally(tally)

    def _show_month(self, figures: MonthlyFigures, bands: BandLayout) -> None:
        self._need_month()
        month = (figures.year, figures.month)
        months = self._months()
        self.month_box.set_choices([(one, reiwa_month(*one)) for one in months])
        self.month_box.set_value(month)
        today = self.shell.today()
        self.after.setEnabled(month < (today.year, today.month))
        self.figures.set_figures(targets_words.month_figures(figures))
        words = targets_words.unmeasured_words(figures)
        self.unmeasured.set(words)
        self.unmeasured.setVisible(bool(words))
        self.bands.set_rows(targets_words.band_rows(figures, bands))
        is_edited = self._remark_month == month and self.remark.text != self._kept_remark
        self._remark_month = month
        self._kept_remark = figures.remark
        if not is_edited:
            self.remark.set_text(figures.remark)
        self._remark_edited()

    def _remark_edited(self) -> None:
        self.remark_button.setEnabled(self.remark.text != self._kept_remark)

    def _choose_target(self, target: object) -> None:
        if isinstance(target, UUID):
            self._target = target
            self._show_target()

    def _open_session(self, line: Evidence) -> None:
        self.shell.navigate(ScheduleWanted(class_session=line.session.id))

    def _print(self) -> None:
        self.save_remark()
        year, month = self._shown_month()
        self.shell.navigate(PrintsWanted(paper="monthly", month=f"{year}-{month:02}"))

    def _written(self, written: WrittenReport) -> None:
        self.shell.notice(_("{file}に{rows}行を保存しました").format(file=written.file.name, rows=written.rows))
