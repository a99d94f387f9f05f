"""The base of a settings section: a page that reads its data when it is shown."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QWidget

from divide_app.domain.errors import DomainError
from divide_app.foundation.translation import _
from divide_app.services.changes import Changes
from divide_app.services.planning.history import UndoToken
from divide_app.ui import theme
from divide_app.ui.background import ErrorPlace, Trouble
from divide_app.ui.list_file_button import ListFileButton
from divide_app.ui.planning_turns import OF_SETTINGS, PlanningTurns
from divide_app.ui.shell import Screen
from divide_app.ui.widgets.buttons import ButtonSize, DangerButton, PrimaryButton, SecondaryButton
from divide_app.ui.widgets.cards import Card
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import Label
from divide_app.ui.widgets.layouts import VBox
from divide_app.ui.widgets.page_switch import PageSwitch
from divide_app.ui.widgets.record_form import RecordForm
from divide_app.ui.widgets.states import StateStack
from divide_app.ui.widgets.tables import Column, LinesTableModel, TableView

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    RecordT = TypeVar("RecordT", bound=DataclassInstance)
else:
    RecordT = TypeVar("RecordT")
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
        self._turns = PlanningTurns(screen, OF_SETTINGS)
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

    def tell_saved(
        self, words: str, undo: Callable[[], object] | None = None, *, token: UndoToken | None = None
    ) -> None:
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
        self.tell_saved(words, undo, token=token)
        self.show_list()

    def _fit(self) -> None:
        self.table.fit_height(_MOST_ROWS)

    def _opened(self, line: object) -> None:
        self.begin(line)  # type: ignore[arg-type]


class RecordSection(ListSection[RecordT], Generic[RecordT]):
    """A list of records and the form of one in its place: kept, taken away, and brought back.

    Attributes:
        remove: Takes the record in the form away; None where that is not offered.
    """

    def __init__(
        self,
        screen: Screen,
        title: str,
        words: str,
        add_word: str,
        columns: Sequence[Column[RecordT]],
        form_title: str,
        make_form: Callable[[], RecordForm[RecordT]],
        *,
        remove_word: str = "",
    ) -> None:
        """Make the page; `remove_word` stands on the button that takes a record away, "" for none."""
        super().__init__(screen, title, words, add_word, columns, form_title)
        self._make_form = make_form
        self._record: RecordT | None = None
        self.remove = DangerButton(remove_word, self.take_away, size=ButtonSize.SMALL) if remove_word else None

    @cached_property
    def form(self) -> RecordForm[RecordT]:
        """The fields, made when a record is first opened: the list is what is looked at."""
        form = self._make_form()
        for part in form.parts:
            self.form_card.body.add(part)
        self.finish_form()
        if self.remove is not None:
            last = QWidget()
            FlowRow(None, self.remove, parent=last)
            self.form_card.body.add(last)
        return form

    @abstractmethod
    def new(self) -> RecordT:
        """Return the record an empty form stands for."""

    @abstractmethod
    def keep_record(self, record: RecordT) -> Any:
        """Keep a record; runs on the database thread and gives a result with its changes."""

    def remove_record(self, record: RecordT) -> Any:
        """Take a record away, as `keep_record`; sections without a button for it never do."""

    def name_of(self, record: RecordT) -> str:
        """Return what people call a record."""
        name: str = attrgetter("name")(record)
        return name

    def was_kept(self, record: RecordT, before: RecordT | None, result: Any) -> None:
        """Say it, with the way back to what stood before."""
        self.stored(self.kept_words(record, result), None if before is None else partial(self._put_back, before))

    def kept_words(self, record: RecordT, _result: Any) -> str:
        """Return what is said when a record was kept."""
        return _("「{name}」を保存しました").format(name=self.name_of(record))

    def was_removed(self, record: RecordT, _result: Any) -> None:
        """Say it, with the way back."""
        self.stored(_("「{name}」を削除しました").format(name=self.name_of(record)), partial(self._put_back, record))

    def fill(self, line: RecordT | None) -> None:
        """Put a record into the form."""
        self._record = line
        self.form.put(self.new() if line is None else line)
        if self.remove is not None:
            self.remove.setVisible(line is not None)
        self.form.first.setFocus()

    def store(self) -> None:
        """Keep what stands in the form."""
        before = self._record
        try:
            record = self.form.typed()
        except DomainError:
            return
        self.page.operate(
            lambda: self.keep_record(record),
            lambda result: self.was_kept(record, before, result),
            fields=self.form.places,
            busy=[self.save],
        )

    def take_away(self) -> None:
        """Take the record in the form away."""
        record = self._record
        if record is not None:
            self.page.operate(
                lambda: self.remove_record(record),
                lambda result: self.was_removed(record, result),
                busy=[self.remove] if self.remove is not None else [],
            )

    def _put_back(self, record: RecordT) -> None:
        self.page.operate(
            lambda: self.keep_record(record),
            lambda _result: self.stored(_("元に戻しました")),
            fields=self.form.places,
        )
