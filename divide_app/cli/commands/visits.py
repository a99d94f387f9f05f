"""`visit ...`: requests of associations for a class at their own place (派遣依頼)."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from divide_app.cli.answer import Answer
from divide_app.cli.arguments import Commands, a_moment, an_id, command, group
from divide_app.cli.clashes import clash_items, clash_lines
from divide_app.cli.context import Context
from divide_app.foundation.translation import _

if TYPE_CHECKING:
    from datetime import datetime

    from divide_app.domain.planning.visit_requests import VisitRequest
    from divide_app.services.planning.visit_requests import RequestResult


def add(commands: Commands) -> None:
    """Add the commands."""
    visits = group(commands, "visit", _("派遣依頼(出前講座の依頼)"))
    adding = command(visits, "add", run_add, _("依頼を受け付ける"), on_empty="make")
    adding.add_argument("organisation", metavar="ORGANISATION", help=_("団体の名前"))
    adding.add_argument(
        "--wish",
        metavar="START/END",
        type=a_wish,
        action="append",
        required=True,
        help=_("希望の日時(第1希望から3つまで。例: 2026-12-05T10:00/2026-12-05T12:00)"),
    )
    adding.add_argument("--people", metavar="N", type=int, required=True, help=_("人数"))
    for name, words in (
        ("place", _("会場の名前")),
        ("contact", _("連絡する人")),
        ("phone", _("電話番号")),
        ("postal-code", _("郵便番号")),
        ("address", _("住所(返事の宛先)")),
        ("district", _("地区")),
        ("topic", _("学びたいこと")),
        ("memo", _("備考")),
    ):
        adding.add_argument(f"--{name}", default="", help=words)
    adding.add_argument("--catalogue", metavar="ID", type=an_id, help=_("講座の種類のid"))
    command(visits, "list", run_list, _("依頼の一覧"))
    showing = command(visits, "show", run_show, _("1つの依頼と、希望ごとの重なり"))
    accepting = command(visits, "accept", run_accept, _("依頼を承諾し、講座を作る"))
    when = accepting.add_mutually_exclusive_group()
    when.add_argument("--wish", metavar="N", type=int, help=_("第何希望か(1から3)"))
    when.add_argument("--at", metavar="START/END", type=a_wish, help=_("希望とは別の、話し合って決めた日時"))
    accepting.add_argument("--force", metavar="REASON", default="", help=_("重なりがあっても、理由を付けて作る"))
    declining = command(visits, "decline", run_decline, _("依頼を断る"))
    declining.add_argument("--reason", metavar="TEXT", required=True, help=_("返事に書く理由"))
    withdrawing = command(visits, "withdraw", run_withdraw, _("依頼の取下げを記録する"))
    for parser in (showing, accepting, declining, withdrawing):
        parser.add_argument("request", metavar="REQUEST", type=an_id, help=_("依頼のid"))


def a_wish(text: str) -> tuple[datetime, datetime]:
    """Read START/END; END may be a clock time of the same day."""
    first, sign, last = text.partition("/")
    if not sign:
        raise argparse.ArgumentTypeError(_("始まりと終わりを「/」で分けて書いてください"))
    starts_at = a_moment(first)
    day = first.replace("T", " ").split(" ")[0]
    return starts_at, a_moment(last if len(last) > len("10:00") else f"{day} {last}")


def run_add(context: Context, arguments: argparse.Namespace) -> Answer:
    """Take a request."""
    from divide_app.domain.planning.visit_requests import VisitRequest
    from divide_app.services.planning.visit_requests import wishes_of
    from divide_app.wording.visits import past_words

    visits = context.services().visit_requests
    request = VisitRequest(
        id=visits.new_id(),
        organisation=arguments.organisation,
        wishes=wishes_of(arguments.wish),
        people=arguments.people,
        received_at=context.clock(),
        contact_name=arguments.contact,
        phone=arguments.phone,
        postal_code=arguments.postal_code,
        address=arguments.address,
        district=arguments.district,
        place=arguments.place,
        catalogue_id=arguments.catalogue,
        topic=arguments.topic,
        memo=arguments.memo,
    )
    result = visits.save(request)
    told = _answer(result, _("依頼を受け付けました。"))
    warnings = past_words(result.past)
    return Answer({**told.data, "warnings": warnings}, [*told.lines, *warnings])


def run_list(context: Context, arguments: argparse.Namespace) -> Answer:
    """List the requests."""
    from divide_app.cli.output import listed
    from divide_app.wording.dates import day_and_range
    from divide_app.wording.labels import label

    del arguments
    found = context.services().visit_requests.all()
    rows = [
        (
            one.id,
            label(one.state),
            one.organisation,
            day_and_range(one.wishes[0].starts_at, one.wishes[0].ends_at),
            one.place,
            one.people,
        )
        for one in found
    ]
    heads = ["id", _("状態"), _("団体"), _("第1希望"), _("会場"), _("人数")]
    return listed([_item(one) for one in found], heads, rows, _("派遣依頼はありません。"))


def run_show(context: Context, arguments: argparse.Namespace) -> Answer:
    """Show one request and what is in the way of each wish."""
    from divide_app.wording.dates import day_and_range
    from divide_app.wording.labels import label

    view = context.services().visit_requests.view(arguments.request)
    request = view.request
    people = _("{people}人").format(people=request.people)
    lines = [
        f"{request.organisation} ({label(request.state)})",
        *filter(None, (view.catalogue_title or request.topic, f"{request.place} {people}".strip(), request.memo)),
        *filter(None, (" ".join(filter(None, (request.contact_name, request.phone))),)),
    ]
    if request.course_id is not None:
        chosen = _("第{number}希望で行います。").format(number=request.chosen) if request.chosen else ""
        lines.append((chosen or _("希望とは別の日時で行います。")) + _("講座のid: {id}").format(id=request.course_id))
    if request.answer:
        lines.append(_("返事に書く理由: {reason}").format(reason=request.answer))
    for one in view.wishes:
        when = day_and_range(one.wish.starts_at, one.wish.ends_at)
        lines.append(_("第{number}希望 {when}").format(number=one.number, when=when))
        lines += [f"  {line}" for line in clash_lines(one.clashes)]
    checks = [{"wish": one.number, "is_free": one.is_free, "clashes": clash_items(one.clashes)} for one in view.wishes]
    return Answer(_item(request) | {"checks": checks}, lines)


def run_accept(context: Context, arguments: argparse.Namespace) -> Answer:
    """Make a course of a request."""
    from divide_app.domain.planning.visit_requests import Wish

    result = context.services().visit_requests.accept(
        arguments.request,
        wish=arguments.wish,
        at=None if arguments.at is None else Wish(*arguments.at),
        forced_reason=arguments.force,
    )
    data = _item(result.request) | {
        "class_sessions": [result.class_session],
        "clashes": clash_items(result.clashes),
    }
    return Answer(
        data,
        [
            _("依頼を承諾し、講座を作りました。講座のid: {id}").format(id=result.course),
            *clash_lines(result.clashes),
            _("返事は print visit-reply {id} --out FILE で印刷できます。").format(id=result.request.id),
        ],
    )


def run_decline(context: Context, arguments: argparse.Namespace) -> Answer:
    """Decline a request."""
    result = context.services().visit_requests.decline(arguments.request, arguments.reason)
    return _answer(result, _("依頼をお断りとして記録しました。"))


def run_withdraw(context: Context, arguments: argparse.Namespace) -> Answer:
    """Note that a request was withdrawn."""
    result = context.services().visit_requests.withdraw(arguments.request)
    return _answer(result, _("依頼の取下げを記録しました。"))


def _answer(result: RequestResult, words: str) -> Answer:
    return Answer(_item(result.request), [words, f"id: {result.request.id}"])


def _item(request: VisitRequest) -> dict[str, object]:
    return {
        "id": request.id,
        "state": request.state,
        "organisation": request.organisation,
        "contact": request.contact_name,
        "phone": request.phone,
        "place": request.place,
        "people": request.people,
        "topic": request.topic,
        "wishes": [{"starts_at": wish.starts_at, "ends_at": wish.ends_at} for wish in request.wishes],
        "received_at": request.received_at,
        "answer": request.answer,
        "chosen": request.chosen,
        "course": request.course_id,
        "replied_at": request.replied_at,
    }
