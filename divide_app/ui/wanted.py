"""Navigation targets: one class for each screen with its arguments, checked by mypy."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import ClassVar, Literal
from uuid import UUID

from divide_app.foundation.translation import _

SettingsKey = Literal[
    "office",
    "venues",
    "catalogue",
    "lending",
    "roster",
    "targets",
    "bands",
    "letters",
    "privacy",
    "users",
    "encryption",
    "display",
    "backup",
    "about",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A screen to go to.

    Attributes:
        screen: Key of the screen in the registry.
    """

    screen: ClassVar[str]

    @property
    def arguments(self) -> dict[str, object]:
        """What `Screen.open` gets: all that is said."""
        said = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in said.items() if value is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeWanted(Wanted):
    """今日すること."""

    screen: ClassVar[str] = "home"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationsWanted(Wanted):
    """申込・参加者: a view, a course's applications or one person."""

    screen: ClassVar[str] = "applications"
    view: Literal["phone", "list", "people", "lottery"] | None = None
    course: UUID | None = None
    participant: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CoursesWanted(Wanted):
    """講座: one course, or the wizard for a new one, on a day."""

    screen: ClassVar[str] = "courses"
    course: UUID | None = None
    wizard: Literal[True] | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorWanted(Wanted):
    """受付: the door of a session, or the confirmation of one that is over."""

    screen: ClassVar[str] = "door"
    class_session: UUID | None = None
    closing: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportsWanted(Wanted):
    """取り込み: a file, what it holds (a value of `ImportKind`), or both."""

    screen: ClassVar[str] = "imports"
    kind: str | None = None
    file: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PackagesWanted(Wanted):
    """受付パック."""

    screen: ClassVar[str] = "packages"
    part: Literal["home", "inbox"] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintsWanted(Wanted):
    """印刷: which paper (a value of `PrintKind`), of what; `month` is YYYY-MM, `application` one ticket alone."""

    screen: ClassVar[str] = "prints"
    paper: str | None = None
    course: UUID | None = None
    class_session: UUID | None = None
    month: str | None = None
    application: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReachingWanted(Wanted):
    """連絡する方: people with news, or those to remind."""

    screen: ClassVar[str] = "reaching"
    part: Literal["news", "reminders"] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScansWanted(Wanted):
    """読み取り."""

    screen: ClassVar[str] = "scans"
    part: Literal["decide"] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleWanted(Wanted):
    """予定: one meeting, a day, or the meetings of one venue only."""

    screen: ClassVar[str] = "schedule"
    class_session: UUID | None = None
    day: date | None = None
    venue: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsWanted(Wanted):
    """設定: one section."""

    screen: ClassVar[str] = "settings"
    section: SettingsKey | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportersWanted(Wanted):
    """支援者: one helper, or whom a meeting lacks."""

    screen: ClassVar[str] = "supporters"
    supporter: UUID | None = None
    class_session: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetsWanted(Wanted):
    """目標と実績."""

    screen: ClassVar[str] = "targets"
    target: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitsWanted(Wanted):
    """派遣依頼."""

    screen: ClassVar[str] = "visits"


def section_names() -> dict[SettingsKey, str]:
    """Return the sections of 設定 in their order."""
    return {
        "office": _("市・課"),
        "venues": _("会場と休館日"),
        "catalogue": _("講座の種類"),
        "lending": _("貸出機"),
        "roster": _("配置のきまり"),
        "targets": _("目標と数え方"),
        "bands": _("年代区分"),
        "letters": _("お知らせの手紙"),
        "privacy": _("個人情報"),
        "users": _("利用者"),
        "encryption": _("暗号化とパスワード"),
        "display": _("表示"),
        "backup": _("バックアップ"),
        "about": _("このプログラム"),
    }
