"""The frame: every screen by keyboard, made when needed, told of changes, and never in the way."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from typing import Any, ClassVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from divide_app.ui.background import Background
from divide_app.ui.main_window import MainWindow
from divide_app.ui.screens.registry import entries
from divide_app.ui.shell import Screen, ScreenEntry, SearchHit, Shell
from divide_app.ui.wanted import CoursesWanted, HomeWanted, Wanted
from divide_app.ui.widgets.layouts import VBox

Settle = Callable[[], None]


class Page(Screen):
    """A made-up screen which counts what the frame does with it."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.refreshed = 0
        self.opened: list[dict[str, object]] = []
        self.leave = True
        self.input = QLineEdit()
        VBox(self.input, parent=self)

    def refresh(self) -> None:
        self.refreshed += 1

    def open(self, **arguments: object) -> None:
        self.opened.append(arguments)

    def may_leave(self) -> bool:
        return self.leave


class Pressed(Screen):
    """A screen on which there is nothing but a button."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        VBox(QPushButton("印刷する"), parent=self)


class CoursesPage(Page):
    topics = frozenset({"courses"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleWanted(Wanted):
    screen: ClassVar[str] = "people"
    person: int | None = None


def hits(text: str) -> list[SearchHit]:
    return [SearchHit("人", f"{text} キヨ", wanted=PeopleWanted(person=7))] if text == "佐藤" else []


@pytest.fixture
def made() -> list[str]:
    return []


@pytest.fixture
def window(qtbot: Any, shell: Shell, background: Background, made: list[str]) -> Iterator[MainWindow]:
    def factory(key: str, kind: type[Page]) -> Callable[[Shell], Screen]:
        def make(shell: Shell) -> Screen:
            made.append(key)
            return kind(shell)

        return make

    entries = [
        ScreenEntry("home", "ホーム", "home", factory("home", Page)),
        ScreenEntry("courses", "講座", "book", factory("courses", CoursesPage)),
        ScreenEntry("people", "申込・参加者", "person_plus", factory("people", Page)),
        ScreenEntry("settings", "設定", "gear", factory("settings", Page), at_bottom=True),
        ScreenEntry("hidden", "下見", "paper", factory("hidden", Page), in_rail=False),
    ]
    years = [(2025, "令和7年度"), (2026, "令和8年度")]
    made_window = MainWindow(shell, entries, years=years, search=hits, office="見本市 生涯学習課")
    made_window.showNormal()
    made_window.resize(1366, 768)
    made_window.activateWindow()
    qtbot.waitExposed(made_window)
    made_window.start()
    yield made_window
    made_window.close()
    made_window.deleteLater()
    qtbot.wait(1)


def page(window: MainWindow) -> Page:
    screen = window.current_screen
    assert isinstance(screen, Page)
    return screen


def test_only_the_first_screen_is_made_at_the_start(window: MainWindow, made: list[str]) -> None:
    assert made == ["home"]
    assert page(window).refreshed == 1


def test_alt_and_a_number_go_to_each_screen(window: MainWindow, qtbot: Any, made: list[str]) -> None:
    seen = []
    for number in (2, 3, 4, 1):
        qtbot.keyClick(window, str(number), Qt.KeyboardModifier.AltModifier)
        seen.append(window.current_key)
    assert seen == ["courses", "people", "settings", "home"]
    assert made == ["home", "courses", "people", "settings"]


def test_the_rail_marks_the_screen_on_top(window: MainWindow, shell: Shell) -> None:
    shell.navigate(PeopleWanted(person=3))
    assert [key for key, button in window.rail.buttons.items() if button.isChecked()] == ["people"]
    assert page(window).opened == [{"person": 3}]
    assert "申込・参加者" in window.windowTitle()


def test_settings_stand_at_the_bottom_and_hidden_screens_nowhere(window: MainWindow) -> None:
    buttons = window.rail.buttons
    assert "hidden" not in buttons
    assert buttons["settings"].y() > buttons["people"].y() + 200


def test_a_badge_is_shown_and_read_aloud(window: MainWindow, shell: Shell) -> None:
    shell.set_badge("people", 4)
    assert window.rail.buttons["people"].accessibleName() == "申込・参加者、4件"
    shell.set_badge("people", 0)
    assert window.rail.buttons["people"].accessibleName() == "申込・参加者"


def test_f5_refreshes_the_screen_on_top_only(window: MainWindow, qtbot: Any) -> None:
    home = page(window)
    qtbot.keyClick(window, "2", Qt.KeyboardModifier.AltModifier)
    qtbot.keyClick(window, Qt.Key.Key_F5)
    assert page(window).refreshed == 2
    assert home.refreshed == 1


def test_a_write_refreshes_what_it_concerns_now_or_on_the_next_showing(
    window: MainWindow, shell: Shell, background: Background
) -> None:
    home = page(window)
    shell.navigate(CoursesWanted())
    courses = page(window)
    background.data_changed.emit(frozenset({"venues"}))
    assert (courses.refreshed, home.refreshed) == (1, 1)
    background.data_changed.emit(frozenset({"courses"}))
    assert (courses.refreshed, home.refreshed) == (2, 1)
    shell.navigate(HomeWanted())
    assert home.refreshed == 2
    shell.navigate(CoursesWanted())
    assert courses.refreshed == 2


def test_choosing_a_fiscal_year_refreshes(window: MainWindow, shell: Shell, qtbot: Any) -> None:
    window.year_box.setFocus()
    qtbot.keyClick(window.year_box, Qt.Key.Key_Up)
    assert shell.fiscal_year == 2025
    assert page(window).refreshed == 2


def test_ctrl_k_searches_and_enter_opens_the_hit(window: MainWindow, qtbot: Any, settle: Settle) -> None:
    qtbot.keyClick(window, "k", Qt.KeyboardModifier.ControlModifier)
    field = window.search_field
    qtbot.waitUntil(field.hasFocus)
    field.setText("佐藤")
    field._tell()
    settle()
    qtbot.waitUntil(window.popup.isVisible)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert window.current_key == "people"
    assert page(window).opened == [{"person": 7}]
    assert field.text() == ""
    assert not window.popup.isVisible()


def test_enter_before_the_answer_waits_for_the_right_hit(window: MainWindow, qtbot: Any, settle: Settle) -> None:
    window._focus_search()
    qtbot.waitUntil(window.search_field.hasFocus)
    window.search_field.setText("設定")
    window.search_field._tell()
    settle()
    assert window.popup.isVisible()
    window.search_field.setText("佐藤")
    qtbot.keyClick(window.search_field, Qt.Key.Key_Return)
    settle()
    assert window.current_key == "people"


def test_search_finds_commands_and_says_when_there_is_nothing(window: MainWindow, qtbot: Any, settle: Settle) -> None:
    window._focus_search()
    qtbot.waitUntil(window.search_field.hasFocus)
    for text, count in (("設定", 1), ("ありえない", 0)):
        window.search_field.setText(text)
        window.search_field._tell()
        settle()
        assert window.popup.model.rowCount() == count
        assert window.popup.isVisible()
    qtbot.keyClick(window.search_field, Qt.Key.Key_Escape)
    assert not window.popup.isVisible()


def test_arrows_move_in_the_list_while_typing_goes_on(window: MainWindow, qtbot: Any, settle: Settle) -> None:
    window._focus_search()
    qtbot.waitUntil(window.search_field.hasFocus)
    window.search_field.setText("画面")
    window.search_field._tell()
    settle()
    assert window.popup.model.rowCount() == 5
    qtbot.keyClick(window.search_field, Qt.Key.Key_Down)
    qtbot.keyClick(window.search_field, Qt.Key.Key_Down)
    qtbot.keyClick(window.search_field, Qt.Key.Key_Return)
    assert window.current_key == "people"


def test_a_notice_is_shown_with_its_way_back(window: MainWindow, shell: Shell, qtbot: Any) -> None:
    undone: list[int] = []
    shell.notice("保存しました", undo=lambda: undone.append(1))
    assert window.notice_bar.text == "保存しました"
    qtbot.keyClick(window, "z", Qt.KeyboardModifier.ControlModifier)
    assert undone == [1]


def test_a_sentence_and_its_way_back_go_with_their_screen(
    window: MainWindow, shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 100.0
    monkeypatch.setattr("divide_app.ui.widgets.notices.time.monotonic", lambda: now)
    shell.notice("印刷しました")
    shell.navigate(CoursesWanted())
    assert window.notice_bar.text == "印刷しました", "said on the way there"
    now = 110.0
    shell.navigate(PeopleWanted())
    assert window.notice_bar.text == ""
    undone: list[int] = []
    shell.notice("保存しました", undo=lambda: undone.append(1))
    shell.navigate(CoursesWanted())
    assert window.notice_bar.has_action, "an act that leads elsewhere keeps its way back"
    shell.navigate(PeopleWanted())
    assert not window.notice_bar.has_action
    window._undo()
    assert undone == []


def test_the_key_of_the_way_back_does_nothing_where_its_button_is_not_seen(
    window: MainWindow, shell: Shell, qtbot: Any
) -> None:
    undone: list[int] = []
    shell.notice("申込を受け付けました", undo=lambda: undone.append(1))
    window.set_bare(True)  # as the open door does
    qtbot.keyClick(window, "z", Qt.KeyboardModifier.ControlModifier)
    assert undone == []
    window.set_bare(False)
    qtbot.keyClick(window, "z", Qt.KeyboardModifier.ControlModifier)
    assert undone == [1]


def test_esc_closes_the_help(window: MainWindow, qtbot: Any) -> None:
    window.show_help()
    assert window._help is not None
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window._help is None)


def test_the_worlds_trouble_is_said_in_the_notice_line(
    window: MainWindow, background: Background, settle: Settle
) -> None:
    from divide_app.foundation.problems import EnvironmentProblem

    def act() -> None:
        raise EnvironmentProblem("locked")

    background.operate(page(window), act)
    settle()
    assert window.notice_bar.text == "locked"
    assert window.notice_bar.has_action


def test_unsaved_input_holds_the_screen(window: MainWindow, qtbot: Any) -> None:
    page(window).leave = False
    qtbot.keyClick(window, "2", Qt.KeyboardModifier.AltModifier)
    assert window.current_key == "home"
    assert window.rail.buttons["home"].isChecked()
    assert not window.close()
    page(window).leave = True


def test_the_door_takes_the_whole_window(window: MainWindow, shell: Shell) -> None:
    shell.set_bare(True)
    assert not window.rail.isVisible()
    assert not window.top_line.isVisible()
    shell.set_bare(False)
    assert window.rail.isVisible()


def test_without_users_nobody_is_shown_and_the_screen_can_be_hidden(window: MainWindow, shell: Shell) -> None:
    assert not window.user_label.isVisible()
    assert window.lock_button.isVisible()
    shell.user_changed.emit("佐々木 陽子")
    assert window.user_label.text() == "佐々木 陽子"
    assert window.lock_button.isVisible()


def test_f1_shows_the_keys_and_hides_them(window: MainWindow, qtbot: Any) -> None:
    qtbot.keyClick(window, Qt.Key.Key_F1)
    panel = window._help
    assert panel is not None
    assert panel.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_F1)
    qtbot.waitUntil(lambda: window._help is None)


def test_tab_reaches_everything_and_the_ring_follows(window: MainWindow, qtbot: Any) -> None:
    window.rail.buttons["home"].setFocus(Qt.FocusReason.TabFocusReason)
    reached: set[QWidget] = set()
    for _ in range(20):
        focused = window.focusWidget()
        assert focused is not None
        reached.add(focused)
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
    assert window.rail.buttons["home"] in reached
    assert {window.year_box, window.search_field, page(window).input} <= reached
    window.rail.buttons["courses"].setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(window.focus_ring.isVisible)
    button = window.rail.buttons["courses"]
    place = button.mapTo(window, button.rect().center())
    assert window.focus_ring.geometry().contains(place)


def test_the_rail_is_one_stop_and_the_arrows_go_on_from_there(window: MainWindow, qtbot: Any) -> None:
    buttons = list(window.rail.buttons.values())
    buttons[0].setFocus(Qt.FocusReason.TabFocusReason)
    for button in (*buttons[1:], buttons[0]):
        qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Down)
        assert window.focusWidget() is button
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Up)
    assert window.focusWidget() is buttons[-1]
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Space)
    assert window.current_key == "settings"
    buttons[-1].setFocus(Qt.FocusReason.TabFocusReason)
    stops = []
    for _ in range(4):
        qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
        stops.append(window.focusWidget())
    assert page(window).input in stops


def test_the_keyboard_comes_back_to_the_line_it_left(window: MainWindow, qtbot: Any) -> None:
    assert window.focusWidget() is page(window).input
    second = QLineEdit(page(window))
    second.show()
    second.setFocus()
    qtbot.keyClick(second, "2", Qt.KeyboardModifier.AltModifier)
    assert window.focusWidget() is page(window).input
    qtbot.keyClick(window.focusWidget(), "1", Qt.KeyboardModifier.AltModifier)
    assert window.focusWidget() is second


def test_a_press_of_the_mouse_on_the_rail_draws_no_ring_around_a_button(window: MainWindow, qtbot: Any) -> None:
    window._entries["courses"] = replace(window._entries["courses"], factory=Pressed)
    qtbot.mouseClick(window.rail.buttons["courses"], Qt.MouseButton.LeftButton)
    assert isinstance(window.focusWidget(), QPushButton)
    assert not window.focus_ring.isVisible()
    qtbot.keyClick(window, "1", Qt.KeyboardModifier.AltModifier)
    qtbot.keyClick(window, "2", Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(window.focus_ring.isVisible)


def test_every_control_of_the_frame_has_a_name(window: MainWindow, shell: Shell) -> None:
    shell.user_changed.emit("佐々木 陽子")
    controls = [*window.findChildren(QPushButton), window.year_box, window.search_field]
    nameless = [
        control
        for control in controls
        if control.isVisible() and not (control.accessibleName() or getattr(control, "text", str)())
    ]
    assert nameless == []


@pytest.mark.parametrize("size", ["standard", "largest"])
def test_the_frame_fits_the_smallest_screen_at_every_text_size(window: MainWindow, qapp: Any, size: str) -> None:
    from divide_app.ui import theme

    theme.apply(qapp, "light", size)
    assert window.minimumSizeHint().width() <= 1366
    assert window.minimumSizeHint().height() <= 768


def test_an_answer_for_the_search_of_a_closed_window_harms_nobody(
    window: MainWindow, background: Background, qtbot: Any
) -> None:
    window.search_field.setText("佐藤")
    window.search_field._tell()
    window.close()
    qtbot.waitUntil(lambda: background.pending == 0)
    assert not window.popup.isVisible()


def test_every_wish_names_a_screen_and_what_that_screen_looks_at(shell: Shell) -> None:
    screens = {entry.key: entry for entry in entries()}
    wishes = [one for one in Wanted.__subclasses__() if one.__module__ == Wanted.__module__]
    assert {one.screen for one in wishes} == set(screens)
    for one in wishes:
        taken = inspect.signature(type(screens[one.screen].factory(shell)).open).parameters
        for field in fields(one):
            assert field.name in taken, f"{one.__name__}.{field.name} is told to nobody"
