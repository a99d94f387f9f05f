"""派遣依頼: a request is typed once, each wish says what is in its way, and one press makes the course."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from divide_app.domain.planning.visit_requests import RequestState
from tests.support.city import at, meeting
from tests.support.stage import Stage, stage


@pytest.fixture
def on_stage(qtbot: Any, tmp_path: Path) -> Iterator[Stage]:
    with stage(qtbot, tmp_path / "data", "visits") as made:
        made.city.services.office.set_up("見本市", "生涯学習課")
        yield made


def fill(on_stage: Stage, screen: Any, **texts: str) -> None:
    """Type a request as it is read out."""
    form = screen.form
    values = {"organisation": "青葉自治会", "people": "15", "place": "青葉集会所", "topic": "LINEの使い方"} | texts
    for name, text in values.items():
        form.fields[name].set_text(text)
    row = form.wishes[0]
    row.day.set_text("12/5")
    row.start.set_text("10:00")
    row.end.set_text("12:00")
    form.wishes[1].day.set_text("令和8年12月12日")
    form.wishes[1].start.set_text("午後1時")
    form.wishes[1].end.set_text("15:00")


def kept(on_stage: Stage) -> Any:
    screen = on_stage.start("visits")
    on_stage.press(screen, "依頼を受け付ける")
    fill(on_stage, screen)
    on_stage.press(screen, "保存する")
    return screen


def test_an_empty_screen_says_what_to_do(on_stage: Stage) -> None:
    screen = on_stage.start("visits")
    assert screen.states.state == "empty"
    on_stage.press(screen, "依頼を受け付ける")
    assert screen.form.isVisible()


def test_a_typed_request_is_kept_chosen_and_says_its_wishes_are_free(on_stage: Stage) -> None:
    screen = kept(on_stage)
    (request,) = on_stage.services.visit_requests.all()
    assert [one.starts_at for one in request.wishes] == [at("2026-12-05 10:00"), at("2026-12-12 13:00")]
    assert (request.organisation, request.people, request.place) == ("青葉自治会", 15, "青葉集会所")
    assert screen.panel.title.text() == "青葉自治会"
    assert len(screen.panel.accept_buttons) == 2
    assert "保存しました" in on_stage.notice


def test_a_wish_that_is_over_already_is_kept_and_pointed_out(on_stage: Stage) -> None:
    screen = on_stage.start("visits")
    on_stage.press(screen, "依頼を受け付ける")
    fill(on_stage, screen)
    screen.form.wishes[1].day.set_text("令和7年12月12日")
    on_stage.press(screen, "保存する")
    assert "第2希望の 令和7年12月12日" in on_stage.notice
    assert "もう過ぎています" in on_stage.notice
    assert len(on_stage.services.visit_requests.all()) == 1


def test_one_press_makes_the_course_and_undo_takes_both_back(on_stage: Stage) -> None:
    screen = kept(on_stage)
    screen.panel.accept_buttons[1].click()
    on_stage.settle()
    (request,) = on_stage.services.visit_requests.all()
    assert (request.state, request.chosen) == (RequestState.ACCEPTED, 2)
    on_stage.undo()
    (request,) = on_stage.services.visit_requests.all()
    assert request.state is RequestState.RECEIVED
    assert on_stage.services.scheduling.courses() == []


def test_the_course_is_one_press_away_and_the_way_back_stays_behind(on_stage: Stage) -> None:
    screen = kept(on_stage)
    screen.panel.accept_buttons[1].click()
    on_stage.settle()
    (request,) = on_stage.services.visit_requests.all()
    on_stage.press(screen, "講座を見る")
    assert on_stage.went == [("courses", {"course": request.course_id})]
    assert not on_stage.window.notice_bar.has_action


def test_a_wish_in_the_way_wants_a_reason(on_stage: Stage) -> None:
    on_stage.city.course("書道", meeting("2026-12-05 9:00", "2026-12-05 11:00"), venue="青葉集会所", room="")
    screen = kept(on_stage)
    assert [button.text() for button in screen.panel.accept_buttons] == ["理由を付けて承諾する", "この日時で承諾する"]
    screen.panel.accept_buttons[0].click()
    on_stage.settle()
    screen.panel.reason.reason.set_text("集会所は二部屋に分けられる")
    on_stage.press(screen, "承諾して講座を作る")
    (request,) = on_stage.services.visit_requests.all()
    assert request.course_id is not None
    (line,) = on_stage.services.scheduling.course(request.course_id).sessions
    assert on_stage.services.scheduling.session(line.id).forced_reason == "集会所は二部屋に分けられる"


def test_declining_asks_why_and_can_be_taken_back(on_stage: Stage) -> None:
    screen = kept(on_stage)
    on_stage.press(screen, "お断りする")
    on_stage.press(screen, "お断りとして記録する")
    assert screen.panel.reason.reason.error, "a reason is needed"
    screen.panel.reason.reason.set_text("支援員が足りません")
    on_stage.press(screen, "お断りとして記録する")
    assert on_stage.services.visit_requests.all()[0].state is RequestState.DECLINED
    assert screen.panel.answer.text() == "支援員が足りません"
    on_stage.undo()
    assert on_stage.services.visit_requests.all()[0].state is RequestState.RECEIVED


def test_what_is_missing_is_said_beside_its_field_and_nothing_typed_is_lost(on_stage: Stage) -> None:
    screen = on_stage.start("visits")
    screen.edit(None)
    fill(on_stage, screen, organisation=" ")
    on_stage.press(screen, "保存する")
    assert "団体の名前" in screen.form.fields["organisation"].error
    assert screen.form.fields["place"].text == "青葉集会所"
    assert not screen.may_leave()
    assert "まだ保存していません" in screen.form.trouble.label.text()
    on_stage.press(screen, "やめる")
    assert screen.may_leave()


def test_the_list_is_walked_by_keys(on_stage: Stage) -> None:
    screen = kept(on_stage)
    screen.edit(None)
    fill(on_stage, screen, organisation="若葉サロン")
    on_stage.press(screen, "保存する")
    screen.table.setFocus()
    names = {screen.model.line(row).organisation for row in range(2)}
    assert names == {"青葉自治会", "若葉サロン"}
    screen.table.choose_row(0)
    on_stage.key(screen.table, Qt.Key.Key_Down)
    assert screen.panel.title.text() == screen.model.line(1).organisation


def test_the_contact_of_an_answered_request_is_erased_after_a_second_question(on_stage: Stage) -> None:
    screen = on_stage.start("visits")
    on_stage.press(screen, "依頼を受け付ける")
    fill(on_stage, screen, contact_name="見本 花子", phone="0900000000")
    on_stage.press(screen, "保存する")
    assert not screen.panel.erasing.isVisible(), "somebody must still be called"
    on_stage.press(screen, "お断りする")
    screen.panel.reason.reason.set_text("支援員が足りません")
    on_stage.press(screen, "お断りとして記録する")
    on_stage.press(screen.panel, "連絡先を消去する")
    on_stage.press(screen.panel, "やめる")
    assert on_stage.services.visit_requests.all()[0].phone
    on_stage.press(screen.panel, "連絡先を消去する")
    on_stage.press(screen.panel, "消去する")
    (request,) = on_stage.services.visit_requests.all()
    assert (request.phone, request.contact_name, request.organisation) == ("", "", "青葉自治会")
    assert "消去しました" in on_stage.notice
    assert not screen.panel.erasing.isVisible()
