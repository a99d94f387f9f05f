"""The kit: every widget says by words, name and keyboard what it says by colour and mouse."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QEvent, QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from divide_app.domain.errors import DomainError
from divide_app.ui import theme
from divide_app.ui.crash import CrashDoor, report_text
from divide_app.ui.screens.door.result import BalancedLabel
from divide_app.ui.widgets.buttons import CheckBox, LinkButton, PrimaryButton, QuietButton, SegmentedControl
from divide_app.ui.widgets.cards import Card, CardLines, Reflow
from divide_app.ui.widgets.charts import BarLine, BurnUp, BurnUpChart, HorizontalBars, TargetBar, nice_step
from divide_app.ui.widgets.facts import Facts
from divide_app.ui.widgets.fields import (
    ChoiceBox,
    ChoiceField,
    DayField,
    Field,
    MemoField,
    NumberField,
    SearchField,
    TextField,
)
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import CHIP_ICONS, Chip, ChipKind, Label
from divide_app.ui.widgets.layouts import scrolled
from divide_app.ui.widgets.notices import NoticeBar
from divide_app.ui.widgets.states import StateStack


def shown(qtbot: Any, widget: QWidget) -> Any:
    qtbot.addWidget(widget)
    widget.show()
    return widget


def words(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if label.text() and label.isVisible()]


@pytest.mark.parametrize("kind", list(ChipKind))
def test_a_chip_is_not_told_by_colour_alone(qtbot: Any, kind: ChipKind) -> None:
    chip = shown(qtbot, Chip("受講決定", kind))
    assert chip.accessibleName() == "受講決定"
    assert chip.grab().width() > 40
    if kind in {ChipKind.DONE, ChipKind.WARN, ChipKind.TROUBLE}:
        assert CHIP_ICONS[kind]


def test_wrapped_labels_show_text_as_it_is(qtbot: Any) -> None:
    label = shown(qtbot, Label("<b>山田</b> & 佐藤", wrap=True))
    assert label.text() == "<b>山田</b> & 佐藤"
    assert label.accessibleName() == "<b>山田</b> & 佐藤"
    assert "&lt;b&gt;" in QLabel.text(label)


def test_words_are_measured_anew_when_they_or_their_letters_change(qtbot: Any, qapp: QApplication) -> None:
    label = shown(qtbot, Label("中央公民館", wrap=True))
    theme.dress(label)
    one_line = label.heightForWidth(200)
    label.setText("中央公民館の第1研修室と第2研修室と視聴覚室と調理実習室")
    several = label.heightForWidth(200)
    assert several > one_line
    assert label.heightForWidth(2000) == one_line
    theme.apply(qapp, theme.Theme.LIGHT, theme.TextSize.LARGEST)
    assert label.heightForWidth(200) > several
    larger = label.heightForWidth(2000)
    assert larger > one_line
    label.set_role("figure")
    assert label.heightForWidth(2000) > larger


@pytest.mark.parametrize(
    "long", ["7:" + "b789a676" * 8, "D:\\kyoyu\\" + "shogaigakushu" * 6 + "\\kakehashi-20261121-093000.sqlite"]
)
def test_a_number_or_a_path_longer_than_the_line_breaks_and_widens_nothing(qtbot: Any, long: str) -> None:
    label = Label(f"今の番号　{long}", "small", wrap=True)
    area = shown(qtbot, scrolled(Card("操作の記録")))
    area.widget().body.add(label)
    area.resize(320, 300)
    qtbot.wait(1)
    assert area.widget().width() <= area.viewport().width()
    assert label.text() == label.accessibleName() == f"今の番号　{long}"
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    assert long in QLabel.text(label), "what is copied is just what it says"


def test_a_row_asks_its_things_for_their_wish_once_for_all_widths(qtbot: Any) -> None:
    asked: list[int] = []

    class Thing(QWidget):
        def sizeHint(self) -> QSize:
            asked.append(1)
            return QSize(80, 20)

    holder = QWidget()
    row = FlowRow(Thing(), Thing(), parent=holder)
    shown(qtbot, holder)
    row.invalidate()
    asked.clear()
    heights = [row.heightForWidth(width) for width in range(60, 400, 10)]
    assert len(set(heights)) == 2
    assert len(asked) <= 4, "once for the wish and once for the least of each"
    row.itemAt(1).widget().hide()
    assert len({row.heightForWidth(width) for width in range(60, 400, 10)}) == 1


def test_a_row_forgets_what_was_taken_out(qtbot: Any) -> None:
    holder = QWidget()
    row = FlowRow(QPushButton("保存する"), QPushButton("閉じる"), parent=holder)
    shown(qtbot, holder)
    wide = row.sizeHint().width()
    row.heightForWidth(1000)
    item = row.takeAt(0)
    assert item is not None
    assert 0 < row.sizeHint().width() < wide
    assert row.heightForWidth(1000) > 0


def test_a_button_acts_by_mouse_and_space(qtbot: Any) -> None:
    pressed: list[int] = []
    button = shown(qtbot, PrimaryButton("保存する", lambda: pressed.append(1), icon_name="check"))
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.keyClick(button, Qt.Key.Key_Space)
    assert pressed == [1, 1]


def test_a_button_acts_by_enter_once_however_long_it_is_held(qtbot: Any) -> None:
    pressed: list[int] = []
    button = shown(qtbot, QuietButton("次の電話", lambda: pressed.append(1)))
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        qtbot.keyClick(button, key)
    held = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "", True)
    QApplication.sendEvent(button, held)
    assert pressed == [1, 1]
    qtbot.keyClick(button, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)  # a screen's own shortcut
    assert pressed == [1, 1]


def test_an_icon_button_has_a_name(qtbot: Any) -> None:
    button = shown(qtbot, QuietButton("", icon_name="chevron_left", accessible_name="前の月"))
    assert button.accessibleName() == "前の月"
    assert button.toolTip() == "前の月"


def test_segments_choose_one(qtbot: Any) -> None:
    control = shown(qtbot, SegmentedControl([("month", "月"), ("list", "一覧")]))
    chosen: list[str] = []
    control.chosen.connect(chosen.append)
    assert control.value == "month"
    control.set_value("list")
    assert (control.value, chosen) == ("list", [])
    qtbot.mouseClick(control.findChildren(QPushButton)[0], Qt.MouseButton.LeftButton)
    assert (control.value, chosen) == ("month", ["month"])


def test_an_error_stands_beside_its_field_and_is_read_aloud(qtbot: Any) -> None:
    field = shown(qtbot, TextField("締切", "2月30日", hint="例：11/21", required=True))
    field.set_error("2月に30日はありません")
    assert field.error == "2月に30日はありません"
    assert field.line.accessibleDescription() == "2月に30日はありません"
    assert field.line.accessibleName() == "締切（必須）"
    assert "必須" in words(field)
    field.set_error(None)
    assert field.error == ""
    assert field.line.accessibleDescription() == "例：11/21"


def test_typing_takes_the_error_away(qtbot: Any) -> None:
    field = shown(qtbot, TextField("講座名"))
    field.set_error("空です")
    qtbot.keyClicks(field.line, "a")
    assert field.error == ""
    assert field.text == "a"


def test_a_label_leads_to_its_input(qtbot: Any) -> None:
    field = shown(qtbot, Field("備考", CheckBox("はい")))
    assert [label.buddy() for label in field.findChildren(QLabel) if label.text() == "備考"] == [field.editor]


def test_a_day_field_reads_and_shows_days(qtbot: Any) -> None:
    field = shown(qtbot, DayField("開催日", date.fromisoformat, date.isoformat, date(2026, 11, 21)))
    assert field.day() == date(2026, 11, 21)
    field.set_day(None)
    assert field.day() is None


def test_a_number_field_refuses_what_is_no_number(qtbot: Any) -> None:
    field = shown(qtbot, NumberField("定員", 20, unit="人"))
    assert field.number() == 20
    field.set_number(None)
    assert field.number() is None
    field.set_text("二十")
    with pytest.raises(DomainError) as refused:
        field.number()
    assert refused.value.code == "bad_number"


def test_full_width_digits_are_numbers(qtbot: Any) -> None:
    field = shown(qtbot, NumberField("定員"))
    field.set_text("２０")
    assert field.number() == 20


def test_a_choice_keeps_its_value_when_choices_change(qtbot: Any) -> None:
    field = shown(qtbot, ChoiceField("会場", [("a", "中央公民館"), ("b", "西部公民館")], "b"))
    field.box.set_choices([("b", "西部公民館"), ("c", "都南公民館")])
    assert field.value == "b"
    field.box.set_choices([("c", "都南公民館")])
    assert field.value == "c"


def test_a_choice_tells_only_what_the_person_picked(qtbot: Any) -> None:
    box: ChoiceBox[int] = shown(qtbot, ChoiceBox([(2025, "令和7年度"), (2026, "令和8年度")]))
    picked: list[object] = []
    box.picked.connect(picked.append)
    box.set_value(2026)
    assert picked == []
    qtbot.keyClick(box, Qt.Key.Key_Up)
    assert picked == [2025]


def test_a_memo_lets_tab_through(qtbot: Any) -> None:
    field = shown(qtbot, MemoField("備考", "筆談"))
    assert field.memo.tabChangesFocus()
    assert field.text == "筆談"


def test_search_waits_for_a_pause(qtbot: Any) -> None:
    field = shown(qtbot, SearchField("人をさがす", delay_ms=20))
    asked: list[str] = []
    field.searched.connect(asked.append)
    qtbot.keyClicks(field, "sato")
    assert asked == []
    qtbot.waitUntil(lambda: asked == ["sato"], timeout=1000)


def test_search_asks_at_once_on_enter(qtbot: Any) -> None:
    field = shown(qtbot, SearchField("人をさがす", delay_ms=5000))
    asked: list[str] = []
    field.searched.connect(asked.append)
    qtbot.keyClicks(field, "ito")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert asked == ["ito"]


def test_the_four_states(qtbot: Any) -> None:
    content = QLabel("中身")
    stack = shown(qtbot, StateStack(content))
    pressed: list[str] = []
    assert content.isVisible()
    stack.show_empty("まだ講座がありません", "講座を作る", lambda: pressed.append("make"))
    assert "まだ講座がありません" in words(stack)
    qtbot.mouseClick(visible_button(stack), Qt.MouseButton.LeftButton)
    stack.show_loading(lambda: pressed.append("cancel"))
    assert stack.state == "loading"
    assert not [button for button in stack.findChildren(QPushButton) if button.isVisible()]
    stack.show_trouble("ほかの人が使っています", lambda: pressed.append("again"))
    qtbot.wait(1)
    qtbot.mouseClick(visible_button(stack), Qt.MouseButton.LeftButton)
    stack.show_content()
    assert content.isVisible()
    assert pressed == ["make", "again"]


def test_loading_offers_a_way_out_after_a_second(qtbot: Any) -> None:
    stack = shown(qtbot, StateStack(QLabel("中身")))
    stack.show_loading(stack.show_content)
    qtbot.waitUntil(lambda: bool([b for b in stack.findChildren(QPushButton) if b.isVisible()]), timeout=2000)
    qtbot.mouseClick(visible_button(stack), Qt.MouseButton.LeftButton)
    assert stack.state == "content"


def visible_button(widget: QWidget) -> QPushButton:
    return next(button for button in widget.findChildren(QPushButton) if button.isVisible())


def test_a_notice_offers_its_way_back_once(qtbot: Any) -> None:
    bar = shown(qtbot, NoticeBar())
    undone: list[int] = []
    bar.say("保存しました", "done", "元に戻す", lambda: undone.append(1))
    button = next(button for button in bar.findChildren(LinkButton) if button.isVisible())
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    bar.act()
    assert undone == [1]
    assert bar.text == ""


def test_the_bar_of_long_work_can_be_stopped(qtbot: Any) -> None:
    bar = shown(qtbot, NoticeBar())
    stopped: list[int] = []
    bar.show_work("名簿を読み込んでいます", lambda: stopped.append(1))
    bar.step_work(3, 10)
    bar.step_work(4, -1)
    button = next(button for button in bar.findChildren(LinkButton) if button.isVisible())
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert stopped == [1]
    bar.end_work()
    assert not [button for button in bar.findChildren(LinkButton) if button.isVisible()]


def test_card_lines_can_be_replaced(qtbot: Any) -> None:
    card = Card("今日すること")
    lines = CardLines()
    card.body.add(lines)
    shown(qtbot, card)
    lines.add_line("抽選日です", "申込 31 人", right=(PrimaryButton("抽選する"),))
    lines.add_line("報告を作れます")
    qtbot.wait(1)
    assert "抽選日です" in words(lines)
    lines.clear()
    qtbot.wait(1)
    assert words(lines) == []


def test_columns_go_below_each_other_when_it_is_narrow(qtbot: Any) -> None:
    left, right = QLabel("左"), QLabel("右")
    flow = Reflow(left, right, from_width=400)
    qtbot.addWidget(flow)
    flow.resize(600, 200)
    flow.show()
    qtbot.wait(1)
    assert left.y() == right.y()
    flow.resize(300, 200)
    qtbot.wait(1)
    assert left.x() == right.x()


BURN = BurnUp(
    days=1826,
    goal=130,
    actual=((0, 0), (200, 10), (600, 47)),
    forecast=143,
    low=128,
    high=155,
    years=((0, "令和7"), (365, "8")),
    goal_text="目標 130 回",
    today_text="今日 47 回",
    forecast_text="見込み 143",
    spoken="目標130回に対し今日47回、見込み143回",
)


def test_charts_are_read_aloud_and_painted(qtbot: Any) -> None:
    chart, bars, bar = BurnUpChart(), HorizontalBars(), TargetBar()
    for widget in (chart, bars, bar):
        shown(qtbot, widget)
        widget.grab()
    chart.set_data(BURN)
    bars.set_lines([BarLine("60代", 98, "98"), BarLine("70代", 0, "0")])
    bar.set_values(47 / 130, 43 / 130, spoken="130回のうち47回")
    bars.resize(300, 80)
    assert chart.accessibleName() == BURN.spoken
    assert bars.accessibleName() == "60代 98、70代 0"
    assert bar.accessibleName() == "130回のうち47回"
    for widget in (chart, bars, bar):
        assert not widget.grab().isNull()


def test_charts_bear_an_empty_target(qtbot: Any) -> None:
    chart = shown(qtbot, BurnUpChart())
    chart.set_data(BurnUp(0, 0, (), None, None, None, (), "", "", "", ""))
    bars = shown(qtbot, HorizontalBars())
    bars.set_lines([BarLine("60代", 0, "0")])
    bars.resize(300, 40)
    assert not chart.grab().isNull()
    assert not bars.grab().isNull()


@pytest.mark.parametrize(("most", "step"), [(157, 40), (0, 1), (1, 1), (10, 4), (1000, 400), (5, 2)])
def test_grid_lines_stand_at_round_numbers(most: float, step: float) -> None:
    assert nice_step(most) == step


def fault() -> RuntimeError:
    try:
        raise RuntimeError("佐藤 キヨ 019-000-0000")
    except RuntimeError as error:
        return error


def test_the_crash_report_names_places_but_no_people() -> None:
    text = report_text(fault())
    assert "RuntimeError" in text
    assert "test_widgets_kit.py" in text
    assert "佐藤" not in text
    assert "019" not in text


def test_one_crash_dialog_at_a_time(qtbot: Any, caplog: pytest.LogCaptureFixture, expected_logs: Any) -> None:
    expected_logs.expect("fault: divide-app")
    told: list[str] = []
    door = CrashDoor(lambda: None)
    door.told.connect(told.append)
    door.tell(fault())
    dialog = door._open
    assert dialog is not None
    door.tell(fault())
    assert door._open is dialog
    assert len(told) == 2
    assert "RuntimeError" in dialog.report.toPlainText()
    assert "佐藤" not in caplog.text
    with qtbot.waitSignal(dialog.destroyed):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert door._open is None


def test_names_of_facts_are_as_wide_as_the_widest(qtbot: Any) -> None:
    facts = shown(qtbot, Facts(name_width=40))
    facts.set_facts([("会場", "中央公民館"), ("Applications", "12"), ("空", "")])
    names = [label for label in facts.findChildren(Label) if label.text() in {"会場", "Applications"}]
    assert len({label.width() for label in names}) == 1
    assert names[0].width() >= QFontMetrics(theme.font()).horizontalAdvance("Applications")


def test_the_last_line_of_a_result_never_holds_a_single_letter(qtbot: Any) -> None:
    label = BalancedLabel("door_word")
    label.setText("あ" * 25)
    shown(qtbot, label)
    letter = QFontMetrics(label.font()).horizontalAdvance("あ")
    label.resize(letter * 12 + 6, 200)
    inner = label.contentsRect().width()
    assert inner < letter * 11
    assert inner * 3 >= letter * 25
    label.setText("あ")
    assert label.contentsMargins().left() == 0


def test_full_width_digits_are_digits_while_they_are_typed(qtbot):
    field = NumberField("目標の数", most=9999)
    qtbot.addWidget(field)
    field.line.insert("１３０")
    assert (field.text, field.number()) == ("130", 130)
    field.set_text("１２")
    assert field.number() == 12


def test_the_wheel_is_left_to_the_page_and_never_changes_a_closed_drop_down(qtbot):
    box = ChoiceBox([(number, str(number)) for number in range(9)])
    qtbot.addWidget(box)
    box.set_value(4)
    box.setFocus()
    at = QPointF(box.rect().center())
    wheel = QWheelEvent(
        at, at, QPoint(), QPoint(0, -240), Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(box, wheel)
    assert (box.value, wheel.isAccepted()) == (4, False)


def test_a_scrolled_area_that_goes_while_it_has_the_keyboard_goes_quietly(qtbot: Any) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    content = QWidget()
    line = QLineEdit(content)
    area = scrolled(content)
    column.addWidget(area)
    column.addWidget(QLineEdit())
    with qtbot.waitExposed(window):
        window.show()
    line.setFocus()
    qtbot.waitUntil(line.hasFocus)
    shiboken6.delete(area)  # as when another person signs in: the focus moves while the screen is taken down
    qtbot.wait(20)
    assert not shiboken6.isValid(area)
