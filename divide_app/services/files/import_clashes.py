"""Reports clashes of imported meetings; a published list is never refused for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from divide_app.domain.planning.clash import Clash
from divide_app.services.files.import_outcome import Tally
from divide_app.services.planning.clash_search import find_clashes
from divide_app.storage.queries.planning.slots import participant_names, supporter_names
from divide_app.storage.unit_of_work import UnitOfWork
from divide_app.wording.clashes import clash_sentence

AS_PUBLISHED = "公表された一覧のとおり"
"""The reason kept with a meeting the public was told of although something hard is in its way; data, not a message."""


def warn_of_clashes(uow: UnitOfWork, tally: Tally, lines: Mapping[UUID, int]) -> None:
    """Find the clashes of the stored meetings a list placed anew, and warn of each beside its line.

    What was announced stands: the meeting is kept, and carries the reason where something hard is in its way. A
    meeting that is over is in nobody's way any more.

    Args:
        uow: The import's unit of work, the meetings stored.
        tally: Takes the warnings.
        lines: Line of the file by meeting, those whose time or place the file gave.
    """
    coming = [one for one in uow.class_sessions.by_ids(list(lines)) if one.ends_at > uow.now]
    found = find_clashes(uow, coming)
    names = _names(uow, found)
    for clash in found:
        code = "clash_hard" if clash.hard else "clash_soft"
        person = _person(clash)
        words = clash_sentence(clash, "" if person is None else names.get(person, ""))
        tally.warn(lines[clash.session_id], "", code, text=words)
    hard = {clash.session_id for clash in found if clash.hard}
    for one in coming:
        if one.id in hard and not one.forced_reason:
            uow.class_sessions.change(replace(one, forced_reason=AS_PUBLISHED))


def _names(uow: UnitOfWork, found: list[Clash]) -> dict[UUID, str]:
    people = [person for person in map(_person, found) if person is not None]
    return supporter_names(uow.connection, people) | participant_names(uow.connection, people)


def _person(clash: Clash) -> UUID | None:
    return next((value for name, value in clash.details if name == "person" and isinstance(value, UUID)), None)
