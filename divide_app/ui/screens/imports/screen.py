"""取り込み: imports people, applications or venues from a file in three steps."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QSizePolicy, QWidget

from divide_app.domain.planning.courses import CourseState
from divide_app.foundation.progress import Progress
from divide_app.foundation.translation import _
from divide_app.services.files.imports import (
    CheckedRow,
    FileLook,
    ImportKind,
    ImportResult,
    ProfileLine,
    UndoneImport,
)
from divide_app.ui.dropping import dropped_file
from divide_app.ui.save_dialog import ask_where
from divide_app.ui.screens.imports.check_step import CheckedTable, CheckStep
from divide_app.ui.screens.imports.choose_step import ChooseStep
from divide_app.ui.screens.imports.columns_step import ColumnsStep
from divide_app.ui.screens.imports.done_step import DoneStep
from divide_app.ui.shell import Screen, Shell
from divide_app.ui.widgets.buttons import PrimaryButton, QuietButton, SecondaryButton
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import Chip, ChipKind, Heading
from divide_app.ui.widgets.layouts import HBox, VBox, scrolled
from divide_app.ui.widgets.page_switch import PageSwitch

Courses = list[tuple[str, str]]


class ImportsScreen(Screen):
    """The wizard of every kind of file.

    Attributes:
        forward: つぎへ, in the last step 取り込む.
    """

    topics: ClassVar[frozenset[str] | None] = frozenset()

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._step = 0
        self._is_kind_told = False
        self._file: Path | None = None
        self._result: ImportResult | None = None
        self.choose = ChooseStep(self.take_file, lambda _kind: self._enable())
        self.columns = ColumnsStep(self._use_profile, self._save_profile, self._enable)
        self.check = CheckStep(self._recheck)
        self.done = DoneStep(
            on_undo=self.undo,
            on_save=self.ask_save_rejected,
            on_again=self.begin,
            on_go=self.shell.navigate,
        )
        self._steps: tuple[QWidget, ...] = (self.choose, self.columns, self.check, self.done)
        self._chips = [Chip(word, ChipKind.NEUTRAL) for word in self._step_words()]
        self.back = SecondaryButton(_("もどる"), self.go_back, icon_name="chevron_left")
        self.forward = PrimaryButton(_("つぎへ"), self.go_on)
        self.leave = QuietButton(_("はじめからやり直す"), self.begin)
        self._make_page()
        self.setAcceptDrops(True)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self.go_on)
        self.show_step(0)

    @property
    def step(self) -> int:
        """0 file, 1 columns, 2 rows, 3 done."""
        return self._step

    def open(self, *, kind: str | None = None, file: Path | None = None) -> None:
        """Take a file and what it holds (a value of `ImportKind`), as a dropped file or another screen gives them."""
        if self._step == len(self._steps) - 1:
            self.begin()
        if kind is not None:
            self.choose.set_kind(ImportKind(kind))
            self._is_kind_told = True
        if file is not None:
            self.take_file(file, keep_kind=kind is not None)

    def may_leave(self) -> bool:
        """Let the person go: what was typed stays until another file is chosen."""
        return True

    def help_lines(self) -> list[tuple[str, str]]:
        """Return the keys of the wizard."""
        return [
            ("Ctrl+Enter", _("次の段階へ進む")),
            ("Enter", _("列の意味を決める、セルを直す")),
            (_("スペース"), _("行を外す、また入れる")),
            ("Alt+Enter", _("選んだ行をくわしく見る")),
        ]

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files that may be a list."""
        if dropped_file(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Begin with the file."""
        file = dropped_file(event)
        if file is not None:
            event.acceptProposedAction()
            self.take_file(file)

    def begin(self) -> None:
        """Begin anew without a file."""
        self._file, self._result, self._is_kind_told = None, None, False
        self.choose.show_file(None)
        self.check.begin()
        self.show_step(0)

    def take_file(self, file: Path, *, keep_kind: bool = False) -> None:
        """Take a file, and guess what it holds unless somebody said."""
        keep_kind = keep_kind or self._is_kind_told
        self._file, self._result = file, None
        self.check.begin()
        self.show_step(0)
        services = self.shell.services
        kept = self.choose.kind

        def guess() -> ImportKind:
            return kept if keep_kind else services.imports.guess_kind(file)

        def guessed(kind: ImportKind) -> None:
            self.choose.set_kind(kind)
            self.choose.show_file(file)
            self._enable()
            self.forward.setFocus()

        def failed(_trouble: object) -> bool:
            self._file = None
            self.choose.show_file(None)
            self._enable()
            return False

        self.query(guess, guessed, key="guess", on_trouble=failed)

    def go_on(self) -> None:
        """Go to the next step, or bring the file in."""
        if not self.forward.isEnabled() or self.forward.isHidden():
            return
        if self._step == 0:
            self._look()
        elif self._step == 1:
            self._check()
        elif self._step == 2:
            self._run()

    def go_back(self) -> None:
        """Go to the step before; what was decided stays."""
        if 0 < self._step < len(self._steps) - 1:
            self.show_step(self._step - 1)

    def undo(self) -> None:
        """Take the whole import back."""
        result = self._result
        if result is None or result.run is None:
            return
        run, services = result.run, self.shell.services

        def undone(done: UndoneImport) -> None:
            text = _("申込 {applications}件と{participants}人の登録を取り除きました。").format(
                applications=done.applications, participants=done.participants
            )
            if done.kept:
                text += _("ほかで使われている{kept}件は残しました。").format(kept=done.kept)
            if done.promoted:
                text += _("席が空き、{number}人が繰り上がりました。お知らせしてください。").format(
                    number=len(done.promoted)
                )
            self.done.show_undone(text)

        self.operate(lambda: services.imports.undo(run), undone, busy=(self.done.undo,))

    def ask_save_rejected(self) -> None:
        """Ask where the rows that were not taken should go."""
        if self._file is not None:
            name = _("{name} 取り込めなかった行{suffix}").format(
                name=self._file.stem, suffix=self._file.suffix or ".csv"
            )
            ask_where(
                self, _("取り込めなかった行を保存する"), name, f"*{self._file.suffix or '.csv'}", self.save_rejected
            )

    def save_rejected(self, path: Path) -> None:
        """Write the rows that were not taken, with the reasons."""
        file, result = self._file, self._result
        if file is None or result is None:
            return
        services = self.shell.services

        def saved(count: int) -> None:
            self.shell.notice(_("{file}に{count}行を保存しました").format(file=path.name, count=count))

        self.operate(lambda: services.imports.save_rejected(file, path, result), saved)

    def show_step(self, step: int) -> None:
        """Show one step."""
        self._step = step
        self._pages.show_page(self._steps[step])
        last = len(self._steps) - 1
        for place, chip in enumerate(self._chips):
            kind = ChipKind.DONE if place < step else ChipKind.INFO if place == step else ChipKind.NEUTRAL
            chip.set(self._step_words()[place], kind)
            state = _("済み") if place < step else _("いまここ") if place == step else ""
            chip.setAccessibleName(f"{self._step_words()[place]} {state}".strip())
        self._buttons.setVisible(step < last)
        self.back.setVisible(step > 0)
        self.leave.setVisible(0 < step < last)
        self.forward.setText(_("取り込む") if step == 2 else _("つぎへ"))
        self._enable()
        if step == 0:
            self.choose.choose.setFocus()

    @staticmethod
    def _step_words() -> tuple[str, str, str]:
        return _("1 ファイル"), _("2 列の意味"), _("3 行の確認")

    def _make_page(self) -> None:
        head = QWidget()
        FlowRow(Heading(_("ファイルの取り込み")), *self._chips, None, self.leave, spacing=10, parent=head)
        self._pages = PageSwitch(*self._steps)
        ground = QWidget()
        VBox(spacing=0, parent=ground).add(self._pages, 1)
        self._buttons = QWidget()
        HBox(None, self.back, self.forward, spacing=12, parent=self._buttons)
        column = VBox(head, spacing=12, margins=(24, 18, 24, 16), parent=self)
        area = scrolled(ground)
        area.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        column.add(area, 1)
        column.add(self._buttons)

    def _enable(self) -> None:
        if self._step == 0:
            self.forward.setEnabled(self._file is not None)
        elif self._step == 1:
            self.forward.setEnabled(self.columns.is_whole)
        else:
            self.forward.setEnabled(True)

    def _look(self, profile: str = "") -> None:
        file, kind, services = self._file, self.choose.kind, self.shell.services
        if file is None:
            return

        def look() -> tuple[FileLook, Courses]:
            courses: Courses = []
            if kind is ImportKind.APPLICATIONS:
                courses = [
                    (str(one.id), one.title)
                    for one in services.scheduling.courses()
                    if one.state not in {CourseState.CANCELLED, CourseState.FINISHED}
                ]
            return services.imports.look(kind, file, profile=profile), courses

        def looked(found: tuple[FileLook, Courses]) -> None:
            self.check.begin()
            self.columns.show_look(*found)
            self.show_step(1)

        self.query(look, looked, key="look")

    def _use_profile(self, name: str) -> None:
        self._look(name)

    def _save_profile(self, name: str) -> None:
        file, kind, reading = self._file, self.choose.kind, self.columns.reading()
        if file is None:
            return
        services = self.shell.services

        def saved(line: ProfileLine) -> None:
            self.shell.notice(
                _("読み方「{name}」を残しました。次から「列の対応表」で選べます。").format(name=line.name)
            )

        self.operate(
            lambda: services.imports.save_profile(kind, name, file, reading),
            saved,
            fields={"name": self.columns.name},
            busy=(self.columns.save,),
        )

    def _check(self) -> None:
        file, kind, reading = self._file, self.choose.kind, self.columns.reading()
        if file is None:
            return
        services, decisions, step = self.shell.services, self.check.choices.frozen(), self.check

        def check(progress: Progress) -> CheckedTable:
            return step.prepare(services.imports.check(kind, file, reading, decisions, progress=progress))

        def checked(found: CheckedTable) -> None:
            self.show_step(2)
            self.check.show_checked(found)

        self.work(check, checked, title=_("ファイルを確かめています"), busy=(self.forward,))

    def _recheck(self, row: CheckedRow) -> None:
        file, kind, reading = self._file, self.choose.kind, self.columns.reading()
        if file is None:
            return
        services, decisions = self.shell.services, self.check.choices.frozen()
        self.query(
            lambda: services.imports.check_row(kind, file, reading, row, decisions),
            self.check.show_row,
            key=("row", row.line),
        )

    def _run(self) -> None:
        file, kind, reading = self._file, self.choose.kind, self.columns.reading()
        if file is None:
            return
        services, decisions = self.shell.services, self.check.choices.frozen()

        def run(progress: Progress) -> ImportResult:
            return services.imports.run(kind, file, reading=reading, decisions=decisions, progress=progress)

        def finished(result: ImportResult) -> None:
            self._result = result
            self.done.show_result(result)
            self.show_step(3)

        self.work(run, finished, title=_("取り込んでいます"), busy=(self.forward, self.back))
