"""`lottery`: fixes the seed, draws, verifies and takes back; anybody can recompute a draw."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from divide_app.cli.answer import Answer, Exit
from divide_app.cli.arguments import Commands, command, group
from divide_app.cli.context import Context
from divide_app.cli.naming import a_course
from divide_app.foundation.translation import _

if TYPE_CHECKING:
    from divide_app.services.seats.lottery import LotteryResult


def add(commands: Commands) -> None:
    """Add the commands."""
    all_four = group(commands, "lottery", _("抽選"))
    preparing = command(
        all_four, "prepare", run_prepare, _("抽選の種を決めて記録する(このあと種と申込者は変えられない)")
    )
    drawing = command(all_four, "draw", run_draw, _("抽選する"))
    verifying = command(all_four, "verify", run_verify, _("抽選の記録だけから結果を計算し直し、合うか確かめる"))
    cancelling = command(all_four, "cancel", run_cancel, _("抽選を理由とともに取り消す(記録は残る)"))
    for parser in (preparing, drawing, verifying, cancelling):
        parser.add_argument("course", metavar="COURSE", type=a_course, help=_("講座のidか名前"))
    preparing.add_argument("--seed", metavar="S", required=True, help=_("抽選の種(どんな文字でもよい)"))
    drawing.add_argument("--seed", metavar="S", help=_("抽選の種(決めてあるときはいらない)"))
    drawing.add_argument("--dry-run", action="store_true", help=_("試すだけで、決めない(試したことは記録に残る)"))
    cancelling.add_argument("--reason", metavar="TEXT", required=True, help=_("取り消す理由"))


def run_prepare(context: Context, arguments: argparse.Namespace) -> Answer:
    """Fix the seed."""
    result = context.services().lottery.prepare(arguments.course, arguments.seed)
    return Answer(
        _data(result),
        [
            _("抽選の種を記録しました: {seed}").format(seed=result.seed),
            _("申込者 {count}人、申込者の指紋 {digest}").format(
                count=len(result.entrants), digest=result.entrants_digest
            ),
        ],
    )


def run_draw(context: Context, arguments: argparse.Namespace) -> Answer:
    """Draw, or try a draw without keeping it."""
    lottery = context.services().lottery
    if arguments.dry_run:
        result = lottery.rehearse(arguments.course, arguments.seed or "")
    else:
        result = lottery.draw(arguments.course, seed=arguments.seed)
    head = _("試しの抽選です。何も決めていません。") if arguments.dry_run else _("抽選しました。")
    return Answer(_data(result) | {"dry_run": arguments.dry_run}, [head, *_lines(result)])


def run_verify(context: Context, arguments: argparse.Namespace) -> Answer:
    """Recompute the draw from its record; a record that does not agree is exit 1."""
    from divide_app.domain.errors import DomainError
    from divide_app.wording.lottery import fault_words
    from divide_app.wording.sentences import sentence

    services = context.services()
    result = services.lottery.verify(arguments.course)
    data = _data(result) | {"ok": not result.faults, "faults": result.faults}
    if not result.faults:
        return Answer(data, [_("抽選の記録は正しく、結果は種から計算したとおりです。"), *_lines(result)])
    title = services.scheduling.course(arguments.course).course.title
    faults = [fault_words(code) for code in result.faults]
    message = sentence(DomainError("lottery_differs", course=title, faults=faults))
    return Answer(data | {"error": {"code": "lottery_differs", "message": message}}, [message], Exit.REFUSED)


def run_cancel(context: Context, arguments: argparse.Namespace) -> Answer:
    """Take a draw back."""
    result = context.services().lottery.cancel_draw(arguments.course, arguments.reason)
    return Answer(
        _data(result),
        [_("抽選を取り消しました。{count}人が抽選待ちに戻りました。").format(count=len(result.entrants))],
    )


def _data(result: LotteryResult) -> dict[str, Any]:
    return {
        "entrants": result.entrants,
        "winners": result.winners,
        "waiting": result.waiting,
        "seed": result.seed,
        "digest": result.digest,
        "entrants_digest": result.entrants_digest,
        "seats": result.seats,
        "seats_left": result.seats_left,
        "draw": result.number,
        "order": [
            {
                "numbers": line.numbers,
                "applications": line.applications,
                "tier": line.tier,
                "lots": line.lots,
                "lot": line.key,
                "rank": line.rank,
                "won": line.is_winner,
            }
            for line in result.lines
        ],
    }


def _lines(result: LotteryResult) -> list[str]:
    from divide_app.wording.lottery import numbers_words

    won = [line for line in result.lines if line.is_winner]
    lost = [line for line in result.lines if line.is_winner is False]
    lines = [
        _("抽選の種: {seed}").format(seed=result.seed),
        _("当選 {count}人: {numbers}").format(
            count=len(result.winners), numbers=_("、").join(numbers_words(line.numbers) for line in won)
        ),
    ]
    if lost:
        lines.append(
            _("キャンセル待ち {count}人(順番のとおり): {numbers}").format(
                count=len(result.waiting), numbers=_("、").join(numbers_words(line.numbers) for line in lost)
            )
        )
    if result.seats_left:
        lines.append(_("次の順番の組が一緒に入れないため、{count}席が空いています。").format(count=result.seats_left))
    if result.is_window_open:
        lines.append(_("申込の受付はまだ続いています。これからの申込は、キャンセル待ちの後ろになります。"))
    lines.append(_("記録の指紋(SHA-256): {digest}").format(digest=result.digest))
    return lines
