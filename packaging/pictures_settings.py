"""Pictures of planning's settings, and of planning once more: places, lending, rules, a course and a year copied."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from camera import Camera

    from divide_app.services import Services


def prepare_places(services: Services) -> None:
    """Enter a hall a second time under another name, and two kinds of things lent."""
    from divide_app.domain.planning.lending import Stock
    from divide_app.domain.planning.venues import Room, Venue

    hall = next(venue for venue in services.office.venues() if len(venue.rooms) > 1)
    again = services.office.new_id()
    rooms = (Room(services.office.new_id(), again, hall.rooms[0].name), Room(services.office.new_id(), again, "講堂"))
    services.office.keep_venue(Venue(again, f"{hall.name}（本館）", rooms=rooms))
    for name, number, minutes, wishes, note in (
        ("スマートフォン", 20, 60, True, "講習用。充電ケース2つ"),
        ("タブレット", 8, 30, False, ""),
    ):
        services.lending.save(Stock(services.lending.new_id(), name, number, minutes, serves_wishes=wishes, note=note))


def show_planning_settings(camera: Camera) -> None:
    """設定: places and days off, things lent, the rules of the roster."""
    services = camera.opened.shell.services
    prepare_places(services)
    screen = camera.go("settings", section="venues")
    camera.do(screen.refetch)
    venues: Any = screen.sections["venues"]
    pair = services.places.alike()[0]
    camera.do(venues.tidy.choose, pair.other, pair.kept)
    scroll_to(camera, screen, venues.tidy)
    camera.shoot("settings-places")
    camera.do(venues.tidy.leave)
    scroll_to(camera, screen, venues.year_end)
    camera.shoot("settings-days-off")
    lending: Any = screen.sections["lending"]
    camera.go("settings", section="lending")
    camera.shoot("settings-lending")
    camera.do(lending.begin, lending.model.line(0))
    camera.shoot("settings-lending-form")
    camera.do(lending.show_list)
    camera.go("settings", section="catalogue")
    camera.shoot("settings-catalogue")
    camera.go("settings", section="roster")
    camera.shoot("settings-roster")
    camera.go("settings", section="office")


def show_users(camera: Camera) -> None:
    """利用者: what changes with the first one, the list with everybody, and somebody's form.

    The office gives signing in up again afterwards, so that the other pictures are those of an office without users.
    """
    from divide_app.domain.office.office import Role

    shell = camera.opened.shell
    users = shell.services.users
    screen = camera.go("settings", section="users")
    page: Any = screen.sections["users"]
    camera.do(page.begin, None)
    camera.shoot("settings-users-first")
    password = "lamp-and-river-7"
    people = {
        "青葉 典子": Role.STAFF,
        "東 健一": Role.STAFF,
        "若草 実": Role.COORDINATOR,
        "見本 花子": Role.VOLUNTEER,
    }
    known = {line.name for line in users.all()}
    for name, role in people.items():
        if name in known:
            users.set_password(name, password)
        else:
            users.add(name, role, password)
    users.disable("東 健一")
    users.sign_in("青葉 典子", password)
    shell.user_changed.emit("青葉 典子")
    camera.do(page.show_list)
    camera.shoot("settings-users")
    _shoot_tokens(camera, page)
    camera.do(page.begin, next(line for line in page.model.lines() if line.name == "見本 花子"))
    camera.do(page.password.first.line.setText, "あさ顔と麦わら帽子")
    page.password.first.edited.emit("")
    camera.shoot("settings-users-form")
    camera.do(page.show_list)
    for name in reversed(people):
        users.disable(name, gives_up=True)
    shell.user_changed.emit("")


def _shoot_tokens(camera: Camera, page: Any) -> None:
    """トークン: the one time it is seen, and the list of those that are there."""
    screen: Any = camera.opened.window.current_screen
    tokens, names = page.tokens, {line.name for line in camera.opened.shell.services.tokens.all()}
    name = f"夜間の写し {len(names) + 1}"
    camera.do(tokens.begin)
    tokens.name.set_text(name)
    scroll_to(camera, screen, tokens)
    camera.shoot("settings-tokens-form")
    camera.do(tokens.make)
    scroll_to(camera, screen, tokens)
    camera.shoot("settings-token-made")
    camera.do(tokens.show_list)
    scroll_to(camera, screen, tokens)
    camera.shoot("settings-tokens")
    camera.do(tokens.ask, name)
    scroll_to(camera, screen, tokens)
    camera.shoot("settings-token-ask")
    camera.do(tokens.show_list)
    camera.do(page.show_list)


def scroll_to(camera: Camera, screen: Any, part: Any) -> None:
    """Bring the top of a part of the settings to the top of the window."""
    from PySide6.QtCore import QPoint

    ground = screen._area.widget()
    camera.settle()
    camera.do(screen._area.verticalScrollBar().setValue, part.mapTo(ground, QPoint(0, 0)).y())


def show_planning_again(camera: Camera) -> None:
    """講座 once more: a course copied, a meeting added, a year looked through."""
    services = camera.opened.shell.services
    if not services.lending.stocks():
        prepare_places(services)
    screen = camera.go("courses")
    line = max(services.scheduling.courses(), key=lambda one: (one.first_starts_at is not None, str(one.id)))
    camera.go("courses", course=line.id)
    camera.do(screen.panel._begin_copy)
    camera.shoot("courses-copy")
    camera.do(screen.panel.show_course)
    camera.shoot("courses-panel")
    camera.do(screen.panel._begin_add)
    camera.shoot("courses-add-meeting")
    camera.do(screen.panel.show_course)
    camera.do(screen.panel.begin_edit)
    camera.do(screen.panel.staffing.form["kinds"].setFocus)
    camera.shoot("courses-edit")
    camera.do(screen.panel.show_course)
    view = services.scheduling.course(line.id)
    camera.do(screen.panel._begin_meeting, view.sessions[0])
    camera.shoot("courses-meeting")
    camera.do(screen.panel.show_course)
    camera.do(screen.side.close_panel)
    camera.do(screen.begin_year_copy)
    page = screen.year_copy
    moved = next(one for one in page.model.lines() if one.moved)
    camera.do(page.table.choose, moved.course.source)
    camera.shoot("courses-year-copy")
    camera.do(screen.leave_year_copy)
    screen = camera.go("courses", wizard=True)
    wizard = screen.wizard
    camera.do(wizard.kind.table.choose_row, 1)
    bar = wizard._area.verticalScrollBar()
    camera.do(bar.setValue, bar.maximum())
    camera.shoot("courses-1-helping")
    wizard.is_touched = False
    camera.do(screen.leave_wizard)
