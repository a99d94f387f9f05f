"""How a field of a kept thing is declared: once, beside its type, so that every room derives its part from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import KW_ONLY, MISSING, Field, dataclass, is_dataclass
from dataclasses import fields as dataclass_fields
from enum import Enum, StrEnum
from functools import cache
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from divide_app.domain.choices import Choice


class Role(StrEnum):
    """What a user may do; who stands before another may do all they may, and more."""

    STAFF = "staff"
    COORDINATOR = "coordinator"
    VOLUNTEER = "volunteer"


STAFF = frozenset({Role.STAFF})
OFFICE = frozenset({Role.STAFF, Role.COORDINATOR})
EVERYBODY = frozenset(Role)

LONGEST_TEXT = 2_000
"""Characters of a text field that declares no limit of its own; more is something else that was pasted."""

NOT_PERSONAL = ""
"""Stands where a purpose would, for a field that says nothing about a person: a decision, not an omission."""


class Fate(StrEnum):
    """What becomes of a field when a person is forgotten."""

    TAKEN_OUT = "taken_out"
    STAYS = "stays"  # tells nobody who the person was; the figures need it


class Unite(Enum):
    """Which value stands when two entries turn out to be one person."""

    KEPT = "kept"  # always that of the entry that stays
    FILL = "fill"  # that of the other entry where the one that stays says nothing
    JOIN = "join"  # both: members of a set, or lines of a text
    FINER = "finer"  # the more exact of two births that do not contradict each other


class Shape(Enum):
    """How a text is written; how it is tidied, checked and read from a list follows from it."""

    LINE = "line"  # one line of words
    LINES = "lines"
    PHONE = "phone"
    POSTAL_CODE = "postal_code"
    EMAIL = "email"
    URL = "url"  # may well hold twelve digits of its own
    MADE = "made"  # made by the program or copied from a file as it stood; nobody typed it


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the lists that are read and written.

    Attributes:
        header: As it is written.
        spellings: Headers of other lists that mean the same, with blanks between them.
        words: Parts of a longer header (a question of a form) by which the column is guessed, likewise.
        key: Its name in profiles; "" where it is the field's own.
    """

    header: str
    spellings: str = ""
    words: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """The declaration of one field, written into its annotation: `kana: Annotated[str, Kept("かな", ...)] = ""`.

    Attributes:
        label: The field's word on screens and papers; a message of the catalogue.
        purpose: Why it is kept, as the register of personal data says it; `NOT_PERSONAL` for what tells of nobody.
        seen_by: Roles whose answers hold it; everybody else's hold the empty value.
        fate: What becomes of it when the person is forgotten.
        unite: Which value stands when two entries become one.
        typed: People type it: it has a place in the form, and an error of it stands there.
        missing: Code of the refusal when it says nothing; "" for a field that need not be filled.
        shape: How the text is written.
        longest: Most characters of a text.
        least: Smallest number.
        most: Greatest number; None for no limit.
        bad: Code of the refusal of a number outside `least` and `most`; "" where none is checked.
        columns: The columns of lists read and written; none when no list has it.
        beside: The field (a set of choices) in whose column this text stands: what no choice names.
    """

    label: str
    purpose: str
    seen_by: frozenset[Role] = EVERYBODY
    fate: Fate = Fate.TAKEN_OUT
    unite: Unite = Unite.FILL
    _: KW_ONLY
    typed: bool = True
    missing: str = ""
    shape: Shape = Shape.LINE
    longest: int = LONGEST_TEXT
    least: int = 0
    most: int | None = None
    bad: str = ""
    columns: tuple[Column, ...] = ()
    beside: str = ""


MADE = Kept("", NOT_PERSONAL, fate=Fate.STAYS, unite=Unite.KEPT, typed=False, shape=Shape.MADE)
"""A field the program fills by itself (ids, moments, states, digests) and that tells of nobody."""


@dataclass(frozen=True, slots=True)
class KeptField:
    """One declared field as the rooms read it.

    Attributes:
        name: Attribute of the thing.
        kind: Its type, without the declaration.
        empty: The value that says nothing; None where every thing must have one.
        kept: The declaration.
    """

    name: str
    kind: Any
    empty: Any
    kept: Kept

    @property
    def is_text(self) -> bool:
        """Text in one column."""
        return self.kind is str

    @property
    def required(self) -> bool:
        """Whether a form refuses it empty."""
        return bool(self.kept.missing)

    @property
    def is_personal(self) -> bool:
        """Whether it tells of a person."""
        return self.kept.purpose != NOT_PERSONAL

    @property
    def choices(self) -> type[StrEnum] | None:
        """The words one of which is the value; None for any other field."""
        return self.kind if isinstance(self.kind, type) and issubclass(self.kind, StrEnum) else None

    @property
    def members(self) -> type[Choice] | None:
        """The words any of which may be in the value, a set; None for any other field."""
        if get_origin(self.kind) is not frozenset:
            return None
        (member,) = get_args(self.kind)
        return member if isinstance(member, type) and issubclass(member, Choice) else None


@cache
def fields_of(thing: type) -> tuple[KeptField, ...]:
    """Return the declared fields of a kept thing in their order.

    Raises:
        TypeError: A field has no declaration.
    """
    hints = get_type_hints(thing, include_extras=True)
    return tuple(_declared(thing, one, hints[one.name]) for one in dataclass_fields(thing))


@cache
def is_declared(kind: type) -> bool:
    """Tell a thing from a mere value (a birth, a time of the week), whose parts need no declaration."""
    if not is_dataclass(kind):
        return False
    hints = get_type_hints(kind, include_extras=True)
    return any(get_origin(hints[one.name]) is Annotated for one in dataclass_fields(kind))


@cache
def field_named(thing: type, name: str) -> KeptField:
    """Return one declared field.

    Raises:
        KeyError: There is none of that name.
    """
    return {field.name: field for field in fields_of(thing)}[name]


@cache
def typed_fields(thing: type) -> tuple[KeptField, ...]:
    """Return the fields a form of the thing has, in their order."""
    return tuple(field for field in fields_of(thing) if field.kept.typed)


@cache
def text_fields(thing: type) -> tuple[KeptField, ...]:
    """Return the fields that hold words somebody typed, alone, in tuples or in things of their own."""
    return tuple(field for field in fields_of(thing) if field.kept.shape is not Shape.MADE and _holds_text(field.kind))


def texts_of(thing: Any) -> Iterator[tuple[KeptField, str]]:
    """Yield every text somebody typed into a thing with its field.

    A thing inside a thing gives its own fields (they stand in the same form); of several things all texts are the
    field's they lie in.
    """
    for field in text_fields(thing.__class__):
        yield from _texts(field, getattr(thing, field.name))


def columns_of(thing: type) -> Iterator[tuple[str, Column, KeptField]]:
    """Yield key, column and field of every column a list of such things has, those of things inside it too."""
    for field in fields_of(thing):
        for column in field.kept.columns:
            yield column.key or field.name, column, field
        for inner in _things_in(field.kind):
            yield from columns_of(inner)


def empty_values(thing: type) -> Mapping[str, Any]:
    """Return the value that says nothing for each field that may say nothing."""
    return {field.name: field.empty for field in fields_of(thing) if field.empty is not None}


def _declared(thing: type, one: Field[Any], hint: Any) -> KeptField:
    if get_origin(hint) is not Annotated:
        raise TypeError(f"{thing.__name__}.{one.name} is not declared: Annotated[..., Kept(...)]")
    kind, *notes = get_args(hint)
    (kept,) = [note for note in notes if isinstance(note, Kept)]
    return KeptField(one.name, kind, None if one.default is MISSING else one.default, kept)


def _things_in(kind: Any) -> Iterator[type]:
    if isinstance(kind, type) and is_declared(kind):
        yield kind
    for one in get_args(kind):
        yield from _things_in(one)


def _holds_text(kind: Any) -> bool:
    if isinstance(kind, type):
        return kind is str or (is_declared(kind) and bool(text_fields(kind)))
    return any(_holds_text(one) for one in get_args(kind))


def _texts(field: KeptField, value: Any) -> Iterator[tuple[KeptField, str]]:
    if type(value) is str:
        yield field, value
    elif isinstance(value, Mapping):
        yield from _texts(field, tuple(value.values()))
    elif isinstance(value, tuple):
        for one in value:
            yield from ((field, text) for _inner, text in _texts(field, one))
    elif is_declared(value.__class__):
        yield from texts_of(value)
