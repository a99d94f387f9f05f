"""Tables whose cells are made when they are first shown, so that 10,000 rows open and scroll fast."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from math import ceil
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFontMetrics, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from divide_app.ui import theme
from divide_app.ui.widgets.labels import ChipKind, chip_size, paint_chip

L = TypeVar("L")
Index = QModelIndex | QPersistentModelIndex

_LEAST_SHARED = 120  # pixels at 100 %: six characters of a name
_CELL_EDGE = 10  # pixels at 100 % at both sides of a cell's words, as the header has in window.qss

Act = tuple[str, Callable[[], object]]
"""The words of an act and what it does."""

Chips = Mapping[int, AbstractSet[tuple[str, ChipKind]]]

CELL_ROLE = int(Qt.ItemDataRole.UserRole) + 1
LINE_ROLE = int(Qt.ItemDataRole.UserRole) + 2


class Align(StrEnum):
    """Where a cell's words stand; numbers stand at the right."""

    LEFT = "left"
    RIGHT = "right"
    CENTRE = "centre"


_ALIGN = {
    Align.LEFT: Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
    Align.RIGHT: Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
    Align.CENTRE: Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter,
}


@dataclass(frozen=True, slots=True)
class Column(Generic[L]):
    """One column of a table; every function is called when a cell is first shown, or sorted by.

    Attributes:
        title: Words of the header.
        text: Words of the cell.
        sub: Soft words under them (makes rows two lines high).
        chip: Kind of chip the text is shown as, or None for plain words.
        sort: Sort value; by default the text. Values of one column must compare with each other.
        align: Where the words stand.
        bold: Whether the words are strong.
        width: Least width in pixels at 100 %, more when title or chips need it; 0 shares what is left.
        least: What the column gives way to before the table scrolls sideways (title and chips stay whole); 0: `width`,
            or six characters for one that shares what is left.
        spoken: Words for screen readers when `text` alone says too little.
        is_spare: Hidden where the table would scroll sideways with it; what it says stands elsewhere too.
    """

    title: str
    text: Callable[[L], str]
    sub: Callable[[L], str] | None = None
    chip: Callable[[L], ChipKind | None] | None = None
    sort: Callable[[L], object] | None = None
    align: Align = Align.LEFT
    bold: bool = False
    width: int = 0
    least: int = 0
    spoken: Callable[[L], str] | None = None
    is_spare: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """One prepared cell."""

    text: str
    sub: str
    chip: ChipKind | None
    align: Align
    bold: bool
    spoken: str


class Prepared(Generic[L]):
    """One line, whose cells are made when they are first looked at: most of 10,000 lines are never seen.

    Attributes:
        line: The line.
        chips: By column the chips of every line taken up with it, which decide how wide the column is.
    """

    __slots__ = ("_cells", "_columns", "chips", "line")

    def __init__(self, line: L, columns: Sequence[Column[L]], chips: Chips) -> None:
        self.line, self.chips = line, chips
        self._columns = columns
        self._cells: dict[int, Cell] | None = None

    def cell(self, at: int) -> Cell:
        """Return the cell of a column."""
        if self._cells is None:
            self._cells = {}
        cell = self._cells.get(at)
        if cell is None:
            cell = self._cells[at] = _cell(self._columns[at], self.line)
        return cell


def prepare(columns: Sequence[Column[L]], lines: Sequence[L]) -> list[Prepared[L]]:
    """Take lines up; pure, so a Query may call it on the database thread for long lists."""
    chips = {
        at: {(text, kind) for line in lines if (text := column.text(line)) and (kind := column.chip(line)) is not None}
        for at, column in enumerate(columns)
        if column.chip is not None
    }
    return [Prepared(line, columns, chips) for line in lines]


def _cell(column: Column[L], line: L) -> Cell:
    text = column.text(line)
    sub = column.sub(line) if column.sub is not None else ""
    spoken = column.spoken(line) if column.spoken is not None else f"{text} {sub}".strip()
    return Cell(
        text=text,
        sub=sub,
        chip=column.chip(line) if column.chip is not None and text else None,
        align=column.align,
        bold=column.bold,
        spoken=f"{column.title}: {spoken}" if column.title else spoken,
    )


class LinesTableModel(QAbstractTableModel, Generic[L]):
    """Frozen lines as a table; `data()` looks up, or makes what is seen for the first time.

    Example:
        `LinesTableModel([Column(_("氏名"), lambda p: p.name, sub=lambda p: p.kana)], key=lambda p: p.id)`
    """

    def __init__(
        self, columns: Sequence[Column[L]], key: Callable[[L], Hashable] | None = None, parent: QWidget | None = None
    ) -> None:
        """Make an empty table; `key` names a line across refreshes, so that the chosen row stays chosen."""
        super().__init__(parent)
        self.columns = tuple(columns)
        self._key: Callable[[L], Hashable] = key if key is not None else lambda line: line
        self._rows: list[Prepared[L]] = []
        self._order: tuple[int, Qt.SortOrder] | None = None
        self._chips: dict[int, set[tuple[str, ChipKind]]] = {}
        self.modelAboutToBeReset.connect(self._chips.clear)

    def set_lines(self, lines: Sequence[L]) -> None:
        """Show other lines (chips are made here; see `prepare` for long lists)."""
        self.set_prepared(prepare(self.columns, lines))

    def set_prepared(self, rows: Sequence[Prepared[L]]) -> None:
        """Show lines taken up by `prepare`; the order the person chose is kept."""
        self.beginResetModel()
        self._rows = list(rows)
        if self._order is not None:
            self._sort_rows()
        self.endResetModel()

    def lines(self) -> list[L]:
        """Return the lines in the order on screen."""
        return [row.line for row in self._rows]

    def line(self, row: int) -> L:
        """Return the line of a row."""
        return self._rows[row].line

    def key(self, row: int) -> Hashable:
        """Return the key of a row's line."""
        return self._key(self._rows[row].line)

    def row_of(self, key: Hashable) -> int:
        """Return the row with this key, or -1."""
        return next((row for row in range(len(self._rows)) if self.key(row) == key), -1)

    def chips(self, column: int) -> set[tuple[str, ChipKind]]:
        """Return the different chips of a column; looked for once, for they decide each width."""
        if self.columns[column].chip is None:
            return set()
        if column not in self._chips:
            taken = {id(row.chips): row.chips for row in self._rows}  # those taken up together share theirs
            self._chips[column] = {chip for chips in taken.values() for chip in chips.get(column, ())}
        return self._chips[column]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return how many lines there are."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Look up one value of a prepared cell."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        cell = row.cell(index.column())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return cell.text
            case Qt.ItemDataRole.AccessibleTextRole:
                return cell.spoken
            case Qt.ItemDataRole.ToolTipRole:
                return cell.text or None
            case Qt.ItemDataRole.TextAlignmentRole:
                return _ALIGN[cell.align]
            case _:
                return cell if role == CELL_ROLE else row.line if role == LINE_ROLE else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a column's title and where it stands."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return self.columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _ALIGN[self.columns[section].align]
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order the lines by a column's sort values; -1 keeps the order of the next lines."""
        if not 0 <= column < len(self.columns):
            self._order = None
            return
        self._order = (column, order)
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        old = [self._rows[index.row()] for index in before]
        self._sort_rows()
        places = {id(row): place for place, row in enumerate(self._rows)}
        after = [self.index(places[id(row)], index.column()) for row, index in zip(old, before, strict=True)]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _sort_rows(self) -> None:
        if self._order is None:
            return
        at, order = self._order
        column = self.columns[at]
        value = column.sort or column.text
        # Kept beside the rows and not in pairs with them: 10,000 pairs would set the garbage collector going.
        values = [value(row.line) for row in self._rows]
        # A missing value (None) stands last in both directions.
        known = [place for place, found in enumerate(values) if found is not None]
        known.sort(
            key=values.__getitem__,  # type: ignore[arg-type]
            reverse=order is Qt.SortOrder.DescendingOrder,
        )
        missing = [place for place, found in enumerate(values) if found is None]
        self._rows = [self._rows[place] for place in known + missing]


def _do(act: Callable[[], object], _checked: bool = False) -> None:
    act()


class CellDelegate(QStyledItemDelegate):
    """Draws a prepared cell: words, soft words under them, or a chip; a hairline under each row."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one cell."""
        cell = index.data(CELL_ROLE)
        if not isinstance(cell, Cell):
            super().paint(painter, option, index)
            return
        place = QRectF(option.rect)
        state = option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        if selected:
            painter.fillRect(place, theme.colour("selection"))
        elif hovered:
            painter.fillRect(place, theme.colour("hover"))
        if selected and index.column() == 0:
            # The chosen row is not told by its ground alone.
            painter.fillRect(QRectF(place.left(), place.top(), theme.px(4), place.height() - 1), theme.colour("accent"))
        painter.fillRect(QRectF(place.left(), place.bottom() - 1, place.width(), 1), theme.colour("line"))
        inner = place.adjusted(theme.px(_CELL_EDGE), 0, -theme.px(_CELL_EDGE), -1)
        if cell.chip is not None:
            self._chip(painter, inner, cell, cell.chip)
        else:
            self._words(painter, inner, cell, selected=selected)
        painter.restore()

    @staticmethod
    def _chip(painter: QPainter, place: QRectF, cell: Cell, kind: ChipKind) -> None:
        size = chip_size(cell.text, kind)
        width = min(float(size.width()), place.width())
        left = place.left() if cell.align is Align.LEFT else place.right() - width
        top = place.center().y() - size.height() / 2
        paint_chip(painter, QRectF(round(left), round(top), width, size.height()), cell.text, kind)

    @staticmethod
    def _words(painter: QPainter, place: QRectF, cell: Cell, *, selected: bool) -> None:
        flags = int(_ALIGN[cell.align])
        main = "on_selection" if selected else "text"
        painter.setFont(theme.font(bold=cell.bold))
        painter.setPen(theme.colour(main))
        metrics = painter.fontMetrics()
        upper, lower = QRectF(place), QRectF(place)
        if cell.sub:
            middle = place.top() + place.height() * 0.54
            upper.setBottom(middle)
            upper.setTop(middle - metrics.height() - 1)
            lower.setTop(middle)
            lower.setBottom(middle + metrics.height())
        elided = metrics.elidedText(cell.text, Qt.TextElideMode.ElideRight, int(place.width()))
        painter.drawText(upper, flags, elided)
        if cell.sub:
            painter.setFont(theme.font("small"))
            painter.setPen(theme.colour("on_selection" if selected else "text_soft"))
            elided = painter.fontMetrics().elidedText(cell.sub, Qt.TextElideMode.ElideRight, int(place.width()))
            painter.drawText(lower, flags, elided)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the room the words need, for columns that fit their content."""
        cell = index.data(CELL_ROLE)
        if not isinstance(cell, Cell):
            return super().sizeHint(option, index)
        if cell.chip is not None:
            width = chip_size(cell.text, cell.chip).width()
        else:
            width = QFontMetrics(theme.font(bold=cell.bold)).horizontalAdvance(cell.text)
        return QSize(width + theme.px(22), theme.px(40))


class TableView(QTableView):
    """The table of every screen: whole rows, sorted by a press on the header, Enter opens.

    Signals:
        chosen: The line under the cursor changed (the line, or None when there is none).
        opened: The person pressed Enter or double-clicked (the line).
    """

    chosen = Signal(object)
    opened = Signal(object)

    def __init__(
        self, model: LinesTableModel[L], *, accessible_name: str, plain: bool = False, parent: QWidget | None = None
    ) -> None:
        """Show `model`; `plain` drops the edge for use inside a card."""
        super().__init__(parent)
        self._lines = model
        self._chosen_key: Hashable = None
        self._quiet = False
        self._acts_of: Callable[[Any], Sequence[Act]] | None = None
        self._two_lines = any(column.sub is not None for column in model.columns)
        if plain:
            self.setProperty("role", "plain")
        self.setAccessibleName(accessible_name)
        self._hidden: set[int] = set()
        self.setModel(model)
        self.setItemDelegate(CellDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(48)
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setDefaultAlignment(_ALIGN[Align.LEFT])
        self.setSortingEnabled(True)
        model.modelAboutToBeReset.connect(self._remember)
        model.modelReset.connect(self._restore)
        self.selectionModel().currentRowChanged.connect(self._row_changed)
        self.doubleClicked.connect(lambda index: self.opened.emit(model.line(index.row())))
        self._set_row_height()  # the columns get their widths with the first size, which comes anyway
        theme.watcher().changed.connect(self._rescale)

    def current_line(self) -> object:
        """Return the chosen line, or None."""
        index = self.currentIndex()
        return self._lines.line(index.row()) if index.isValid() else None

    def choose(self, key: Hashable) -> bool:
        """Put the cursor on the line with this key; tells whether it is there."""
        row = self._lines.row_of(key)
        self._chosen_key = key
        if row < 0:
            return False
        self.setCurrentIndex(self._lines.index(row, 0))
        self.scrollTo(self.currentIndex())
        return True

    def choose_row(self, row: int) -> None:
        """Put the cursor on a row, if there is one."""
        if 0 <= row < self._lines.rowCount():
            self.setCurrentIndex(self._lines.index(row, 0))

    def hide_column(self, place: int, *, hidden: bool = True) -> None:
        """Hide a column, or show it again, and share its room among the others."""
        (self._hidden.add if hidden else self._hidden.discard)(place)
        self.setColumnHidden(place, hidden)
        self._share()

    def fit_height(self, most_rows: int = 12) -> None:
        """Make the table as high as its rows (up to `most_rows`), for tables inside cards."""
        rows = min(self._lines.rowCount(), most_rows)
        height = self.horizontalHeader().sizeHint().height() if self.horizontalHeader().isVisibleTo(self) else 0
        self.setFixedHeight(height + rows * self.verticalHeader().defaultSectionSize() + 2 * self.frameWidth() + 2)

    def offer_acts(self, acts_of: Callable[[Any], Sequence[Act]]) -> None:
        """Give every row a menu: right click, the Menu key or Shift+F10; `acts_of` gives the acts of a line."""
        self._acts_of = acts_of

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Choose the row under the mouse and open its menu."""
        if self._acts_of is None:
            super().contextMenuEvent(event)
            return
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            self._open_menu_of_chosen()
            return
        index = self.indexAt(self.viewport().mapFromGlobal(event.globalPos()))
        if index.isValid():
            self.setCurrentIndex(index)
            self._open_menu(event.globalPos())

    def _open_menu_of_chosen(self) -> None:
        index = self.currentIndex()
        if index.isValid():
            self.scrollTo(index)
            below = self.visualRect(index.siblingAtColumn(0)).bottomLeft()
            self._open_menu(self.viewport().mapToGlobal(below + QPoint(theme.px(_CELL_EDGE), 0)))

    def _open_menu(self, place: QPoint) -> None:
        acts = self._acts_of(self.current_line()) if self._acts_of is not None else ()
        if not acts:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setFont(theme.font())
        for words, act in acts:
            menu.addAction(words.replace("&", "&&")).triggered.connect(partial(_do, act))
        menu.setActiveAction(menu.actions()[0])
        menu.popup(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the chosen line with Enter, its menu with the Menu key or Shift+F10; Qt does the rest."""
        wants_menu = event.key() == Qt.Key.Key_Menu or (
            event.key() == Qt.Key.Key_F10 and event.modifiers() == Qt.KeyboardModifier.ShiftModifier
        )
        if wants_menu and self._acts_of is not None:
            self._open_menu_of_chosen()
            return
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.currentIndex().isValid():
            self.opened.emit(self.current_line())
            return
        super().keyPressEvent(event)

    def _row_changed(self, current: QModelIndex) -> None:
        if self._quiet:
            return
        self._chosen_key = self._lines.key(current.row()) if current.isValid() else None
        self.chosen.emit(self._lines.line(current.row()) if current.isValid() else None)

    def _remember(self) -> None:
        self._quiet = True

    def _restore(self) -> None:
        # The fresh line of the same key is told as chosen: its figures may have changed.
        self._quiet = False
        self._share_for_chips()
        had = self._chosen_key is not None
        row = self._lines.row_of(self._chosen_key) if had else -1
        if row >= 0:
            self.setCurrentIndex(self._lines.index(row, 0))
        elif had:
            self._chosen_key = None
            self.chosen.emit(None)

    def _rescale(self) -> None:
        self._set_row_height()
        self._share()

    def _set_row_height(self) -> None:
        size = theme.tokens().size
        self.verticalHeader().setDefaultSectionSize(
            theme.px(size["table_row_two"] if self._two_lines else size["table_row"])
        )

    def _share(self) -> None:
        # Not Qt's Stretch: with large text a shared column keeps a readable width and the table scrolls.
        columns = self._lines.columns
        widths = [self._width_of(place) for place in range(len(columns))]
        self._leave_out_spare()
        shown = [place for place in range(len(columns)) if not self.isColumnHidden(place)]
        self._give_way(widths, shown)
        fixed = sum(widths[place] for place in shown)
        open_columns = sum(1 for place in shown if not columns[place].width)
        room = self.viewport().width() - fixed
        share = room // open_columns if open_columns else 0
        for place in range(len(columns)):
            self.setColumnWidth(place, widths[place] or max(self._width_of(place, least=True), share))

    def _leave_out_spare(self) -> None:
        wanted = [place for place in range(len(self._lines.columns)) if place not in self._hidden]
        for place in reversed(wanted.copy()):
            if self._lines.columns[place].is_spare:
                narrowest = sum(self._width_of(one, least=True) for one in wanted)
                is_too_much = narrowest > self.viewport().width()
                self.setColumnHidden(place, is_too_much)
                if is_too_much:
                    wanted.remove(place)

    def _give_way(self, widths: list[int], shown: Sequence[int]) -> None:
        """Let columns that can give way do so, all by the same part, as far as the table would scroll sideways."""
        columns = self._lines.columns
        wanted = sum(widths[place] or self._width_of(place, least=True) for place in shown)
        lacking = wanted - self.viewport().width()
        give = {
            place: widths[place] - self._width_of(place, least=True)
            for place in shown
            if widths[place] and columns[place].least
        }
        total = sum(give.values())
        if lacking <= 0 or total <= 0:
            return
        part = min(1.0, lacking / total)
        for place, most in give.items():
            widths[place] -= ceil(most * part)

    def _share_for_chips(self) -> None:
        # Only when a new chip is wider than its column: a width the person dragged stays otherwise.
        with_chips = [place for place, column in enumerate(self._lines.columns) if column.chip is not None]
        if any(self._width_of(place) > self.columnWidth(place) > 0 for place in with_chips):
            self._share()

    def _width_of(self, place: int, *, least: bool = False) -> int:
        """Return the width of a column whose title and chips are never cut; 0 for one which shares the rest.

        Args:
            place: Of the column.
            least: What it gives way to, also for one which shares the rest.
        """
        column = self._lines.columns[place]
        if not column.width:
            return theme.px(column.least or _LEAST_SHARED) if least else 0
        width = column.least if least and column.least else column.width
        title = QFontMetrics(theme.font("small", bold=True)).horizontalAdvance(column.title)
        chips = [chip_size(text, kind).width() for text, kind in self._lines.chips(place)]
        return max(theme.px(width), *(words + theme.px(2 * _CELL_EDGE) + 2 for words in (title, *chips)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width again."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._share()
