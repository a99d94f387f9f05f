"""Pictures of the door: choosing, every kind of answer, six to two hundred people, the camera, closing, signing in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import TYPE_CHECKING, Any
from unittest import mock

if TYPE_CHECKING:
    from uuid import UUID

    from camera import Camera

    from divide_app.services import Services

TODAY = date(2026, 11, 21)
CROWDS = {"six": 6, "thirty": 30, "two-hundred": 200}


def show_door(camera: Camera) -> None:
    """受付: choosing, open, received, received already, walk-in, closing, password; leaves the door closed."""
    screen = camera.go("door")
    camera.shoot("door-choose")
    camera.do(screen.chooser.buttons[0].click)
    board = screen.board
    board.acting.guard_s = board.result.steady_s = 0
    camera.shoot("door-open")
    cards = [card for card in board.names.cards.values() if card.person.status.value == "accepted"]
    for card in cards[4:9]:
        camera.do(board.press, card.person)
    camera.shoot("door-received")
    camera.do(board.press, cards[4].person)
    camera.shoot("door-already")
    camera.do(board.undo)
    camera.shoot("door-undo")
    waiting = next(card for card in board.names.cards.values() if card.person.status.value == "waiting")
    camera.do(board.press, waiting.person)
    camera.shoot("door-waiting")
    camera.do(board.result.buttons[0].click)
    camera.shoot("door-reason")
    camera.do(board._ready)
    camera.do(board.show_walk_in)
    camera.do(board.walk_in.bands["75-79"].click)
    camera.shoot("door-walk-in")
    camera.do(board.show_everybody)
    camera.do(board.ask_to_end)
    camera.shoot("door-ending")
    camera.do(board.result.buttons[0].click)
    over = next(task for task in screen.shell.services.home.view().tasks if task.kind.value == "confirm_attendance")
    camera.go("door", closing=over.subject)
    camera.shoot("door-closing")
    _show_who_it_was(camera, screen, over.subject)
    camera.do(screen.closing.ended.emit)
    _show_signing_in(camera, screen)


def _show_who_it_was(camera: Camera, screen: Any, session: UUID) -> None:
    """Two walk-ins of a meeting: one recorded as somebody, the register searched for the other, and who is chosen."""
    from divide_app.domain.people.participants import Sex

    services, page = screen.shell.services, screen.closing
    starts = services.closing.view(session).line.starts_at
    for band, sex, name in (("75-79", Sex.FEMALE, "佐藤"), ("60代", Sex.MALE, "")):
        camera.do(services.check_in.receive_walk_in, session, band, sex=sex, name=name, at=starts)
    guest, other = [one for one in services.closing.view(session).walk_ins if one.participant_id is None][-2:]
    services.check_in.identify_walk_in(other.id, services.participants.all()[3].id)
    page.refetch()
    camera.settle()
    camera.do(page.to_walk_ins.click)
    camera.settle()
    camera.shoot("door-closing-walk-ins")
    camera.do(page.walk_ins.buttons[guest.id].click)
    camera.do(page.who.people.line.setText, "さとう")
    camera.settle()
    camera.shoot("door-closing-search")
    camera.do(page.who.people.picked.emit, page.who.people.model.line(0))
    camera.shoot("door-closing-chosen")
    camera.do(page.who.left.emit)


def _show_signing_in(camera: Camera, door: Any) -> None:
    """The staff password on leaving the door, and サインイン; as if the office had users."""
    from divide_app.ui.sign_in import SignInCover

    shell, window, names = camera.opened.shell, camera.opened.window, ["青葉 職員", "見本 手伝い"]
    shell.user_changed.emit(names[1])
    camera.do(door.chooser.buttons[0].click)
    camera.do(door.board.ask_to_end)
    camera.do(door.board.result.buttons[0].click)
    camera.shoot("door-password")
    camera.do(door.board._end)
    window.cover(SignInCover(shell, names, lambda _user: None))
    camera.shoot("sign-in")
    window.uncover()
    shell.user_changed.emit("")


def show_crowds(camera: Camera) -> None:
    """受付 of nobody, six, thirty and two hundred people; searching; tickets of other days; questions; trouble."""
    services = camera.opened.shell.services
    screen = camera.go("door")
    board = screen.board
    board.acting.guard_s = board.result.steady_s = 0

    def open_door(session: UUID) -> None:
        camera.go("door", class_session=session)

    open_door(_course(services, "写真の整理", 0)[1])
    camera.shoot("door-empty")
    camera.do(board._end)
    for name, number in CROWDS.items():
        _title, session = _course(services, "はじめてのスマホ教室", number)
        open_door(session)
        for person in board.names.shown[: number // 4]:
            camera.do(board.press, person)
        camera.shoot(f"door-{name}")
        if name == "thirty":
            _show_searching(camera, board)
            _show_refusals(camera, board, session)
        camera.do(board._end)
    _course_id, session = _course(services, "アプリの入れ方", 6, question="お使いの電話機は何ですか")
    open_door(session)
    camera.do(board.press, board.names.shown[2])
    camera.shoot("door-question")
    camera.do(board._ready)
    _show_camera(camera, board)
    camera.do(board._end)


def _course(services: Services, title: str, number: int, **parts: Any) -> tuple[UUID, UUID]:
    """Plan a meeting of today with so many people, all accepted; return course and meeting."""
    from divide_app.domain.calendar import at_local
    from divide_app.domain.planning.plan import MeetingDraft, PlanDraft

    meeting = MeetingDraft(at_local(TODAY, time(10)), at_local(TODAY, time(12)), f"見本会館{number}", title)
    opened = at_local(TODAY - timedelta(days=20), time(9))
    draft = PlanDraft(title, capacity=max(number, 1), sessions=(meeting,), apply_from=opened, **parts)
    planned = services.scheduling.plan(draft)
    known = [line.id for line in services.participants.all()]
    people = known[:: max(1, len(known) // max(1, number))][:number]
    if people:
        services.applications.apply_together(planned.course, people, is_forced=True)
    return planned.course, planned.class_sessions[0]


def _show_searching(camera: Camera, board: Any) -> None:
    for name, typed in (("search", "sa"), ("nobody", "わたぬき")):
        camera.do(board.names.line.setText, typed)
        camera.shoot(f"door-{name}")
    camera.do(board.show_everybody)


def _show_refusals(camera: Camera, board: Any, session: UUID) -> None:
    """A ticket of another day, a ticket of a cancelled application, a scrap of paper, a server that is away."""
    from divide_app.domain.calendar import at_local
    from divide_app.domain.planning.plan import MeetingDraft, PlanDraft
    from divide_app.foundation.problems import EnvironmentProblem

    services = camera.opened.shell.services
    day = TODAY + timedelta(days=7)
    meeting = MeetingDraft(at_local(day, time(13, 30)), at_local(day, time(15)), "南部公民館", "第2研修室")
    opened = at_local(TODAY - timedelta(days=20), time(9))
    other = services.scheduling.plan(
        PlanDraft("キャッシュレス決済を体験しよう", capacity=20, sessions=(meeting,), apply_from=opened)
    )
    expected = {one.attendee_id for one in board.names.shown}
    person = next(line.id for line in services.participants.all()[40:] if line.id not in expected)
    elsewhere = services.applications.apply(other.course, person, is_forced=True)
    camera.do(board.receive_code, elsewhere.ticket_code)
    camera.shoot("door-wrong-day")
    line = services.scheduling.session(session)
    gone = services.applications.apply(line.course_id, person, is_forced=True)
    services.applications.cancel(gone.application)
    camera.do(board.receive_code, gone.ticket_code)
    camera.shoot("door-cancelled")
    camera.do(board._ready)
    camera.do(board.receive_code, "ABCDEFGH12345678X")
    camera.shoot("door-unknown")
    away = mock.Mock(side_effect=EnvironmentProblem("server_away"))
    with mock.patch.object(services.check_in, "receive_person", away):
        for one in [one for one in board.names.shown if not one.present][:2]:
            camera.do(board.press, one)
        camera.shoot("door-unrecorded")
    board.acting.outstanding.clear()
    camera.do(board._ready)


@dataclass(frozen=True)
class _Seen:
    """What a camera would hand over (`services.door.camera.CameraPicture`)."""

    width: int
    height: int
    rgb: bytes
    codes: tuple[str, ...] = ()


def _ticket_in_sight() -> _Seen:
    """Return the picture of a ticket held before the camera, on a dim desk."""
    import qrcode
    from PIL import Image

    code = qrcode.QRCode(border=4, box_size=7)
    code.add_data("KAKEHASHI:0000000000000000A")
    desk = Image.new("RGB", (640, 480), (150, 148, 144))
    desk.paste(Image.new("RGB", (420, 330), (250, 249, 246)), (110, 70))
    desk.paste(code.make_image().get_image().convert("RGB"), (205, 100))
    return _Seen(*desk.size, desk.tobytes())


def _show_camera(camera: Camera, board: Any) -> None:
    """The mirror with a ticket in it, and a PC without a camera."""

    def watch(_source: object, is_over: Callable[[], bool], on_picture: Callable[[_Seen], object]) -> None:
        import time as clock

        on_picture(_ticket_in_sight())
        while not is_over():
            clock.sleep(0.01)

    with mock.patch("divide_app.ui.screens.door.camera.watch_camera", watch):
        camera.do(board.camera.start)
        camera.shoot("door-camera")
        camera.do(board.camera.stop)
    board.camera.source = "/none.avi"
    camera.do(board.camera.start)
    while not board.camera.has_words:
        camera.settle()
    camera.shoot("door-no-camera")
