"""受付パック: what goes out, how it is locked, what came home, and the acts a person decides about."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from divide_app.bootstrap import open_services
from divide_app.exchange import hall_package
from divide_app.services import Services
from tests.support.city import meeting
from tests.support.databases import HandClock
from tests.support.stage import Stage, stage


@pytest.fixture
def on_stage(qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "hall-pc"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "hall-pc"))
    with stage(qtbot, tmp_path / "data", "packages", "door") as made:
        made.city.services.office.set_up("見本市", "生涯学習課")
        yield made


def at_the_hall(file: Path, password: str, clock: Any) -> Services:
    return open_services(file, password=password, clock=clock)


def packed(on_stage: Stage, tmp_path: Path) -> tuple[Any, Path, str, UUID, list[str]]:
    """Pack today's session through the window; return the screen, the file, the code and the tickets."""
    course = on_stage.city.course("スマホ入門")
    codes = [on_stage.city.apply(course)[2] for _ in range(3)]
    (session,) = on_stage.city.sessions(course)
    screen = on_stage.start("packages")
    file = tmp_path / "out.kakehashi"
    screen.pack.write_to(file)
    on_stage.settle()
    return screen, file, screen.pack.code.text(), session, codes


def texts(place: QWidget) -> list[str]:
    return [label.text() for label in place.findChildren(QLabel)]


def test_todays_sessions_are_ticked_and_the_count_is_said(on_stage: Stage) -> None:
    today = on_stage.city.course("スマホ入門")
    on_stage.city.apply(today)
    on_stage.city.course("地図アプリ", meeting("2026-11-28 10:00", "2026-11-28 12:00"))
    screen = on_stage.start("packages")
    assert screen.pack.chosen == on_stage.city.sessions(today)
    assert screen.pack.chosen_words.text() == "1回・1人"
    for box in screen.pack.boxes.values():
        box.setChecked(False)
    assert not screen.pack.write_button.isEnabled()


def test_the_code_on_screen_opens_the_file_and_is_gone_afterwards(on_stage: Stage, tmp_path: Path) -> None:
    screen, file, code, session, _codes = packed(on_stage, tmp_path)
    assert len(code.replace("-", "")) == 16
    assert [one.id for one in hall_package.read(file, code.lower()).content.sessions] == [session]
    screen.pack.copy.click()
    assert QApplication.clipboard().text() == code
    on_stage.press(screen, "終わる")
    assert screen.pack.code.text() == ""
    assert screen.pack.form.isVisible()


def test_a_password_of_ones_own_is_weighed_and_used(on_stage: Stage, tmp_path: Path) -> None:
    on_stage.city.course()
    screen = on_stage.start("packages")
    screen.pack.own.click()
    screen.pack.write()
    assert "合い言葉を入れてください" in screen.pack.password.error
    on_stage.qtbot.keyClicks(screen.pack.password.line, "abc")
    assert screen.pack.weak.isVisible()
    on_stage.qtbot.keyClicks(screen.pack.password.line, "-nagai-kotoba")
    assert not screen.pack.weak.isVisible()
    file = tmp_path / "own.kakehashi"
    screen.pack.write_to(file)
    on_stage.settle()
    assert not screen.pack.code.isVisible()
    assert hall_package.read(file, "abc-nagai-kotoba").content.sessions


def test_a_dropped_package_is_merged_put_away_and_listed(on_stage: Stage, tmp_path: Path) -> None:
    screen, file, code, session, codes = packed(on_stage, tmp_path)
    hall = at_the_hall(file, code, on_stage.clock)
    hall.check_in.receive_code(session, codes[0])
    hall.close()
    screen.show_part("home")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    screen.bring_home.dropEvent(
        QDropEvent(
            QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        )
    )
    on_stage.qtbot.keyClicks(screen.bring_home.password.line, "wrong")
    on_stage.key(screen.bring_home.password.line, Qt.Key.Key_Return)
    assert screen.bring_home.password.error
    assert on_stage.city.present(session) == 0
    screen.bring_home.password.set_text(code)
    screen.bring_home.merge()
    on_stage.settle()
    assert screen.bring_home.figures.labels["accepted"].text() == "1"
    assert on_stage.city.present(session) == 1
    on_stage.press(screen, "ファイルの中身を消去する")
    assert hall_package.read(file, code).content.received
    assert "受付1件" in screen.bring_home.away_words.text()
    (line,) = on_stage.services.hall_packages.packages()
    assert line.wiped_at is not None


def test_what_waits_is_decided_with_both_times_in_sight(on_stage: Stage, tmp_path: Path) -> None:
    screen, file, code, session, codes = packed(on_stage, tmp_path)
    wrong = HandClock(on_stage.clock() - timedelta(days=1))
    hall = at_the_hall(file, code, wrong)
    for one in codes[:2]:
        hall.check_in.receive_code(session, one, forced_reason="時計", device="会場PC")
    hall.close()
    on_stage.city.scan(session, codes[0], device="事務所PC")
    screen.show_part("home")
    screen.bring_home.read_package(file)
    screen.bring_home.password.set_text(code)
    screen.bring_home.merge()
    on_stage.settle()
    on_stage.press(screen, "確認待ちを見る")
    inbox = screen.inbox
    assert inbox.isVisible()
    assert len(inbox.model.lines()) == 2
    assert QApplication.focusWidget() is inbox.table, "the keyboard goes along"
    inbox.table.choose_row(0)
    both = next(line for line in inbox.model.lines() if line.known)
    inbox._chosen(both)
    assert {"会場PC", "事務所PC"} <= {*texts(inbox.hall), *texts(inbox.office)}
    assert "令和8年11月20日(金) 9:30" in texts(inbox.hall)
    assert "令和8年11月21日(土) 9:30" in texts(inbox.office)
    inbox._chosen(inbox.model.line(0))
    assert inbox.clock_shift.number() == 1440
    on_stage.press(screen, "同じ理由の2件をまとめて受け入れる")
    assert on_stage.services.hall_packages.inbox() == []
    assert on_stage.city.present(session) == 2
    assert inbox.states.state == "empty"
    assert "2件を受け入れました" in on_stage.notice


def test_the_door_leads_to_the_packages_and_the_search_knows_them(on_stage: Stage) -> None:
    on_stage.city.course()
    screen = on_stage.start("door")
    screen.chooser.packages.click()
    on_stage.settle()
    assert on_stage.window.current_key == "packages"
    on_stage.window.navigate("home")
    (found,) = [hit for hit in on_stage.window._commands() if hit.title == "受付パック"]
    assert found.act is not None
    found.act()
    assert on_stage.window.current_key == "packages"
    assert "packages" not in on_stage.window.rail.buttons


def test_this_weeks_sessions_stand_open_and_the_later_ones_one_press_away(on_stage: Stage) -> None:
    soon = on_stage.city.course("スマホ入門")
    later = on_stage.city.course("地図アプリ", meeting("2026-12-05 10:00", "2026-12-05 12:00"))
    screen = on_stage.start("packages")
    pack = screen.pack
    (first,), (second,) = on_stage.city.sessions(soon), on_stage.city.sessions(later)
    assert pack.boxes[first].isVisible()
    assert not pack.boxes[second].isVisible()
    on_stage.press(screen, "この先の1回も見る")
    assert pack.boxes[second].isVisible()
    assert pack.boxes[second].hasFocus()
    pack.boxes[second].click()
    screen.refetch()
    on_stage.settle()
    assert pack.boxes[second].isVisible(), "what is ticked is not hidden again"
    assert pack.chosen == [first, second]
