"""The QR code on a page that is scanned back: it identifies print and page and holds no personal data."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

from divide_app.domain.errors import DomainError

PREFIX: Final = "KS2"
"""Ours, edition 2 of the pages; a reader that does not know an edition says so instead of guessing."""

_SIGNS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: capitals only, so that the code stays small
_PRINT_SIGNS: Final = 26  # 128 bits
_OFFICE_SIGNS: Final = 5
_SESSION_SIGNS: Final = 6
_FORM = re.compile(
    rf"{PREFIX}(?P<kind>[A-Z])(?P<office>[{_SIGNS}]{{{_OFFICE_SIGNS}}})(?P<session>[{_SIGNS}]{{{_SESSION_SIGNS}}})"
    rf"(?P<print>[{_SIGNS}]{{{_PRINT_SIGNS}}}):(?P<page>[0-9]{{1,4}})/(?P<pages>[0-9]{{1,4}}):(?P<layout>[0-9.\-]{{1,24}})"
)
_OURS = re.compile(r"KS[0-9][A-Z0-9]{20,}[:/.\-0-9]*")
_LETTERS_OF_VERSION: Final = ((20, 21), (38, 25), (61, 29), (90, 33), (122, 37), (154, 41))
"""Capitals and digits a QR code at error level M holds, and its modules a side (ISO/IEC 18004, table 7)."""


class SheetKind(StrEnum):
    """Papers that are read back."""

    ATTENDANCE = "attendance"
    SURVEY = "survey"


_LETTER: Final = {SheetKind.ATTENDANCE: "A", SheetKind.SURVEY: "S"}
_KIND: Final = {letter: kind for kind, letter in _LETTER.items()}


@dataclass(frozen=True, slots=True)
class PageCode:
    """What the QR code of one page says.

    Attributes:
        kind: Which paper.
        office: Fingerprint of the office, to tell a sheet of another office.
        session: Fingerprint of the class session.
        print_id: The print, which the office's data know with the people on it.
        page: Page of the print, from 1.
        pages: Pages of the print.
        layout: Where the boxes stand, as the layout's own code.
    """

    kind: SheetKind
    office: str
    session: str
    print_id: UUID
    page: int
    pages: int
    layout: str

    @property
    def text(self) -> str:
        """Return what the QR code holds."""
        head = f"{PREFIX}{_LETTER[self.kind]}{self.office}{self.session}{_in_signs(self.print_id.int, _PRINT_SIGNS)}"
        return f"{head}:{self.page}/{self.pages}:{self.layout}"

    @classmethod
    def parse(cls, text: str) -> PageCode:
        """Return the code that `text` is.

        Raises:
            DomainError: `not_a_page_code` for any other QR code, `page_code_newer` for an edition of ours that this
                program does not know.
        """
        found = _FORM.fullmatch(text)
        if found is None:
            if _OURS.fullmatch(text):
                raise DomainError("page_code_newer")
            raise DomainError("not_a_page_code")
        kind = _KIND.get(found["kind"])
        if kind is None:
            raise DomainError("page_code_newer")
        number = _of_signs(found["print"])
        page, pages = int(found["page"]), int(found["pages"])
        if number >= 1 << 128 or not 1 <= page <= pages:
            raise DomainError("not_a_page_code")
        return cls(kind, found["office"], found["session"], UUID(int=number), page, pages, found["layout"])


def office_fingerprint(office_id: UUID) -> str:
    """Return a short fingerprint of an office."""
    return _fingerprint(office_id, _OFFICE_SIGNS)


def session_fingerprint(class_session_id: UUID) -> str:
    """Return a short fingerprint of a class session."""
    return _fingerprint(class_session_id, _SESSION_SIGNS)


def code_modules(text: str) -> int:
    """Return how many modules a side the QR code of a page code's text has.

    Raises:
        ValueError: When the text is longer than any page code.
    """
    for letters, modules in _LETTERS_OF_VERSION:
        if len(text) <= letters:
            return modules
    raise ValueError(f"{len(text)} signs are no page code")


def _fingerprint(id_: UUID, signs: int) -> str:
    return _in_signs(int.from_bytes(hashlib.sha256(id_.bytes).digest()[:8]) % 32**signs, signs)


def _in_signs(number: int, signs: int) -> str:
    return "".join(_SIGNS[number >> 5 * at & 31] for at in reversed(range(signs)))


def _of_signs(text: str) -> int:
    number = 0
    for sign in text:
        number = number << 5 | _SIGNS.index(sign)
    return number
