"""Forgetting reaches every table: where a name is all that tells, helpers, contacts, and each class in its own time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pypdfium2
import pytest
from sqlalchemy import select

from divide_app.domain.errors import DomainError
from divide_app.domain.fields import Fate, fields_of
from divide_app.domain.office.office import Actor
from divide_app.domain.people.supporters import Appointment, ContactWishes, Supporter, SupporterKind
from divide_app.domain.planning.visit_requests import RequestState, VisitRequest, Wish
from divide_app.foundation.ids import new_id
from divide_app.services.home import TaskKind
from divide_app.storage.rows.base import Id, Made
from divide_app.storage.rows.every import Base
from tests.support.city import City, at, meeting
from tests.support.databases import run


def everything(city: City) -> str:
    """Return all that is kept but ids and digests, which hold any four digits by chance."""
    tables = [
        [column for column in table.columns if not isinstance(column.type, (Id, Made))]
        for table in Base.metadata.sorted_tables
    ]
    with city.services.database.read() as uow:
        return "\n".join(str(tuple(row)) for kept in tables for row in uow.connection.execute(select(*kept)))


def request(city: City, **parts: object) -> UUID:
    id_ = new_id()
    start = at("2026-12-05 10:00")
    asked = VisitRequest(
        id_,
        "本町自治会",
        (Wish(start, start + timedelta(hours=2)),),
        10,
        city.clock.moment,
        state=RequestState.DECLINED,
        answer="満員のため",
    )
    with city.services.database.write() as uow:
        uow.visit_requests.add(replace(asked, **parts))  # type: ignore[arg-type]
        uow.audit("visit.take", id_)
    return id_


def test_where_nothing_but_the_name_tells_who_it_is(city: City) -> None:
    course = city.course("入門", meeting("10:00", "12:00"), capacity=5)
    session = city.sessions(course)[0]
    person = city.person("消得 キヨ", kana="きえる きよ", phone="090-8765-4321")
    other = city.person("別野 ハナ", kana="べつの はな", phone="090-1111-2222")
    _p, application, code = city.apply(course, person)
    with city.services.database.write() as uow:
        uow.import_receipts.add_all([(course, "form", "A-8765", application)])
        uow.audit("import.run")
    city.clock.moment = at("10:01")
    services = city.services
    services.check_in.receive_code(session, code, device="消得キヨのスマホ")
    services.check_in.receive_person(session, other, device="消得　キヨの端末", forced_reason="当日")
    services.check_in.receive_walk_in(session, "70-74", name="ｷｴﾙ ｷﾖ", device="窓口")
    services.check_in.receive_walk_in(session, "70-74", name="消得　キヨ")
    services.check_in.receive_walk_in(session, "70-74", name="残る 方")
    request(city, contact_name="消得キヨ", phone="019-000-0000", memo="キヨさんに電話")
    request(city, contact_name="会長", phone="090-8765-4321", address="消町1")
    kept = request(city, contact_name="残野 会長", phone="019-651-4111")
    city.clock.moment = at("2026-11-22 09:00")
    assert services.privacy.forget(person).statistics_unchanged
    text = everything(city)
    for trace in ("消得", "キエル", "ｷｴﾙ", "きえる", "8765", "消町", "キヨさん", "A-8765"):
        assert trace not in text, trace
    for stays in ("残る 方", "残野 会長", "019-651-4111", "別野 ハナ", "窓口" if "窓口" in text else "残る 方"):
        assert stays in text
    assert services.maintenance.check().faults == ()
    assert services.privacy.forget_contact(kept).contacts == 1
    assert "残野" not in everything(city)


def test_a_contact_is_forgotten_once_it_was_answered(city: City) -> None:
    waiting = request(city, contact_name="残野 会長", state=RequestState.RECEIVED)
    with pytest.raises(DomainError, match="request_still_waiting"):
        city.services.privacy.forget_contact(waiting)


def helper(city: City, **parts: object) -> UUID:
    return city.supporter(
        "支援 消夫",
        kana="しえん けすお",
        phone="090-7777-8888",
        memo="消える備考",
        organisation="消える会",
        contact=ContactWishes(email="kesu@example.jp"),
        appointments=(Appointment(SupporterKind.PROMOTER, date(2025, 4, 1), date(2026, 3, 31)),),
        **parts,
    )


def test_a_supporter_is_forgotten_and_the_hours_stay(city: City) -> None:
    course = city.course("入門", meeting("10:00", "12:00"))
    session = city.sessions(course)[0]
    id_ = helper(city)
    assigned = city.services.supporters.assign(session, id_, forced_reason="消夫さんの希望")
    with pytest.raises(DomainError, match="supporter_still_assigned"):
        city.services.privacy.forget_supporter(id_)
    city.clock.moment = at("2026-11-22 09:00")
    city.services.hours.confirm({assigned.assignment: 90})
    before = city.services.reports.monthly(2026, 11)
    assert city.services.privacy.forget_supporter(id_).supporters == 1
    text = everything(city)
    for trace in ("消夫", "シエン", "しえん", "7777", "消える備考", "消える会", "kesu@", "消夫さんの希望"):
        assert trace not in text, trace
    after = city.services.reports.monthly(2026, 11)
    assert (after.supporters, after.supporter_hours) == (before.supporters, before.supporter_hours) == (1, 1.5)


def test_every_personal_field_of_a_supporter_says_nothing_afterwards(city: City) -> None:
    id_ = helper(city)
    city.services.privacy.forget_supporter(id_)
    with city.services.database.read() as uow:
        left = uow.supporters.get(id_)
    for field in fields_of(Supporter):
        if field.is_personal and field.kept.fate is Fate.TAKEN_OUT and field.name != "name":
            assert getattr(left, field.name) == field.empty, field.name


def test_each_class_goes_in_its_own_time_and_a_record_is_printed(city: City, tmp_path: Path) -> None:
    services = city.services
    services.office.set_up("見本市", "係")
    city.clock.moment = at("2020-05-01 09:00")
    city.person("古井 ハル")
    helper(city)
    city.clock.moment = at("2026-11-21 09:00")
    city.person("今井 ナツ")
    run(services.database, "UPDATE appointments SET last_day = '2020-03-31', first_day = '2019-04-01'")
    request(city, contact_name="古野 会長", received_at=at("2025-06-01 09:00"))
    request(city, contact_name="今野 会長", received_at=at("2026-06-01 09:00"))
    request(city, contact_name="待野 会長", received_at=at("2019-06-01 09:00"), state=RequestState.RECEIVED)
    counted = services.privacy.purge(dry_run=True)
    assert (counted.people, counted.supporters, counted.contacts) == (1, 1, 1)
    assert "古野 会長" in everything(city)
    assert TaskKind.KEEP_OVER in {task.kind for task in services.home.view().tasks}
    result = services.privacy.purge()
    assert (result.people, result.supporters, result.contacts) == (1, 1, 1)
    text = everything(city)
    assert [name for name in ("古井", "消夫", "古野", "今井", "今野", "待野") if name in text] == [
        "今井",
        "今野",
        "待野",
    ]
    assert TaskKind.KEEP_OVER not in {task.kind for task in services.home.view().tasks}
    services.actor = Actor("係員 花子")
    record = services.privacy.save_record(result, tmp_path / "廃棄記録.pdf")
    with pypdfium2.PdfDocument(record) as paper:
        words = paper[0].get_textpage().get_text_bounded().replace("\r\n", "\n")
    for shown in (
        "廃棄記録",
        "係員 花子",
        "支援者",
        "令和3年4月1日",
        str(services.maintenance.audit_verdict().entries),
    ):
        assert shown in words
    assert "古井" not in words


def test_nobody_is_reminded_while_nobody_was_entered_long_ago(city: City) -> None:
    city.services.office.set_up("見本市", "係")
    city.person("今井 ナツ")
    assert TaskKind.KEEP_OVER not in {task.kind for task in city.services.home.view().tasks}
