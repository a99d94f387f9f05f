"""What every section of the settings is: a page that reads when it is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QWidget

from divide_app.foundation.translation import _
from divide_app.services.changes import Changes
from divide_app.services.planning.history import UndoToken
from divide_app.ui import theme
from divide_app.ui.background import ErrorPlace, Trouble
from divide_app.ui.list_file_button import ListFileButton
from divide_app.ui.planning_turns import PlanningTurns
from divide_app.ui.shell import Screen
from divide_app.ui.widgets.buttons import ButtonSize, PrimaryButton, SecondaryButton
from divide_app.ui.widgets.cards import Card
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import Label
from divide_app.ui.widgets.layouts import VBox
from divide_app.ui.widgets.page_switch import PageSwitch
from divide_app.ui.widgets.states import StateStack
from divide_app.ui.widgets.tables import Column, LinesTableModel, TableView

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Changed:
    """Changes of a service, as the background wants them."""

    changes: Changes


_MOST_ROWS = 30
"""As many rows of a list stand open: the page scrolls; a bar within it is for lists nobody reads through."""


def _once(act: Callable[[], object]) -> Callable[[], None]:
    """Return `act` for two doors, the notice line and Ctrl+Z: whichever is used second does nothing."""
    left = [act]

    def first_time_only() -> None:
        if left:
            left.pop()()

    return first_time_only


class Section(QWidget):
    """One page of the settings; put things into `column`.

    Signals:
        saved: Something was saved: what takes it back, or None when the history of planning does.
    """

    saved = Signal(object)

    def __init__(self, screen: Screen) -> None:
        super().__init__()
        self.page = screen
        self._turns = PlanningTurns(screen)
        self.content = QWidget()
        self.column = VBox(spacing=16, parent=self.content)
        self.states = StateStack(self.content)
        VBox(spacing=0, parent=self).add(self.states, 1)

    @property
    def is_editing(self) -> bool:
        """Whether a form is open that a fresh reading would overwrite."""
        return False

    def read(self) -> None:
        """Ask for the data of the page; the base page shows none."""

    def act(
        self,
        act: Callable[[], Changes],
        on_done: Callable[[], object],
        *,
        fields: Mapping[str, ErrorPlace] | None = None,
        busy: Sequence[QWidget] = (),
        on_trouble: Callable[[Trouble], bool | None] | None = None,
    ) -> None:
        """Do an act of a service that gives its changes and nothing else."""
        self.page.operate(
            lambda: Changed(act()), lambda _done: on_done(), fields=fields, busy=busy, on_trouble=on_trouble
        )

    def keep(self, words: str, undo: Callable[[], object] | None = None, *, token: UndoToken | None = None) -> None:
        """Say that something was saved; with `token` it stands in the history of planning, else `undo` takes it back.

        Either is the newest act for Ctrl+Z on this screen.
        """
        back = _once(undo) if undo is not None and token is None else None
        self.saved.emit(back)
        self.page.shell.notice(words, undo=back if token is None else self._turns.way_back(token))


class ListSection(Section, Generic[T]):
    """A list of things and a form for one of them in its place.

    Attributes:
        add_button: Opens the form for a new one.
        save: Keeps what stands in the form.
    """

    def __init__(
        self, screen: Screen, title: str, words: str, add_word: str, columns: Sequence[Column[T]], form_title: str
    ) -> None:
        super().__init__(screen)
        self.model: LinesTableModel[T] = LinesTableModel(columns, key=lambda line: getattr(line, "id", line))
        self.table = TableView(self.model, accessible_name=title, plain=True)
        self.table.opened.connect(self._opened)
        # The rows are higher with larger text, and so is the table around them.
        theme.watcher().changed.connect(self._fit)
        self.table.clicked.connect(lambda index: self._opened(self.model.line(index.row())))
        self.add_button = PrimaryButton(add_word, lambda: self.begin(None), icon_name="plus", size=ButtonSize.SMALL)
        self.list_card = Card(title)
        self.list_card.head.add(self.add_button)
        self.list_card.body.add(Label(words, "soft", wrap=True))
        self.nothing = Label(_("まだ何もありません。右上のボタンで加えます。"), wrap=True)
        self.list_card.body.add(self.nothing)
        self.list_card.body.add(self.table)
        self.form_card = Card(form_title)
        self.save = PrimaryButton(_("保存する"), self.store)
        self.list_page = QWidget()
        self.list_column = VBox(self.list_card, spacing=16, parent=self.list_page)
        self.pages = PageSwitch(self.list_page, self.form_card)
        self.column.add(self.pages)
        self.column.add(None)

    @property
    def is_editing(self) -> bool:
        """Whether the form is open."""
        return self.pages.current is self.form_card

    def offer_file(self, kind: str, text: str = "") -> None:
        """Put the way to bring in a whole list below the words about it."""
        self.file_button = ListFileButton(self.page.shell, kind, text)
        row = QWidget()
        FlowRow(self.file_button, parent=row)
        self.list_card.body.insertWidget(1, row)

    def finish_form(self) -> None:
        """Put the buttons under the form."""
        row = QWidget()
        FlowRow(self.save, SecondaryButton(_("やめる"), self.show_list), parent=row)
        self.form_card.body.add(row)

    def show_lines(self, lines: Sequence[T]) -> None:
        """Show the list."""
        self.model.set_lines(lines)
        self._fit()
        self.table.setVisible(bool(lines))
        self.nothing.setVisible(not lines)

    def begin(self, line: T | None) -> None:
        """Open the form for a line, or for a new one with None."""
        self.pages.show_page(self.form_card)
        self.fill(line)

    def fill(self, line: T | None) -> None:
        """Put a line into the form."""

    def store(self) -> None:
        """Keep what stands in the form."""

    def show_list(self) -> None:
        """Leave the form; the keyboard goes along to the list."""
        focus = QApplication.focusWidget()
        takes_keyboard = focus is not None and self.form_card.isAncestorOf(focus)
        self.pages.show_page(self.list_page)
        if takes_keyboard:
            (self.table if self.model.rowCount() else self.add_button).setFocus()
        self.read()

    def stored(self, words: str, undo: Callable[[], object] | None = None, *, token: UndoToken | None = None) -> None:
        """Say what was saved and show the list again."""
        self.keep(words, undo, token=token)
        self.show_list()

    def _fit(self) -> None:
        self.table.fit_height(_MOST_ROWS)

    def _opened(self, line: object) -> None:
        self.begin(line)  # type: ignore[arg-type]
