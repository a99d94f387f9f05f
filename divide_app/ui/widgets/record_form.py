"""A form built from a declaration: every declared field has an input, and its errors appear there."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import time
from enum import StrEnum
from operator import attrgetter
from types import UnionType
from typing import TYPE_CHECKING, Any, Generic, TypeVar, get_args, get_origin

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLayout, QWidget

from divide_app.domain.errors import DomainError
from divide_app.domain.fields import KeptField, Shape, is_declared, typed_fields
from divide_app.domain.individual_number import contains_individual_number
from divide_app.foundation.translation import _
from divide_app.ui.background import ErrorPlace
from divide_app.ui.widgets.cards import Reflow
from divide_app.ui.widgets.fields import ChoiceField, Editor, MemoField, NumberField, TextField, WordsField
from divide_app.ui.widgets.layouts import VBox
from divide_app.ui.widgets.ticks import OrderedTicksField, TickField, TicksField
from divide_app.ui.widgets.when_fields import ClockField, read
from divide_app.wording.labels import label

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    ThingT = TypeVar("ThingT", bound=DataclassInstance)
else:
    ThingT = TypeVar("ThingT")


@dataclass(frozen=True, slots=True)
class Beside:
    """Two fields in one row where there is room, in `shares`, from a width in pixels at 100 % on."""

    left: str
    right: str
    shares: tuple[int, int] = (1, 1)
    from_width: int = 420


Row = str | Beside | QWidget | QLayout | None
"""A field by its name, two of them, something that is no field (a heading, a line, a button), or the room left."""


@dataclass(frozen=True, slots=True)
class Words:
    """What a form says about a field besides its label.

    Attributes:
        label: Instead of the declared word, where the form asks in another way.
        hint: A soft line under the label.
        example: Shown in the empty line.
        unit: Of a number.
        rows: Lines of a text of several lines.
    """

    label: str = ""
    hint: str = ""
    example: str = ""
    unit: str = ""
    rows: int = 2


class RecordForm(QObject, Generic[ThingT]):
    """The fields of one thing on one page or on several.

    A declared field that stands in no row comes after the one declared before it, so that a new field needs no change
    of the screen. Fields of a thing inside the thing are named with a dot (`contact.email`).

    Attributes:
        parts: One widget for each list of rows, in the same order.
        editors: Where each field is typed, by its name.
        places: Where the sentence about each field goes, by the name a refusal says.
        kept: The thing as it was put; None before.

    Signals:
        entered: The person pressed Enter in a line.
        refused: A field on this part (a widget of `parts`) is about to say what is wrong with it.
    """

    entered = Signal()
    refused = Signal(QWidget)

    def __init__(
        self,
        thing: type[ThingT],
        *parts: Sequence[Row],
        words: Mapping[str, Words] | None = None,
        editors: Mapping[str, Editor] | None = None,
        elsewhere: Collection[str] = (),
        spacing: int = 12,
    ) -> None:
        """Lay the fields of `thing`.

        Args:
            thing: Its class.
            parts: The rows of each part.
            words: What is said about fields besides their labels.
            editors: The inputs of fields whose kind is not the kit's to know.
            elsewhere: Fields that are typed on another form.
            spacing: Between the rows, pixels at 100 %.
        """
        super().__init__()
        words, made = words or {}, editors or {}
        fields = dict(_paths(thing, made, elsewhere))
        self.editors: dict[str, Editor] = {
            name: made.get(name) or editor_of(field, words.get(name, Words())) for name, field in fields.items()
        }
        self.places = _places(self.editors)
        self.kept: ThingT | None = None
        self._rows = _with_every_field(parts, list(fields))
        self.parts = tuple(self._page(rows, spacing) for rows in self._rows)
        for page in self.parts:
            for editor in self.editors.values():
                if page.isAncestorOf(editor):
                    editor.entered.connect(self.entered)
                    editor.refused.connect(lambda page=page: self.refused.emit(page))

    def __getitem__(self, name: str) -> Any:
        """Return the input of a field."""
        return self.editors[name]

    @property
    def first(self) -> Editor:
        """The input of the first row."""
        row = self._rows[0][0]
        return self.editors[row.left if isinstance(row, Beside) else str(row)]

    def is_dirty(self) -> bool:
        """Tell whether something was typed that is not kept."""
        if self.kept is None:
            return False
        try:
            return self.value() != self.kept
        except DomainError:
            return True

    def put(self, thing: ThingT) -> None:
        """Show a thing."""
        self.kept = thing
        for name, editor in self.editors.items():
            editor.put(attrgetter(name)(thing))

    def value(self) -> ThingT:
        """Return the thing as it stands in the form; nothing is shown.

        Raises:
            DomainError: Something cannot be read.
        """
        return self._typed(lambda editor: editor.typed())

    def typed(self) -> ThingT:
        """Return the thing as typed; what cannot be read is said at its field.

        Raises:
            DomainError: The refusal that is now shown.
        """
        return self._typed(lambda editor: read(editor, editor.typed))

    def forget(self) -> None:
        """Take what stands in the form as kept, or as given up."""
        self.kept = None

    def set_read_only(self, is_on: bool, unseen: Collection[str] = ()) -> None:
        """Let the fields be read only, or typed; `unseen` ones, whose values are not shown, can never be typed."""
        for name, editor in self.editors.items():
            is_unseen = name in unseen
            editor.set_read_only(is_on or is_unseen, _("職員だけが見られます") if is_unseen else "")

    def _typed(self, value_of: Callable[[Editor], Any]) -> ThingT:
        assert self.kept is not None
        values: dict[str, Any] = {}
        for name, editor in self.editors.items():
            outer, _dot, inner = name.rpartition(".")
            if outer:
                values[outer] = replace(values.get(outer, getattr(self.kept, outer)), **{inner: value_of(editor)})
            else:
                values[name] = value_of(editor)
        return replace(self.kept, **values)

    def _page(self, rows: Sequence[Row], spacing: int) -> QWidget:
        page = QWidget()
        column = VBox(spacing=spacing, parent=page)
        for row in rows:
            if isinstance(row, str):
                column.add(self.editors[row])
            elif isinstance(row, Beside):
                pair = self.editors[row.left], self.editors[row.right]
                column.add(Reflow(*pair, shares=row.shares, from_width=row.from_width))
            else:
                column.add(row)
        return page


class _OneOf:
    """Several fields a refusal may mean, since things inside the thing have a field of the same name."""

    def __init__(self, editors: Sequence[Editor]) -> None:
        self._editors = editors

    def set_error(self, text: str | None) -> None:
        """Say it at the field whose text is refused, else at the first; None takes it away from all."""
        wrong = [one for one in self._editors if contains_individual_number(getattr(one, "text", ""))]
        for one in self._editors if text is None else (*wrong, *self._editors)[:1]:
            one.set_error(text)


def _places(editors: Mapping[str, Editor]) -> dict[str, ErrorPlace]:
    named: dict[str, list[Editor]] = {}
    for name in sorted(editors, key=lambda name: name.count(".")):
        named.setdefault(name.rpartition(".")[2], []).append(editors[name])
    places: dict[str, ErrorPlace] = {}
    for editor in editors.values():
        places |= editor.places
    return places | {name: found[0] if len(found) == 1 else _OneOf(found) for name, found in named.items()}


def editor_of(field: KeptField, words: Words) -> Editor:
    """Return the input for a field by its declared kind.

    Raises:
        TypeError: The kit has no input for this kind; the screen makes one.
    """
    name, hint, example = words.label or _(field.kept.label), words.hint, words.example
    kind, kept, is_needed = field.kind, field.kept, field.required
    if field.choices is not None:
        return ChoiceField(name, [(one, label(one)) for one in field.choices], hint=hint)
    if field.members is not None:
        return TicksField(name, [(one, label(one)) for one in field.members], hint=hint)
    if (several := _each_of(kind)) is not None:
        return OrderedTicksField(name, [(one, label(one)) for one in several], hint=hint)
    if field.is_text and kept.shape is Shape.LINES:
        return MemoField(name, rows=words.rows, hint=hint)
    if field.is_text:
        return TextField(name, hint=hint, placeholder=example, required=is_needed)
    if kind is bool:
        return TickField(name, hint=hint)
    if kind == tuple[str, ...]:
        return WordsField(name, hint=hint, placeholder=example, required=is_needed)
    plain, may_be_none = _without_none(kind)
    if plain is int:
        blank = None if may_be_none else 0
        most = 9999 if kept.most is None else kept.most
        return NumberField(name, least=kept.least, most=most, unit=words.unit, blank=blank, hint=hint)
    if plain is time and may_be_none:
        return ClockField(name, hint=hint, placeholder=example)
    raise TypeError(f"no input for {field.name}: {kind}")


def _each_of(kind: Any) -> type[StrEnum] | None:
    """Return the words of a tuple of them; None for any other kind."""
    arguments = get_args(kind)
    if get_origin(kind) is not tuple or arguments[1:] != (...,):
        return None
    return arguments[0] if isinstance(arguments[0], type) and issubclass(arguments[0], StrEnum) else None


def _paths(thing: type, made: Collection[str], elsewhere: Collection[str]) -> Iterator[tuple[str, KeptField]]:
    """Yield the fields of a form with their names; a thing without an input of its own gives its own fields."""
    for field in typed_fields(thing):
        if field.name in elsewhere:
            continue
        if field.name not in made and isinstance(field.kind, type) and is_declared(field.kind):
            yield from ((f"{field.name}.{name}", inner) for name, inner in _paths(field.kind, (), ()))
        else:
            yield field.name, field


def _without_none(kind: Any) -> tuple[Any, bool]:
    if get_origin(kind) is not UnionType:
        return kind, False
    others = [one for one in get_args(kind) if one is not type(None)]
    return (others[0] if len(others) == 1 else kind), True


def _with_every_field(parts: Sequence[Sequence[Row]], names: Sequence[str]) -> list[list[Row]]:
    """Return the rows with one more for each field that stands in none, after the field declared before it."""
    pages = [list(rows) for rows in parts]
    for place, name in enumerate(names):
        if _find(pages, name) is None:
            page, row = (_find(pages, names[place - 1]) if place else None) or (pages[0], -1)
            page.insert(row + 1, name)
    return pages


def _find(pages: Sequence[list[Row]], name: str) -> tuple[list[Row], int] | None:
    for page in pages:
        for place, row in enumerate(page):
            if row == name or (isinstance(row, Beside) and name in {row.left, row.right}):
                return page, place
    return None
