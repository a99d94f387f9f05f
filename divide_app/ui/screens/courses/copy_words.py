"""Formats the preview of copied courses: every meeting with what moved it and its clashes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from divide_app.domain.planning.clash import Clash
from divide_app.foundation.translation import _
from divide_app.services.planning.course_copies import CopiedCourse, CopiedMeeting, CopyResult
from divide_app.ui.widgets.cards import CardLines
from divide_app.ui.widgets.labels import Chip, ChipKind
from divide_app.wording.clashes import clash_sentence
from divide_app.wording.copies import moved_sentence
from divide_app.wording.dates import clock, clock_range, short_day


@dataclass(frozen=True, slots=True)
class CopyLine:
    """One meeting of a copy.

    Attributes:
        was_at: Start of the meeting it is a copy of (UTC).
        starts_at: Where it falls, or (`ends_at` None) would have fallen had it not been left out.
        moved: That a closed day or a shorter month moved it, or left it out, and why.
        clashes: What is in its way.
    """

    number: int
    was_at: datetime
    starts_at: datetime
    ends_at: datetime | None
    moved: CopiedMeeting | None
    clashes: tuple[Clash, ...] = ()

    @property
    def is_hard(self) -> bool:
        """Whether something refuses it."""
        return any(clash.hard for clash in self.clashes)

    @property
    def told(self) -> list[str]:
        """What moved it and what is in its way, one sentence each; made only for the course that is looked at."""
        words = [clash_sentence(clash) for clash in self.clashes]
        return words if self.moved is None else [moved_sentence(self.moved), *words]


@dataclass(frozen=True, slots=True)
class CourseCopy:
    """One course of a copy, with all its meetings in order."""

    course: CopiedCourse
    lines: tuple[CopyLine, ...]
    is_there_already: bool

    @property
    def moved(self) -> int:
        """How many meetings a closed day or a shorter month moved or left out."""
        return sum(line.moved is not None for line in self.lines)

    @property
    def hard(self) -> int:
        """How many meetings something refuses."""
        return sum(line.is_hard for line in self.lines)

    @property
    def kept(self) -> tuple[CopyLine, ...]:
        """The meetings that would be made."""
        return tuple(line for line in self.lines if line.ends_at is not None)


def hard_clashes(result: CopyResult, chosen: Collection[UUID] | None = None) -> list[Clash]:
    """Return what refuses the copy of the `chosen` courses (ids of the sources; all when None).

    Two copies in each other's way are in nobody's when one of them is not chosen.
    """
    out = {
        session
        for course in result.courses
        if chosen is not None and course.source not in chosen
        for session in course.class_sessions
    }
    return [
        clash
        for clash in result.clashes
        if clash.hard and clash.session_id not in out and clash.other_session_id not in out
    ]


def course_copies(result: CopyResult, chosen: Collection[UUID] | None = None) -> list[CourseCopy]:
    """Return each course of a copy with its meetings; clashes with courses that are not `chosen` are left out."""
    told: dict[UUID, list[Clash]] = {}
    out = {
        session
        for course in result.courses
        if chosen is not None and course.source not in chosen
        for session in course.class_sessions
    }
    for clash in result.clashes:
        if clash.other_session_id not in out:
            told.setdefault(clash.session_id, []).append(clash)
    sessions = {one.id: one for one in result.sessions}
    moves: dict[UUID, list[CopiedMeeting]] = {}
    for one in result.moved:
        moves.setdefault(one.course, []).append(one)
    there = set(result.there_already)
    found = []
    for course in result.courses:
        mine = moves.get(course.course, [])
        moved_to = {one.starts_at: one for one in mine}
        lines = [CopyLine(0, one.was_at, one.wished_at, None, one) for one in mine if one.starts_at is None]
        for id_, was_at in zip(course.class_sessions, course.was_at, strict=True):
            new = sessions[id_]
            moved = moved_to.get(new.starts_at)
            clashes = tuple(told.get(id_, ()))
            lines.append(CopyLine(new.number, was_at, new.starts_at, new.ends_at, moved, clashes))
        lines.sort(key=lambda line: line.starts_at)
        found.append(CourseCopy(course, tuple(lines), course.title in there))
    return found


def show_lines(lines: CardLines, copied: Sequence[CopyLine]) -> None:
    """Show every meeting of one copied course."""
    lines.clear()
    for line in copied:
        chip = line_chip(line)
        day = short_day(line.starts_at)
        title = (
            f"{day} {clock(line.starts_at)}"
            if line.ends_at is None
            else f"{line.number}　{day} {clock_range(line.starts_at, line.ends_at)}"
        )
        before = _("元は{day}").format(day=short_day(line.was_at))
        lines.add_line(title, "\n".join((before, *line.told)), right=(chip,) if chip is not None else ())


def line_chip(line: CopyLine) -> Chip | None:
    """Return what stands at the end of a meeting's line."""
    if line.is_hard:
        return Chip(_("重なり"), ChipKind.TROUBLE)
    if line.ends_at is None:
        return Chip(_("とばす"), ChipKind.NEUTRAL)
    if line.moved is not None:
        return Chip(_("移動"), ChipKind.INFO)
    return Chip(_("注意"), ChipKind.WARN) if line.clashes else None
