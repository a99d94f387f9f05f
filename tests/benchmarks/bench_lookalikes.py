"""Look-alikes among 100,000 people while the caller speaks, and all possible doubles of the city at once."""

from __future__ import annotations

import random
import tempfile
import time
from datetime import date
from pathlib import Path

from figures import Figure
from support import ten_years

from divide_app.domain.people.participants import Birth, Participant
from divide_app.foundation.ids import new_id
from divide_app.services import Services

PEOPLE = 100_000
ASKED = 400
MOST_P95_MS = 50.0
MOST_DOUBLES_S = 5.0


def measure() -> list[Figure]:
    """Return the figures, on a city of its own that has people and nothing else."""
    with tempfile.TemporaryDirectory() as folder:
        services = ten_years.make(Path(folder) / "city", sessions=40, people=PEOPLE)
        try:
            return [_one_by_one(services), _doubles(services)]
        finally:
            services.close()


def _one_by_one(services: Services) -> Figure:
    chance = random.Random(11)
    known = [services.participants.get(line.id) for line in chance.sample(services.participants.all(), ASKED)]
    times, found = [], 0
    for person in known:
        typed = _as_typed(chance, person)
        begun = time.perf_counter()
        alikes = services.look_alikes.of(typed)
        times.append((time.perf_counter() - begun) * 1000)
        found += any(one.line.id == person.id for one in alikes)
    times.sort()
    middle, p95 = times[len(times) // 2], times[int(len(times) * 0.95)]
    share = found / ASKED
    return Figure(
        f"look-alikes of a caller with one slip of the pen among {PEOPLE:,} people (p95 of {ASKED})",
        f"{p95:.1f} ms",
        f"middle {middle:.1f} ms; {share:.0%} found",
        f"{p95 / MOST_P95_MS:.2f} of the limit",
        f"<= {MOST_P95_MS:.0f} ms; 95% found",
        p95 <= MOST_P95_MS and share >= 0.95,
    )


def _doubles(services: Services) -> Figure:
    begun = time.perf_counter()
    pairs = services.look_alikes.doubles()
    took = time.perf_counter() - begun
    return Figure(
        f"every possible double among {PEOPLE:,} people, weighed with reasons",
        f"{took:.2f} s",
        f"{len(pairs)} pairs offered",
        f"{took / MOST_DOUBLES_S:.2f} of the limit",
        f"<= {MOST_DOUBLES_S:.0f} s",
        took <= MOST_DOUBLES_S,
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
