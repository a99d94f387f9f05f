"""Keeps the full-text index of names up to date; `queries.people.search` reads it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Connection, delete

from divide_app.domain.names import search_terms
from divide_app.storage.repositories.base import insert_many
from divide_app.storage.rows.people.people import ParticipantSearchRow


def index(connection: Connection, people: Sequence[tuple[UUID, str, str]]) -> None:
    """Add people (id, name key, kana key) to the index inside the caller's transaction."""
    insert_many(
        connection,
        ParticipantSearchRow,
        [{"participant_id": id_, "kana_key": kana, "tokens": search_terms(name, kana)} for id_, name, kana in people],
    )


def remove(connection: Connection, ids: Sequence[UUID]) -> None:
    """Take people out of the index."""
    connection.execute(delete(ParticipantSearchRow).where(ParticipantSearchRow.participant_id.in_(ids)))
