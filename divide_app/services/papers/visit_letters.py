"""Fills the reply to a visit request, for a window envelope."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from divide_app.domain.calendar import local
from divide_app.domain.errors import DomainError
from divide_app.domain.planning.courses import SessionState
from divide_app.domain.planning.visit_requests import RequestState, VisitRequest
from divide_app.foundation.translation import _
from divide_app.services.papers.letter_sheets import contact_of, sender_of
from divide_app.storage.queries import lists
from divide_app.storage.unit_of_work import UnitOfWork
from divide_app.wording import dates

if TYPE_CHECKING:
    from divide_app.printing.letters import Letter

_DECIDED = {RequestState.ACCEPTED, RequestState.DECLINED}


def reply_of(uow: UnitOfWork, request_id: UUID) -> Letter:
    """Return the reply to a request.

    Raises:
        DomainError: `not_found`, `not_decided_yet` for a request that is open or was withdrawn.
    """
    from divide_app.printing.addressee import Addressee
    from divide_app.printing.letters import Letter

    request = uow.visit_requests.get(request_id)
    if request.state not in _DECIDED:
        raise DomainError("not_decided_yet")
    settings = uow.letter_book.get_or_usual()
    office = uow.offices.the_one()
    is_accepted = request.state is RequestState.ACCEPTED
    return Letter(
        to=Addressee(
            "　".join(filter(None, (request.organisation, request.contact_name))), request.address, request.postal_code
        ),
        title=_("出前講座の実施について") if is_accepted else _("出前講座のご依頼について"),
        text=_accepted_text(request) if is_accepted else _declined_text(request),
        rows=_rows(uow, request) if is_accepted else (),
        day=dates.reiwa_day(local(uow.now), with_weekday=False, language="ja"),
        number=settings.number,
        sender=sender_of(office, settings),
        seal="room" if settings.is_sealed else "omitted",
        contact=contact_of(office, None),
    )


def _accepted_text(request: VisitRequest) -> str:
    received = dates.reiwa_day(local(request.received_at), with_weekday=False, language="ja")
    lines = [
        _("日ごろから、市の取り組みにご協力をいただき、ありがとうございます。"),
        _("{day}にご依頼のありました出前講座を、次のとおり行います。").format(day=received),
        request.answer,
        _("ご都合が悪くなったときや、人数が大きく変わるときは、下の担当までお知らせください。"),
    ]
    return "\n".join(filter(None, lines))


def _declined_text(request: VisitRequest) -> str:
    received = dates.reiwa_day(local(request.received_at), with_weekday=False, language="ja")
    return "\n".join(
        (
            _("日ごろから、市の取り組みにご協力をいただき、ありがとうございます。"),
            _("{day}にご依頼のありました出前講座は、次の理由により、このたびはお引き受けできません。").format(
                day=received
            ),
            request.answer,
            _("別の日時や場所で行えることもあります。よろしければ、下の担当までご相談ください。"),
        )
    )


def _rows(uow: UnitOfWork, request: VisitRequest) -> tuple[tuple[str, tuple[str, ...]], ...]:
    assert request.course_id is not None
    course = uow.courses.get(request.course_id)
    sessions = [
        line
        for line in lists.session_lines(uow.connection, course_id=course.id)
        if line.state is not SessionState.CANCELLED
    ]
    rows = (
        (_("講座"), (course.title,)),
        (_("日時"), tuple(dates.day_and_range(line.starts_at, line.ends_at, language="ja") for line in sessions)),
        (_("会場"), tuple(dict.fromkeys(f"{line.venue} {line.room}".strip() for line in sessions))),
        (_("人数"), (_("{count}人まで").format(count=course.capacity),) if course.capacity else ()),
        (_("持ち物"), (course.belongings,) if course.belongings else ()),
        (_("ご準備"), (_("机・いす、電源、参加される方へのお知らせ"),)),
    )
    return tuple((label, lines) for label, lines in rows if lines)
