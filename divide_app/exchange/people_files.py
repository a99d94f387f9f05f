"""Reads lists of participants, applications and supporters, with our headers or known other ones."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from divide_app.domain.applications import Channel
from divide_app.domain.calendar import parse_fiscal_year
from divide_app.domain.choices import Choice
from divide_app.domain.errors import DomainError
from divide_app.domain.fields import KeptField, Shape, field_named, fields_of
from divide_app.domain.people import age_band
from divide_app.domain.people.availability import parse_days_off, parse_weekly
from divide_app.domain.people.email_address import tidy_email
from divide_app.domain.people.participants import Birth, Participant, Sex
from divide_app.domain.people.supporters import MOST_SESSIONS, ContactWay, ContactWishes, SupporterKind
from divide_app.exchange.cells import Cells, RowRefusedError, shown
from divide_app.exchange.drafts import ApplicationDraft, ParsedFile, ParticipantDraft, Source, SupporterDraft
from divide_app.exchange.profiles import ColumnMap, Profile, guess_profile, map_columns
from divide_app.exchange.row_loop import AS_IT_IS, RowOptions, extra_cells, parse_rows
from divide_app.exchange.tables import Table

ChoiceT = TypeVar("ChoiceT", bound=Choice)
ReadT = TypeVar("ReadT")

_NOTHING = {"なし", "無し", "無", "特になし", "不要", "-"}

_WITHDRAWN = re.compile("取下|取り下げ|取消|取り消|キャンセル|却下|無効|下書き|一時保存|未送信|削除")
"""States in which a form service keeps an entry that is no application (any more)."""
_BIRTHS = ("birthday", "birth_year", "band")
"""Columns that say how old somebody is, the most exact first."""


def parse_participants(
    table: Table,
    *,
    as_of: date,
    profile: Profile | None = None,
    folder: Path | None = None,
    options: RowOptions = AS_IT_IS,
) -> ParsedFile[ParticipantDraft]:
    """Read a list of participants.

    A row is refused without a name, or with a birthday that cannot be one (the person would be stored twice later);
    other cells that cannot be read are left blank with a warning.

    Args:
        table: The open file.
        as_of: The day on which stated bands and ages were true: usually today.
        profile: A person's own format; the plain headers when not given.
        folder: Folder with a person's own profiles.
        options: What a person corrected or left out.

    Raises:
        DomainError: `missing_columns`, `bad_profile`, and as `Table.rows`.
    """
    columns = map_columns(table, profile or guess_profile(table, "participants", folder))
    readers = _readers(columns)

    def make(cells: Cells, row: tuple[str, ...]) -> ParticipantDraft:
        cells.needed("name")
        return ParticipantDraft(_values(cells, readers, _birth(cells, as_of)), _aside(columns, row, cells))

    return parse_rows(table, columns, make, options)


def parse_applications(
    table: Table,
    *,
    as_of: date,
    profile: Profile | None = None,
    folder: Path | None = None,
    options: RowOptions = AS_IT_IS,
) -> ParsedFile[ApplicationDraft]:
    """Read a list of applications; a row is refused only without a course or a name: nobody shall lose a seat.

    Args:
        table: The open file.
        as_of: Today, against which birthdays are judged.
        profile: A person's own format; the plain headers when not given.
        folder: Folder with a person's own profiles.
        options: What a person corrected or left out.

    Raises:
        DomainError: `missing_columns`, `bad_profile`, and as `Table.rows`.
    """
    columns = map_columns(table, profile or guess_profile(table, "applications", folder))
    readers = _readers(columns)

    def make(cells: Cells, row: tuple[str, ...]) -> ApplicationDraft:
        state = cells.text("form_state")
        if _WITHDRAWN.search(state):
            raise cells.left_out("form_state", "withdrawn_left_out", text=shown(state))
        course, _name = cells.needed("course"), cells.needed("name")
        try:
            birth = _birth(cells, as_of)
        except RowRefusedError as refused:
            birth = Birth()
            # An unreadable birthday must not cost anybody a seat.
            field = next(field for field in _BIRTHS if cells.has(field))
            cells.lose(field, refused.why.code, **dict(refused.why.details))
        channel = _enum_value(cells, "channel", Channel, Channel.OTHER)
        said = _values(cells, readers, birth)
        memo = said.pop("memo", "")
        return ApplicationDraft(
            said,
            course=course,
            receipt_number=cells.text("receipt_number"),
            source=cells.text("source"),
            applied_at=cells.moment("applied_at"),
            channel=channel,
            memo=memo,
            extra=_aside(columns, row, cells),
        )

    return parse_rows(table, columns, make, options)


def parse_supporters(
    table: Table, *, profile: Profile | None = None, folder: Path | None = None, options: RowOptions = AS_IT_IS
) -> ParsedFile[SupporterDraft]:
    """Read a list of supporters.

    A row is refused without name or kind, with a kind we do not know, with an end of term that cannot be read (the
    person would seem appointed for ever) or that lies before the appointment, and with hours or days off that cannot
    be read (the person would be sent to a class they cannot come to, or called at a time they asked not to be).

    Raises:
        DomainError: `missing_columns`, `bad_profile`, and as `Table.rows`.
    """
    columns = map_columns(table, profile or guess_profile(table, "supporters", folder))

    def make(cells: Cells, row: tuple[str, ...]) -> SupporterDraft:
        name, kind_text = cells.needed("name"), cells.needed("kind")
        kind = SupporterKind.read(kind_text)
        if kind is None:
            raise cells.refusal("kind", "unknown_supporter_kind", text=shown(kind_text))
        appointed, term_end = cells.day("appointed"), cells.day_or_refuse("term_end")
        if appointed and term_end and term_end < appointed:
            raise cells.refusal("term_end", "end_before_start", start=appointed.isoformat(), end=term_end.isoformat())
        return SupporterDraft(
            name=name,
            kind=kind,
            kana=cells.text("kana"),
            organisation=cells.text("organisation"),
            appointed=appointed,
            term_end=term_end,
            skills=cells.parts("skills"),
            languages=cells.parts("languages"),
            districts=cells.parts("districts"),
            monthly_limit=cells.count("monthly_limit", least=0, most=MOST_SESSIONS),
            weekly_limit=cells.count("weekly_limit", least=0, most=MOST_SESSIONS),
            phone=cells.phone("phone"),
            weekly=_read_or_refuse(cells, "weekly", parse_weekly),
            days_off=_read_or_refuse(cells, "days_off", parse_days_off),
            insured_years=_insured_years(cells),
            contact=_contact(cells),
            extra=_aside(columns, row, cells),
        )

    return parse_rows(table, columns, make, options)


def _read_or_refuse(cells: Cells, field: str, read: Callable[[str], tuple[ReadT, ...]]) -> tuple[ReadT, ...]:
    try:
        return read(cells.text(field))
    except DomainError as error:
        raise cells.refusal(field, error.code, text=shown(cells.text(field))) from None


def _insured_years(cells: Cells) -> tuple[int, ...]:
    years = []
    for word in cells.parts("insured_years"):
        try:
            years.append(parse_fiscal_year(word))
        except DomainError:
            # 加入 alone says nothing of a year: without one it would be taken for every year.
            cells.lose("insured_years", "bad_insured_year", text=shown(word))
    return tuple(sorted(set(years)))


def _contact(cells: Cells) -> ContactWishes:
    ways: list[ContactWay] = []
    for word in cells.parts("contact_ways"):
        way = ContactWay.read(word)
        if way is None:
            cells.lose("contact_ways", "unknown_word", text=shown(word))
        elif way not in ways:
            ways.append(way)
    return ContactWishes(
        ways=tuple(ways),
        call_times=_read_or_refuse(cells, "call_times", parse_weekly),
        no_call_times=_read_or_refuse(cells, "no_call_times", parse_weekly),
        email=cells.text("email"),
        fax=cells.phone("fax"),
        address=cells.text("address"),
    )


def sex_of(cells: Cells) -> Sex:
    """Return the sex a cell states; a word we do not know is `UNSTATED` with a warning."""
    return _enum_value(cells, "sex", Sex, Sex.UNSTATED)


Reader = Callable[[Cells], Any]


def _values(cells: Cells, readers: tuple[tuple[str, Reader], ...], birth: Birth) -> dict[str, Any]:
    return {"birth": birth} | {name: read(cells) for name, read in readers}


def _readers(columns: ColumnMap) -> tuple[tuple[str, Reader], ...]:
    """Return what reads each field of a person a list has a column for, by its declaration; the birth is read apart."""
    there = (field for field in fields_of(Participant) if (field.kept.beside or field.name) in columns.names)
    return tuple((field.name, _reader(field)) for field in there if field.kind is not Birth)


def _reader(field: KeptField) -> Reader:
    name, choices = field.name, field.choices
    if field.kept.beside:
        ticks = field_named(Participant, field.kept.beside)
        return lambda cells: _ticked(ticks, cells.text(ticks.name))[1]
    if field.members is not None:
        return lambda cells: _ticked(field, cells.text(name))[0]
    if choices is not None:
        assert issubclass(choices, Choice)
        return lambda cells: _enum_value(cells, name, choices, field.empty)
    return partial(_TEXTS.get(field.kept.shape, Cells.text), field=name)


def _enum_value(cells: Cells, field: str, kind: type[ChoiceT], nothing: ChoiceT) -> ChoiceT:
    """Return the choice a cell states; a word we do not know is lost with a warning."""
    text = cells.text(field)
    if not text:
        return nothing
    found = kind.read(text)
    if found is None:
        cells.lose(field, "unknown_word", text=shown(text))
        return nothing
    return found


def _aside(columns: ColumnMap, row: tuple[str, ...], cells: Cells) -> Source:
    """Return what no field can hold: columns that mean nothing to us, and the words of cells that cannot be used."""
    return (*extra_cells(columns, row), *cells.lost.items())


def _birth(cells: Cells, as_of: date) -> Birth:
    for field in _BIRTHS:
        found = cells.text(field)
        if not found:
            continue
        try:
            if field == "band":
                band = age_band.parse_band(found)
                return Birth() if band == age_band.UNKNOWN else Birth(band=band, band_as_of=as_of)
            return age_band.parse_birth(found, as_of)
        except DomainError as error:
            if field == "band":
                cells.lose(field, error.code, text=shown(found))
                return Birth()
            details = {name: value for name, value in error.details.items() if isinstance(value, (str, int))}
            raise cells.refusal(field, error.code, **(details | {"text": shown(found)})) from None
    return Birth()


def _ticked(field: KeptField, text: str) -> tuple[frozenset[Any], str]:
    """Return the choices a cell names, and the words from the first that names none."""
    if not text or text in _NOTHING:
        return frozenset(), ""
    assert field.members is not None
    ticked: set[Any] = set()
    rest_from = None
    for found in re.finditer(r"[^、,，;；/／・\n\s]+", text):
        named = field.members.read_all(found[0])
        ticked |= named
        if not named and rest_from is None:
            rest_from = found.start()
    # What is only named before the first other words is ticked; from there on the words stay as they were written.
    return frozenset(ticked), "" if rest_from is None else text[rest_from:]


def _postal_code(cells: Cells, field: str) -> str:
    found = cells.text(field)
    if not found:
        return ""
    digits = re.sub(r"[^0-9]", "", unicodedata.normalize("NFKC", found))
    if len(digits) == 7:
        return digits
    if len(digits) in {5, 6} and digits == unicodedata.normalize("NFKC", found):
        cells.warn(field, "postal_zero_restored")
        return digits.zfill(7)
    cells.lose(field, "bad_postal_code", text=shown(found))
    return ""


def _email(cells: Cells, field: str) -> str:
    try:
        return tidy_email(cells.text(field))
    except DomainError as error:
        cells.lose(field, error.code, text=shown(cells.text(field)))
        return ""


_TEXTS: Mapping[Shape, Callable[..., str]] = {
    Shape.PHONE: Cells.phone,
    Shape.POSTAL_CODE: _postal_code,
    Shape.EMAIL: _email,
}
