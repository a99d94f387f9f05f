"""Sentences for clashes of a planned session."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, time
from uuid import UUID

from divide_app.domain.planning.clash import Clash, ClashKind
from divide_app.domain.planning.venues import JoinedRoom
from divide_app.foundation.translation import _
from divide_app.wording.dates import clock, clock_range, reiwa_day
from divide_app.wording.sentences import fill, in_words


def clash_sentence(clash: Clash, person: str = "") -> str:
    """Return one clash as a sentence.

    Args:
        clash: What was found.
        person: Name of the supporter or participant concerned; the clash itself knows only an id.
    """
    known = {name: value for name, value in clash.details if not isinstance(value, UUID)}
    known_words: dict[str, object] = {name: in_words(value) for name, value in known.items()}
    start, end = known.get("from"), known.get("until")
    if isinstance(start, datetime) and isinstance(end, datetime):
        known_words["when"] = f"{reiwa_day(start)} {clock_range(start, end)}"
    opens, closes = known.get("opens_at"), known.get("closes_at")
    known_words["hours"] = "〜".join(clock(hour) if isinstance(hour, time) else "" for hour in (opens, closes))
    known_words["person"] = person or _("同じ人")
    if clash.other_title:  # a closure without a name leaves no empty brackets
        known_words["other"] = clash.other_title
    people = known.get("people")
    several = isinstance(people, int) and people > 1
    return fill(_text(clash.kind, known.keys(), several=several), known_words)


def joined_room_sentence(room: JoinedRoom) -> str:
    """Return what becomes of a room whose name joins names of rooms, said once when it is made."""
    return _("「{name}」は、{parts}を合わせた部屋として扱います。同じ時刻には、そのどれかと重ねて使えません。").format(
        name=room.name, parts=_("、").join(_("「{name}」").format(name=part) for part in room.parts)
    )


def _text(kind: ClashKind, known: Collection[str], *, several: bool) -> str:
    sentences = {
        ClashKind.ROOM: (
            _("{venue} {room}は、{part}が重なります。{when}に「{other}」第{number}回が{other_room}を使っています。")
            if "part" in known
            else _("{venue} {room}は、{when}に「{other}」第{number}回で使われています。")
            if "room" in known
            else _("{venue}は、{when}に「{other}」第{number}回で使われています。")
        ),
        ClashKind.VENUE_HOURS: _("{venue}の開館時間({hours})の外です。"),
        ClashKind.CLOSURE: (
            _("{venue}は{day}が休みです({other})。") if "venue" in known else _("{day}は休みです({other})。")
        ),
        ClashKind.SUPPORTER: _("{person}は、{when}に「{other}」第{number}回を受け持っています。"),
        ClashKind.LECTURER: _("講師の{person}は、{when}に「{other}」第{number}回で教えています。"),
        ClashKind.EQUIPMENT: (
            _("{stock}が足りません。{there}台のところ、{when}の「{other}」第{number}回と合わせて{wanted}台いります。")
            if "number" in known
            else _("{stock}が足りません。{there}台のところ、この回だけで{wanted}台いります。")
        ),
        ClashKind.PARTICIPANT: (
            _("受講者{people}人({person}ほか)は、{when}に「{other}」第{number}回も受講します。")
            if several
            else _("{person}は、{when}に「{other}」第{number}回を受講します。")
        ),
        ClashKind.ROOM_CAPACITY: _("{venue} {room}の席は{seats}です。定員{capacity}人より少ないです。"),
        ClashKind.HOLIDAY: _("{day}は祝日({other})です。"),
    }
    return sentences[kind]
