"""講座: a meeting added or removed, what it lends, and the wizard's supporters, things lent and flyer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QAbstractButton

from divide_app.domain.calendar import local_day
from divide_app.domain.papers.papers import PrintKind
from divide_app.domain.people.supporters import SupporterKind
from divide_app.domain.planning.courses import CatalogueEntry, SessionKind
from divide_app.domain.planning.lending import LendingNeed, Stock
from divide_app.domain.planning.plan import OnClosed
from divide_app.domain.planning.staffing_rule import Staffing
from divide_app.foundation.ids import new_id
from divide_app.ui.screens.courses.rules import Repeat
from divide_app.ui.widgets.labels import Label
from tests.support.city import meeting
from tests.support.content import content
from tests.support.stage import Stage, stage


@pytest.fixture
def on_stage(qtbot: Any, tmp_path: Path) -> Iterator[Stage]:
    with stage(qtbot, tmp_path / "data", "courses") as made:
        yield made


def words_in(widget: Any) -> str:
    return "\n".join(label.text() for label in widget.findChildren(Label) if not label.isHidden())


def named(widget: Any, name: str) -> QAbstractButton:
    found = [one for one in widget.findChildren(QAbstractButton) if one.accessibleName() == name]
    assert found, name
    return found[0]


def stock(on_stage: Stage, name: str = "スマートフォン", quantity: int = 10) -> Stock:
    made = Stock(on_stage.services.lending.new_id(), name, quantity)
    on_stage.services.lending.save(made)
    return made


def test_a_meeting_is_added_where_it_is_free_and_taken_back(on_stage: Stage) -> None:
    course = on_stage.city.course("スマホ入門", meeting("2026-12-05 10:00", "2026-12-05 12:00"))
    before = content(on_stage.services.database)
    screen = on_stage.start("courses", course=course)
    on_stage.press(screen.panel, "回を追加する")
    form = screen.panel.add_form
    assert (form.venue.value, form.room.value) == ("市民センター", "第1会議室")
    assert form.forced.clashes.isVisible()
    assert form.forced.clashes.sentences == []
    assert content(on_stage.services.database) == before
    form.save.click()
    on_stage.settle()
    view = on_stage.services.scheduling.course(course)
    assert [local_day(one.starts_at) for one in view.sessions] == [date(2026, 12, 5), date(2026, 12, 12)]
    assert "第2回を追加しました" in on_stage.notice
    focus = on_stage.window.focusWidget()
    assert focus is not None
    assert screen.panel.isAncestorOf(focus)  # not somewhere far away
    on_stage.undo()
    assert content(on_stage.services.database) == before


def test_a_meeting_in_somebodys_way_says_so_and_is_added_only_with_a_reason(on_stage: Stage) -> None:
    course = on_stage.city.course("スマホ入門", meeting("2026-12-05 10:00", "2026-12-05 12:00"))
    on_stage.city.course("先約", meeting("2026-12-12 11:00", "2026-12-12 13:00"))
    screen = on_stage.start("courses", course=course)
    on_stage.press(screen.panel, "回を追加する")
    form = screen.panel.add_form
    assert any("「先約」" in words for words in form.forced.clashes.sentences)
    form.save.click()
    on_stage.settle()
    assert form.forced.reason.error
    form.end.set_text("9:00")
    form.ask()
    on_stage.settle()
    assert form.end.error
    form.end.set_text("12:00")
    form.ask()
    on_stage.settle()
    form.forced.reason.set_text("部屋を分ける")
    form.save.click()
    on_stage.settle()
    assert [one.forced_reason for one in on_stage.services.scheduling.course(course).sessions] == ["", "部屋を分ける"]


def test_a_meeting_entered_by_mistake_is_removed_and_brought_back(on_stage: Stage) -> None:
    course = on_stage.city.course(
        "スマホ入門", meeting("2026-12-05 10:00", "2026-12-05 12:00"), meeting("2026-12-12 10:00", "2026-12-12 12:00")
    )
    before = content(on_stage.services.database)
    screen = on_stage.start("courses", course=course)
    named(screen.panel.sessions, "第2回の貸出機を変える、または取り除く").click()
    on_stage.settle()
    on_stage.press(screen.panel.meeting_form, "この回を取り除く")
    assert len(on_stage.services.scheduling.course(course).sessions) == 1
    on_stage.undo()
    assert content(on_stage.services.database) == before
    on_stage.services.scheduling.remove_meeting(on_stage.city.sessions(course)[1])
    screen.refetch()
    on_stage.settle()
    named(screen.panel.sessions, "第1回の貸出機を変える、または取り除く").click()
    on_stage.settle()
    on_stage.press(screen.panel.meeting_form, "この回を取り除く")
    assert len(on_stage.services.scheduling.course(course).sessions) == 1  # the last one: cancel the course instead
    assert on_stage.notice


def test_one_meeting_lends_another_number_than_its_course(on_stage: Stage) -> None:
    phones = stock(on_stage)
    course = on_stage.city.course("スマホ入門", meeting("2026-12-05 10:00", "2026-12-05 12:00"))
    session = on_stage.city.sessions(course)[0]
    before = content(on_stage.services.database)
    screen = on_stage.start("courses", course=course)
    named(screen.panel.sessions, "第1回の貸出機を変える、または取り除く").click()
    on_stage.settle()
    form = screen.panel.meeting_form
    assert not form.lending.isVisible()
    form.own.click()
    form.lending.numbers[phones.id].set_number(12)
    form.save.click()
    on_stage.settle()
    assert any("スマートフォンが足りません。" in words for words in form.forced.clashes.sentences)
    assert form.forced.reason.error
    form.lending.numbers[phones.id].set_number(8)
    form.save.click()
    on_stage.settle()
    assert on_stage.services.lending.of_meeting(session).own == (LendingNeed(phones.id, 8),)
    on_stage.undo()
    assert content(on_stage.services.database) == before


def test_a_course_is_changed_in_what_it_asks_and_lends(on_stage: Stage) -> None:
    phones = stock(on_stage)
    course = on_stage.city.course("スマホ入門", meeting("2026-12-05 10:00", "2026-12-05 12:00"))
    screen = on_stage.start("courses", course=course)
    on_stage.press(screen.panel, "直す")
    panel = screen.panel
    panel.staffing.form["leads"].set_number(1)
    panel.lending.numbers[phones.id].set_number(11)
    panel.save.click()
    on_stage.settle()
    assert any("スマートフォンが足りません。" in words for words in panel.forced.clashes.sentences)
    panel.lending.numbers[phones.id].set_number(5)
    panel.save.click()
    on_stage.settle()
    kept = on_stage.services.scheduling.course(course).course
    assert kept.lending == (LendingNeed(phones.id, 5),)
    assert kept.staffing.leads == 1


def test_the_wizard_takes_supporters_from_the_kind_lends_and_ends_at_the_flyer(on_stage: Stage) -> None:
    phones = stock(on_stage)
    rule = Staffing(least=2, leads=1, kinds=(SupporterKind.LECTURER,), abilities=("英語",))
    entry = CatalogueEntry(
        new_id(), "はじめてのスマホ", "基本", SessionKind.CLASS, "", 90, 1, "", 5, "", "", staffing=rule
    )
    on_stage.services.catalogue.save(entry)
    screen = on_stage.start("courses", wizard=True, day=date(2026, 12, 5))
    wizard = screen.wizard
    wizard.kind.table.choose(entry.id)
    kind = wizard.kind
    assert kind.staffing.typed() == rule
    assert kind.basic.ratio.text == "5"
    kind.staffing.form["least"].set_number(3)
    kind.staffing.form["abilities"].set_text("英語、手話")
    kind.lending.numbers[phones.id].set_number(12)
    wizard.go_on()
    on_stage.settle()
    assert "スマートフォンが足りません。10台のところ、この回だけで12台いります。" in words_in(wizard.when.lines)
    wizard.go_back()
    kind.lending.numbers[phones.id].set_number(6)
    wizard.go_on()
    on_stage.settle()
    assert "足りません" not in words_in(wizard.when.lines)
    wizard.go_on()
    wizard.go_on()
    on_stage.settle()
    (line,) = on_stage.services.scheduling.courses()
    kept = on_stage.services.scheduling.course(line.id).course
    assert kept.lending == (LendingNeed(phones.id, 6),)
    assert kept.staffing == replace(rule, least=3, abilities=("英語", "手話"))
    on_stage.press(wizard.done, "チラシを印刷する")
    assert on_stage.went == [("prints", {"course": line.id, "paper": "flyer"})]


def test_after_the_third_step_the_flyer_of_the_new_course_is_on_screen(qtbot: Any, tmp_path: Path) -> None:
    with stage(qtbot, tmp_path / "data", "courses", "prints") as on:
        on.services.office.set_up("見本市", "生涯学習課")
        on.city.course("ほかの講座", meeting("2026-12-01 10:00", "2026-12-01 12:00"))
        screen = on.start("courses", wizard=True, day=date(2026, 12, 5))
        wizard = screen.wizard
        wizard.kind.basic.title.set_text("写真の整理")
        for _step in range(3):
            wizard.go_on()
            on.settle()
        new = next(line.id for line in on.services.scheduling.courses() if line.title == "写真の整理")
        on.press(wizard.done, "チラシを印刷する")
        prints: Any = on.window.current_screen
        qtbot.waitUntil(lambda: on.background.pending == 0 and prints.made is not None, timeout=10000)
        assert prints.kind is PrintKind.FLYER
        assert prints.table.current_line().id == str(new)


@pytest.mark.parametrize(
    ("repeat", "on_closed", "shifted", "skipped"),
    [
        (Repeat.WEEKLY, OnClosed.SHIFT, 1, 0),
        (Repeat.WEEKLY, OnClosed.SKIP, 0, 1),
        (Repeat.WEEKLY, OnClosed.EXTEND, 0, 1),
        (Repeat.EVERY_N_WEEKS, OnClosed.SKIP, 0, 1),
        (Repeat.NTH_WEEKDAY, OnClosed.SHIFT, 1, 0),
        (Repeat.LAST_WEEKDAY, OnClosed.SHIFT, 0, 0),
    ],
)
def test_every_repetition_says_how_many_meetings_moved_or_are_left_out(
    on_stage: Stage, repeat: Repeat, on_closed: OnClosed, shifted: int, skipped: int
) -> None:
    screen = on_stage.start("courses", wizard=True, day=date(2026, 11, 23))  # 勤労感謝の日, the fourth Monday
    wizard = screen.wizard
    wizard.kind.basic.title.set_text("写真講座")
    wizard.go_on()
    step = wizard.when
    step.repeat.set_value(repeat)
    step.count.set_number(2)
    step.on_closed.set_value(on_closed)
    step.ask()
    on_stage.settle()
    said = f"移した回 {shifted}、とばした回 {skipped}"
    assert (said in step.hint.text()) is bool(shifted or skipped)
