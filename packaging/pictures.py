"""Draws every screen and every paper of the sample city as PNG into out/pictures, the same each time.

Run it as `make pictures`. Clock, ids and ticket codes are fixed, so a picture changes only when the program does.
People look at the pictures; no test compares them. The few that README and docs show are also renewed in docs/pictures.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock
from uuid import UUID

from camera import Album, Camera, Look
from pictures_door import show_crowds, show_door
from pictures_files import show_imports
from pictures_hall import show_packages, show_reaching, show_visits
from pictures_keys import show_keys, show_protecting
from pictures_people import show_telephone
from pictures_plan import show_dense_schedule, show_schedule
from pictures_scans import show_scans
from pictures_seats import show_seats
from pictures_settings import show_planning_again, show_planning_settings, show_users

if TYPE_CHECKING:
    from divide_app.services import Services

ROOT = Path(__file__).resolve().parent.parent
_SHOWN = re.compile(r"pictures/([\w-]+)\.png")

NOW = datetime(2026, 11, 21, 0, 30, tzinfo=UTC)
"""令和8年11月21日(土) 9:30 in Japan: half an hour before the sample city's first class of the day."""

WINDOW = (1366, 768)
DPI = 96.0
MOST_PAGES = 3
"""Pages drawn of one paper; a pile of letters looks the same on every page."""


LOOKS = (
    Look("ja", 100, "standard", "light", "標準"),
    Look("ja", 150, "largest", "light", "文字の大きさ 最大"),
    Look("ja", 100, "standard", "dark", "暗い色"),
    Look("en", 100, "standard", "light", "English"),
)

SCREENS = {
    "first-start": "はじめての起動",
    "first-start-new": "はじめての起動：新しく始める",
    "first-start-password": "はじめての起動：データを守るパスワード",
    "first-start-plain": "はじめての起動：パスワードを決めない",
    "first-start-key": "はじめての起動：回復キー",
    "opening-password": "パスワードを入れる",
    "opening-recovered": "回復キーで開いたあと",
    "opening-moved": "ほかのパソコンへ移したデータ",
    "home": "ホーム",
    "schedule-week": "予定（週）",
    "schedule-week-40": "予定（週、40回を追加した週）",
    "schedule-drag": "予定（週、動かしているときの重なり）",
    "schedule-week-halls": "予定（週、会場ごと）",
    "schedule-week-people": "予定（週、支援者ごと）",
    "schedule-month": "予定（月）",
    "schedule-month-40": "予定（月、40回を追加した月）",
    "schedule-session": "予定（月、回を選んだところ）",
    "schedule-list": "予定（一覧）",
    "schedule-list-halls": "予定（一覧、会場ごと）",
    "schedule-year": "予定（年）",
    "courses": "講座（一覧）",
    "courses-1-kind": "講座を作る 1 種類",
    "courses-1-helping": "講座を作る 1 支援者の条件と貸出機",
    "courses-2-when": "講座を作る 2 日時と会場",
    "courses-3-gather": "講座を作る 3 申込とチラシ",
    "applications-phone": "申込・参加者（電話の申込）",
    "applications-result": "申込・参加者（申込を受けたところ）",
    "applications-phone-search": "電話の申込 1 名前でさがす",
    "applications-phone-alikes": "電話の申込 2 新しい方に似た登録",
    "applications-phone-seats": "電話の申込 3 席と配慮",
    "applications-phone-readback": "電話の申込 4 読み上げる言葉",
    "applications-phone-reason": "電話の申込 5 同じ時間の講座",
    "applications-doubles": "申込・参加者（同じ方かもしれない登録）",
    "applications-list": "申込・参加者（申込一覧）",
    "applications-renew": "申込・参加者（受講票を作り直す）",
    "applications-people": "申込・参加者（参加者）",
    "supporters": "支援者（名簿）",
    "supporters-needs": "支援者（人の足りない回）",
    "supporters-times": "支援者（来られる日）",
    "supporters-contact": "支援者（連絡・保険）",
    "supporters-month": "支援者（月の配置の案）",
    "supporters-hours": "支援者（時間の確定）",
    "supporters-totals": "支援者（時間の集計）",
    "door-choose": "受付（回を選ぶ）",
    "door-open": "受付（受付中）",
    "door-received": "受付（受け付けたところ）",
    "door-already": "受付（受付済み）",
    "door-undo": "受付（取り消したところ）",
    "door-waiting": "受付（キャンセル待ちの方）",
    "door-reason": "受付（受け付ける理由）",
    "door-walk-in": "受付（飛び込み）",
    "door-ending": "受付（おわる前）",
    "door-empty": "受付（申し込んだ方がいない回）",
    "door-six": "受付（6人）",
    "door-thirty": "受付（30人）",
    "door-search": "受付（文字でさがす）",
    "door-nobody": "受付（見つからない）",
    "door-wrong-day": "受付（別の日の受講票）",
    "door-cancelled": "受付（取り消された申込）",
    "door-unknown": "受付（読み取れない受講票）",
    "door-unrecorded": "受付（サーバーにつながらない）",
    "door-two-hundred": "受付（200人）",
    "door-question": "受付（うかがうこと）",
    "door-camera": "受付（カメラ）",
    "door-no-camera": "受付（カメラがない）",
    "door-closing": "出席の確定",
    "door-closing-walk-ins": "出席の確定（飛び込みの方）",
    "door-closing-search": "出席の確定（飛び込みの方を登録からさがす）",
    "door-closing-chosen": "出席の確定（飛び込みの方として選んだ方）",
    "door-password": "受付をおわる（職員のパスワード）",
    "sign-in": "サインイン",
    "reaching": "連絡する方（中止を順に電話で伝える）",
    "reaching-call": "連絡する方（選んだ方に電話する）",
    "reaching-reminders": "連絡する方（前日のお知らせ）",
    "home-reaching": "ホーム（伝える方がいる日）",
    "visits": "派遣依頼（希望と重なり）",
    "visits-form": "派遣依頼（受け付ける）",
    "packages": "受付パック（持ち出す）",
    "packages-code": "受付パック（コードを伝える）",
    "packages-home": "受付パック（取り込んだところ）",
    "packages-inbox": "受付パック（確認待ち）",
    "packages-both": "受付パック（確認待ち：両方の端末と時刻）",
    "packages-receipt": "受付パック（消して受領のしるしにする）",
    "packages-register": "受付パック（これまで）",
    "scans": "紙の読み取り（ファイルを選ぶ）",
    "scans-read": "紙の読み取り（読み取ったところ）",
    "scans-decide": "紙の読み取り（確認待ち）",
    "imports-1-file": "取り込み 1 ファイル",
    "imports-2-columns": "取り込み 2 列の意味",
    "imports-3-rows": "取り込み 3 行の確認",
    "imports-4-done": "取り込んだところ",
    "prints": "印刷（チラシの見本）",
    "prints-letters": "印刷（お知らせ）",
    "targets": "目標・報告（目標）",
    "targets-month": "目標・報告（月の実績）",
    "targets-tables": "目標・報告（集計表）",
    "settings-office": "設定（市・課）",
    "settings-venues": "設定（会場と休館日）",
    "settings-privacy": "設定（個人情報）",
    "settings-users": "設定（利用者）",
    "settings-users-first": "設定（最初の利用者）",
    "settings-tokens": "設定（機械のトークン）",
    "settings-tokens-form": "設定（新しいトークン）",
    "settings-token-made": "設定（作ったトークン）",
    "settings-token-ask": "設定（トークンの取り消し）",
    "settings-users-form": "設定（利用者を直す）",
    "settings-encryption": "設定（暗号化とパスワード）",
    "settings-encryption-key": "設定（回復キー）",
    "settings-encryption-on": "設定（暗号化したあと）",
    "settings-backup": "設定（バックアップ）",
    "settings-restore": "設定（バックアップの中を見る）",
    "settings-display": "設定（表示）",
    "courses-copy": "講座（写して作る）",
    "courses-panel": "講座（回の並び）",
    "courses-edit": "講座（直す）",
    "courses-add-meeting": "講座（回を追加する）",
    "courses-meeting": "講座（貸出・取り除く）",
    "courses-year-copy": "講座（昨年度の計画を写す）",
    "settings-places": "設定（二重の会場をまとめる）",
    "settings-days-off": "設定（年末年始と祝日）",
    "settings-catalogue": "設定（講座の種類）",
    "settings-lending": "設定（貸出機）",
    "settings-lending-form": "設定（貸出機を直す）",
    "settings-roster": "設定（配置のきまり）",
}
PAPERS = {
    "paper-flyer-ja": "チラシ",
    "paper-flyer-ja-easy": "チラシ（やさしい日本語）",
    "paper-flyer-en": "チラシ（English）",
    "paper-application-form": "受講申込書",
    "paper-tickets": "受講票",
    "paper-attendance-sheet": "出席簿",
    "paper-survey": "アンケート",
    "paper-lottery-record": "抽選記録",
    "paper-notices-accepted": "受講決定のお知らせ",
    "paper-notices-waiting": "キャンセル待ちのお知らせ",
    "paper-notices-postcard": "受講決定のお知らせ（はがき）",
    "paper-call-list": "電話連絡リスト",
    "paper-visit-reply": "派遣依頼への返事",
    "paper-roster": "配置表",
    "paper-activity-certificate": "活動証明書",
    "paper-monthly": "月次活動報告",
}


def show_home(camera: Camera) -> None:
    """ホーム."""
    camera.go("home")
    camera.shoot("home")


def show_courses(camera: Camera) -> None:
    """講座: list with one chosen, and the three steps."""
    screen = camera.go("courses")
    camera.do(screen.table.choose_row, 1)
    camera.shoot("courses")
    screen = camera.go("courses", wizard=True, day=date(2026, 12, 5))
    wizard = screen.wizard
    camera.do(wizard.kind.table.choose_row, 1)
    wizard.kind.basic.capacity.set_number(20)
    camera.shoot("courses-1-kind")
    camera.do(wizard.go_on)
    when = wizard.when
    venue = when.venue.box.itemText(1)
    when.venue.set_value(venue)
    when.venue.picked.emit(venue)
    when.room.box.setCurrentIndex(1)
    when.count.set_number(4)
    camera.do(when.ask)
    camera.shoot("courses-2-when")
    camera.do(wizard.go_on)
    wizard.gather.gathering.until_day.set_text("11/28")
    camera.shoot("courses-3-gather")
    camera.do(screen.leave_wizard)


def show_applications(camera: Camera) -> None:
    """申込・参加者: a call, what came of it, a course's list, a person."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    screen = camera.go("applications", view="phone")
    phone = screen.phone
    camera.do(phone.people.line.setText, "さとう")
    QTest.keyClick(phone.people.line, Qt.Key.Key_Return)
    camera.settle()
    camera.shoot("applications-phone")
    camera.do(phone.courses.line.setText, "キャッシュレス")
    QTest.keyClick(phone.courses.line, Qt.Key.Key_Return)
    camera.settle()
    camera.do(phone.accept)
    camera.shoot("applications-result")
    services = camera.opened.shell.services
    waited = next(line for line in services.scheduling.courses() if line.waiting)
    camera.go("applications", course=waited.id)
    camera.do(screen.course_list.table.choose_row, 2)
    camera.shoot("applications-list")
    camera.do(screen.course_list.side.close_panel)
    camera.do(screen.show_view, "people")
    person = screen.people.model.lines()[3]
    camera.go("applications", participant=person.id)
    camera.shoot("applications-people")


def show_supporters(camera: Camera) -> None:
    """支援者: roster with one chosen, needs, hours."""
    screen = camera.go("supporters", view="roster")
    one = screen.roster.model.lines()[1]
    camera.go("supporters", supporter=one.id)
    camera.shoot("supporters")
    camera.do(screen.roster.panel.turn, "times")
    camera.shoot("supporters-times")
    camera.do(screen.roster.panel.turn, "contact")
    camera.shoot("supporters-contact")
    camera.do(screen.roster.panel.turn, "form")
    camera.do(screen.roster.side.close_panel)
    camera.go("supporters", view="needs")
    camera.do(screen.needs.table.choose_row, 0)
    camera.shoot("supporters-needs")
    camera.do(screen.needs.side.close_panel)
    camera.go("supporters", view="month")
    camera.do(screen.month.propose)
    camera.do(screen.month.table.choose_row, 0)
    camera.shoot("supporters-month")
    camera.do(screen.month.drop_proposal)
    camera.do(screen.month.side.close_panel)
    camera.go("supporters", view="hours")
    camera.shoot("supporters-hours")
    camera.go("supporters", view="totals")
    camera.do(screen.totals.table.choose_row, 0)
    camera.shoot("supporters-totals")


def show_prints(camera: Camera) -> None:
    """印刷: a flyer, and letters."""
    camera.go("prints", paper="flyer")
    camera.shoot("prints")
    camera.go("prints", paper="notices")
    camera.shoot("prints-letters")


def show_targets(camera: Camera) -> None:
    """目標・報告, above and below, and a table of any period."""
    from PySide6.QtWidgets import QScrollArea

    from divide_app.domain.figures.measures import Dimension

    screen = camera.go("targets")
    camera.shoot("targets")
    place = screen.parentWidget()
    while not isinstance(place, QScrollArea):
        place = place.parentWidget()
    bar = place.verticalScrollBar()
    camera.do(bar.setValue, bar.maximum())
    camera.shoot("targets-month")
    camera.do(screen.show_tables)
    page = screen.tables_page
    camera.do(page.columns.box.set_value, Dimension.BAND)
    camera.do(page.ask)
    camera.shoot("targets-tables")


def show_settings(camera: Camera) -> None:
    """設定: three of its sections; the others name folders of the PC at hand."""
    for section in ("office", "venues", "display"):
        camera.go("settings", section=section)
        camera.shoot(f"settings-{section}")


def show_first_start(camera: Camera) -> None:
    """The first start, in an empty place."""
    camera.shoot("first-start")
    cover: Any = camera.opened.window.cover_on_top
    camera.do(cover.begin_new)
    camera.shoot("first-start-new")
    show_protecting(camera, cover)


Visit = Callable[[Camera], None]
VISITS: tuple[Visit, ...] = (
    show_home,
    show_schedule,
    show_supporters,
    show_prints,
    show_imports,
    show_targets,
    show_settings,
    show_users,
    show_courses,
    show_applications,
    show_telephone,
    show_door,
    show_packages,
    show_scans,
    show_visits,
    show_reaching,
    show_dense_schedule,
    show_seats,
    show_planning_settings,
    show_planning_again,
    show_crowds,
    show_keys,
)


@contextmanager
def services_in(folder: Path, first_id: int = 1) -> Iterator[Services]:
    """Open a place on the fixed day, with ids that are the same each time; they rise from `first_id`."""
    from divide_app.bootstrap import open_services

    numbers = count(first_id)
    services = open_services(
        folder,
        clock=lambda: NOW,
        make_id=lambda: UUID(int=0x7 << 76 | 0b10 << 62 | 0xA << 44 | next(numbers)),  # never twelve bare digits
    )
    try:
        yield services
    finally:
        services.close()


@contextmanager
def camera_on(services: Services, album: Album, look: Look) -> Iterator[Camera]:
    """Open the window in one look."""
    from divide_app.domain.calendar import local_day
    from divide_app.foundation.settings import Settings, TextSize, Theme, save
    from divide_app.foundation.translation import use_language
    from divide_app.ui.app import application, open_window, start_of

    use_language(look.language)  # before anything is made: words are looked up when widgets are
    app = application()
    app.setCursorFlashTime(0)  # a blinking caret would be a matter of luck
    save(Settings(look.language, TextSize(look.text_size), Theme(look.theme)))  # 設定 shows what is chosen
    opened = open_window(app, services, start_of(services, lambda: local_day(NOW)))
    opened.window.showNormal()
    opened.window.resize(*WINDOW)
    camera = Camera(app, opened, album, look)
    try:
        camera.settle()
        yield camera
    finally:
        opened.close()
        app.processEvents()


def draw_screens(album: Album, city: Path, scratch: Path, look: Look, visits: Sequence[Visit] = VISITS) -> None:
    """Draw every screen in one look, each look in a city of its own."""
    place = scratch / look.suffix
    with services_in(scratch / f"empty-{look.suffix}") as services, camera_on(services, album, look) as camera:
        show_first_start(camera)
    shutil.copytree(city, place)
    with services_in(place, first_id=1_000_000) as services, camera_on(services, album, look) as camera:
        for visit in visits:
            visit(camera)


def draw_papers(album: Album, services: Services) -> None:
    """Draw the first pages of every paper at 96 dpi."""
    from divide_app.printing.raster import page_png
    from divide_app.services.journey import papers_of

    for paper in papers_of(services.database):
        made = services.prints.make(paper.kind, [paper.id], language=paper.language, letters=paper.letters)
        name = "paper-flyer-ja" if paper.file_name == "flyer" else f"paper-{paper.file_name}"
        for page in range(min(made.pages, MOST_PAGES)):
            album.add(f"{name}-{page + 1}" if made.pages > 1 else name, page_png(made.pdf, page, DPI))


def hush_the_platform() -> None:
    """Let Qt's messages through, but for the one every offscreen window brings."""
    from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

    def tell(_kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
        if not message.startswith("This plugin does not support"):
            print(message, file=sys.stderr)

    qInstallMessageHandler(tell)


def write_index(album: Album) -> None:
    """Write the page on which the pictures can be leafed through."""
    lines = [
        "# 画面と印刷物 / Screens and papers",
        "",
        "見本の市（架空）の令和8年11月21日9時30分。`make pictures` で作り直します。",
        "The made-up sample city on 21 November 2026, 9:30. `make pictures` draws them again.",
        "",
        "## 画面 / Screens",
    ]
    for name, title in SCREENS.items():
        made = {look: f"{name}-{look.suffix}" for look in LOOKS if f"{name}-{look.suffix}" in album.names}
        if not made:
            continue
        others = " · ".join(f"[{look.words}]({picture}.png)" for look, picture in made.items())
        lines += ["", f"### {title}", "", f"![{title}]({next(iter(made.values()))}.png)", "", others]
    lines += ["", "## 印刷物 / Papers"]
    for name, title in PAPERS.items():
        pages = [one for one in album.names if one.rstrip("0123456789").rstrip("-") == name]
        if pages:
            lines += ["", f"### {title}", ""]
            lines += [f"![{title}]({page}.png)" for page in pages]
    (album.folder / "README.md").write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def shown_in_pages(root: Path) -> set[str]:
    """Return the names of the pictures of docs/pictures that README or a page of docs shows."""
    pages = [root / "README.md", *(root / "docs").rglob("*.md")]
    return {name for page in pages for name in _SHOWN.findall(page.read_text(encoding="utf-8"))}


def renew_shown(album: Album) -> None:
    """Copy the drawn pictures that a page shows into docs/pictures, where git keeps them."""
    for name in sorted(shown_in_pages(ROOT) & set(album.names)):
        shutil.copyfile(album.folder / f"{name}.png", ROOT / "docs" / "pictures" / f"{name}.png")


def main() -> int:
    """Draw everything, or with `--look` only some looks into a folder for looking."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else "")
    parser.add_argument("--out", type=Path, default=ROOT / "out" / "pictures", help="folder for the pictures")
    parser.add_argument(
        "--look", action="append", choices=[look.suffix for look in LOOKS], help="only this look (may be repeated)"
    )
    parser.add_argument(
        "--screen", action="append", choices=[visit.__name__[5:] for visit in VISITS], help="only this screen"
    )
    arguments = parser.parse_args()
    visits = [visit for visit in VISITS if not arguments.screen or visit.__name__[5:] in arguments.screen]
    looks = [look for look in LOOKS if not arguments.look or look.suffix in arguments.look]
    album = Album(arguments.out)
    chance = random.Random(2026)
    with tempfile.TemporaryDirectory(prefix="kakehashi-pictures-") as name, ExitStack() as patches:
        scratch = Path(name)
        patches.enter_context(mock.patch("os.urandom", chance.randbytes))
        # The settings of this PC must not show, and must not change.
        patches.enter_context(mock.patch("divide_app.foundation.settings.config_folder", lambda: scratch / "config"))
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        os.environ.pop("QT_SCALE_FACTOR", None)
        from divide_app.foundation.translation import use_language

        hush_the_platform()
        use_language("ja")
        with services_in(scratch / "city") as services:
            services.demo.create()
            draw_papers(album, services)
        for look in looks:
            draw_screens(album, scratch / "city", scratch, look, visits)
            print(look.suffix, flush=True)
    if not arguments.look and not arguments.screen:
        album.tidy()
        renew_shown(album)
    write_index(album)
    print(f"{len(album.names)} pictures, {album.size() / 1e6:.1f} MB: {album.folder}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
