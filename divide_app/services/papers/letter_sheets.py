"""Fills letters in one read transaction: recipients and texts."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from uuid import UUID

from divide_app.domain.applications import Application, ApplicationState, ApplicationStatus
from divide_app.domain.calendar import local, local_day
from divide_app.domain.door.ticket_code import in_fours, qr_text
from divide_app.domain.errors import DomainError
from divide_app.domain.lines import SessionLine
from divide_app.domain.office.office import Office, office_name
from divide_app.domain.papers.letters import LetterFormat, LetterKind, LetterSettings, Mailing, filled
from divide_app.domain.people.participants import Participant
from divide_app.domain.planning.courses import Course, SessionState
from divide_app.foundation.bundled import resource
from divide_app.foundation.translation import _
from divide_app.storage.queries import lists
from divide_app.storage.unit_of_work import UnitOfWork
from divide_app.wording import dates
from divide_app.wording.labels import label

if TYPE_CHECKING:
    from divide_app.printing.call_list import CallList
    from divide_app.printing.letters import Letter

_NEXT = 3
"""Courses named at most as next chance or substitute."""
_SHOWN_SESSIONS = 8
"""Dates listed at most; a longer course says how many more there are."""

_WHO: Mapping[LetterKind, frozenset[ApplicationState]] = {
    LetterKind.ACCEPTED: frozenset({ApplicationState.ACCEPTED, ApplicationState.OFFERED, ApplicationState.UNREACHED}),
    LetterKind.LOST: frozenset({ApplicationState.LOST, ApplicationState.REFUSED}),
    LetterKind.WAITING: frozenset({ApplicationState.WAITING}),
    LetterKind.CANCELLED: frozenset(
        {
            ApplicationState.ACCEPTED,
            ApplicationState.OFFERED,
            ApplicationState.UNREACHED,
            ApplicationState.WAITING,
            ApplicationState.ENTERED,
        }
    ),
}


@dataclass(frozen=True, slots=True)
class LetterOrder:
    """Which letters to print.

    Attributes:
        with_address: Postcards get their address side, too.
        only_unsent: Leave out who was told already.
    """

    kind: LetterKind
    format: LetterFormat = LetterFormat.LETTER
    with_address: bool = True
    only_unsent: bool = False


@dataclass(frozen=True, slots=True)
class Recipient:
    """One applicant who is to be told something."""

    application: Application
    person: Participant
    mailing: Mailing | None

    @property
    def has_address(self) -> bool:
        """Whether a letter would arrive: a postal code or a name alone is no address."""
        return bool(self.person.address.strip())


def usual_words() -> Mapping[LetterKind, tuple[str, str]]:
    """Return title and text of every kind as they are before an office changes them."""
    return _usual()


@cache
def _usual() -> Mapping[LetterKind, tuple[str, str]]:
    data = tomllib.loads(resource("letters", "texts.toml").read_text(encoding="utf-8"))
    return {kind: (data[kind.value]["title"], data[kind.value]["text"].strip()) for kind in LetterKind}


def words_of(settings: LetterSettings, kind: LetterKind) -> tuple[str, str]:
    """Return title and text of a kind as this office writes them."""
    title, text = _usual()[kind]
    return settings.titles.get(kind) or title, settings.texts.get(kind) or text


def recipients(uow: UnitOfWork, id_: UUID, kind: LetterKind) -> tuple[Course, list[Recipient]]:
    """Return a course and who of it gets this kind of letter, by place; of one application, that one alone.

    Raises:
        DomainError: `not_found`, `course_not_cancelled`, `no_such_letter` (one application in another state).
    """
    alone = uow.applications.find(id_)
    course = uow.courses.get(id_ if alone is None else alone.course_id)
    if kind is LetterKind.CANCELLED and not course.is_cancelled:
        raise DomainError("course_not_cancelled", course=course.title)
    applications = [alone] if alone is not None else uow.applications.of_course(course.id)
    chosen = [one for one in applications if one.stands in _WHO[kind]]
    if alone is not None and not chosen:
        raise DomainError("no_such_letter", letter=label(kind))
    chosen.sort(key=lambda one: (one.status.value, one.place is None, one.place or 0, one.applied_at, one.id))
    people = uow.participants.by_ids([one.participant_id for one in chosen])
    sent = {one.application_id: one for one in uow.mailings.of_course(course.id) if one.kind is kind}
    return course, [Recipient(one, people[one.participant_id], sent.get(one.id)) for one in chosen]


def letters_of(
    uow: UnitOfWork, order: LetterOrder, course: Course, to: list[Recipient], settings: LetterSettings
) -> list[Letter]:
    """Return the letters of one course, in the order of the recipients."""
    shared = _values_of_course(uow, order.kind, course)
    return [_letter(uow, order, course, one, settings, shared) for one in to]


def sample_letter(uow: UnitOfWork, order: LetterOrder, settings: LetterSettings) -> Letter:
    """Return a letter to somebody made up, for looking at the words an office is about to keep."""
    from divide_app.printing.addressee import Addressee
    from divide_app.printing.letters import Letter

    office = uow.offices.the_one()
    values = {
        "氏名": "見本 花子", "講座名": "はじめてのスマホ教室", "会場": "中央公民館",
        "日時": "令和8年12月4日（金）10:00～12:00",
        "持ち物": "お使いのスマホ", "電話番号": office.phone if office else "", "担当課": office.name if office else "",
        "市区町村": office.municipality if office else "", "申込日": "令和8年11月21日", "開始日": "12月4日（金）",
        "受付開始": "9:30", "応募者数": "35人", "定員": "20人", "順位": "3", "理由": "講師の都合のため",
        "次の講座": "スマホ写真講座（1月15日から）", "代わりの講座": "スマホ写真講座（1月15日から）",
    }  # fmt: skip
    title, text = words_of(settings, order.kind)
    return Letter(
        to=Addressee(
            "見本 花子", "見本県青空市中央1丁目2-3", "0000000", "みほん はなこ" if settings.has_furigana else ""
        ),
        title=filled(title, values),
        text=filled(text, values),
        rows=((_("日時"), (values["日時"],)), (_("会場"), (values["会場"],))),
        day=dates.reiwa_day(local(uow.now), with_weekday=False, language="ja"),
        number=settings.number,
        sender=sender_of(office, settings),
        seal="room" if settings.is_sealed else "omitted",
        contact=contact_of(office, None),
    )


def call_list_of(uow: UnitOfWork, kind: LetterKind, course: Course, to: list[Recipient]) -> CallList:
    """Return the list of those who are to be called: name, reading, telephone and what to tell, no more."""
    from divide_app.printing.call_list import CallLine, CallList

    sessions = _standing(uow, course.id)
    office = uow.offices.the_one()
    return CallList(
        office=office_name(office),
        course=course.title,
        when="　".join(filter(None, (_when(sessions[0]) if sessions else "", _place(sessions[0]) if sessions else ""))),
        say=_("ご本人に伝えてください。留守番電話には、講座名を言わずにかけ直すことだけを残します。"),
        day=dates.reiwa_day(local(uow.now), language="ja"),
        people=tuple(
            CallLine(one.person.name, one.person.kana, one.person.phone, _to_tell(kind, one.application)) for one in to
        ),
    )


def _to_tell(kind: LetterKind, application: Application) -> str:
    if kind is LetterKind.WAITING and application.place is not None:
        return _("キャンセル待ち {place}番目").format(place=application.place)
    return label(kind)


def _letter(
    uow: UnitOfWork,
    order: LetterOrder,
    course: Course,
    to: Recipient,
    settings: LetterSettings,
    shared: _CourseWords,
) -> Letter:
    from divide_app.printing.addressee import Addressee
    from divide_app.printing.letters import Letter

    application, person = to.application, to.person
    values = {
        **shared.values,
        "氏名": person.name,
        "順位": "" if application.place is None else str(application.place),
        "申込日": dates.reiwa_day(local(application.applied_at), with_weekday=False, language="ja"),
    }
    title, text = words_of(settings, order.kind)
    is_ticket = order.kind is LetterKind.ACCEPTED and not application.ticket_revoked
    return Letter(
        to=Addressee(person.name, person.address, person.postal_code, person.kana if settings.has_furigana else ""),
        title=filled(title, values),
        text=filled(text, values),
        rows=shared.rows,
        code=qr_text(application.ticket_code) if is_ticket else "",
        code_text=in_fours(application.ticket_code) if is_ticket else "",
        day=dates.reiwa_day(local(uow.now), with_weekday=False, language="ja"),
        number=settings.number,
        sender=sender_of(shared.office, settings),
        seal="room" if settings.is_sealed else "omitted",
        contact=contact_of(shared.office, course),
    )


@dataclass(frozen=True, slots=True)
class _CourseWords:
    """What every letter of one course says alike."""

    values: Mapping[str, str]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    office: Office | None


def _values_of_course(uow: UnitOfWork, kind: LetterKind, course: Course) -> _CourseWords:
    office = uow.offices.the_one()
    every = lists.session_lines(uow.connection, course_id=course.id)
    # A course that was called off has no meeting left: the letter names the days that will not be.
    sessions = every if course.is_cancelled else [one for one in every if one.state is not SessionState.CANCELLED]
    first = sessions[0] if sessions else None
    phone = course.phone or (office.phone if office else "")
    whens = [_when(one) for one in sessions[:_SHOWN_SESSIONS]]
    if len(sessions) > _SHOWN_SESSIONS:
        whens.append(_("ほか{count}回").format(count=len(sessions) - _SHOWN_SESSIONS))
    places = list(dict.fromkeys(filter(None, map(_place, sessions))))
    venue = uow.venues.find(first.venue_id) if first is not None and first.venue_id is not None else None
    way = [text for text in (venue.address, venue.access) if text] if venue is not None else []
    applications = uow.applications.of_course(course.id)
    asked = sum(one.status is not ApplicationStatus.CANCELLED for one in applications)
    coming = _coming(uow, course) if kind in {LetterKind.LOST, LetterKind.CANCELLED} else ""
    rows: list[tuple[str, tuple[str, ...]]] = [(_("講座"), (course.title,))]
    if whens:
        rows.append((_("日時"), tuple(whens)))
    if places:
        rows.append((_("会場"), (*places[:3], *(way if kind is LetterKind.ACCEPTED else ()))))
    if course.belongings and kind is LetterKind.ACCEPTED:
        rows.append((_("持ち物"), (course.belongings,)))
    values = {
        "講座名": course.title,
        "日時": _("、").join(whens),
        "会場": _("、").join(places),
        "持ち物": course.belongings,
        "電話番号": phone,
        "担当課": _("・").join(course.owners) or (office.name if office else ""),
        "市区町村": office.municipality if office else "",
        "開始日": dates.short_day(first.starts_at, language="ja") if first else "",
        "受付開始": "",
        "応募者数": _("{number}人").format(number=asked),
        "定員": "" if course.capacity is None else _("{number}人").format(number=course.capacity),
        "理由": course.cancelled_reason,
        "次の講座": coming,
        "代わりの講座": coming,
    }
    return _CourseWords(values, tuple(rows) if kind is not LetterKind.LOST else tuple(rows[:1]), office)


def _coming(uow: UnitOfWork, course: Course) -> str:
    """Return courses one may still apply for, those of the same topic first."""
    found = [
        one
        for one in lists.course_lines(uow.connection, uow.now)
        if one.id != course.id
        and one.first_starts_at is not None
        and one.first_starts_at > uow.now
        and (one.apply_until is None or one.apply_until > uow.now)
        and one.state.value not in {"cancelled", "finished"}
    ]
    found.sort(key=lambda one: (one.topic != course.topic, one.first_starts_at or uow.now, one.id))
    return _("、").join(
        _("「{title}」（{day}から）").format(
            title=one.title, day=dates.short_day(one.first_starts_at or uow.now, language="ja")
        )
        for one in found[:_NEXT]
    )


def _standing(uow: UnitOfWork, course_id: UUID) -> list[SessionLine]:
    found = lists.session_lines(uow.connection, course_id=course_id)
    return [one for one in found if one.state is not SessionState.CANCELLED] or found


def _when(session: SessionLine) -> str:
    number = _("第{number}回").format(number=session.number) if session.sessions_in_course > 1 else ""
    if session.time_is_known:
        when = dates.day_and_range(session.starts_at, session.ends_at, language="ja")
    else:
        when = dates.reiwa_day(local_day(session.starts_at), language="ja")
    return " ".join(filter(None, (number, when)))


def _place(session: SessionLine) -> str:
    return " ".join(filter(None, (session.venue, session.room)))


def sender_of(office: Office | None, settings: LetterSettings) -> tuple[str, ...]:
    """Return the lines of the sender, the head last."""
    code = settings.sender_postal_code
    where = " ".join(filter(None, (f"〒{code[:3]}-{code[3:]}" if len(code) == 7 else "", settings.sender_address)))
    return tuple(filter(None, (where, settings.sender_head or office_name(office))))


def contact_of(office: Office | None, course: Course | None) -> tuple[str, ...]:
    """Return where to ask, one line each."""
    owner = _("・").join(course.owners) if course is not None and course.owners else ""
    name = " ".join(filter(None, (office.municipality if office else "", owner or (office.name if office else ""))))
    phone = (course.phone if course is not None else "") or (office.phone if office else "")
    call = _("電話 {phone}").format(phone=phone) if phone else ""
    hours = office.opening_note if office else ""
    return tuple(filter(None, (name, "　".join(filter(None, (call, f"（{hours}）" if hours and call else ""))))))
