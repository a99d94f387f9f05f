"""抽選 by keyboard and mouse, and 申込一覧 with the calls to make: what is seen, asked twice, and told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLabel

from divide_app.domain.applications import ApplicationState, CallOutcome
from divide_app.domain.office.office import COMMAND
from divide_app.domain.planning.courses import SelectionKind
from divide_app.domain.seats.rules import PriorityKind, PriorityRule, SeatRules
from tests.support.city import City, at, meeting
from tests.support.databases import run
from tests.support.stage import Stage, stage

ENTER = Qt.Key.Key_Return
COMING = meeting("2026-12-05 10:00", "2026-12-05 12:00")


@pytest.fixture
def on_stage(qtbot: Any, tmp_path: Path) -> Iterator[Stage]:
    with stage(qtbot, tmp_path / "data", "applications") as made:
        yield made
        screen: Any = made.window._screens.get("applications")
        if screen is not None:
            screen.people.panel.discard()


def lottery(city: City, people: int = 6, capacity: int = 3, **parts: Any) -> UUID:
    parts = {"apply_until": at("2026-11-20 17:00"), "venue": "", "room": ""} | parts
    course = city.course("抽選の講座", COMING, capacity=capacity, selection=SelectionKind.LOTTERY, **parts)
    for number in range(people):
        person = city.person(f"見本 {number + 1}郎", kana=f"みほん {number}")
        city.services.applications.apply(course, person, is_forced=True)
    return course


def on_lottery(on_stage: Stage, course: UUID) -> Any:
    screen = on_stage.start("applications", view="lottery", course=course)
    return screen.lottery


def test_seed_draw_and_proof_step_by_step(on_stage: Stage) -> None:
    course = lottery(on_stage.city)
    view = on_lottery(on_stage, course)
    QAbstractItemModelTester(view.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert [lot.line.numbers for lot in view.model.lines()] == [(n,) for n in range(1, 7)]
    assert view.table.isColumnHidden(0)
    panel = view.panel
    panel.seed.set_text("　立会人 １号 ")
    on_stage.key(panel.seed.line, ENTER)
    assert panel.ready_seed.text() == "立会人 1号"
    assert on_stage.services.lottery.view(course).result.winners == ()
    on_stage.key(panel.draw_button, Qt.Key.Key_Space)
    assert "6人から、3人を抽選します" in panel.question.text()
    assert panel.no.hasFocus(), "the careful answer has the keyboard"
    on_stage.key(panel.no, Qt.Key.Key_Space)
    assert panel.draw_button.isVisible()
    on_stage.press(panel, "抽選する")
    on_stage.key(panel.yes, Qt.Key.Key_Space)
    assert "当選3人、キャンセル待ち3人" in on_stage.notice
    assert panel.result.text() == "当選 3人　待ち 3人"
    assert not view.table.isColumnHidden(0)
    ranks = [lot.line.rank for lot in view.model.lines()]
    assert ranks == [1, 2, 3, 4, 5, 6]
    on_stage.press(panel, "記録を確かめる")
    assert "記録は正しく" in panel.verdict.label.text()


def test_a_forged_record_is_told_in_words(on_stage: Stage) -> None:
    course = lottery(on_stage.city)
    on_stage.services.actor = COMMAND
    on_stage.services.lottery.draw(course, seed="種")
    run(on_stage.services.database, "UPDATE draws SET digest = :digest", digest="0" * 64)
    view = on_lottery(on_stage, course)
    told = " ".join(one.accessibleName() for one in view.panel.ready_facts.findChildren(QLabel))
    assert "コマンド" in told, "who fixed the seed"
    on_stage.press(view.panel, "記録を確かめる")
    assert "記録が結果と合いません" in view.panel.verdict.label.text()
    assert "操作の記録に残した指紋と違う" in view.panel.verdict.label.text()


def test_a_seed_is_made_by_the_program_and_an_empty_one_is_refused_beside_the_line(on_stage: Stage) -> None:
    view = on_lottery(on_stage, lottery(on_stage.city))
    panel = view.panel
    on_stage.press(panel, "この種に決める")
    assert "種が空です" in panel.seed.error
    on_stage.press(panel, "種を作る")
    assert [len(group) for group in panel.seed.text.split()] == [5, 5, 5]
    assert panel.seed.error == ""
    panel.seed.set_text("123456789018")
    on_stage.press(panel, "この種に決める")
    assert "マイナンバー" in panel.seed.error


def test_taking_back_asks_why_and_keeps_the_record_in_sight(on_stage: Stage) -> None:
    course = lottery(on_stage.city)
    on_stage.services.lottery.draw(course, seed="一度目")
    view = on_lottery(on_stage, course)
    panel = view.panel
    on_stage.press(panel, "抽選を取り消す")
    on_stage.key(panel.reason.reason.line, ENTER)
    assert panel.reason.reason.error
    panel.reason.reason.set_text("読みまちがい")
    on_stage.key(panel.reason.reason.line, ENTER)
    assert panel.seed.isVisible()
    told = " ".join(one.accessibleName() for one in panel.facts.findChildren(QLabel))
    assert "第1回は取消" in told
    assert "読みまちがい" in told


def test_rules_are_chosen_in_words_and_come_back_as_they_were(on_stage: Stage) -> None:
    course = lottery(on_stage.city)
    rules = SeatRules(
        confirm_by_phone=True,
        smaller_may_pass=True,
        attempts=2,
        answer_hours=24,
        priorities=(
            PriorityRule(PriorityKind.FIRST_TIME, 1),
            PriorityRule(PriorityKind.RESIDENT, 2, districts=("中央", "北")),
            PriorityRule(PriorityKind.AGE_FROM, 3, age=80),
            PriorityRule(PriorityKind.LOST_LAST_TIME, None, 2),
        ),
    )
    on_stage.services.lottery.set_rules(course, rules)
    panel = on_lottery(on_stage, course).panel
    on_stage.press(panel, "席と優先の決まりを変える")
    form = panel.rules_form
    assert form.rules() == rules
    assert form.age.isVisible()
    form.priorities[PriorityKind.AGE_FROM].set_value((None, 0))
    form.attempts.set_number(0)
    form.save.click()
    on_stage.settle()
    assert "席の決まりが正しくありません" in form.attempts.error
    form.attempts.set_number(5)
    form.save.click()
    on_stage.settle()
    kept = on_stage.services.lottery.rules(course)
    assert (kept.attempts, [rule.kind for rule in kept.priorities].count(PriorityKind.AGE_FROM)) == (5, 0)
    assert panel.seed.isVisible()


def test_the_record_is_saved_as_a_pdf_that_names_its_private_page(on_stage: Stage, tmp_path: Path) -> None:
    course = lottery(on_stage.city)
    on_stage.services.lottery.draw(course, seed="種")
    view = on_lottery(on_stage, course)
    view._save(tmp_path / "記録.pdf")
    on_stage.settle()
    assert (tmp_path / "記録.pdf").read_bytes().startswith(b"%PDF")
    assert "氏名のあるページは公開しない" in on_stage.notice


def test_without_a_lottery_the_view_says_what_to_do(on_stage: Stage) -> None:
    on_stage.city.course("先着の講座")
    screen = on_stage.start("applications", view="lottery")
    assert screen.lottery.states.state == "empty"
    empty = lottery(on_stage.city, people=0)
    screen.open(view="lottery", course=empty)
    on_stage.settle()
    assert "抽選を待っている申込がありません" in screen.lottery.panel.shut.text()


def test_a_cancelled_course_shows_its_draw_and_offers_no_other(on_stage: Stage) -> None:
    course = lottery(on_stage.city)
    on_stage.services.lottery.draw(course, seed="種")
    on_stage.services.scheduling.cancel_course(course, "講師の都合")
    panel = on_lottery(on_stage, course).panel
    assert panel.print_button.isVisible()
    assert not panel.back_button.isVisible()


def test_the_list_leads_to_the_lottery_and_says_each_ones_lot(on_stage: Stage) -> None:
    course = lottery(on_stage.city)
    screen = on_stage.start("applications", course=course)
    on_stage.press(screen.course_list, "抽選へ進む")
    assert screen.lottery.isVisible()
    on_stage.services.lottery.draw(course, seed="種")
    screen.open(course=course)
    on_stage.settle()
    whys = [one.rank for one in screen.course_list.model.lines()]
    assert whys == [1, 2, 3, 4, 5, 6]
    assert screen.course_list.lottery_button.text() == "抽選の記録を見る"


def offering(on_stage: Stage) -> tuple[UUID, list[UUID]]:
    city = on_stage.city
    course = city.course("電話で聞く講座", COMING, capacity=1, venue="", room="")
    on_stage.services.lottery.set_rules(course, SeatRules(confirm_by_phone=True, attempts=1))
    names = (("阿部 一郎", "あべ"), ("千葉 二郎", "ちば"), ("工藤 三郎", "くどう"))
    ids = [city.apply(course, city.person(name, kana=kana, phone="000-333-4444"))[1] for name, kana in names]
    on_stage.services.applications.cancel(ids[0])
    return course, ids


def state_of(on_stage: Stage, course: UUID, application: UUID) -> ApplicationState:
    return {one.id: one.state for one in on_stage.services.applications.of_course(course)}[application]


def test_who_must_be_called_stays_in_sight_until_reached(on_stage: Stage) -> None:
    course, ids = offering(on_stage)
    view = on_stage.start("applications", course=course).course_list
    assert view.told.isVisible()
    on_stage.press(view.told, "お出にならない")
    assert "席を次の方に回せます" in on_stage.notice
    assert state_of(on_stage, course, ids[1]) is ApplicationState.UNREACHED
    assert view.told.isVisible()
    on_stage.press(view.told, "受講する")
    assert state_of(on_stage, course, ids[1]) is ApplicationState.ACCEPTED
    assert not view.told.isVisible()


def test_a_seat_is_handed_on_from_the_panel_and_both_names_are_told(on_stage: Stage) -> None:
    course, ids = offering(on_stage)
    view = on_stage.start("applications", course=course).course_list
    view.table.choose_row(0)
    on_stage.settle()
    assert not view.panel.hand_on_button.isVisible()
    view.panel.outcome.set_value(CallOutcome.MESSAGE_LEFT)
    on_stage.press(view.panel, "記録する")
    assert "伝言を残した" in view.panel.calls.text()
    on_stage.press(view.panel, "席を次の方に回す")
    assert "千葉 二郎さんの席を工藤 三郎さんに回しました" in on_stage.notice
    assert state_of(on_stage, course, ids[1]) is ApplicationState.WAITING


def test_an_offered_person_declines_and_the_office_refuses_with_a_reason(on_stage: Stage) -> None:
    course, ids = offering(on_stage)
    view = on_stage.start("applications", course=course).course_list
    view.table.choose_row(0)
    on_stage.settle()
    on_stage.press(view.panel, "辞退を受ける")
    assert view.panel.no.hasFocus()
    view.panel.yes.click()
    on_stage.settle()
    assert state_of(on_stage, course, ids[1]) is ApplicationState.DECLINED
    assert state_of(on_stage, course, ids[2]) is ApplicationState.OFFERED
    view.table.choose_row(0)
    on_stage.settle()
    on_stage.press(view.panel, "お断りする")
    view.panel.reason.accept.click()
    on_stage.settle()
    assert view.panel.reason.reason.error
    view.panel.reason.reason.set_text("市外にお住まい")
    view.panel.reason.accept.click()
    on_stage.settle()
    assert state_of(on_stage, course, ids[2]) is ApplicationState.REFUSED


def test_a_lowered_capacity_says_that_nobody_lost_the_seat(on_stage: Stage) -> None:
    from dataclasses import replace

    course = on_stage.city.course("講座", COMING, capacity=3, venue="", room="")
    for _ in range(3):
        on_stage.city.apply(course)
    found = on_stage.services.scheduling.course(course).course
    on_stage.services.scheduling.change_course(replace(found, capacity=2))
    view = on_stage.start("applications", course=course).course_list
    assert view.over.isVisible()
    assert "席を失った方はいません" in view.over_words.label.text()


def test_people_who_came_together_are_marked_and_can_be_parted(on_stage: Stage) -> None:
    city = on_stage.city
    course = city.course("講座", COMING, capacity=2, venue="", room="")
    city.apply(course)
    pair = on_stage.services.applications.apply_together(course, [city.person(), city.person()])
    view = on_stage.start("applications", course=course).course_list
    assert [one.group_size for one in view.model.lines()] == [1, 2, 2]
    assert [one.waits_for_seats for one in view.model.lines()] == [False, True, True]
    view.table.choose_row(1)
    on_stage.settle()
    assert not view.panel.accept_button.isVisible(), "one free seat is not enough for two"
    on_stage.press(view.panel, "一緒の申込を分ける")
    assert state_of(on_stage, course, pair.members[0].application) is ApplicationState.ACCEPTED


@pytest.mark.parametrize("width", [1366, 1000])
def test_the_lottery_is_never_wider_than_the_window(on_stage: Stage, width: int) -> None:
    from PySide6.QtWidgets import QApplication

    from divide_app.ui import theme

    course = lottery(on_stage.city)
    on_stage.services.lottery.draw(course, seed="とても長い種" * 9)
    screen = on_stage.start("applications", width=width, view="lottery", course=course)
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.apply(app, theme.Theme.LIGHT, theme.TextSize.LARGEST if width == 1366 else theme.TextSize.STANDARD)
    on_stage.settle()
    assert screen.minimumSizeHint().width() <= on_stage.window.screen_area.width()
