"""How a field of a kept thing is declared: once, beside its type, so that every room derives its part from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass
from dataclasses import fields as dataclass_fields
from enum import Enum, StrEnum
from functools import cache
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from divide_app.domain.office.office import Role

STAFF = frozenset({Role.STAFF})
OFFICE = frozenset({Role.STAFF, Role.COORDINATOR})
EVERYBODY = frozenset(Role)

LONGEST_TEXT = 2_000
"""Characters of a text field that declares no limit of its own; more is something else that was pasted."""


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


@dataclass(frozen=True, slots=True)
class Kept:
    """The declaration of one field, written into its annotation: `kana: Annotated[str, Kept("かな", ...)] = ""`.

    Attributes:
        label: The field's word on screens and papers; a message of the catalogue.
        purpose: Why it is kept, as the register of personal data says it; "" for what is no personal data.
        seen_by: Roles whose answers hold it; everybody else's hold the empty value.
        fate: What becomes of it when the person is forgotten.
        unite: Which value stands when two entries become one.
        header: The column of lists read and written ("" when no list has it).
        longest: Most characters of a text.
    """

    label: str
    purpose: str = ""
    seen_by: frozenset[Role] = EVERYBODY
    fate: Fate = Fate.TAKEN_OUT
    unite: Unite = Unite.FILL
    header: str = ""
    longest: int = LONGEST_TEXT


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
        """Free text a person typed."""
        return self.kind is str

    @property
    def choices(self) -> type[StrEnum] | None:
        """The words one of which is the value; None for any other field."""
        return self.kind if isinstance(self.kind, type) and issubclass(self.kind, StrEnum) else None

    @property
    def members(self) -> type[StrEnum] | None:
        """The words any of which may be in the value, a set; None for any other field."""
        if get_origin(self.kind) is not frozenset:
            return None
        (member,) = get_args(self.kind)
        return member if isinstance(member, type) and issubclass(member, StrEnum) else None


@cache
def fields_of(thing: type) -> tuple[KeptField, ...]:
    """Return the declared fields of a kept thing in their order.

    Raises:
        TypeError: A field has no declaration.
    """
    hints = get_type_hints(thing, include_extras=True)
    return tuple(_declared(thing, one, hints[one.name]) for one in dataclass_fields(thing))


@cache
def field_named(thing: type, name: str) -> KeptField:
    """Return one declared field.

    Raises:
        KeyError: There is none of that name.
    """
    return {field.name: field for field in fields_of(thing)}[name]


def empty_values(thing: type) -> Mapping[str, Any]:
    """Return the value that says nothing for each field that may say nothing."""
    return {field.name: field.empty for field in fields_of(thing) if field.empty is not None}


def _declared(thing: type, one: Field[Any], hint: Any) -> KeptField:
    if get_origin(hint) is not Annotated:
        raise TypeError(f"{thing.__name__}.{one.name} is not declared: Annotated[..., Kept(...)]")
    kind, *notes = get_args(hint)
    (kept,) = [note for note in notes if isinstance(note, Kept)]
    return KeptField(one.name, kind, None if one.default is MISSING else one.default, kept)
