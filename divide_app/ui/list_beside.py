"""The base of list screens: a list with a panel of the chosen line beside it, or in its place on narrow windows."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Hashable, Sequence
from functools import partial
from typing import Generic, TypeVar

from PySide6.QtWidgets import QWidget

from divide_app.foundation.translation import _
from divide_app.ui.shell import Screen, Shell
from divide_app.ui.widgets.list_head import ListHead
from divide_app.ui.widgets.side_panel import SidePanel
from divide_app.ui.widgets.states import StateStack
from divide_app.ui.widgets.tables import Act, Column, LinesTableModel, TableView

LineT = TypeVar("LineT")


class ListBeside(Screen, Generic[LineT]):
    """The list, its four states, and the panel.

    Where both have room, the line under the cursor is shown; else the one that is clicked or opened with Enter.

    Attributes:
        side: List and panel together; give it the room that is left.
        head: What stands above the list and leaves with it; give it a layout.
    """

    side: SidePanel
    head: ListHead

    def __init__(
        self, shell: Shell, columns: Sequence[Column[LineT]], *, key: Callable[[LineT], Hashable], name: str
    ) -> None:
        """Make the list; `name` says what it lists, `key` gives what stays of a line when it is read again."""
        super().__init__(shell)
        self.model: LinesTableModel[LineT] = LinesTableModel(columns, key=key)
        self.table = TableView(self.model, accessible_name=name)
        self.states = StateStack(self.table)
        self._hidden_beside: int | None = None

    def put_beside(
        self, panel: QWidget, *, width: int, from_width: int = 860, fills: bool = False, hides: int | None = None
    ) -> None:
        """Make `side` and `head`; `hides` is a column that the panel tells as well. For the rest see `SidePanel`."""
        self._hidden_beside = hides
        self.side = SidePanel(self.states, panel, width=width, from_width=from_width, fills=fills)
        self.side.closed.connect(self._closed)
        self.head = ListHead(self.side)
        self.table.chosen.connect(self._chosen)
        self.table.opened.connect(self._opened)
        self.table.offer_acts(self.acts_of)
        self.table.clicked.connect(lambda index: self._clicked(self.model.line(index.row())))

    def acts_of(self, line: LineT) -> list[Act]:
        """Return the acts of a row's menu."""
        return [(_("ひらく"), partial(self.show_line, line))]

    @abstractmethod
    def show_line(self, line: LineT) -> None:
        """Read what the panel tells of a line, and open it."""

    def open_panel(self) -> None:
        """Show the panel; the list gives the column away that the panel tells as well."""
        self.side.open_panel()
        if self._hidden_beside is not None:
            self.table.hide_column(self._hidden_beside)

    def close_panel(self) -> None:
        """Give all of the room, and the keyboard, to the list."""
        self.side.close_panel()
        self.table.setFocus()

    def _chosen(self, line: LineT | None) -> None:
        if line is not None and (not self.side.is_narrow or self.side.is_open):
            self.show_line(line)

    def _opened(self, line: LineT | None) -> None:
        if line is not None:
            self.show_line(line)

    def _clicked(self, line: LineT) -> None:
        if self.side.is_narrow:
            self.show_line(line)  # with room for both it is shown already

    def _closed(self) -> None:
        if self._hidden_beside is not None:
            self.table.hide_column(self._hidden_beside, hidden=False)
