"""Sentences for a volunteer at the door about a check-in that was not simply accepted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from divide_app.domain.applications import ApplicationStatus
from divide_app.domain.door.attendance import CheckInReason
from divide_app.foundation.translation import _
from divide_app.wording.dates import clock, day_and_clock, day_and_range
from divide_app.wording.sentences import fill


def door_sentence(reason: CheckInReason, details: Mapping[str, object] | None = None) -> str:
    """Return what to tell the volunteer about a check-in that was not simply ok.

    Args:
        reason: Why.
        details: As the verdict gives them: `first_at`, `device`, `course`, `number`, `starts_at`, `ends_at`, `venue`,
            `room`, `expected_here`, `opens_at`, `ended_at`, `question`, `status`. Whatever is missing is left out of
            the sentence.
    """
    known = {name: value for name, value in (details or {}).items() if value not in {None, ""}}
    sentences: dict[CheckInReason, Callable[[], str]] = {
        CheckInReason.ALREADY_IN: lambda: _already_in(known),
        CheckInReason.WRONG_SESSION: lambda: _wrong_session(known),
        CheckInReason.WAITING_NOT_ACCEPTED: lambda: _not_accepted(known),
        CheckInReason.TOO_EARLY: lambda: _too_early(known),
        CheckInReason.TOO_LATE: lambda: _too_late(known),
        CheckInReason.QUESTION_MISSING: lambda: _question(known),
        CheckInReason.UNKNOWN_CODE: lambda: _(
            "この受講票は読み取れませんでした。もう一度かざすか、お名前をうかがって、名前のボタンで受け付けてください。"
        ),
        CheckInReason.CANCELLED_APPLICATION: lambda: _(
            "この方の申込は取り消されています。まだ受け付けていません。お待ちいただき、職員を呼んでください。"
        ),
        CheckInReason.SESSION_CANCELLED: lambda: _(
            "この回は中止になりました。受け付けていません。中止のお知らせをして、職員を呼んでください。"
        ),
        CheckInReason.REVOKED_CODE: lambda: _(
            "この受講票は、新しいものに替わっています。新しい受講票をお持ちかうかがってください。"
            "お持ちでなければ、名前のボタンで受け付けてください。"
        ),
        CheckInReason.NOT_IN_PACKAGE: lambda: _(
            "この受講票は、このパソコンには入っていません。お名前を紙に書きとめ、「飛び込み」で受け付けてください。"
        ),
    }
    return sentences[reason]()


def _already_in(known: Mapping[str, object]) -> str:
    first_at = known.get("first_at")
    if not isinstance(first_at, datetime):
        return _("もう受け付けています。そのままお入りいただけます。")
    if "device" in known:
        return fill(
            _("{at}に「{device}」で、もう受け付けています。そのままお入りいただけます。"),
            {**known, "at": clock(first_at)},
        )
    return _("{at}に、もう受け付けています。そのままお入りいただけます。").format(at=clock(first_at))


def _wrong_session(known: Mapping[str, object]) -> str:
    starts_at, ends_at = known.get("starts_at"), known.get("ends_at")
    if not isinstance(starts_at, datetime):
        return _("これは、ほかの講座の受講票です。まだ受け付けていません。職員を呼んでください。")
    when = day_and_range(starts_at, ends_at) if isinstance(ends_at, datetime) else day_and_clock(starts_at)
    where = " ".join(str(known[name]) for name in ("venue", "room") if name in known)
    what = _("「{course}」第{number}回") if {"course", "number"} <= known.keys() else _("「{course}」")
    course = fill(what, known) if "course" in known else _("別の回")
    if "expected_here" in known:
        return _(
            "これは、{when} の{course}の受講票ですが、この方はここの回にも申し込んでいます。まだ受け付けていません。"
            "名前のボタンで受け付けてください。"
        ).format(when=when, course=course)
    if where:
        text = _(
            "これは、{when} {where} の{course}の受講票です。ここでは受け付けていません。日時と場所をお伝えください。"
        )
    else:
        text = _("これは、{when} の{course}の受講票です。ここでは受け付けていません。日時をお伝えください。")
    return text.format(when=when, where=where, course=course)


def _not_accepted(known: Mapping[str, object]) -> str:
    match known.get("status"):
        case ApplicationStatus.APPLIED:
            return _("この方の申込は、抽選の結果がまだ決まっていません。お待ちいただき、職員を呼んでください。")
        case ApplicationStatus.REFUSED:
            return _("この方は、今回は受講が決まっていません。お待ちいただき、職員を呼んでください。")
        case _:
            return _("この方はキャンセル待ちです。まだ受け付けていません。お待ちいただき、職員を呼んでください。")


def _too_early(known: Mapping[str, object]) -> str:
    opens_at = known.get("opens_at")
    if not isinstance(opens_at, datetime):
        return _("受付はまだ始まっていません。しばらくお待ちいただいてください。")
    return _("受付は{when}に始まります。まだ受け付けていません。それまでお待ちいただいてください。").format(
        when=day_and_clock(opens_at)
    )


def _too_late(known: Mapping[str, object]) -> str:
    ended_at = known.get("ended_at")
    if not isinstance(ended_at, datetime):
        return _("この回の受付は終わっています。職員を呼んでください。")
    return _("この回は{when}に終わっています。受け付けていません。職員を呼んでください。").format(
        when=day_and_clock(ended_at)
    )


def _question(known: Mapping[str, object]) -> str:
    if "question" not in known:
        return _("受付の前に、うかがうことがあります。お答えを入力すると、受付が終わります。")
    return fill(_("受付の前に「{question}」をうかがってください。お答えを入力すると、受付が終わります。"), known)


def lookalike_sentence(name: str, *, is_applicant: bool) -> str:
    """Return that a walk-in brought home is called like another walk-in, or like an applicant."""
    text = (
        _("申し込んだ方と同じ名前の飛び込みの方がいます: {name}。別の方として数えています。同じ方か確かめてください。")
        if is_applicant
        else _("同じ名前の飛び込みの方が2人います: {name}。別の方として数えています。")
    )
    return text.format(name=name)
