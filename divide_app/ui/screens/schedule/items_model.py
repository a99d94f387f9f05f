"""The meetings of a week as a list model for screen readers and the cursor."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from divide_app.ui.screens.schedule.week import Item

Index = QModelIndex | QPersistentModelIndex


class ItemsModel(QAbstractListModel):
    """Items in order of day and start."""

    def __init__(self) -> None:
        super().__init__()
        self._items: list[Item] = []

    def set_items(self, items: Sequence[Item]) -> None:
        """Show other items."""
        self.beginResetModel()
        self._items = list(items)
        self.endResetModel()

    def items(self) -> list[Item]:
        """Return the items in order."""
        return self._items

    def place_of(self, class_session: UUID | None) -> int:
        """Return where a meeting stands first, or -1."""
        return next((at for at, item in enumerate(self._items) if item.block.line.id == class_session), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return how many items there are."""
        return 0 if parent.isValid() else len(self._items)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return an item's sentence."""
        if not index.isValid() or index.row() >= len(self._items):
            return None
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return self._items[index.row()].block.spoken
        return None
