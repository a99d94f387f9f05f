"""Input fields: label above, input, and the error below it."""

from __future__ import annotations

import unicodedata
from abc import abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtGui import QIntValidator, QPainter, QPaintEvent, QValidator, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QSpacerItem,
    QWidget,
)

from divide_app.domain.errors import DomainError
from divide_app.foundation.translation import _
from divide_app.ui import theme
from divide_app.ui.background import ErrorPlace
from divide_app.ui.widgets.go_to import go_to
from divide_app.ui.widgets.icons import pixmap
from divide_app.ui.widgets.labels import IconText, Label
from divide_app.ui.widgets.layouts import HBox, VBox

V = TypeVar("V")


class ChoiceBox(QComboBox, Generic[V]):
    """A drop-down of values with their words; `value` gives the value, not the words.

    Signals:
        picked: The person chose another value (the value).
    """

    picked = Signal(object)

    def __init__(self, choices: Sequence[tuple[V, str]] = (), *, accessible_name: str = "") -> None:
        """Offer each (value, word)."""
        super().__init__()
        self._values: list[V] = []
        self.setAccessibleName(accessible_name)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.set_choices(choices)
        self.activated.connect(lambda row: self.picked.emit(self._values[row]))

    def set_choices(self, choices: Sequence[tuple[V, str]]) -> None:
        """Offer other choices; the chosen value stays chosen when it is still there."""
        before = self.value if self._values else None
        blocked = self.blockSignals(True)
        self.clear()
        self._values = [value for value, _word in choices]
        self.addItems([word for _value, word in choices])
        if before in self._values:
            self.setCurrentIndex(self._values.index(before))
        self.blockSignals(blocked)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page: a closed drop-down never changes while somebody scrolls past it."""
        event.ignore()

    @property
    def value(self) -> V | None:
        """The chosen value, or None when nothing is offered."""
        row = self.currentIndex()
        return self._values[row] if 0 <= row < len(self._values) else None

    def set_value(self, value: V) -> None:
        """Choose a value without emitting `picked`; an unknown one changes nothing."""
        if value in self._values:
            self.setCurrentIndex(self._values.index(value))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the box and our own arrow, since a style sheet cannot tint one."""
        super().paintEvent(event)
        painter = QPainter(self)
        arrow = pixmap("chevron_down", "text" if self.isEnabled() else "text_off", 18)
        painter.drawPixmap(self.width() - theme.px(27), (self.height() - theme.px(18)) // 2, arrow)
        painter.end()


class Editor(QWidget):
    """Where one value is shown and typed.

    Attributes:
        places: Where refusals of parts of the value go, by their field; none where the value has no parts.

    Signals:
        refused: A sentence about the value is about to be shown here, so that the page it is on can be opened first.
        entered: The person pressed Enter in a line.
    """

    refused = Signal()
    entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make the line of the sentence; it has its place in the editor's own layout."""
        super().__init__(parent)
        self.places: Mapping[str, ErrorPlace] = {}
        self._error = IconText("trouble", "", "trouble", colour="trouble")
        self._error.hide()

    @abstractmethod
    def put(self, value: Any) -> None:
        """Show a value; a sentence about the one before goes away."""

    @abstractmethod
    def typed(self) -> Any:
        """Return the value as it stands here.

        Raises:
            DomainError: It cannot be read; show it with `set_error`.
        """

    @property
    def error(self) -> str:
        """The sentence shown, or ""."""
        return self._error.label.text() if not self._error.isHidden() else ""

    def set_error(self, text: str | None) -> None:
        """Show a sentence beside the input and move there, or take it away with None."""
        self._error.set(text or "")
        self._error.setVisible(bool(text))
        if text:
            self.refused.emit()
            go_to(self)

    def set_read_only(self, is_on: bool, why: str = "") -> None:
        """Let the value be read and copied, or typed again; `why` stands in the empty line."""
        for part in self.findChildren(QWidget):
            if isinstance(part, QLineEdit | QPlainTextEdit):
                if part.property("example") is None:
                    part.setProperty("example", part.placeholderText())
                part.setReadOnly(is_on)
                part.setPlaceholderText(why or part.property("example"))
            elif isinstance(part, QAbstractButton | QComboBox):
                part.setEnabled(not is_on)


class Field(Editor):
    """One input with its label above and its error below.

    Attributes:
        editor: The input widget.
    """

    def __init__(
        self, label: str, editor: QWidget, *, hint: str = "", required: bool = False, parent: QWidget | None = None
    ) -> None:
        """Label `editor`; `hint` is a soft line under the label, `required` adds the word 必須 (never a star alone)."""
        super().__init__(parent)
        self.editor = editor
        words = Label(label, "strong")
        words.setBuddy(editor)
        head = HBox(words, spacing=8)
        if required:
            head.add(Label(_("必須"), "trouble"))
        head.add(None)
        column = VBox(head, spacing=4, margins=(0, 0, 0, 4), parent=self)
        if hint:
            column.add(Label(hint, "small", wrap=True))
        # Beside a field with more words above its line, labels begin at one height and lines stand at one height.
        column.addItem(QSpacerItem(0, 0, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Preferred))
        column.setStretch(column.count() - 1, 1)
        column.add(editor)
        column.add(self._error)
        self.setFocusProxy(editor)
        editor.setAccessibleName(_("{label}（必須）").format(label=label) if required else label)
        editor.setAccessibleDescription(hint)
        self._hint = hint

    def set_error(self, text: str | None) -> None:
        """Show a sentence beside the input and move there, or take it away with None."""
        self.editor.setProperty("invalid", bool(text))
        self.editor.style().unpolish(self.editor)
        self.editor.style().polish(self.editor)
        self.editor.setAccessibleDescription(text or self._hint)
        super().set_error(text)


class Group(Editor):
    """An input made of several: a sentence goes to the first of them that cannot be read, else below them all."""

    @abstractmethod
    def inner(self) -> Iterable[Editor]:
        """Return what it is made of, as it is now."""

    def set_error(self, text: str | None) -> None:
        """Show a sentence where it belongs and move there, or take it away with None."""
        if text is None:
            for one in self.inner():
                one.set_error(None)
        wrong = next((one for one in self.inner() if _is_unreadable(one)), None) if text else None
        if wrong is not None and text:
            self.refused.emit()
            wrong.set_error(text)
        else:
            self.say_below(text)

    def say_below(self, text: str | None) -> None:
        """Show a sentence that is about no single one of them, or take it away with None."""
        super().set_error(text)


def _is_unreadable(editor: Editor) -> bool:
    try:
        editor.typed()
    except DomainError:
        return True
    return False


class LineField(Field):
    """A line to type in: `field.text`, `field.set_text(...)`.

    Signals:
        edited: The person typed (the text).
    """

    edited = Signal(str)

    def __init__(
        self, label: str, text: str = "", *, hint: str = "", placeholder: str = "", required: bool = False
    ) -> None:
        self.line = QLineEdit(text)
        self.line.setPlaceholderText(placeholder)
        super().__init__(label, self.line, hint=hint, required=required)
        self.line.textEdited.connect(self._edited)
        self.line.returnPressed.connect(self.entered)

    @property
    def text(self) -> str:
        """What stands in the line, without spaces around it."""
        return self.line.text().strip()

    def set_text(self, text: str) -> None:
        """Put text into the line and take an error away."""
        self.line.setText(text)
        self.set_error(None)

    def _edited(self, text: str) -> None:
        if self.error:
            self.set_error(None)
        self.edited.emit(text)


class PasswordField(LineField):
    """A line for a password, which is never shown; `typed` gives it with every space."""

    def __init__(self, label: str, *, hint: str = "") -> None:
        super().__init__(label, hint=hint, required=True)
        self.line.setEchoMode(QLineEdit.EchoMode.Password)

    def put(self, value: str) -> None:
        """Put text into the line."""
        self.set_text(value)

    def typed(self) -> str:
        """Return what was typed."""
        return self.line.text()


class TextField(LineField):
    """A line of text."""

    def put(self, value: str) -> None:
        """Put text into the line."""
        self.set_text(value)

    def typed(self) -> str:
        """Return what stands in the line."""
        return self.text


class Written(Generic[V]):
    """A value as text: as long as nobody changes the text, it stands for just the value it was written from.

    The rules of reading and writing are passed in, so that the kit needs no knowledge of them. Words of a language
    that is not read again are therefore no harm.
    """

    def __init__(self, read: Callable[[str], V], write: Callable[[V], str]) -> None:
        """`read` gives the value of a text, "" too, and `write` the text of a value."""
        self._read, self._write = read, write
        self._given: tuple[V, str] | None = None

    def text_of(self, value: V) -> str:
        """Return the text of a value, and remember both."""
        text = self._write(value)
        self._given = value, text.strip()
        return text

    def value_of(self, text: str) -> V:
        """Return the value of a text.

        Raises:
            DomainError: It cannot be read.
        """
        if self._given is not None and text == self._given[1]:
            return self._given[0]
        return self._read(text)


class ValueField(LineField, Generic[V]):
    """A line that stands for a value."""

    def __init__(
        self,
        label: str,
        read: Callable[[str], V],
        write: Callable[[V], str],
        *,
        hint: str = "",
        placeholder: str = "",
        required: bool = False,
    ) -> None:
        """Label the line; for `read` and `write` see `Written`."""
        super().__init__(label, hint=hint, placeholder=placeholder, required=required)
        self._written = Written(read, write)

    def put(self, value: V) -> None:
        """Write a value into the line."""
        self.set_text(self._written.text_of(value))

    def typed(self) -> V:
        """Return the value of the line.

        Raises:
            DomainError: The text cannot be read.
        """
        return self._written.value_of(self.text)


def split_names(text: str) -> tuple[str, ...]:
    """Return names written one after the other with 、 or a comma."""
    parts = text.replace("，", "、").replace(",", "、").split("、")
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))


class WordsField(ValueField[tuple[str, ...]]):
    """Several words in one line, one after the other with 、 between them."""

    def __init__(
        self,
        label: str,
        read: Callable[[str], tuple[str, ...]] = split_names,
        *,
        hint: str = "",
        placeholder: str = "",
        required: bool = False,
    ) -> None:
        """Label the line; `read` parts its text."""
        super().__init__(label, read, _("、").join, hint=hint, placeholder=placeholder, required=required)


class DayField(LineField):
    """A day typed as people write it (11/21, R8.11.21, 2026-11-21), read by `domain.calendar.parse_day`.

    The calendar rules are passed in, so that the kit needs no knowledge of them.
    """

    def __init__(
        self,
        label: str,
        parse: Callable[[str], date],
        show: Callable[[date], str],
        day: date | None = None,
        *,
        hint: str = "",
        required: bool = False,
    ) -> None:
        """Label the line; `parse` reads what was typed, `show` writes a day."""
        super().__init__(label, show(day) if day else "", hint=hint, required=required)
        self._parse, self._show = parse, show

    def day(self) -> date | None:
        """Return the day, or None when the line is empty.

        Raises:
            DomainError: The text is no day; show it with `set_error`.
        """
        return self._parse(self.text) if self.text else None

    def set_day(self, day: date | None) -> None:
        """Put a day into the line."""
        self.set_text(self._show(day) if day else "")

    def put(self, value: date | None) -> None:
        """Put a day into the line."""
        self.set_day(value)

    def typed(self) -> date | None:
        """Return the day of the line.

        Raises:
            DomainError: The text is no day.
        """
        return self.day()


class _WidthlessDigits(QIntValidator):
    """Takes digits of any width, and turns full-width ones into plain ones while they are typed."""

    def validate(self, text: str, place: int) -> tuple[QValidator.State, str, int]:
        """Return the state of the text with plain digits."""
        plain = unicodedata.normalize("NFKC", text).strip()
        state = super().validate(plain, min(place, len(plain)))[0]  # type: ignore[index]
        return state, plain, min(place, len(plain))


class NumberField(LineField):
    """A whole number; empty is None."""

    def __init__(
        self,
        label: str,
        number: int | None = None,
        *,
        least: int = 0,
        most: int = 9999,
        hint: str = "",
        unit: str = "",
        required: bool = False,
        blank: int | None = None,
    ) -> None:
        """Label the line; `unit` is added to the hint so that it is read aloud too.

        `blank` is the number that `put` shows as an empty line and `typed` reads from one.
        """
        told = "　".join(part for part in (hint, _("単位：{unit}").format(unit=unit) if unit else "") if part)
        super().__init__(label, "" if number is None else str(number), hint=told, required=required)
        self._blank = blank
        self.line.setValidator(_WidthlessDigits(least, most, self.line))

    def number(self) -> int | None:
        """Return the number, or None when the line is empty.

        Raises:
            DomainError: `bad_number`, when the text is no whole number.
        """
        if not self.text:
            return None
        try:
            return int(self.text)
        except ValueError:
            raise DomainError("bad_number", text=self.text) from None

    def set_number(self, number: int | None) -> None:
        """Put a number into the line."""
        self.set_text("" if number is None else str(number))

    def put(self, value: int | None) -> None:
        """Put a number into the line."""
        self.set_number(None if value == self._blank else value)

    def typed(self) -> int | None:
        """Return the number of the line.

        Raises:
            DomainError: `bad_number`.
        """
        number = self.number()
        return self._blank if number is None else number


class BlockField(Field):
    """Several lines to type in: `field.text`, `field.set_text(...)`."""

    def __init__(self, label: str, text: str = "", *, hint: str = "", rows: int = 3) -> None:
        self.memo = QPlainTextEdit(text)
        self.memo.setTabChangesFocus(True)
        super().__init__(label, self.memo, hint=hint)
        self._rows = rows
        self._rescale()
        theme.watcher().changed.connect(self._rescale)

    @property
    def text(self) -> str:
        """What stands in the field, without spaces around it."""
        return self.memo.toPlainText().strip()

    def set_text(self, text: str) -> None:
        """Put text into the field and take an error away."""
        self.memo.setPlainText(text)
        self.set_error(None)

    def _rescale(self) -> None:
        self.memo.setFixedHeight(theme.px(24 * self._rows + 18))


class MemoField(BlockField):
    """A text of several lines."""

    def put(self, value: str) -> None:
        """Put text into the field."""
        self.set_text(value)

    def typed(self) -> str:
        """Return what stands in the field."""
        return self.text


class ValueMemo(BlockField, Generic[V]):
    """Several lines that stand for a value."""

    def __init__(
        self, label: str, read: Callable[[str], V], write: Callable[[V], str], *, hint: str = "", rows: int = 3
    ) -> None:
        """Label the field; for `read` and `write` see `Written`."""
        super().__init__(label, hint=hint, rows=rows)
        self._written = Written(read, write)

    def put(self, value: V) -> None:
        """Write a value into the field."""
        self.set_text(self._written.text_of(value))

    def typed(self) -> V:
        """Return the value of the field.

        Raises:
            DomainError: The text cannot be read.
        """
        return self._written.value_of(self.text)


class ChoiceField(Field, Generic[V]):
    """A drop-down with its label: `field.value`, `field.box.set_choices(...)`.

    Signals:
        picked: The person chose another value (the value).
    """

    picked = Signal(object)

    def __init__(
        self, label: str, choices: Sequence[tuple[V, str]] = (), value: V | None = None, *, hint: str = ""
    ) -> None:
        self.box: ChoiceBox[V] = ChoiceBox(choices)
        super().__init__(label, self.box, hint=hint)
        if value is not None:
            self.box.set_value(value)
        self.box.picked.connect(self.picked)

    @property
    def value(self) -> V | None:
        """The chosen value."""
        return self.box.value

    def set_value(self, value: V) -> None:
        """Choose a value."""
        self.box.set_value(value)

    def put(self, value: V) -> None:
        """Choose a value."""
        self.box.set_value(value)
        self.set_error(None)

    def typed(self) -> V | None:
        """Return the chosen value; None when nothing is offered."""
        return self.box.value


_SEARCH_EDGES = 64
"""What stands around a placeholder: magnifier, edges and the button that clears, pixels at 100 %."""
_MOST_SEARCH = 400


class SearchField(QLineEdit):
    """A line with a magnifier which tells what to search for once the typing pauses.

    Signals:
        searched: Text to search for, without spaces around it ("" when cleared).
    """

    searched = Signal(str)

    def __init__(
        self, placeholder: str, *, delay_ms: int = 120, accessible_name: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(accessible_name or placeholder)
        self.setClearButtonEnabled(True)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(delay_ms)
        self._timer.timeout.connect(self._tell)
        self._told = ""
        self.textChanged.connect(lambda _text: self._timer.start())
        self.returnPressed.connect(self._tell)
        self._make_room()
        theme.watcher().changed.connect(self._make_room)

    def sizeHint(self) -> QSize:
        """Return the room in which the placeholder is not cut off."""
        room = super().sizeHint()
        words = self.fontMetrics().horizontalAdvance(self.placeholderText()) + theme.px(_SEARCH_EDGES)
        return QSize(max(room.width(), min(words, theme.px(_MOST_SEARCH))), room.height())

    def _tell(self) -> None:
        self._timer.stop()
        text = self.text().strip()
        if text != self._told:
            self._told = text
            self.searched.emit(text)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the line and the magnifier (an action's icon would not grow with the text)."""
        super().paintEvent(event)
        painter = QPainter(self)
        edge = theme.px(18)
        painter.drawPixmap(theme.px(11), (self.height() - edge) // 2, pixmap("search", "text_soft", 18))
        painter.end()

    def _make_room(self) -> None:
        self.setTextMargins(theme.px(24), 0, 0, 0)
