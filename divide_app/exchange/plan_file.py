"""Reads the JSON file of `course plan` into a draft; anything unknown is an error that names the field."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, time
from enum import StrEnum
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from divide_app.domain.calendar import at_local, parse_day, parse_moment
from divide_app.domain.errors import DomainError
from divide_app.domain.individual_number import contains_individual_number, quotable
from divide_app.domain.people.supporters import SupporterKind
from divide_app.domain.planning.courses import SelectionKind, SessionKind
from divide_app.domain.planning.plan import LendingDraft, MeetingDraft, OnClosed, PlanDraft, RepeatDraft
from divide_app.domain.planning.staffing_rule import NO_RULE, Staffing
from divide_app.exchange.encodings import detect_encoding
from divide_app.exchange.tables import check_name_of_file
from divide_app.foundation.file_trouble import reading

MAX_BYTES = 4_000_000
"""A plan of 366 meetings takes some 50 kB; more is another kind of file."""

_LAST_SECOND = time(23, 59, 59)
_TEXTS = (
    *("title", "kana", "topic", "venue", "room", "apply_url", "phone", "contact", "audience", "description", "fee"),
    *("belongings", "question"),
)
_LISTS = ("owners", "partners")
_COUNTS = ("capacity", "people_per_supporter")
KEYS = frozenset(
    {
        *_TEXTS,
        *_LISTS,
        *_COUNTS,
        "kind",
        "selection",
        "apply_from",
        "apply_until",
        "sessions",
        "repeat",
        "lending",
        "staffing",
    }
)
MEETING_KEYS = frozenset({"starts_at", "ends_at", "venue", "room"})
STAFFING_KEYS = frozenset({"least", "leads", "kinds", "abilities"})
LENDING_KEYS = frozenset({"stock", "quantity"})
REPEAT_KEYS = frozenset({"rrule", "start", "minutes", "on_closed"})

E = TypeVar("E", bound=StrEnum)
Table = Mapping[str, Any]


def read_plan(path: Path) -> PlanDraft:
    """Read a plan; UTF-8 (with or without BOM), UTF-16 and cp932 are understood.

    Raises:
        DomainError: `file_not_found`, `empty_file`, `file_too_large`, `unknown_encoding`, `bad_json` (with the
            line), and what `plan_from` raises.
        EnvironmentProblem: `file_locked`, `file_unreadable`.
    """
    check_name_of_file(path)
    text = _text_of(path)
    try:
        data = json.loads(text, object_pairs_hook=_without_repetition)
    except json.JSONDecodeError as error:
        raise DomainError("bad_json", name=path.name, line=error.lineno, column=error.colno) from None
    except (RecursionError, ValueError):  # nested without end, or a number of thousands of digits
        raise DomainError("bad_json", name=path.name, line=1, column=1) from None
    return plan_from(data)


def plan_from(data: object) -> PlanDraft:
    """Return the draft that a decoded JSON value describes.

    Raises:
        DomainError: `unknown_field`, `missing_field`, `bad_field`, `repeated_field`, `individual_number`; its
            `field` is the path of the field, such as `sessions[1].starts_at`.
    """
    table = _table(data, "", KEYS)
    _required(table, "", ("title",))
    has_sessions, has_repeat = table.get("sessions") is not None, table.get("repeat") is not None
    if has_sessions == has_repeat:
        code = "both_fields" if has_sessions else "missing_field"
        raise DomainError(code, field="sessions", key="sessions / repeat")
    texts: dict[str, Any] = {key: _text(table, "", key) for key in _TEXTS}
    return PlanDraft(
        **texts,
        kind=_enum_value(table, "kind", SessionKind, SessionKind.CLASS),
        capacity=_count(table, "capacity", least=1),
        people_per_supporter=_count(table, "people_per_supporter", least=0) or 0,
        staffing=_staffing(table["staffing"]) if table.get("staffing") is not None else NO_RULE,
        selection=_enum_value(table, "selection", SelectionKind, SelectionKind.FIRST_COME),
        apply_from=_window(table, "apply_from", time()),
        apply_until=_window(table, "apply_until", _LAST_SECOND),
        owners=_names(table, "owners"),
        partners=_names(table, "partners"),
        sessions=_meetings(table["sessions"]) if has_sessions else (),
        repeat=_repeat(table["repeat"]) if has_repeat else None,
        lending=_lending(table.get("lending")),
    )


def _text_of(path: Path) -> str:
    if path.is_dir():
        raise DomainError("bad_json", name=path.name, line=1, column=1)
    if not path.exists():
        raise DomainError("file_not_found", name=path.name)
    with reading(path):
        if path.stat().st_size > MAX_BYTES:
            megabytes = path.stat().st_size // 1_000_000
            raise DomainError("file_too_large", megabytes=megabytes, limit=MAX_BYTES // 1_000_000)
        text = path.read_text(encoding=detect_encoding(path))
    if not text.strip():
        raise DomainError("empty_file", name=path.name)
    return text


def _without_repetition(pairs: Iterable[tuple[str, object]]) -> dict[str, object]:
    table: dict[str, object] = {}
    for name, value in pairs:
        if name in table:
            raise DomainError("repeated_field", field=quotable(name), key=quotable(name))
        table[name] = value
    return table


def _meetings(value: object) -> tuple[MeetingDraft, ...]:
    if not isinstance(value, list):
        _bad("sessions", value, "[ {starts_at, ends_at}, ... ]")
    if not value:
        raise DomainError("no_meetings", field="sessions")
    return tuple(_meeting(inner, f"sessions[{number}]") for number, inner in enumerate(value))


def _meeting(value: object, where: str) -> MeetingDraft:
    table = _table(value, where, MEETING_KEYS)
    _required(table, where, ("starts_at", "ends_at"))
    starts_at, ends_at = _moment(table, where, "starts_at"), _moment(table, where, "ends_at")
    if ends_at <= starts_at:
        raise DomainError("end_before_start", field=f"{where}.ends_at")
    return MeetingDraft(starts_at, ends_at, _text(table, where, "venue"), _text(table, where, "room"))


def _lending(value: object) -> tuple[LendingDraft, ...]:
    if value is None:
        return ()
    if not isinstance(value, list):
        _bad("lending", value, "[ {stock, quantity}, ... ]")
    found = []
    for number, inner in enumerate(value):
        where = f"lending[{number}]"
        table = _table(inner, where, LENDING_KEYS)
        _required(table, where, ("stock", "quantity"))
        found.append(LendingDraft(_text(table, where, "stock"), _count(table, "quantity", least=1, where=where) or 0))
    return tuple(found)


def _staffing(value: object) -> Staffing:
    table = _table(value, "staffing", STAFFING_KEYS)
    kinds = []
    for word in _names(table, "kinds"):
        kind = next((one for one in SupporterKind if one.value == word), None)
        if kind is None:
            _bad("staffing.kinds", word, " / ".join(one.value for one in SupporterKind))
        kinds.append(kind)
    return Staffing(
        least=_count(table, "least", least=0, where="staffing") or 0,
        leads=_count(table, "leads", least=0, where="staffing") or 0,
        kinds=tuple(kinds),
        abilities=_names(table, "abilities"),
    )


def _repeat(value: object) -> RepeatDraft:
    table = _table(value, "repeat", REPEAT_KEYS)
    _required(table, "repeat", ("rrule", "start", "minutes"))
    minutes = _count(table, "minutes", least=1, where="repeat")
    return RepeatDraft(
        rrule=_text(table, "repeat", "rrule"),
        start=_moment(table, "repeat", "start"),
        minutes=minutes or 0,
        on_closed=_enum_value(table, "on_closed", OnClosed, OnClosed.EXTEND, where="repeat"),
    )


def _table(value: object, where: str, keys: frozenset[str]) -> Table:
    if not isinstance(value, dict):
        _bad(where or "{ }", value, "{ }")
    unknown = next((key for key in value if key not in keys), None)
    if unknown is not None:
        name = quotable(_path(where, unknown))
        raise DomainError("unknown_field", field=name, key=name, there=sorted(keys))
    return value


def _required(table: Table, where: str, keys: Iterable[str]) -> None:
    for key in keys:
        if table.get(key) is None or table[key] == "":
            raise DomainError("missing_field", field=_path(where, key), key=_path(where, key))


def _text(table: Table, where: str, key: str) -> str:
    value = table.get(key)
    if value is None:
        return ""
    return _one_text(value, _path(where, key))


def _one_text(value: object, name: str) -> str:
    if not isinstance(value, str):
        _bad(name, value, '"..."')
    if contains_individual_number(value):
        raise DomainError("individual_number", field=name)
    return value.strip()


def _names(table: Table, key: str) -> tuple[str, ...]:
    value = table.get(key)
    if value is None:
        return ()
    if not isinstance(value, list):
        _bad(key, value, '["...", ...]')
    names = [_one_text(inner, f"{key}[{number}]") for number, inner in enumerate(value)]
    return tuple(name for name in names if name)


def _count(table: Table, key: str, *, least: int, where: str = "") -> int | None:
    value = table.get(key)
    if value is None:
        return None
    # True and False are numbers to Python, and 12.5 people no number of people.
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= 1_000_000:
        _bad(_path(where, key), value, f"{least}, {least + 1}, {least + 2}, ...")
    return value


def _enum_value(table: Table, key: str, kind: type[E], usual: E, *, where: str = "") -> E:
    value = table.get(key)
    if value is None:
        return usual
    found = next((member for member in kind if value == member.value), None)
    if found is None:
        _bad(_path(where, key), value, " / ".join(member.value for member in kind))
    return found


def _moment(table: Table, where: str, key: str) -> datetime:
    """Read a moment that needs a clock time: a class at midnight would be a day someone forgot the hour of."""
    name = _path(where, key)
    text = _one_text(table[key], name)
    if _is_day_alone(text):
        _bad(name, text, "2026-11-21T10:00 / R8.11.21 10:00")
    return _read(parse_moment, text, name)


def _window(table: Table, key: str, clock: time) -> datetime | None:
    """Read an end of the application window; a day alone means that whole day."""
    value = table.get(key)
    if value is None or value == "":
        return None
    text = _one_text(value, key)
    if _is_day_alone(text):
        return at_local(_read(parse_day, text, key), clock)
    return _read(parse_moment, text, key)


def _is_day_alone(text: str) -> bool:
    if any(sign in text for sign in ":：時T"):
        return False
    try:
        parse_day(text)
    except DomainError:
        return False
    return True


T = TypeVar("T")


def _read(reader: Callable[[str], T], text: str, name: str) -> T:
    try:
        return reader(text)
    except DomainError:
        _bad(name, text, "2026-11-21T10:00 / R8.11.21 10:00")


def _bad(name: str, value: object, wanted: str) -> NoReturn:
    shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    raise DomainError("bad_field", field=quotable(name), key=quotable(name), text=quotable(shown), wanted=wanted)


def _path(where: str, key: str) -> str:
    return f"{where}.{key}" if where else key
