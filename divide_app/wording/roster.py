"""Sentences that explain a roster: why somebody is proposed, missing, or removed."""

from __future__ import annotations

from functools import cache

from divide_app.domain.people.supporters import AssignmentRole
from divide_app.domain.roster.reasons import Chosen, Dropped, Unmet
from divide_app.domain.roster.roster import Blocker
from divide_app.domain.roster.staffing import NeedReason, StaffNeed
from divide_app.foundation.translation import _, current_language
from divide_app.wording.labels import label

_FEW = 2


def need_words(need: StaffNeed) -> str:
    """Return what is asked: 主担当・講師, 補助, 手話, 講師(1人以上)."""
    if need.role is AssignmentRole.INTERPRETER and need.ability:
        return _("{language}の通訳").format(language=need.ability) if need.ability != "通訳" else _("通訳")
    if need.kind is not None:
        return _("{kind}(1人以上)").format(kind=label(need.kind))
    if need.ability:
        return _("{ability}ができる人(1人以上)").format(ability=need.ability)
    return label(need.role)


def need_sentence(need: StaffNeed) -> str:
    """Return where a need comes from: 受講者12人に3人."""
    if need.why is NeedReason.RATIO and need.people:
        return _("受講者{people}人に{number}人").format(people=need.people, number=need.number)
    if need.why is NeedReason.ASKED:
        return _("受講者{people}人の希望").format(people=need.people)
    return _("講座のきまりで{number}人").format(number=need.number)


def unmet_sentence(unmet: Unmet) -> str:
    """Return why a need stays open, with how many people are kept by what."""
    what = need_words(unmet.need)
    if not unmet.able:
        return _("{what}があと{missing}人足りません。担当できる人が登録されていません。").format(
            what=what, missing=unmet.missing
        )
    parts = _("、").join(
        _("{why} {number}人").format(why=label(blocker), number=number) for blocker, number in unmet.against
    )
    return _(
        "{what}があと{missing}人足りません。担当できる人はほかに{able}人いますが、空いていません({parts})。"
    ).format(what=what, missing=unmet.missing, able=unmet.able, parts=parts)


def choice_sentence(chosen: Chosen) -> str:
    """Return why somebody has the place, the strongest reasons only."""
    if chosen.fault is not None and chosen.is_fixed:
        return _("固定されているか、開催が近いため動かしていません。ただし、{fault}。確かめてください。").format(
            fault=_fault()[chosen.fault]
        )
    if chosen.is_fixed:
        return _("固定されているか、開催が近いため、そのままです。")
    if chosen.is_told and chosen.fault is not None:
        return _("本人に知らせてあるため動かしていません。ただし、{fault}。確かめてください。").format(
            fault=_fault()[chosen.fault]
        )
    if chosen.is_told:
        return _("本人に知らせてあるため、そのままです。")
    if chosen.standing is not None:
        return _("すでに配置されているため、そのままです。")
    reasons = []
    if not chosen.rivals:
        reasons.append(_("担当できるのはこの人だけ"))
    special = next((need for need in chosen.needs if need.kind is not None or need.ability), None)
    if special is not None:
        reasons.append(_("{what}の必要を満たす").format(what=need_words(special)))
    elif chosen.role is AssignmentRole.LEAD:
        reasons.append(_("主担当ができる"))
    if chosen.in_course > 1:
        reasons.append(_("同じ講座を{number}回担当").format(number=chosen.in_course))
    if chosen.same_district:
        reasons.append(_("会場と同じ地区"))
    reasons.append(_("この月の担当は{number}回").format(number=chosen.in_month))
    return _("{reasons}。").format(reasons=_("、").join(reasons[: _FEW + 1]))


def dropped_sentence(dropped: Dropped) -> str:
    """Return why somebody is taken off; of whom was told already also that they must be called."""
    if dropped.standing.is_told and dropped.blocker is not None:
        return _("{fault}ため、この回から外します。知らせてあるので、本人に連絡してください。").format(
            fault=_because()[dropped.blocker]
        )
    if dropped.blocker is None:
        return _("ほかの回の不足をうめるため、この回から外します。")
    return _("{fault}ため、この回から外します。").format(fault=_because()[dropped.blocker])


@cache
def _tables(_language: str) -> tuple[dict[Blocker, str], dict[Blocker, str]]:
    fault = {
        Blocker.ABILITY: _("この役割ができません"),
        Blocker.REACH: _("会場の地区へ行けません"),
        Blocker.APPOINTMENT: _("その日に有効な任命がありません"),
        Blocker.INSURANCE: _("その年度の保険がありません"),
        Blocker.WEEKLY: _("その曜日・時間に来られません"),
        Blocker.DAY_OFF: _("休みの日です"),
        Blocker.BUSY: _("同じ時間に別の回があります"),
        Blocker.TRAVEL: _("前後の回から移動が間に合いません"),
        Blocker.DAY_LIMIT: _("1日の上限を超えます"),
        Blocker.WEEK_LIMIT: _("週の上限を超えます"),
        Blocker.MONTH_LIMIT: _("この月の上限を超えます"),
        Blocker.NO_PLACE: _("枠がうまっています"),
    }
    because = {
        Blocker.ABILITY: _("この役割ができない"),
        Blocker.REACH: _("会場の地区へ行けない"),
        Blocker.APPOINTMENT: _("その日に有効な任命がない"),
        Blocker.INSURANCE: _("その年度の保険がない"),
        Blocker.WEEKLY: _("その曜日・時間に来られない"),
        Blocker.DAY_OFF: _("休みの日の"),
        Blocker.BUSY: _("同じ時間に別の回がある"),
        Blocker.TRAVEL: _("前後の回から移動が間に合わない"),
        Blocker.DAY_LIMIT: _("1日の上限を超える"),
        Blocker.WEEK_LIMIT: _("週の上限を超える"),
        Blocker.MONTH_LIMIT: _("この月の上限を超える"),
        Blocker.NO_PLACE: _("枠がうまっている"),
    }
    return fault, because


def _fault() -> dict[Blocker, str]:
    return _tables(current_language())[0]


def _because() -> dict[Blocker, str]:
    return _tables(current_language())[1]
