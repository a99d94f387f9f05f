"""Refuses 12-digit individual numbers in every free text before anything is stored."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from divide_app.domain.errors import DomainError
from divide_app.domain.fields import LONGEST_TEXT, KeptField, Shape, is_declared, text_fields, texts_of, typed_fields
from divide_app.domain.individual_number import cells_hold_individual_number
from divide_app.domain.people.email_address import tidy_email
from divide_app.domain.people.phone import tidy_phone

ThingT = TypeVar("ThingT", bound=Any)

_TIDY: Mapping[Shape, Callable[[str], str]] = {
    Shape.LINE: str.strip,
    Shape.PHONE: tidy_phone,
    Shape.POSTAL_CODE: str.strip,
    Shape.EMAIL: tidy_email,
    Shape.URL: str.strip,
}


def checked(thing: ThingT) -> ThingT:
    """Return a thing with its texts tidy, when all that was typed into it may be kept.

    Raises:
        DomainError: `individual_number`, `bad_text`, `name_too_long`, `text_too_long`, `bad_email`, and what the
            declaration names for a field that says nothing or too much; `field` says where it stands.
    """
    for field, text in texts_of(thing):
        _check_text(field, text)  # before the shapes: a number in an address is told as a number
    thing = _tidy(thing)
    for field in typed_fields(thing.__class__):
        value = getattr(thing, field.name)
        if field.required and not value:
            raise DomainError(field.kept.missing, field=field.name)
        if field.kept.bad and value is not None:
            _check_number(field, value)
    return thing


def refuse_individual_number(*texts: str, field: str | None = None) -> None:
    """Refuse texts that may hold somebody's individual number; the digits go nowhere, not even into the error.

    Storage asks again for every text; here the field is known. So is a text that cannot be kept (`refuse_bad_text`).

    Raises:
        DomainError: `individual_number`, `bad_text`.
    """
    refuse_bad_text(*texts, field=field)
    if cells_hold_individual_number(texts):
        raise DomainError("individual_number", field=field)


def refuse_bad_text(*texts: str, field: str | None = None) -> None:
    """Refuse what no keyboard types and no database keeps: a NUL, and half a sign (an argument that is no UTF-8).

    Raises:
        DomainError: `bad_text`.
    """
    if any("\0" in text or any("\ud800" <= sign <= "\udfff" for sign in text) for text in texts):
        raise DomainError("bad_text", field=field)


def refuse_foreign_text(*texts: str) -> None:
    """Refuse texts out of a file of ours that no field of ours would have taken: somebody made the file by hand.

    Raises:
        DomainError: As `refuse_individual_number`; `bad_text` for a control sign too; `text_too_long`.
    """
    refuse_individual_number(*texts)
    for text in texts:
        if any(unicodedata.category(sign) == "Cc" and not sign.isspace() for sign in text):
            raise DomainError("bad_text")
        if len(text) > LONGEST_TEXT:
            raise DomainError("text_too_long", most=LONGEST_TEXT, count=len(text))


def _tidy(thing: ThingT) -> ThingT:
    changes: dict[str, Any] = {}
    for field in text_fields(thing.__class__):
        value = getattr(thing, field.name)
        tidy = _TIDY.get(field.kept.shape)
        if isinstance(value, str) and tidy is not None:
            try:
                changes[field.name] = tidy(value)
            except DomainError as error:
                raise DomainError(error.code, field=field.name) from None
        elif is_declared(value.__class__):
            changes[field.name] = _tidy(value)
    return replace(thing, **changes)


def _check_number(field: KeptField, value: int) -> None:
    least, most = field.kept.least, field.kept.most
    if value < least or (most is not None and value > most):
        raise DomainError(field.kept.bad, field=field.name, least=least, most=most)


def _check_text(field: KeptField, text: str) -> None:
    refuse_individual_number(text, field=field.name)
    if len(text.strip()) > field.kept.longest:
        code = "name_too_long" if field.name == "name" else "text_too_long"
        raise DomainError(code, field=field.name, most=field.kept.longest, count=len(text))
