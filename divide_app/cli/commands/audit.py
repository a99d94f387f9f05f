"""`audit list` and `audit verify`: who did what, and whether the record is whole."""

from __future__ import annotations

import argparse

from divide_app.cli.answer import Answer, Exit
from divide_app.cli.arguments import Commands, a_count, command, group
from divide_app.cli.context import ACTOR, Context
from divide_app.cli.output import table
from divide_app.domain.errors import DomainError
from divide_app.foundation.translation import _

SHOWN = 50
"""Lines on the screen; the JSON has all that were asked for."""


def add(commands: Commands) -> None:
    """Add the commands."""
    both = group(commands, "audit", _("操作の記録"))
    listing = command(both, "list", run_list, _("操作の記録を新しい順に見る"))
    listing.add_argument("--most", metavar="N", type=a_count, help=_("新しい方からN件"))
    command(both, "verify", run_verify, _("操作の記録に欠けや書き換えがないか確かめる"), on_empty="refuse")


def run_list(context: Context, arguments: argparse.Namespace) -> Answer:
    """List the entries, newest first."""
    from divide_app.wording.acts import act_words
    from divide_app.wording.dates import day_and_clock

    care = context.services().maintenance
    entries = care.audit_entries(arguments.most)
    verdict = care.audit_verdict()
    items = [
        {
            "id": one.number,
            "at": one.at,
            "actor": one.actor,
            "act": one.act,
            "act_name": act_words(one.act),
            "subject": one.subject,
            "detail": one.detail,
        }
        for one in entries
    ]
    shown = entries[: arguments.most or SHOWN]
    lines = table(
        [_("番号"), _("日時"), _("だれ"), _("操作"), _("対象")],
        [
            (
                one.number,
                day_and_clock(one.at),
                _("コマンド") if one.actor == ACTOR else one.actor,
                act_words(one.act),
                one.subject,
            )
            for one in shown
        ],
    )
    lines.append(_("{shown}件を表示(全{all}件)").format(shown=len(shown), all=verdict.entries))
    return Answer(
        {"ok": verdict.ok, "entries": verdict.entries, "first_broken": verdict.first_broken, "items": items}, lines
    )


def run_verify(context: Context, arguments: argparse.Namespace) -> Answer:
    """Recompute the chain; a broken one is exit 1 and says where it breaks."""
    from divide_app.wording.sentences import sentence

    del arguments
    verdict = context.services().maintenance.audit_verdict()
    data = {"ok": verdict.ok, "entries": verdict.entries, "first_broken": verdict.first_broken}
    if verdict.ok:
        return Answer(data, [_("操作の記録は{count}件、欠けも書き換えもありません。").format(count=verdict.entries)])
    message = sentence(DomainError("audit_broken", number=verdict.first_broken))
    return Answer(data | {"error": {"code": "audit_broken", "message": message}}, [message], Exit.REFUSED)
