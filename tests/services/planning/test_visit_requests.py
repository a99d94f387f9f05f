"""派遣依頼: a wish becomes a course in one act, what is in the way is seen first, and nothing is decided twice."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from divide_app.domain.errors import DomainError
from divide_app.domain.planning.visit_requests import (
    RequestState,
    VisitRequest,
    Wish,
    accepted,
    declined,
    in_order,
    with_wishes_checked,
    withdrawn,
)
from tests.printing.sample_papers import page_text
from tests.support.city import City, at, meeting
from tests.support.databases import rows


def wish(start: str, end: str) -> Wish:
    return Wish(at(start), at(end))


FIRST = wish("2026-12-05 10:00", "2026-12-05 12:00")
FIRST_ID = UUID(int=1)
SECOND = wish("2026-12-12 10:00", "2026-12-12 12:00")


def asked(city: City, *wishes: Wish, **parts: object) -> VisitRequest:
    """Keep a request of a made-up association."""
    values: dict[str, object] = {
        "organisation": "青葉自治会",
        "people": 15,
        "received_at": city.clock(),
        "place": "青葉集会所",
        "contact_name": "見本 太郎",
        "phone": "019-000-0002",
        "address": "見本市青葉1-2-3",
        "postal_code": "0200000",
        "topic": "LINEの使い方",
    }
    request = VisitRequest(
        id=city.services.visit_requests.new_id(), wishes=wishes or (FIRST, SECOND), **{**values, **parts}
    )  # type: ignore[arg-type]
    return city.services.visit_requests.save(request).request


def test_a_request_comes_back_as_it_was_written(city: City) -> None:
    request = asked(city)
    assert city.services.visit_requests.all() == [request]
    assert city.services.visit_requests.view(request.id).request == request


def test_one_act_makes_the_course_of_a_wish(city: City) -> None:
    city.services.office.set_up("見本市", "生涯学習課")
    entry = city.services.catalogue.all()[0]
    request = asked(city, catalogue_id=entry.id)
    done = city.services.visit_requests.accept(request.id, wish=2)
    assert (done.request.state, done.request.chosen, done.request.course_id) == (RequestState.ACCEPTED, 2, done.course)
    view = city.services.scheduling.course(done.course)
    assert view.course.title == f"{entry.title}（青葉自治会）"
    assert (view.course.capacity, view.course.partners) == (15, ("青葉自治会",))
    (session,) = view.sessions
    assert (session.starts_at, session.venue) == (SECOND.starts_at, "青葉集会所")


def test_another_time_that_was_agreed_upon_is_possible(city: City) -> None:
    request = asked(city)
    other = wish("2026-12-20 13:00", "2026-12-20 14:30")
    done = city.services.visit_requests.accept(request.id, at=other, changes_to_plan={"title": "LINE入門"})
    assert done.request.chosen is None
    assert city.services.scheduling.session(done.class_session).starts_at == other.starts_at
    assert city.services.scheduling.course(done.course).course.title == "LINE入門"


def test_what_is_in_the_way_of_each_wish_is_seen_and_nothing_is_kept(city: City) -> None:
    city.course("書道", meeting("2026-12-05 9:00", "2026-12-05 11:00"), venue="青葉集会所", room="")
    request = asked(city)
    before = rows(city.services.database, "SELECT count(*) FROM class_sessions")
    first, second = city.services.visit_requests.view(request.id).wishes
    assert not first.is_free
    assert [clash.other_title for clash in first.clashes if clash.hard] == ["書道"]
    assert second.is_free
    assert rows(city.services.database, "SELECT count(*) FROM class_sessions") == before
    with pytest.raises(DomainError) as refused:
        city.services.visit_requests.accept(request.id, wish=1)
    assert refused.value.code == "clash"
    assert city.services.visit_requests.all()[0].state is RequestState.RECEIVED
    done = city.services.visit_requests.accept(request.id, wish=1, forced_reason="集会所は二部屋に分けられる")
    assert city.services.scheduling.session(done.class_session).forced_reason == "集会所は二部屋に分けられる"


def test_taking_the_act_back_takes_back_course_and_decision(city: City) -> None:
    request = asked(city)
    done = city.services.visit_requests.accept(request.id, wish=1)
    city.services.planning_history.undo(done.undo)
    assert city.services.visit_requests.all() == [request]
    assert city.services.scheduling.courses() == []
    city.services.planning_history.redo()
    assert city.services.visit_requests.all()[0].course_id == done.course


def test_nothing_is_decided_twice(city: City) -> None:
    request = asked(city)
    visits = city.services.visit_requests
    result = visits.decline(request.id, "その日は支援員が足りません")
    for act in (
        lambda: visits.accept(request.id, wish=1),
        lambda: visits.decline(request.id, "もう一度"),
        lambda: visits.withdraw(request.id),
    ):
        with pytest.raises(DomainError) as refused:
            act()
        assert refused.value.code == "request_decided"
    visits.take_back(result)
    assert visits.all() == [request]
    with pytest.raises(DomainError, match="changed_since"):
        visits.take_back(result)


def test_correcting_the_form_does_not_undo_what_was_decided(city: City) -> None:
    request = asked(city)
    city.services.visit_requests.decline(request.id, "会場が使えません")
    city.services.visit_requests.save(replace(request, people=20))
    (now,) = city.services.visit_requests.all()
    assert (now.state, now.people, now.answer) == (RequestState.DECLINED, 20, "会場が使えません")


def test_the_reply_says_when_and_where_and_is_noted(city: City, tmp_path) -> None:
    request = asked(city)
    prints = city.services.prints
    with pytest.raises(DomainError, match="not_decided_yet"):
        prints.make("visit-reply", [str(request.id)])
    city.services.visit_requests.accept(request.id, wish=1)
    made = prints.make("visit-reply", [str(request.id)])
    words = page_text(made.pdf).replace("\r\n", "").replace(" ", "")
    for part in ("青葉自治会", "見本太郎様", "見本市青葉1-2-3", "令和8年12月5日", "10:00", "青葉集会所", "15人まで"):
        assert part.replace(" ", "") in words.replace("\u3000", ""), part
    prints.save(made, tmp_path / "reply.pdf")
    assert city.services.visit_requests.all()[0].replied_at == city.clock()


def test_the_refusal_gives_the_reason(city: City) -> None:
    request = asked(city)
    city.services.visit_requests.decline(request.id, "その日は支援員が足りません")
    words = page_text(city.services.prints.make("visit-reply", [str(request.id)]).pdf)
    assert "その日は支援員が足りません" in words
    assert "10:00" not in words


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"organisation": " "}, "organisation_missing"),
        ({"people": 0}, "bad_people"),
        ({"people": 501}, "bad_people"),
        ({"wishes": ()}, "wishes_missing"),
        ({"wishes": (FIRST, FIRST)}, "wish_twice"),
        ({"wishes": (FIRST, SECOND, wish("13:00", "14:00"), wish("15:00", "16:00"))}, "too_many_wishes"),
        ({"wishes": (Wish(FIRST.ends_at, FIRST.starts_at),)}, "end_before_start"),
        ({"memo": "番号は 123456789018 です"}, "individual_number"),
    ],
)
def test_a_form_that_makes_no_sense_is_refused_and_nothing_is_kept(city: City, parts: dict, code: str) -> None:
    request = replace(asked(city), id=city.services.visit_requests.new_id(), **parts)
    with pytest.raises(DomainError) as refused:
        city.services.visit_requests.save(request)
    assert refused.value.code == code
    assert len(city.services.visit_requests.all()) == 1


ACTS = st.lists(st.sampled_from(["accept", "decline", "withdraw"]), max_size=6)


@given(ACTS)
def test_a_request_is_decided_at_most_once_and_may_be_withdrawn_after_a_yes(acts: list[str]) -> None:
    request = with_wishes_checked(
        VisitRequest(id=FIRST_ID, organisation="見本の会", wishes=(FIRST,), people=5, received_at=at("9:00"))
    )
    history = [request.state]
    for act in acts:
        try:
            match act:
                case "accept":
                    request = accepted(request, FIRST_ID, 1)
                case "decline":
                    request = declined(request, "理由")
                case _:
                    request = withdrawn(request)
        except DomainError as refused:
            assert refused.code == "request_decided"
            continue
        history.append(request.state)
    assert history in (
        [RequestState.RECEIVED],
        [RequestState.RECEIVED, RequestState.ACCEPTED],
        [RequestState.RECEIVED, RequestState.DECLINED],
        [RequestState.RECEIVED, RequestState.WITHDRAWN],
        [RequestState.RECEIVED, RequestState.ACCEPTED, RequestState.WITHDRAWN],
    )


def test_the_office_works_from_the_nearest_wish_down(city: City) -> None:
    late = asked(city, SECOND)
    early = asked(city, FIRST)
    done = asked(city, wish("13:00", "14:00"))
    city.services.visit_requests.withdraw(done.id)
    assert [one.id for one in city.services.visit_requests.all()] == [early.id, late.id, done.id]
    assert [one.id for one in city.services.visit_requests.waiting()] == [early.id, late.id]
    assert in_order([]) == []
