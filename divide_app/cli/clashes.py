"""Formats clashes as docs/manual/commands.md describes."""

from __future__ import annotations

from collections.abc import Iterable

from divide_app.domain.planning.clash import Clash


def clash_items(found: Iterable[Clash]) -> list[dict[str, object]]:
    """Return {kind, with, message, hard}; `with` is the other session's id, or the name of what is no session."""
    from divide_app.wording.clashes import clash_sentence

    return [
        {
            "kind": clash.kind.value,
            "with": str(clash.other_session_id) if clash.other_session_id is not None else clash.other_title,
            "title": clash.other_title,
            "message": clash_sentence(clash),
            "hard": clash.hard,
        }
        for clash in found
    ]


def clash_lines(found: Iterable[Clash]) -> list[str]:
    """Return one line for each clash; × refuses the plan, △ only warns."""
    from divide_app.wording.clashes import clash_sentence

    return [f"  {'×' if clash.hard else '△'} {clash_sentence(clash)}" for clash in found]
