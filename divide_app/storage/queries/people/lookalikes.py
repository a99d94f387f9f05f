"""Finds possible duplicates of a person among 100,000 by index.

Four selective queries: the same telephone, the same reading or name, the same birthday with the same
first syllable, and a reading or name at edit distance one. One wrong character changes the one or two character
pairs around it and no others, so all other pairs must match: the index of pairs finds every such name
and leaves a few candidates for the exact comparison.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Connection, Uuid, bindparam, func, select, text

from divide_app.domain.names import kana_key, name_key, search_query
from divide_app.domain.people.lookalikes import Pair
from divide_app.domain.people.participants import Participant
from divide_app.domain.people.phone import phone_keys
from divide_app.storage.rows.people.people import ParticipantRow
from divide_app.storage.rows.people.same_people import NotSameRow

_people = ParticipantRow.__table__.c
_MOST_EACH = 60
_FEWEST_PAIRS = 2
"""Fewer pairs than two would ask for everybody of one family name."""

_same_key = {
    column.key: select(_people.id).where(column == bindparam("key")).order_by(_people.id).limit(bindparam("most"))
    for column in (_people.kana_key, _people.name_key)
}
_same_phone = (
    select(_people.id)
    .where(_people.phone_key >= bindparam("key"), _people.phone_key < bindparam("last"))
    .order_by(_people.id)
    .limit(bindparam("most"))
)
_same_birthday = (
    select(_people.id)
    .where(_people.birth_day == bindparam("day"), func.substr(_people.kana_key, 1, 1) == bindparam("first"))
    .order_by(_people.id)
    .limit(bindparam("most"))
)
_inside_sqlite = text(
    "SELECT participant_id FROM participant_search WHERE number IN"
    " (SELECT rowid FROM participant_fts WHERE participant_fts MATCH :tokens LIMIT :most)"
).columns(participant_id=Uuid())
_inside_postgresql = text(
    "SELECT participant_id FROM participant_search"
    " WHERE to_tsvector('simple', tokens) @@ to_tsquery('simple', :tokens) LIMIT :most"
).columns(participant_id=Uuid())


def candidates(connection: Connection, person: Participant) -> list[UUID]:
    """Return ids of people who may be this one, who may be kept already or only just typed; themselves left out."""
    found: dict[UUID, None] = {}

    def take(ids: Sequence[UUID]) -> None:
        found.update(dict.fromkeys(ids))

    for number in sorted(phone_keys(person.phone)):
        if len(number) >= 6:
            values = {"key": number, "last": number + "\x7f", "most": _MOST_EACH}
            take(connection.execute(_same_phone, values).scalars().all())
    reading, name = kana_key(person.kana or person.name), name_key(person.name)
    for column, key in (("kana_key", reading), ("name_key", name)):
        if key:
            take(connection.execute(_same_key[column], {"key": key, "most": _MOST_EACH}).scalars().all())
    if person.birth.day is not None and reading:
        values = {"day": person.birth.day, "first": reading[0], "most": _MOST_EACH}
        take(connection.execute(_same_birthday, values).scalars().all())
    is_server = connection.dialect.name == "postgresql"
    for key in dict.fromkeys((reading, name)):
        tokens = one_slip(key, is_server=is_server)
        if tokens:
            query = _inside_postgresql if is_server else _inside_sqlite
            take(connection.execute(query, {"tokens": tokens, "most": _MOST_EACH}).scalars().all())
    found.pop(person.id, None)
    return list(found)


def one_slip(key: str, *, is_server: bool) -> str:
    """Return the index's question for a text with one character wrong, missing or too many; "" for too short ones."""
    pairs, _is_prefix = search_query(key)
    ways = []
    for place in range(len(key)):
        rest = [pair for at, pair in enumerate(pairs) if at not in {place - 1, place}]
        if len(rest) >= _FEWEST_PAIRS:
            ways.append(rest)
    word_and, word_or = (" & ", " | ") if is_server else (" AND ", " OR ")
    quote = "" if is_server else '"'
    return word_or.join("(" + word_and.join(f"{quote}{pair}{quote}" for pair in way) + ")" for way in ways)


@dataclass(frozen=True, slots=True)
class PersonKeys:
    """What two entries can be told apart by at a glance, for a look at everybody."""

    id: UUID
    name_key: str
    kana_key: str
    phone_key: str
    birth_day: date | None
    birth_year: int | None


def everybody(connection: Connection) -> list[PersonKeys]:
    """Return the keys of everybody who stands for themselves."""
    columns = (_people.id, _people.name_key, _people.kana_key, _people.phone_key, _people.birth_day, _people.birth_year)
    stands = _people.merged_into.is_(None) & _people.forgotten_at.is_(None)
    return [PersonKeys(*row) for row in connection.execute(select(*columns).where(stands))]


def not_same(connection: Connection, ids: Sequence[UUID] | None = None) -> set[Pair]:
    """Return the pairs somebody said are two people, all or those with one of `ids`."""
    columns = NotSameRow.__table__.c
    query = select(columns.first_id, columns.second_id)
    if ids is not None:
        query = query.where(columns.first_id.in_(ids) | columns.second_id.in_(ids))
    return {Pair(row.first_id, row.second_id) for row in connection.execute(query)}
