"""A table with grouped rows under headings with counts; sorting stays inside the groups."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem, QWidget

from divide_app.foundation.translation import _
from divide_app.ui import theme
from divide_app.ui.widgets.tables import (
    LINE_ROLE,
    CellDelegate,
    Column,
    Index,
    LinesTableModel,
    Prepared,
    TableView,
)

L = TypeVar("L")


@dataclass(frozen=True, slots=True)
class GroupHead:
    """The line above a group."""

    name: str
    count: int


class GroupedTableModel(LinesTableModel[L]):
    """Lines under the heads of their groups; a line in two groups stands in both."""

    def __init__(
        self, columns: Sequence[Column[L]], key: Callable[[L], Hashable] | None = None, parent: QWidget | None = None
    ) -> None:
        """Make an empty table without groups."""
        super().__init__(columns, key, parent)
        self._groups_of: Callable[[L], Sequence[str]] | None = None
        self._plain: list[Prepared[L]] = []
        self._heads: dict[str, Prepared[L]] = {}

    def group_by(self, groups_of: Callable[[L], Sequence[str]] | None) -> None:
        """Group by the names a line gives, or with None not at all; `set_prepared` comes next."""
        self._groups_of = groups_of

    def set_prepared(self, rows: Sequence[Prepared[L]]) -> None:
        """Show lines whose cells are prepared; groups and order are kept."""
        self.beginResetModel()
        self._plain = list(rows)
        self._heads = {}
        self._sort_rows()
        self.endResetModel()

    def key(self, row: int) -> Hashable:
        """Return the key of a row's line, or the name of its group."""
        line = self._rows[row].line
        return ("group", line.name) if isinstance(line, GroupHead) else super().key(row)

    def heads(self) -> list[tuple[int, GroupHead]]:
        """Return the rows of the heads; without groups there are none to look for."""
        if self._groups_of is None:
            return []
        return [(place, row.line) for place, row in enumerate(self._rows) if isinstance(row.line, GroupHead)]

    def _sort_rows(self) -> None:
        self._rows = list(self._plain)
        super()._sort_rows()
        groups_of = self._groups_of
        if groups_of is None:
            return
        groups: dict[str, list[Prepared[L]]] = {}
        for row in self._rows:
            for name in groups_of(row.line):
                groups.setdefault(name, []).append(row)
        self._rows = []
        for name in sorted(groups):
            self._rows.append(self._head(name, len(groups[name])))
            self._rows += groups[name]

    def _head(self, name: str, count: int) -> Prepared[L]:
        head = self._heads.get(name)
        if head is None:
            words = _("{count}回").format(count=count)
            first: Column[Any] = Column("", lambda head: head.name, sub=lambda _head: words, bold=True)
            rest: Column[Any] = Column("", lambda _head: "")
            line: Any = GroupHead(name, count)
            head = Prepared(line, (first, *(rest for _column in self.columns[1:])), {})
            self._heads[name] = head
        return head


class _GroupDelegate(CellDelegate):
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Give the heads a ground of their own."""
        if isinstance(index.data(LINE_ROLE), GroupHead) and not option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(QRectF(option.rect), theme.colour("sunken"))
        super().paint(painter, option, index)


class GroupedTableView(TableView):
    """The table of a `GroupedTableModel`: heads go across all columns."""

    def __init__(self, model: GroupedTableModel[L], *, accessible_name: str) -> None:
        super().__init__(model, accessible_name=accessible_name)
        self._grouped = model
        self.setItemDelegate(_GroupDelegate(self))
        model.modelReset.connect(self._span)
        model.layoutChanged.connect(self._span)

    def _span(self) -> None:
        self.clearSpans()
        for row, _head in self._grouped.heads():
            self.setSpan(row, 0, 1, self._grouped.columnCount())
