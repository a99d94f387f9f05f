"""How many supporters of which kind a session needs, from its accepted participants and the course's rule."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from divide_app.domain.people.participants import Need
from divide_app.domain.people.supporters import AssignmentRole, SupporterKind
from divide_app.domain.planning.staffing_rule import NO_RULE, Staffing, heads

SIGN_LANGUAGE = "手話"
WRITING = "筆談"
ANY_LANGUAGE = "通訳"
"""Somebody asked for an interpreter without a language we know."""

_ALSO = {WRITING: (WRITING, "要約筆記", SIGN_LANGUAGE)}
"""Abilities that serve another one: who signs or takes notes for the deaf can write with them."""
NOT_SPOKEN = frozenset({SIGN_LANGUAGE, WRITING, "要約筆記", "点字"})

_LANGUAGES: tuple[tuple[str, str], ...] = (
    ("英語|english", "英語"),
    ("中国語|普通話|北京語|chinese", "中国語"),
    ("韓国語|朝鮮語|ハングル|korean", "韓国語"),
    ("ポルトガル語|portuguese", "ポルトガル語"),
    ("スペイン語|spanish", "スペイン語"),
    ("ベトナム語|vietnamese", "ベトナム語"),
    ("タガログ語|フィリピン語|フィリピノ語|tagalog", "タガログ語"),
    ("ネパール語|nepali", "ネパール語"),
    ("インドネシア語|indonesian", "インドネシア語"),
    ("ロシア語|russian", "ロシア語"),
)


class NeedReason(StrEnum):
    """Where a need comes from."""

    RATIO = "ratio"  # 受講者の数から
    LEAST = "least"  # 最低の人数
    LEAD = "lead"  # 主担当が要る
    KIND = "kind"  # この種類の人が1人は要る
    ABILITY = "ability"  # できる人が1人は要る
    ASKED = "asked"  # 受講者が求めている


@dataclass(frozen=True, slots=True)
class StaffNeed:
    """So many people of one sort in one session.

    Attributes:
        role: What they do there.
        number: How many.
        ability: A skill or language each of them must have, or "".
        kind: A kind each of them must be of, or None.
        is_among: Anybody assigned to the session may fulfil it beside another need; otherwise it takes people of
            its own.
        people: Accepted people behind it, where it follows from them.
    """

    role: AssignmentRole
    number: int
    why: NeedReason
    ability: str = ""
    kind: SupporterKind | None = None
    is_among: bool = False
    people: int = 0


@dataclass(frozen=True, slots=True)
class StaffingFacts:
    """What the needs of one session follow from.

    Attributes:
        accepted: People with a seat.
        people_per_supporter: One supporter for so many of them; 0 = no ratio.
        asked: How many of the accepted asked for a help.
        languages: Languages asked for by those who need an interpreter, with how many people.
    """

    accepted: int = 0
    people_per_supporter: int = 0
    staffing: Staffing = NO_RULE
    asked: Mapping[Need, int] = field(default_factory=dict)
    languages: Mapping[str, int] = field(default_factory=dict)


def needs_of(facts: StaffingFacts) -> tuple[StaffNeed, ...]:
    """Return what one session needs: leads, supporters, interpreters, then who must be among them.

    More accepted people, or more of them who ask for something, never lower any need.
    """
    staffing = facts.staffing
    writing = facts.asked.get(Need.WRITING, 0)
    total = max(heads(facts.accepted, facts.people_per_supporter, staffing), bool(writing))
    leads = min(max(0, staffing.leads), total)
    by_ratio = heads(facts.accepted, facts.people_per_supporter)
    found: list[StaffNeed] = []
    if leads:
        found.append(StaffNeed(AssignmentRole.LEAD, leads, NeedReason.LEAD))
    if total > leads:
        why = NeedReason.RATIO if by_ratio >= total else NeedReason.LEAST
        found.append(StaffNeed(AssignmentRole.SUPPORT, total - leads, why, people=facts.accepted))
    signing = facts.asked.get(Need.SIGN_LANGUAGE, 0)
    if signing:
        found.append(_interpreter(SIGN_LANGUAGE, signing))
    spoken = dict(facts.languages)
    left = facts.asked.get(Need.INTERPRETER, 0) - sum(spoken.values())
    if left > 0:
        spoken[ANY_LANGUAGE] = spoken.get(ANY_LANGUAGE, 0) + left
    found += [_interpreter(language, people) for language, people in sorted(spoken.items()) if people]
    for kind in dict.fromkeys(staffing.kinds):
        found.append(StaffNeed(AssignmentRole.SUPPORT, 1, NeedReason.KIND, kind=kind, is_among=True))
    for ability in dict.fromkeys(staffing.abilities):
        found.append(StaffNeed(AssignmentRole.SUPPORT, 1, NeedReason.ABILITY, ability=ability, is_among=True))
    if writing and WRITING not in staffing.abilities:
        found.append(
            StaffNeed(AssignmentRole.SUPPORT, 1, NeedReason.ASKED, ability=WRITING, is_among=True, people=writing)
        )
    return tuple(found)


def _interpreter(language: str, people: int) -> StaffNeed:
    return StaffNeed(AssignmentRole.INTERPRETER, 1, NeedReason.ASKED, ability=language, people=people)


def language_asked(text: str) -> str:
    """Return the language somebody named in free words, or `ANY_LANGUAGE`."""
    folded = text.casefold()
    return next((name for words, name in _LANGUAGES if re.search(words, folded)), ANY_LANGUAGE)


def has_ability(ability: str, skills: Iterable[str], languages: Iterable[str]) -> bool:
    """Return whether somebody with these skills and languages has an ability; capitals do not matter."""
    own = {word.casefold() for word in (*skills, *languages)}
    if ability == ANY_LANGUAGE:
        return bool(own & {ANY_LANGUAGE}) or any(word not in NOT_SPOKEN for word in languages)
    return any(one.casefold() in own for one in _ALSO.get(ability, (ability,)))
