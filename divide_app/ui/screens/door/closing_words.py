"""Text of the page 出席の確定: columns, counts, and warnings before confirming."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from divide_app.domain.door.attendance import EventKind
from divide_app.domain.door.presence import Presence
from divide_app.domain.lines import AssignmentLine
from divide_app.foundation.translation import _
from divide_app.services.door.closing import ClosingPerson, ClosingView
from divide_app.ui.widgets.labels import ChipKind
from divide_app.ui.widgets.tables import Column
from divide_app.wording.bands import band_label
from divide_app.wording.dates import clock, duration
from divide_app.wording.labels import label

_CHIPS = {
    Presence.PRESENT: ChipKind.DONE,
    Presence.ABSENT: ChipKind.WARN,
    Presence.UNKNOWN: ChipKind.NEUTRAL,
}


def person_columns(presence: Callable[[ClosingPerson], Presence]) -> list[Column[ClosingPerson]]:
    """Return the columns of the list of people; `presence` tells what the page says of each."""
    return [
        Column(
            _("お名前"),
            lambda one: one.name or _("飛び込みの方"),
            sub=lambda one: one.kana or (band_label(one.band) if one.is_walk_in else ""),
            bold=True,
        ),
        Column(_("受付の記録"), record_words, width=170),
        Column(
            _("出席").capitalize(),
            lambda one: label(presence(one)),
            chip=lambda one: _CHIPS[presence(one)],
            width=110,
        ),
    ]


def record_words(person: ClosingPerson) -> str:
    """Return 9:48 遅刻, 飛び込み 9:50, あとから記入, or that there is no record."""
    if person.presence is not Presence.PRESENT:
        return _("記録なし")
    parts = [_("飛び込み")] if person.is_walk_in else []
    if person.is_noted:
        parts.append(_("あとから記入"))
    elif EventKind.IN in person.of_paper:
        parts.append(_("出席簿"))
    elif person.first_in is not None:
        parts.append(clock(person.first_in))
    if person.is_late:
        parts.append(_("遅刻"))
    if person.has_left_early and person.last_out is not None:
        is_paper = EventKind.OUT in person.of_paper
        parts.append(_("早退") if is_paper else _("早退 {time}").format(time=clock(person.last_out)))
    return " ".join(parts)


def rest_words(view: ClosingView) -> str:
    """Return what those without a record are taken for, and why."""
    if view.received:
        return _("受付で{count}人を受けています。受付の記録のない方は：").format(count=view.received)
    return _("受付の記録が1人もなく、来たかどうかわかりません。記録のない方は：")


def count_words(counts: Mapping[Presence, int]) -> str:
    """Return 出席 12人　欠席 3人　不明 1人."""
    return "　".join(_("{word} {count}人").format(word=label(one), count=counts[one]) for one in Presence)


def helper_words(line: AssignmentLine) -> str:
    """Return the part and the planned time of a helper."""
    return _("{role}　予定 {planned}").format(role=label(line.role), planned=duration(line.planned_minutes))


def warnings(view: ClosingView) -> str:
    """Return what somebody should know before confirming; "" for nothing."""
    parts = []
    if view.line.starts_at > view.now:
        parts.append(_("この回はまだ始まっていません。終わってから確定してください。"))
    if view.is_packed:
        parts.append(_("この回の受付パックが、まだ戻っていません。取り込むと、会場で受けた方が出席になります。"))
    if view.over_capacity:
        parts.append(_("定員を{count}人こえています。").format(count=view.over_capacity))
    return "\n".join(parts)
