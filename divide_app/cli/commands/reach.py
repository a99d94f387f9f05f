"""`reach`: who must be told what, each try to tell them, and files for the tools that do it."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from divide_app.cli.answer import Answer
from divide_app.cli.arguments import Commands, a_day, a_file, an_id, command, group
from divide_app.cli.context import Context
from divide_app.cli.output import listed
from divide_app.foundation.translation import _

if TYPE_CHECKING:
    from divide_app.domain.reaching import PersonToTell

HOW = ("phone", "post", "email", "sms")
AS = {"call": "call", "sms": "sms", "mail": "email"}
"""Word of the command -> `MessageKind`."""


def add(commands: Commands) -> None:
    """Add the commands."""
    reach = group(commands, "reach", _("連絡する人"))
    shown = command(reach, "list", run_list, _("だれに何を伝えるかの一覧"))
    done = command(reach, "done", run_done, _("伝えたことを記録する"))
    missed = command(reach, "missed", run_missed, _("連絡がつかなかったことを記録する"))
    export = command(reach, "export", run_export, _("電話・SMS・メールの道具に渡すファイルを書き出す"))
    for parser in (done, missed):
        parser.add_argument("item", metavar="ITEM", type=an_id, help=_("reach list のid"))
        parser.add_argument("--how", metavar="H", choices=HOW, default=HOW[0], help="、".join(HOW))
    for parser in (shown, export):
        parser.add_argument("--due", metavar="DATE", type=a_day, help=_("この日までに伝える人だけ"))
        parser.add_argument("--remind", metavar="DATE", type=a_day, help=_("変更などではなく、この日の回のお知らせ"))
    export.add_argument("--as", dest="form", metavar="FORM", choices=AS, required=True, help="、".join(AS))
    export.add_argument("--out", metavar="FILE", type=a_file, required=True, help=_(".csv のファイル"))


def run_list(context: Context, arguments: argparse.Namespace) -> Answer:
    """Show who must be told what, the most urgent first."""
    from divide_app.wording.dates import day_and_clock
    from divide_app.wording.reaching import short_news

    people = _people(context, arguments)
    return listed(
        [_item(one) for one in people],
        (_("氏名"), _("講座"), _("伝えること"), _("電話番号"), _("いつまでに")),
        [
            (one.contact.name, one.course.title, short_news(one), one.contact.phone, day_and_clock(one.due))
            for one in people
        ],
        _("連絡する人はいません。"),
    )


def run_done(context: Context, arguments: argparse.Namespace) -> Answer:
    """Note that somebody was told; they leave the list."""
    return _noted(context, arguments, "told")


def run_missed(context: Context, arguments: argparse.Namespace) -> Answer:
    """Note a try that reached nobody; they stay in the list."""
    return _noted(context, arguments, "no_answer")


def run_export(context: Context, arguments: argparse.Namespace) -> Answer:
    """Write numbers or addresses with their texts."""
    from divide_app.services.papers.reaching_papers import MessageKind

    people = _people(context, arguments)
    papers = context.services().reaching_papers
    written = papers.messages(people, MessageKind(AS[arguments.form]), arguments.out)
    lines = [_("{rows}行を書き出しました: {file}").format(rows=len(written.whom), file=written.path)]
    if written.left_out:
        names = "、".join(written.left_out)
        lines.append(_("番号やアドレスがわからず、入れていない方: {names}").format(names=names))
    return Answer({"file": written.path, "rows": len(written.whom), "left_out": written.left_out}, lines)


def _people(context: Context, arguments: argparse.Namespace) -> list[PersonToTell]:
    from divide_app.domain.calendar import local_day

    reaching = context.services().reaching
    found = reaching.to_tell() if arguments.remind is None else reaching.reminders(arguments.remind)
    return [one for one in found if arguments.due is None or local_day(one.due) <= arguments.due]


def _noted(context: Context, arguments: argparse.Namespace, outcome: str) -> Answer:
    from divide_app.domain.applications import CallOutcome
    from divide_app.domain.reaching import TellingChannel

    reaching = context.services().reaching
    item = reaching.item(arguments.item)
    noted = reaching.note([item.reach], TellingChannel(arguments.how), CallOutcome(outcome))
    return Answer(
        {"item": arguments.item, "status": "ok", "outcome": outcome, "note": noted.ids[0]},
        [_("{name}さんへの連絡を記録しました。").format(name=item.contact.name)],
    )


def _item(one: PersonToTell) -> dict[str, object]:
    from divide_app.services.people.reaching import item_id
    from divide_app.wording.reaching import short_news

    return {
        "id": item_id(one),
        "name": one.contact.name,
        "about": one.course.title,
        "reason": one.news[0].kind,
        "text": short_news(one),
        "how": one.channel,
        "due": one.due,
        "state": "told" if one.is_told else "tried" if one.tries else "open",
        "tries": len(one.tries),
        "application": one.reach.application,
        "supporter": one.reach.supporter,
        "class_session": one.reach.class_session,
    }
