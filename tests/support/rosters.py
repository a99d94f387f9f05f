"""Made-up months for the roster, and a checker that works the hard rules out by other means than the solver."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from math import cos, hypot, radians
from uuid import UUID

from divide_app.domain.people.availability import Availability, DaysOff, WeekTime
from divide_app.domain.people.participants import Need
from divide_app.domain.people.supporters import Appointment, AssignmentRole, Supporter, SupporterKind
from divide_app.domain.planning.staffing_rule import Staffing
from divide_app.domain.roster.roster import Choice, Problem, RosterRules, RosterSession, Standing
from divide_app.domain.roster.staffing import StaffingFacts, StaffNeed, needs_of

DISTRICTS = ("東", "西", "南", "北", "中央")
JST_HOURS = 9


def made_up_month(
    supporters: int, sessions: int, seed: int = 1, *, standing: int = 0, is_tight: bool = False
) -> Problem:
    """Return November 2026 of a made-up city: courses of one to three sessions in twelve halls."""
    chance = random.Random(seed)
    ids = (UUID(int=number) for number in range(1, 10**7))
    halls = [
        (next(ids), chance.choice(DISTRICTS), 39.7 + chance.uniform(-0.1, 0.1), 141.15 + chance.uniform(-0.1, 0.1))
        for _ in range(12)
    ]
    made: list[RosterSession] = []
    while len(made) < sessions:
        course, hall = next(ids), chance.choice(halls)
        first, hour = chance.randrange(1, 22), chance.choice([10, 10, 13, 14])
        for week in range(chance.choice([1, 2, 3])):
            day = first + 7 * week
            if day > 30 or len(made) >= sessions:
                break
            starts_at = datetime(2026, 11, day, hour - JST_HOURS, tzinfo=UTC)
            facts = StaffingFacts(
                chance.randrange(5, 21),
                4,
                Staffing(least=1, leads=chance.choice([0, 1]), abilities=chance.choice([(), (), ("iPhone",)])),
                {Need.SIGN_LANGUAGE: chance.random() < 0.08, Need.WRITING: chance.random() < 0.1},
            )
            made.append(
                RosterSession(
                    next(ids),
                    course,
                    f"講座{len(made)}",
                    week + 1,
                    starts_at,
                    starts_at + timedelta(minutes=chance.choice([90, 120])),
                    needs_of(facts),
                    hall[0],
                    "館",
                    *hall[1:],
                )
            )
    made.sort(key=lambda session: (session.starts_at, session.id))
    people = [_person(chance, next(ids), number, is_tight=is_tight) for number in range(supporters)]
    there = []
    for _ in range(standing):
        session, person = chance.choice(made), chance.choice(people)
        if (session.id, person.id) not in {(one.session_id, one.supporter_id) for one in there}:
            role = chance.choice(list(AssignmentRole))
            is_fixed, is_told = chance.random() < 0.4, chance.random() < 0.5
            there.append(Standing(next(ids), session.id, person.id, role, is_fixed, is_told))
    return Problem(
        2026, 11, tuple(made), tuple(people), tuple(there), districts=dict.fromkeys(DISTRICTS, (39.7, 141.15))
    )


def _person(chance: random.Random, id_: UUID, number: int, *, is_tight: bool) -> Supporter:
    kind = chance.choice(list(SupporterKind))
    hours = [(9 * 60, 12 * 60), (12 * 60, 17 * 60), (9 * 60, 17 * 60)]
    comes = 0.25 if is_tight else 0.6
    weekly = tuple(WeekTime(day, *chance.choice(hours)) for day in range(1, 8) if chance.random() < comes)
    off = date(2026, 11, chance.randrange(1, 25))
    return Supporter(
        id_,
        f"支援{number}",
        kind=kind,
        skills=chance.choice([("iPhone",), ("Android",), ("講師",)]),
        languages=chance.choice([(), (), (), ("手話",)]),
        districts=tuple(chance.sample(DISTRICTS, 1 if is_tight else chance.choice([2, 3, 5]))),
        monthly_limit=chance.choice([1] if is_tight else [2, 3, 4, 6, None]),
        weekly_limit=chance.choice([None, 1, 2]),
        availability=Availability(weekly, (DaysOff(off, off + timedelta(days=chance.randrange(0, 6))),)),
        appointments=(Appointment(kind, date(2026, 4, 1), date(2026, 11, chance.choice([10, 30]))),)
        if kind is not SupporterKind.STAFF
        else (),
        insured_years=chance.choice([(), (2026,), (2025,)]),
    )


def faults(problem: Problem, choices: Iterable[Choice]) -> list[str]:
    """Return every hard rule a plan breaks, worked out person by person and minute by minute; fixed people excepted.

    Who was told of a session must be in it unless they cannot come, and may be over a limit there.
    """
    found = []
    plan = [(problem.sessions[one.session], problem.supporters[one.supporter], one.need) for one in choices]
    fixed = {(one.session_id, one.supporter_id) for one in problem.standing if one.is_fixed}
    found += [
        f"{one.session_id} lost a fixed person"
        for one in problem.standing
        if one.is_fixed and not any((s.id, p.id) == (one.session_id, one.supporter_id) for s, p, _ in plan)
    ]
    found += _called_off(problem, plan, fixed)
    told = {(one.session_id, one.supporter_id) for one in problem.standing if one.is_told}
    doubled = [key for key, times in Counter((s.id, p.id) for s, p, _ in plan).items() if times > 1]
    found += [f"{key} twice" for key in doubled]
    for session, person, need in plan:
        if (session.id, person.id) in fixed:
            continue
        found += [f"{person.name} {session.title}: {why}" for why in _alone(problem.rules, session, person, need)]
    for person in problem.supporters:
        own = sorted((s for s, p, _ in plan if p.id == person.id), key=lambda session: session.starts_at)
        free = [s for s in own if (s.id, person.id) not in fixed]
        for one in own:
            for other in own:
                if one.starts_at < other.starts_at or (one.starts_at == other.starts_at and one.id < other.id):
                    movable = one in free or other in free
                    gap = (other.starts_at - one.ends_at).total_seconds() / 60
                    if movable and gap < _way(problem.rules, one, other):
                        found.append(f"{person.name}: {one.title} and {other.title} too near")
        for name, groups, most in (
            ("day", Counter(_local(s).date() for s in own), problem.rules.per_day),
            ("week", Counter(_local(s).isocalendar()[:2] for s in own), person.weekly_limit),
            ("month", Counter("month" for _ in own), person.monthly_limit),
        ):
            asked = [s for s in free if (s.id, person.id) not in told]
            if most is not None and asked and any(times > most for times in groups.values()):
                # Locked and told people may be over a limit by themselves; one more is what must not be.
                keys = {key for key, times in groups.items() if times > most}
                if any(_key(name, s) in keys for s in asked):
                    found.append(f"{person.name}: over the limit of the {name}")
    for at, session in enumerate(problem.sessions):
        for place, need in enumerate(session.needs):
            own_people = [one for one in choices if one.session == at and one.need == place]
            stood = sum(one.session_id == session.id for one in problem.standing)
            if need.is_among and own_people:
                found.append(f"{session.title}: a person put on a need without a place")
            if len(own_people) > max(need.number, stood):
                found.append(f"{session.title}: more people than asked for")
    return found


def _called_off(
    problem: Problem, plan: list[tuple[RosterSession, Supporter, int]], fixed: set[tuple[UUID, UUID]]
) -> list[str]:
    """Return those who were told of a session and are called off though nothing keeps them from it."""
    there = {(session.id, person.id) for session, person, _need in plan}
    stays = fixed | {(one.session_id, one.supporter_id) for one in problem.standing if one.is_told}
    found = []
    for one in problem.standing:
        if not one.is_told or (one.session_id, one.supporter_id) in there:
            continue
        session = next(here for here in problem.sessions if here.id == one.session_id)
        person = next(here for here in problem.supporters if here.id == one.supporter_id)
        places = [at for at, need in enumerate(session.needs) if not need.is_among]
        if all(_alone(problem.rules, session, person, at) for at in places):
            continue
        beside = [s for s, p, _need in plan if p.id == person.id and (s.id, p.id) in stays]
        pairs = [sorted((session, other), key=lambda here: here.starts_at) for other in beside]
        gaps = [(b.starts_at - a.ends_at).total_seconds() / 60 - _way(problem.rules, a, b) for a, b in pairs]
        if not any(gap < 2 for gap in gaps):  # a minute or two for the round earth
            found.append(f"{person.name} was told of {session.title} and is called off")
    return found


def _key(name: str, session: RosterSession) -> object:
    day = _local(session)
    return {"day": day.date(), "week": day.isocalendar()[:2], "month": "month"}[name]


def _local(session: RosterSession) -> datetime:
    return session.starts_at.replace(tzinfo=None) + timedelta(hours=JST_HOURS)


def _alone(rules: RosterRules, session: RosterSession, person: Supporter, need: int) -> list[str]:
    found = []
    day = _local(session).date()
    if person.districts and session.district not in person.districts:
        found.append("district")
    held = [one for one in person.appointments if one.first_day <= day <= (one.last_day or date.max)]
    if person.kind is not SupporterKind.STAFF and person.appointments and not held:
        found.append("appointment")
    if person.kind in {SupporterKind.VOLUNTEER, SupporterKind.STUDENT} and person.insured_years == (2025,):
        found.append("insurance")
    found += ["day off" for off in person.availability.days_off if off.first_day <= day <= off.last_day]
    begin = _local(session)
    minutes = [
        begin + timedelta(minutes=step)
        for step in range(int((session.ends_at - session.starts_at).total_seconds() // 60))
    ]
    weekly = person.availability.weekly
    if weekly and not all(
        any(one.weekday == at.isoweekday() and one.start <= at.hour * 60 + at.minute < one.end for one in weekly)
        for at in minutes
    ):
        found.append("weekly")
    if not _able(rules, session.needs[need], person):
        found.append("role")
    return found


def _able(rules: RosterRules, need: StaffNeed, person: Supporter) -> bool:
    if need.role is AssignmentRole.INTERPRETER:
        return need.ability in (*person.languages, *person.skills)
    if person.kind is SupporterKind.INTERPRETER:
        return False
    if need.role is AssignmentRole.LEAD:
        return person.kind in rules.lead_kinds or "講師" in person.skills
    return True


def _way(rules: RosterRules, one: RosterSession, other: RosterSession) -> int:
    if one.venue_id == other.venue_id:
        return 0
    assert one.latitude is not None
    assert one.longitude is not None
    assert other.latitude is not None
    assert other.longitude is not None
    north = (other.latitude - one.latitude) * 111.195
    east = (other.longitude - one.longitude) * 111.195 * cos(radians((one.latitude + other.latitude) / 2))
    return rules.base_minutes + round(hypot(north, east) * rules.minutes_per_km) - 1  # a minute for the round earth
