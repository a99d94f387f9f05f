"""`person`: lists possible duplicates, merges two entries, undoes that, and marks two entries as different people."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from divide_app.cli.answer import Answer
from divide_app.cli.arguments import Commands, an_id, command, group
from divide_app.cli.context import Context
from divide_app.cli.output import listed, table
from divide_app.foundation.translation import _

if TYPE_CHECKING:
    from divide_app.domain.lines import ParticipantLine
    from divide_app.domain.people.lookalikes import Verdict


def add(commands: Commands) -> None:
    """Add the commands."""
    person = group(commands, "person", _("同じ方の登録をひとつにする"))
    alike = command(person, "look-alikes", run_alike, _("同じ方かもしれない登録を、理由と一緒に見る"))
    alike.add_argument("--id", metavar="ID", type=an_id, help=_("この参加者に似た登録だけ"))
    merging = command(person, "merge", run_merge, _("2つの登録を同じ方としてまとめる"))
    merging.add_argument("keep", metavar="KEEP", type=an_id, help=_("残す登録のid"))
    merging.add_argument("other", metavar="OTHER", type=an_id, help=_("まとめられる登録のid"))
    merging.add_argument("--dry-run", action="store_true", help=_("どうなるかを見るだけで、何も変えない"))
    merging.add_argument("--force", metavar="REASON", default="", help=_("生まれた年が違ってもまとめる理由"))
    command(person, "merges", run_merges, _("まとめた登録を新しい順に見る"))
    parting = command(person, "unmerge", run_unmerge, _("まとめた登録を元の2人に戻す"))
    parting.add_argument("merge", metavar="MERGE", type=an_id, help=_("person merge が返したid"))
    two = command(person, "not-same", run_not_same, _("別の方と覚えて、もう同じ方かと聞かない"))
    two.add_argument("one", metavar="A", type=an_id, help=_("参加者のid"))
    two.add_argument("other", metavar="B", type=an_id, help=_("参加者のid"))


def run_alike(context: Context, arguments: argparse.Namespace) -> Answer:
    """List look-alikes of one person, or every possible double."""
    alikes = context.services().look_alikes
    if arguments.id is not None:
        items = [_line(one.line) | _why(one.verdict) for one in alikes.of_person(arguments.id)]
        rows = [(one["score"], one["name"], one["kana"], _words(one["reasons"]), one["id"]) for one in items]
        heads = [_("点"), _("氏名"), _("かな"), _("理由"), "id"]
    else:
        items = [
            {"one": _line(pair.one), "other": _line(pair.other), "may_merge": pair.may_merge} | _why(pair.verdict)
            for pair in alikes.doubles()
        ]
        rows = [
            (one["score"], one["one"]["name"], one["other"]["name"], _words(one["reasons"]), one["one"]["id"])
            for one in items
        ]
        heads = [_("点"), _("氏名"), _("もう一人"), _("理由"), "id"]
    return listed(items, heads, rows, _("同じ方かもしれない登録はありません。"))


def run_merge(context: Context, arguments: argparse.Namespace) -> Answer:
    """Show what a merge means, or do it."""
    from divide_app.wording.person_fields import field_words

    merging = context.services().merging
    preview = merging.preview(arguments.keep, arguments.other)
    data: dict[str, Any] = {
        "kept": preview.kept.id,
        "gone": preview.gone.id,
        "fields": [
            {"field": one.field, "takes_other": one.takes_other, "is_lost": one.is_lost} for one in preview.choices
        ],
        "applications": preview.applications,
        "doubles": [
            {"course": one.course, "stays": one.stays, "withdrawn": one.withdrawn, "frees_seat": one.frees_seat}
            for one in preview.doubles
        ],
        "attendances": preview.attendances,
        "came_twice": preview.came_twice,
        "needs_reason": preview.needs_reason,
        "merge": None,
        "promoted": (),
    }
    lines = [
        _("申込 {applications}件と出席 {attendances}回を移します。").format(
            applications=preview.applications, attendances=preview.attendances
        ),
        *(
            _("「{course}」は両方から申込があるので、一方を取り消します。").format(course=one.course)
            for one in preview.doubles
        ),
        *(
            (
                _("{field}: もう一方の内容を入れます") if one.takes_other else _("{field}: もう一方の内容は残りません")
            ).format(field=field_words(one.field))
            for one in preview.choices
        ),
    ]
    if arguments.dry_run:
        return Answer(data, [*lines, _("見ただけで、何も変えていません。")])
    result = merging.merge(arguments.keep, arguments.other, forced_reason=arguments.force)
    done = _("まとめました。元に戻すときは person unmerge {merge}").format(merge=result.merge)
    return Answer(data | {"merge": result.merge, "promoted": result.promoted}, [*lines, done])


def run_merges(context: Context, arguments: argparse.Namespace) -> Answer:
    """List the merges that stand."""
    from divide_app.wording.dates import day_and_clock

    del arguments
    found = context.services().merging.standing()
    items = [
        {"id": one.id, "kept": one.kept, "gone": one.gone, "merged_at": one.merged_at, "can_undo": one.can_undo}
        for one in found
    ]
    rows = [(day_and_clock(one.merged_at), one.kept_name, one.gone_name, one.id) for one in found]
    return Answer({"items": items}, table([_("日時"), _("残した登録"), _("まとめた登録"), "id"], rows))


def run_unmerge(context: Context, arguments: argparse.Namespace) -> Answer:
    """Take a merge back."""
    result = context.services().merging.undo(arguments.merge)
    lines = [_("元の2人に戻しました。")]
    if result.waits:
        lines.append(
            _("席がほかの方に渡っていたため、{count}件の申込はキャンセル待ちの先頭に戻しました。").format(
                count=len(result.waits)
            )
        )
    return Answer({"kept": result.kept, "gone": result.gone, "waits": result.waits}, lines)


def run_not_same(context: Context, arguments: argparse.Namespace) -> Answer:
    """Remember that two people are two."""
    result = context.services().look_alikes.not_same(arguments.one, arguments.other)
    return Answer(
        {"first": result.pair.first, "second": result.pair.second},
        [_("別の方と覚えました。もう同じ方かとは聞きません。")],
    )


def _line(line: ParticipantLine) -> dict[str, Any]:
    return {
        "id": line.id,
        "name": line.name,
        "kana": line.kana,
        "band": line.band,
        "applications": line.applications,
        "attendances": line.attendances,
    }


def _why(verdict: Verdict) -> dict[str, Any]:
    return {"score": verdict.score, "reasons": list(verdict.reasons)}


def _words(reasons: Any) -> str:
    from divide_app.wording.labels import label

    return _("・").join(label(reason) for reason in reasons)
