"""Turns a course's staffing rule and what it lends into plain JSON and back; the start reads them with the meetings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from divide_app.domain.planning.lending import LendingNeed
from divide_app.domain.planning.staffing_rule import NO_RULE, Staffing
from divide_app.storage.columns import Codec


def staffing_json(staffing: Staffing) -> dict[str, Any]:
    """Return the parts that say anything."""
    parts = {
        "least": staffing.least,
        "leads": staffing.leads,
        "kinds": [kind.value for kind in staffing.kinds],
        "abilities": list(staffing.abilities),
    }
    return {name: value for name, value in parts.items() if value}


def staffing_of(kept: Mapping[str, Any]) -> Staffing:
    """Return the rule that was kept."""
    if not kept:
        return NO_RULE
    from divide_app.domain.people.supporters import SupporterKind

    return Staffing(
        least=kept.get("least", 0),
        leads=kept.get("leads", 0),
        kinds=tuple(SupporterKind(kind) for kind in kept.get("kinds", ())),
        abilities=tuple(kept.get("abilities", ())),
    )


def lending_json(needs: Iterable[LendingNeed]) -> list[list[str]]:
    """Return pairs of a stock's id and how many."""
    return [[str(need.stock_id), str(need.quantity)] for need in needs]


def lending_of(kept: Iterable[Sequence[str]]) -> tuple[LendingNeed, ...]:
    """Return what is lent from its stored pairs."""
    return tuple(LendingNeed(UUID(stock), int(quantity)) for stock, quantity in kept)


NESTED: Mapping[Any, Codec] = {
    Staffing: Codec(staffing_json, staffing_of),
    tuple[LendingNeed, ...]: Codec(lending_json, lending_of),
}
