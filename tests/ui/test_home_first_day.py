"""ホーム and the first start, as a clerk meets them: an empty folder, the sample city, and what to do today."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton

from divide_app.domain.calendar import local_day
from divide_app.foundation.settings import load, save
from divide_app.services import Services
from divide_app.ui import theme
from divide_app.ui.app import Opened, open_window, start_of
from divide_app.ui.screens.home import HomeScreen
from divide_app.ui.screens.home.parts import FirstStepsCard, SessionRow, TargetCard
from divide_app.ui.screens.welcome import WelcomeScreen
from divide_app.ui.shell import Screen, ScreenEntry
from divide_app.ui.widgets.buttons import Button
from divide_app.ui.widgets.labels import Label
from divide_app.wording import targets
from tests.support.databases import MORNING

TODAY = date(2026, 11, 21)


class Elsewhere(Screen):
    """Stands for another screen and keeps what it was asked for."""

    asked: list[dict[str, object]]

    def open(self, **arguments: object) -> None:
        self.asked.append(arguments)


@pytest.fixture
def asked() -> dict[str, list[dict[str, object]]]:
    return {}


@pytest.fixture
def opened(
    qapp: QApplication,
    services: Services,
    asked: dict[str, list[dict[str, object]]],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> Iterator[Callable[[], Opened]]:
    """Opens the whole window; every screen but ホーム is a stand-in that keeps its arguments."""
    windows: list[Opened] = []
    monkeypatch.setattr("divide_app.foundation.settings.settings_file", lambda: tmp_path / "settings.toml")

    def stand_in(key: str) -> Callable[[Any], Screen]:
        def make(shell: Any) -> Screen:
            made = Elsewhere(shell)
            made.asked = asked.setdefault(key, [])
            return made

        return make

    def open_it() -> Opened:
        start = start_of(services, lambda: local_day(MORNING))
        entries = [
            entry if entry.key == "home" else ScreenEntry(entry.key, entry.title, entry.icon, stand_in(entry.key))
            for entry in start.entries
        ]
        windows.append(open_window(qapp, services, replace(start, entries=entries)))
        windows[-1].window.showNormal()
        windows[-1].window.resize(1366, 768)
        return windows[-1]

    yield open_it
    for window in windows:
        window.close()


def quiet(qtbot: Any, opened: Opened) -> None:
    qtbot.waitUntil(lambda: opened.background.pending == 0, timeout=10_000)
    qtbot.wait(60)  # the second look at the day follows the first picture
    qtbot.waitUntil(lambda: opened.background.pending == 0, timeout=10_000)


def home_of(opened: Opened) -> HomeScreen:
    screen = opened.window.current_screen
    assert isinstance(screen, HomeScreen)
    return screen


def button_of(screen: Screen, word: str) -> Button:
    found = [one for one in screen.findChildren(Button) if one.text() == word and one.isVisible()]
    assert found, f"no button {word}"
    return found[0]


def test_an_empty_place_begins_with_the_choice_and_no_frame(qtbot: Any, opened: Callable[[], Opened]) -> None:
    window = opened()
    assert isinstance(window.window.cover_on_top, WelcomeScreen)
    assert not window.window.rail.isVisible()
    qtbot.keyClick(window.window, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert window.window.current_key == ""


@pytest.mark.parametrize("for_a_hall", [True, False])
def test_where_the_data_stays_is_said_in_one_line(qtbot: Any, opened: Callable[[], Opened], for_a_hall: bool) -> None:
    window = opened()
    welcome = window.window.cover_on_top
    assert isinstance(welcome, WelcomeScreen)
    welcome.package_button.setVisible(for_a_hall)
    qtbot.wait(20)
    where = next(one for one in welcome.findChildren(Label) if one.text().startswith("データはこのパソコンの中だけ"))
    assert where.width() >= where.fontMetrics().horizontalAdvance(where.text())


def test_the_sample_city_is_one_press_away_and_home_shows_its_target(
    qtbot: Any, opened: Callable[[], Opened], services: Services
) -> None:
    window = opened()
    welcome = window.window.cover_on_top
    assert isinstance(welcome, WelcomeScreen)
    qtbot.mouseClick(welcome.sample_button, Qt.MouseButton.LeftButton)
    quiet(qtbot, window)
    assert window.window.cover_on_top is None
    assert window.window.rail.isVisible()
    office = services.office.get()
    assert office is not None
    assert window.window.office_label.text() == f"{office.municipality} {office.name}"
    card = home_of(window).findChildren(TargetCard)[0]
    tally = services.targets.tally()[0]
    assert card.isVisible()
    assert card.accessibleName() == tally.target.name
    assert targets.number(tally.actual) in [label.text() for label in card.findChildren(type(home_of(window).nobody))]


def test_a_new_office_needs_two_names_and_then_sees_its_first_steps(
    qtbot: Any, opened: Callable[[], Opened], services: Services
) -> None:
    window = opened()
    welcome = window.window.cover_on_top
    assert isinstance(welcome, WelcomeScreen)
    qtbot.mouseClick(welcome.new_button, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(welcome.save_button, Qt.MouseButton.LeftButton)
    quiet(qtbot, window)
    assert welcome.municipality.error
    welcome.municipality.set_text("みなみ野市")
    welcome.section.set_text("生涯学習課")
    welcome.code.set_text("123456")
    qtbot.keyClick(welcome.section.line, Qt.Key.Key_Return)
    quiet(qtbot, window)
    assert welcome.code.error, "a code with a wrong check digit is refused beside its line"
    assert services.office.get() is None
    welcome.code.set_text("")
    qtbot.keyClick(welcome.section.line, Qt.Key.Key_Return)
    quiet(qtbot, window)
    qtbot.mouseClick(welcome.protect.decline, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(welcome.protect.plain, Qt.MouseButton.LeftButton)
    quiet(qtbot, window)
    assert window.window.office_label.text() == "みなみ野市 生涯学習課"
    assert home_of(window).findChildren(FirstStepsCard)
    assert len(services.catalogue.all()) > 5, "the kinds of course are there from the first day"


def test_home_names_todays_meetings_and_opens_the_door_of_one(
    qtbot: Any, opened: Callable[[], Opened], city: Services, asked: dict[str, list[dict[str, object]]]
) -> None:
    window = opened()
    quiet(qtbot, window)
    screen = home_of(window)
    assert screen.title.text().startswith("令和8年11月21日")
    assert screen.title.text().endswith("おはようございます")
    rows = screen.findChildren(SessionRow)
    assert [row.accessibleName()[:2] for row in rows] == ["今日", "今日", "明日"]
    assert "20/20" in rows[0].accessibleName()
    qtbot.mouseClick(button_of(screen, "受付を開く"), Qt.MouseButton.LeftButton)
    first = city.scheduling.sessions(TODAY, TODAY)[0]
    assert asked["door"] == [{"class_session": first.id}]


def test_figures_and_buttons_stand_below_each_other_at_every_text_size(
    qtbot: Any, qapp: QApplication, opened: Callable[[], Opened], city: Services
) -> None:
    window = opened()
    quiet(qtbot, window)
    rows = home_of(window).findChildren(SessionRow)
    widths = []
    for size, is_away in (("standard", False), ("largest", False), ("standard", True), ("largest", True)):
        if is_away:
            window.window.navigate("door")  # a hidden screen takes the new look when it is shown
        theme.apply(qapp, "light", size)
        window.window.navigate("home")
        qtbot.wait(5)
        for column in zip(*(row.columns for row in rows), strict=True):
            (width,) = {thing.minimumWidth() for thing in column}
            assert width >= max(thing.sizeHint().width() for thing in column), size
            widths.append(width)
    assert widths[:2] == widths[4:6] < widths[2:4] == widths[6:8]


@pytest.mark.parametrize(
    ("word", "screen", "argument"),
    [
        ("確定する", "door", "closing"),
        ("支援者を探す", "supporters", "class_session"),
        ("講座を開く", "courses", "course"),
        ("確かめる", "supporters", "supporter"),
        ("出席簿を印刷する", "prints", "class_session"),
    ],
)
def test_each_thing_to_do_goes_to_the_right_place(
    qtbot: Any,
    opened: Callable[[], Opened],
    city: Services,
    asked: dict[str, list[dict[str, object]]],
    word: str,
    screen: str,
    argument: str,
) -> None:
    window = opened()
    quiet(qtbot, window)
    qtbot.mouseClick(button_of(home_of(window), word), Qt.MouseButton.LeftButton)
    assert window.window.current_key == screen
    assert asked[screen][0][argument] is not None


def test_the_report_that_is_due_opens_its_month_and_the_target_its_own_page(
    qtbot: Any, opened: Callable[[], Opened], city: Services, asked: dict[str, list[dict[str, object]]]
) -> None:
    window = opened()
    quiet(qtbot, window)
    screen = home_of(window)
    qtbot.mouseClick(button_of(screen, "印刷する"), Qt.MouseButton.LeftButton)
    assert asked["prints"] == [{"paper": "monthly", "month": "2026-10"}]
    window.window.navigate("home")
    qtbot.mouseClick(button_of(screen, "数えた回と、数えない回の理由を見る"), Qt.MouseButton.LeftButton)
    assert asked["targets"] == [{"target": city.targets.all()[0].id}]


def test_the_bars_of_the_year_lose_nobody(qtbot: Any, opened: Callable[[], Opened], city: Services) -> None:
    window = opened()
    quiet(qtbot, window)
    total = sum(city.reports.by_band(2026).values())
    screen = home_of(window)
    assert screen.year.heading is not None
    assert f"延べ {total}人" in screen.year.heading.text()
    numbers = [int(part.rsplit(" ", 1)[1]) for part in screen.bars.accessibleName().split("、")]
    assert sum(numbers) == total


def test_the_screen_can_be_hidden_and_comes_back_at_a_press(
    qtbot: Any, opened: Callable[[], Opened], city: Services
) -> None:
    window = opened()
    quiet(qtbot, window)
    qtbot.mouseClick(window.window.lock_button, Qt.MouseButton.LeftButton)
    cover = window.window.cover_on_top
    assert cover is not None
    assert not home_of(window).isVisible()
    assert window.window.windowTitle() == "かけはし"
    qtbot.keyClick(window.window, Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    assert window.window.current_key == "home"
    qtbot.mouseClick(cover, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.window.cover_on_top is None)  # whether there are users now is asked first
    assert home_of(window).isVisible()


def test_a_daily_copy_that_failed_is_one_line_and_leads_to_why(
    qtbot: Any, opened: Callable[[], Opened], city: Services, asked: dict[str, list[dict[str, object]]]
) -> None:
    copies = {"folder": "E:\\控え", "last": "2026-11-19T08:30:00+00:00"}
    save(replace(load()[0], copies=copies))
    window = opened()
    quiet(qtbot, window)
    screen = home_of(window)
    qtbot.waitUntil(screen.copies.isVisible)
    assert "11月19日" in screen.copies.text()
    assert not screen.no_copy.isVisible()
    row = screen.copies.height()
    save(replace(load()[0], copies={**copies, "trouble": "disk_full"}))
    screen.refetch()
    qtbot.waitUntil(screen.no_copy.isVisible)
    assert not screen.copies.isVisible()
    assert screen.no_copy.height() < 2 * row
    qtbot.mouseClick(screen.why_no_copy, Qt.MouseButton.LeftButton)
    assert asked["settings"] == [{"section": "backup"}]


def test_every_button_of_home_says_what_it_is_for(qtbot: Any, opened: Callable[[], Opened], city: Services) -> None:
    window = opened()
    quiet(qtbot, window)
    spoken = [one.accessibleName() or one.text() for one in home_of(window).findChildren(QPushButton)]
    assert all(spoken)
    assert len(set(spoken)) == len(spoken), "no two buttons sound alike"


def test_the_words_of_home_are_measured_a_few_times_each(
    qtbot: Any, opened: Callable[[], Opened], city: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A measure takes milliseconds on Windows: some sixty for each label held the first window for seconds."""
    measured: list[Label] = []
    measure = Label._measured

    def noted(label: Label, width: int) -> int:
        measured.append(label)
        return measure(label, width)

    monkeypatch.setattr(Label, "_measured", noted)
    window = opened()
    quiet(qtbot, window)
    labels = home_of(window).findChildren(Label)
    own = {id(label) for label in labels}  # windows of other tests may still stand about and be measured too
    times = sum(id(label) in own for label in measured)
    assert len(labels) < times <= 8 * len(labels), (times, len(labels), len(measured))


@pytest.mark.parametrize("size", ["standard", "largest"])
def test_home_needs_no_sideways_scrolling_on_a_small_screen(
    qtbot: Any, qapp: QApplication, opened: Callable[[], Opened], city: Services, size: str
) -> None:
    from divide_app.ui import theme

    window = opened()
    theme.apply(qapp, theme.Theme.LIGHT, size)
    quiet(qtbot, window)
    qtbot.wait(50)
    assert window.window._holders["home"].horizontalScrollBar().maximum() == 0
    assert window.window.rail.is_narrow is (size == "largest")
