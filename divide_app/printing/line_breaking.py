"""Japanese line breaking (行頭・行末禁則), and the best breaks for a headline."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from itertools import combinations, pairwise

# JIS X 4051 character classes, those that occur on our papers.
NOT_AT_START = frozenset("、。，．・：；？！‼⁇⁈⁉゛゜ヽヾゝゞ々ー」』）］｝〉》】〕〟’”｠»‐゠–〜～%％℃,.:;?!)]}")
NOT_AT_START_SMALL = frozenset("ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶ")
NOT_AT_END = frozenset("「『（［｛〈《【〔〝‘“｟«([{￥＄№")
INSEPARABLE = frozenset("…‥―—")

Measure = Callable[[str], float]


def _is_word(character: str) -> bool:
    """Tell whether a character belongs to a word that must not be cut (Latin, figures, half-width kana)."""
    return (character.isascii() and (character.isalnum() or character in "-_./@'&+#=?~")) or "０" <= character <= "９"


def may_break(before: str, after: str) -> bool:
    """Tell whether a line may end between two neighbouring characters."""
    if after == " " or before == " ":
        return before == " " and after != " "
    if after in NOT_AT_START or after in NOT_AT_START_SMALL or before in NOT_AT_END:
        return False
    if before in INSEPARABLE and after == before:
        return False
    return not (_is_word(before) and _is_word(after))


def break_lines(text: str, limit: float, measure: Measure) -> list[str]:
    """Break text into lines no wider than `limit`, keeping line breaks that are in the text.

    A word wider than a whole line is cut where it must be.
    """
    lines: list[str] = []
    for paragraph in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        rest = paragraph.rstrip()
        if not rest:
            lines.append("")
        while rest:
            end = _line_end(rest, limit, measure)
            lines.append(rest[:end].rstrip())
            rest = rest[end:].lstrip(" ")
    while lines and not lines[-1]:
        lines.pop()
    return lines


def _line_end(text: str, limit: float, measure: Measure) -> int:
    if measure(text) <= limit:
        return len(text)
    low, high = 1, len(text)
    while low < high:  # the longest prefix that fits, by halving
        middle = (low + high + 1) // 2
        if measure(text[:middle]) <= limit:
            low = middle
        else:
            high = middle - 1
    for end in range(low, 0, -1):
        if may_break(text[end - 1], text[end]):
            return end
    return low


def _script(character: str) -> str:
    name = unicodedata.name(character, "")
    for script in ("HIRAGANA", "KATAKANA", "CJK", "LATIN", "DIGIT"):
        if name.startswith(script) or (script == "LATIN" and character.isascii() and character.isalnum()):
            return script
    return "KATAKANA" if character == "ー" else "CJK" if character == "々" else "OTHER"


def break_cost(before: str, after: str) -> float:
    """Return the penalty of a headline break here: 0 after a space or comma, 9 inside a loan word."""
    if not may_break(before, after):
        return 100.0
    if before in " 、。・：！？」』）】〜～" or after in "「『（【":
        return 0.0
    first, second = _script(before), _script(after)
    if first == "HIRAGANA" and second != "HIRAGANA":
        return 0.3  # after a particle or ending: はじめての|スマホ
    if first != second and "HIRAGANA" not in {first, second}:
        return 1.0  # スマホ|教室
    return 9.0 if first == second and first in {"KATAKANA", "LATIN"} else 3.0


def break_headline(text: str, most: int, measure: Measure) -> list[list[str]]:
    """Return the best way to set a headline in 1, 2, ... `most` lines (fewer when it is too short to cut).

    Line breaks in the text are the writer's own and are kept as the only answer.
    """
    if "\n" in text:
        return [[line.strip() for line in text.split("\n") if line.strip()]]
    text = " ".join(text.replace("\u3000", " ").split())
    answers = [[text]]
    # Only the few best places are combined, so that a title of a hundred characters costs no more than one of ten.
    places = sorted(range(1, len(text)), key=lambda at: (break_cost(text[at - 1], text[at]), at))
    places = sorted(place for place in places[:24] if break_cost(text[place - 1], text[place]) < 100)
    whole = measure(text) or 1.0
    for count in range(2, most + 1):
        best: tuple[float, list[str]] | None = None
        for cuts in combinations(places, count - 1):
            lines = [text[a:b].strip() for a, b in pairwise((0, *cuts, len(text)))]
            longest = max(map(measure, lines)) / whole * count
            # of two equal answers the one with the longer first line reads better: スマホで楽しむ|写真講座
            cost = sum(break_cost(text[cut - 1], text[cut]) for cut in cuts) * 0.12 + longest - 0.001 * len(lines[0])
            if best is None or cost < best[0]:
                best = (cost, lines)
        if best is not None:
            answers.append(best[1])
    return answers
