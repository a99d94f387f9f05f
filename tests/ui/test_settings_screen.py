"""設定: what is typed is kept, undone from the notice line, and refused beside its row."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from divide_app.domain.figures.target import Metric
from divide_app.domain.office.office import COMMAND
from divide_app.domain.planning.courses import SessionKind
from divide_app.domain.planning.venues import Venue
from divide_app.foundation import settings
from divide_app.foundation.problems import EnvironmentProblem
from divide_app.foundation.settings import TextSize, Theme
from divide_app.ui import printer, theme
from divide_app.ui.screens.settings.screen import SettingsScreen
from divide_app.ui.widgets.labels import Label
from divide_app.wording.findings import finding_words
from tests.support.city import at
from tests.support.databases import run
from tests.support.stage import Stage, stage


@pytest.fixture
def on_stage(qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    monkeypatch.setattr(settings, "config_folder", lambda: tmp_path / "config")
    with stage(qtbot, tmp_path / "data", "settings") as made:
        yield made


def section(on_stage: Stage, key: str) -> Any:
    screen: SettingsScreen = on_stage.start("settings", section=key)
    return screen.sections[key]


def test_first_data_of_the_office_is_set_up_and_changed_and_undone(on_stage: Stage) -> None:
    page = section(on_stage, "office")
    heard: list[str] = []
    on_stage.shell.office_changed.connect(heard.append)
    page.save.click()
    assert page.form["municipality"].error
    page.form["municipality"].set_text("見本市")
    page.form["name"].set_text("生涯学習課")
    page.form["stamp_boxes"].set_text("課長、係長")
    page.save.click()
    on_stage.settle()
    office = on_stage.services.office.get()
    assert office is not None
    assert (office.municipality, office.stamp_boxes) == ("見本市", ("課長", "係長"))
    assert heard == ["見本市 生涯学習課"]
    page.form["name"].set_text("地域推進課")
    page.save.click()
    on_stage.settle()
    on_stage.undo()
    kept = on_stage.services.office.get()
    assert kept is not None
    assert kept.name == "生涯学習課"


def test_a_wrong_municipal_code_is_said_beside_its_row(on_stage: Stage) -> None:
    on_stage.services.office.set_up("見本市", "生涯学習課")
    page = section(on_stage, "office")
    page.form["municipal_code"].set_text("032019")
    page.save.click()
    on_stage.settle()
    first = page.form["municipal_code"].error
    page.form["municipal_code"].set_text("032018")
    page.save.click()
    on_stage.settle()
    assert bool(first) != bool(page.form["municipal_code"].error)


def test_a_hall_with_rooms_hours_and_closed_weekdays(on_stage: Stage) -> None:
    page = section(on_stage, "venues")
    on_stage.press(page, "会場を追加する")
    page.form["name"].set_text("中央公民館")
    page.form["opens_at"].set_text("9:00")
    page.form["closes_at"].set_text("午後5時")
    page.form["closed_weekdays"].boxes[1].setChecked(True)
    on_stage.press(page, "部屋を追加する")
    page.form["rooms"]._rows[0][1].set_text("第1研修室")
    page.form["rooms"]._rows[0][2].set_number(30)
    page.save.click()
    on_stage.settle()
    venue = on_stage.services.office.venues()[0]
    assert (venue.name, venue.opens_at, venue.closes_at) == ("中央公民館", time(9), time(17))
    assert venue.closed_weekdays == frozenset({1})
    assert [(room.name, room.seats) for room in venue.rooms] == [("第1研修室", 30)]
    page.begin(page.model.line(0))
    page.form["rooms"]._rows[0][1].set_text("研修室A")
    page.save.click()
    on_stage.settle()
    changed = on_stage.services.office.venues()[0]
    assert [(room.id, room.name) for room in changed.rooms] == [(venue.rooms[0].id, "研修室A")]
    QAbstractItemModelTester(page.model, QAbstractItemModelTester.FailureReportingMode.Fatal)


def test_a_room_made_of_others_is_said_when_the_hall_is_kept(on_stage: Stage) -> None:
    page = section(on_stage, "venues")
    on_stage.press(page, "会場を追加する")
    page.form["name"].set_text("中央公民館")
    for number, name in enumerate(("1室", "2室", "１室＋２室")):
        on_stage.press(page, "部屋を追加する")
        page.form["rooms"]._rows[number][1].set_text(name)
    said = []
    page.tell_saved = lambda words, *_more, **_named: said.append(words)
    page.save.click()
    on_stage.settle()
    assert [("1室" in words, "合わせた部屋" in words) for words in said] == [(True, True)]


def test_a_section_asked_for_from_another_screen_is_read_however_often_settings_was_there(on_stage: Stage) -> None:
    office = on_stage.services.office
    office.keep_venue(Venue(office.new_id(), "中央公民館"))
    first = section(on_stage, "office")
    on_stage.start("home")
    assert not first.isVisible()
    halls = section(on_stage, "venues")
    assert halls.isVisible()
    assert halls.model.rowCount() == 1, "no empty list that looks as if everything were gone"


def test_a_second_hall_of_the_same_name_is_refused(on_stage: Stage) -> None:
    on_stage.city.course()
    page = section(on_stage, "venues")
    on_stage.press(page, "会場を追加する")
    page.form["name"].set_text("市民センター")
    page.save.click()
    on_stage.settle()
    assert "市民センター" in page.form["name"].error
    page.form["name"].set_text("西部公民館")
    page.form["opens_at"].set_text("17:00")
    page.form["closes_at"].set_text("9:00")
    page.save.click()
    on_stage.settle()
    assert page.form["closes_at"].error


def test_closing_days_are_added_removed_and_brought_back(on_stage: Stage) -> None:
    page = section(on_stage, "venues")
    page.first.set_text("12/29")
    page.last.set_text("1/3")
    page.add_closure.click()
    on_stage.settle()
    assert page.why.error
    page.why.set_text("年末年始")
    page.add_closure.click()
    on_stage.settle()
    closure = on_stage.services.office.closures()[0]
    assert (closure.first_day, closure.last_day, closure.venue_id) == (date(2026, 12, 29), date(2027, 1, 3), None)
    shown = [label.text() for label in page.closures.findChildren(Label)]
    assert "令和8年12月29日(火)〜令和9年1月3日(日)　年末年始" in shown
    page._remove(closure)
    on_stage.settle()
    assert on_stage.services.office.closures() == []
    on_stage.undo()
    assert on_stage.services.office.closures() == [closure]


def test_a_kind_of_course_is_added_and_changed(on_stage: Stage) -> None:
    page = section(on_stage, "catalogue")
    on_stage.press(page, "種類を追加する")
    page.save.click()
    on_stage.settle()
    assert page.form["title"].error
    page.form["title"].set_text("写真の整理")
    page.form["minutes"].set_number(90)
    page.save.click()
    on_stage.settle()
    entry = on_stage.services.catalogue.all()[0]
    assert (entry.title, entry.minutes, entry.sessions) == ("写真の整理", 90, 1)
    page.begin(entry)
    page.form["sessions"].set_number(3)
    page.save.click()
    on_stage.settle()
    assert on_stage.services.catalogue.all()[0].sessions == 3
    on_stage.undo()
    assert on_stage.services.catalogue.all()[0].sessions == 1


def test_a_changed_rule_gets_the_next_edition_and_an_unchanged_one_does_not(on_stage: Stage) -> None:
    page = section(on_stage, "targets")
    on_stage.press(page, "目標を追加する")
    page.form["name"].set_text("講習を130回以上")
    page.form["first_year"].set_text("令和7年度")
    page.form["last_year"].set_text("令和11年度")
    page.form["at_least"].set_number(130)
    page.save.click()
    on_stage.settle()
    target = on_stage.services.targets.all()[0]
    assert (target.first_year, target.last_year, target.at_least) == (2025, 2029, 130)
    assert target.metric is Metric.SESSIONS_HELD
    page.begin(target)
    page.form["note"].set_text("計画の42ページ")
    page.save.click()
    on_stage.settle()
    assert on_stage.services.targets.all()[0].rule.version == 1
    page.begin(on_stage.services.targets.all()[0])
    page.form["rule.weights"].boxes[SessionKind.CONSULTATION].set_value(Fraction(1, 2))
    page.form["rule.minimum_minutes"].set_number(30)
    page.save.click()
    on_stage.settle()
    rule = on_stage.services.targets.all()[0].rule
    assert (rule.version, rule.minimum_minutes) == (2, 30)
    assert dict(rule.weights) == {SessionKind.CLASS: Fraction(1), SessionKind.CONSULTATION: Fraction(1, 2)}


def test_wrong_years_are_said_beside_their_row(on_stage: Stage) -> None:
    page = section(on_stage, "targets")
    on_stage.press(page, "目標を追加する")
    page.form["name"].set_text("目標")
    page.form["first_year"].set_text("令和9年度")
    page.form["last_year"].set_text("令和8年度")
    page.save.click()
    on_stage.settle()
    assert page.form["last_year"].error


def test_age_layout_is_kept(on_stage: Stage) -> None:
    page = section(on_stage, "bands")
    assert page.states.state == "empty"
    on_stage.services.office.set_up("見本市", "生涯学習課")
    page.read()
    on_stage.settle()
    page.choices["decades"].click()
    on_stage.settle()
    office = on_stage.services.office.get()
    assert office is not None
    assert office.band_layout == "decades"
    on_stage.undo()
    office = on_stage.services.office.get()
    assert office is not None
    assert office.band_layout == "standard"
    assert page.choices["standard"].isChecked()


def test_display_changes_at_once_and_is_remembered(on_stage: Stage) -> None:
    page = section(on_stage, "display")
    page.text_size._buttons["largest"].click()
    on_stage.settle()
    assert theme.percent() == 150
    page.theme._buttons["dark"].click()
    on_stage.settle()
    assert theme.current() is Theme.DARK
    page.sound.click()
    page.language._buttons["en"].click()
    on_stage.settle()
    kept, problem = settings.load()
    assert problem is None
    assert (kept.text_size, kept.theme, kept.sound, kept.language) == (TextSize.LARGEST, Theme.DARK, False, "en")
    assert page.language_note.isVisible()
    on_stage.undo()
    assert settings.load()[0].language == "ja"


def test_display_says_when_the_file_cannot_be_written(on_stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    page = section(on_stage, "display")

    def refuse(*_arguments: object) -> None:
        raise EnvironmentProblem("write_failed", path="X")

    monkeypatch.setattr(settings, "save", refuse)
    page.sound.click()
    on_stage.settle()
    assert "書けませんでした" in on_stage.notice


def test_a_backup_is_made_listed_and_verified(on_stage: Stage) -> None:
    page = section(on_stage, "backup")
    assert page.nothing.isVisible()
    on_stage.press(page, "今すぐバックアップする")
    assert "読み直して確かめました" in page.result.label.text()
    assert not page.nothing.isVisible()
    on_stage.press(page, "確かめる")
    assert "無事です" in page.result.label.text()
    on_stage.services.maintenance.backups()[0].file.write_bytes(b"SQLite format 3\0" + b"x" * 5000)
    on_stage.press(page, "確かめる")
    assert "壊れて" in page.result.label.text()
    on_stage.press(page, "データを点検する")
    assert "合っています" in page.result.label.text()


def test_what_the_check_finds_is_told_in_sentences(on_stage: Stage) -> None:
    on_stage.city.course()
    run(on_stage.services.database, "UPDATE class_sessions SET present = 7")
    found = on_stage.services.maintenance.check()
    page = section(on_stage, "backup")
    on_stage.press(page, "データを点検する")
    told = page.result.label.text()
    assert found.findings
    for one in found.findings[:5]:
        assert finding_words(one) in told
        assert str(one) not in told, "the code is for programs"


def test_a_backup_says_that_a_command_acted_last(on_stage: Stage) -> None:
    on_stage.services.actor = COMMAND
    on_stage.city.course()
    page = section(on_stage, "backup")
    on_stage.press(page, "今すぐバックアップする")
    page.look_into(on_stage.services.maintenance.backups()[0].file)
    on_stage.settle()
    told = " ".join(label.text() for label in page.restoring.facts.findChildren(Label))
    assert "（コマンド）" in told
    assert COMMAND.name not in told


def test_the_record_is_checked_against_the_number_of_a_paper(on_stage: Stage) -> None:
    on_stage.city.course()
    head = str(on_stage.services.maintenance.audit_verdict().head)
    page = section(on_stage, "backup")
    card = page.audit
    on_stage.press(card, "記録を確かめる")
    assert "欠けも書き換えもありません" in card.result.label.text()
    assert head in card.number.text()
    for typed, error, told in (("12", True, ""), (head[:18], False, "欠けも"), (f"99{head}", False, "なくなって")):
        card.typed.set_text(typed)
        on_stage.press(card, "記録を確かめる")
        assert bool(card.typed.error) is error
        assert card.result.isVisible() is not error
        assert error or told in card.result.label.text()


def test_a_daily_copy_goes_to_the_second_place_on_closing_and_home_says_so(on_stage: Stage, tmp_path: Path) -> None:
    from divide_app.ui.app import copy_on_closing
    from divide_app.ui.copy_words import copy_trouble, last_copy

    page = section(on_stage, "backup")
    assert "決めていません" in page.copies.text()
    stick = tmp_path / "USB"
    page.use_folder(stick)
    assert str(stick) in page.copies.text()
    copy_on_closing(on_stage.shell)
    told = copy_trouble(settings.load()[0].copies)
    assert "作れませんでした" in told, "the stick is not there"
    page.read()
    assert page.copy_trouble.isVisible()
    assert page.copy_trouble.label.text() == told
    stick.mkdir()
    for _time in range(2):
        copy_on_closing(on_stage.shell)
    (copy,) = (stick / "kakehashi-copies").glob("*.sqlite")
    assert on_stage.services.maintenance.verify(copy).ok
    assert "最後の控え" in last_copy(settings.load()[0].copies)
    assert copy_trouble(settings.load()[0].copies) == ""
    page.read()
    assert not page.copy_trouble.isVisible()
    on_stage.press(page, "控えをやめる")
    assert last_copy(settings.load()[0].copies) == copy_trouble(settings.load()[0].copies) == ""


def test_a_place_that_cannot_be_kept_is_told_beside_its_button(
    on_stage: Stage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    page = section(on_stage, "backup")

    def refused(_changed: object) -> None:
        raise EnvironmentProblem("write_failed", path="settings.toml")

    monkeypatch.setattr(settings, "save", refused)
    page.use_folder(tmp_path)
    assert "書けませんでした" in page.copy_trouble.label.text()
    assert page.copy_trouble.isVisible()
    assert not page.result.isVisible(), "which is about another button"


def test_the_names_of_the_sections_are_whole_beside_the_scroll_bar(on_stage: Stage, qapp: QApplication) -> None:
    section(on_stage, "office")
    theme.apply(qapp, Theme.LIGHT, TextSize.LARGEST)
    on_stage.window.resize(1366, 768)
    on_stage.settle()
    screen: Any = on_stage.window.current_screen
    names = screen.list
    assert names.verticalScrollBar().isVisible()
    assert names.sizeHintForColumn(0) <= names.viewport().width()


def test_about_names_version_and_place(on_stage: Stage) -> None:
    from divide_app import __version__

    page = section(on_stage, "about")
    words = " ".join(label.accessibleName() for label in page.facts.findChildren(object) if hasattr(label, "text"))
    assert __version__ in words
    assert "data" in words


def test_trouble_is_said_with_a_way_to_try_again(on_stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    is_away = True

    def answer() -> list[Any]:
        if is_away:
            raise EnvironmentProblem("server_away")
        return []

    monkeypatch.setattr(on_stage.services.targets, "all", answer)
    page = section(on_stage, "targets")
    assert page.states.state == "trouble"
    is_away = False
    on_stage.press(page.states, "もう一度")
    assert page.states.state == "content"
    assert page.nothing.isVisible()


def test_somebody_elses_change_does_not_overwrite_an_open_form(on_stage: Stage) -> None:
    on_stage.city.course()
    page = section(on_stage, "venues")
    page.begin(page.model.line(0))
    page.form["name"].set_text("打ちかけ")
    screen = on_stage.window.current_screen
    assert screen is not None
    screen.refetch()
    on_stage.settle()
    assert page.form["name"].text == "打ちかけ"
    assert page.is_editing


def test_the_purpose_becomes_a_new_version_and_the_ways_are_the_offices_own(on_stage: Stage) -> None:
    services = on_stage.services
    services.office.set_up("見本市", "生涯学習課")
    page = section(on_stage, "privacy")
    assert "第1版" in page.version.text()
    page.purpose.set_text("講座の連絡だけに使います。")
    page.store_purpose()
    on_stage.settle()
    assert "第2版" in page.version.text()
    page.purpose.set_text("123456789018")
    page.store_purpose()
    on_stage.settle()
    assert "マイナンバー" in page.purpose.error
    page.ways.set_text("広報紙\n回覧板\n\n")
    page.store_ways()
    on_stage.settle()
    assert services.purposes.heard_ways() == ["広報紙", "回覧板"]
    assert services.purposes.in_force().version == 2


def test_whose_time_is_over_is_counted_before_anybody_is_forgotten(
    on_stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    services = on_stage.services
    services.office.set_up("見本市", "生涯学習課")
    now, on_stage.clock.moment = on_stage.clock.moment, at("2015-05-01 09:00")
    on_stage.city.person("古い 方")
    on_stage.clock.moment = now
    stays = on_stage.city.person("新しい 方")
    page = section(on_stage, "privacy")
    assert page.years.number() == 5
    page.years.set_number(20)
    page.store_years()
    on_stage.settle()
    page.read()
    on_stage.settle()
    page.count()
    on_stage.settle()
    assert "いません" in page.over.text()
    assert not page.purge_button.isVisible()
    page.years.set_number(3)
    page.store_years()
    on_stage.settle()
    page.read()
    on_stage.settle()
    page.count()
    on_stage.settle()
    assert "1人" in page.over.text()
    assert len(services.participants.all()) == 2
    on_stage.press(page, "1人の情報を消去する")
    assert [line.id for line in services.participants.all()] == [stays]
    assert page.record_button.isVisible()
    record = tmp_path / "廃棄記録.pdf"
    page.save_record(record)
    on_stage.settle()
    assert record.read_bytes().startswith(b"%PDF-")
    monkeypatch.setattr(printer, "has_printer", lambda: False)
    on_stage.press(page, "廃棄記録を印刷する")
    assert "プリンターが見つかりません" in on_stage.notice, "saving it instead is one press away"
    monkeypatch.setattr(printer, "has_printer", lambda: True)
    asked: list[int] = []
    monkeypatch.setattr(printer, "ask_printer", lambda _page, made, _name, _send: asked.append(made.pages))
    on_stage.press(page, "廃棄記録を印刷する")
    assert asked == [1]
