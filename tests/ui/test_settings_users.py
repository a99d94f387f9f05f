"""設定 › 利用者: who may sign in is kept here, what changes is said before, and nobody is shut out."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from threading import get_ident
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QLineEdit

from divide_app.domain.office.office import Role
from divide_app.domain.office.passwords import PasswordQuality
from divide_app.foundation.problems import EnvironmentProblem
from divide_app.services.office.users import UserLine
from divide_app.services.passwords import quality
from divide_app.ui.widgets.labels import Label
from tests.support.databases import rows
from tests.support.stage import Stage, stage

GOOD = "あさ顔と麦わら帽子"


@pytest.fixture
def on_stage(qtbot: Any, tmp_path: Path) -> Iterator[Stage]:
    with stage(qtbot, tmp_path / "data", "settings") as made:
        yield made


def page_of(on_stage: Stage) -> Any:
    return on_stage.start("settings", section="users").sections["users"]


def with_users(on_stage: Stage) -> Any:
    users = on_stage.services.users
    users.add("職員甲", Role.STAFF, GOOD)
    users.add("手伝い", Role.VOLUNTEER, "volunteer-8")
    users.sign_in("職員甲", GOOD)
    on_stage.shell.user_changed.emit("職員甲")
    return page_of(on_stage)


def user(on_stage: Stage, name: str) -> UserLine:
    return next(line for line in on_stage.services.users.all() if line.name == name)


def choose(on_stage: Stage, page: Any, name: str) -> None:
    row = next(row for row in range(page.model.rowCount()) if page.model.line(row).name == name)
    page.begin(page.model.line(row))
    on_stage.settle()


def enter(page: Any, password: str, again: str | None = None) -> None:
    for field, text in ((page.password.first, password), (page.password.again, password if again is None else again)):
        field.line.clear()
        field.line.insert(text)
        field.line.textEdited.emit(text)


def words_in(widget: Any) -> str:
    return "\n".join(label.text() for label in widget.findChildren(Label) if label.isVisible())


def test_before_the_first_user_it_is_said_what_changes_and_the_window_is_signed_in_afterwards(
    on_stage: Stage,
) -> None:
    page = page_of(on_stage)
    assert "サインインせずに" in page.nothing.text()
    on_stage.press(page, "利用者を追加する")
    told = words_in(page.first_card)
    for words in ("開くとき、お名前とパスワードをたずねる", "画面ロックから戻るときと、受付をおわるとき", "職員です"):
        assert words in told
    assert [page.role.box.itemText(row) for row in range(page.role.box.count())] == ["職員"]
    page.name.set_text("職員甲")
    enter(page, GOOD)
    on_stage.press(page, "登録する")
    assert "「職員甲」さんを登録し、サインインしました" in on_stage.notice
    assert (on_stage.services.actor.name, on_stage.shell.has_user) == ("職員甲", True)
    assert on_stage.window.user_label.text() == "職員甲"
    line = user(on_stage, "職員甲")
    assert (line.role, line.is_last_staff, line.signed_in_at) == (Role.STAFF, True, on_stage.clock.moment)
    on_stage.press(page, "利用者を追加する")
    assert not page.first_card.isVisible()
    assert page.role.value is Role.VOLUNTEER
    assert page.role.box.count() == len(Role)


def test_a_password_is_asked_twice_never_shown_and_told_kindly(on_stage: Stage) -> None:
    page = with_users(on_stage)
    on_stage.press(page, "利用者を追加する")
    for field in (page.password.first, page.password.again):
        assert field.line.echoMode() is QLineEdit.EchoMode.Password
    page.name.set_text("見本")
    for typed, words in (
        ("", "8文字以上です"),
        ("abcde", "あと3文字"),
        ("12345678", "すぐに当てられて"),
        ("朝は麦茶と卵焼き", "使えます"),
        ("bus-to-the-lake", "よいパスワード"),
    ):
        enter(page, typed, "")
        on_stage.settle()
        assert words in page.password.advice.label.text()
        assert words in page.password.first.line.accessibleDescription()
    enter(page, GOOD, "ほかの言葉ですよ")
    on_stage.press(page, "登録する")
    assert "2回のパスワード" in page.password.again.error
    assert len(on_stage.services.users.all()) == 2
    enter(page, "12345678")
    on_stage.press(page, "登録する")
    assert "すぐに当てられて" in page.password.first.error
    enter(page, GOOD)
    on_stage.press(page, "登録する")
    assert user(on_stage, "見本").role is Role.VOLUNTEER
    assert page.password.first.line.text() == page.password.again.line.text() == ""
    assert GOOD not in str(rows(on_stage.services.database, "SELECT * FROM audit_entries"))


def test_a_password_is_judged_on_a_thread_and_the_last_word_counts(
    on_stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[int] = []

    def noted(password: str, name: str) -> PasswordQuality:
        threads.append(get_ident())
        return quality(password, name)

    monkeypatch.setattr("divide_app.ui.widgets.new_password.quality", noted)
    page = with_users(on_stage)
    on_stage.press(page, "利用者を追加する")
    for typed in ("bus-to-the-lake", "12345678", "朝は麦茶と卵焼き"):
        enter(page, typed, "")
    on_stage.settle()
    assert "使えます" in page.password.advice.label.text()
    assert threads
    assert get_ident() not in threads, "the window waits for nobody's judgement"


def test_a_name_that_is_taken_is_told_beside_it(on_stage: Stage) -> None:
    page = with_users(on_stage)
    on_stage.press(page, "利用者を追加する")
    page.name.set_text("手伝い")
    enter(page, GOOD)
    on_stage.press(page, "登録する")
    assert "もう登録されています" in page.name.error
    assert page.password.first.line.text() == GOOD


def test_each_role_says_in_one_sentence_what_it_may_do(on_stage: Stage) -> None:
    page = with_users(on_stage)
    on_stage.press(page, "利用者を追加する")
    said = set()
    for role in Role:
        page.role.set_value(role)
        page.role.picked.emit(role)
        assert page.role_text.text() == page.role.box.accessibleDescription()
        said.add(page.role_text.text())
    assert len(said) == len(Role)
    on_stage.press(page, "やめる")
    assert said <= set(words_in(page.roles_card).split("\n"))


def test_a_role_is_changed_and_comes_back(on_stage: Stage) -> None:
    page = with_users(on_stage)
    choose(on_stage, page, "手伝い")
    page.role.set_value(Role.COORDINATOR)
    on_stage.press(page, "役割を変える")
    assert user(on_stage, "手伝い").role is Role.COORDINATOR
    assert "「手伝い」さんをコーディネーターにしました" in on_stage.notice
    on_stage.undo()
    assert user(on_stage, "手伝い").role is Role.VOLUNTEER


def test_a_user_is_switched_off_and_on(on_stage: Stage) -> None:
    page = with_users(on_stage)
    choose(on_stage, page, "手伝い")
    on_stage.press(page, "サインインできないようにする")
    assert on_stage.services.office.may_sign_in() == ("職員甲",)
    on_stage.undo()
    assert on_stage.services.office.may_sign_in() == ("手伝い", "職員甲")
    choose(on_stage, page, "手伝い")
    on_stage.press(page, "サインインできないようにする")
    assert "停止中" in [page.model.data(page.model.index(row, 2)) for row in range(2)]
    choose(on_stage, page, "手伝い")
    assert "いまはサインインできません" in page.state_text.text()
    on_stage.press(page, "またサインインできるようにする")
    assert on_stage.services.users.sign_in("手伝い", "volunteer-8").name == "手伝い"


def test_a_new_password_is_given(on_stage: Stage) -> None:
    page = with_users(on_stage)
    choose(on_stage, page, "手伝い")
    enter(page, "lamp-and-river")
    on_stage.press(page, "パスワードを変える")
    assert "ご本人にお伝えください" in on_stage.notice
    with pytest.raises(EnvironmentProblem, match="bad_sign_in"):
        on_stage.services.users.sign_in("手伝い", "volunteer-8")
    assert on_stage.services.users.sign_in("手伝い", "lamp-and-river")


def test_the_last_member_of_staff_and_oneself_stay_as_they_are(on_stage: Stage) -> None:
    page = with_users(on_stage)
    choose(on_stage, page, "職員甲")
    assert "この方だけなので" in page.state_text.text()
    free = (page.role.box, page.save_role, page.switch_off)
    assert not any(part.isEnabled() for part in free)
    on_stage.press(page, "一覧に戻る")
    on_stage.services.users.add("職員乙", Role.STAFF, "second-staff")
    page.read()
    on_stage.settle()
    choose(on_stage, page, "職員甲")
    assert "ほかの職員に頼んで" in page.state_text.text()
    assert not any(part.isEnabled() for part in free)
    on_stage.press(page, "一覧に戻る")
    choose(on_stage, page, "職員乙")
    assert all(part.isEnabled() for part in free)
    on_stage.press(page, "サインインできないようにする")
    assert user(on_stage, "職員乙").is_disabled


def test_who_is_no_staff_reads_the_list_and_changes_nothing(on_stage: Stage) -> None:
    users = on_stage.services.users
    users.add("職員甲", Role.STAFF, GOOD)
    users.add("計画係", Role.COORDINATOR, "planner-99")
    users.sign_in("計画係", "planner-99")
    page = page_of(on_stage)
    assert page.only_staff.isVisible()
    assert not page.add_button.isVisible()
    assert page.model.rowCount() == 2
    page.begin(page.model.line(0))
    assert not page.is_editing


def test_a_window_nobody_signed_in_at_says_how(on_stage: Stage) -> None:
    on_stage.services.users.add("職員甲", Role.STAFF, GOOD)
    page = page_of(on_stage)
    assert "画面ロック" in page.not_signed_in.label.text()
    assert page.not_signed_in.isVisible()
    on_stage.services.users.sign_in("職員甲", GOOD)
    on_stage.shell.user_changed.emit("職員甲")
    page.read()
    on_stage.settle()
    assert not page.not_signed_in.isVisible()


def test_the_keyboard_goes_back_to_the_list_with_the_form(on_stage: Stage) -> None:
    page = with_users(on_stage)
    on_stage.press(page, "利用者を追加する")
    assert page.name.line.hasFocus()
    page.leave.setFocus()
    on_stage.key(page.leave, Qt.Key.Key_Return)
    assert page.table.hasFocus()


def test_a_token_is_made_shown_once_saved_for_its_owner_alone_and_withdrawn(on_stage: Stage, tmp_path: Path) -> None:
    page = with_users(on_stage)
    tokens, service = page.tokens, on_stage.services.tokens
    assert tokens.nothing.isVisible()
    on_stage.press(tokens, "トークンを作る")
    assert tokens.role.value is Role.COORDINATOR, "not everything at once"
    tokens.name.set_text("夜間の写し")
    tokens.until.set_text("令和9年3月31日")
    on_stage.key(tokens.make_button, Qt.Key.Key_Space)
    secret = tokens.shown.text
    assert secret.startswith("kakehashi-")
    assert "いまだけ" in words_in(tokens)
    on_stage.press(tokens, "トークンを写す")
    assert QApplication.clipboard().text() == secret
    on_stage.press(tokens, "ファイルに保存")
    dialog = tokens.findChild(QFileDialog)
    dialog.close()
    file = tmp_path / "夜間.token"
    dialog.fileSelected.emit(str(file))
    on_stage.settle()
    assert file.read_text("utf-8") == f"{secret}\n"
    assert os.name == "nt" or stat.S_IMODE(file.stat().st_mode) == 0o600
    assert str(file) in tokens.told.label.text()
    on_stage.window.current_screen.refetch()
    on_stage.settle()
    assert tokens.shown.text == secret, "somebody else's change takes it from nobody"
    on_stage.press(tokens, "終わる")
    assert secret not in "".join(label.text() for label in tokens.findChildren(Label))
    assert tokens.shown.text == tokens.secret == ""
    told = words_in(tokens.lines)
    for words in ("夜間の写し", "コーディネーター", "令和9年3月31日", "まだ使っていません"):
        assert words in told
    on_stage.press(tokens.lines, "このトークンを取り消す")
    assert on_stage.window.focusWidget() is tokens.no, "the careful answer has the keyboard"
    on_stage.press(tokens, "取り消さない")
    assert service.all()[0].holds
    on_stage.press(tokens.lines, "このトークンを取り消す")
    on_stage.press(tokens, "このトークンを取り消す")
    assert service.all()[0].is_withdrawn
    assert "もう使えません" in on_stage.notice
    assert not [one for one in tokens.lines.findChildren(QAbstractButton) if "取り消す" in one.text()]


def test_what_is_wrong_with_a_token_is_told_beside_it(on_stage: Stage, tmp_path: Path) -> None:
    page = with_users(on_stage)
    tokens = page.tokens
    on_stage.press(tokens, "トークンを作る")
    on_stage.press(tokens, "作る")
    assert tokens.name.error
    tokens.name.set_text("手伝い")
    tokens.until.set_text("いつか")
    on_stage.press(tokens, "作る")
    assert tokens.until.error
    tokens.until.set_text("2026-11-20")
    on_stage.press(tokens, "作る")
    assert "過ぎています" in tokens.until.error
    tokens.until.set_text("")
    on_stage.press(tokens, "作る")
    assert tokens.name.error, "the record would show a user"
    assert on_stage.services.tokens.all() == []
    tokens.name.set_text("夜間")
    on_stage.press(tokens, "作る")
    tokens.save_to(tmp_path / "ない" / "夜間.token")
    on_stage.settle()
    assert tokens.told.label.text()
    assert tokens.shown.text == tokens.secret != "", "it can be saved elsewhere"


def test_tokens_are_for_staff_of_an_office_with_users(on_stage: Stage) -> None:
    assert not page_of(on_stage).tokens.isVisible(), "nobody signs in"
    page = with_users(on_stage)
    page.read()
    on_stage.settle()
    assert page.tokens.isVisible()
    on_stage.services.users.add("計画係", Role.COORDINATOR, GOOD)
    on_stage.services.users.sign_in("計画係", GOOD)
    page.read()
    on_stage.settle()
    assert not page.tokens.isVisible()
