"""Pictures of encryption and of the ways back to the data: first start, recovery, restoring, and another PC."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from camera import Camera

FIRST, SECOND = "あさ顔と麦わら帽子", "湖まで歩く 3人"


def show_protecting(camera: Camera, cover: Any) -> None:
    """The first start: the password that is suggested, what declining means, and the recovery key."""
    cover.municipality.set_text("みなみ野市")
    cover.section.set_text("生涯学習課")
    camera.do(cover.save)
    camera.shoot("first-start-password")
    camera.do(cover.protect.decline.click)
    camera.shoot("first-start-plain")
    _type(camera, cover.protect.password, FIRST)
    camera.do(cover.protect.send)
    camera.shoot("first-start-key")


def show_keys(camera: Camera) -> None:
    """暗号化とパスワード, a backup looked into, and the pages before data are open; the city is plain again then."""
    from divide_app.foundation.problems import EnvironmentProblem
    from divide_app.services.office.restoring import Moved
    from divide_app.ui.opening_covers import MovedCover, PasswordCover
    from divide_app.ui.recovered import RecoveredScreen
    from divide_app.wording.sentences import sentence

    opened = camera.opened
    services, window = opened.shell.services, opened.window
    page: Any = camera.go("settings", section="encryption").sections["encryption"]
    camera.shoot("settings-encryption")
    _type(camera, page.new_password, FIRST)
    camera.do(page.encrypt)
    camera.shoot("settings-encryption-key")
    camera.do(page.show_acts)
    camera.shoot("settings-encryption-on")
    backup = services.maintenance.back_up().file
    services.participants.add(_somebody(services))
    backups: Any = camera.go("settings", section="backup").sections["backup"]
    camera.shoot("settings-backup")
    camera.do(backups.look_into, backup)
    _scroll_to(camera, backups.restoring)
    camera.shoot("settings-restore")
    camera.do(backups.show_list)
    wrong = sentence(EnvironmentProblem("bad_password", path="kakehashi.sqlite"))
    for name, cover in (
        ("opening-password", PasswordCover(wrong, lambda _typed: None)),
        ("opening-moved", MovedCover(Moved(services.now(), "E:\\かけはし-移す-20261121.sqlite"), _nothing, _nothing)),
        ("opening-recovered", RecoveredScreen(opened.shell, [], lambda _user: None)),
    ):
        camera.do(window.cover, cover)
        camera.shoot(name)
    camera.do(window.uncover)
    services.encryption.decrypt(FIRST)
    camera.go("settings", section="office")


def _nothing() -> None:
    """Do nothing at a press."""


def _somebody(services: Any) -> Any:
    from divide_app.domain.people.participants import Participant

    return Participant(services.office.new_id(), "見本 花子", "ミホン ハナコ")


def _type(camera: Camera, field: Any, password: str) -> None:
    for line in (field.first.line, field.again.line):
        line.setText(password)
        line.textEdited.emit(password)
    camera.settle()


def _scroll_to(camera: Camera, part: Any) -> None:
    from PySide6.QtWidgets import QScrollArea

    area = part.parentWidget()
    while not isinstance(area, QScrollArea):
        area = area.parentWidget()
    bar = area.verticalScrollBar()
    camera.do(bar.setValue, part.mapTo(area.widget(), part.rect().topLeft()).y() - 12)
