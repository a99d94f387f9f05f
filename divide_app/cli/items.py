"""The kinds of `list`: their keys, where the values come from, and which are shown on the terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any
from uuid import UUID

from divide_app.foundation.translation import _

if TYPE_CHECKING:
    from divide_app.services import Services

Column = Callable[[Any], object]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of list.

    Attributes:
        columns: Value by key, in the order of the JSON.
        shown: Keys of the table for people.
        read: Reads the things; may use the filter to read less, never to read something else.
    """

    columns: Mapping[str, Column]
    shown: tuple[str, ...]
    read: Callable[[Services, Mapping[str, str]], Iterable[object]]


def _columns(*same: str, **others: str | Column) -> dict[str, Column]:
    """Return columns: `same` are named as the attribute, `others` name the attribute or a function."""
    columns: dict[str, Column] = {}
    for key, source in (*((name, name) for name in same), *others.items()):
        columns[key] = attrgetter(source) if isinstance(source, str) else source
    order = [key for key in ("id", "course", "class_session", "participant", "supporter") if key in columns]
    return {key: columns[key] for key in dict.fromkeys([*order, *columns])}


def _id_in(wanted: Mapping[str, str], key: str) -> UUID | None:
    try:
        return UUID(wanted[key])
    except (KeyError, ValueError):
        return None


def _supporters(services: Services, wanted: Mapping[str, str]) -> Iterable[object]:
    from divide_app.domain.calendar import fiscal_year, local_day

    del wanted
    return services.supporters.all(fiscal_year(local_day(services.now())))


def _attendance(services: Services, wanted: Mapping[str, str]) -> Iterable[object]:
    return services.attendance_list.lines(
        class_session_id=_id_in(wanted, "class_session"), course_id=_id_in(wanted, "course")
    )


def _venue_rooms(venue: Any) -> list[dict[str, object]]:
    return [{"id": room.id, "name": room.name, "seats": room.seats} for room in venue.rooms]


KINDS: Mapping[str, Kind] = {
    "courses": Kind(
        _columns(
            *("id", "title", "capacity", "accepted", "waiting", "state", "kind", "topic", "selection", "apply_from"),
            *("apply_until", "owners", "venues", "sessions", "first_starts_at", "last_ends_at", "applied"),
        ),
        ("id", "title", "state", "capacity", "accepted", "waiting", "first_starts_at"),
        lambda services, _wanted: services.scheduling.courses(),
    ),
    "class-sessions": Kind(
        _columns(
            *("id", "kind", "starts_at", "ends_at", "venue", "room", "state", "number", "topic", "owners"),
            *("time_is_known", "venue_id", "room_id", "district", "cancelled_reason", "forced_reason", "capacity"),
            *("accepted", "waiting", "present", "supporters", "supporter_ids"),
            course="course_id",
            title="course_title",
        ),
        ("id", "title", "number", "starts_at", "venue", "room", "state", "present"),
        lambda services, wanted: services.scheduling.sessions(course_id=_id_in(wanted, "course")),
    ),
    "participants": Kind(
        _columns(
            *("id", "name", "kana", "band", "sex", "district", "needs", "phone_kind", "applications", "attendances")
        ),
        ("id", "name", "kana", "band", "district", "applications", "attendances"),
        lambda services, _wanted: services.participants.all(),
    ),
    "applications": Kind(
        _columns(
            *("id", "name", "status", "place", "ticket_code", "ticket_revoked", "kana", "band", "applied_at"),
            *("channel", "receipt_number", "state", "number", "promoted_at", "reason", "memo"),
            group="group_id",
            course="course_id",
            participant="participant_id",
            title="course_title",
        ),
        ("id", "title", "name", "status", "place", "applied_at"),
        lambda services, wanted: (
            services.applications.all()
            if _id_in(wanted, "course") is None
            else services.applications.of_course(UUID(wanted["course"]))
        ),
    ),
    "supporters": Kind(
        _columns(
            *("id", "name", "kind", "kana", "organisation", "skills", "languages", "districts", "appointed_until"),
            *("is_appointed", "sessions", "planned_minutes", "actual_minutes"),
        ),
        ("id", "name", "kind", "organisation", "appointed_until", "sessions", "actual_minutes"),
        _supporters,
    ),
    "assignments": Kind(
        _columns(
            *("id", "role", "planned_minutes", "actual_minutes", "starts_at", "ends_at", "number", "venue", "room"),
            *("kind", "session_state", "is_locked", "is_told"),
            class_session="class_session_id",
            supporter="supporter_id",
            name="supporter",
            title="course_title",
        ),
        ("id", "title", "number", "starts_at", "name", "role", "planned_minutes", "actual_minutes"),
        lambda services, wanted: services.supporters.assignments(
            supporter_id=_id_in(wanted, "supporter"), class_session_id=_id_in(wanted, "class_session")
        ),
    ),
    "venues": Kind(
        _columns(
            *("id", "name", "kana", "district", "address", "latitude", "longitude", "has_wifi", "opens_at"),
            *("closes_at", "closed_weekdays", "municipal_code"),
            rooms=_venue_rooms,
        ),
        ("id", "name", "district", "address", "opens_at", "closes_at"),
        lambda services, _wanted: services.office.venues(),
    ),
    "targets": Kind(
        _columns(
            *("id", "name", "metric", "at_least", "first_year", "last_year", "baseline", "owners", "note"),
            rule_version="rule.version",
        ),
        ("id", "name", "metric", "at_least", "first_year", "last_year"),
        lambda services, _wanted: services.targets.all(),
    ),
    "attendance": Kind(
        _columns(
            *("id", "present", "is_inside", "first_in", "last_out", "minutes", "events", "acts", "name", "band"),
            *("sex", "district", "is_walk_in", "participant", "state", "late", "left_early"),
            class_session="class_session_id",
            course="course_id",
            title="course_title",
        ),
        ("class_session", "participant", "name", "state", "first_in", "minutes"),
        _attendance,
    ),
}


def key_words() -> dict[str, str]:
    """Return the heads of the tables, in the language in use."""
    return {
        "id": _("id"),
        "class_session": _("回のid"),
        "participant": _("参加者のid"),
        "title": _("講座"),
        "name": _("名前"),
        "kana": _("ふりがな"),
        "kind": _("種別"),
        "state": _("状態"),
        "status": _("状態"),
        "capacity": _("定員"),
        "accepted": _("受講決定"),
        "waiting": _("待ち"),
        "place": _("順番"),
        "applied_at": _("申込日時"),
        "first_starts_at": _("初回"),
        "starts_at": _("日時"),
        "number": _("回"),
        "venue": _("会場"),
        "room": _("部屋"),
        "present": _("出席"),
        "first_in": _("入室"),
        "minutes": _("分"),
        "band": _("年代"),
        "district": _("地区"),
        "address": _("住所"),
        "opens_at": _("開館"),
        "closes_at": _("閉館"),
        "applications": _("申込数"),
        "attendances": _("出席数"),
        "organisation": _("所属"),
        "appointed_until": _("任期末"),
        "sessions": _("回数"),
        "role": _("役割"),
        "planned_minutes": _("予定(分)"),
        "actual_minutes": _("確定(分)"),
        "metric": _("数えるもの"),
        "at_least": _("目標"),
        "first_year": _("最初の年度"),
        "last_year": _("最後の年度"),
    }
