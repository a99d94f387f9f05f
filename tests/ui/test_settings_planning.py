"""設定 for planning: doubled halls, New Year, holidays, things lent and the rules of the roster, each with its undo."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton

from divide_app.domain.people.supporters import SupporterKind
from divide_app.domain.planning.lending import LendingNeed, Stock
from divide_app.domain.planning.venues import Room, Venue
from divide_app.domain.roster.roster import RosterRules
from divide_app.ui.widgets.labels import Label
from tests.support.city import meeting
from tests.support.content import content
from tests.support.stage import Stage, stage


@pytest.fixture
def on_stage(qtbot: Any, tmp_path: Path) -> Iterator[Stage]:
    with stage(qtbot, tmp_path / "data", "settings") as made:
        yield made


def section(on_stage: Stage, key: str) -> Any:
    return on_stage.start("settings", section=key).sections[key]


def venue(on_stage: Stage, name: str) -> Venue:
    return next(one for one in on_stage.services.office.venues() if one.name == name)


def words_in(widget: Any) -> str:
    return "\n".join(label.text() for label in widget.findChildren(Label))


def named(widget: Any, name: str) -> QAbstractButton:
    found = [one for one in widget.findChildren(QAbstractButton) if one.accessibleName() == name]
    assert found, name
    return found[0]


def test_two_spellings_of_a_hall_are_offered_shown_and_made_one(on_stage: Stage) -> None:
    city = on_stage.city
    city.course("前の講座", meeting("10:00", "12:00"), venue="北公民館", room="和室")
    city.course("次の講座", meeting("14:00", "16:00"), venue="北公民館（本館）", room="講堂")
    before = content(on_stage.services.database)
    page = section(on_stage, "venues")
    on_stage.press(page.tidy, "何が移るか見る")
    told = words_in(page.tidy._effect)
    assert "予定 1回が「北公民館」に移ります。" in told
    assert "部屋も移ります：講堂" in told
    assert "「北公民館（本館）」は一覧からなくなります。" in told
    assert content(on_stage.services.database) == before
    page.tidy.act.click()
    on_stage.settle()
    assert [one.name for one in on_stage.services.office.venues()] == ["北公民館"]
    assert {room.name for room in venue(on_stage, "北公民館").rooms} == {"和室", "講堂"}
    assert "1回が移りました" in on_stage.notice
    on_stage.undo()
    assert content(on_stage.services.database) == before


def test_making_one_of_two_halls_says_what_then_is_twice_and_asks_why(on_stage: Stage) -> None:
    for title, hall in (("一つ目", "北公民館"), ("二つ目", "北コミュニティ館")):
        on_stage.city.course(title, meeting("2026-12-05 10:00", "2026-12-05 12:00"), venue=hall, room="和室")
    page = section(on_stage, "venues")
    page.tidy.choose(venue(on_stage, "北コミュニティ館").id, venue(on_stage, "北公民館").id)
    on_stage.settle()
    assert any("一つ目" in words for words in page.tidy.clashes.sentences)
    page.tidy.act.click()
    on_stage.settle()
    assert page.tidy.reason.error
    assert len(on_stage.services.office.venues()) == 2
    page.tidy.reason.set_text("二つ目の会場を探す")
    page.tidy.act.click()
    on_stage.settle()
    assert len(on_stage.services.office.venues()) == 1


def test_rooms_are_offered_only_within_their_hall(on_stage: Stage) -> None:
    on_stage.city.course(room="第1会議室")
    on_stage.city.course("別の講座", meeting("14:00", "16:00"), room="第一会議室")
    on_stage.city.course("よその講座", meeting("14:00", "16:00"), venue="新館", room="和室")
    page = section(on_stage, "venues")
    hall = venue(on_stage, "市民センター")
    page.tidy.gone.set_value(hall.rooms[0].id)
    page.tidy.gone.picked.emit(hall.rooms[0].id)
    offered = [page.tidy.kept.box.itemText(row) for row in range(page.tidy.kept.box.count())]
    assert offered == ["選んでください", "市民センター 第一会議室"]
    on_stage.press(page.tidy, "何が移るか見る")
    page.tidy.act.click()
    on_stage.settle()
    assert len(venue(on_stage, "市民センター").rooms) == 1


def test_what_nobody_uses_goes_and_comes_back(on_stage: Stage) -> None:
    on_stage.city.course(venue="使う館", room="使う部屋")
    used = venue(on_stage, "使う館")
    spare = Room(on_stage.services.office.new_id(), used.id, "余った部屋")
    on_stage.services.office.keep_venue(replace(used, rooms=(*used.rooms, spare)))
    on_stage.services.office.keep_venue(Venue(on_stage.services.office.new_id(), "使わない館"))
    page = section(on_stage, "venues")
    before = content(on_stage.services.database)
    for name in ("使わない館", "使う館 余った部屋"):
        named(page.tidy, f"{name}を削除する").click()
        on_stage.settle()
        assert f"「{name}」を削除しました" in on_stage.notice
        assert content(on_stage.services.database) != before
        on_stage.undo()
        assert content(on_stage.services.database) == before


def test_the_days_around_new_year_are_kept_and_taken_back(on_stage: Stage) -> None:
    page = section(on_stage, "venues")
    card = page.year_end
    assert (card.first.text, card.last.text) == ("12月29日", "1月3日")
    card.first.set_text("12/28")
    card.last.set_text("1月4日")
    card.save.click()
    on_stage.settle()
    kept = on_stage.services.days_off.year_end()
    assert (kept.first, kept.last, kept.is_closed) == ((12, 28), (1, 4), True)
    on_stage.undo()
    assert on_stage.services.days_off.year_end().first == (12, 29)
    assert card.first.text == "12月29日"
    card.is_closed.click()
    assert not card.first.isVisible()
    card.save.click()
    on_stage.settle()
    assert not on_stage.services.days_off.year_end().is_closed


def test_a_day_that_is_no_day_is_said_beside_its_row(on_stage: Stage) -> None:
    card = section(on_stage, "venues").year_end
    card.first.set_text("13/40")
    card.save.click()
    on_stage.settle()
    assert card.first.error
    card.first.set_text("")
    card.save.click()
    assert card.first.error
    card.first.set_text("12/29")
    card.reason.set_text("")
    card.save.click()
    on_stage.settle()
    assert card.reason.error


def test_holidays_are_denied_added_and_put_right_again(on_stage: Stage) -> None:
    page = section(on_stage, "venues")
    card = page.holidays
    assert "令和8年度の祝日" in card.year.text()
    named(card, "11/23(月)：祝日ではない").click()
    on_stage.settle()
    assert date(2026, 11, 23) not in on_stage.services.days_off.between(date(2026, 11, 1), date(2026, 11, 30))
    assert "祝日ではない日として扱います。" in words_in(card.lines)
    on_stage.undo()
    assert date(2026, 11, 23) in on_stage.services.days_off.between(date(2026, 11, 1), date(2026, 11, 30))
    card.day.set_text("12/1")
    card.add_button.click()
    on_stage.settle()
    assert card.name.error
    card.name.set_text("市民の日")
    card.add_button.click()
    on_stage.settle()
    assert on_stage.services.days_off.between(date(2026, 12, 1), date(2026, 12, 1)) == {date(2026, 12, 1): "市民の日"}
    named(card, "12/1(火)：手直しをやめる").click()
    on_stage.settle()
    assert not on_stage.services.days_off.between(date(2026, 12, 1), date(2026, 12, 1))
    on_stage.undo()
    assert on_stage.services.days_off.between(date(2026, 12, 1), date(2026, 12, 1)) == {date(2026, 12, 1): "市民の日"}


def test_things_lent_are_added_changed_and_removed_with_undo(on_stage: Stage) -> None:
    page = section(on_stage, "lending")
    assert page.nothing.isVisible()
    on_stage.press(page, "貸出機を追加する")
    page.save.click()
    on_stage.settle()
    assert page.form["name"].error
    page.form["name"].set_text("スマートフォン")
    page.save.click()
    on_stage.settle()
    assert page.form["quantity"].error
    page.form["quantity"].set_number(20)
    page.form["turnaround_minutes"].set_number(60)
    page.form["serves_wishes"].box.setChecked(True)
    page.save.click()
    on_stage.settle()
    (stock,) = on_stage.services.lending.stocks()
    assert (stock.name, stock.quantity, stock.turnaround_minutes, stock.serves_wishes) == (
        "スマートフォン",
        20,
        60,
        True,
    )
    on_stage.undo()
    assert on_stage.services.lending.stocks() == []
    on_stage.services.lending.save(stock)
    page.read()
    on_stage.settle()
    page.begin(page.model.line(0))
    page.remove.click()
    on_stage.settle()
    assert on_stage.services.lending.stocks() == []
    on_stage.undo()
    assert on_stage.services.lending.stocks() == [stock]


def test_ctrl_z_goes_back_through_stocks_and_holidays_as_through_any_planning(on_stage: Stage) -> None:
    services = on_stage.services
    page = section(on_stage, "lending")
    for name in ("スマートフォン", "タブレット"):
        page.begin(None)
        page.form["name"].set_text(name)
        page.form["quantity"].set_number(5)
        page.save.click()
        on_stage.settle()
    page = section(on_stage, "venues")
    page.holidays.day.set_text("2026-12-01")
    page.holidays.name.set_text("市民の日")
    page.holidays.add_button.click()
    on_stage.settle()

    def kept() -> tuple[list[str], bool]:
        days = services.days_off.between(date(2026, 12, 1), date(2026, 12, 1))
        return [stock.name for stock in services.lending.stocks()], bool(days)

    assert kept() == (["スマートフォン", "タブレット"], True)
    window = on_stage.window
    for keys, after in (
        ("Ctrl+Z", (["スマートフォン", "タブレット"], False)),
        ("Ctrl+Z", (["スマートフォン"], False)),
        ("Ctrl+Y", (["スマートフォン", "タブレット"], False)),
        ("Ctrl+Y", (["スマートフォン", "タブレット"], True)),
    ):
        letter = Qt.Key.Key_Z if keys.endswith("Z") else Qt.Key.Key_Y
        on_stage.qtbot.keyClick(window, letter, Qt.KeyboardModifier.ControlModifier)
        on_stage.settle()
        assert kept() == after


def test_ctrl_z_takes_back_the_newest_act_of_the_settings_also_one_that_is_no_planning(on_stage: Stage) -> None:
    services = on_stage.services
    services.lending.save(Stock(services.lending.new_id(), "タブレット", 10))
    page = section(on_stage, "roster")
    page.numbers["per_day"].set_number(3)
    page.save.click()
    on_stage.settle()
    on_stage.qtbot.keyClick(on_stage.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    on_stage.settle()
    assert services.roster.rules().per_day == 2
    assert services.lending.stocks()
    on_stage.qtbot.keyClick(on_stage.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    on_stage.settle()
    assert services.lending.stocks() == [], "then the older one"


def test_ctrl_z_in_the_settings_leaves_the_plan_alone(on_stage: Stage) -> None:
    on_stage.city.course("タブレット入門", meeting("2026-12-05 10:00", "2026-12-05 12:00"))
    section(on_stage, "roster")
    assert on_stage.services.planning_history.next_undo is not None
    for letter in (Qt.Key.Key_Z, Qt.Key.Key_Y):
        on_stage.qtbot.keyClick(on_stage.window, letter, Qt.KeyboardModifier.ControlModifier)
        on_stage.settle()
    assert len(on_stage.services.scheduling.courses()) == 1


def test_fewer_things_say_which_meetings_lack_them_and_used_ones_stay(on_stage: Stage) -> None:
    services = on_stage.services
    stock = Stock(services.lending.new_id(), "タブレット", 10)
    services.lending.save(stock)
    course = on_stage.city.course("タブレット入門", meeting("2026-12-05 10:00", "2026-12-05 12:00"))
    before = services.scheduling.course(course).course
    services.scheduling.change_course(replace(before, lending=(LendingNeed(stock.id, 8),)), was=before)
    page = section(on_stage, "lending")
    page.begin(page.model.line(0))
    page.form["quantity"].set_number(6)
    page.save.click()
    on_stage.settle()
    assert "これからの1回で足りません（「タブレット入門」第1回に8台 など）" in on_stage.notice
    page.begin(page.model.line(0))
    page.remove.click()
    on_stage.settle()
    assert [one.quantity for one in services.lending.stocks()] == [6]
    assert on_stage.notice


def test_rules_of_the_roster_are_kept_refused_beside_their_row_and_taken_back(on_stage: Stage) -> None:
    page = section(on_stage, "roster")
    assert page.numbers["other_district_minutes"].text == "40"
    page.numbers["other_district_minutes"].set_number(50)
    page.numbers["notice_days"].set_number(7)
    page.appointment.boxes[SupporterKind.LECTURER].setChecked(True)
    page.insured_only.setChecked(True)
    page.lead_skills.set_text("講師、進行")
    assert page.is_editing
    page.save.click()
    on_stage.settle()
    rules = on_stage.services.roster.rules()
    assert (rules.other_district_minutes, rules.notice_days, rules.insurance_required) == (50, 7, True)
    assert SupporterKind.LECTURER in rules.appointment_kinds
    assert rules.lead_skills == ("講師", "進行")
    on_stage.undo()
    assert on_stage.services.roster.rules() == RosterRules()
    assert page.numbers["other_district_minutes"].text == "40"
    page.numbers["per_day"].set_text("")
    page.save.click()
    on_stage.settle()
    assert page.numbers["per_day"].error
    page.usual.click()
    assert page.numbers["per_day"].text == "2"
    assert not page.is_editing


def test_a_kind_goes_and_comes_back_and_the_national_ones_are_added_again(on_stage: Stage) -> None:
    page = section(on_stage, "catalogue")
    page.national.click()
    on_stage.settle()
    kinds = on_stage.services.catalogue.all()
    assert f"{len(kinds)}件追加しました" in on_stage.notice
    needed = {title for one in kinds for title in one.prerequisites.split("、")}
    free = next(one for one in kinds if one.title not in needed)
    page.begin(next(one for one in page.model.lines() if one.id == free.id))
    page.remove.click()
    on_stage.settle()
    assert free not in on_stage.services.catalogue.all()
    on_stage.undo()
    assert free in on_stage.services.catalogue.all()
    page.begin(next(one for one in page.model.lines() if one.title in needed))
    page.remove.click()
    on_stage.settle()
    assert len(on_stage.services.catalogue.all()) == len(kinds)  # another kind needs it first
    page.show_list()
    page.national.click()
    on_stage.settle()
    assert "もうすべてあります" in on_stage.notice


def test_every_new_section_is_reached_by_keys_alone(on_stage: Stage) -> None:
    screen = on_stage.start("settings", section="office")
    keys = list(screen.sections)
    screen.list.setFocus()
    for _step in range(keys.index("roster")):
        on_stage.key(screen.list, Qt.Key.Key_Down)
    assert screen.section is screen.sections["roster"]
    unnamed = [
        widget
        for key in ("lending", "roster", "venues")
        for widget in screen.sections[key].findChildren(QAbstractButton)
        if not (widget.accessibleName() or widget.text() or widget.objectName().startswith("qt_"))
    ]
    assert unnamed == []
