"""The pictures of seats under way: who must be called, and a lottery before and after the draw."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from camera import Camera

    from divide_app.services import Services


def pass_a_seat_on(services: Services) -> object:
    """Let somebody cancel in a course with a waiting list, call the next once in vain; return the course."""
    from divide_app.domain.applications import ApplicationStatus, CallOutcome
    from divide_app.domain.seats.rules import SeatRules

    course = next(line for line in services.scheduling.courses() if line.waiting >= 2)
    services.lottery.set_rules(course.id, SeatRules(confirm_by_phone=True))
    lines = services.applications.of_course(course.id)
    first = next(line for line in lines if line.status is ApplicationStatus.ACCEPTED)
    promoted = services.applications.cancel(first.id).promoted
    for id_ in promoted:
        services.calls.record(id_, CallOutcome.NO_ANSWER)
    return course.id


def show_seats(camera: Camera) -> None:
    """申込一覧 with a call to make, and 抽選 at its three steps."""
    services = camera.opened.shell.services
    course = pass_a_seat_on(services)
    screen = camera.go("applications", course=course)
    called = next(place for place, one in enumerate(screen.course_list.model.lines()) if one.needs_call)
    camera.do(screen.course_list.table.choose_row, called)
    camera.shoot("applications-calls")
    camera.do(screen.course_list.table.choose_row, 0)
    camera.do(screen.course_list.side.open_panel)
    camera.do(screen.course_list.panel.renew_button.click)
    camera.shoot("applications-renew")
    camera.do(screen.course_list.side.close_panel)
    screen = camera.go("applications", view="lottery")
    panel = screen.lottery.panel
    panel.seed.set_text("令和8年11月21日 晴れ")
    camera.shoot("lottery-seed")
    camera.do(panel.fix_button.click)
    camera.do(panel.draw_button.click)
    camera.shoot("lottery-sure")
    camera.do(panel.yes.click)
    camera.do(panel.check_button.click)
    camera.shoot("lottery-drawn")
