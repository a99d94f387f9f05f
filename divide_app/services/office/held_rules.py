"""Lets every kept thing's own rules speak, those its screens and lists are held to, so that none is written twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from divide_app.domain.errors import DomainError
from divide_app.domain.fields import is_declared
from divide_app.domain.figures.target import Target, check_target
from divide_app.domain.office.office import Office
from divide_app.domain.papers.letters import LetterSettings, check_settings
from divide_app.domain.people.availability import checked_availability
from divide_app.domain.people.supporters import Supporter, check_appointments
from divide_app.domain.planning.courses import ClassSession, Course, check_course, check_times
from divide_app.domain.planning.days_off import YearEnd, check_year_end
from divide_app.domain.planning.venues import Closure, Venue, check_days, check_hours
from divide_app.domain.planning.visit_requests import RequestState, VisitRequest, wish_of, with_wishes_checked
from divide_app.domain.scans.survey import SurveyWords, check_survey_words
from divide_app.domain.seats.rules import SeatRules, check_rules
from divide_app.services.guard import checked, refuse_individual_number
from divide_app.services.office.office import check_code


def broken(thing: Any) -> DomainError | None:
    """Return why a thing may not be kept as it is, or None.

    What a rule only tidies (spaces at an end, hours that touch) breaks none.
    """
    if isinstance(thing, Office) and not thing.id.int:
        return None  # in a hall package of an office that had not said its name yet
    try:
        if is_declared(type(thing)):  # type: ignore[arg-type]  # a class can be hashed
            checked(thing)
        for check in _RULES.get(type(thing), ()):
            check(thing)
    except DomainError as refused:
        return refused
    return None


def _check_session(session: ClassSession) -> None:
    # Published lists tell days alone, a start alone, or a period of weeks; what came so is kept so.
    if session.ends_at < session.starts_at or not session.source:
        check_times(session.starts_at, session.ends_at)


def _check_request(request: VisitRequest) -> None:
    with_wishes_checked(request)
    if request.chosen is not None:
        wish_of(request, request.chosen)
    if request.state is RequestState.DECLINED and not request.answer.strip():
        raise DomainError("reason_missing", field="answer")


_RULES: dict[type, tuple[Callable[[Any], object], ...]] = {
    ClassSession: (_check_session,),
    Closure: (check_days,),
    Course: (check_course,),
    LetterSettings: (check_settings,),
    Office: (check_code,),
    SeatRules: (check_rules,),
    Supporter: (check_appointments, lambda supporter: checked_availability(supporter.availability)),
    SurveyWords: (check_survey_words,),
    Target: (check_target, lambda target: refuse_individual_number(target.name, target.note, *target.owners)),
    Venue: (check_hours,),
    VisitRequest: (_check_request,),
    YearEnd: (check_year_end,),
}
"""Rules of things beyond what their declaration says."""
