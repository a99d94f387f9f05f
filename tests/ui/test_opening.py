"""The window stands before its data: it asks for a password, says what is wrong, and then begins."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from divide_app.bootstrap import open_services
from divide_app.foundation.problems import EnvironmentProblem
from divide_app.services import Services
from divide_app.services.office.restoring import verify_backup
from divide_app.storage import keys
from divide_app.storage.places import Place
from divide_app.ui.app import Opened
from divide_app.ui.opening import open_place
from divide_app.ui.opening_covers import PasswordCover, TroubleCover
from divide_app.ui.recovered import RecoveredScreen
from divide_app.ui.screens.welcome import WelcomeScreen
from tests.support.databases import encrypt_as_before_slots
from tests.support.stage import wait_for_answers


def _settle(qtbot: Any, frame: Opened) -> None:
    wait_for_answers(frame.background)
    qtbot.wait(5)


def test_the_frame_is_there_and_waits_while_the_place_is_opened(qtbot: Any, frame: Opened) -> None:
    assert frame.window.isVisible()
    frame.window.navigate("courses")
    assert frame.window.current_screen is None


def test_an_empty_place_begins_with_the_welcome(qtbot: Any, frame: Opened, tmp_path: Path) -> None:
    open_place(frame.shell, frame.window, lambda _password: open_services(tmp_path / "place"))
    _settle(qtbot, frame)
    assert isinstance(frame.window.cover_on_top, WelcomeScreen)


def test_a_first_start_left_at_the_password_goes_on_there_until_somebody_decides(
    qtbot: Any, frame: Opened, tmp_path: Path
) -> None:
    with closing(open_services(tmp_path / "place")) as made:
        made.office.set_up("みなみ野市", "生涯学習課")

    def start() -> Any:
        open_place(frame.shell, frame.window, lambda _password: open_services(tmp_path / "place"))
        _settle(qtbot, frame)
        return frame.window.cover_on_top

    welcome = start()
    assert isinstance(welcome, WelcomeScreen)
    assert welcome.protect.isVisible()
    welcome.protect.plain.clicked.emit()
    _settle(qtbot, frame)
    assert frame.window.cover_on_top is None
    assert frame.window.office_label.text() == "みなみ野市 生涯学習課"
    assert start() is None


def words_of(cover: QWidget) -> str:
    return "\n".join(label.text() for label in cover.findChildren(QLabel))


def slipped(key: str) -> str:
    """Return the key with one sign of it wrong."""
    return key[:-1] + ("7" if key[-1] != "7" else "8")


def test_an_encrypted_place_asks_until_the_password_is_right(qtbot: Any, frame: Opened, tmp_path: Path) -> None:
    place = tmp_path / "place"
    made = open_services(place, password="ひみつの'鍵と自転車")
    made.demo.create()
    key = made.encryption.new_recovery_key()
    made.close()

    def opener(password: str | None) -> Services:
        return open_services(place, password=password)

    open_place(frame.shell, frame.window, opener)
    _settle(qtbot, frame)
    cover = frame.window.cover_on_top
    assert isinstance(cover, PasswordCover)
    cover.password.line.setText("ちがう")
    qtbot.keyClick(cover.password.line, Qt.Key.Key_Return)
    _settle(qtbot, frame)
    cover = frame.window.cover_on_top
    assert isinstance(cover, PasswordCover)
    assert "パスワード" in cover.password.error
    assert "回復キー" in words_of(cover)
    cover.password.line.setText(slipped(key))
    qtbot.keyClick(cover.password.line, Qt.Key.Key_Return)
    _settle(qtbot, frame)
    cover = frame.window.cover_on_top
    assert isinstance(cover, PasswordCover)  # a slip on the way from the paper is typed again, here
    assert "回復キー" in cover.password.error
    cover.password.line.setText(key.lower())  # the password is forgotten: what stands on the paper opens it
    qtbot.keyClick(cover.password.line, Qt.Key.Key_Return)
    _settle(qtbot, frame)
    assert isinstance(frame.window.cover_on_top, RecoveredScreen)


def test_a_place_encrypted_before_slots_opens_once_with_its_password_and_asks_for_a_recovery_key(
    qtbot: Any, frame: Opened, tmp_path: Path
) -> None:
    place = Place(folder=tmp_path / "place")
    made = open_services(tmp_path / "place")
    made.office.set_up("みなみ野市", "生涯学習課")
    made.close()
    encrypt_as_before_slots(place.database_file, "むかしの鍵")
    open_place(frame.shell, frame.window, lambda password: open_services(tmp_path / "place", password=password))
    _settle(qtbot, frame)
    cover = frame.window.cover_on_top
    assert isinstance(cover, PasswordCover)
    cover.password.line.setText("むかしの鍵")
    cover.send()
    assert cover.waiting.isVisible()
    _settle(qtbot, frame)
    assert frame.window.current_key == "home"
    assert keys.id_in(place.database_file)
    assert verify_backup(place.database_file.parent / "backups" / "before-slots.sqlite", "むかしの鍵").ok
    assert "回復キーがまだありません" in frame.window.notice_bar.text
    frame.window.notice_bar.act()
    _settle(qtbot, frame)
    screen: Any = frame.window.current_screen
    page = screen.sections["encryption"]
    page.key_button.click()
    _settle(qtbot, frame)
    assert page.pages.current is page.recovery
    page.recovery.kept.box.click()
    page.recovery.go_on.click()
    _settle(qtbot, frame)
    assert frame.shell.services.encryption.state().has_recovery_key


def test_a_locked_file_is_said_and_tried_again(qtbot: Any, frame: Opened, tmp_path: Path) -> None:
    tries: list[str | None] = []

    def opener(password: str | None) -> Services:
        tries.append(password)
        if len(tries) == 1:
            raise EnvironmentProblem("locked", path="kakehashi.sqlite")
        return open_services(tmp_path / "place")

    open_place(frame.shell, frame.window, opener)
    _settle(qtbot, frame)
    cover = frame.window.cover_on_top
    assert isinstance(cover, TroubleCover)
    cover.button.click()
    _settle(qtbot, frame)
    assert len(tries) == 2
    assert isinstance(frame.window.cover_on_top, WelcomeScreen)


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package of one session of the sample city, made at an office elsewhere."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "hall-pc"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "hall-pc"))
    office = open_services(tmp_path / "office")
    office.demo.create()
    session = next(line for line in office.scheduling.sessions() if line.accepted)
    file = tmp_path / "out.kakehashi"
    office.hall_packages.create([session.id], file, "ひらけごま 青い扉")
    office.close()
    return file


def _unlock(qtbot: Any, frame: Opened) -> None:
    _settle(qtbot, frame)
    cover = frame.window.cover_on_top
    assert isinstance(cover, PasswordCover)
    assert "事務所にお尋ねください" in words_of(cover)
    assert "回復キー" not in words_of(cover)
    cover.password.line.setText("ひらけごま 青い扉")
    qtbot.keyClick(cover.password.line, Qt.Key.Key_Return)
    _settle(qtbot, frame)


def test_a_hall_package_shows_its_door_and_nothing_else(qtbot: Any, frame: Opened, package: Path) -> None:
    open_place(frame.shell, frame.window, lambda password: open_services(package, password=password))
    _unlock(qtbot, frame)
    window = frame.window
    assert window.current_key == "door"
    assert not window.rail.isVisible()
    assert not window.search_field.isVisible()
    window.navigate("applications")
    assert window.current_key == "door"
    screen: Any = window.current_screen
    assert len(screen.chooser.buttons) == 1, "the package's session, whatever its day"
    assert "out.kakehashi" in screen.chooser.hall.words.label.text()
    assert not screen.chooser.packages.isVisible()


def test_the_first_start_opens_a_package_instead(qtbot: Any, frame: Opened, package: Path, tmp_path: Path) -> None:
    frame.shell.elsewhere = lambda path: lambda password: open_services(path, password=password)
    place = open_services(tmp_path / "place")
    open_place(frame.shell, frame.window, lambda _password: place)
    _settle(qtbot, frame)
    welcome = frame.window.cover_on_top
    assert isinstance(welcome, WelcomeScreen)
    assert welcome.package_button.isVisible()
    place.close()
    welcome.open_package(package)
    _unlock(qtbot, frame)
    assert frame.window.current_key == "door"


def test_a_stick_pulled_out_is_said_before_the_window_closes(
    qtbot: Any, frame: Opened, package: Path, expected_logs: Any
) -> None:
    expected_logs.expect("the package file could not be written")
    open_place(frame.shell, frame.window, lambda password: open_services(package, password=password))
    _unlock(qtbot, frame)
    services, screen = frame.shell.services, frame.window.current_screen
    (session,) = services.scheduling.sessions()
    stick = package.parent
    package.rename(stick / "elsewhere")
    package.mkdir()  # where the file stood nothing can be written now
    services.check_in.receive_walk_in(session.id, "70-74", forced_reason="見本")
    screen.refetch()  # type: ignore[union-attr]
    _settle(qtbot, frame)
    hall = screen.chooser.hall  # type: ignore[union-attr]
    assert hall.is_behind
    frame.window.close()
    _settle(qtbot, frame)
    assert frame.window.isVisible()
    assert "まだ書けていません" in hall.words.label.text()
    assert hall.leave_button.isVisible()
    package.rmdir()
    (stick / "elsewhere").rename(package)
    hall.write_button.click()
    _settle(qtbot, frame)
    assert not hall.is_behind
    frame.window.close()
    assert not frame.window.isVisible()
