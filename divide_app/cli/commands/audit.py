"""`audit list` and `audit verify`: lists and verifies the audit trail."""

from __future__ import annotations

import argparse
from itertools import chain

from divide_app.cli.answer import Answer, Exit
from divide_app.cli.arguments import Commands, a_count, command, group
from divide_app.cli.context import Context
from divide_app.cli.output import table
from divide_app.foundation.translation import _

SHOWN = 50
"""Lines on the screen; the JSON has all that were asked for."""


def add(commands: Commands) -> None:
    """Add the commands."""
    both = group(commands, "audit", _("操作の記録"))
    listing = command(both, "list", run_list, _("操作の記録を新しい順に見る"))
    listing.add_argument("--most", metavar="N", type=a_count, help=_("新しい方からN件"))
    verifying = command(both, "verify", run_verify, _("操作の記録に欠けや書き換えがないか確かめる"), on_empty="refuse")
    verifying.add_argument("--against", metavar="HEAD", help=_("紙にある操作の記録の番号(件数:英数字)とも比べる"))
    verifying.add_argument(
        "--accept",
        action="store_true",
        help=_("このパソコンの覚えと合わなくても、今の記録から数えなおす(データを入れ替えたとき。記録に残る)"),
    )


def run_list(context: Context, arguments: argparse.Namespace) -> Answer:
    """List the entries, newest first."""
    from divide_app.wording.acts import act_words, actor_words
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
        (
            (
                one.number,
                day_and_clock(one.at),
                actor_words(one.actor),
                act_words(one.act),
                one.subject,
            )
            for one in shown
        ),
    )
    count = _("{shown}件を表示(全{all}件)").format(shown=len(shown), all=verdict.entries)
    return Answer(
        {"ok": verdict.ok, "entries": verdict.entries, "first_broken": verdict.first_broken, "items": items},
        chain(lines, [count]),
    )


def run_verify(context: Context, arguments: argparse.Namespace) -> Answer:
    """Go through the trail; one that is not whole is exit 1 and says where."""
    from divide_app.services.office.maintenance import verdict_words

    care = context.services().maintenance
    verdict = care.accept_audit() if arguments.accept else care.audit_verdict(arguments.against)
    data = {
        "ok": verdict.ok,
        "entries": verdict.entries,
        "head": str(verdict.head),
        "first_broken": verdict.first_broken,
        "keyed": verdict.has_key,
        "sealed": verdict.sealed,
        "sealed_elsewhere": verdict.foreign,
    }
    message = verdict_words(verdict)
    if verdict.lost is None:
        return Answer(data, [message, _("番号 {head}").format(head=verdict.head)])
    return Answer(data | {"error": {"code": verdict.lost.value, "message": message}}, [message], Exit.REFUSED)
