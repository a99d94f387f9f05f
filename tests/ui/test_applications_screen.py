"""申込・参加者: the telephone form by keyboard, a course's list with its waiting list, and the people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog

from divide_app.domain.applications import ApplicationStatus
from divide_app.domain.door.attendance import CheckInReason
from divide_app.domain.people.age_band import parse_birth
from divide_app.domain.people.participants import Birth, Need
from divide_app.foundation.translation import current_language, use_language
from divide_app.ui.screens.applications.people import people_columns
from divide_app.ui.screens.applications.phone_parts import only_kana
from divide_app.ui.widgets.people_words import birth_text, needs_words
from divide_app.ui.widgets.tables import LinesTableModel, prepare
from tests.support.city import at, meeting
from tests.support.databases import count
from tests.support.stage import Stage, stage

ENTER = Qt.Key.Key_Return


@pytest.fixture
def on_stage(qtbot: Any, tmp_path: Path) -> Iterator[Stage]:
    with stage(qtbot, tmp_path / "data", "applications") as made:
        yield made
        screen: Any = made.window._screens.get("applications")
        if screen is not None:
            screen.people.panel.discard()  # unsaved input does not let the window go


def search(on_stage: Stage, line: Any, text: str) -> None:
    line.setText(text)
    on_stage.qtbot.wait(90)
    on_stage.settle()


def test_a_known_caller_is_accepted_by_three_enters(on_stage: Stage) -> None:
    city = on_stage.city
    city.course("スマホ入門", capacity=2)
    city.apply(city.course("写真のとり方", capacity=5, room="第2会議室"), city.person("佐藤 清", kana="さとう きよし"))
    kiyo = city.person("佐藤 キヨ", kana="さとう きよ", phone="000-111-2222")
    phone = on_stage.start("applications").phone
    search(on_stage, phone.people.line, "さとう きよ")
    assert {line.name for line in phone.people.model.lines()} == {"佐藤 清", "佐藤 キヨ"}
    search(on_stage, phone.people.line, "000-111-2222")
    on_stage.key(phone.people.line, ENTER)
    assert phone.person_chosen.name.text() == "佐藤 キヨ"
    search(on_stage, phone.courses.line, "スマホ")
    on_stage.key(phone.courses.line, ENTER)
    assert phone.course_chosen.chip.text == "0/2"
    on_stage.key(phone.accept_button, ENTER)
    assert phone.result.title.text() == "受講決定 1番"
    assert "さとう きよ様、「スマホ入門」" in phone.result.words.text()
    assert [line.course_title for line in on_stage.services.applications.of_person(kiyo)] == ["スマホ入門"]


def test_what_is_read_aloud_names_every_day_the_place_and_the_number(on_stage: Stage) -> None:
    city = on_stage.city
    hall = {"venue": "北公民館", "room": "1室"}
    days = [meeting(f"2026-12-0{day} 10:00", f"2026-12-0{day} 12:00", **hall) for day in (5, 6, 7)]
    past = meeting("2026-11-20 10:00", "2026-11-20 12:00", **hall)
    city.course("スマホ入門", past, *days, capacity=1)
    halls = [
        meeting(f"2026-12-{day} 10:00", f"2026-12-{day} 12:00", hall) for day, hall in (("07", "西館"), ("08", "南館"))
    ]
    city.course("出前講座", *halls, capacity=5, venue="西館", room="")
    first = city.person("佐藤 清", kana="さとう きよし", phone="０９０－１２３４－５６７８")
    second = city.person("佐藤 茂", kana="さとう しげる", phone="")
    said = {}
    for person, course in ((first, "スマホ入門"), (second, "スマホ入門"), (second, "出前講座")):
        phone = on_stage.start("applications").phone
        phone.next_call()
        phone.open(participant=person)
        on_stage.settle()
        search(on_stage, phone.courses.line, course)
        on_stage.key(phone.courses.line, ENTER)
        on_stage.key(phone.accept_button, ENTER)
        said[person, course] = phone.result.words.text().splitlines()
    on_days = [f"{n}回目は、令和8年12月{4 + n}日({'土日月'[n - 1]}) 10:00〜12:00です。" for n in (1, 2, 3)]
    assert said[first, "スマホ入門"][1:6] == ["全部で3回です。", *on_days, "会場は、北公民館 1室です。"]
    assert "ゼロキュウゼロ の イチニサンヨン の ゴロクナナハチ" in said[first, "スマホ入門"][-1]
    assert said[second, "スマホ入門"][2:6] == [*on_days, "会場は、北公民館 1室です。"], "also on the waiting list"
    assert said[second, "出前講座"][3].startswith("2回目は、令和8年12月8日(火) 10:00〜12:00、南館")


def test_enter_before_the_answer_waits_for_the_right_line(on_stage: Stage) -> None:
    on_stage.city.person("青木 一", kana="あおき はじめ")
    on_stage.city.person("渡辺 二", kana="わたなべ じ")
    phone = on_stage.start("applications").phone
    search(on_stage, phone.people.line, "あおき")
    phone.people.line.setText("わたなべ")
    on_stage.key(phone.people.line, ENTER)
    assert phone.person_chosen.name.text() == "渡辺 二"


def test_a_full_course_puts_the_caller_on_the_waiting_list_and_undo_cancels(on_stage: Stage) -> None:
    city = on_stage.city
    course = city.course("スマホ入門", capacity=1)
    city.apply(course)
    person = city.person("高橋 次郎", kana="たかはし じろう")
    phone = on_stage.start("applications").phone
    phone.open(participant=person)
    on_stage.settle()
    on_stage.key(phone.courses.line, ENTER)
    assert phone.course_chosen.chip.text == "1/1・満席"
    on_stage.key(phone.accept_button, ENTER)
    assert phone.result.title.text() == "キャンセル待ち 1番"
    on_stage.undo()
    assert on_stage.services.applications.of_person(person)[0].status is ApplicationStatus.CANCELLED


def test_a_new_caller_is_registered_in_four_fields_with_needs(on_stage: Stage) -> None:
    on_stage.city.course("スマホ入門", capacity=3)
    phone = on_stage.start("applications").phone
    search(on_stage, phone.people.line, "みしらぬ")
    on_stage.key(phone.people.line, ENTER)
    form = phone.new_form
    assert form.kana.text == "みしらぬ"
    form.name.set_text("見知らぬ 人")
    form.phone.set_text("000-222-3333")
    form.birth.set_text("S25.3.2")
    form.birth.line.setFocus()
    on_stage.key(form.birth.line, ENTER)
    phone.needs.boxes[Need.WRITING].setChecked(True)
    on_stage.key(phone.courses.line, ENTER)
    on_stage.key(phone.accept_button, ENTER)
    assert phone.result.title.text() == "受講決定 1番"
    made = on_stage.services.participants.get(on_stage.services.participants.find("みしらぬ")[0].id)
    assert (made.name, made.birth.day, made.needs) == ("見知らぬ 人", date(1950, 3, 2), frozenset({Need.WRITING}))
    phone.next_call()
    assert phone.people.line.text() == ""
    assert phone.needs.value() == frozenset()


def test_an_individual_number_is_refused_beside_its_field(on_stage: Stage) -> None:
    on_stage.city.course("スマホ入門", capacity=3)
    phone = on_stage.start("applications").phone
    phone.new_person()
    phone.new_form.name.set_text("見本 太郎")
    phone.new_form.phone.set_text("123456789018")
    phone.new_form.finish()
    on_stage.key(phone.courses.line, ENTER)
    on_stage.key(phone.accept_button, ENTER)
    assert "マイナンバー" in phone.new_form.phone.error
    assert "123456789018" not in phone.new_form.phone.error
    assert on_stage.services.participants.all() == []


def test_a_birth_that_cannot_be_read_is_told_at_once(on_stage: Stage) -> None:
    phone = on_stage.start("applications").phone
    phone.new_person()
    phone.new_form.name.set_text("見本 太郎")
    phone.new_form.birth.set_text("昭和88年の春")
    phone.new_form.finish()
    assert phone.new_form.birth.error
    assert phone.person_pages.currentWidget() is phone.new_form


def test_outside_the_window_a_clerk_may_still_take_the_application(on_stage: Stage) -> None:
    city = on_stage.city
    city.course("しめきった講座", capacity=3, apply_until=at("2026-11-01 17:00"))
    person = city.person("佐藤 清")
    phone = on_stage.start("applications").phone
    phone.open(participant=person)
    on_stage.settle()
    on_stage.key(phone.courses.line, ENTER)
    on_stage.key(phone.accept_button, ENTER)
    assert phone.closed.isVisible()
    assert "終わっています" in phone.closed.words.label.text()
    phone.closed.force.click()
    on_stage.settle()
    assert phone.result.title.text() == "受講決定 1番"


def test_cancelling_tells_who_moved_up_and_must_be_called(on_stage: Stage) -> None:
    city = on_stage.city
    course = city.course("スマホ入門", capacity=1)
    city.apply(course, city.person("阿部 一郎", kana="あべ いちろう"))
    city.apply(course, city.person("千葉 二郎", kana="ちば じろう", phone="000-333-4444"))
    screen = on_stage.start("applications", course=course)
    view = screen.course_list
    assert [one.line.name for one in view.model.lines()] == ["阿部 一郎", "千葉 二郎"]
    assert view.filter._buttons["waiting"].text() == "キャンセル待ち 1"
    view.table.choose_row(0)
    on_stage.settle()
    on_stage.press(view.panel, "申込を取り消す")
    on_stage.press(view.panel, "取り消す")
    assert "千葉 二郎さんが繰り上がりました" in on_stage.notice
    assert view.told.isVisible()
    statuses = {line.name: line.status for line in on_stage.services.applications.of_course(course)}
    assert statuses["千葉 二郎"] is ApplicationStatus.ACCEPTED


def test_tickets_are_printed_from_the_list(on_stage: Stage) -> None:
    course = on_stage.city.course("スマホ入門", capacity=1)
    on_stage.city.apply(course)
    view = on_stage.start("applications", course=course).course_list
    view.print_button.click()
    on_stage.settle()
    assert on_stage.went[-1] == ("prints", {"paper": "tickets", "course": course})


def test_a_person_is_corrected_and_put_back(on_stage: Stage) -> None:
    person = on_stage.city.person("佐藤 清", kana="さとう きよし", phone="000-111-2222")
    view = on_stage.start("applications", participant=person).people
    assert view.panel.shown_id == person
    assert not view.panel.is_dirty()
    view.panel.form["phone"].set_text("000-555-6666")
    assert not view.may_leave()
    on_stage.press(view.panel, "保存する")
    assert on_stage.services.participants.get(person).phone == "000-555-6666"
    assert on_stage.services.participants.get(person).birth == Birth(day=date(1950, 5, 5))
    on_stage.undo()
    assert on_stage.services.participants.get(person).phone == "000-111-2222"


def test_an_individual_number_in_a_memo_is_refused_beside_the_memo(on_stage: Stage) -> None:
    person = on_stage.city.person("佐藤 清")
    view = on_stage.start("applications", participant=person).people
    view.panel.form["memo"].set_text("番号は 123456789018 です")
    on_stage.press(view.panel, "保存する")
    assert "マイナンバー" in view.panel.form["memo"].error
    assert on_stage.services.participants.get(person).memo == ""


def test_people_are_searched_and_an_empty_answer_offers_to_register(on_stage: Stage) -> None:
    on_stage.city.person("佐藤 清", kana="さとう きよし")
    on_stage.city.person("阿部 花", kana="あべ はな")
    screen = on_stage.start("applications")
    screen.show_view("people")
    on_stage.settle()
    QAbstractItemModelTester(screen.people.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert screen.people.count.text() == "2人"
    search(on_stage, screen.people.search, "あべ")
    assert [line.name for line in screen.people.model.lines()] == ["阿部 花"]
    search(on_stage, screen.people.search, "いない")
    assert screen.people.states.state == "empty"


def test_models_of_the_form_hold_what_qt_asks_of_them(on_stage: Stage) -> None:
    on_stage.city.course("スマホ入門", capacity=2)
    on_stage.city.person("佐藤 清", kana="さとう きよし")
    screen = on_stage.start("applications")
    mode = QAbstractItemModelTester.FailureReportingMode.Fatal
    testers = [
        QAbstractItemModelTester(model, mode)
        for model in (screen.phone.people.model, screen.phone.courses.model, screen.course_list.model)
    ]
    search(on_stage, screen.phone.people.line, "さ")
    search(on_stage, screen.phone.people.line, "")
    assert len(testers) == 3


def test_ten_thousand_people_are_shown(on_stage: Stage) -> None:
    on_stage.city.person("佐藤 清", kana="さとう きよし")
    line = on_stage.services.participants.all()[0]
    rows = prepare(people_columns(), [line] * 10_000)
    model: LinesTableModel[Any] = LinesTableModel(people_columns())
    model.set_prepared(rows)
    assert model.rowCount() == 10_000


@pytest.mark.parametrize("width", [1366, 1000])
def test_no_view_is_wider_than_the_window(on_stage: Stage, width: int) -> None:
    from divide_app.ui import theme

    on_stage.city.course("スマホ入門", capacity=2)
    screen = on_stage.start("applications", width=width)
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.apply(app, theme.Theme.LIGHT, theme.TextSize.LARGEST if width == 1366 else theme.TextSize.STANDARD)
    for view in ("phone", "list", "people"):
        screen.show_view(view)
        on_stage.settle()
        assert screen.minimumSizeHint().width() <= on_stage.window.screen_area.width()


def test_words_about_people() -> None:
    assert needs_words({Need.WHEELCHAIR, Need.WRITING}, "杖") == "筆談・車椅子・杖"
    assert birth_text(Birth(day=date(1950, 3, 2))) == "昭和25年3月2日"
    assert birth_text(Birth(year=1950)) == "1950年"
    assert birth_text(Birth(band="70-79")) == "70代"
    assert only_kana("ｻﾄｳ きよ")
    assert not only_kana("佐藤")


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("birth", [Birth(day=date(1950, 3, 2)), Birth(year=1950), Birth(band="80+"), Birth()])
def test_a_birth_is_shown_as_it_is_read_again(language: str, birth: Birth) -> None:
    before = current_language()
    use_language(language)
    try:
        read = parse_birth(birth_text(birth), date(2026, 11, 21))
    finally:
        use_language(before)
    assert (read.day, read.year, read.band) == (birth.day, birth.year, birth.band)


def test_two_fast_enters_take_one_application_and_a_refusal_keeps_the_keyboard_near(on_stage: Stage) -> None:
    course = on_stage.city.course("スマホ入門", capacity=3)
    person = on_stage.city.person("佐藤 清")
    phone = on_stage.start("applications").phone
    phone.open(participant=person)
    on_stage.settle()
    on_stage.key(phone.courses.line, ENTER)
    phone.accept()
    phone.accept()
    on_stage.settle()
    assert phone.result.title.text() == "受講決定 1番"
    assert len(on_stage.services.applications.of_course(course)) == 1
    phone.same_person()
    on_stage.settle()
    on_stage.key(phone.courses.line, ENTER)
    on_stage.key(phone.accept_button, ENTER)
    assert "もう申し込んでいます" in phone.closed.words.label.text()
    assert phone.isAncestorOf(QApplication.focusWidget())


def test_a_lost_ticket_is_made_anew_by_clicks_and_the_new_one_is_printed(on_stage: Stage) -> None:
    city, services = on_stage.city, on_stage.services
    course = city.course("スマホ入門", capacity=1)
    _person, application, lost = city.apply(course, city.person("阿部 一郎", kana="あべ いちろう"))
    city.apply(course, city.person("千葉 二郎", kana="ちば じろう"))
    (session,) = city.sessions(course)
    view = on_stage.start("applications", course=course).course_list
    view.table.choose_row(1)
    on_stage.settle()
    assert not view.panel.renew_button.isVisible(), "who waits has no ticket"
    view.table.choose_row(0)
    on_stage.settle()
    on_stage.press(view.panel, "受講票を作り直す")
    question = view.panel.renew_question.text()
    assert "阿部 一郎さん" in question
    assert "前の受講票は使えなくなり" in question
    on_stage.press(view.panel, "やめる")
    assert count(services.database, "former_tickets") == 0, "asking alone changes nothing"
    on_stage.press(view.panel, "受講票を作り直す")
    on_stage.press(view.panel, "作り直す")
    assert on_stage.notice == "阿部 一郎さんの受講票を作り直しました。印刷してお渡しください"
    assert city.scan(session, lost).reason is CheckInReason.REVOKED_CODE
    on_stage.press(view.panel, "受講票を印刷する")
    assert on_stage.went[-1] == ("prints", {"paper": "tickets", "course": course, "application": application})
    statuses = {line.name: line.status for line in services.applications.of_course(course)}
    assert statuses == {"阿部 一郎": ApplicationStatus.ACCEPTED, "千葉 二郎": ApplicationStatus.WAITING}


def test_a_lost_ticket_is_made_anew_by_keys_and_enter_alone_changes_nothing(on_stage: Stage) -> None:
    city = on_stage.city
    course = city.course("スマホ入門", capacity=1)
    _person, application, lost = city.apply(course)
    (session,) = city.sessions(course)
    view = on_stage.start("applications", course=course).course_list
    view.table.setFocus()
    view.table.choose_row(0)
    on_stage.settle()
    view.panel.renew_button.setFocus()
    on_stage.key(view.panel.renew_button, Qt.Key.Key_Space)
    focused = QApplication.focusWidget()
    assert focused is view.panel.renew_no, "the careful answer comes first"
    on_stage.key(focused, Qt.Key.Key_Space)
    assert QApplication.focusWidget() is view.panel.renew_button
    on_stage.key(view.panel.renew_button, Qt.Key.Key_Space)
    on_stage.qtbot.keyClick(view.panel.renew_no, Qt.Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
    assert QApplication.focusWidget() is view.panel.renew_yes
    on_stage.key(view.panel.renew_yes, Qt.Key.Key_Space)
    assert city.scan(session, lost).reason is CheckInReason.REVOKED_CODE
    assert QApplication.focusWidget() is view.panel.print_button
    on_stage.key(view.panel.print_button, Qt.Key.Key_Space)
    assert on_stage.went[-1] == ("prints", {"paper": "tickets", "course": course, "application": application})


@pytest.mark.parametrize("name", ["district", "address", "memo", "kana", "needs_text"])
def test_an_individual_number_is_refused_beside_whichever_field_it_stands_in(on_stage: Stage, name: str) -> None:
    person = on_stage.city.person("佐藤 清")
    panel = on_stage.start("applications", participant=person).people.panel
    field = panel.form[name]
    field.set_text("123456789018")
    on_stage.press(panel, "保存する")
    assert "マイナンバー" in field.error
    assert "123456789018" not in field.error


def test_the_first_people_are_shown_before_all_are_read(
    qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("divide_app.ui.screens.applications.people._FIRST", 2)
    with stage(qtbot, tmp_path / "data", "applications") as on:
        for number in range(5):
            on.city.person(f"見本 {number}子")
        people = on.start("applications").people
        shown: list[int] = []
        people.model.modelReset.connect(lambda: shown.append(people.model.rowCount()))
        on.window.current_screen.open(view="people")
        on.settle()
        assert (shown, people.count.text()) == ([2, 5], "5人")
        people.refresh()
        on.settle()
        assert shown == [2, 5, 5], "what is there stays until all is read again"


def test_the_list_shows_telephones_and_goes_to_excel_as_shown(on_stage: Stage, tmp_path: Path) -> None:
    city = on_stage.city
    course = city.course("スマホ入門", capacity=2)
    for kana, name, phone in (
        ("さとう", "佐藤 キヨ", "000-111-2222"),
        ("あべ", "阿部 一", "000-333-4444"),
        ("たなか", "田中 茂", "000-555-6666"),
    ):
        city.apply(course, city.person(name, kana=kana, phone=phone))
    desk = on_stage.start("applications", course=course).course_list
    titles = [column.title for column in desk.model.columns]
    place = titles.index("電話")
    assert not desk.table.isColumnHidden(place)
    words = [desk.model.index(row, place).data() for row in range(desk.model.rowCount())]
    assert words == ["000-111-2222", "000-333-4444", "000-555-6666"]
    metrics = desk.table.fontMetrics()
    assert desk.table.columnWidth(place) >= metrics.horizontalAdvance(words[0])
    accepted = next(button for button in desk.filter.findChildren(QAbstractButton) if "受講決定" in button.text())
    accepted.click()
    desk.table.sortByColumn(titles.index("氏名"), Qt.SortOrder.AscendingOrder)
    desk.export_button.click()
    dialog = desk.findChild(QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "out.xlsx"))
    on_stage.settle()
    dialog.close()
    assert on_stage.notice == "out.xlsx に2人を書き出しました"
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx").active
    assert sheet is not None
    header, *rows = sheet.iter_rows(values_only=True)
    at_name, at_phone = header.index("氏名"), header.index("電話番号")
    found = [(row[at_name], row[at_phone]) for row in rows]
    assert found == [("阿部 一", "000-333-4444"), ("佐藤 キヨ", "000-111-2222")]
