"""What a session needs follows from its people and its course, and never falls when more people come."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from divide_app.domain.people.participants import Need
from divide_app.domain.people.supporters import AssignmentRole, SupporterKind
from divide_app.domain.planning.staffing_rule import Staffing
from divide_app.domain.roster.staffing import (
    ANY_LANGUAGE,
    NeedReason,
    StaffingFacts,
    StaffNeed,
    has_ability,
    language_asked,
    needs_of,
)

LEAD, SUPPORT, INTERPRETER = AssignmentRole.LEAD, AssignmentRole.SUPPORT, AssignmentRole.INTERPRETER


def numbers(needs: tuple[StaffNeed, ...]) -> Counter[tuple[object, ...]]:
    return Counter({(need.role, need.ability, need.kind, need.is_among): need.number for need in needs})


def test_one_for_each_four_begun_and_at_least_one() -> None:
    for accepted, expected in ((0, 1), (1, 1), (4, 1), (5, 2), (12, 3), (13, 4)):
        (need,) = needs_of(StaffingFacts(accepted, 4))
        assert (need.role, need.number, need.why) == (SUPPORT, expected, NeedReason.RATIO)


def test_without_a_ratio_or_a_rule_nothing_is_needed() -> None:
    assert needs_of(StaffingFacts(20, 0)) == ()


def test_a_lead_is_one_of_them_and_not_one_more() -> None:
    lead, support = needs_of(StaffingFacts(12, 4, Staffing(leads=1)))
    assert (lead.role, lead.number, support.role, support.number) == (LEAD, 1, SUPPORT, 2)


def test_the_least_holds_when_few_come() -> None:
    (need,) = needs_of(StaffingFacts(1, 4, Staffing(least=2)))
    assert (need.number, need.why) == (2, NeedReason.LEAST)


def test_each_kind_asked_for_has_room() -> None:
    rule = Staffing(kinds=(SupporterKind.LECTURER, SupporterKind.STUDENT))
    support, lecturer, student = needs_of(StaffingFacts(2, 4, rule))
    assert support.number == 2
    assert (lecturer.kind, student.kind) == rule.kinds
    assert lecturer.is_among
    assert student.is_among


def test_who_signs_or_writes_is_wanted_when_an_accepted_person_asks() -> None:
    facts = StaffingFacts(3, 4, asked={Need.SIGN_LANGUAGE: 1, Need.WRITING: 2, Need.WHEELCHAIR: 1})
    support, signer, writer = needs_of(facts)
    assert support.number == 1
    assert (signer.role, signer.ability, signer.people, signer.is_among) == (INTERPRETER, "手話", 1, False)
    assert (writer.ability, writer.people, writer.is_among) == ("筆談", 2, True)


def test_each_language_asked_for_has_its_interpreter() -> None:
    facts = StaffingFacts(3, 4, asked={Need.INTERPRETER: 3}, languages={"英語": 1, "中国語": 1})
    assert [need.ability for need in needs_of(facts) if need.role is INTERPRETER] == ["中国語", "英語", ANY_LANGUAGE]


def test_the_language_is_found_in_free_words() -> None:
    assert language_asked("ポルトガル語の通訳をお願いします") == "ポルトガル語"
    assert language_asked("English please") == "英語"
    assert language_asked("通訳") == ANY_LANGUAGE


def test_who_signs_can_write_and_who_speaks_a_language_can_interpret_any() -> None:
    assert has_ability("筆談", (), ("手話",))
    assert not has_ability("手話", (), ("筆談",))
    assert has_ability("iphone", ("iPhone",), ())
    assert has_ability(ANY_LANGUAGE, (), ("英語",))
    assert not has_ability(ANY_LANGUAGE, (), ("手話",))


rules = st.builds(
    Staffing,
    st.integers(0, 4),
    st.integers(0, 3),
    st.lists(st.sampled_from(SupporterKind), max_size=3).map(tuple),
    st.lists(st.sampled_from(["iPhone", "筆談", "英語"]), max_size=2).map(tuple),
)
asked = st.dictionaries(st.sampled_from([Need.SIGN_LANGUAGE, Need.WRITING, Need.INTERPRETER]), st.integers(0, 5))


@given(rules, st.integers(0, 8), st.integers(0, 40), st.integers(0, 20), asked, st.sampled_from(Need))
def test_more_people_never_lower_a_need(
    rule: Staffing, ratio: int, accepted: int, more: int, wanted: dict[Need, int], one: Need
) -> None:
    before = numbers(needs_of(StaffingFacts(accepted, ratio, rule, wanted)))
    after = numbers(needs_of(StaffingFacts(accepted + more, ratio, rule, {**wanted, one: wanted.get(one, 0) + 1})))
    assert all(after[key] >= number for key, number in before.items())


@given(rules, st.integers(0, 8), st.integers(0, 40), asked)
def test_there_is_always_room_for_whom_the_rule_wants_among_the_supporters(
    rule: Staffing, ratio: int, accepted: int, wanted: dict[Need, int]
) -> None:
    needs = needs_of(StaffingFacts(accepted, ratio, rule, wanted))
    own = sum(need.number for need in needs if not need.is_among and need.role is not INTERPRETER)
    assert own >= len({need.kind for need in needs if need.is_among and need.kind})
    assert own >= max(rule.least, rule.leads)
    assert all(need.number > 0 for need in needs)
