"""Fills the printed record of a lottery."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from uuid import UUID

from divide_app.domain.calendar import local_day
from divide_app.domain.errors import DomainError
from divide_app.domain.office.office import office_name
from divide_app.domain.seats.draws import drawn_again
from divide_app.domain.seats.rules import PriorityKind, PriorityRule
from divide_app.foundation.translation import _
from divide_app.storage.queries import lists
from divide_app.storage.unit_of_work import UnitOfWork
from divide_app.wording import dates
from divide_app.wording.lottery import numbers_words, rule_words, tier_words

if TYPE_CHECKING:
    from divide_app.printing.lottery_record import LotteryRecord

SHOWN = 16
"""Hexadecimal letters of a lot on paper: two lots that agree so far do not occur."""


def lottery_record_of(uow: UnitOfWork, course_id: UUID) -> LotteryRecord:
    """Return the record of a course's draw; of several, the one that stands, else the last.

    Raises:
        DomainError: `not_found`, `no_draw`, `lottery_differs` when the record was changed and cannot be read.
    """
    from divide_app.printing.lottery_record import LotRow, LotteryRecord, NameRow

    course = uow.courses.get(course_id)
    draws = [one for one in uow.draws.of_course(course_id) if one.drawn_at is not None]
    if not draws:
        raise DomainError("no_draw", course=course.title)
    made = next((one for one in draws if one.is_drawn), draws[-1])
    try:
        plain = json.loads(made.record)
        drawn = drawn_again(made.record)
        rules = [_rule(one) for one in plain["rules"]]
        taken, rehearsals, capacity = plain["taken"], plain["rehearsals"], plain["capacity"]
    except (ValueError, KeyError, TypeError) as error:
        raise DomainError("lottery_differs", course=course.title, faults="") from error
    office = uow.offices.the_one()
    owners = {one.number: one.application_id for one in uow.draws.entrants_of(made.id)}
    people = {
        line.id: line for line in lists.application_lines(uow.connection, local_day(uow.now), ids=list(owners.values()))
    }
    results: dict[int, str] = {}
    of_ticket: dict[int, str] = {}
    waits = 0
    for one in drawn:
        first = waits + 1
        for number in one.ticket.members:
            waits += not one.is_winner
            results[number] = _("当選") if one.is_winner else _("待ち{place}番").format(place=waits)
        of_ticket[one.ticket.number] = results[one.ticket.number]
        if not one.is_winner and waits > first:
            of_ticket[one.ticket.number] = _("待ち{first}〜{last}番").format(first=first, last=waits)
    won = sum(len(one.ticket.members) for one in drawn if one.is_winner)
    names = []
    for one in drawn:
        for number in one.ticket.members:
            line = people.get(owners[number]) if number in owners else None
            name, kana = (line.name, line.kana) if line is not None else (_("(記録なし)"), "")
            names.append(NameRow(str(one.rank), str(number), name, kana, results[number]))
    by_number = sorted(drawn, key=lambda one: one.ticket.number)
    seats = _("定員 {capacity}人、決まっていた方 {taken}人、抽選で渡す席 {seats}").format(
        capacity=_("なし") if capacity is None else capacity,
        taken=taken,
        seats=_("全員") if plain["seats"] is None else plain["seats"],
    )
    facts = [
        (_("抽選した日時"), dates.day_and_clock(made.drawn_at) if made.drawn_at else ""),
        (_("種を記録した日時"), dates.day_and_clock(made.prepared_at)),
        (_("席"), seats),
        (_("申込"), _("{people}人（組を1つと数えて{lots}）").format(people=len(results), lots=len(drawn))),
        (_("結果"), _("当選 {won}人、キャンセル待ち {waits}人").format(won=won, waits=waits)),
        (_("優先の決まり"), _("、").join(rule_words(rule) for rule in rules) or _("なし(全員が同じ)")),
        (
            _("組の決まり"),
            _("席に入れない組は飛ばし、次に入れる方へ")
            if plain["smaller_may_pass"]
            else _("席に入れない組が来たら、そこで終わり"),
        ),
        (_("試しの抽選"), _("{number}回").format(number=rehearsals)),
    ]
    if made.cancelled_at is not None:
        when = dates.day_and_clock(made.cancelled_at)
        facts.insert(0, (_("取り消した抽選"), f"{when}　{made.cancelled_reason}"))
    return LotteryRecord(
        office=office_name(office),
        course=_("{course}（第{number}回の抽選）").format(course=course.title, number=made.number),
        seed=made.seed,
        facts=tuple(facts),
        method=(
            _(
                "くじは「種:申込番号」という文字列(UTF-8)の SHA-256 です。くじの小さい順に席を渡します。"
                "一緒に申し込んだ方は、一番小さい申込番号の1本のくじです。2本目からのくじは「種:申込番号:2」のように作り、"
                "一番小さいくじを使います。"
            ),
            _("どなたでも、この紙の種と申込番号から、同じ結果を計算できます。"),
        ),
        digest=" ".join(made.digest[at : at + 8] for at in range(0, 64, 8)),
        lots=tuple(
            LotRow(
                numbers_words(one.ticket.members),
                tier_words(one.ticket.tier),
                one.key[:SHOWN],
                str(one.rank),
                of_ticket[one.ticket.number],
            )
            for one in by_number
        ),
        shows_tiers=bool(rules),
        names=tuple(names),
        signatures=(_("立会い"), _("立会い"), _("抽選した職員"), _("日付")),
    )


def _rule(plain: dict[str, object]) -> PriorityRule:
    tier, districts = plain["tier"], plain["districts"]
    return PriorityRule(
        PriorityKind(str(plain["kind"])),
        tier if isinstance(tier, int) else None,
        int(str(plain["extra_lots"])),
        tuple(map(str, districts)) if isinstance(districts, list) else (),
        int(str(plain["age"])),
    )
