"""`privacy`: discloses all data held of a person, erases a person, and purges people whose retention period is over."""

from __future__ import annotations

import argparse

from divide_app.cli.answer import Answer
from divide_app.cli.arguments import Commands, a_day, a_file, an_id, command, group
from divide_app.cli.context import Context
from divide_app.exchange.safe_files import may_write
from divide_app.foundation.problems import EnvironmentProblem
from divide_app.foundation.translation import _


def add(commands: Commands) -> None:
    """Add the commands."""
    privacy = group(commands, "privacy", _("個人情報を見せる・消去する"))
    showing = command(privacy, "show", run_show, _("ある方について持っているものをすべて書き出す(PDFとJSON)"))
    showing.add_argument("person", metavar="PERSON", type=an_id, help=_("参加者のid"))
    showing.add_argument("--out", metavar="FILE", type=a_file, help=_("書き出す先(なければ画面とJSONだけ)"))
    forgetting = command(privacy, "forget", run_forget, _("ある方の情報を消去する(集計の数は変わらない)"))
    forgetting.add_argument("person", metavar="ID", type=an_id, help=_("参加者のid(--kind で支援者・派遣依頼も)"))
    forgetting.add_argument(
        "--kind",
        choices=("participant", "supporter", "contact"),
        default="participant",
        help=_("participant 参加者、supporter 支援者、contact 派遣依頼の連絡先"),
    )
    forgetting.add_argument("--cancel", action="store_true", help=_("これからの申込も一緒に取り消す"))
    purging = command(privacy, "purge", run_purge, _("保存する期間が過ぎた方の情報を消去する(集計の数は変わらない)"))
    purging.add_argument(
        "--before", metavar="DATE", type=a_day, help=_("この日より前にしか来ていない方(なければ設定の年数から)")
    )
    purging.add_argument("--out", metavar="FILE", type=a_file, help=_("廃棄記録を書き出す先(PDF)"))
    purging.add_argument("--dry-run", action="store_true", help=_("何人かを数えるだけで、何も消去しない"))
    texts = command(privacy, "purpose", run_purpose, _("利用目的の文を見る・変える"))
    texts.add_argument("--set", dest="text", metavar="TEXT", help=_("新しい文(次の版になる)"))


def run_show(context: Context, arguments: argparse.Namespace) -> Answer:
    """Write out all that is held of a person."""
    privacy = context.services().privacy
    if arguments.out is not None:
        may_write(arguments.out, ".pdf", ".json")  # before the disclosure is noted
    dossier = privacy.show(arguments.person)
    files = privacy.save(dossier, arguments.out) if arguments.out is not None else ()
    content = dict(dossier.content)
    lines = [
        _("申込 {applications}件、出席 {attendances}回、操作の記録 {trail}件").format(
            applications=len(content["applications"]),
            attendances=len(content["attendances"]),
            trail=len(content["trail"]),
        ),
        *(_("書き出しました: {file}").format(file=file) for file in files),
    ]
    return Answer({"files": list(files), "held": content}, lines)


def run_forget(context: Context, arguments: argparse.Namespace) -> Answer:
    """Forget one person."""
    privacy, id_ = context.services().privacy, arguments.person
    if arguments.kind == "supporter":
        result = privacy.forget_supporter(id_)
    elif arguments.kind == "contact":
        result = privacy.forget_contact(id_)
    else:
        result = privacy.forget(id_, with_cancel=arguments.cancel)
    lines = [_("消去しました。集計の数は変わっていません。")]
    if result.promoted:
        lines.append(
            _("キャンセル待ちから{count}人が受講決定になりました。お知らせしてください。").format(
                count=len(result.promoted)
            )
        )
    if result.sessions_out:
        lines.append(
            _("受付パックが{count}回分、まだ戻っていません。戻ると、その中の情報も消去されます。").format(
                count=result.sessions_out
            )
        )
    lines.append(_("これまでのバックアップと印刷物には残っています。期限が来たら処分してください。"))
    return Answer(
        {
            "people": result.people,
            "statistics_unchanged": result.statistics_unchanged,
            "cancelled": result.cancelled,
            "promoted": result.promoted,
            "sessions_out": result.sessions_out,
        },
        lines,
    )


def run_purge(context: Context, arguments: argparse.Namespace) -> Answer:
    """Forget everybody whose time is over."""
    privacy = context.services().privacy
    if arguments.out is not None and not arguments.dry_run:
        may_write(arguments.out, ".pdf")
    result = privacy.purge(arguments.before, dry_run=arguments.dry_run)
    record = unwritten = None
    if arguments.out is not None and not arguments.dry_run:
        try:
            record = privacy.save_record(result, arguments.out)
        except EnvironmentProblem as problem:
            unwritten = problem  # the purge cannot be repeated: its figures are reported all the same
    said = (
        _("{count}人が対象です。何も消去していません。") if arguments.dry_run else _("{count}人の情報を消去しました。")
    )
    same = _("集計の数は変わりません。") if result.statistics_unchanged else _("集計の数が変わってしまいます。")
    return Answer(
        {
            "people": result.people,
            "statistics_unchanged": result.statistics_unchanged,
            "before": result.before,
            "dry_run": arguments.dry_run,
            "supporters": result.supporters,
            "contacts": result.contacts,
            "file": record,
        },
        [
            said.format(count=result.people),
            _("支援者 {supporters}人、派遣依頼の連絡先 {contacts}件も同じです。").format(
                supporters=result.supporters, contacts=result.contacts
            ),
            same,
            *([_("書き出しました: {file}").format(file=record)] if record else []),
        ],
        failed_after=unwritten,
    )


def run_purpose(context: Context, arguments: argparse.Namespace) -> Answer:
    """Show or change the text on the purpose of use."""
    purposes = context.services().purposes
    purpose = purposes.in_force() if arguments.text is None else purposes.change(arguments.text).purpose
    return Answer(
        {"version": purpose.version, "text": purpose.text},
        [_("第{version}版").format(version=purpose.version), purpose.text],
    )
