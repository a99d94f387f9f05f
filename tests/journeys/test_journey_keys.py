"""An encrypted office from its first day to another PC: work, the password forgotten, a backup put back, the move."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from divide_app.bootstrap import open_services
from divide_app.domain.office.office import Role
from divide_app.domain.people.participants import Participant
from divide_app.foundation import settings
from divide_app.services import Services
from divide_app.storage import keys
from divide_app.storage.places import DATABASE_FILE, Place, moved_away
from divide_app.ui.app import Opened, open_window, start_now
from divide_app.ui.opening import open_place
from divide_app.ui.opening_covers import MovedCover, PasswordCover
from divide_app.ui.recovered import RecoveredScreen
from divide_app.ui.screens.welcome import WelcomeScreen
from divide_app.ui.sign_in import SignInCover

FIRST, SECOND, THIRD = "あさ顔と麦わら帽子", "湖まで歩く 3人", "雪の朝と長靴 5足"
NAME = "見本 花子"


class Pc:
    """One PC: its window is opened on a place and closed again, as often as somebody wants."""

    def __init__(self, qtbot: Any, qapp: QApplication, place: Path) -> None:
        self.qtbot, self.qapp, self.place = qtbot, qapp, place
        self.opened: Opened | None = None
        self.crashes: list[object] = []

    @property
    def window(self) -> Any:
        assert self.opened is not None
        return self.opened.window

    @property
    def services(self) -> Services:
        assert self.opened is not None
        return self.opened.shell.services

    @property
    def cover(self) -> Any:
        return self.window.cover_on_top

    def start(self) -> None:
        """Press the icon."""
        self.opened = open_window(self.qapp, None, start_now(lambda: date(2026, 11, 21)))
        self.opened.background.crashed.connect(self.crashes.append)
        open_place(self.opened.shell, self.opened.window, lambda word: open_services(self.place, password=word))
        self.settle()

    def close(self) -> None:
        """Close the window."""
        if self.opened is not None:
            if self.opened.shell.is_open:
                self.services.close()
            self.opened.close()
            self.opened = None
            self.qtbot.wait(1)

    def settle(self) -> None:
        for _turn in range(3):
            background = self.opened.background if self.opened is not None else None
            self.qtbot.waitUntil(lambda: background is None or background.pending == 0, timeout=60_000)  # noqa: B023
            self.qtbot.wait(1)
        assert not self.crashes, self.crashes

    def press(self, root: QWidget, word: str) -> None:
        found = [one for one in root.findChildren(QAbstractButton) if one.text() == word and one.isVisible()]
        assert found, f"no button {word}"
        found[0].click()
        self.settle()

    def password(self, word: str) -> None:
        """Type into the page that asks for the password."""
        assert isinstance(self.cover, PasswordCover)
        self.cover.password.line.setText(word)
        self.qtbot.keyClick(self.cover.password.line, Qt.Key.Key_Return)
        self.settle()

    def choose(self, field: Any, word: str) -> None:
        field.first.line.setText(word)
        field.again.line.setText(word)

    def key_to_paper(self, card: Any, word: str) -> str:
        """Copy the recovery key, and go on."""
        assert not card.go_on.isEnabled()
        key: str = card.key
        card.kept.box.click()
        self.press(card, word)
        return key

    def section(self, name: str) -> Any:
        self.window.navigate("settings", section=name)
        self.settle()
        return self.window.current_screen.sections[name]

    def people(self) -> int:
        return self.services.maintenance.info().tables["participants"]

    def add(self, name: str) -> None:
        services = self.services
        person = Participant(services.database.make_id(), name, "ミホン ハナコ")
        services.participants.add(person)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "_MEMORY", 64)
    monkeypatch.setattr(keys, "_PASSES", 1)


@pytest.fixture
def pc(qtbot: Any, qapp: QApplication, tmp_path: Path) -> Iterator[Callable[[str], Pc]]:
    made: list[Pc] = []

    def at(name: str) -> Pc:
        made.append(Pc(qtbot, qapp, tmp_path / name))
        return made[-1]

    yield at
    for one in made:
        one.close()


def begun(pc: Pc) -> str:
    """Begin on a new PC as the page suggests, and return the recovery key."""
    pc.start()
    welcome = pc.cover
    assert isinstance(welcome, WelcomeScreen)
    pc.press(welcome, "新しく始める")
    welcome.municipality.set_text("みなみ野市")
    welcome.section.set_text("生涯学習課")
    pc.press(welcome, "次へ")
    pc.choose(welcome.protect.password, FIRST)
    pc.press(welcome, "暗号化して始める")
    key = pc.key_to_paper(welcome.recovery, "始める")
    assert pc.cover is None
    assert pc.window.current_key == "home"
    return key


def test_a_key_from_the_first_day_to_another_pc(
    pc: Callable[[str], Pc], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = pc("old")
    first_key = begun(old)
    old.add(NAME)
    backup = old.services.maintenance.back_up().file
    old.add("見本 一郎")
    assert NAME.encode() not in (old.place / DATABASE_FILE).read_bytes()
    old.close()

    old.start()  # the password is forgotten
    old.password("おぼえていない言葉")
    assert old.cover.password.error
    old.password(first_key)
    assert isinstance(old.cover, RecoveredScreen)
    old.choose(old.cover.password, SECOND)
    old.press(old.cover, "このパスワードにする")
    second_key = old.key_to_paper(old.cover.recovery, "始める")
    assert old.window.current_key == "home"
    assert old.people() == 2
    old.close()

    old.start()
    old.password(first_key)
    assert isinstance(old.cover, PasswordCover), "the opened envelope's key opens nothing any more"
    old.password(SECOND)
    page = old.section("backup")
    page.look_into(backup)
    old.settle()
    shown = words(page.restoring)
    for word in ("作った日時", "作ったパソコン", "かけはしの版", "講座", "参加者", "暗号化", "バックアップを作成"):
        assert word in shown
    assert "件の操作が失われます" in page.restoring.loss.label.text()
    old.press(page, "このバックアップに戻す")
    assert ".replaced" in page.result.label.text()
    assert old.people() == 1
    assert keys.id_in(old.place / DATABASE_FILE), "an encrypted place stays encrypted"
    assert old.services.maintenance.audit_verdict().ok

    settings.save(settings.Settings(text_size=settings.TextSize.LARGE))
    stick = tmp_path / "stick"
    stick.mkdir()
    page.carry_out(stick / "move.sqlite")
    old.settle()
    assert "確かめました" in page.moved.label.text()
    assert [one.name for one in stick.iterdir()] == ["move.sqlite"], "one file"
    old.close()
    old.start()
    old.password(SECOND)
    assert isinstance(old.cover, MovedCover), "the old PC says where the data went"
    old.press(old.cover, "見るために開く")
    assert old.window.current_key == "home"
    old.close()

    for name in ("CONFIG", "DATA"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / f"new-{name.lower()}"))
    new = pc("new")
    new.start()
    welcome = new.cover
    welcome.show_arrival(stick / "move.sqlite")
    new.settle()
    assert welcome.arrival.password.isVisible()
    welcome.arrival.password.line.setText("ちがう言葉です")
    new.press(welcome, "中を見る")
    assert welcome.arrival.password.error
    welcome.arrival.password.line.setText(SECOND)
    new.press(welcome, "中を見る")
    assert "作ったパソコン" in words(welcome.arrival)
    new.press(welcome, "このデータで始める")
    assert (new.cover, new.window.current_key) == (None, "home")
    assert new.people() == 1
    assert settings.load()[0].text_size is settings.TextSize.LARGE
    verdict = new.services.maintenance.audit_verdict()
    assert verdict.ok
    assert (verdict.sealed, verdict.foreign) == (verdict.entries, 0), "the record's key came along"
    new.close()
    new.start()
    new.password(second_key)
    assert isinstance(new.cover, RecoveredScreen), "the paper in the safe opens it here as well"


def test_users_have_their_own_way_in_and_the_envelope_lets_staff_in_again(pc: Callable[[str], Pc]) -> None:
    place = pc("users")
    key = begun(place)
    users = place.services.users
    users.add("職員甲", Role.STAFF, SECOND)
    place.close()
    place.start()
    place.password(SECOND)
    assert (place.cover, place.window.current_key) == (None, "home"), "typed once: it opens and signs in"
    assert place.services.actor.name == "職員甲"
    place.close()
    place.start()
    place.password(FIRST)
    assert isinstance(place.cover, SignInCover), "the place's own password says nothing about who it is"
    place.close()
    place.start()
    place.password(key)
    assert isinstance(place.cover, RecoveredScreen)
    assert place.cover.name is not None
    place.choose(place.cover.password, THIRD)
    place.press(place.cover, "このパスワードにする")
    place.key_to_paper(place.cover.recovery, "始める")
    assert (place.cover, place.window.current_key) == (None, "home")
    place.close()
    place.start()
    place.password(THIRD)
    assert place.window.current_key == "home"


def test_who_declines_reads_what_it_means_and_the_move_is_called_off(pc: Callable[[str], Pc], tmp_path: Path) -> None:
    place = pc("plain")
    place.start()
    welcome = place.cover
    place.press(welcome, "新しく始める")
    welcome.municipality.set_text("みなみ野市")
    welcome.section.set_text("生涯学習課")
    place.press(welcome, "次へ")
    place.choose(welcome.protect.password, "みなみ野市みなみ野市")
    place.press(welcome, "暗号化して始める")
    assert welcome.protect.password.first.error, "the city's own name is a poor password"
    assert not welcome.protect.plain.isVisible()
    place.press(welcome, "パスワードを決めない")
    assert "だれでも" in welcome.protect.warning.label.text()
    place.press(welcome, "暗号化せずに始める")
    assert place.window.current_key == "home"
    assert keys.is_plain(place.place / DATABASE_FILE)
    page = place.section("backup")
    assert page.not_encrypted.isVisible(), "a stick that is found can be read"
    page.carry_out(tmp_path / "plain.sqlite")
    place.settle()
    place.close()
    place.start()
    place.press(place.cover, "移すのをやめて、ここで使い続ける")
    assert moved_away(Place(folder=place.place)) is None
    place.close()
    place.start()
    assert place.cover is None
    other = pc("other")
    other.start()
    other.cover.show_arrival(tmp_path / "plain.sqlite")
    other.settle()
    other.press(other.cover, "このデータで始める")
    assert other.window.current_key == "home"


def words(widget: QWidget) -> str:
    from divide_app.ui.widgets.labels import Label

    return "\n".join(label.text() for label in widget.findChildren(Label) if label.isVisible())
