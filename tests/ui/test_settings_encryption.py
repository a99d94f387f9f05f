"""設定 › 暗号化とパスワード, as a member of staff walks it: later, changed, lost, per user, and given up again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from divide_app.domain.office.office import Actor, Role
from divide_app.foundation import settings
from divide_app.foundation.problems import EnvironmentProblem, UserCancelled
from divide_app.printing.raster import page_count
from divide_app.services import Services
from divide_app.storage import keys
from divide_app.storage.database import open_database
from divide_app.ui import printer
from tests.support.stage import Stage, stage

GOOD, OTHER, THIRD = "あさ顔と麦わら帽子", "湖まで歩く 3人", "雪の朝と長靴 5足"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "_MEMORY", 64)
    monkeypatch.setattr(keys, "_PASSES", 1)


@pytest.fixture
def on_stage(qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    for name in ("CONFIG", "DATA"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    with stage(qtbot, tmp_path / "data", "settings") as made:
        yield made


def page_of(on_stage: Stage) -> Any:
    return on_stage.start("settings", section="encryption").sections["encryption"]


def enter(field: Any, password: str, again: str | None = None) -> None:
    field.first.line.setText(password)
    field.again.line.setText(password if again is None else again)


def opens(stage: Stage, password: str) -> bool:
    file = stage.services.database.place.database_file
    try:
        keys.unlock(file, password)
    except EnvironmentProblem:
        return False
    return True


def encrypted(on_stage: Stage) -> Any:
    page = page_of(on_stage)
    enter(page.new_password, GOOD)
    on_stage.press(page, "暗号化する")
    return page


def put_away(on_stage: Stage, page: Any) -> str:
    """Say that the key is on paper, and return it."""
    key: str = page.recovery.key
    assert not page.recovery.go_on.isEnabled(), "nobody passes by the paper"
    page.recovery.kept.box.click()
    on_stage.press(page, "終わる")
    assert page.pages.current is page.acts
    assert page.recovery.key == ""
    return key


def test_a_place_is_encrypted_later_and_the_key_goes_to_paper(
    on_stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = page_of(on_stage)
    assert "暗号化されていません" in page.state.label.text()
    enter(page.new_password, "12345678")
    on_stage.press(page, "暗号化する")
    assert page.new_password.first.error, "an easy password is refused at its line"
    enter(page.new_password, GOOD, OTHER)
    on_stage.press(page, "暗号化する")
    assert page.new_password.again.error
    assert not on_stage.services.encryption.state().is_encrypted
    enter(page.new_password, GOOD)
    on_stage.press(page, "暗号化する")
    assert page.pages.current is page.recovery
    monkeypatch.setattr(printer, "has_printer", lambda: False)
    on_stage.press(page, "印刷する")
    assert "プリンターが見つかりません" in page.recovery.told.label.text()
    page.recovery.save(tmp_path / "paper.pdf")
    on_stage.settle()
    assert page_count((tmp_path / "paper.pdf").read_bytes()) == 1
    key = put_away(on_stage, page)
    assert opens(on_stage, key)
    assert opens(on_stage, GOOD)
    assert "暗号化されています" in page.state.label.text()
    assert "確かめた写し" in page.result.label.text()
    assert on_stage.services.maintenance.audit_verdict().ok, "entries from before are sealed with the same key"
    assert on_stage.services.maintenance.audit_verdict().foreign == 0


def test_plain_daily_copies_are_named_and_encrypted_where_they_lie(on_stage: Stage, tmp_path: Path) -> None:
    copy = on_stage.services.maintenance.copy_daily(tmp_path)
    assert copy is not None
    settings.save(replace(settings.load()[0], copies={"folder": str(tmp_path)}))
    page = page_of(on_stage)
    assert page.plain_card.isHidden()
    page = encrypted(on_stage)
    put_away(on_stage, page)
    assert str(copy.file) in page.plain.text()
    on_stage.press(page, "この写しを暗号化する")
    assert not keys.is_plain(copy.file)
    assert page.plain_card.isHidden()
    assert "写しを暗号化しました" in page.result.label.text()
    settings.save(replace(settings.load()[0], copies={"folder": str(tmp_path / "away")}))
    page.read()
    on_stage.settle()
    assert (page.plain_card.isHidden(), page.plain_button.isHidden()) == (False, True)
    assert str(tmp_path / "away") in page.plain.text()


def test_the_password_is_changed_a_lost_paper_replaced_and_a_wrong_one_told(on_stage: Stage) -> None:
    page = encrypted(on_stage)
    first = put_away(on_stage, page)
    page.old.line.setText("ちがう言葉です")
    enter(page.other_password, OTHER)
    on_stage.press(page, "パスワードを変える")
    assert page.old.error
    page.old.line.setText(GOOD)
    on_stage.press(page, "パスワードを変える")
    assert "変えました" in page.result.label.text()
    assert (opens(on_stage, GOOD), opens(on_stage, OTHER)) == (False, True)
    on_stage.press(page, "新しい回復キーを作る")
    second = put_away(on_stage, page)
    assert (opens(on_stage, first), opens(on_stage, second)) == (False, True)
    page.old.line.setText(OTHER)
    enter(page.other_password, THIRD)
    page.anew.box.click()
    before = on_stage.services.database.place.database_file.read_bytes()[:16]
    on_stage.press(page, "パスワードを変える")
    third = put_away(on_stage, page)
    assert on_stage.services.database.place.database_file.read_bytes()[:16] != before
    assert [opens(on_stage, one) for one in (OTHER, second, THIRD, third)] == [False, False, True, True]


def test_each_user_has_a_slot_or_is_said_to_have_none(on_stage: Stage) -> None:
    users = on_stage.services.users
    users.add("職員甲", Role.STAFF, OTHER)
    page = encrypted(on_stage)
    put_away(on_stage, page)
    assert "次のサインインのあとから" in {chip.text for chip in page.slots.findChildren(_chip())}
    users.sign_in("職員甲", OTHER)
    users.add("職員乙", Role.STAFF, THIRD)
    on_stage.shell.background.data_changed.emit(frozenset({"users"}))
    on_stage.settle()
    assert [chip.text for chip in page.slots.findChildren(_chip())] == ["開けます", "開けます"]
    users.disable("職員乙")
    assert (opens(on_stage, OTHER), opens(on_stage, THIRD)) == (True, False)
    on_stage.services.database.actor = Actor("係員", Role.COORDINATOR)
    page.read()
    on_stage.settle()
    assert not any(card.isVisible() for card in page._cards), "keys are for staff"


def _chip() -> type:
    from divide_app.ui.widgets.labels import Chip

    return Chip


def test_encryption_is_given_up_with_the_password_alone(on_stage: Stage) -> None:
    page = encrypted(on_stage)
    put_away(on_stage, page)
    on_stage.press(page, "暗号化をやめる")
    assert page.last.error
    page.last.line.setText(GOOD)
    on_stage.press(page, "暗号化をやめる")
    assert "だれでも開ける" in page.result.label.text()
    assert keys.is_plain(on_stage.services.database.place.database_file)
    assert page.encrypt_card.isVisible()


def test_what_was_stopped_or_finds_no_room_leaves_the_data_as_they_were(
    on_stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = page_of(on_stage)

    asked: list[int] = []

    def stopped(done: int, total: int | None, /) -> None:
        asked.append(done)
        raise UserCancelled

    encrypt = on_stage.services.encryption.encrypt
    monkeypatch.setattr(
        on_stage.services.encryption,
        "encrypt",
        lambda password, *, progress: encrypt(password, progress=stopped),
    )
    enter(page.new_password, GOOD)
    on_stage.press(page, "暗号化する")
    assert "取りやめました" in page.result.label.text()
    assert len(asked) == 1, "it stops at the first word"

    def full(*_arguments: object, **_named: object) -> None:
        raise EnvironmentProblem("disk_full", path="data")

    monkeypatch.setattr(on_stage.services.encryption, "encrypt", full)
    on_stage.press(page, "暗号化する")
    assert "空き" in page.result.label.text()
    place = on_stage.services.database.place
    assert keys.is_plain(place.database_file)
    assert not list(place.database_file.parent.glob(f".*{keys.SCRATCH}"))
    assert Services(on_stage.services.database).office.may_sign_in() == ()


def test_a_recorded_act_is_sealed_with_the_key_that_travels_in_the_slots(
    on_stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = encrypted(on_stage)
    put_away(on_stage, page)
    backup = on_stage.services.maintenance.back_up(tmp_path / "away.sqlite")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "other-pc"))
    from divide_app.services.office.restoring import restore, verify_backup
    from divide_app.storage.backup_manifest import ManifestState
    from divide_app.storage.places import Place

    assert verify_backup(backup.file, GOOD).manifest.state is ManifestState.SIGNED
    elsewhere = Place(folder=tmp_path / "other")
    restore(elsewhere, backup.file, GOOD)
    database = open_database(elsewhere, password=GOOD)
    try:
        verdict = Services(database).maintenance.audit_verdict()
    finally:
        database.close()
    assert verdict.ok
    assert (verdict.sealed, verdict.foreign) == (verdict.entries, 0)
