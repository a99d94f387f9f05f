"""Sentences shown before a cancellation: whom it concerns, and what published targets lose."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from divide_app.foundation.translation import _


class Loss(Protocol):
    """What one target loses."""

    @property
    def name(self) -> str:
        """The target's name."""

    @property
    def coming_before(self) -> int:
        """Meetings to come that its rule would count."""

    @property
    def coming_after(self) -> int:
        """The same without the cancelled ones."""

    @property
    def falls_short(self) -> bool:
        """Whether it was within reach and no longer is."""


class Cancelling(Protocol):
    """What a cancellation means."""

    @property
    def sessions(self) -> Sequence[object]:
        """Meetings that would be cancelled."""

    @property
    def kept(self) -> Sequence[object]:
        """Meetings that stay."""

    @property
    def accepted(self) -> Sequence[object]:
        """Applications with a seat."""

    @property
    def waiting(self) -> Sequence[object]:
        """The waiting list."""

    @property
    def applied(self) -> Sequence[object]:
        """Applications that wait for the lottery."""

    @property
    def supporters(self) -> Sequence[object]:
        """Helpers of the meetings."""

    @property
    def targets(self) -> Sequence[Loss]:
        """Targets that lose something."""


def cancel_sentences(shown: Cancelling) -> list[str]:
    """Return what a clerk should know before cancelling, one sentence each: meetings, people to tell, targets."""
    found = [_("中止になるのは{count}回です。").format(count=len(shown.sessions))]
    if shown.kept:
        found.append(_("実施した回や受付した人がいる{count}回は、そのまま残ります。").format(count=len(shown.kept)))
    people = [
        text.format(count=len(group))
        for text, group in (
            (_("受講決定 {count}人"), shown.accepted),
            (_("キャンセル待ち {count}人"), shown.waiting),
            (_("抽選待ち {count}人"), shown.applied),
            (_("支援者 {count}人"), shown.supporters),
        )
        if group
    ]
    if people:
        found.append(_("知らせる人：{people}。連絡をお願いします。").format(people=_("、").join(people)))
    for loss in shown.targets:
        text = (
            _("目標「{name}」は、これからの回が{before}回から{after}回に減り、届かない見込みになります。")
            if loss.falls_short
            else _("目標「{name}」は、これからの回が{before}回から{after}回に減ります。")
        )
        found.append(text.format(name=loss.name, before=loss.coming_before, after=loss.coming_after))
    return found
