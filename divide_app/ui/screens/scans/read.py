"""読み取る: chooses files, shows the marks over each page, and stores them on confirmation."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QWidget

from divide_app.domain.errors import DomainError
from divide_app.domain.scans.paper_reading import TAKEN_IN_ALL_THE_SAME
from divide_app.foundation.file_names import reachable
from divide_app.foundation.problems import EnvironmentProblem
from divide_app.foundation.progress import Progress
from divide_app.foundation.translation import _
from divide_app.services.scans.scans import FileReading, PageLine, ScanReport
from divide_app.ui.background import Lane
from divide_app.ui.screens.scans.picture import Picture
from divide_app.ui.shell import Screen
from divide_app.ui.widgets.buttons import ButtonSize, PrimaryButton, QuietButton, SecondaryButton
from divide_app.ui.widgets.cards import Card, CardLines
from divide_app.ui.widgets.facts import Figures
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import Chip, ChipKind, IconText, Label
from divide_app.ui.widgets.layouts import HBox, VBox
from divide_app.ui.widgets.page_switch import PageSwitch
from divide_app.wording.dates import short_day
from divide_app.wording.labels import label
from divide_app.wording.sentences import sentence

SUFFIXES = "*.pdf *.tif *.tiff *.png *.jpg *.jpeg"


class Read(QWidget):
    """Choose, look, keep.

    Attributes:
        readings: What the files show, kept only while they are looked at.
        report: What that means to this office.
        shown: The page whose picture is on screen, or None.
    """

    def __init__(self, screen: Screen) -> None:
        super().__init__()
        self.page = screen
        self.readings: tuple[FileReading, ...] = ()
        self.report: ScanReport | None = None
        self.shown: PageLine | None = None
        self.setAcceptDrops(True)
        self.choice = self._make_choice()
        self.look = self._make_look()
        self.outcome = self._make_outcome()
        self.pages = PageSwitch(self.choice, self.look, self.outcome)
        column = VBox(spacing=0, parent=self)
        column.add(self.pages, 1)
        column.add(None)

    def choose(self) -> None:
        """Ask for the files."""
        dialog = QFileDialog(
            self, _("スキャナーのファイルを選ぶ"), "", f"{_('読み取った紙')} ({SUFFIXES});;{_('すべて')} (*)"
        )
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(lambda paths: self.read_files([reachable(path) for path in paths]))
        dialog.open()

    def read_files(self, paths: Sequence[Path]) -> None:
        """Read files the person chose or dropped."""
        self.trouble.hide()
        services = self.page.shell.services

        def read(progress: Progress) -> tuple[FileReading, ...] | DomainError | EnvironmentProblem:
            try:
                return services.scans.read(paths, progress=progress, with_pictures=True)
            except (DomainError, EnvironmentProblem) as trouble:
                return trouble

        self.page.work(
            read, self._was_read, title=_("紙を読み取っています"), busy=[self.choose_button], lane=Lane.PAPER
        )

    def import_pages(self) -> None:
        """Keep what was read."""
        readings, services = self.readings, self.page.shell.services
        self.page.operate(lambda: services.scans.take_in(readings), self._kept, busy=[self.keep_button])

    def begin_again(self) -> None:
        """Be ready for the next files; nothing was kept of these."""
        self.readings, self.report, self.shown = (), None, None
        self.picture.show_jpeg(None)
        self.pages.show_page(self.choice)
        self.choose_button.setFocus()

    def show_page(self, line: PageLine) -> None:
        """Show one page with its marks."""
        self.shown = line
        marks = [(box, True) for mark in line.marks for box in mark.areas]
        marks += [(box, False) for mark in line.unsure for box in mark.areas]
        self.picture.show_jpeg(line.picture, marks=marks)
        self.no_picture.setVisible(line.picture is None)
        self.picture.setVisible(line.picture is not None)
        self.page_words.setText(_of_page(line))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take local files."""
        urls = event.mimeData().urls()
        if urls and all(url.isLocalFile() for url in urls):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Read the files."""
        self.read_files([reachable(url.toLocalFile()) for url in event.mimeData().urls()])

    def _make_choice(self) -> Card:
        card = Card(_("記入した出席簿やアンケートを読み取る"), spacing=14)
        card.body.add(
            Label(
                _(
                    "コピー機のスキャナーで読んだファイルを選ぶか、ここに重ねて落としてください。"
                    "向きがばらばらでも、ほかの紙が混ざっていても大丈夫です。二度読み取っても、二重にはなりません。"
                ),
                wrap=True,
            )
        )
        self.trouble = IconText("trouble", "", colour="trouble")
        self.trouble.hide()
        card.body.add(self.trouble)
        self.choose_button = PrimaryButton(_("ファイルを選ぶ"), self.choose, icon_name="upload", size=ButtonSize.DOOR)
        row = QWidget()
        FlowRow(self.choose_button, Label(_("PDF・TIFF・PNG・JPEG"), "soft"), spacing=14, parent=row)
        card.body.add(row)
        return card

    def _make_look(self) -> QWidget:
        self.lines = CardLines()
        self.keep_button = PrimaryButton(_("取り込む"), self.import_pages, icon_name="check")
        self.summary = Label("", "section", wrap=True)
        self.missing = Label("", wrap=True)
        left = Card(_("読み取りました（まだ取り込んでいません）"), spacing=10)
        left.body.add(self.summary)
        left.body.add(self.missing)
        row = QWidget()
        FlowRow(self.keep_button, QuietButton(_("やめる"), self.begin_again), parent=row)
        left.body.add(row)
        left.body.add(self.lines)
        left.body.add(None)
        right = Card(spacing=8)
        self.page_words = Label("", "strong", wrap=True)
        self.picture = Picture(_("読み取ったページ"))
        self.no_picture = Label(_("このページの絵はありません。"), "soft", wrap=True)
        right.body.add(self.page_words)
        right.body.add(self.picture)
        right.body.add(self.no_picture)
        right.body.add(Label(_("実線の枠は読み取ったしるし、点線の枠は確かめるしるしです。"), "small", wrap=True))
        right.body.add(None)
        ground = QWidget()
        both = HBox(spacing=14, parent=ground)
        both.add(left, 3)
        both.add(right, 2)
        return ground

    def _make_outcome(self) -> Card:
        card = Card(_("取り込みました"), sheet="done", spacing=14)
        words = {"accepted": _("新しいしるし"), "known": _("取り込み済みの行"), "waiting": _("確認待ち")}
        self.figures = Figures(words, spacing=24)
        card.body.add(self.figures)
        self.decide_button = PrimaryButton(
            _("確認待ちを決める"), lambda: self.page.open(part="decide"), icon_name="check_circle"
        )
        row = QWidget()
        self.next_button = SecondaryButton(_("次のファイルへ"), self.begin_again)
        FlowRow(self.decide_button, self.next_button, parent=row)
        card.body.add(row)
        return card

    def _was_read(self, found: tuple[FileReading, ...] | DomainError | EnvironmentProblem) -> None:
        if not isinstance(found, tuple):
            self.pages.show_page(self.choice)
            self.trouble.set(sentence(found))
            self.trouble.show()
            return
        self.readings = found
        services = self.page.shell.services
        self.page.query(lambda: services.scans.look(found), self._looked, key="scan look")

    def _looked(self, report: ScanReport) -> None:
        self.report = report
        self.lines.clear()
        takes = [line for line in report.pages if _is_taken(line)]
        marks, unsure = sum(len(line.marks) for line in takes), sum(len(line.unsure) for line in takes)
        self.summary.setText(
            _("{pages}ページのうち {ours}ページを読みました。しるし {marks}、確かめる行 {unsure}").format(
                pages=len(report.pages), ours=sum(bool(line.rows) for line in report.pages), marks=marks, unsure=unsure
            )
        )
        self.missing.setText(
            "\n".join(
                _("「{title}」の出席簿は、{pages}ページ目がまだです（全{of}ページ）。").format(
                    title=one.course_title, pages=_("、").join(str(page) for page in one.pages), of=one.of
                )
                for one in report.missing
            )
        )
        self.missing.setVisible(bool(report.missing))
        self.keep_button.setEnabled(bool(takes))
        for line in report.pages:
            show = SecondaryButton(
                _("見る"),
                partial(self.show_page, line),
                size=ButtonSize.SMALL,
                accessible_name=_("{page}ページ目を見る").format(page=line.page),
            )
            self.lines.add_line(_title(line), _of_page(line), right=(_chip(line), show))
        first = next((line for line in report.pages if line.unsure), report.pages[0] if report.pages else None)
        if first is not None:
            self.show_page(first)
        self.pages.show_page(self.look)
        self.keep_button.setFocus()

    def _kept(self, report: ScanReport) -> None:
        self.figures.set_figures(accepted=report.accepted, known=report.known, waiting=report.waiting)
        self.decide_button.setVisible(bool(report.waiting))
        self.readings = ()
        self.picture.show_jpeg(None)
        self.pages.show_page(self.outcome)
        (self.decide_button if report.waiting else self.next_button).setFocus()


def _is_taken(line: PageLine) -> bool:
    return bool(line.rows) and not line.is_known and (line.problem is None or line.problem in TAKEN_IN_ALL_THE_SAME)


def _title(line: PageLine) -> str:
    return _("{file}　{page}ページ目").format(file=line.file, page=line.page)


def _of_page(line: PageLine) -> str:
    words = []
    if line.class_session is not None and line.starts_at is not None:
        words.append(
            _("{title}　{day}　{page}枚目（全{pages}枚）").format(
                title=line.course_title,
                day=short_day(line.starts_at),
                page=line.sheet_page,
                pages=line.sheet_pages,
            )
        )
    if line.problem is not None:
        words.append(label(line.problem))
    return "\n".join(words)


def _chip(line: PageLine) -> Chip:
    if line.is_known:
        return Chip(_("取り込み済み"), ChipKind.NEUTRAL)
    if not _is_taken(line):
        return Chip(_("飛ばします"), ChipKind.NEUTRAL if line.kind is None else ChipKind.WARN)
    if line.unsure:
        return Chip(
            _("しるし {marks}・確認 {unsure}").format(marks=len(line.marks), unsure=len(line.unsure)), ChipKind.WARN
        )
    return Chip(_("しるし {marks}").format(marks=len(line.marks)), ChipKind.DONE)
