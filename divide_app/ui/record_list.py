"""The base of record screens: a list, the form of the chosen record, and saving with undo."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from divide_app.domain.errors import DomainError
from divide_app.foundation.translation import _
from divide_app.ui.list_beside import LineT, ListBeside
from divide_app.ui.shell import Shell
from divide_app.ui.widgets.buttons import PrimaryButton, SecondaryButton, SegmentedControl
from divide_app.ui.widgets.cards import Card
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.in_card import in_card
from divide_app.ui.widgets.labels import Heading, Label
from divide_app.ui.widgets.layouts import VBox
from divide_app.ui.widgets.record_form import RecordForm
from divide_app.ui.widgets.tables import Column


class Record(Protocol):
    """A kept thing with a name people know it by."""

    @property
    def id(self) -> UUID:
        """What it is known by to the program."""

    @property
    def name(self) -> str:
        """What it is called."""


if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    class _RecordThing(Record, DataclassInstance, Protocol):
        """A record that is a dataclass."""

    RecordT = TypeVar("RecordT", bound=_RecordThing)
else:
    RecordT = TypeVar("RecordT")


BeforeT_co = TypeVar("BeforeT_co", covariant=True)


class KeptRecord(Protocol[BeforeT_co]):
    """What a service answers once a record is kept."""

    @property
    def before(self) -> BeforeT_co | None:
        """The record as it was; None for a new one."""


class Keeper(Protocol[RecordT]):
    """The service that keeps the records."""

    def new_id(self) -> UUID:
        """Return an id for a record about to be added."""

    def add(self, record: RecordT, /) -> KeptRecord[RecordT]:
        """Keep a new record."""

    def change(self, record: RecordT, /) -> KeptRecord[RecordT]:
        """Keep a record's new data."""


class RecordPanel(Card, Generic[RecordT]):
    """The chosen record on one page or several, with the form's two buttons below.

    Attributes:
        form: The fields.
        is_new: Whether the record is about to be added.

    Signals:
        save_wanted: The record as it stands in the form.
        left: The person gave a new record up.
    """

    save_wanted = Signal(object)
    left = Signal()

    def __init__(self, form: RecordForm[RecordT], pages: Sequence[tuple[str, str, QWidget]], *, name: str) -> None:
        """Offer each (key, word, page); `name` says what the words choose from."""
        super().__init__()
        self.form = form
        self.is_new = False
        self.title = Heading("", level=2)
        self.below = Label("", "small")
        self.tabs = SegmentedControl([(key, word) for key, word, _page in pages], accessible_name=name)
        self.tabs.chosen.connect(self.turn)
        self.pages = QStackedWidget()
        self._pages = {key: page for key, _word, page in pages}
        self._typed_on = {key for key, _word, page in pages if any(_holds(page, part) for part in form.parts)}
        for _key, _word, page in pages:
            self.pages.addWidget(in_card(page))
        self.save_button = PrimaryButton(_("保存する"), self._save)
        self.leave_button = SecondaryButton(_("やめる"), self.discard)
        self.foot = QWidget()
        FlowRow(None, self.leave_button, self.save_button, parent=self.foot)
        self.top = VBox(self.title, self.below, spacing=2)
        self.body.add(self.top)
        self.body.add(FlowRow(self.tabs))
        self.body.add(self.pages, 1)
        self.body.add(self.foot)
        form.entered.connect(self._save)
        form.refused.connect(self._turn_to)

    @property
    def shown_id(self) -> UUID | None:
        """Which record is shown."""
        return None if self.form.kept is None else self.form.kept.id

    def is_dirty(self) -> bool:
        """Tell whether something was typed that is not kept."""
        return self.form.is_dirty()

    def begin(self, record: RecordT, title: str) -> None:
        """Open the form for a new record."""
        self.is_new = True
        self.form.put(record)
        self.title.setText(title)
        self.below.setText("")
        self.turn(next(iter(self._pages)))

    def show_record(self, record: RecordT, below: str) -> bool:
        """Show a record, with soft words below its name; typed words of the same one are kept, which is told."""
        if record.id == self.shown_id and self.is_dirty():
            return False
        self.is_new = False
        self.form.put(record)
        self.title.setText(record.name)
        self.below.setText(below)
        return True

    def discard(self) -> None:
        """Give up what was typed."""
        kept = self.form.kept
        if kept is None:
            return
        if self.is_new:
            self.form.forget()
            self.left.emit()
        else:
            self.form.put(kept)

    def saved(self) -> None:
        """Take what stands in the form as kept."""
        self.is_new = False
        self.form.forget()

    def turn(self, key: str) -> None:
        """Show a page."""
        self.tabs.set_value(key)
        self.pages.setCurrentIndex(list(self._pages).index(key))
        self.foot.setVisible(key in self._typed_on)

    def set_read_only(self, is_on: bool, unseen: Collection[str] = ()) -> None:
        """Let the form be read only; `unseen` fields can never be typed."""
        self.form.set_read_only(is_on, unseen)
        self.save_button.setEnabled(not is_on)

    def _turn_to(self, part: QWidget) -> None:
        self.turn(next(key for key, page in self._pages.items() if _holds(page, part)))

    def _save(self) -> None:
        if not self.save_button.isEnabled():
            return
        try:
            record = self.form.typed()
        except DomainError:
            return
        self.save_wanted.emit(record)


class RecordList(ListBeside[LineT], Generic[LineT, RecordT]):
    """The list of records with the form of the chosen one; unsaved words are never lost by choosing another.

    Attributes:
        panel: The form of the chosen one.
    """

    def __init__(
        self,
        shell: Shell,
        columns: Sequence[Column[LineT]],
        panel: RecordPanel[RecordT],
        *,
        id_of: Callable[[LineT], UUID],
        name: str,
    ) -> None:
        """Make the list; `name` says what it lists, `id_of` gives the id of a line's record."""
        super().__init__(shell, columns, key=id_of, name=name)
        self._id_of = id_of
        self._wanted: UUID | None = None
        self.panel = panel
        panel.save_wanted.connect(self._save)
        panel.left.connect(self.close_panel)

    @property
    @abstractmethod
    def keeper(self) -> Keeper[RecordT]:
        """The service that keeps the records."""

    @abstractmethod
    def read_record(self, id_: UUID) -> None:
        """Read a record and show it."""

    def may_leave(self) -> bool:
        """Keep unsaved input until it is saved or given up."""
        if not self.panel.is_dirty():
            return True
        self.shell.notice(
            _("保存していない変更があります。保存するか、やめてください"),
            kind="warn",
            action=(_("変更を捨てる"), self.panel.discard),
        )
        return False

    def show_line(self, line: LineT) -> None:
        """Read the record of a line, unless something unsaved stands in the form."""
        id_ = self._id_of(line)
        if id_ == self.panel.shown_id and self.panel.is_dirty():
            self.open_panel()
        elif self.may_leave():
            self.read_record(id_)

    def choose_wanted(self) -> None:
        """Put the cursor on the record that was asked for or saved last, once it is in the list."""
        if self._wanted is not None and self.table.choose(self._wanted):
            self._wanted = None

    def _save(self, record: RecordT) -> None:
        keeper = self.keeper
        act = keeper.add if self.panel.is_new else keeper.change
        self.operate(
            lambda: act(record),
            lambda kept: self._saved(record, kept.before),
            fields=self.panel.form.places,
            busy=[self.panel.save_button],
        )

    def _saved(self, record: RecordT, before: RecordT | None) -> None:
        self.panel.saved()
        self._wanted = record.id
        self.read_record(record.id)
        text = _("{name}さんの情報を保存しました").format(name=record.name)
        self.shell.notice(text, undo=None if before is None else lambda: self._put_back(before))

    def _put_back(self, before: RecordT) -> None:
        keeper = self.keeper
        self.operate(lambda: keeper.change(before), lambda _kept: self._was_put_back(before))

    def _was_put_back(self, before: RecordT) -> None:
        self.shell.notice(_("{name}さんの情報を元に戻しました").format(name=before.name), kind="info")
        self.read_record(before.id)


def _holds(page: QWidget, part: QWidget) -> bool:
    return page is part or page.isAncestorOf(part)
