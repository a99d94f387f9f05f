"""Turns a course's staffing rule into plain JSON and back; apart, because the start reads it with the meetings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from divide_app.domain.staffing_rule import NO_RULE, Staffing


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
    from divide_app.domain.supporters import SupporterKind

    return Staffing(
        least=kept.get("least", 0),
        leads=kept.get("leads", 0),
        kinds=tuple(SupporterKind(kind) for kind in kept.get("kinds", ())),
        abilities=tuple(kept.get("abilities", ())),
    )
