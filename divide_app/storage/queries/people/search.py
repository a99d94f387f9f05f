"""Searches people by a few characters of kana or kanji among 100,000, on either database.

Trigram indexes find nothing for two characters, and most family names have two (docs/measured.md#names). So names are
cut into bigrams by `domain.names`, and those are indexed: FTS5 on SQLite, a `tsvector` with GIN on PostgreSQL. What
begins with the words typed comes first, from the plain B-trees on the keys.
"""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import Connection, Uuid, bindparam, select, text

from divide_app.domain.names import kana_key, name_key, search_query
from divide_app.domain.people.phone import phone_key
from divide_app.domain.people.romaji import kana_of
from divide_app.storage.rows.people.people import ParticipantRow

_people = ParticipantRow.__table__.c
_LAST = "\U0010ffff"

_by_kana = (
    select(_people.id)
    .where(_people.kana_key >= bindparam("first"), _people.kana_key < bindparam("last"))
    .order_by(_people.kana_key, _people.id)
    .limit(bindparam("most"))
)
_by_name = (
    select(_people.id)
    .where(_people.name_key >= bindparam("first"), _people.name_key < bindparam("last"))
    .order_by(_people.name_key, _people.kana_key, _people.id)
    .limit(bindparam("most"))
)
_by_phone = (
    select(_people.id)
    .where(_people.phone_key >= bindparam("first"), _people.phone_key < bindparam("last"))
    .order_by(_people.phone_key, _people.id)
    .limit(bindparam("most"))
)
# The end of a number is what people remember (「末尾1234」); a scan of 100,000 short keys takes some 10 ms.
_phone_inside = (
    select(_people.id)
    .where(_people.phone_key.like(bindparam("digits")))
    .order_by(_people.phone_key, _people.id)
    .limit(bindparam("most"))
)
_FEWEST_INSIDE = 4
# Hits are cut before they are ordered: one syllable stands in a third of all names, and to sort 30,000 of them for a
# list of 50 would take longer than a keystroke may.
_MOST_SORTED = 1_000
_inside_sqlite = text(
    "SELECT participant_id FROM participant_search WHERE number IN"
    " (SELECT rowid FROM participant_fts WHERE participant_fts MATCH :tokens LIMIT :sorted)"
    " ORDER BY kana_key, participant_id LIMIT :most"
).columns(participant_id=Uuid())
_inside_postgresql = text(
    "SELECT participant_id FROM (SELECT participant_id, kana_key FROM participant_search"
    " WHERE to_tsvector('simple', tokens) @@ to_tsquery('simple', :tokens) LIMIT :sorted) AS hits"
    " ORDER BY kana_key, participant_id LIMIT :most"
).columns(participant_id=Uuid())


def find(connection: Connection, words: str, most: int, *, with_phone: bool = True) -> list[UUID]:
    """Return ids of at most `most` people whose kana, name or (unless it is hidden) telephone hold the words.

    Kana may be typed with the input method off (satou).

    Names that begin with the words come first, then those which hold them inside; both in order of kana. Of words
    that stand in very many names, not all are looked at: a longer text finds the rest.
    """
    found: dict[UUID, None] = {}
    for ids in _ways(connection, words, most, with_phone=with_phone):
        for id_ in ids:
            found.setdefault(id_)
        if len(found) >= most:
            break
    return list(found)[:most]


def _ways(connection: Connection, words: str, most: int, *, with_phone: bool) -> Iterator[list[UUID]]:
    digits = phone_key(words)
    if len(digits) >= 3 and digits == "".join(c for c in name_key(words) if c not in "-()"):
        if with_phone:
            yield list(connection.execute(_by_phone, _range(digits, most)).scalars().all())
            if len(digits) >= _FEWEST_INSIDE:
                yield list(connection.execute(_phone_inside, {"digits": f"%{digits}%", "most": most}).scalars().all())
        return
    yield from _by_words(connection, words, most)
    spelled = kana_of(words.strip())
    if spelled:
        yield from _by_words(connection, spelled, most)


def _by_words(connection: Connection, words: str, most: int) -> Iterator[list[UUID]]:
    kana, name = kana_key(words), name_key(words)
    if not name:
        return
    yield list(connection.execute(_by_kana, _range(kana, most)).scalars().all())
    yield list(connection.execute(_by_name, _range(name, most)).scalars().all())
    tokens, is_prefix = search_query(words)
    if not tokens:
        return
    if connection.dialect.name == "postgresql":
        query, phrase = _inside_postgresql, " <-> ".join(tokens) + (":*" if is_prefix else "")
    else:
        query, phrase = _inside_sqlite, '"' + " ".join(tokens) + '"' + ("*" if is_prefix else "")
    values = {"tokens": phrase, "most": most, "sorted": max(most, _MOST_SORTED)}
    yield list(connection.execute(query, values).scalars().all())


def _range(key: str, most: int) -> dict[str, object]:
    return {"first": key, "last": key + _LAST, "most": most}
