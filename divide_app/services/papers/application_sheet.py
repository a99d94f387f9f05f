"""Fills the application form from a course, the ways to hear of it, and the purpose of use in force."""

from __future__ import annotations

from uuid import UUID

from divide_app.domain.office.office import office_name
from divide_app.domain.people.participants import Need, PhoneKind
from divide_app.domain.people.personal_data import HEARD_WAYS
from divide_app.domain.planning.courses import SessionState
from divide_app.foundation.translation import _
from divide_app.printing.application_form import ApplicationForm
from divide_app.services.office.purposes import purpose_in_force
from divide_app.storage.queries import lists
from divide_app.storage.unit_of_work import UnitOfWork
from divide_app.wording import dates
from divide_app.wording.bands import band_label
from divide_app.wording.labels import label

_BANDS = ("18-29", "30-39", "40-49", "50-59", "60-64", "65-69", "70-74", "75-79", "80-84", "85+")
_MOST_SESSIONS = 3


def application_form_of(uow: UnitOfWork, course_id: UUID) -> ApplicationForm:
    """Return the form of one course.

    Raises:
        DomainError: `not_found`.
    """
    course = uow.courses.get(course_id)
    office = uow.offices.the_one()
    sessions = [
        line
        for line in lists.session_lines(uow.connection, course_id=course_id)
        if line.state is not SessionState.CANCELLED
    ]
    days = [
        dates.day_and_range(one.starts_at, one.ends_at, language="ja")
        if one.time_is_known
        else dates.reiwa_day(one.starts_at, language="ja")
        for one in sessions
    ]
    when = _("、").join(days[:_MOST_SESSIONS])
    if len(days) > _MOST_SESSIONS:
        when = _("{days} ほか全{count}回").format(days=when, count=len(days))
    places = dict.fromkeys(f"{one.venue} {one.room}".strip() for one in sessions)
    until = "" if course.apply_until is None else dates.day_and_clock(course.apply_until, language="ja")
    purpose = purpose_in_force(uow)
    phone = course.phone or ("" if office is None else office.phone)
    facts = ((_("日時"), when), (_("会場"), _("、").join(place for place in places if place)), (_("しめきり"), until))
    return ApplicationForm(
        office=office_name(office),
        course=course.title,
        facts=tuple((word, text) for word, text in facts if text),
        bands=tuple(band_label(band) for band in _BANDS),
        needs=tuple(label(need) for need in Need),
        phones=tuple(label(kind) for kind in PhoneKind if kind is not PhoneKind.UNKNOWN),
        heard=tuple(uow.heard_ways.all() or HEARD_WAYS),
        purpose=purpose.text,
        version=_("第{version}版").format(version=purpose.version),
        contact=_("電話 {phone}").format(phone=phone) if phone else "",
    )
