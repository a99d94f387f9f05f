"""Groups event rows into courses with sessions, and matches them with those of an earlier import."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b
from typing import NamedTuple

from divide_app.domain import calendar
from divide_app.exchange.cells import Cells
from divide_app.exchange.drafts import CourseDraft, EventDraft, SessionDraft, Source
from divide_app.exchange.event_rows import ADDRESS_PARTS, read_event, texts_by_field
from divide_app.exchange.profiles import field_of_header

_LETTERS = str.maketrans("0123456789", "ghijklmnop")


def group_into_courses(drafts: Iterable[tuple[int, EventDraft]]) -> tuple[CourseDraft, ...]:
    """Make courses of the rows of one file: rows of one code, title and place are sessions of one course.

    The keys: a course is called by municipal code, title and place; a session by code, number (only when no number
    appears twice in the file), title, start and place, and a counter among rows equal in all of these. The same file
    gives the same keys; `match_courses` finds changed rows again.

    Args:
        drafts: `ParsedFile.drafts`.

    Returns:
        Courses in the order of their first row.
    """
    rows = list(drafts)
    uses = Counter((draft.municipal_code, draft.number) for _, draft in rows if draft.number)
    numbered = all(count == 1 for count in uses.values())
    groups: dict[str, list[tuple[int, EventDraft]]] = {}
    for line, draft in rows:
        groups.setdefault(course_key(draft), []).append((line, draft))
    repeats: Counter[str] = Counter()
    courses = []
    for key, group in groups.items():
        merged = _merged_source([draft.source for _, draft in group])
        head = _head(group[0][1], merged)
        sessions = []
        for line, draft in group:
            base = _session_key(draft, draft.number if numbered else "")
            sessions.append(_session(line, f"{base}|{repeats[base]}", draft, head))
            repeats[base] += 1
        sessions.sort(key=lambda session: session.starts_at)
        courses.append(_course(key, head, merged, tuple(sessions)))
    return tuple(courses)


def course_key(draft: EventDraft) -> str:
    """Return the stable name of the course a row belongs to."""
    return f"{draft.municipal_code}|{_mark(draft.title)}|{_mark(draft.place)}"


def session_note(own: EventDraft, head: EventDraft) -> str:
    """Return the free text a session carries: its note on date and time, and its description where it is its own."""
    parts = [own.time_note]
    if described(own) != described(head):
        parts.append(described(own))
    return "\n".join(part for part in parts if part)


def described(draft: EventDraft) -> str:
    """Return the description of a course: 説明, else 概要."""
    return draft.description or draft.summary


@dataclass(frozen=True, slots=True)
class KnownSession:
    """A stored session of an earlier import. A fixed one (held, past) is only found unchanged, never moved."""

    key: str
    is_fixed: bool = False


@dataclass(frozen=True, slots=True)
class KnownCourse:
    """A stored course of an earlier import with its sessions."""

    key: str
    sessions: tuple[KnownSession, ...]


@dataclass(frozen=True, slots=True)
class CourseMatch:
    """A course of the file and what it is called in the store.

    Attributes:
        known_key: `KnownCourse.key`, or None for a new course.
        session_keys: For each session of the draft the stored key, or None for a new one.
    """

    draft: CourseDraft
    known_key: str | None
    session_keys: tuple[str | None, ...]


def match_courses(known: Sequence[KnownCourse], drafts: Sequence[CourseDraft]) -> tuple[CourseMatch, ...]:
    """Find the courses and sessions of a list among those stored, although rows were changed or renumbered.

    Many publishers number rows by their place in the list, so what a row says goes before its number: first rows
    alike in title, start and place; then of the rest the same number and title (moved), the same number and start
    (renamed), the same title and start (other place).
    """
    course_of = {session.key: course.key for course in known for session in course.sessions}
    fixed = {session.key for course in known for session in course.sessions if session.is_fixed}
    free = dict.fromkeys(course_of)
    found: dict[str, str] = {}
    for rank in range(_RANKS):
        waiting: dict[tuple[str, ...], deque[str]] = defaultdict(deque)
        for key in free:
            sign = _sign(key, rank)
            if sign and (rank < _RANKS_UNCHANGED or key not in fixed):
                waiting[sign].append(key)
        for draft in drafts:
            for session in draft.sessions:
                sign = _sign(session.source_key, rank)
                if session.source_key not in found and sign and waiting[sign]:
                    key = waiting[sign].popleft()
                    found[session.source_key] = key
                    del free[key]
    names = {course.key for course in known}
    matches = []
    for draft in drafts:
        keys = tuple(found.get(session.source_key) for session in draft.sessions)
        homes = Counter(course_of[key] for key in keys if key is not None)
        home = draft.source_key if draft.source_key in names else None
        if home is None and homes:
            home = homes.most_common(1)[0][0]
        matches.append(CourseMatch(draft, home, keys))
    return tuple(matches)


class _KeyParts(NamedTuple):
    code: str
    number: str
    title: str
    moment: str
    place: str
    repeat: str


_RANKS = 5
_RANKS_UNCHANGED = 2


def _sign(key: str, rank: int) -> tuple[str, ...]:
    """Return what must be equal for two session keys to mean one session at this rank; () when it cannot be told."""
    pieces = key.split("|")
    if len(pieces) != len(_KeyParts._fields):
        return ()
    part = _KeyParts(*pieces)
    if rank == 0:
        return part
    if rank == 1:
        return part.code, part.title, part.moment, part.place
    if rank == 2:
        return (part.code, part.number, part.title) if part.number else ()
    if rank == 3:
        return (part.code, part.number, part.moment) if part.number else ()
    return part.code, part.title, part.moment


def _session_key(draft: EventDraft, number: str) -> str:
    parts = (
        draft.municipal_code,
        "".join(number.split()).replace("|", ""),
        _mark(draft.title),
        _moment_mark(draft.starts_at),
        _mark(draft.place),
    )
    return "|".join(parts)


def _moment_mark(moment: datetime) -> str:
    return calendar.local(moment).strftime("%Y%m%dT%H%M")


def _mark(text: str) -> str:
    """Return twelve letters that stand for a text; letters only, so that no key looks like a number of a person."""
    folded = "".join(unicodedata.normalize("NFKC", text).split()).casefold()
    if not folded:
        return ""
    return blake2b(folded.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest().translate(_LETTERS)


_TOGETHER = {
    **dict.fromkeys(("first_day", "last_day", "start", "end", "time_note"), "times"),
    **dict.fromkeys(("fee_basic", "fee_detail"), "fee"),
    **dict.fromkeys(("apply_until_day", "apply_until_time"), "apply_until"),
    **dict.fromkeys(("address", *ADDRESS_PARTS), "address"),
    **dict.fromkeys(("place", "meeting_place"), "place"),
}
"""Cells that mean something only together: taken from one row, never mixed from two."""


def _merged_source(sources: list[Source]) -> Source:
    merged: dict[str, str] = {}
    settled: set[str] = set()
    for source in sources:
        here: set[str] = set()
        for header, cell in source:
            group = _TOGETHER.get(field_of_header("events", header), "")
            if group in settled:
                continue
            if group:
                here.add(group)
            merged.setdefault(header, cell)
        settled |= here
    return tuple(merged.items())


def _head(first: EventDraft, merged: Source) -> EventDraft:
    if merged == first.source:
        return first
    read = read_event(Cells(0, texts_by_field("events", merged), {}), merged)
    return replace(read, source=merged)


def _session(line: int, key: str, draft: EventDraft, head: EventDraft) -> SessionDraft:
    return SessionDraft(
        line=line,
        source_key=key,
        kind=draft.kind,
        starts_at=draft.starts_at,
        ends_at=draft.ends_at,
        time_is_known=draft.time_is_known,
        first_day=draft.first_day,
        last_day=draft.last_day,
        note=session_note(draft, head),
        is_cancelled=draft.is_cancelled,
        source=draft.source,
    )


def _course(key: str, head: EventDraft, merged: Source, sessions: tuple[SessionDraft, ...]) -> CourseDraft:
    return CourseDraft(
        source_key=key,
        municipal_code=head.municipal_code,
        title=head.title,
        kana=head.kana,
        kind=head.kind,
        category=head.category,
        capacity=head.capacity,
        apply_until=head.apply_until,
        owners=owners_of(head),
        partners=partners_of(head),
        audience=head.audience,
        description=described(head),
        apply_url=head.url,
        phone=head.phone,
        contact=head.contact,
        fee=head.fee,
        is_cancelled=all(session.is_cancelled for session in sessions),
        place=head.place,
        address=head.address,
        latitude=head.latitude,
        longitude=head.longitude,
        access=head.access,
        sessions=sessions,
        source=merged,
    )


def owners_of(draft: EventDraft) -> tuple[str, ...]:
    """Return the organisers as the course's owners; the cell is one name, because names hold commas too."""
    return (draft.owner,) if draft.owner else ()


def partners_of(draft: EventDraft) -> tuple[str, ...]:
    """Return joint organisers and other organisations as the course's partners."""
    return tuple(dict.fromkeys(name for name in (draft.co_owner, draft.related) if name))
