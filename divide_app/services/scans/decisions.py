"""Decisions about rows the scanner could not read, from an enlarged picture, with undo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final
from uuid import UUID

from divide_app.domain.calendar import local_day
from divide_app.domain.errors import DomainError
from divide_app.domain.people.age_band import parse_band
from divide_app.domain.people.participants import Sex
from divide_app.domain.planning.courses import SessionState
from divide_app.domain.scans.page_code import SheetKind
from divide_app.domain.scans.paper_reading import ANSWER, WALK_IN, Doubt
from divide_app.domain.scans.scans import MarkState, PaperMark, PrintedSheet, ScannedPage
from divide_app.domain.scans.sheet_layout import COLUMNS, LATE_AND_EARLY, LEFT, LEFT_EARLY, MARKS, PRESENT, RIGHT
from divide_app.domain.scans.survey import QuestionTally, SurveyTally, SurveyWords, check_survey_words
from divide_app.services.attendance_keeping import bring_in
from divide_app.services.changes import Changes, Topic, changes
from divide_app.services.guard import refuse_individual_number
from divide_app.services.papers.survey_sheets import words_of
from divide_app.services.roles import OFFICE, Service, allowed
from divide_app.services.scans.scans import received, undos_of
from divide_app.storage.queries import lists
from divide_app.storage.queries.door import door
from divide_app.storage.unit_of_work import UnitOfWork

_DECIDED = changes(Topic.SCANS, Topic.ATTENDANCE)
_WORDS = changes(Topic.OFFICE)
NOBODY: Final = "absent"
"""Decision that the row holds no mark: not ticked is not counted."""

_WIDE: Final = RIGHT - LEFT + 2
_BOXES_OF_A_PERSON: Final = (
    (COLUMNS[PRESENT][0] - 2 - LEFT + 1) / _WIDE,
    (COLUMNS[LEFT_EARLY][1] + 2 - LEFT + 1) / _WIDE,
)
"""Where in a row's picture the three boxes are."""
_BOXES_OF_A_WALK_IN: Final = ((COLUMNS["band"][0] - 2 - LEFT + 1) / _WIDE, 1.0)


@dataclass(frozen=True, slots=True)
class WaitingMark:
    """One row that waits for a person.

    Attributes:
        row: From 1, as on the paper.
        name: Who stands there; "" for walk-ins and answers.
        is_walk_in: A blank row, filled in at the door.
        question: On a survey the question's words.
        choices: What the boxes mean, left to right: words of a survey's boxes, or age bands of a walk-in.
        sexes: What the boxes for sex mean.
        seen: Marks that stand in the row, doubtful ones too.
        was: What the row said when the page was read before; None when it was not.
        focus: The part of the picture with the boxes, as shares of its width (left, right).
    """

    id: UUID
    kind: SheetKind
    class_session: UUID
    course_title: str
    number: int
    starts_at: datetime
    sheet_page: int
    row: int
    participant: UUID | None
    name: str
    is_walk_in: bool
    doubt: Doubt
    question: str = ""
    choices: tuple[str, ...] = ()
    sexes: tuple[Sex, ...] = ()
    seen: tuple[str, ...] = ()
    was: str | None = None
    focus: tuple[float, float] = (0.0, 1.0)

    @property
    def kin(self) -> tuple[object, ...]:
        """Return what is equal in rows of which one look at all their pictures decides; else the row itself."""
        if self.doubt in _EACH_BY_ITSELF or (self.is_walk_in and self.doubt in _BAND_NOT_SEEN):
            return (self.id,)
        question = self.row if self.kind is SheetKind.SURVEY else 0
        return self.class_session, self.kind, self.is_walk_in, question, self.doubt, self.seen


_EACH_BY_ITSELF: Final = frozenset({Doubt.TWICE, Doubt.DIFFERS, Doubt.NOT_ACCEPTED})
"""Doubts that what the office knows makes, and not the pen."""
_BAND_NOT_SEEN: Final = frozenset({Doubt.NAME_ALONE, Doubt.SEX_ALONE, Doubt.TWO_MARKS})


@dataclass(frozen=True, slots=True)
class Decided:
    """Rows that were decided, or wait again."""

    items: tuple[UUID, ...]
    changes: Changes = _DECIDED


@dataclass(frozen=True, slots=True)
class WordsKept:
    """The survey form has the office's own words."""

    changes: Changes = _WORDS


class ScanDecisions(Service):
    """The queue of doubtful rows, and what surveys came to."""

    @allowed(OFFICE)
    def waiting(self) -> list[WaitingMark]:
        """Return the rows that wait for a person, sheet by sheet."""
        with self.database.read() as uow:
            return [_waiting(uow, mark) for mark in uow.paper_marks.waiting()]

    @allowed(OFFICE)
    def picture(self, id_: UUID) -> bytes | None:
        """Return the enlarged picture of a row (JPEG), or None when it is not kept any more."""
        with self.database.read() as uow:
            return uow.paper_marks.clip(id_)

    @allowed(OFFICE)
    def decide(
        self, id_: UUID, mark: str, *, band: str = "", sex: Sex = Sex.UNSTATED, answer: int | None = None
    ) -> Decided:
        """Keep what a person saw in one row; as `decide_alike`."""
        return self.decide_alike((id_,), mark, band=band, sex=sex, answer=answer)

    @allowed(OFFICE)
    def decide_alike(
        self, ids: Sequence[UUID], mark: str, *, band: str = "", sex: Sex = Sex.UNSTATED, answer: int | None = None
    ) -> Decided:
        """Keep what a person saw in rows that show the same; all of them or none.

        Args:
            ids: The waiting rows.
            mark: `present`, `late`, `left_early`, `late_and_left_early`, `walk_in`, `answer`, or `absent` for no mark.
            band: For a walk-in.
            sex: For a walk-in, if stated.
            answer: On a survey the box, from 0.

        Raises:
            DomainError: `not_found`, `already_decided`, `bad_mark`, `bad_band`, `session_cancelled`,
                `session_held`.
        """
        with self.database.write() as uow:
            for id_ in ids:
                _decide(uow, id_, mark, band=band, sex=sex, answer=answer)
        return Decided(tuple(ids))

    @allowed(OFFICE)
    def take_back(self, id_: UUID) -> Decided:
        """Let a decided row wait again; as `take_back_alike`."""
        return self.take_back_alike((id_,))

    @allowed(OFFICE)
    def take_back_alike(self, ids: Sequence[UUID]) -> Decided:
        """Let decided rows wait again, all of them or none, and what stood before stand again.

        Raises:
            DomainError: `not_found`, `not_decided`, `session_held`.
        """
        with self.database.write() as uow:
            for id_ in reversed(ids):
                _take_back(uow, id_)
        return Decided(tuple(ids))

    @allowed(OFFICE)
    def survey(self, class_session_ids: Sequence[UUID]) -> SurveyTally:
        """Return the survey of sessions in numbers.

        Raises:
            DomainError: `not_found`.
        """
        with self.database.read() as uow:
            for id_ in class_session_ids:
                uow.class_sessions.get(id_)
            return _tally(uow, list(dict.fromkeys(class_session_ids)))

    @allowed(OFFICE)
    def survey_of(self, course_id: UUID | None, first: date | None, last: date | None) -> SurveyTally:
        """Return in numbers the survey of a course's sessions, of those from a day to a day, or of all.

        Raises:
            DomainError: `not_found`, `period_reversed`.
        """
        if first is not None and last is not None and last < first:
            raise DomainError("period_reversed")
        with self.database.read() as uow:
            if course_id is not None:
                uow.courses.get(course_id)
            there = lists.session_lines(uow.connection, course_id=course_id, ids=uow.paper_marks.surveyed())
            inside = [one.id for one in there if (first or date.min) <= local_day(one.starts_at) <= (last or date.max)]
            return _tally(uow, inside)

    @allowed(OFFICE)
    def survey_words(self) -> SurveyWords:
        """Return what the survey form says."""
        with self.database.read() as uow:
            return words_of(uow)

    @allowed(OFFICE)
    def set_survey_words(self, words: SurveyWords) -> WordsKept:
        """Keep the office's own words for the survey form.

        Raises:
            DomainError: `survey_questions`, `survey_too_long`, `individual_number`.
        """
        check_survey_words(words)
        texts = [text for one in words.questions for text in (one.words, *one.choices)]
        refuse_individual_number(words.intro, *texts)
        with self.database.write() as uow:
            uow.survey_words.store(words)
            uow.audit("survey.words", questions=len(words.questions))
        return WordsKept()


def _of(uow: UnitOfWork, id_: UUID) -> tuple[PaperMark, ScannedPage, PrintedSheet]:
    mark = uow.paper_marks.find(id_)
    if mark is None:
        raise DomainError("not_found", id=str(id_), kind="scanned_marks")
    page = uow.paper_marks.page_of(mark)
    sheet = uow.printed_sheets.get(page.sheet_id)
    door.door_session(uow.connection, sheet.class_session_id, lock=True)
    return uow.paper_marks.find(id_) or mark, page, sheet  # read again now that the door is ours


def _decide(uow: UnitOfWork, id_: UUID, mark: str, *, band: str, sex: Sex, answer: int | None) -> None:
    waiting, page, sheet = _of(uow, id_)
    if waiting.state is not MarkState.WAITING:
        raise DomainError("already_decided")
    band = _checked(sheet, page, waiting, mark, band, answer)
    _refuse_closed(uow, sheet)
    plain = "" if mark == NOBODY else mark
    decided = replace(
        waiting,
        mark=plain,
        band=band,
        sex=sex if plain == WALK_IN else Sex.UNSTATED,
        answer=answer if plain == ANSWER else None,
        state=MarkState.DECIDED,
        decided_by=uow.actor.name,
        decided_at=uow.now,
    )
    earlier = [
        one
        for one in uow.paper_marks.of_row(sheet.id, page.page, waiting.row)
        if one.id != id_ and one.state in {MarkState.TAKEN_IN, MarkState.DECIDED}
    ]
    bring_in(uow, (), [event for one in earlier for event in undos_of(uow, one)])
    for one in earlier:
        uow.paper_marks.change(replace(one, state=MarkState.REPLACED, decided_at=uow.now))
    if plain:
        decided = received(uow, decided, f"{sheet.id}:{page.page}:{waiting.row}:{uow.make_id()}")
    uow.paper_marks.change(decided)
    uow.audit("scan.decide", id_, mark=mark, event=decided.event_id)


def _take_back(uow: UnitOfWork, id_: UUID) -> None:
    decided, page, sheet = _of(uow, id_)
    if decided.state is not MarkState.DECIDED:
        raise DomainError("not_decided")
    _refuse_closed(uow, sheet)
    bring_in(uow, (), undos_of(uow, decided))
    for one in uow.paper_marks.of_row(sheet.id, page.page, decided.row):
        if one.id != id_ and one.state is MarkState.REPLACED and one.decided_at == decided.decided_at:
            state = MarkState.DECIDED if one.decided_by else MarkState.TAKEN_IN
            stands = replace(one, state=state, decided_at=None)
            if one.event_id is not None and not undos_of(uow, one):  # it had been taken back
                stands = received(uow, stands, f"{sheet.id}:{page.page}:{one.row}:{uow.make_id()}")
            uow.paper_marks.change(stands)
    uow.paper_marks.change(
        replace(
            decided,
            mark="",
            band="",
            sex=Sex.UNSTATED,
            answer=None,
            state=MarkState.WAITING,
            event_id=None,
            decided_by="",
            decided_at=None,
        )
    )
    uow.audit("scan.take_back", id_)


def _refuse_closed(uow: UnitOfWork, sheet: PrintedSheet) -> None:
    session = door.door_session(uow.connection, sheet.class_session_id)
    if sheet.kind is not SheetKind.ATTENDANCE or session is None:
        return
    if session.state is SessionState.CANCELLED:
        raise DomainError("session_cancelled")
    if session.state is SessionState.HELD:
        raise DomainError("session_held")


def _checked(
    sheet: PrintedSheet, page: ScannedPage, waiting: PaperMark, mark: str, band: str, answer: int | None
) -> str:
    """Return the band to keep, after refusing decisions that do not fit the row."""
    if mark == NOBODY:
        return ""
    if sheet.kind is SheetKind.SURVEY:
        choices = int(sheet.layouts[page.page - 1].rpartition("-")[2])
        if mark == ANSWER and answer is not None and 0 <= answer < choices:
            return ""
    elif waiting.participant_id is None:
        if mark == WALK_IN:
            return parse_band(band)
    elif mark in {*MARKS, LATE_AND_EARLY}:
        return ""
    raise DomainError("bad_mark")


def _waiting(uow: UnitOfWork, mark: PaperMark) -> WaitingMark:
    page = uow.paper_marks.page_of(mark)
    sheet = uow.printed_sheets.get(page.sheet_id)
    session = door.door_session(uow.connection, sheet.class_session_id)
    assert session is not None  # a print refers to its session
    person = None if mark.participant_id is None else uow.participants.by_ids([mark.participant_id])
    question, choices = "", sheet.bands
    if sheet.kind is SheetKind.SURVEY:
        words = words_of(uow).questions[mark.row]
        question, choices = words.words, words.choices
    earlier = [
        one
        for one in uow.paper_marks.of_row(sheet.id, page.page, mark.row)
        if one.id != mark.id and one.state in {MarkState.TAKEN_IN, MarkState.DECIDED}
    ]
    return WaitingMark(
        id=mark.id,
        kind=sheet.kind,
        class_session=session.id,
        course_title=session.course_title,
        number=session.number,
        starts_at=session.starts_at,
        sheet_page=page.page,
        row=mark.row + 1,
        participant=mark.participant_id,
        name="" if not person or mark.participant_id is None else person[mark.participant_id].name,
        is_walk_in=sheet.kind is SheetKind.ATTENDANCE and mark.participant_id is None,
        doubt=mark.doubt or Doubt.FAINT,
        question=question,
        choices=choices,
        sexes=sheet.sexes,
        seen=mark.seen,
        was=earlier[-1].mark if earlier else None,
        focus=_focus(sheet, mark),
    )


def _focus(sheet: PrintedSheet, mark: PaperMark) -> tuple[float, float]:
    if sheet.kind is SheetKind.SURVEY:
        return 0.0, 1.0
    return _BOXES_OF_A_WALK_IN if mark.participant_id is None else _BOXES_OF_A_PERSON


def _tally(uow: UnitOfWork, class_session_ids: Sequence[UUID]) -> SurveyTally:
    answers = uow.paper_marks.answers(class_session_ids)
    questions = tuple(
        QuestionTally(
            question.words,
            question.choices,
            tuple(
                sum(answers.get((session, at, choice), 0) for session in class_session_ids)
                for choice in range(len(question.choices))
            ),
        )
        for at, question in enumerate(words_of(uow).questions)
    )
    return SurveyTally(tuple(class_session_ids), sum(uow.paper_marks.forms(class_session_ids).values()), questions)
