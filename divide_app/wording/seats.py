"""Text that explains an application's place, ready to be read out on the telephone."""

from __future__ import annotations

from divide_app.domain.applications import ApplicationState, ApplicationStatus, Call
from divide_app.domain.lines import ApplicationLine
from divide_app.domain.seat_desk import DeskLine
from divide_app.foundation.translation import _
from divide_app.wording.acts import actor_words
from divide_app.wording.dates import day_and_clock, short_day
from divide_app.wording.labels import label


def state_words(line: ApplicationLine) -> str:
    """Return 受講決定 18番, キャンセル待ち 2番, 返事待ち or another state."""
    word = label(line.state)
    if line.place and line.state in {ApplicationState.ACCEPTED, ApplicationState.WAITING}:
        return _("{state} {place}番").format(state=word, place=line.place)
    return word


def group_words(one: DeskLine) -> str:
    """Return 2人一緒, or nothing for somebody alone."""
    return _("{count}人一緒").format(count=one.group_size) if one.group_size > 1 else ""


def why_words(one: DeskLine) -> str:
    """Return why an application stands where it does, in one short line."""
    line = one.line
    if line.reason and line.status in {ApplicationStatus.REFUSED, ApplicationStatus.CANCELLED}:
        return line.reason
    match line.status:
        case ApplicationStatus.ACCEPTED if line.promoted_at is not None:
            words = _("{day}に繰り上がり").format(day=short_day(line.promoted_at))
        case ApplicationStatus.ACCEPTED | ApplicationStatus.WAITING if one.rank is not None:
            words = _("抽選で{rank}番目").format(rank=one.rank)
        case ApplicationStatus.WAITING:
            words = _("席が空くのを待つ")
        case ApplicationStatus.APPLIED:
            words = _("抽選を待つ")
        case ApplicationStatus.ACCEPTED:
            words = _("申込の順")
        case _:
            return ""
    if one.waits_for_seats:
        words = _("{count}人分の空きを待つ").format(count=one.group_size)
    elif one.is_behind_group:
        words = _("前の組が入るのを待つ")
    return words


def calls_words(one: DeskLine) -> str:
    """Return what became of the calls: 電話2回・不在, 連絡済み, or that nobody called yet."""
    if one.needs_call and not one.calls:
        return _("まだ連絡していません")
    if one.needs_call and one.missed:
        return _("{count}回かけて不在").format(count=one.missed)
    if one.calls:
        return _("{what}（{day}）").format(what=label(one.calls[-1].outcome), day=short_day(one.calls[-1].at))
    return ""


def call_words(call: Call) -> str:
    """Return one call as a line: 11月21日(土) 10:05 電話 お出にならない(職員)."""
    return _("{when} {channel} {outcome}（{actor}）").format(
        when=day_and_clock(call.at),
        channel=label(call.channel),
        outcome=label(call.outcome),
        actor=actor_words(call.actor),
    )
