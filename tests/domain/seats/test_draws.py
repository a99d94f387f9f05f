"""The lottery is fair, gives exactly the seats there are, and is what the manual says, worked by hand."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from itertools import permutations
from math import sqrt
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from divide_app.domain.errors import DomainError
from divide_app.domain.people.participants import Birth
from divide_app.domain.seats.draws import (
    DrawFacts,
    Drawn,
    EntrantFacts,
    Ticket,
    canonical,
    clean_seed,
    digest_of,
    draw,
    drawn_again,
    holds,
    least_age,
    lot,
    members,
    proof_of,
    record_of,
    ticket_of,
)
from divide_app.domain.seats.rules import LAST_TIER, PriorityKind, PriorityRule
from divide_app.wording.lottery import fault_words

MANUAL = Path(__file__).parents[3] / "docs" / "manual" / "lottery.md"
NOON = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
FACTS = DrawFacts(UUID(int=1), "スマホ入門", 1, "種", NOON, NOON, 4, 1, smaller_may_pass=False)


@st.composite
def ticket_lists(draw_from: st.DrawFn) -> list[Ticket]:
    """Tickets of one to three people, tiers and lots, with numbers nobody shares."""
    sizes = draw_from(st.lists(st.integers(1, 3), max_size=12))
    found, number = [], 1
    for size in sizes:
        tier = draw_from(st.sampled_from([1, 2, LAST_TIER]))
        found.append(Ticket(tuple(range(number, number + size)), tier, draw_from(st.integers(1, 3))))
        number += size
    return found


def singles(count: int) -> list[Ticket]:
    return [Ticket((number,)) for number in range(1, count + 1)]


def test_the_worked_example_of_the_manual_is_what_the_text_says_and_what_the_program_draws() -> None:
    text = MANUAL.read_text(encoding="utf-8")
    head, body = re.findall(r"<!-- example (.*?) -->\n(.*?)<!-- /example -->", text, re.DOTALL)[0]
    seed, seats = re.fullmatch(r"seed=(.*) seats=(\d+)", head).groups()  # type: ignore[union-attr]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in body.splitlines()[2:]]
    by_hand = []
    for numbers, shown, _place, _result in rows:
        group = [int(number) for number in numbers.split("・")]
        whole = hashlib.sha256(f"{seed}:{min(group)}".encode()).hexdigest()
        assert whole.startswith(shown)
        by_hand.append((whole, group))
    by_hand.sort()
    free, waits, said = int(seats), 0, {}
    for place, (_key, group) in enumerate(by_hand, 1):
        if len(group) <= free and not waits:
            free -= len(group)
            result = "当選"
        else:
            result = "キャンセル待ち" + "・".join(f"{waits + n}番" for n in range(1, len(group) + 1))
            waits += len(group)
        said["・".join(map(str, group))] = (str(place), result)
    assert {row[0]: (row[2], row[3]) for row in rows} == said
    drawn = draw([Ticket(tuple(group)) for _key, group in by_hand], int(seats), seed)
    assert members(drawn, winners=True) == [5, 2, 3]
    assert members(drawn, winners=False) == [7, 8, 6, 4, 1]
    passing = draw([Ticket(tuple(group)) for _key, group in by_hand], int(seats), seed, smaller_may_pass=True)
    assert members(passing, winners=True) == [5, 2, 3, 6]
    assert members(passing, winners=False) == [7, 8, 4, 1]


def test_the_manual_explains_every_fault_a_check_can_find() -> None:
    text = MANUAL.read_text(encoding="utf-8")
    codes = dict(re.findall(r"^\| `([a-z_]+)` \| (.+) \|$", text, re.MULTILINE))
    assert codes == {code: fault_words(code) for code in codes}
    assert set(codes) == {
        *("digest_differs", "result_differs", "seats_differ"),
        *("record_unreadable", "trail_differs", "entrants_differ"),
    }


@given(ticket_lists(), st.one_of(st.none(), st.integers(0, 20)), st.text(min_size=1, max_size=9), st.booleans())
def test_never_more_than_the_seats_and_never_fewer_than_fit(
    entrants: list[Ticket], seats: int | None, seed: str, passing: bool
) -> None:
    drawn = draw(entrants, seats, seed, smaller_may_pass=passing)
    won, waiting = members(drawn, winners=True), members(drawn, winners=False)
    assert sorted(won + waiting) == sorted(number for one in entrants for number in one.members)
    if seats is None:
        assert waiting == []
        return
    assert len(won) <= seats
    losers = [one.ticket for one in drawn if not one.is_winner]
    left = seats - len(won)
    if losers:
        assert len(losers[0].members) > left, "the first that waits did not fit"
    if passing:
        assert all(len(one.members) > left for one in losers)
    else:
        assert [one.is_winner for one in drawn] == sorted((one.is_winner for one in drawn), reverse=True)


@given(ticket_lists(), st.integers(0, 10), st.randoms())
def test_the_order_of_writing_the_entrants_does_not_matter(entrants: list[Ticket], seats: int, random: object) -> None:
    mixed = list(entrants)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert draw(mixed, seats, "種") == draw(entrants, seats, "種")


@given(ticket_lists(), st.integers(0, 10))
def test_a_better_tier_is_drawn_first_and_the_best_lot_counts(entrants: list[Ticket], seats: int) -> None:
    drawn = draw(entrants, seats, "種")
    assert [one.ticket.tier for one in drawn] == sorted(one.ticket.tier for one in drawn)
    for one in drawn:
        assert one.key == min(lot("種", one.ticket.number, n) for n in range(1, one.ticket.lots + 1))
    assert [one.rank for one in drawn] == list(range(1, len(entrants) + 1))


def test_one_more_lot_is_another_text() -> None:
    assert lot("a", 7) == hashlib.sha256(b"a:7").hexdigest()
    assert lot("a", 7, 2) == hashlib.sha256(b"a:7:2").hexdigest()


def exact_rates(entrants: list[Ticket], seats: int, *, passing: bool = False) -> dict[int, Fraction]:
    """Return each ticket's chance by going through every order of all lots."""
    lots = [(one.number, n) for one in entrants for n in range(one.lots)]
    by_number = {one.number: one for one in entrants}
    wins: Counter[int] = Counter()
    count = 0
    for order in permutations(lots):
        count += 1
        free, is_over = seats, False
        for number in dict.fromkeys(number for number, _which in order):
            size = len(by_number[number].members)
            if size <= free and not is_over:
                free -= size
                wins[number] += 1
            elif not passing:
                is_over = True
    return {one.number: Fraction(wins[one.number], count) for one in entrants}


DRAWS = 20_000
FAIR = {
    "everybody alike": (singles(30), 12, False),
    "pairs wait for two seats": ([*singles(4), Ticket((5, 6)), Ticket((7, 8))], 5, False),
    "smaller ones pass": ([*singles(4), Ticket((5, 6)), Ticket((7, 8))], 3, True),
    "one more lot": ([*singles(4), Ticket((5,), LAST_TIER, 2)], 2, False),
}


@pytest.mark.parametrize("case", FAIR)
def test_each_entrants_rate_is_as_expected_within_four_sigma(case: str) -> None:
    entrants, seats, passing = FAIR[case]
    if case == "everybody alike":
        expected = {one.number: Fraction(seats, len(entrants)) for one in entrants}
    else:
        expected = exact_rates(entrants, seats, passing=passing)
    wins: Counter[int] = Counter()
    for number in range(DRAWS):
        for one in draw(entrants, seats, f"公平の試験 {number}", smaller_may_pass=passing):
            wins[one.ticket.number] += one.is_winner
    for ticket, rate in expected.items():
        sigma = sqrt(float(rate * (1 - rate)) / DRAWS)
        assert abs(wins[ticket] / DRAWS - rate) <= 4 * sigma, (case, ticket, wins[ticket] / DRAWS, float(rate))


@pytest.mark.parametrize(
    ("typed", "used"),
    [("  令和8年　11月 ", "令和8年 11月"), ("１２３Ａ", "123A"), ("a\u200bb", "ab"), ("a\n b", "a b")],
)
def test_what_looks_alike_on_paper_is_one_seed(typed: str, used: str) -> None:
    assert clean_seed(typed) == used
    assert clean_seed(used) == used


@pytest.mark.parametrize(
    ("typed", "code"), [(" \u3000 ", "seed_missing"), ("", "seed_missing"), ("あ" * 101, "seed_too_long")]
)
def test_a_seed_that_is_none_is_refused(typed: str, code: str) -> None:
    with pytest.raises(DomainError, match=code):
        clean_seed(typed)


def kept(entrants: list[Ticket]) -> tuple[str, str, tuple[Drawn, ...]]:
    drawn = draw(entrants, FACTS.seats, FACTS.seed)
    record = record_of(FACTS, entrants, drawn)
    return record, digest_of(record), drawn


def test_a_record_proves_itself() -> None:
    record, digest, drawn = kept([*singles(4), Ticket((5, 6))])
    assert proof_of(record, digest).faults == ()
    assert drawn_again(record) == drawn
    assert "氏名" not in record


@given(st.data())
def test_any_changed_character_of_a_record_is_noticed(data: st.DataObject) -> None:
    record, digest, _drawn = kept([*singles(4), Ticket((5, 6))])
    where = data.draw(st.integers(0, len(record) - 1))
    letter = data.draw(st.characters(codec="utf-8").filter(lambda one: one != record[where]))
    assert "digest_differs" in proof_of(record[:where] + letter + record[where + 1 :], digest).faults


def forged(**changes: object) -> tuple[str, str]:
    """Return a record changed by somebody who made a new digest as well."""
    plain = json.loads(kept(singles(6))[0])
    plain.update(changes)
    record = canonical(plain)
    return record, digest_of(record)


def test_a_forger_who_makes_the_digest_anew_is_still_found() -> None:
    plain = json.loads(kept(singles(6))[0])
    winners, waiting = plain["winners"], plain["waiting"]
    swapped = {"winners": [*winners[:-1], waiting[0]], "waiting": [winners[-1], *waiting[1:]]}
    assert proof_of(*forged(**swapped)).faults == ("result_differs",)
    assert proof_of(*forged(seed="別の種")).faults == ("result_differs",)
    assert "seats_differ" in proof_of(*forged(seats=2)).faults
    assert "seats_differ" in proof_of(*forged(capacity=9)).faults
    assert proof_of(*forged(format="another")).faults == ("record_unreadable",)
    assert proof_of("[1", digest_of("[1")).faults == ("record_unreadable",)
    assert proof_of(*forged(entrants=[{"numbers": []}])).faults == ("record_unreadable",)


def test_rules_hold_for_whom_they_say_and_the_unknown_is_nobody() -> None:
    first, lost = PriorityRule(PriorityKind.FIRST_TIME), PriorityRule(PriorityKind.LOST_LAST_TIME)
    old, near = PriorityRule(PriorityKind.AGE_FROM, age=75), PriorityRule(PriorityKind.RESIDENT, districts=("中央",))
    facts = EntrantFacts(been_before=True, lost_last=True, district="中央", low_age=75)
    assert [holds(rule, facts) for rule in (first, lost, old, near)] == [False, True, True, True]
    nothing = EntrantFacts()
    assert [holds(rule, nothing) for rule in (first, lost, old, near)] == [True, False, False, False]
    assert holds(replace(near, districts=()), facts)
    assert not holds(replace(near, districts=()), nothing)


def test_people_who_asked_together_have_a_priority_only_all_together() -> None:
    rules = (PriorityRule(PriorityKind.FIRST_TIME, tier=2), PriorityRule(PriorityKind.LOST_LAST_TIME, None, 2))
    new, lost = EntrantFacts(), EntrantFacts(been_before=True, lost_last=True)
    assert ticket_of([9, 4], [new, new], rules) == Ticket((4, 9), 2, 1)
    assert ticket_of([4, 9], [new, lost], rules) == Ticket((4, 9), LAST_TIER, 1)
    assert ticket_of([4], [lost], rules) == Ticket((4,), LAST_TIER, 3)
    assert ticket_of([4], [new], ()) == Ticket((4,), LAST_TIER, 1)


def test_an_age_is_what_it_is_at_least() -> None:
    on = date(2026, 11, 21)
    assert least_age(Birth(day=date(1951, 11, 21)), on) == 75
    assert least_age(Birth(day=date(1951, 11, 22)), on) == 74
    assert least_age(Birth(year=1951), on) == 74
    assert least_age(Birth(band="70-79"), on) == 70
    assert least_age(Birth(), on) is None
