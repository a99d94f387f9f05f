"""`course add-meeting`, `course cancel`, `course reopen` and `session ...`: changes what is planned."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING
from uuid import UUID

from divide_app.cli.answer import Answer
from divide_app.cli.arguments import Commands, a_moment, command, group
from divide_app.cli.clashes import clash_items, clash_lines
from divide_app.cli.context import Context
from divide_app.cli.naming import a_class_session, a_course, is_id, room_of, venue_of
from divide_app.domain.errors import DomainError
from divide_app.foundation.translation import _

if TYPE_CHECKING:
    from divide_app.domain.planning.venues import Room, Venue
    from divide_app.services import Services
    from divide_app.services.planning.cancel import CancelPreview
    from divide_app.services.planning.results import SessionResult


def add_to_courses(courses: Commands) -> None:
    """Add the commands under `course`."""
    meeting = command(courses, "add-meeting", run_add, _("講座に回を追加する"))
    meeting.add_argument("course", metavar="COURSE", type=a_course, help=_("講座のidか名前"))
    _add_times(meeting)
    meeting.add_argument("--venue", metavar="NAME", default="", help=_("会場の名前かid(なければ最後の回と同じ)"))
    meeting.add_argument("--room", metavar="NAME", default="", help=_("部屋の名前かid"))
    _add_force(meeting)
    cancel = command(courses, "cancel", run_cancel_course, _("講座を中止する"))
    cancel.add_argument("course", metavar="COURSE", type=a_course, help=_("講座のidか名前"))
    _add_cancel(cancel)
    reopen = command(courses, "reopen", run_reopen_course, _("中止した講座を再開する"))
    reopen.add_argument("course", metavar="COURSE", type=a_course, help=_("講座のidか名前"))
    reopen.add_argument("--reason", metavar="REASON", required=True, help=_("理由"))
    _add_force(reopen)


def add(commands: Commands) -> None:
    """Add the commands under `session`."""
    sessions = group(commands, "session", _("講座の回"))
    move = command(sessions, "move", run_move, _("回を別の日時や場所へ移す"))
    move.add_argument("session", metavar="CLASS_SESSION", type=a_class_session, help=_("回のid(講座名#2 でも)"))
    _add_times(move)
    move.add_argument("--venue", metavar="VENUE", default="", help=_("会場の名前かid(なければ今の会場のまま)"))
    move.add_argument("--room", metavar="ROOM", default="", help=_("部屋の名前かid"))
    _add_force(move)
    cancel = command(sessions, "cancel", run_cancel_session, _("回を中止する"))
    cancel.add_argument("session", metavar="CLASS_SESSION", type=a_class_session, help=_("回のid(講座名#2 でも)"))
    _add_cancel(cancel)
    reopen = command(sessions, "reopen", run_reopen_session, _("中止した回を再開する"))
    reopen.add_argument("session", metavar="CLASS_SESSION", type=a_class_session, help=_("回のid(講座名#2 でも)"))
    reopen.add_argument("--reason", metavar="REASON", required=True, help=_("理由"))
    _add_force(reopen)
    remove = command(sessions, "remove", run_remove, _("実施していない回を取り除く"))
    remove.add_argument("session", metavar="CLASS_SESSION", type=a_class_session, help=_("回のid(講座名#2 でも)"))


def _add_times(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--starts-at", metavar="T", type=a_moment, required=True, help=_("始まりの日時"))
    parser.add_argument("--ends-at", metavar="T", type=a_moment, required=True, help=_("終わりの日時"))


def _add_force(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--force", metavar="REASON", default="", help=_("重なりがあっても、理由を付けて行う"))


def _add_cancel(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--reason", metavar="REASON", default="", help=_("中止の理由(--dry-run では要らない)"))
    parser.add_argument("--dry-run", action="store_true", help=_("知らせる人と目標への影響だけを見る"))


def run_add(context: Context, arguments: argparse.Namespace) -> Answer:
    """Add a meeting."""
    from divide_app.domain.planning.plan import MeetingDraft

    services = context.services()
    venue, room = _named_place(services, arguments.venue, arguments.room)
    draft = MeetingDraft(arguments.starts_at, arguments.ends_at, venue, room)
    scheduling = services.scheduling
    result = scheduling.add_meeting(arguments.course, draft, forced_reason=arguments.force)
    return _session_answer(result, _("第{number}回を追加しました。").format(number=result.before.number))


def run_move(context: Context, arguments: argparse.Namespace) -> Answer:
    """Move a meeting."""
    services = context.services()
    scheduling = services.scheduling
    venue, room = _place(services, arguments)
    result = scheduling.move(
        arguments.session,
        starts_at=arguments.starts_at,
        ends_at=arguments.ends_at,
        venue_id=None if venue is None else venue.id,
        room_id=None if room is None else room.id,
        keep_place=venue is None,
        forced_reason=arguments.force,
    )
    return _session_answer(result, _("第{number}回を移しました。").format(number=result.before.number))


def _place(services: Services, arguments: argparse.Namespace) -> tuple[Venue | None, Room | None]:
    """Return where a meeting goes; (None, None) leaves it where it is. A room alone is one of the venue it is at."""
    if not arguments.venue and not arguments.room:
        return None, None
    words = arguments.venue
    if not words:
        before = services.scheduling.session(arguments.session)
        if before.venue_id is None:
            raise DomainError("room_without_venue", field="venue", name=arguments.room)
        words = str(before.venue_id)
    venue = venue_of(services, words)
    return venue, room_of(venue, arguments.room) if arguments.room else None


def _named_place(services: Services, venue: str, room: str) -> tuple[str, str]:
    """Return the names of a place given by names or ids; a name nobody knows stays, for it may be a new place."""
    if is_id(venue) or is_id(room):
        found = venue_of(services, venue)
        return found.name, room_of(found, room).name if is_id(room) else room
    return venue, room


def run_remove(context: Context, arguments: argparse.Namespace) -> Answer:
    """Remove a meeting never held."""
    result = context.services().scheduling.remove_meeting(arguments.session)
    return _session_answer(result, _("第{number}回を取り除きました。").format(number=result.before.number))


def run_cancel_course(context: Context, arguments: argparse.Namespace) -> Answer:
    """Cancel a course, saying who must be told."""
    acts = context.services().scheduling
    return _cancelled(arguments, "course", arguments.course, acts.cancel_course_preview, acts.cancel_course)


def run_cancel_session(context: Context, arguments: argparse.Namespace) -> Answer:
    """Cancel a meeting, saying who must be told."""
    acts = context.services().scheduling
    return _cancelled(arguments, "class_session", arguments.session, acts.cancel_session_preview, acts.cancel_session)


def run_reopen_session(context: Context, arguments: argparse.Namespace) -> Answer:
    """Reopen a cancelled meeting; one that was confirmed is reopened by `attendance reopen`."""
    scheduling = context.services().scheduling
    result = scheduling.reopen(arguments.session, arguments.reason, forced_reason=arguments.force, only_cancelled=True)
    return _session_answer(result, _("第{number}回を再開しました。").format(number=result.before.number))


def run_reopen_course(context: Context, arguments: argparse.Namespace) -> Answer:
    """Reopen a course."""
    scheduling = context.services().scheduling
    result = scheduling.reopen_course(arguments.course, arguments.reason, forced_reason=arguments.force)
    lines = [_("講座を再開しました。"), *clash_lines(result.clashes)]
    return Answer({"course": result.course, "clashes": clash_items(result.clashes)}, lines)


def _session_answer(result: SessionResult, said: str) -> Answer:
    from divide_app.wording.clashes import joined_room_sentence

    return Answer(
        {
            "class_session": result.class_session,
            "course": result.before.course_id,
            "clashes": clash_items(result.clashes),
        },
        [said, *map(joined_room_sentence, result.joined_rooms), *clash_lines(result.clashes)],
    )


def _cancelled(
    arguments: argparse.Namespace,
    key: str,
    id_: UUID,
    preview: Callable[[UUID], CancelPreview],
    cancel: Callable[[UUID, str], object],
) -> Answer:
    from divide_app.wording.cancelling import cancel_sentences

    shown, is_dry_run = preview(id_), arguments.dry_run
    if not is_dry_run:
        cancel(id_, arguments.reason)
    data: dict[str, object] = {
        key: id_,
        "cancelled": [line.id for line in shown.sessions],
        "kept": [line.id for line in shown.kept],
        "accepted": [line.id for line in shown.accepted],
        "waiting": [line.id for line in shown.waiting],
        "applied": [line.id for line in shown.applied],
        "supporters": [id_ for id_, _name in shown.supporters],
        "targets": [
            {
                "id": one.target_id,
                "name": one.name,
                "actual": None if one.actual is None else _number(one.actual),
                "coming_before": one.coming_before,
                "coming_after": one.coming_after,
                "forecast_before": one.forecast_before,
                "forecast_after": one.forecast_after,
                "falls_short": one.falls_short,
            }
            for one in shown.targets
        ],
        "dry_run": is_dry_run,
    }
    lines = cancel_sentences(shown)
    if not is_dry_run:
        lines.insert(0, _("中止しました。"))
    return Answer(data, lines)


def _number(value: Fraction) -> int | float:
    return int(value) if value.denominator == 1 else float(value)
