"""Look-alikes among 100,000 people while the caller speaks, and all possible doubles of the city at once."""

from __future__ import annotations

import random
import tempfile
from datetime import date
from pathlib import Path

from figures import Figure, Yardstick, held, p95
from support import ten_years
from yardsticks import bare_python

from divide_app.domain.people.participants import Birth, Participant
from divide_app.foundation.ids import new_id
from divide_app.services import Services

PEOPLE = 100_000
ASKED = 400
MOST_TIMES = 5.0
"""50 ms on a quiet machine, where the yardstick takes 10."""
MOST_DOUBLES_TIMES = 500.0
"""5 s there."""


def measure() -> list[Figure]:
    """Return the figures, on a city of its own that has people and nothing else."""
    with tempfile.TemporaryDirectory() as folder:
        services = ten_years.make(Path(folder) / "city", sessions=40, people=PEOPLE)
        try:
            yardstick = bare_python()
            return [_one_by_one(services, yardstick), _doubles(services, bare_python())]
        finally:
            services.close()


def _one_by_one(services: Services, yardstick: Yardstick) -> Figure:
    chance = random.Random(11)
    known = [services.participants.get(line.id) for line in chance.sample(services.participants.all(), ASKED)]
    times, found = [], 0
    for person in known:
        typed = _as_typed(chance, person)
        begun = yardstick.clock()
        alikes = services.look_alikes.of(typed)
        times.append((yardstick.clock() - begun) * 1000)
        yardstick.take()
        found += any(one.line.id == person.id for one in alikes)
    share = found / ASKED
    return held(
        f"look-alikes of a caller with one slip of the pen among {PEOPLE:,} people (p95 of {ASKED}; 95% must be found)",
        times,
        yardstick,
        MOST_TIMES,
        of=p95,
        also=f"{share:.0%} found",
        is_right=share >= 0.95,
    )


def _doubles(services: Services, yardstick: Yardstick) -> Figure:
    pairs = services.look_alikes.doubles()
    return held(
        f"every possible double among {PEOPLE:,} people, weighed with reasons",
        yardstick.beside(services.look_alikes.doubles, 3),
        yardstick,
        MOST_DOUBLES_TIMES,
        also=f"{len(pairs)} pairs offered",
    )


def _as_typed(chance: random.Random, person: Participant) -> Participant:
    """Return a person as a hurried clerk types them: a slip in the reading, and a telephone or a birth with it."""
    kana = list(person.kana)
    at = chance.randrange(len(kana))
    slip = chance.choice(["change", "drop", "double"])
    if slip == "change":
        kana[at] = chance.choice("あいうえおかきくけこさしすせそ")
    elif slip == "drop":
        del kana[at]
    else:
        kana.insert(at, kana[at])
    knows_phone = chance.random() < 0.5
    return Participant(
        new_id(),
        person.name.replace("高", "髙").replace("斎", "齋"),
        "".join(kana),
        Birth() if knows_phone else Birth(day=person.birth.day or date(1950, 1, 1)),
        phone=person.phone if knows_phone else "",
    )
