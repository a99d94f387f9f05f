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
from divide_app.domain.fields import KeptField, Shape, field_named, fields_of, is_declared
from divide_app.domain.people import age_band
from divide_app.domain.people.availability import Availability, WeekTime, parse_days_off, parse_weekly
from divide_app.domain.people.email_address import tidy_email
from divide_app.domain.people.participants import Birth, Participant, Sex
from divide_app.domain.people.supporters import ContactWay, Supporter, SupporterKind
from divide_app.exchange.cells import LARGEST, Cells, RowRefusedError, shown
from divide_app.exchange.drafts import NO_ID, ApplicationDraft, ParsedFile, ParticipantDraft, Source, SupporterDraft
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
    readers = _readers(Participant, columns)

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
    readers = _readers(Participant, columns)

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
    readers = _readers(Supporter, columns)

    def make(cells: Cells, row: tuple[str, ...]) -> SupporterDraft:
        _name, kind_text = cells.needed("name"), cells.needed("kind")
        if SupporterKind.read(kind_text) is None:
            raise cells.refusal("kind", "unknown_supporter_kind", text=shown(kind_text))
        appointed, term_end = cells.day("appointed"), cells.day_or_refuse("term_end")
        if appointed and term_end and term_end < appointed:
            raise cells.refusal("term_end", "end_before_start", start=appointed.isoformat(), end=term_end.isoformat())
        said = {field: read(cells) for field, read in readers}
        return SupporterDraft(Supporter(NO_ID, **said), appointed, term_end, _aside(columns, row, cells))

    return parse_rows(table, columns, make, options)


def _read_or_refuse(cells: Cells, field: str, read: Callable[[str], tuple[ReadT, ...]]) -> tuple[ReadT, ...]:
    try:
        return read(cells.text(field))
    except DomainError as error:
        raise cells.refusal(field, error.code, text=shown(cells.text(field))) from None


def _weekly(cells: Cells, field: str) -> tuple[WeekTime, ...]:
    return _read_or_refuse(cells, field, parse_weekly)


def _availability(cells: Cells, field: str) -> Availability:
    del field  # two columns, by their own names
    return Availability(_weekly(cells, "weekly"), _read_or_refuse(cells, "days_off", parse_days_off))


def _fiscal_years(cells: Cells, field: str) -> tuple[int, ...]:
    years = []
    for word in cells.parts(field):
        try:
            years.append(parse_fiscal_year(word))
        except DomainError:
            # 加入 alone says nothing of a year: without one it would be taken for every year.
            cells.lose(field, "bad_insured_year", text=shown(word))
    return tuple(sorted(set(years)))


def _ways(cells: Cells, field: str) -> tuple[ContactWay, ...]:
    ways: list[ContactWay] = []
    for word in cells.parts(field):
        way = ContactWay.read(word)
        if way is None:
            cells.lose(field, "unknown_word", text=shown(word))
        elif way not in ways:
            ways.append(way)
    return tuple(ways)


def sex_of(cells: Cells) -> Sex:
    """Return the sex a cell states; a word we do not know is `UNSTATED` with a warning."""
    return _enum_value(cells, "sex", Sex, Sex.UNSTATED)


Reader = Callable[[Cells], Any]


def _values(cells: Cells, readers: tuple[tuple[str, Reader], ...], birth: Birth) -> dict[str, Any]:
    return {"birth": birth} | {name: read(cells) for name, read in readers}


def _readers(thing: type, columns: ColumnMap) -> tuple[tuple[str, Reader], ...]:
    """Return what reads each field a list has a column for, by its declaration; a person's birth is read apart."""
    readers = ((field.name, _reader(thing, field, columns)) for field in fields_of(thing) if field.kind is not Birth)
    return tuple((name, reader) for name, reader in readers if reader is not None)


def _reader(thing: type, field: KeptField, columns: ColumnMap) -> Reader | None:
    if is_declared(field.kind):
        inner = _readers(field.kind, columns)
        return (lambda cells: field.kind(**{name: read(cells) for name, read in inner})) if inner else None
    shown_in = field_named(thing, field.kept.beside) if field.kept.beside else field
    keys = [column.key or shown_in.name for column in shown_in.kept.columns]
    if not any(key in columns.names for key in keys):
        return None
    name, choices = keys[0], field.choices
    if field.kept.beside:
        return lambda cells: _ticked(shown_in, cells.text(name))[1]
    if field.members is not None:
        return lambda cells: _ticked(field, cells.text(name))[0]
    if choices is not None:
        assert issubclass(choices, Choice)
        return lambda cells: _enum_value(cells, name, choices, field.empty)
    if field.kind == int | None:
        return lambda cells: cells.count(name, least=field.kept.least, most=field.kept.most or LARGEST)
    return partial(_OTHERS.get(field.kind) or _TEXTS.get(field.kept.shape, Cells.text), field=name)


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

_OTHERS: Mapping[Any, Callable[..., Any]] = {
    Availability: _availability,
    tuple[str, ...]: Cells.parts,
    tuple[int, ...]: _fiscal_years,
    tuple[WeekTime, ...]: _weekly,
    tuple[ContactWay, ...]: _ways,
}
"""What reads a field that is no plain text."""
