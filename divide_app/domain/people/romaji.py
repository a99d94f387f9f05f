"""Converts Latin letters to hiragana, so that names can be searched without an input method."""

from __future__ import annotations

import re

_VOWELS = "aiueo"
_ROWS = {
    "": "あいうえお",
    "k": "かきくけこ",
    "g": "がぎぐげご",
    "s": "さしすせそ",
    "z": "ざじずぜぞ",
    "t": "たちつてと",
    "d": "だぢづでど",
    "n": "なにぬねの",
    "h": "はひふへほ",
    "b": "ばびぶべぼ",
    "p": "ぱぴぷぺぽ",
    "m": "まみむめも",
    "r": "らりるれろ",
    "y": "や　ゆ　よ",
    "w": "わ　　　を",
    "f": "　　ふ　　",
    "v": "　　ゔ　　",
}
_SMALL = {"a": "ゃ", "u": "ゅ", "o": "ょ", "e": "ぇ"}
_SMALL_VOWELS = {"a": "ぁ", "i": "ぃ", "u": "ぅ", "e": "ぇ", "o": "ぉ"}
_I_ROWS = {consonant: row[1] for consonant, row in _ROWS.items() if consonant not in {"", "y", "w", "f", "v"}}


def _table() -> dict[str, str]:
    table = {
        consonant + vowel: kana
        for consonant, row in _ROWS.items()
        for vowel, kana in zip(_VOWELS, row, strict=True)
        if kana != "　"
    }
    for consonant, head in _I_ROWS.items():
        table |= {f"{consonant}y{vowel}": head + small for vowel, small in _SMALL.items()}
    for spelling, head in (("sh", "し"), ("ch", "ち"), ("j", "じ")):
        table |= {spelling + vowel: head + small for vowel, small in _SMALL.items()} | {f"{spelling}i": head}
    for spelling, head in (("f", "ふ"), ("v", "ゔ"), ("ts", "つ")):
        table |= {spelling + vowel: head + small for vowel, small in _SMALL_VOWELS.items() if vowel != "u"}
    table |= {"tsu": "つ", "ji": "じ", "fu": "ふ", "vu": "ゔ", "thi": "てぃ", "dhi": "でぃ", "wi": "うぃ", "we": "うぇ"}
    table |= {f"x{vowel}": small for vowel, small in _SMALL_VOWELS.items()}
    return table | {"nn": "ん", "n'": "ん", "xtsu": "っ", "xtu": "っ", "-": "ー"}


_TABLE = _table()
_LONGEST = max(map(len, _TABLE))
_LETTERS = re.compile(r"[A-Za-z' -]+")


def kana_of(text: str) -> str:
    """Return what Latin letters spell in hiragana, or "" where they spell none.

    Hepburn and Kunrei spellings are both read. Letters at the end that do not make a syllable yet (sat) are left
    out, so that every further key narrows what is found and none empties it.
    """
    if not _LETTERS.fullmatch(text):
        return ""
    left = text.lower()
    found: list[str] = []
    while left:
        part = next((left[:size] for size in range(_LONGEST, 0, -1) if left[:size] in _TABLE), "")
        if part == "nn" and left[2:3] in {*_VOWELS, "y"}:
            part = ""  # konno: the second n belongs to the next syllable
        if part:
            found.append(_TABLE[part])
            left = left[len(part) :]
        elif left[0] == " ":
            left = left[1:]
        elif left[0] in "nm" and len(left) > 1 and left[1] not in {*_VOWELS, "y"}:
            found.append("ん")
            left = left[1:]
        elif len(left) > 1 and left[0] == left[1] and left[0] not in _VOWELS:
            found.append("っ")
            left = left[1:]
        elif _may_go_on(left):
            break
        else:
            return ""
    return "".join(found)


def _may_go_on(rest: str) -> bool:
    return any(spelling.startswith(rest) for spelling in _TABLE)
