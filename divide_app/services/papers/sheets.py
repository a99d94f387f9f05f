"""Fills the papers: collects their data in one read transaction and formats it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from divide_app.domain.applications import ApplicationState, ApplicationStatus
from divide_app.domain.calendar import local, local_day
from divide_app.domain.door.ticket_code import in_fours, qr_text
from divide_app.domain.errors import DomainError
from divide_app.domain.lines import ApplicationLine, SessionLine
from divide_app.domain.names import kana_key
from divide_app.domain.office.office import Office, office_name
from divide_app.domain.people.personal_data import STANDARD_PURPOSE
from divide_app.domain.planning.courses import Course, SelectionKind, SessionState
from divide_app.domain.scans.page_code import PageCode, SheetKind, office_fingerprint, session_fingerprint
from divide_app.domain.scans.scans import PrintedSheet
from divide_app.domain.scans.sheet_layout import plan_pages
from divide_app.foundation.translation import _
from divide_app.services.office.purposes import purpose_in_force
from divide_app.storage.queries import lists
from divide_app.storage.unit_of_work import UnitOfWork
from divide_app.wording import dates
from divide_app.wording.bands import band_label
from divide_app.wording.labels import label

if TYPE_CHECKING:
    from divide_app.printing.attendance_sheet import AttendanceSheet
    from divide_app.printing.flyer import Flyer, FlyerSession
    from divide_app.printing.flyer_words import FlyerWords
    from divide_app.printing.tickets import Ticket

NO_OFFICE = UUID(int=0)
"""Stands on papers printed before the office said who it is."""


@dataclass(frozen=True, slots=True)
class NumberedSheet:
    """An attendance sheet, and what must be kept of it so that it can be read back."""

    sheet: AttendanceSheet
    printed: PrintedSheet


def flyer_of(uow: UnitOfWork, course_id: UUID, language: str) -> Flyer:
    """Return the flyer of one course.

    Raises:
        DomainError: `not_found`.
    """
    from divide_app.printing.flyer import Flyer
    from divide_app.printing.flyer_words import FLYER_WORDS

    words = FLYER_WORDS[language]
    course = uow.courses.get(course_id)
    fee = words.free if course.fee == FLYER_WORDS["ja"].free else course.fee
    is_short = 0 < len(fee) <= 8
    office = uow.offices.the_one()
    sessions = _standing(uow, course_id)
    venues = {venue.id: venue for venue in uow.venues.all()}
    places = list(dict.fromkeys(_place(session) for session in sessions))
    first_venue = venues.get(sessions[0].venue_id) if sessions and sessions[0].venue_id else None
    phone = course.phone or (office.phone if office else "")
    return Flyer(
        office=_host(office, course),
        title=course.title,
        badge=words.fee_badge.format(fee=fee) if is_short else "",
        lead=course.description,
        sessions=tuple(_flyer_session(one, words, several=len(places) > 1) for one in sessions),
        place=places[0] if len(places) == 1 else "",
        place_note=first_venue.access if first_venue and len(places) == 1 else "",
        audience=course.audience,
        capacity=words.people.format(number=course.capacity) if course.capacity is not None else "",
        capacity_note=_capacity_note(course, words),
        fee="" if is_short else fee,
        bring=course.belongings,
        deadline=_deadline(course.apply_until, words.language) if course.capacity is not None else "",
        phone=phone,
        hours="　".join(filter(None, (office.opening_note if office else "", course.contact))),
        help_line=words.help_line,
        code=course.apply_url or (f"tel:{_dialled(phone)}" if phone else ""),
        purpose=_flyer_purpose(uow, words) if course.apply_url else "",
        organiser=_organiser(course, office, words),
        words=words if course.capacity is not None else replace(words, call=words.ask),
        language=words.language,
    )


def _flyer_purpose(uow: UnitOfWork, words: FlyerWords) -> str:
    """Return what data is used for, for a flyer that leads to a form: whoever asks in writing says it before.

    個人情報保護法 第62条 counts an electronic form as writing; a call is not, and its flyer needs no such line.
    """
    text = purpose_in_force(uow).text
    if text == STANDARD_PURPOSE and words.standard_purpose:
        text = words.standard_purpose
    return words.purpose.format(text=text)


def attendance_sheet_of(uow: UnitOfWork, class_session_id: UUID) -> NumberedSheet:
    """Return the attendance sheet of one session: those accepted in order of kana, no address, no telephone.

    Raises:
        DomainError: `not_found`.
    """
    from divide_app.printing.attendance_sheet import AttendanceSheet, Attendee

    session = _session(uow, class_session_id)
    day = local_day(session.starts_at)
    accepted = sorted(
        (
            line
            for line in lists.application_lines(uow.connection, day, course_id=session.course_id)
            if line.status is ApplicationStatus.ACCEPTED
        ),
        key=lambda line: (kana_key(line.kana or line.name), line.name, str(line.participant_id)),
    )
    printed = PrintedSheet(
        id=uow.make_id(),
        kind=SheetKind.ATTENDANCE,
        class_session_id=session.id,
        printed_at=uow.now,
        printed_by=uow.actor.name,
        layouts=tuple(page.code for page in plan_pages(len(accepted))),
        people=tuple(line.participant_id for line in accepted),
    )
    sheet = AttendanceSheet(
        office=office_name(uow.offices.the_one()),
        course=session.course_title,
        session=_number(session),
        when=(
            dates.day_and_range(session.starts_at, session.ends_at, language="ja")
            if session.time_is_known
            else dates.reiwa_day(local(session.starts_at), language="ja")
        ),
        place=_place(session),
        supporters=_("・").join(session.supporters),
        people=tuple(
            Attendee(
                number=str(number),
                name=line.name,
                kana=line.kana,
                band=band_label(line.band, short=True),
                note=_needs(line),
            )
            for number, line in enumerate(accepted, 1)
        ),
        page_codes=page_codes(uow, printed),
        walk_in_bands=tuple(band_label(band, short=True) for band in printed.bands),
    )
    return NumberedSheet(sheet, printed)


def page_codes(uow: UnitOfWork, printed: PrintedSheet) -> tuple[str, ...]:
    """Return what the QR code of each page of a print says."""
    office = uow.offices.the_one()
    return tuple(
        PageCode(
            kind=printed.kind,
            office=office_fingerprint(NO_OFFICE if office is None else office.id),
            session=session_fingerprint(printed.class_session_id),
            print_id=printed.id,
            page=number,
            pages=len(printed.layouts),
            layout=layout,
        ).text
        for number, layout in enumerate(printed.layouts, 1)
    )


def tickets_of(uow: UnitOfWork, id_: UUID) -> list[Ticket]:
    """Return the tickets of a course's accepted people, or of one application; an offer needs a yes first.

    Raises:
        DomainError: `not_found`, `not_accepted`.
    """
    from divide_app.printing.tickets import Ticket

    today = local_day(uow.now)
    application = uow.applications.find(id_)
    if application is not None:
        if application.stands is not ApplicationState.ACCEPTED:
            raise DomainError("not_accepted")
        course = uow.courses.get(application.course_id)
        lines = lists.application_lines(uow.connection, today, ids=[id_])
    else:
        course = uow.courses.get(id_)
        lines = [
            line
            for line in lists.application_lines(uow.connection, today, course_id=id_)
            if line.state is ApplicationState.ACCEPTED
        ]
    office = uow.offices.the_one()
    sessions = _standing(uow, course.id)
    places = list(dict.fromkeys(_place(session) for session in sessions))
    return [
        Ticket(
            course=course.title,
            name=line.name,
            kana=line.kana,
            code=qr_text(line.ticket_code),
            code_text=in_fours(line.ticket_code),
            sessions=tuple(_ticket_session(one) for one in sessions),
            place=places[0] if len(places) == 1 else "",
            bring=course.belongings,
            phone=course.phone or (office.phone if office else ""),
            office=office_name(office),
        )
        for line in lines
    ]


def _session(uow: UnitOfWork, id_: UUID) -> SessionLine:
    found = lists.session_lines(uow.connection, ids=[id_])
    if not found:
        raise DomainError("not_found", id=str(id_), kind="class_sessions")
    return found[0]


def _standing(uow: UnitOfWork, course_id: UUID) -> list[SessionLine]:
    sessions = lists.session_lines(uow.connection, course_id=course_id)
    return [session for session in sessions if session.state is not SessionState.CANCELLED]


def _place(session: SessionLine) -> str:
    return " ".join(filter(None, (session.venue, session.room)))


def _number(session: SessionLine) -> str:
    return _("第{number}回").format(number=session.number) if session.sessions_in_course > 1 else ""


def _host(office: Office | None, course: Course) -> str:
    name = office.municipality if office else ""
    return " ".join(filter(None, (name, "・".join(course.owners) or (office.name if office else ""))))


def _organiser(course: Course, office: Office | None, words: FlyerWords) -> str:
    parts = []
    if course.owners or office:
        host = "・".join(course.owners) or office_name(office)
        parts.append(words.organiser.format(names=host))
    if course.partners:
        parts.append(words.partners.format(names="・".join(course.partners)))
    return "　".join(parts)


def _capacity_note(course: Course, words: FlyerWords) -> str:
    if course.capacity is None:
        return ""
    return words.lottery if course.selection is SelectionKind.LOTTERY else words.first_come


def _deadline(moment: datetime | None, language: str) -> str:
    if moment is None:
        return ""
    shown = local(moment)
    day = dates.month_day(shown, language=language)
    return day if (shown.hour, shown.minute) in {(0, 0), (23, 59)} else f"{day} {dates.clock(moment)}"


def _flyer_session(session: SessionLine, words: FlyerWords, *, several: bool) -> FlyerSession:
    from divide_app.printing.flyer import FlyerSession

    return FlyerSession(
        day=dates.month_day(session.starts_at, language=words.language),
        time=_hours(session, words.language),
        label=words.session.format(number=session.number) if session.sessions_in_course > 1 else "",
        place=_place(session) if several else "",
    )


def _hours(session: SessionLine, language: str) -> str:
    if not session.time_is_known:
        return ""
    return dates.clock_range(session.starts_at, session.ends_at, language=language)


def _ticket_session(session: SessionLine) -> str:
    day = dates.short_day(session.starts_at, language="ja")
    return " ".join(filter(None, (_number(session), day, _hours(session, "ja"))))


def _needs(line: ApplicationLine) -> str:
    return _("・").join([*(label(need) for need in line.needs), *filter(None, [line.needs_text])])


def _dialled(phone: str) -> str:
    return "".join(sign for sign in phone if sign.isdecimal() or sign == "+")
