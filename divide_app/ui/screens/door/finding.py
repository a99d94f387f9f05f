"""Which of a session's people fit what was pressed or typed, Latin letters read as kana when no IME is on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from divide_app.domain.lines import DoorPerson
from divide_app.domain.names import kana_key, name_key

_VOWELS = "aiueo"
_LINES = {
    "": "アイウエオ",
    "k": "カキクケコ",
    "s": "サシスセソ",
    "t": "タチツテト",
    "n": "ナニヌネノ",
    "h": "ハヒフヘホ",
    "m": "マミムメモ",
    "r": "ラリルレロ",
    "g": "ガギグゲゴ",
    "z": "ザジズゼゾ",
    "d": "ダヂヅデド",
    "b": "バビブベボ",
    "p": "パピプペポ",
}
_SMALL = {"a": "ャ", "u": "ュ", "o": "ョ"}
_ROMAJI = {
    consonant + vowel: kana for consonant, line in _LINES.items() for vowel, kana in zip(_VOWELS, line, strict=True)
}
_ROMAJI |= {
    f"{consonant}y{vowel}": _LINES[consonant][1] + small
    for consonant in "ksntnhmrgzbp"
    for vowel, small in _SMALL.items()
}
_ROMAJI |= {f"sh{vowel}": "シ" + small for vowel, small in _SMALL.items()}
_ROMAJI |= {f"ch{vowel}": "チ" + small for vowel, small in _SMALL.items()}
_ROMAJI |= {f"j{vowel}": "ジ" + small for vowel, small in _SMALL.items()}
_ROMAJI |= {
    "shi": "シ",
    "chi": "チ",
    "tsu": "ツ",
    "fu": "フ",
    "ji": "ジ",
    "ya": "ヤ",
    "yu": "ユ",
    "yo": "ヨ",
    "wa": "ワ",
    "wo": "ヲ",
    "nn": "ン",
}


def kana_of(text: str) -> str:
    """Return the katakana that Latin letters spell as far as they spell any: satou is サトウ, and so is sat サ."""
    rest, found = text.lower(), ""
    while rest:
        for length in (3, 2, 1):
            kana = _ROMAJI.get(rest[:length])
            if kana is not None and len(rest) >= length:
                found, rest = found + kana, rest[length:]
                break
        else:
            if len(rest) > 1 and rest[0] == rest[1] and rest[0] not in _VOWELS:
                found, rest = found + "ッ", rest[1:]
            elif len(rest) > 1 and rest[0] == "n" and rest[1] not in "aiueoy":
                found, rest = found + "ン", rest[1:]
            elif len(rest) <= 2 and rest.isalpha():
                return found  # the last letters are still on their way
            else:
                return found + rest
    return found


def matches(people: Iterable[DoorPerson], text: str) -> list[DoorPerson]:
    """Return the people whose reading or name begins with `text`, or holds it; a number finds the place."""
    typed = text.strip()
    if typed.isdigit():
        return [person for person in people if person.place == int(typed)]
    key = name_key(typed)
    latin = kana_key(kana_of(typed)) if typed.isascii() else ""
    keys = [one for one in (key, latin) if one]
    everyone = list(people)
    first = [person for person in everyone if any(_begins(person, one) for one in keys)]
    return first or [person for person in everyone if any(_holds(person, one) for one in keys)]


def of_row(people: Sequence[DoorPerson], row: str) -> list[DoorPerson]:
    """Return the people whose reading begins in one row of the syllabary."""
    return [person for person in people if person.row == row]


def _begins(person: DoorPerson, key: str) -> bool:
    return kana_key(person.kana).startswith(key) or name_key(person.name).startswith(key)


def _holds(person: DoorPerson, key: str) -> bool:
    return key in kana_key(person.kana) or key in name_key(person.name)
