"""Recomputes who stands for whom, and the index people are found by."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import Connection, select

from divide_app.domain.names import search_terms
from divide_app.domain.office.findings import Finding, FindingCode
from divide_app.storage.rows.people.people import ParticipantRow, ParticipantSearchRow
from divide_app.storage.rows.people.same_people import NotSameRow, PersonMergeRow

_people = ParticipantRow.__table__.c
_index = ParticipantSearchRow.__table__.c
_merges = PersonMergeRow.__table__.c
_BEFORE = {"kept", "united", "moved", "doubles", "walk_ins", "earlier", "states"}
"""What a merge keeps to be taken back."""
_IN_PARTS = {"yield_per": 5_000}


def findings(connection: Connection) -> Iterator[Finding]:
    """Yield what does not fit among people."""
    yield from _wrong_merges(connection)
    yield from _wrong_index(connection)
    pairs = NotSameRow.__table__.c
    for first, second in connection.execute(select(pairs.first_id, pairs.second_id)):
        if not first < second:
            yield Finding(FindingCode.ORDER, "not_same_people", f"{first}:{second}", "first_id+second_id")


def _wrong_merges(connection: Connection) -> Iterator[Finding]:
    """Hold who became part of whom against the merges that stand; the last in a row of merges stands for all."""
    into = dict(
        connection.execute(select(_people.id, _people.merged_into).where(_people.merged_into.is_not(None))).all()
    )
    standing: dict[UUID, UUID] = {}
    for id_, kept, gone, before in connection.execute(
        select(_merges.id, _merges.kept_id, _merges.gone_id, _merges.before).where(_merges.undone_at.is_(None))
    ):
        if before and set(before) != _BEFORE:  # {} once the person is forgotten
            yield Finding(FindingCode.WORD, "person_merges", str(id_), "before")
        if kept == gone or gone in standing:
            yield Finding(FindingCode.REFERENCE, "person_merges", str(id_), "kept_id+gone_id")
        standing[gone] = kept
    for gone in sorted(standing.keys() | into.keys()):
        if into.get(gone) != _last(gone, standing) or into.get(gone) in into:
            yield Finding(FindingCode.REFERENCE, "participants", str(gone), "merged_into")


def _last(gone: UUID, standing: dict[UUID, UUID]) -> UUID | None:
    """Return who stands for somebody after every merge; None where nobody does, or the merges go round."""
    seen = {gone}
    at = gone
    while at in standing:
        at = standing[at]
        if at in seen:
            return None
        seen.add(at)
    return None if at == gone else at


def _wrong_index(connection: Connection) -> Iterator[Finding]:
    """Hold the index against the names: one row for everybody who stands for themselves, and no other."""
    query = (
        select(
            *(_people.id, _people.name_key, _people.kana_key, _people.merged_into, _people.forgotten_at),
            *(_index.participant_id.label("indexed"), _index.kana_key.label("kana"), _index.tokens),
        )
        .select_from(ParticipantRow)
        .outerjoin(ParticipantSearchRow, _index.participant_id == _people.id)
    )
    for row in connection.execute(query, execution_options=_IN_PARTS):
        is_found = row.merged_into is None and row.forgotten_at is None
        if is_found != (row.indexed is not None):
            yield Finding(FindingCode.COPY, "participant_search", str(row.id), "participant_id")
        elif is_found and (row.kana, row.tokens) != (row.kana_key, search_terms(row.name_key, row.kana_key)):
            yield Finding(FindingCode.COPY, "participant_search", str(row.id), "kana_key+tokens")
