"""Text of the result panel for each answer of the door."""

from __future__ import annotations

from datetime import datetime

from divide_app.domain.lines import DoorPerson
from divide_app.domain.people.participants import Need
from divide_app.foundation.problems import EnvironmentProblem
from divide_app.foundation.translation import _
from divide_app.services.door.check_in import CheckInAnswer, DoorView
from divide_app.wording.sentences import sentence


def _ready(need: Need) -> str:
    words = {
        Need.WRITING: _("筆談の道具をお渡しください"),
        Need.SIGN_LANGUAGE: _("手話のできる人を呼んでください"),
        Need.WHEELCHAIR: _("車椅子の席へご案内ください"),
        Need.LOAN_PHONE: _("貸出機をお渡しください"),
        Need.LARGE_PRINT: _("大きな文字の資料をお渡しください"),
        Need.INTERPRETER: _("通訳の人を呼んでください"),
    }
    return words[need]


def what_next(person: DoorPerson | None) -> str:
    """Return what to get ready for somebody who has just come: number, things asked for."""
    if person is None:
        return ""
    parts = [_("受付番号 {place}番").format(place=person.place)] if person.place else []
    parts += [_ready(need) for need in Need if need in person.needs]
    if person.needs_text:
        parts.append(person.needs_text)
    return "\n".join(parts)


def welcome_words(answer: CheckInAnswer, view: DoorView, at: datetime | None) -> str:
    """Return 受付しました, with what is remarkable: forced, late, more people than seats."""
    parts = [_("受付しました")]
    if at is not None and at > view.starts_at:
        minutes = int((at - view.starts_at).total_seconds() // 60)
        if minutes:
            parts.append(_("開始から{minutes}分すぎています").format(minutes=minutes))
    if answer.over_capacity:
        parts.append(_("席の数をこえています。席を用意してください"))
    return "\n".join(parts)


def honoured(name: str) -> str:
    """Return 佐藤 清 さん; a walk-in without a name is 飛び込みの方."""
    return _("{name} さん").format(name=name) if name else _("飛び込みの方")


def ending_words(view: DoorView) -> str:
    """Return 12人を受け付けました。まだの方は3人です, and that everything is kept."""
    come = _("{present}人を受け付けました").format(present=view.present)
    missing = view.expected - sum(person.present and not person.is_walk_in for person in view.people)
    below = come if missing <= 0 else _("{come}。まだの方は{missing}人です").format(come=come, missing=missing)
    return _("{words}。記録はすべて保存されています。").format(words=below)


def unrecorded_words(trouble: EnvironmentProblem, waiting: int) -> str:
    """Return why an act could not be recorded, that it will be, and that the next person may come."""
    why = {
        "server_away": _("共有データベースにつながりません。"),
        "locked": _("ほかのパソコンかプログラムが書いているところです。"),
        "disk_full": _("このパソコンのディスクがいっぱいです。職員を呼んでください。"),
        "disk_error": _("ディスクかUSBメモリーに書けません。差さっているか確かめ、職員を呼んでください。"),
    }
    parts = [why.get(trouble.code) or sentence(trouble)]
    parts.append(_("できるようになりしだい、自動で記録します。"))
    parts.append(_("つぎの方を受け付けてかまいません。"))
    if waiting > 1:
        parts.append(_("待っている方 {count}人").format(count=waiting))
    return "\n".join(parts)
