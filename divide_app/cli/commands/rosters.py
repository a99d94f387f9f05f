"""`roster`: proposes and applies a month's roster, and edits its rules."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from divide_app.cli.answer import Answer, WrongUsageError
from divide_app.cli.arguments import Commands, a_count, a_month, a_pair, command, group
from divide_app.cli.context import Context
from divide_app.domain.people.supporters import SupporterKind
from divide_app.foundation.translation import _

if TYPE_CHECKING:
    from divide_app.domain.roster.roster import RosterSession
    from divide_app.services.roster.roster import Proposal


def add(commands: Commands) -> None:
    """Add the commands."""
    rosters = group(commands, "roster", _("支援者の配置"))
    propose = command(rosters, "propose", run_propose, _("1か月の配置の案を作る"))
    propose.add_argument("month", metavar="YYYY-MM", type=a_month, help=_("年月(2026-11、R8.11)"))
    propose.add_argument("--apply", action="store_true", help=_("案のとおりに配置する"))
    propose.add_argument("--seconds", metavar="N", type=a_count, help=_("探す時間の上限(秒)。なければ5秒"))
    told = command(rosters, "told", run_told, _("支援者に配置を知らせたと記録する"))
    told.add_argument("month", metavar="YYYY-MM", type=a_month, help=_("年月(2026-11、R8.11)"))
    told.add_argument("--undo", action="store_true", help=_("まだ知らせていないに戻す"))
    rules = command(rosters, "rules", run_rules, _("配置のきまりを見る、変える"))
    rules.add_argument(
        "--set", metavar="KEY=VALUE", type=a_pair, action="append", default=[], help=_("変えるきまり(何度でも書けます)")
    )


def run_rules(context: Context, arguments: argparse.Namespace) -> Answer:
    """Show the rules of rosters, after the changes asked for."""
    from dataclasses import fields, replace

    from divide_app.domain.roster.roster import RosterRules
    from divide_app.wording.labels import label

    roster = context.services().roster
    rules = roster.rules()
    usual = RosterRules()
    changed: dict[str, object] = {}
    for key, text in arguments.set:
        if key not in {one.name for one in fields(RosterRules)}:
            there = "、".join(one.name for one in fields(RosterRules))
            raise WrongUsageError(
                _("{key}というきまりはありません。使えるのは {there} です").format(key=key, there=there)
            )
        before = getattr(usual, key)
        words = [word for word in text.split(",") if word]
        try:
            if isinstance(before, bool):
                changed[key] = {"true": True, "false": False, _("はい"): True, _("いいえ"): False}[text.casefold()]
            elif isinstance(before, int):
                changed[key] = int(text)
            elif isinstance(before, frozenset):
                changed[key] = frozenset(_kind(word) for word in words)
            else:
                changed[key] = tuple(words)
        except (KeyError, ValueError):
            raise WrongUsageError(_("{key}の値を読めません: {text}").format(key=key, text=text)) from None
    if changed:
        rules = replace(rules, **changed)  # type: ignore[arg-type]  # each value was read by the type of its field
        roster.set_rules(rules)
    shown = {one.name: getattr(rules, one.name) for one in fields(RosterRules)}
    shown = {name: sorted(value) if isinstance(value, frozenset) else value for name, value in shown.items()}
    words_of = _rule_words()

    def told(value: object) -> str:
        if isinstance(value, bool):
            return _("はい") if value else _("いいえ")
        if isinstance(value, list | tuple):
            return ",".join(label(one) if isinstance(one, SupporterKind) else str(one) for one in value)
        return str(value)

    return Answer({"rules": shown}, [f"{words_of[name]} ({name}) = {told(value)}" for name, value in shown.items()])


def _rule_words() -> dict[str, str]:
    return {
        "same_district_minutes": _("同じ地区の会場へ移る時間(分)"),
        "other_district_minutes": _("別の地区の会場へ移る時間(分)"),
        "base_minutes": _("移動のたびに追加する時間(分)"),
        "minutes_per_km": _("1kmあたりの時間(分)"),
        "per_day": _("1人が1日に受け持つ回"),
        "notice_days": _("配置を変えない日数(開催の前)"),
        "appointment_kinds": _("任命がいる種別"),
        "insurance_kinds": _("保険がいる種別"),
        "insurance_required": _("保険を登録していない人は置かない"),
        "lead_kinds": _("主担当になれる種別"),
        "lead_skills": _("主担当になれる「できること」"),
    }


def _kind(word: str) -> SupporterKind:
    """Return the kind of a value (lecturer) or of the word people see (講師)."""
    from divide_app.wording.labels import label

    return next((kind for kind in SupporterKind if word.strip() == label(kind)), None) or SupporterKind(word.strip())


def run_propose(context: Context, arguments: argparse.Namespace) -> Answer:
    """Propose one month's roster; with `--apply` it is put on at once."""
    roster = context.services().roster
    year, month = arguments.month
    proposal = roster.propose(year, month, progress=context.progress(), time_limit=arguments.seconds)
    added: dict[tuple[object, object], object] = {}
    if arguments.apply:
        applied = roster.apply(proposal)
        added = {(one.session_id, one.supporter_id): id_ for one, id_ in zip(proposal.new, applied.added, strict=True)}
    return Answer(_data(proposal, added, is_applied=arguments.apply), _lines(proposal, is_applied=arguments.apply))


def run_told(context: Context, arguments: argparse.Namespace) -> Answer:
    """Note that everybody of a month's coming sessions was told of them, or that they were not after all."""
    roster = context.services().roster
    is_told = not arguments.undo
    coming = [one for one in roster.month(*arguments.month) if not one.is_over]
    people = [person for one in coming for person in one.people if person.is_told is not is_told]
    if people:
        roster.tell([person.assignment for person in people], is_told=is_told)
    said = _("{count}人に知らせたと記録しました") if is_told else _("{count}人を、まだ知らせていないに戻しました")
    return Answer({"told": is_told, "assignments": len(people)}, [said.format(count=len(people))])


def _data(proposal: Proposal, added: dict[tuple[object, object], object], *, is_applied: bool) -> dict[str, object]:
    from divide_app.wording.roster import choice_sentence, dropped_sentence, unmet_sentence

    sessions = {session.id: session for session in proposal.sessions}
    return {
        "month": f"{proposal.year}-{proposal.month:02}",
        "applied": is_applied,
        "assignments": [
            {
                "id": one.standing or added.get((one.session_id, one.supporter_id)),
                "class_session": one.session_id,
                "supporter": one.supporter_id,
                "name": proposal.supporters[one.supporter_id],
                "role": one.role,
                "starts_at": sessions[one.session_id].starts_at,
                "is_new": one.standing is None,
                "is_fixed": one.is_fixed,
                "why": choice_sentence(one),
            }
            for one in proposal.chosen
        ],
        "removed": [
            {
                "id": one.standing.id,
                "class_session": one.standing.session_id,
                "supporter": one.standing.supporter_id,
                "name": proposal.supporters[one.standing.supporter_id],
                "why": dropped_sentence(one),
            }
            for one in proposal.dropped
        ],
        "unmet": [
            {
                "class_session": one.session_id,
                "role": one.need.role,
                "kind": one.need.kind,
                "ability": one.need.ability,
                "missing": one.missing,
                "able": one.able,
                "against": {blocker.value: number for blocker, number in one.against},
                "why": unmet_sentence(one),
            }
            for one in proposal.unmet
        ],
        "score": proposal.total,
        "greedy_score": proposal.greedy_total,
        "is_proven": proposal.is_proven,
        "seconds": round(proposal.seconds, 3),
    }


def _lines(proposal: Proposal, *, is_applied: bool) -> list[str]:
    from divide_app.wording.dates import reiwa_month
    from divide_app.wording.labels import label
    from divide_app.wording.roster import choice_sentence, dropped_sentence, unmet_sentence

    sessions = {session.id: session for session in proposal.sessions}
    head = _("{month}の配置を決めました。") if is_applied else _("{month}の配置の案です。まだ何も変えていません。")
    lines = [
        head.format(month=reiwa_month(proposal.year, proposal.month)),
        _("回 {sessions}、新しい配置 {new}、外す配置 {dropped}、足りないところ {unmet}").format(
            sessions=len(sessions), new=len(proposal.new), dropped=len(proposal.dropped), unmet=len(proposal.unmet)
        ),
    ]
    for one in proposal.chosen:
        name = proposal.supporters[one.supporter_id]
        lines.append(f"  {_place(sessions[one.session_id])}  {name}({label(one.role)})  {choice_sentence(one)}")
    if proposal.dropped:
        lines += ["", _("外す配置:")]
        for gone in proposal.dropped:
            name = proposal.supporters[gone.standing.supporter_id]
            lines.append(f"  {_place(sessions[gone.standing.session_id])}  {name}  {dropped_sentence(gone)}")
    if proposal.unmet:
        lines += ["", _("足りないところ:")]
        lines += [f"  {_place(sessions[one.session_id])}  {unmet_sentence(one)}" for one in proposal.unmet]
    if not proposal.is_proven:
        lines += ["", _("時間の上限までに見つかった、いちばん良い案です。")]
    return lines


def _place(session: RosterSession) -> str:
    from divide_app.wording.dates import clock_range, short_day

    when = f"{short_day(session.starts_at)} {clock_range(session.starts_at, session.ends_at)}"
    return _("{when} {title} 第{number}回").format(when=when, title=session.title, number=session.number)
