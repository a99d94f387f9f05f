"""The telephone form: few keys, nobody registered twice, nothing half-typed lost, bad input told beside its field."""

from __future__ import annotations

import os
import platform
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from divide_app.domain.errors import DomainError
from divide_app.domain.individual_number import check_digit
from divide_app.domain.people.age_band import parse_birth
from divide_app.domain.people.participants import Birth, Need, Participant, PhoneKind
from divide_app.foundation.ids import new_id
from divide_app.services import Services
from divide_app.storage.database import Database, open_database
from divide_app.storage.places import Place
from tests.support.city import at, meeting
from tests.support.databases import HandClock, opened
from tests.support.stage import Stage, stage

ENTER = Qt.Key.Key_Return
KEYS_A_SECOND = 1.25
"""A careful clerk of the office who types with two fingers while listening."""
SECONDS = 20
TODAY = date(2026, 11, 21)


@pytest.fixture
def on_stage(qtbot: Any, tmp_path: Path) -> Iterator[Stage]:
    with stage(qtbot, tmp_path / "data", "applications") as made:
        yield made


class Clerk:
    """Types into whatever has the keyboard, and counts the keys."""

    def __init__(self, on_stage: Stage) -> None:
        self.on_stage = on_stage
        self.keys = 0

    def type(self, text: str) -> None:
        for sign in text:
            where = self._where()
            if sign.isascii():
                QTest.keyClicks(where, sign)
            else:  # as an input method commits it
                where.insert(sign)
            self.keys += 1
        self.on_stage.qtbot.wait(200)  # a breath: the caller speaks
        self.on_stage.settle()

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self._where(), key, modifier)
        self.keys += 1
        self.on_stage.settle()

    def ask_for(self, course: str) -> None:
        """Find a course by its name, take it and press 申込を受け付ける."""
        self.type(course)
        self.press(ENTER)
        self.press(ENTER)

    def _where(self) -> Any:
        return QApplication.focusWidget() or self.on_stage.window


def started(on_stage: Stage) -> Any:
    phone = on_stage.start("applications").phone
    on_stage.settle()
    return phone


def test_a_known_caller_and_a_course_cost_less_than_twenty_seconds_of_keys(on_stage: Stage) -> None:
    city = on_stage.city
    city.course("キャッシュレス決済", capacity=3)
    city.course("写真のとり方", capacity=5, room="第2会議室")
    city.person("佐藤 昭", kana="さとう あきら")
    kiyo = city.person("佐藤 キヨ", kana="さとう きよ")
    phone = started(on_stage)
    clerk = Clerk(on_stage)
    clerk.type("satouki")  # the input method may stay off
    clerk.press(ENTER)
    clerk.type("kyas")
    clerk.press(ENTER)
    assert phone.course_chosen.chip.text == "0/3"
    clerk.press(Qt.Key.Key_4, Qt.KeyboardModifier.ControlModifier)  # 貸出機希望
    clerk.press(ENTER)
    assert phone.result.title.text() == "受講決定 1番"
    view = on_stage.services.participants.view(kiyo)
    assert [line.course_title for line in view.applications] == ["キャッシュレス決済"]
    assert view.participant.needs == {Need.LOAN_PHONE}
    assert clerk.keys <= KEYS_A_SECOND * SECONDS
    clerk.press(Qt.Key.Key_F4)
    assert phone.people.line.hasFocus()
    assert phone.people.line.text() == ""


def test_somebody_new_is_typed_in_four_fields_without_the_mouse(on_stage: Stage) -> None:
    on_stage.city.course("キャッシュレス決済", capacity=3)
    phone = started(on_stage)
    clerk = Clerk(on_stage)
    clerk.type("aoba hana")
    clerk.press(ENTER)
    assert phone.new_form.kana.text == "あおばはな"
    assert phone.new_form.name.line.hasFocus()
    clerk.type("青葉花")
    clerk.press(ENTER)
    clerk.type("0296581234")
    clerk.press(ENTER)
    clerk.type("S25.3.2")
    clerk.press(ENTER)
    clerk.press(Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    clerk.press(Qt.Key.Key_K, Qt.KeyboardModifier.AltModifier)
    clerk.press(Qt.Key.Key_H, Qt.KeyboardModifier.AltModifier)
    clerk.press(ENTER)
    clerk.press(ENTER)
    assert phone.result.title.text() == "受講決定 1番"
    (line,) = on_stage.services.participants.find("あおば")
    made = on_stage.services.participants.get(line.id)
    assert (made.name, made.phone, made.birth) == ("青葉花", "0296581234", Birth(day=date(1950, 3, 2)))
    assert (made.needs, made.phone_kind) == ({Need.WRITING}, PhoneKind.NONE)
    assert on_stage.services.purposes.heard() == {"広報紙": 1}
    assert clerk.keys <= 2 * KEYS_A_SECOND * SECONDS
    assert "ゼロニキュウロクゴハチイチニサンヨン" in phone.result.words.text()


def test_why_somebody_new_was_not_taken_stays_to_be_read(on_stage: Stage) -> None:
    # The person used to be registered all the same: the courses were read again, and the sentence went with them.
    city = on_stage.city
    city.course(
        "キャッシュレス決済", meeting("2026-11-28 10:00", "2026-11-28 12:00"), apply_until=at("2026-11-19 10:00")
    )
    phone = started(on_stage)
    clerk = Clerk(on_stage)
    clerk.type("aoba hana")
    clerk.press(ENTER)
    clerk.type("青葉花")
    clerk.press(ENTER)
    clerk.press(ENTER)
    clerk.press(ENTER)
    clerk.ask_for("キャッシュレス")
    assert phone.closed.isVisible()
    assert "終わっています" in phone.closed.accessibleName()
    assert phone.closed.force.isVisible()
    assert not phone.closed.force.hasFocus()
    clerk.press(ENTER)  # a second quick Enter is the same wish again, and forces nothing
    on_stage.settle()
    assert phone.closed.isVisible()
    assert all(line.accepted == 0 for line in on_stage.services.scheduling.courses())
    assert on_stage.services.participants.all() == [], "a refused course leaves nobody registered"
    phone.closed.force.click()
    on_stage.settle()
    assert phone.result.title.text().startswith("受講決定")
    assert [line.name for line in on_stage.services.participants.all()] == ["青葉花"]


def test_somebody_with_a_seat_at_that_hour_is_taken_for_a_reason_only(on_stage: Stage) -> None:
    city = on_stage.city
    person = city.person("青葉 花", kana="あおば はな")
    city.apply(city.course("スマホ入門", meeting("2026-11-28 10:00", "2026-11-28 12:00")), person)
    course = city.course("キャッシュレス決済", meeting("2026-11-28 11:00", "2026-11-28 13:00", room="第2会議室"))
    phone = started(on_stage)
    clerk = Clerk(on_stage)
    clerk.type("aoba hana")
    clerk.press(ENTER)
    clerk.ask_for("キャッシュレス")
    assert phone.closed.isVisible()
    assert "「スマホ入門」(令和8年11月28日(土) 10:00)" in phone.closed.accessibleName()
    assert phone.closed.reason.isVisible()
    assert not phone.closed.force.isEnabled()
    assert phone.closed.reason.line.hasFocus()
    clerk.press(ENTER)  # without a reason it is the same wish again
    on_stage.settle()
    assert phone.closed.reason.line.hasFocus()
    assert course not in {one.course_id for one in on_stage.services.applications.of_person(person)}
    clerk.type("123456789018")
    clerk.press(ENTER)
    on_stage.settle()
    assert "個人番号" in phone.closed.reason.error
    assert phone.closed.reason.text == "123456789018", "what was typed stays"
    phone.closed.reason.line.selectAll()
    clerk.type("後半だけ出席")
    clerk.press(ENTER)
    on_stage.settle()
    assert phone.result.title.text() == "受講決定 1番"
    (line,) = [one for one in on_stage.services.applications.of_person(person) if one.course_id == course]
    with on_stage.services.database.read() as uow:
        assert uow.applications.get(line.id).reason == "後半だけ出席"


def test_the_one_under_the_cursor_is_told_apart_by_what_they_came_to(on_stage: Stage) -> None:
    city = on_stage.city
    city.person("佐藤 清", kana="さとう きよし")
    known = city.person("佐藤 清", kana="さとう きよし")
    city.apply(city.course("キャッシュレス決済", capacity=3), known)
    phone = started(on_stage)
    clerk = Clerk(on_stage)
    clerk.type("さとうきよし")
    past = [phone.past.text()]
    clerk.press(Qt.Key.Key_Down)
    past.append(phone.past.text())
    assert sorted(past) == ["これまでの申込: なし", "これまでの申込: キャッシュレス決済"]


def test_nobody_is_registered_beside_a_look_alike_without_having_been_asked(on_stage: Stage) -> None:
    city = on_stage.city
    city.course("キャッシュレス決済", capacity=3)
    known = city.person("髙橋 清", kana="たかはし きよし", phone="0296-58-1234", birth=Birth())
    phone = started(on_stage)
    phone.new_person()
    clerk = Clerk(on_stage)
    form = phone.new_form
    for field, text in zip(form.typed_fields, ("たかはし きよし", "高橋 清", "0296581234", ""), strict=True):
        field.line.setFocus()
        clerk.type(text)
    on_stage.qtbot.waitUntil(lambda: bool(form.alikes.found), timeout=2000)
    assert [one.line.id for one in form.alikes.found] == [known]
    form.birth.line.setFocus()
    clerk.press(ENTER)
    assert form.alikes.table.hasFocus()  # asked, not registered
    assert phone._person is None
    clerk.press(ENTER)
    assert phone._before.id == known
    assert len(on_stage.services.participants.all()) == 1


def test_who_is_said_to_be_another_is_registered_and_never_asked_about_again(on_stage: Stage) -> None:
    city = on_stage.city
    city.course("キャッシュレス決済", capacity=3)
    known = city.person("髙橋 清", kana="たかはし きよし", phone="0296-58-1234", birth=Birth())
    phone = started(on_stage)
    phone.new_person()
    clerk = Clerk(on_stage)
    for field, text in zip(phone.new_form.typed_fields, ("たかはし きよし", "高橋 清", "0296581234", ""), strict=True):
        field.line.setFocus()
        clerk.type(text)
    on_stage.qtbot.waitUntil(lambda: bool(phone.new_form.alikes.found), timeout=2000)
    clerk.press(ENTER)
    clerk.press(Qt.Key.Key_Escape)
    clerk.press(ENTER)
    clerk.press(ENTER)
    assert phone.result.title.text() == "受講決定 1番"
    assert len(on_stage.services.participants.all()) == 2
    assert on_stage.services.look_alikes.of_person(known) == []


@pytest.mark.parametrize(
    ("seats", "taken", "words"),
    [
        ({"capacity": 2}, 1, "1/2"),
        ({"capacity": 1}, 1, "1/1・満席"),
        ({"capacity": 1}, 3, "1/1・待ち2"),
        ({"capacity": None}, 1, "定員なし"),
    ],
)
def test_the_seats_of_a_course_are_seen_as_soon_as_it_is_typed(
    on_stage: Stage, seats: dict[str, Any], taken: int, words: str
) -> None:
    course = on_stage.city.course("キャッシュレス決済", **seats)
    for _number in range(taken):
        on_stage.city.apply(course)
    phone = started(on_stage)
    clerk = Clerk(on_stage)
    phone.courses.line.setFocus()
    clerk.type("kyasshu")
    clerk.press(ENTER)
    assert phone.course_chosen.chip.text == words


@contextmanager
def window_over(qtbot: Any, database: Database) -> Iterator[Stage]:
    """Open the program's window over a database that stays when the window is closed."""
    made = Stage(qtbot, Services(database), HandClock(datetime(2026, 11, 21, tzinfo=UTC)), ["applications"])
    try:
        yield made
    finally:
        made.close()


def test_half_typed_words_come_back_at_the_next_start_and_go_when_taken(qtbot: Any, tmp_path: Path) -> None:
    with opened("sqlite", tmp_path / "data") as database:
        with window_over(qtbot, database) as before:
            course = before.city.course("キャッシュレス決済", capacity=3)
            phone = started(before)
            phone.new_person()
            clerk = Clerk(before)
            for field, text in zip(phone.new_form.typed_fields, ("みうら はな", "三浦 花", "", "70代"), strict=True):
                field.line.setFocus()
                clerk.type(text)
            clerk.press(Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
            qtbot.wait(600)
            before.settle()
        with window_over(qtbot, database) as after:
            phone = after.start("applications").phone
            after.settle()
            assert [field.text for field in phone.new_form.typed_fields] == ["みうら はな", "三浦 花", "", "70代"]
            assert phone.needs.value() == {Need.SIGN_LANGUAGE}
            assert "書きかけ" in after.notice
            phone.new_form.birth.line.setFocus()
            after.key(phone.new_form.birth.line, ENTER)
            after.key(phone.courses.line, ENTER)
            after.key(phone.accept_button, ENTER)
            assert phone.result.title.text() == "受講決定 1番"
            after.settle()
            assert after.services.drafts.find(phone._device, "telephone") is None
            (line,) = after.services.applications.of_course(course)
            assert (line.name, line.needs) == ("三浦 花", (Need.SIGN_LANGUAGE,))


def test_a_half_typed_call_of_somebody_known_comes_back_with_the_course(qtbot: Any, tmp_path: Path) -> None:
    with opened("sqlite", tmp_path / "data") as database:
        with window_over(qtbot, database) as before:
            before.city.course("キャッシュレス決済", capacity=3)
            before.city.person("佐藤 キヨ", kana="さとう きよ")
            phone = started(before)
            clerk = Clerk(before)
            clerk.type("satouki")
            clerk.press(ENTER)
            clerk.type("kya")
            clerk.press(ENTER)
            clerk.press(Qt.Key.Key_H, Qt.KeyboardModifier.AltModifier)
            qtbot.wait(600)
            before.settle()
        with window_over(qtbot, database) as after:
            phone = after.start("applications").phone
            after.settle()
            assert phone.person_chosen.name.text() == "佐藤 キヨ"
            assert phone.course_chosen.name.text() == "キャッシュレス決済"
            assert phone.heard.value == "広報紙"
            after.key(phone.accept_button, ENTER)
            assert phone.result.title.text() == "受講決定 1番"


def test_a_call_given_up_leaves_nothing_behind(on_stage: Stage) -> None:
    phone = started(on_stage)
    clerk = Clerk(on_stage)
    clerk.type("さとう")
    on_stage.qtbot.wait(600)
    on_stage.settle()
    assert on_stage.services.drafts.find(phone._device, "telephone") is not None
    clerk.press(Qt.Key.Key_F4)
    on_stage.qtbot.wait(600)
    on_stage.settle()
    assert on_stage.services.drafts.find(phone._device, "telephone") is None


_TYPING = """
import sys
from pathlib import Path
sys.path.insert(0, {root!r})
from PySide6.QtWidgets import QApplication
from PySide6.QtTest import QTest
from datetime import date
from divide_app.services import Services
from divide_app.storage.database import Database, open_database
from divide_app.storage.places import Place
from divide_app.ui.background import Background
from divide_app.ui.shell import Shell
from divide_app.ui.screens.applications.phone import PhoneView
from divide_app.wording.sentences import sentence

app = QApplication([])
services = Services(open_database(Place(folder=Path({folder!r})), password="鍵"))
shell = Shell(services, Background(sentence), fiscal_year=2026, today=lambda: date(2026, 11, 21))
view = PhoneView(shell)
view.show()
view.new_person()
for field, text in zip(view.new_form.typed_fields, ("きゅうし たえ", "急死 妙", "0296-58-9999", "S20")):
    field.line.insert(text)
while services.drafts.find(view._device, "telephone") is None or shell.background.pending:
    QTest.qWait(50)
print("typed", flush=True)
QTest.qWait(60000)
"""


def test_a_process_killed_in_the_middle_of_a_call_loses_nothing_and_leaves_nothing_readable(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    place = Place(folder=folder)
    open_database(place, password="鍵").close()
    script = _TYPING.format(root=str(Path(__file__).parents[2]), folder=str(folder))
    process = subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, env=os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == b"typed"
    finally:
        process.send_signal(signal.SIGKILL)
        process.communicate()
    for file in folder.glob("*"):
        if file.is_file():
            assert "急死".encode() not in file.read_bytes()
    database = open_database(place, password="鍵")
    try:
        kept = Services(database).drafts.find(platform.node() or "PC", "telephone")
        assert kept is not None
        typed = ("きゅうし たえ", "急死 妙", "0296-58-9999", "S20")
        assert tuple(kept[name] for name in ("kana", "name", "phone", "birth")) == typed
    finally:
        database.close()


NUMBER = "12345678901" + check_digit("12345678901")
GOOD = [
    ("name", "田", "田"),
    ("name", "寿" * 40, "寿" * 40),
    ("name", "葛\U000e0100城 渚", "葛\U000e0100城 渚"),
    ("name", "𠮷田 﨑", "𠮷田 﨑"),
    ("name", "Maria da Silva-Santos", "Maria da Silva-Santos"),
    ("phone", "０９０－１２３４－５６７８", "090-1234-5678"),
    ("phone", "(0296)58-1111 内線 234", "(0296)58-1111 内線 234"),
    ("phone", "+81 90 1234 5678", "+81 90 1234 5678"),
    ("birth", "S25.3.2", Birth(day=date(1950, 3, 2))),
    ("birth", "H1.1.8", Birth(day=date(1989, 1, 8))),
    ("birth", "R2.4.1", Birth(day=date(2020, 4, 1))),
    ("birth", "昭和64年1月7日", Birth(day=date(1989, 1, 7))),
    ("birth", "明治45年7月29日", Birth(day=date(1912, 7, 29))),
    ("birth", "昭和25年", Birth(year=1950)),
    ("birth", "70代", Birth(band="70-79", band_as_of=TODAY)),
]
BAD = [
    ("name", "寿" * 61, "name_too_long", "60文字"),
    ("name", f"佐藤 {NUMBER}", "individual_number", "マイナンバー"),
    ("kana", NUMBER, "individual_number", "マイナンバー"),
    ("phone", NUMBER, "individual_number", "マイナンバー"),
    ("birth", "2027-01-01", "birth_in_future", "先"),
    ("birth", "明治10年1月1日", "birth_too_old", "130"),
    ("birth", "昭和64年1月8日", "era_over", "昭和は64年1月7日まで"),
    ("birth", "昭和88年の春", "bad_date", "読めません"),
]


def made(field: str, text: str) -> Participant:
    """Return a person as the service is given them: the birth read by the one rule all entries share."""
    parts: dict[str, Any] = {"name": "見本 花", "kana": "みほん はな"}
    parts[field] = parse_birth(text, TODAY) if field == "birth" else text
    return Participant(new_id(), **parts)


def fill(on_stage: Stage, phone: Any, field: str, text: str) -> None:
    on_stage.city.course("キャッシュレス決済", capacity=3)
    on_stage.settle()
    phone.refresh()
    phone.new_person()
    phone.new_form.name.set_text("見本 花")
    phone.new_form.kana.set_text("みほん はな")
    dict(zip(("kana", "name", "phone", "birth"), phone.new_form.typed_fields, strict=True))[field].set_text(text)
    on_stage.qtbot.wait(150)
    on_stage.settle()
    phone.new_form.finish()
    on_stage.settle()
    if phone._person is not None:
        on_stage.key(phone.courses.line, ENTER)
        on_stage.key(phone.accept_button, ENTER)


@pytest.mark.parametrize(("field", "text", "kept"), GOOD)
def test_what_people_are_called_and_say_is_taken_by_form_and_service(
    on_stage: Stage, field: str, text: str, kept: object
) -> None:
    phone = started(on_stage)
    fill(on_stage, phone, field, text)
    (line,) = on_stage.services.participants.all()
    assert getattr(on_stage.services.participants.get(line.id), field) == kept
    person = made(field, text)
    on_stage.services.participants.add(person)
    assert getattr(on_stage.services.participants.get(person.id), field) == kept


@pytest.mark.parametrize(("field", "text", "code", "words"), BAD)
def test_what_cannot_be_is_told_beside_its_field_and_refused_by_the_service(
    on_stage: Stage, field: str, text: str, code: str, words: str
) -> None:
    phone = started(on_stage)
    fill(on_stage, phone, field, text)
    error = dict(zip(("kana", "name", "phone", "birth"), phone.new_form.typed_fields, strict=True))[field].error
    assert words in (error or on_stage.notice)
    assert NUMBER not in (error or "") + on_stage.notice
    assert on_stage.services.participants.all() == []
    with pytest.raises(DomainError) as refused:
        on_stage.services.participants.add(made(field, text))
    assert refused.value.code == code
    on_stage.qtbot.wait(600)
    on_stage.settle()
    kept = on_stage.services.drafts.find(phone._device, "telephone") or {}
    assert NUMBER not in "".join(kept.values())


def test_an_address_without_a_number_is_an_address(on_stage: Stage) -> None:
    person = on_stage.city.person("見本 花", address="本町")
    assert on_stage.services.participants.get(person).address == "本町"


def test_nothing_of_the_caller_before_stays_when_it_is_somebody_else(on_stage: Stage) -> None:
    phone = started(on_stage)
    phone.new_person()
    for field, text in zip(phone.new_form.typed_fields, ("さとう きよ", "佐藤 清", "090-1", "75"), strict=True):
        field.set_text(text)
    phone.needs.boxes[Need.WHEELCHAIR].setChecked(True)
    phone.phone_kind.set_value(PhoneKind.IPHONE)
    phone.new_form.finish()
    on_stage.settle()
    phone.person_chosen.change.click()
    on_stage.settle()
    phone.new_person()
    assert [field.text for field in phone.new_form.typed_fields] == ["", "", "", ""]
    assert (phone.people.line.text(), phone.needs.value(), phone.phone_kind.value) == (
        "",
        frozenset(),
        PhoneKind.UNKNOWN,
    )


@pytest.mark.parametrize("leave", ["next_call", "other_person"])
def test_an_answer_about_the_caller_before_comes_too_late(on_stage: Stage, leave: str) -> None:
    known = on_stage.city.person("佐藤 清")
    phone = started(on_stage)
    phone._take_person(known)
    getattr(phone, leave)()
    on_stage.settle()
    assert phone.person_pages.currentIndex() == 0


def test_a_known_caller_leaves_nothing_in_the_form_of_a_new_one(on_stage: Stage) -> None:
    known = on_stage.city.person("佐藤 清")
    phone = started(on_stage)
    phone.new_person()
    phone.new_form.name.set_text("鈴木")
    phone.new_form.left.emit()
    phone._take_person(known)
    on_stage.settle()
    phone.new_person()
    assert phone.new_form.name.text == ""


def test_somebody_new_takes_nothing_of_a_known_caller_not_even_the_id(on_stage: Stage) -> None:
    known = on_stage.city.person("佐藤 清", needs=frozenset({Need.SIGN_LANGUAGE}))
    phone = started(on_stage)
    phone._take_person(known)
    on_stage.settle()
    phone.new_person()
    assert (phone._person, phone.needs.value()) == (None, frozenset())
    phone.new_form.name.set_text("田中 花")
    phone.new_form.finish()
    on_stage.settle()
    assert phone._person.id != known


def test_another_name_searched_for_after_the_form_was_left_is_another_caller(on_stage: Stage) -> None:
    phone = started(on_stage)
    phone.people.line.setText("すずき")
    phone.new_person()
    phone.new_form.phone.set_text("090-1")
    phone.needs.boxes[Need.WHEELCHAIR].setChecked(True)
    on_stage.key(phone.new_form, Qt.Key.Key_Escape)
    phone.new_person()
    assert [field.text for field in phone.new_form.typed_fields] == ["すずき", "", "090-1", ""], "a step back and on"
    on_stage.key(phone.new_form, Qt.Key.Key_Escape)
    phone.people.line.setText("たなか")
    phone.new_person()
    assert [field.text for field in phone.new_form.typed_fields] == ["たなか", "", "", ""]
    assert phone.needs.value() == frozenset()


def test_taking_back_the_last_callers_application_leaves_the_next_call_as_it_is(on_stage: Stage) -> None:
    city = on_stage.city
    first, second = city.person("佐藤 清"), city.person("鈴木 花")
    city.course("キャッシュレス決済", capacity=3)
    phone = started(on_stage)
    phone._take_person(first)
    on_stage.settle()
    on_stage.key(phone.courses.line, ENTER)
    on_stage.key(phone.accept_button, ENTER)
    phone.open(participant=second)
    on_stage.settle()
    on_stage.key(phone.courses.line, ENTER)
    on_stage.undo()
    on_stage.settle()
    assert (phone._person.name, phone._course.title) == ("鈴木 花", "キャッシュレス決済")
    assert on_stage.notice == "佐藤 清さんの申込を取り消しました"
