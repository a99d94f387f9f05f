"""Runs the main work flow on the sample city for a machine without a display."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from pathlib import Path

from divide_app.domain.applications import Channel
from divide_app.domain.calendar import at_local, fiscal_year, local_day
from divide_app.domain.door.attendance import EventResult
from divide_app.domain.papers.letters import LetterFormat, LetterKind
from divide_app.domain.papers.papers import PrintKind
from divide_app.domain.people.participants import Birth, Participant, Sex
from divide_app.domain.planning.courses import SelectionKind
from divide_app.domain.planning.plan import OnClosed, PlanDraft, RepeatDraft
from divide_app.domain.planning.visit_requests import RequestState
from divide_app.foundation.files import written_whole
from divide_app.foundation.languages import SOURCE
from divide_app.foundation.translation import _
from divide_app.services.door.check_in import CheckIn
from divide_app.services.figures.targets import Targets
from divide_app.services.files.imports import ImportKind, Imports
from divide_app.services.papers.letters import LetterOrder
from divide_app.services.papers.prints import MadePrint, Prints
from divide_app.services.people.participants import Participants
from divide_app.services.people.supporters import Supporters
from divide_app.services.planning.scheduling import PlanResult, Scheduling
from divide_app.services.planning.visit_requests import VisitRequests
from divide_app.services.seats.applications import Applications
from divide_app.services.seats.lottery import Lottery
from divide_app.storage.database import Database
from divide_app.wording import targets as target_words
from divide_app.wording.dates import day_and_range

Report = Callable[[str], None]
"""Takes one sentence of progress."""


_MOST_PICTURES = 3
"""Pictures made of one paper; a pile of letters looks the same on every page."""


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper to print; `name` of its file where the kind says too little."""

    kind: PrintKind
    id: str
    language: str = SOURCE
    letters: LetterOrder | None = None
    name: str = ""

    @property
    def file_name(self) -> str:
        """Name of its file, without ending."""
        return self.name or (self.kind.value if self.language == SOURCE else f"{self.kind.value}-{self.language}")


def run(database: Database, out: Path, report: Report) -> list[Path]:
    """Plan, import, apply, check in, print and tally in the sample city, and write papers and pictures into `out`.

    Args:
        database: The sample city, just made.
        out: Folder for the papers.
        report: Told each step as a sentence.

    Returns:
        The files written.
    """
    plan = _plan(database, report)
    _import(database, out, report)
    _apply_and_receive(database, plan, report)
    written = write_papers(database, out, plan, report)
    for tally in Targets(database).tally():
        parts = [
            f"{tally.target.name} {target_words.number(tally.actual)} / {target_words.goal_words(tally.target)}",
            target_words.pace_words(tally),
            target_words.forecast_sentence(tally),
        ]
        report(" ".join(filter(None, parts)))
    return written


def papers_of(database: Database, course: str = "") -> list[Paper]:
    """Return one of each paper the sample city has something to print for.

    Args:
        database: The sample city.
        course: The course whose flyer and form are printed; the fullest of these days when "".
    """
    today = local_day(database.now())
    sessions = Scheduling(database).sessions(today - timedelta(days=7), today + timedelta(days=7))
    fullest = max(sessions, key=lambda session: (session.starts_at > database.now(), session.accepted))
    course = course or str(fullest.course_id)
    last_month = (today.replace(day=1) - timedelta(days=1)).strftime("%Y-%m")
    drawn = _drawn_course(database)
    notices = [
        ("notices-accepted", LetterOrder(LetterKind.ACCEPTED)),
        ("notices-waiting", LetterOrder(LetterKind.WAITING)),
        ("notices-postcard", LetterOrder(LetterKind.ACCEPTED, LetterFormat.POSTCARD)),
    ]
    return [
        Paper(PrintKind.FLYER, course),
        Paper(PrintKind.FLYER, course, "ja-easy"),
        Paper(PrintKind.FLYER, course, "en"),
        Paper(PrintKind.APPLICATION_FORM, course),
        Paper(PrintKind.TICKETS, str(fullest.course_id)),
        Paper(PrintKind.ATTENDANCE_SHEET, str(fullest.id)),
        Paper(PrintKind.SURVEY, str(fullest.id)),
        *(Paper(PrintKind.LOTTERY_RECORD, one) for one in drawn),
        *(Paper(PrintKind.NOTICES, one, letters=order, name=name) for one in drawn for name, order in notices),
        *(Paper(PrintKind.CALL_LIST, one, letters=LetterOrder(LetterKind.ACCEPTED)) for one in drawn),
        *(Paper(PrintKind.VISIT_REPLY, one) for one in _answered_requests(database)),
        Paper(PrintKind.ROSTER, today.strftime("%Y-%m")),
        *(Paper(PrintKind.ACTIVITY_CERTIFICATE, one) for one in _busiest_supporter(database)),
        Paper(PrintKind.MONTHLY, last_month),
    ]


def write_papers(database: Database, out: Path, plan: PlanResult | None, report: Report) -> list[Path]:
    """Write one of each paper as PDF, and PNG pictures of its first pages."""
    from divide_app.printing.raster import page_png

    prints = Prints(database)
    written = []
    for paper in papers_of(database, str(plan.course) if plan else ""):
        made: MadePrint = prints.make(paper.kind, [paper.id], language=paper.language, letters=paper.letters)
        file = out / f"{paper.file_name}.pdf"
        prints.save(made, file)
        written.append(file)
        for index in range(min(made.pages, _MOST_PICTURES)):
            picture = out / f"{paper.file_name}-{index + 1}.png"
            with written_whole(picture) as stream:
                stream.write(page_png(made.pdf, index, 96))
            written.append(picture)
        report(_("印刷しました：{file}（{pages}ページ）").format(file=file.name, pages=made.pages))
    return written


def _drawn_course(database: Database) -> list[str]:
    lottery = Lottery(database)
    for line in Scheduling(database).courses():
        draw = lottery.view(line.id).draw if line.selection is SelectionKind.LOTTERY else None
        if draw is not None and draw.is_drawn:
            return [str(line.id)]
    return []


def _busiest_supporter(database: Database) -> list[str]:
    lines = Supporters(database).all(fiscal_year(local_day(database.now())))
    found = max(lines, key=lambda line: line.actual_minutes, default=None)
    return [] if found is None else [str(found.id)]


def _answered_requests(database: Database) -> list[str]:
    requests = VisitRequests(database).all()
    return [str(one.id) for one in requests if one.state is RequestState.ACCEPTED][:1]


def _plan(database: Database, report: Report) -> PlanResult:
    day = local_day(database.now()) + timedelta(days=20)
    draft = PlanDraft(
        title=_("カメラで思い出を残そう"),
        topic=_("スマホの基本"),
        venue="中央公民館",
        room="視聴覚室",
        capacity=3,
        owners=("生涯学習課",),
        audience=_("市内にお住まいの方"),
        description=_("写真のとり方、見せ方、家族への送り方を、ゆっくり練習します。"),
        fee=_("無料"),
        belongings=_("お使いのスマホ（なくても大丈夫です）"),
        apply_url="https://example.jp/apply/camera",
        repeat=RepeatDraft("FREQ=WEEKLY;COUNT=3", at_local(day, time(13, 30)), 90, OnClosed.SHIFT),
    )
    scheduling = Scheduling(database)
    hard = [clash for clash in scheduling.preview(draft).clashes if clash.hard]
    if hard:  # the hall may be shut on that weekday: take the next one
        start = at_local(day + timedelta(days=1), time(13, 30))
        draft = replace(draft, repeat=RepeatDraft("FREQ=WEEKLY;COUNT=3", start, 90, OnClosed.SHIFT))
    plan = scheduling.plan(draft)
    first = plan.meetings[0]
    report(
        _("講座を予定しました：{title}、全{count}回、初回{when}。").format(
            title=draft.title, count=len(plan.meetings), when=day_and_range(first.starts_at, first.ends_at)
        )
    )
    return plan


def _import(database: Database, out: Path, report: Report) -> None:
    """Import a made-up list of participants twice: the second time nothing may change."""
    file = out / "participants.csv"
    rows = [
        ["氏名", "ふりがな", "年代", "電話番号", "地区"],
        ["見本 花子", "みほん はなこ", "70代", "000-111-2222", "中央"],
        ["見本 太郎", "みほん たろう", "80歳以上", "000-111-3333", "西部"],
        ["𠮷野 﨑子", "よしの さきこ", "65〜69歳", "000-111-4444", "北"],
    ]
    with written_whole(file) as stream:
        text = io.StringIO(newline="")
        csv.writer(text).writerows(rows)
        stream.write(text.getvalue().encode("utf-8-sig"))
    imports = Imports(database)
    first = imports.run(ImportKind.PARTICIPANTS, file)
    second = imports.run(ImportKind.PARTICIPANTS, file)
    report(
        _("名簿を読み込みました：追加{added}人。もう一度読み込むと、変更なし{unchanged}人。").format(
            added=first.added, unchanged=second.unchanged
        )
    )


def _apply_and_receive(database: Database, plan: PlanResult, report: Report) -> None:
    people, applications, door = Participants(database), Applications(database), CheckIn(database)
    names = [("体験 一郎", "たいけん いちろう"), ("体験 二美", "たいけん ふみ"), ("体験 三夫", "たいけん みつお")]
    names.append(("体験 四季", "たいけん しき"))
    results = []
    for number, (name, kana) in enumerate(names):
        person = Participant(people.new_id(), name, kana, Birth(year=1948 + number), Sex.UNSTATED)
        people.add(person)
        results.append(applications.apply(plan.course, person.id, channel=Channel.PHONE))
    cancelled = applications.cancel(results[1].application)
    report(
        _(
            "申込を受けました：受講決定{seated}人、キャンセル待ち{waiting}人。1人の取消で{promoted}人が繰り上がりました。"
        ).format(
            seated=sum(one.status.value == "accepted" for one in results),
            waiting=sum(one.status.value == "waiting" for one in results),
            promoted=len(cancelled.promoted),
        )
    )
    at = _door_time(plan)
    answers = [
        door.receive_code(plan.class_sessions[0], results[0].ticket_code, at=at, device=_("受付PC")),
        door.receive_code(plan.class_sessions[0], results[0].ticket_code, at=at, device=_("受付PC")),
        door.receive_code(plan.class_sessions[0], results[3].ticket_code, at=at, device=_("受付PC")),
        door.receive_walk_in(plan.class_sessions[0], "75-79", at=at, device=_("受付PC")),
    ]
    received = sum(one.status is EventResult.OK for one in answers)
    report(_("受け付けました：{received}人（同じ受講票の2度目は断りました）。").format(received=received))


def _door_time(plan: PlanResult) -> datetime:
    return plan.meetings[0].starts_at - timedelta(minutes=10)
