"""Possible doubles: compared side by side, joined with undo, parted for good, or left for later."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from divide_app.domain.people.participants import Birth
from tests.support.stage import Stage, stage

KIYO: dict[str, Any] = {"kana": "さとう きよ", "phone": "090-1234-5678", "birth": Birth(day=date(1950, 3, 2))}


@pytest.fixture
def on_stage(qtbot: Any, tmp_path: Path) -> Iterator[Stage]:
    with stage(qtbot, tmp_path / "data", "applications") as made:
        yield made


def doubles_of(on_stage: Stage) -> Any:
    screen = on_stage.start("applications", view="people")
    on_stage.press(screen.people, "同じ方をまとめる")
    on_stage.settle()
    return screen.people.doubles


def test_two_entries_are_joined_with_what_it_means_said_before_and_undone_after(on_stage: Stage) -> None:
    city = on_stage.city
    kept = city.person("佐藤 キヨ", **KIYO)
    gone = city.person("佐藤 きよ", **KIYO | {"address": "本町1-2"})
    city.apply(city.course("入門", capacity=3), kept)
    view = doubles_of(on_stage)
    assert view.count.text() == "1組"
    assert "ほぼ同じ方です" in view.sure.label.text()
    assert ("住所", "—", "本町1-2", "右を入れる") in view.comparison.rows
    assert ("氏名", "佐藤 キヨ", "佐藤 きよ", "左を残す") in view.comparison.rows
    assert "元の2人に戻せます" in view.effect.text()
    on_stage.press(view, "同じ方としてまとめる")
    assert [line.id for line in on_stage.services.participants.all()] == [kept]
    assert view.model.rowCount() == 0
    on_stage.undo()
    assert {line.id for line in on_stage.services.participants.all()} == {kept, gone}
    assert view.count.text() == "1組"


def test_a_merge_stands_on_the_person_and_is_taken_back_there_long_after(on_stage: Stage) -> None:
    city, services = on_stage.city, on_stage.services
    kept, gone = city.person("佐藤 キヨ", **KIYO), city.person("佐藤 きよ", **KIYO)
    services.merging.merge(kept, gone)
    screen = on_stage.start("applications", participant=kept)
    panel = screen.people.panel
    (button,) = panel.part_buttons.values()
    assert button.isVisible()
    assert button.accessibleName() == "佐藤 きよさんの登録を元に戻す"
    button.click()
    on_stage.settle()
    assert {line.id for line in services.participants.all()} == {kept, gone}
    assert on_stage.notice == "元の2人に戻しました"
    assert not panel.part_buttons


def test_a_merge_another_stands_on_says_why_it_cannot_be_taken_back_yet(on_stage: Stage) -> None:
    city, services = on_stage.city, on_stage.services
    one, two, three = (city.person(f"佐藤 キヨ{number}", **KIYO) for number in range(3))
    services.merging.merge(one, two)
    services.merging.merge(one, three)
    panel = on_stage.start("applications", participant=one).people.panel
    assert [button.isVisible() for button in panel.part_buttons.values()] == [True, False]


def test_the_entry_that_stays_may_be_the_other(on_stage: Stage) -> None:
    kept = on_stage.city.person("佐藤 キヨ", **KIYO)
    gone = on_stage.city.person("佐藤 きよ", **KIYO)
    view = doubles_of(on_stage)
    first = view._preview.kept.id
    on_stage.press(view, "残す登録を入れ替える")
    assert view._preview.kept.id == ({kept, gone} - {first}).pop()
    on_stage.key(view.table, Qt.Key.Key_Down)
    on_stage.press(view, "同じ方としてまとめる")
    assert [line.id for line in on_stage.services.participants.all()] == [({kept, gone} - {first}).pop()]


def test_two_who_are_two_are_not_offered_again_until_it_is_undone(on_stage: Stage) -> None:
    one, _other = on_stage.city.person("佐藤 キヨ", **KIYO), on_stage.city.person("佐藤 きよ", **KIYO)
    view = doubles_of(on_stage)
    on_stage.press(view, "別の方とする")
    assert view.model.rowCount() == 0
    assert on_stage.services.look_alikes.of_person(one) == []
    on_stage.undo()
    assert view.model.rowCount() == 1


def test_later_leaves_a_pair_for_the_next_start_and_changes_nothing(on_stage: Stage) -> None:
    on_stage.city.person("佐藤 キヨ", **KIYO)
    on_stage.city.person("佐藤 きよ", **KIYO)
    view = doubles_of(on_stage)
    on_stage.press(view, "あとで決める")
    assert view.model.rowCount() == 0
    assert len(on_stage.services.look_alikes.doubles()) == 1


def test_another_year_of_birth_is_not_offered_and_asks_for_a_reason(on_stage: Stage) -> None:
    one = on_stage.city.person("佐藤 キヨ", **KIYO)
    other = on_stage.city.person("佐藤 キヨ", **KIYO | {"birth": Birth(day=date(1951, 3, 2))})
    view = doubles_of(on_stage)
    assert view.model.rowCount() == 0
    view._preview = on_stage.services.merging.preview(one, other)
    view.join()
    assert view.pages.current is view.reason
    view.reason.reason.set_text("123456789018")
    view.reason.accept.click()
    on_stage.settle()
    assert "マイナンバー" in view.reason.reason.error
    assert len(on_stage.services.participants.all()) == 2
    view.reason.reason.set_text("本人に確かめた")
    view.reason.accept.click()
    on_stage.settle()
    assert [line.id for line in on_stage.services.participants.all()] == [one]


def test_nothing_to_join_says_so(on_stage: Stage) -> None:
    on_stage.city.person("佐藤 キヨ", **KIYO)
    view = doubles_of(on_stage)
    assert view.states.state == "empty"


def test_a_person_is_forgotten_only_after_a_second_yes_and_with_what_they_are_expected_at(on_stage: Stage) -> None:
    city = on_stage.city
    course = city.course("入門", capacity=3)
    person, application, _code = city.apply(course, city.person("消得 キヨ", **KIYO))
    screen = on_stage.start("applications", view="people", participant=person)
    on_stage.settle()
    people = screen.people
    people.panel.turn("history")
    people.panel.forget_button.click()
    on_stage.settle()
    assert people.side_pages.current is people.forgetting
    assert on_stage.services.participants.get(person).name == "消得 キヨ"
    people.forgetting.accept.click()
    on_stage.settle()
    assert "入門" in people.forgetting.expected.label.text()
    on_stage.press(people.forgetting, "申込を取り消して消去する")
    assert on_stage.services.participants.all() == []
    assert "消去しました" in on_stage.notice
    (line,) = on_stage.services.applications.of_course(course)
    assert (line.id, line.name, line.status.value) == (application, "（消去済み）", "cancelled")


def test_all_that_is_held_is_written_where_the_clerk_says(on_stage: Stage, tmp_path: Path) -> None:
    person = on_stage.city.person("佐藤 キヨ", **KIYO)
    people = on_stage.start("applications", view="people", participant=person).people
    people._write_held(person, tmp_path / "佐藤さん.pdf")
    on_stage.settle()
    assert (tmp_path / "佐藤さん.pdf").read_bytes().startswith(b"%PDF")
    assert "佐藤 キヨ" in (tmp_path / "佐藤さん.json").read_text(encoding="utf-8")
    assert "佐藤さん.pdf" in on_stage.notice
