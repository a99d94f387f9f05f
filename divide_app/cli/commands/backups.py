"""`backup create`, `backup verify`, `backup restore`: verified backups."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from divide_app.cli.answer import Answer
from divide_app.cli.arguments import Commands, a_file, command, group
from divide_app.cli.context import Context
from divide_app.domain.fields import OFFICE, STAFF
from divide_app.foundation.translation import _

if TYPE_CHECKING:
    from divide_app.services.office.restoring import BackupResult


def add(commands: Commands) -> None:
    """Add the commands."""
    all_three = group(commands, "backup", _("バックアップ"))
    making = command(all_three, "create", run_create, _("バックアップを作り、作ったものを確かめる"), on_empty="refuse")
    making.add_argument("--out", metavar="FILE", type=a_file, help=_("書き出すファイル(なければ backups フォルダー)"))
    verifying = command(all_three, "verify", run_verify, _("バックアップが無事か確かめる"))
    verifying.add_argument("file", metavar="FILE", type=a_file, help=_("バックアップのファイル"))
    restoring = command(
        all_three, "restore", run_restore, _("バックアップを戻す(今のデータは横に残る)"), on_empty="make"
    )
    restoring.add_argument("file", metavar="FILE", type=a_file, help=_("バックアップのファイル"))


def run_create(context: Context, arguments: argparse.Namespace) -> Answer:
    """Make a backup."""
    result = context.services().maintenance.back_up(arguments.out)
    return _answer(result, _("バックアップを作りました: {file}").format(file=result.file))


def run_verify(context: Context, arguments: argparse.Namespace) -> Answer:
    """Check a backup; nothing else is opened."""
    from divide_app.services.office.restoring import verify_backup

    file = arguments.file
    context.let_in(OFFICE, may_be_shut=True)
    result = context.with_password(lambda password: verify_backup(file, password))
    return _answer(result, _("このバックアップは無事です: {file}").format(file=file))


def run_restore(context: Context, arguments: argparse.Namespace) -> Answer:
    """Put a backup in the place of the data."""
    from divide_app.services.office.restoring import restore
    from divide_app.storage.database import acting_as
    from divide_app.storage.places import parse_place

    actor = context.let_in(STAFF)
    place, file = parse_place(context.place), arguments.file
    with acting_as(actor):
        result = context.with_password(lambda password: restore(place, file, password))
    return _answer(result, _("バックアップを戻しました: {file}").format(file=result.file))


def _answer(result: BackupResult, done: str) -> Answer:
    from divide_app.services.office.restoring import refuse_faults
    from divide_app.wording.backups import manifest_words

    refuse_faults(result)
    counts, note = dict(result.counts), result.manifest
    people, courses = counts.get("participants", 0), counts.get("courses", 0)
    lines = [
        done,
        _("講座 {courses}、参加者 {people}、全部で{rows}行").format(
            courses=courses, people=people, rows=sum(counts.values())
        ),
    ]
    if result.kept_days:
        lines.append(_("戻す前のデータは、{days}日のあいだ横に残ります。").format(days=result.kept_days))
    else:
        lines.append(manifest_words(note.state, note.made_at, note.head))
    return Answer(
        {
            "file": result.file,
            "ok": result.ok,
            "counts": counts,
            "manifest": note.state.value,
            "made_at": note.made_at,
            "head": note.head,
        },
        lines,
    )
