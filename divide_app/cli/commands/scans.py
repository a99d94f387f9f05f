"""`scan` and `paper`: imports scanned sheets, decides doubtful rows, and tallies surveys."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from divide_app.cli.answer import Answer, WrongUsageError
from divide_app.cli.arguments import Commands, a_file, a_value_of, an_id, command, group
from divide_app.cli.context import Context
from divide_app.cli.naming import a_class_session
from divide_app.domain.errors import DomainError
from divide_app.domain.people.participants import Sex
from divide_app.domain.scans.survey import SurveyQuestionWords, SurveyTally, SurveyWords
from divide_app.domain.scans.survey_layout import CHOICES, QUESTIONS
from divide_app.foundation.file_trouble import reading
from divide_app.foundation.translation import _

if TYPE_CHECKING:
    from divide_app.services.scans.decisions import WaitingMark
    from divide_app.services.scans.scans import MarkLine, PageLine

MARK_WORDS = ("present", "late", "left_early", "late_and_left_early", "walk_in", "answer", "absent")


def add(commands: Commands) -> None:
    """Add the commands."""
    scanning = command(
        commands,
        "scan",
        run_scan,
        _("スキャナーで読んだ出席簿とアンケートを読み取る(PDF、TIFF、PNG、JPEG)"),
        _("--apply をつけないときは、読んだ結果を見るだけで何も取り込まない"),
    )
    scanning.add_argument("file", metavar="FILE", type=a_file, nargs="+", help=_("スキャナーのファイル"))
    scanning.add_argument("--apply", action="store_true", help=_("取り込む(二度取り込んでも同じ)"))
    papers = group(commands, "paper", _("読み取った紙のあとしまつ"))
    command(papers, "inbox", run_inbox, _("人が決める行の一覧"))
    deciding = command(papers, "decide", run_decide, _("人が決める行を決める"))
    deciding.add_argument("item", metavar="ITEM", type=an_id, help=_("paper inbox の id"))
    deciding.add_argument("mark", metavar="MARK", choices=MARK_WORDS, help="、".join(MARK_WORDS))
    deciding.add_argument("--band", metavar="BAND", default="", help=_("飛び込みの方の年代"))
    deciding.add_argument("--sex", metavar="S", type=a_value_of(Sex), help=_("飛び込みの方の性別"))
    deciding.add_argument("--answer", metavar="N", type=int, help=_("アンケートの答え(左から 0、1、…)"))
    again = command(papers, "undecide", run_undecide, _("決めた行を、決める前に戻す"))
    again.add_argument("item", metavar="ITEM", type=an_id, help=_("paper inbox の id"))
    picture = command(papers, "picture", run_picture, _("人が決める行の、大きくした絵を書き出す"))
    picture.add_argument("item", metavar="ITEM", type=an_id, help=_("paper inbox の id"))
    picture.add_argument("--out", metavar="FILE", type=a_file, required=True, help=_("書き出すファイル(.jpg)"))
    command(papers, "files", run_files, _("取り込んだファイルの一覧"))
    undoing = command(papers, "undo", run_undo, _("取り込んだファイルを、まるごと取り消す"))
    undoing.add_argument("file", metavar="FILE_ID", type=an_id, help=_("paper files の id"))
    survey = command(papers, "survey", run_survey, _("アンケートの集計"))
    survey.add_argument(
        "class_session", metavar="CLASS_SESSION", type=a_class_session, nargs="+", help=_("回のid(講座名#2 でも)")
    )
    words = command(papers, "survey-words", run_survey_words, _("アンケートの言葉を見る、または変える"))
    words.add_argument("--set", metavar="FILE.json", type=a_file, help=_("見たときと同じ形のJSON"))


def run_scan(context: Context, arguments: argparse.Namespace) -> Answer:
    """Read files, and with --apply keep what they say."""
    scans = context.services().scans
    readings = scans.read(arguments.file, progress=context.progress(), with_pictures=arguments.apply)
    report = scans.take_in(readings) if arguments.apply else scans.look(readings)
    data = {
        "pages": [_page(page) for page in report.pages],
        "missing": [
            {"class_session": one.class_session, "sheet": one.sheet, "pages": one.pages, "of": one.of}
            for one in report.missing
        ],
        "applied": bool(arguments.apply),
        "files": report.files,
        "accepted": report.accepted,
        "known": report.known,
        "waiting": report.waiting,
    }
    lines = [line for page in report.pages for line in _page_lines(page)]
    lines += [
        _("「{title}」の出席簿は、全{of}ページのうち {pages} ページ目がまだ読み取られていません。").format(
            title=one.course_title, of=one.of, pages="、".join(str(page) for page in one.pages)
        )
        for one in report.missing
    ]
    if arguments.apply:
        lines.append(
            _("取り込みました: 新しいしるし {accepted}、取り込み済み {known}、確認待ち {waiting}").format(
                accepted=report.accepted, known=report.known, waiting=report.waiting
            )
        )
    return Answer(data, lines)


def run_inbox(context: Context, arguments: argparse.Namespace) -> Answer:
    """List the rows a person must decide."""
    del arguments
    from divide_app.cli.output import listed
    from divide_app.wording.dates import day_and_clock
    from divide_app.wording.labels import label

    waiting = context.services().scan_decisions.waiting()
    rows = [
        (one.id, label(one.doubt), one.course_title, day_and_clock(one.starts_at), one.sheet_page, one.row, one.name)
        for one in waiting
    ]
    head = ["id", _("理由"), _("講座"), _("日時"), _("ページ"), _("行"), _("名前")]
    return listed([_item(one) for one in waiting], head, rows, _("確認を待つ行はありません。"))


def run_decide(context: Context, arguments: argparse.Namespace) -> Answer:
    """Keep what a person saw."""
    decisions = context.services().scan_decisions
    decisions.decide(
        arguments.item, arguments.mark, band=arguments.band, sex=arguments.sex or Sex.UNSTATED, answer=arguments.answer
    )
    left = len(decisions.waiting())
    return Answer(
        {"item": arguments.item, "mark": arguments.mark, "waiting": left},
        [_("決めました。確認待ちはあと {count} です。").format(count=left)],
    )


def run_undecide(context: Context, arguments: argparse.Namespace) -> Answer:
    """Let a decided row wait again."""
    decisions = context.services().scan_decisions
    decisions.take_back(arguments.item)
    left = len(decisions.waiting())
    return Answer(
        {"item": arguments.item, "waiting": left}, [_("決める前に戻しました。確認待ち {count}").format(count=left)]
    )


def run_picture(context: Context, arguments: argparse.Namespace) -> Answer:
    """Write the enlarged picture of a row to a file."""
    from divide_app.exchange.safe_files import may_write
    from divide_app.foundation.files import written_whole

    may_write(arguments.out, ".jpg", ".jpeg")
    picture = context.services().scan_decisions.picture(arguments.item)
    if picture is None:
        raise WrongUsageError(_("この行の絵は、もう残っていません。"))
    with written_whole(arguments.out) as file:
        file.write(picture)
    return Answer({"file": arguments.out}, [_("書き出しました: {file}").format(file=arguments.out)])


def run_files(context: Context, arguments: argparse.Namespace) -> Answer:
    """List the files taken in."""
    del arguments
    from divide_app.cli.output import listed
    from divide_app.wording.dates import day_and_clock

    files = context.services().scans.files()
    items = [
        {"id": one.id, "name": one.name, "pages": one.pages, "taken_in_at": one.taken_in_at, "undone_at": one.undone_at}
        for one in files
    ]
    rows = [
        (one.id, one.name, one.pages, day_and_clock(one.taken_in_at), _("取消済み") if one.undone_at else "")
        for one in files
    ]
    head = ["id", _("ファイル"), _("ページ"), _("取り込み"), _("取消")]
    return listed(items, head, rows, _("取り込んだファイルはありません。"))


def run_undo(context: Context, arguments: argparse.Namespace) -> Answer:
    """Take back everything one file brought."""
    context.services().scans.undo_file(arguments.file)
    return Answer({"file": arguments.file, "status": "ok"}, [_("取り込みを取り消しました。記録は残っています。")])


def run_survey(context: Context, arguments: argparse.Namespace) -> Answer:
    """Give the survey of sessions in numbers."""
    tally = context.services().scan_decisions.survey(arguments.class_session)
    data = {
        "class_sessions": tally.class_sessions,
        "forms": tally.forms,
        "questions": [
            {"question": one.words, "choices": one.choices, "counts": one.counts, "answered": one.answered}
            for one in tally.questions
        ],
    }
    return Answer(data, answers_in_words(tally))


def answers_in_words(tally: SurveyTally) -> list[str]:
    """Return a survey's numbers as lines for people."""
    lines = [_("回収 {forms} 枚").format(forms=tally.forms)]
    for one in tally.questions:
        lines.append(one.words)
        lines += [f"  {words}: {count}" for words, count in zip(one.choices, one.counts, strict=True)]
    return lines


def run_survey_words(context: Context, arguments: argparse.Namespace) -> Answer:
    """Show the words of the survey form, or keep the office's own."""
    decisions = context.services().scan_decisions
    if arguments.set is not None:
        decisions.set_survey_words(_words_of(arguments.set))
    words = decisions.survey_words()
    data = {
        "intro": words.intro,
        "questions": [{"question": one.words, "choices": one.choices} for one in words.questions],
    }
    lines = [words.intro]
    for one in words.questions:
        lines += [one.words, "  " + _("・").join(one.choices)]
    return Answer(data, lines)


def _words_of(path: Path) -> SurveyWords:
    try:
        with reading(path):
            found = json.loads(path.read_text(encoding="utf-8-sig"))
        return SurveyWords(
            str(found["intro"]),
            tuple(
                SurveyQuestionWords(str(one["question"]), tuple(str(word) for word in one["choices"]))
                for one in found["questions"]
            ),
        )
    except (ValueError, TypeError, KeyError, RecursionError) as error:  # the last: nested without end
        raise DomainError("survey_questions", questions=QUESTIONS, choices=CHOICES) from error


def _page(page: PageLine) -> dict[str, object]:
    from divide_app.wording.labels import label

    return {
        "file": page.file,
        "page": page.page,
        "kind": page.kind,
        "class_session": page.class_session,
        "sheet": page.sheet,
        "sheet_page": page.sheet_page,
        "sheet_pages": page.sheet_pages,
        "marks": [_mark(mark) for mark in page.marks],
        "unsure": [_mark(mark) for mark in page.unsure],
        "known": page.is_known,
        "problem": page.problem,
        "message": "" if page.problem is None else label(page.problem),
    }


def _mark(mark: MarkLine) -> dict[str, object]:
    from divide_app.wording.labels import label

    found: dict[str, object] = {
        "row": mark.row,
        "participant": mark.participant,
        "mark": mark.mark,
        "confidence": mark.confidence,
        "becomes": mark.becomes,
    }
    if mark.mark == "walk_in":
        found |= {"band": mark.band, "sex": mark.sex}
    if mark.answer is not None:
        found["answer"] = mark.answer
    if mark.doubt is not None:
        found |= {"reason": mark.doubt, "message": label(mark.doubt), "seen": mark.seen}
    return found


def _page_lines(page: PageLine) -> list[str]:
    from divide_app.wording.labels import label

    head = _("{file} {page}ページ目").format(file=page.file, page=page.page)
    if page.is_known:
        return [_("{head}: 取り込み済みです。").format(head=head)]
    lines = []
    if page.problem is not None:
        lines.append(f"{head}: {label(page.problem)}")
    if page.rows and page.class_session is not None:
        lines.append(
            _("{head}: 「{title}」 しるし {marks}、確認の要る行 {unsure}").format(
                head=head, title=page.course_title, marks=len(page.marks), unsure=len(page.unsure)
            )
        )
        lines += [
            _("    {row}行目: {why}").format(row=mark.row, why=label(mark.doubt))
            for mark in page.unsure
            if mark.doubt is not None
        ]
    return lines


def _item(one: WaitingMark) -> dict[str, object]:
    from divide_app.wording.labels import label

    return {
        "id": one.id,
        "reason": one.doubt,
        "message": label(one.doubt),
        "kind": one.kind,
        "class_session": one.class_session,
        "course_title": one.course_title,
        "starts_at": one.starts_at,
        "sheet_page": one.sheet_page,
        "row": one.row,
        "participant": one.participant,
        "name": one.name,
        "seen": one.seen,
        "was": one.was,
    }
