"""Fills the survey form of a class session, one numbered copy for each participant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from divide_app.domain.applications import ApplicationStatus
from divide_app.domain.calendar import local, local_day
from divide_app.domain.errors import DomainError
from divide_app.domain.lines import SessionLine
from divide_app.domain.office.office import office_name
from divide_app.domain.planning.courses import SessionState
from divide_app.domain.scans.page_code import SheetKind
from divide_app.domain.scans.scans import PrintedSheet
from divide_app.domain.scans.survey import SurveyQuestionWords, SurveyWords
from divide_app.domain.scans.survey_layout import SurveyLayout
from divide_app.foundation.translation import _
from divide_app.services.papers.sheets import page_codes
from divide_app.storage.queries import lists
from divide_app.storage.unit_of_work import UnitOfWork
from divide_app.wording import dates

if TYPE_CHECKING:
    from divide_app.printing.survey import SurveyForm

_SPARE = 5
"""Copies beyond the people accepted, for walk-ins and spoiled ones."""
_LEAST = 10


@dataclass(frozen=True, slots=True)
class NumberedSurvey:
    """A survey form, and what must be kept of it so that it can be read back."""

    form: SurveyForm
    printed: PrintedSheet


def usual_words() -> SurveyWords:
    """Return what the form says until the office writes its own."""
    return SurveyWords(
        _("今日の教室について、お聞かせください。よりよい教室づくりに使わせていただきます。"),
        (
            SurveyQuestionWords(
                _("今日の教室は、いかがでしたか。"),
                (_("とても良かった"), _("良かった"), _("ふつう"), _("もう少し"), _("良くなかった")),
            ),
            SurveyQuestionWords(
                _("説明は、いかがでしたか。"),
                (_("よくわかった"), _("わかった"), _("ふつう"), _("少し難しい"), _("難しい")),
            ),
            SurveyQuestionWords(
                _("習ったことを、これからご自分で使えそうですか。"),
                (_("使える"), _("たぶん使える"), _("わからない"), _("少し不安"), _("使えない")),
            ),
        ),
    )


def words_of(uow: UnitOfWork) -> SurveyWords:
    """Return the words of the form."""
    return uow.survey_words.get() or usual_words()


def survey_of(uow: UnitOfWork, id_: UUID) -> NumberedSurvey:
    """Return the survey of one session, or of the last session of a course.

    Raises:
        DomainError: `not_found`.
    """
    from divide_app.printing.survey import SurveyForm, SurveyQuestion

    session = _session_of(uow, id_)
    words = words_of(uow)
    accepted = sum(
        line.status is ApplicationStatus.ACCEPTED
        for line in lists.application_lines(uow.connection, local_day(session.starts_at), course_id=session.course_id)
    )
    layout = SurveyLayout(len(words.questions), len(words.questions[0].choices)).code
    printed = PrintedSheet(
        id=uow.make_id(),
        kind=SheetKind.SURVEY,
        class_session_id=session.id,
        printed_at=uow.now,
        printed_by=uow.actor.name,
        layouts=(layout,) * max(_LEAST, accepted + _SPARE),
        bands=(),
        sexes=(),
    )
    office = uow.offices.the_one()
    form = SurveyForm(
        office=office_name(office),
        course=session.course_title,
        session=_("第{number}回").format(number=session.number) if session.sessions_in_course > 1 else "",
        when=dates.reiwa_day(local(session.starts_at), language="ja"),
        intro=words.intro,
        questions=tuple(SurveyQuestion(one.words, one.choices) for one in words.questions),
        page_codes=page_codes(uow, printed),
    )
    return NumberedSurvey(form, printed)


def _session_of(uow: UnitOfWork, id_: UUID) -> SessionLine:
    found = lists.session_lines(uow.connection, ids=[id_])
    if not found:
        of_course = lists.session_lines(uow.connection, course_id=id_)
        found = [one for one in of_course if one.state is not SessionState.CANCELLED][-1:]
    if not found:
        raise DomainError("not_found", id=str(id_), kind="class_sessions")
    return found[0]
