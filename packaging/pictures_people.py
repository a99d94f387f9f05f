"""Pictures of a call at its moments, and of two entries that may be one person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from uuid import UUID

    from camera import Camera


def _ask_for_a_taken_hour(camera: Camera, phone: Any, taken: UUID) -> None:
    """Let the caller before ask for a course at the hour of the one they have a seat in."""
    from datetime import timedelta

    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    from divide_app.domain.planning.plan import MeetingDraft, PlanDraft

    scheduling = camera.opened.shell.services.scheduling
    first = scheduling.course(taken).sessions[0].starts_at
    meeting = MeetingDraft(first + timedelta(minutes=30), first + timedelta(minutes=90))
    scheduling.plan(PlanDraft("はじめてのカメラ", sessions=(meeting,), apply_from=first - timedelta(days=90)))
    camera.do(phone.refresh)
    camera.settle()
    for line, text in ((phone.people.line, "さとう"), (phone.courses.line, "カメラ")):
        camera.do(line.setText, text)
        camera.settle()
        QTest.keyClick(line, Qt.Key.Key_Return)
        camera.settle()
    camera.do(phone.accept)
    camera.settle()
    camera.shoot("applications-phone-reason")
    camera.do(phone.next_call)


def show_telephone(camera: Camera) -> None:
    """電話の申込: look-alikes while somebody new is typed, seats and needs, the words to read back."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    screen: Any = camera.go("applications", view="phone")
    phone = screen.phone
    camera.do(phone.next_call)
    camera.do(phone.people.line.setText, "さとう")
    camera.settle()
    camera.shoot("applications-phone-search")
    camera.do(phone.next_call)
    camera.do(phone.new_person)
    services = camera.opened.shell.services
    alike = services.look_alikes.doubles()[0].one
    for field, text in zip(phone.new_form.typed_fields, (alike.kana, alike.name, alike.phone, ""), strict=True):
        camera.do(field.set_text, text)
    QTest.qWait(200)
    camera.settle()
    camera.do(phone.new_form.finish)
    camera.shoot("applications-phone-alikes")
    camera.do(phone.next_call)
    camera.do(phone.people.line.setText, "さとう")
    QTest.keyClick(phone.people.line, Qt.Key.Key_Return)
    camera.settle()
    camera.do(phone.courses.line.setText, "LINE")
    camera.settle()
    QTest.keyClick(phone.courses.line, Qt.Key.Key_Return)
    camera.settle()
    camera.do(phone.needs.boxes[next(iter(phone.needs.boxes))].setChecked, True)
    camera.shoot("applications-phone-seats")
    camera.do(phone.accept)
    camera.shoot("applications-phone-readback")
    taken = services.applications.all()[-1].course_id
    camera.do(phone.next_call)
    _ask_for_a_taken_hour(camera, phone, taken)
    camera.do(screen.show_view, "people")
    camera.do(screen.people.show_doubles)
    camera.settle()
    camera.shoot("applications-doubles")
    camera.do(screen.people.pages.setCurrentIndex, 0)
    camera.go("settings", section="privacy")
    camera.settle()
    camera.shoot("settings-privacy")
