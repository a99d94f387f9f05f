"""Filters a session's people by what was pressed or typed; Latin letters are read as kana."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import islice, product

from divide_app.domain.applications import ApplicationStatus
from divide_app.domain.lines import DoorPerson
from divide_app.domain.names import kana_key, name_key

_TO_HIRAGANA = ord("ァ") - ord("ぁ")
_MOST_READINGS = 8
_N_BEFORE_VOWEL = re.compile(r"(?<!^)(?<!n)(nn?)(?=[aiueoy])")
_NN_BEFORE_VOWEL = re.compile(r"(?<!n)nn(?=[aiueoy])")
_M_FOR_N = re.compile(r"m(?=[bmp])")
"""Hepburn spelling as on passports: Namba, Homma."""
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


def is_missing(person: DoorPerson) -> bool:
    """Tell whether somebody has a seat and has not come yet."""
    return person.status is ApplicationStatus.ACCEPTED and not person.present


def kana_of(text: str) -> str:
    """Return the katakana that Latin letters spell as far as they spell any: satou is サトウ, and so is sat サ."""
    kana, rest = _read(text)
    return kana if len(rest) <= 2 and rest.isalpha() else kana + rest


def spelled(text: str) -> str:
    """Return what was typed as it is understood: さt while the last letters are on their way, else the text itself."""
    kana, rest = _read(_NN_BEFORE_VOWEL.sub("nnn", _M_FOR_N.sub("nn", text.lower())))
    if not text.isascii() or not kana.strip("ッ"):
        return text
    return "".join(chr(ord(sign) - _TO_HIRAGANA) if "ァ" <= sign <= "ヶ" else sign for sign in kana) + rest


def readings(text: str) -> tuple[str, ...]:
    """Return the katakana Latin letters may stand for: konno is コンノ to most people, kenichi ケンイチ to some."""
    plain = _M_FOR_N.sub("nn", text.lower())
    parts = _N_BEFORE_VOWEL.split(plain)
    ways = [(part,) if place % 2 == 0 else (part, part + "n") for place, part in enumerate(parts)]
    texts = ["".join(one) for one in islice(product(*ways), _MOST_READINGS)]
    return tuple(dict.fromkeys(kana_of(one) for one in texts))


def matches(people: Iterable[DoorPerson], text: str) -> list[DoorPerson]:
    """Return the people whose reading or name begins with `text`, or holds it; a number finds the place."""
    typed = text.strip()
    if typed.isdigit():
        return [person for person in people if person.place == int(typed)]
    latin = [kana_key(one) for one in readings(typed)] if typed.isascii() else []
    keys = [one for one in (name_key(typed), *latin) if one]
    everyone = list(people)
    first = [person for person in everyone if any(_begins(person, one) for one in keys)]
    return first or [person for person in everyone if any(_holds(person, one) for one in keys)]


def _read(text: str) -> tuple[str, str]:
    """Return the katakana Latin letters spell, and the letters at the end that spell nothing yet."""
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
            else:
                break
    return found, rest


def of_row(people: Sequence[DoorPerson], row: str) -> list[DoorPerson]:
    """Return the people whose reading begins in one row of the syllabary."""
    return [person for person in people if person.row == row]


def _begins(person: DoorPerson, key: str) -> bool:
    return kana_key(person.kana).startswith(key) or name_key(person.name).startswith(key)


def _holds(person: DoorPerson, key: str) -> bool:
    return key in kana_key(person.kana) or key in name_key(person.name)
