"""The list of screens in the order of the rail; each module is imported when its screen is first shown."""

from __future__ import annotations

from importlib import import_module

from divide_app.foundation.translation import _
from divide_app.ui.shell import Screen, ScreenEntry, Shell
from divide_app.ui.wanted import (
    ApplicationsWanted,
    CoursesWanted,
    ReachingWanted,
    SettingsWanted,
    Wanted,
    section_names,
)


def entries() -> list[ScreenEntry]:
    """Return the screens (docs/looks.md#order-of-the-screens) with their words in the language in use."""
    return [
        ScreenEntry("home", _("ホーム"), "home", _home),
        ScreenEntry("schedule", _("予定"), "calendar", _schedule),
        ScreenEntry("courses", _("講座", "several"), "book", _courses, pages=_course_pages()),
        ScreenEntry("applications", _("申込・参加者"), "person_plus", _applications, pages=_application_pages()),
        ScreenEntry("supporters", _("支援者"), "heart", _supporters),
        ScreenEntry("door", _("受付"), "door", _door),
        ScreenEntry("prints", _("印刷"), "printer", _prints),
        ScreenEntry("targets", _("目標・報告"), "chart", _targets),
        ScreenEntry("reaching", _("連絡する方"), "phone", _reaching, in_rail=False, pages=_reaching_pages()),
        ScreenEntry("visits", _("派遣依頼"), "phone", _visits, in_rail=False),
        ScreenEntry("packages", _("受付パック"), "box", _packages, in_rail=False),
        ScreenEntry("scans", _("紙の読み取り"), "paper", _scans, in_rail=False),
        ScreenEntry("imports", _("ファイルの取り込み"), "upload", _imports, in_rail=False),
        ScreenEntry("settings", _("設定"), "gear", _settings, at_bottom=True, pages=_settings_pages()),
    ]


def _course_pages() -> list[tuple[str, Wanted]]:
    return [(_("講座を作る"), CoursesWanted(wizard=True))]


def _application_pages() -> list[tuple[str, Wanted]]:
    return [
        (_("電話の申込"), ApplicationsWanted(view="phone")),
        (_("申込一覧"), ApplicationsWanted(view="list")),
        (_("抽選"), ApplicationsWanted(view="lottery")),
        (_("参加者"), ApplicationsWanted(view="people")),
    ]


def _reaching_pages() -> list[tuple[str, Wanted]]:
    return [
        (_("変更など"), ReachingWanted(part="news")),
        (_("前日のお知らせ"), ReachingWanted(part="reminders")),
    ]


def _settings_pages() -> list[tuple[str, Wanted]]:
    return [(name, SettingsWanted(section=key)) for key, name in section_names().items()]


def read_screen(key: str) -> None:
    """Import what a screen is made of; its package is named as its key."""
    import_module(f"divide_app.ui.screens.{key}")


def _home(shell: Shell) -> Screen:
    from divide_app.ui.screens.home import HomeScreen

    return HomeScreen(shell)


def _schedule(shell: Shell) -> Screen:
    from divide_app.ui.screens.schedule import ScheduleScreen

    return ScheduleScreen(shell)


def _courses(shell: Shell) -> Screen:
    from divide_app.ui.screens.courses import CoursesScreen

    return CoursesScreen(shell)


def _applications(shell: Shell) -> Screen:
    from divide_app.ui.screens.applications import ApplicationsScreen

    return ApplicationsScreen(shell)


def _supporters(shell: Shell) -> Screen:
    from divide_app.ui.screens.supporters import SupportersScreen

    return SupportersScreen(shell)


def _door(shell: Shell) -> Screen:
    from divide_app.ui.screens.door import DoorScreen

    return DoorScreen(shell)


def _prints(shell: Shell) -> Screen:
    from divide_app.ui.screens.prints import PrintsScreen

    return PrintsScreen(shell)


def _targets(shell: Shell) -> Screen:
    from divide_app.ui.screens.targets import TargetsScreen

    return TargetsScreen(shell)


def _reaching(shell: Shell) -> Screen:
    from divide_app.ui.screens.reaching import ReachingScreen

    return ReachingScreen(shell)


def _visits(shell: Shell) -> Screen:
    from divide_app.ui.screens.visits import VisitsScreen

    return VisitsScreen(shell)


def _packages(shell: Shell) -> Screen:
    from divide_app.ui.screens.packages import PackagesScreen

    return PackagesScreen(shell)


def _scans(shell: Shell) -> Screen:
    from divide_app.ui.screens.scans import ScansScreen

    return ScansScreen(shell)


def _imports(shell: Shell) -> Screen:
    from divide_app.ui.screens.imports import ImportsScreen

    return ImportsScreen(shell)


def _settings(shell: Shell) -> Screen:
    from divide_app.ui.screens.settings import SettingsScreen

    return SettingsScreen(shell)
