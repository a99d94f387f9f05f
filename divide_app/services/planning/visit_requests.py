"""派遣依頼: requests of associations, the clashes of each preferred time, and acceptance as a course in one act."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from divide_app.domain.errors import DomainError
from divide_app.domain.planning.act import PlanningAct
from divide_app.domain.planning.clash import Clash
from divide_app.domain.planning.courses import CatalogueEntry
from divide_app.domain.planning.plan import MeetingDraft, PlanDraft
from divide_app.domain.planning.staffing_rule import NO_RULE
from divide_app.domain.planning.visit_requests import (
    RequestState,
    VisitRequest,
    Wish,
    accepted,
    declined,
    in_order,
    wish_of,
    with_wishes_checked,
    withdrawn,
)
from divide_app.foundation.translation import _
from divide_app.services.changes import Changes, Topic, changes
from divide_app.services.guard import checked, refuse_individual_number
from divide_app.services.planning.clash_search import refuse_hard
from divide_app.services.planning.courses import CourseActs
from divide_app.services.planning.history import UndoToken
from divide_app.services.roles import OFFICE, allowed
from divide_app.storage.unit_of_work import UnitOfWork

_REQUESTS = changes(Topic.REQUESTS)
_ACCEPTED = changes(Topic.REQUESTS, Topic.COURSES, Topic.CLASS_SESSIONS, Topic.VENUES)


@dataclass(frozen=True, slots=True)
class WishCheck:
    """One wish with everything in its way; hard clashes refuse it unless staff give a reason."""

    number: int
    wish: Wish
    clashes: tuple[Clash, ...]

    @property
    def is_free(self) -> bool:
        """Whether nothing hard is in the way."""
        return not any(clash.hard for clash in self.clashes)


@dataclass(frozen=True, slots=True)
class RequestView:
    """One request with what is in the way of its wishes; those of a decided request are not asked again."""

    request: VisitRequest
    catalogue_title: str
    wishes: tuple[WishCheck, ...]


@dataclass(frozen=True, slots=True)
class RequestResult:
    """What an act on a request did.

    Attributes:
        past: Wishes that were over when they were written down, with their numbers: kept, but worth a second look.
    """

    request: VisitRequest
    before: VisitRequest | None
    past: tuple[tuple[int, Wish], ...] = ()
    changes: Changes = _REQUESTS


@dataclass(frozen=True, slots=True)
class AcceptResult:
    """The course a request became.

    Attributes:
        undo: Takes course and decision back together.
    """

    request: VisitRequest
    course: UUID
    class_session: UUID
    clashes: tuple[Clash, ...]
    undo: UndoToken
    changes: Changes = _ACCEPTED


class VisitRequests(CourseActs):
    """Requests of associations."""

    @allowed(OFFICE)
    def all(self) -> list[VisitRequest]:
        """Return all requests: undecided ones by their first wish, then the others."""
        with self.database.read() as uow:
            return in_order(uow.visit_requests.all())

    @allowed(OFFICE)
    def waiting(self) -> list[VisitRequest]:
        """Return the undecided requests, by their first wish."""
        return [one for one in self.all() if one.state is RequestState.RECEIVED]

    @allowed(OFFICE)
    def view(self, request_id: UUID) -> RequestView:
        """Return one request with what is in the way of each wish.

        Raises:
            DomainError: `not_found`.
        """
        with self.database.rehearse() as uow:
            request = uow.visit_requests.get(request_id)
            entry = _entry(uow, request)
            found: list[WishCheck] = []
            if request.state is RequestState.RECEIVED:
                for number, wish in enumerate(request.wishes, 1):
                    plan = self._plan(uow, draft_of(request, wish, entry), None, forced_reason="")
                    # The next wish must not find this one in its way.
                    for session in plan.class_sessions:
                        uow.class_sessions.remove(session)
                    found.append(WishCheck(number, wish, plan.clashes))
        return RequestView(request, "" if entry is None else entry.title, tuple(found))

    @allowed(OFFICE)
    def save(self, request: VisitRequest) -> RequestResult:
        """Store a request as written on the form, new or corrected; what was decided about it stays.

        Raises:
            DomainError: `organisation_missing`, `wishes_missing`, `too_many_wishes`, `wish_twice`,
                `end_before_start`, `too_long`, `bad_people`, `individual_number`.
        """
        request = with_wishes_checked(checked(request))
        with self.database.write() as uow:
            before = uow.visit_requests.find(request.id)
            if before is None:
                uow.visit_requests.add(request)
            else:
                before = uow.visit_requests.lock(request.id)  # somebody may be deciding about it right now
                decided = {name: getattr(before, name) for name in ("state", "answer", "chosen", "course_id")}
                request = replace(request, **decided, replied_at=before.replied_at)
                uow.visit_requests.change(request)
            uow.audit("visit_request.keep", request.id, new=before is None, wishes=len(request.wishes))
            known = () if before is None else before.wishes
            past = tuple(
                (number, wish)
                for number, wish in enumerate(request.wishes, 1)
                if wish.ends_at < uow.now and wish not in known
            )
        return RequestResult(request, before, past)

    @allowed(OFFICE)
    def accept(
        self,
        request_id: UUID,
        *,
        wish: int | None = None,
        at: Wish | None = None,
        changes_to_plan: Mapping[str, object] | None = None,
        forced_reason: str = "",
    ) -> AcceptResult:
        """Make a course of a request: at one of its wishes, or at another time agreed upon.

        Args:
            request_id: The request.
            wish: Number of the wish, 1 for the first.
            at: Another time.
            changes_to_plan: Parts of the `PlanDraft` the clerk wants otherwise (title, capacity, room, ...).
            forced_reason: Why something hard in the way does not matter.

        Raises:
            DomainError: `request_decided`, `no_such_wish`, `wish_missing`, `clash`, and those of `Scheduling.plan`.
        """
        with self.acting(PlanningAct.ACCEPT_REQUEST) as (uow, recording):
            recording.rows.touch("visit_requests", [request_id])
            request = uow.visit_requests.lock(request_id)
            if wish is None and at is None:
                raise DomainError("wish_missing", field="wish")
            when = at or wish_of(request, wish or 0)
            chosen = request.wishes.index(when) + 1 if when in request.wishes else None
            draft = replace(draft_of(request, when, _entry(uow, request)), **dict(changes_to_plan or {}))  # type: ignore[arg-type]
            plan = self._plan(uow, draft, recording, forced_reason=forced_reason)
            is_forced = refuse_hard(plan.clashes, forced_reason)
            done = accepted(request, plan.course, chosen)
            uow.visit_requests.change(done)
            recording.say(draft.title, count=1)
            uow.audit("visit_request.accept", request_id, course=plan.course, wish=chosen or 0, forced=is_forced)
        return AcceptResult(done, plan.course, plan.class_sessions[0], plan.clashes, recording.undo)

    @allowed(OFFICE)
    def decline(self, request_id: UUID, answer: str) -> RequestResult:
        """Decline a request; the association reads `answer` in the reply.

        Raises:
            DomainError: `request_decided`, `reason_missing`, `individual_number`, `not_found`.
        """
        refuse_individual_number(answer, field="reason")
        with self.database.write() as uow:
            before = uow.visit_requests.lock(request_id)
            after = declined(before, answer)
            uow.visit_requests.change(after)
            uow.audit("visit_request.decline", request_id)
        return RequestResult(after, before)

    @allowed(OFFICE)
    def withdraw(self, request_id: UUID) -> RequestResult:
        """Note that the association needs the class no more; a course made of it is cancelled by its own act.

        Raises:
            DomainError: `request_decided`, `not_found`.
        """
        with self.database.write() as uow:
            before = uow.visit_requests.lock(request_id)
            after = withdrawn(before)
            uow.visit_requests.change(after)
            uow.audit("visit_request.withdraw", request_id)
        return RequestResult(after, before)

    @allowed(OFFICE)
    def take_back(self, result: RequestResult) -> RequestResult:
        """Take back what `decline` or `withdraw` did, as long as nothing else was decided since.

        Raises:
            DomainError: `changed_since`, `not_found`.
        """
        before = result.before
        if before is None:
            raise DomainError("changed_since")
        with self.database.write() as uow:
            if uow.visit_requests.lock(before.id) != result.request:
                raise DomainError("changed_since")
            uow.visit_requests.change(before)
            uow.audit("visit_request.take_back", before.id)
        return RequestResult(before, result.request)


def draft_of(request: VisitRequest, when: Wish, entry: CatalogueEntry | None) -> PlanDraft:
    """Return the course a request would become: for those who asked, so without a window for applications."""
    title = entry.title if entry is not None else request.topic or _("出前講座")
    return PlanDraft(
        title=_("{title}（{organisation}）").format(title=title, organisation=request.organisation),
        topic=entry.topic if entry is not None else request.topic,
        venue=request.place or request.organisation,
        capacity=request.people,
        audience=request.organisation,
        contact="",
        description=entry.description if entry is not None else "",
        people_per_supporter=entry.people_per_supporter if entry is not None else 0,
        staffing=entry.staffing if entry is not None else NO_RULE,
        partners=(request.organisation,),
        sessions=(MeetingDraft(when.starts_at, when.ends_at),),
    )


def wishes_of(moments: Sequence[tuple[datetime, datetime]]) -> tuple[Wish, ...]:
    """Return wishes from pairs of moments."""
    return tuple(Wish(first, last) for first, last in moments)


def _entry(uow: UnitOfWork, request: VisitRequest) -> CatalogueEntry | None:
    return None if request.catalogue_id is None else uow.catalogue.find(request.catalogue_id)
