"""派遣依頼: requests of associations for a class at their own place, each with up to three preferred times."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from divide_app.domain.errors import DomainError
from divide_app.domain.fields import MADE, NOT_PERSONAL, Kept, Shape

MOST_WISHES = 3
"""第1希望 to 第3希望, as the usual request form has it (docs/product.md#wishes-of-a-visit-request)."""

MOST_PEOPLE = 500


class RequestState(StrEnum):
    """Where a request stands."""

    RECEIVED = "received"  # 受付: nothing decided yet
    ACCEPTED = "accepted"  # 承諾: a course was made of it
    DECLINED = "declined"  # お断り
    WITHDRAWN = "withdrawn"  # 取下げ: the association needs it no more


@dataclass(frozen=True, slots=True)
class Wish:
    """One time the association wishes; moments are UTC."""

    starts_at: Annotated[datetime, Kept("始まり", NOT_PERSONAL)]
    ends_at: Annotated[datetime, Kept("終わり", NOT_PERSONAL)]


@dataclass(frozen=True, slots=True)
class VisitRequest:
    """One request.

    Attributes:
        organisation: Who asks (自治会, サロン, 老人クラブ).
        contact_name: Whom to call; with `phone`, `postal_code` and `address` used for nothing but the answer.
        place: Where the class is to be held, usually their own hall.
        people: How many they expect.
        catalogue_id: The kind of course they asked for, if it is one we offer.
        topic: What they wrote they want to learn.
        wishes: Times in order of wish, one to three.
        received_at: When the request came (UTC).
        answer: Words of the office: why it declined, or what it adds for the association.
        chosen: Which wish became the course, 1 to 3; None for another time or none.
        course_id: The course made of it.
        replied_at: When the reply was printed last (UTC).
    """

    id: Annotated[UUID, MADE]
    organisation: Annotated[str, Kept("団体の名前", NOT_PERSONAL, missing="organisation_missing")]
    wishes: Annotated[tuple[Wish, ...], Kept("希望日時", NOT_PERSONAL, missing="wishes_missing")]
    people: Annotated[int, Kept("人数", NOT_PERSONAL, least=1, most=MOST_PEOPLE, bad="bad_people")]
    received_at: Annotated[datetime, Kept("受け付けた日", NOT_PERSONAL)]
    contact_name: Annotated[str, Kept("連絡する人", "派遣依頼への返事")] = ""
    phone: Annotated[str, Kept("電話番号", "派遣依頼への返事", shape=Shape.PHONE)] = ""
    postal_code: Annotated[str, Kept("郵便番号", "派遣依頼への返事", shape=Shape.POSTAL_CODE)] = ""
    address: Annotated[str, Kept("住所", "派遣依頼への返事")] = ""
    district: Annotated[str, Kept("地区", NOT_PERSONAL)] = ""
    place: Annotated[str, Kept("会場", NOT_PERSONAL)] = ""
    catalogue_id: Annotated[UUID | None, Kept("講座の種類", NOT_PERSONAL)] = None
    topic: Annotated[str, Kept("学びたいこと", NOT_PERSONAL)] = ""
    memo: Annotated[str, Kept("備考", "派遣依頼への返事", shape=Shape.LINES)] = ""
    state: Annotated[RequestState, MADE] = RequestState.RECEIVED
    answer: Annotated[str, Kept("返事", NOT_PERSONAL, typed=False, shape=Shape.LINES)] = ""
    chosen: Annotated[int | None, MADE] = None
    course_id: Annotated[UUID | None, MADE] = None
    replied_at: Annotated[datetime | None, MADE] = None


def with_wishes_checked(request: VisitRequest) -> VisitRequest:
    """Return the request when its wishes make sense.

    Raises:
        DomainError: `too_many_wishes`, `wish_twice`, `end_before_start`, `too_long`.
    """
    if len(request.wishes) > MOST_WISHES:
        raise DomainError("too_many_wishes", field="wishes", most=MOST_WISHES)
    for wish in request.wishes:
        if wish.ends_at <= wish.starts_at:
            raise DomainError("end_before_start", field="wishes")
        if wish.ends_at - wish.starts_at > timedelta(hours=24):
            raise DomainError("too_long", field="wishes")
    if len(set(request.wishes)) < len(request.wishes):
        raise DomainError("wish_twice", field="wishes")
    return request


def accepted(request: VisitRequest, course_id: UUID, chosen: int | None) -> VisitRequest:
    """Return the request once a course was made of it.

    Raises:
        DomainError: `request_decided`.
    """
    return replace(_open(request), state=RequestState.ACCEPTED, course_id=course_id, chosen=chosen)


def declined(request: VisitRequest, answer: str) -> VisitRequest:
    """Return the request as declined; the association is told why.

    Raises:
        DomainError: `request_decided`, `reason_missing`.
    """
    if not answer.strip():
        raise DomainError("reason_missing", field="reason")
    return replace(_open(request), state=RequestState.DECLINED, answer=answer.strip())


def withdrawn(request: VisitRequest) -> VisitRequest:
    """Return the request as withdrawn by the association; a course made of it is cancelled by an act of its own.

    Raises:
        DomainError: `request_decided`, when it was declined or withdrawn before.
    """
    if request.state in {RequestState.DECLINED, RequestState.WITHDRAWN}:
        raise DomainError("request_decided")
    return replace(request, state=RequestState.WITHDRAWN)


def wish_of(request: VisitRequest, number: int) -> Wish:
    """Return a wish by its number, 1 for the first.

    Raises:
        DomainError: `no_such_wish`.
    """
    if not 1 <= number <= len(request.wishes):
        raise DomainError("no_such_wish", field="wish", number=number, count=len(request.wishes))
    return request.wishes[number - 1]


def in_order(requests: Sequence[VisitRequest]) -> list[VisitRequest]:
    """Return requests as an office works through them: open ones by their first wish, then the others, newest first."""
    waiting = [one for one in requests if one.state is RequestState.RECEIVED]
    others = [one for one in requests if one.state is not RequestState.RECEIVED]
    waiting.sort(key=lambda one: (min(wish.starts_at for wish in one.wishes), one.id))
    others.sort(key=lambda one: (one.received_at, one.id), reverse=True)
    return [*waiting, *others]


def _open(request: VisitRequest) -> VisitRequest:
    if request.state is not RequestState.RECEIVED:
        raise DomainError("request_decided")
    return request
