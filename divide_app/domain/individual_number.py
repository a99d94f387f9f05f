"""Detects individual numbers (マイナンバー) in text, so that none is stored, and validates corporate numbers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise

LENGTH = 12

_KANJI = "〇零一二三四五六七八九"
_FORMAL = "零壱弐参肆伍陸漆捌玖"
_OLD = "零壹貳參四五六柒八九"
_KANJI_DIGITS = {ord(sign): str(max(0, at - 1)) for at, sign in enumerate(_KANJI)} | {
    ord(sign): str(at) for signs in (_FORMAL, _OLD) for at, sign in enumerate(signs)
}
_KANJI_DIGITS |= {code: str(code - 0x3020) for code in range(0x3021, 0x302A)}  # those of Suzhou, 〡 to 〩
_DROPPED = {"Cf", "Mn", "Me"}
"""Unicode categories of invisible characters: zero widths, and marks on a digit such as a keycap's frame."""
_FILLERS = "\u115f\u1160\u3164\uffa0"
"""Letters without a form (of Hangul), as invisible as those."""
_TWO_IN_ONE = frozenset(map(chr, (*range(0x2469, 0x2474), *range(0x247D, 0x2488), *range(0x2491, 0x249C))))
_TWO_IN_ONE |= frozenset(map(chr, (*range(0x3251, 0x3260), *range(0x32B1, 0x32C0))))
"""Signs that are two digits, such as ⑫."""
_ENCLOSED = {
    code: str(int(unicodedata.numeric(chr(code))))
    for first, last in ("①⒛", "⓪⓿", "❶➓", "㈠㈩", "㊀㊉", "\U0001f100\U0001f10c")
    for code in range(ord(first), ord(last) + 1)
    if unicodedata.numeric(chr(code), -1) in range(10)
}
"""Digits in a circle, in brackets or with a stop, which NFKC takes apart into a digit and signs or leaves alone."""
_MOMENT = r"\d{4}([-/])\d{1,2}\1\d{1,2}[ T]\d{1,2}:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:?\d\d)?"
_DIGIT_OF_ANY_SCRIPT = r"[\d²³¹⁰-⁹₀-₉①-⓿❶-➓㈠-㊿\U0001f100-\U0001f10c" + "".join(map(chr, _KANJI_DIGITS)) + "]"
_BREAK = "x"
"""Replaces text that is no candidate, so that no row of digits continues across it."""

_HOST = r"[A-Za-z0-9.-]{1,253}\.[A-Za-z]{2,24}"
_OPAQUE = (
    rf"(?:https?|ftp)://(?:[\w.-]{{1,253}}\.[A-Za-z]{{2,24}})(?::\d{{1,5}})?(?:[/?#][!-~]*)?"
    rf"|(?<![\w.+@-])[A-Za-z0-9._+-]{{1,64}}@{_HOST}"
    rf"|(?<![\w.+@-]){_HOST}/[!-~]*"
    r"|(?<![\w:/\\])(?:[A-Za-z]:[\\/]|\\\\(?=[A-Za-z])|~/|\.{1,2}[\\/]|/[\w.-]{0,80}[A-Za-z][\w.-]{0,80}/)[^\s\"'<>|]*"
    # Ids this program made (UUID version 7 of the years 2020 to 2099); `foundation.ids` makes none with a bare tail.
    r"|(?<![0-9A-Za-z])(?i:(?:0(?:1[6-9a-f]|2[0-9a-f]|3[0-9ab])[0-9a-f]{5}-?[0-9a-f]{4}|0{8}-?0{4})-?7[0-9a-f]{3}-?[89ab][0-9a-f]{3}"
    r"-?(?:(?![0-9]{12})[0-9a-f]{12}|0{11}[0-9]))(?![0-9A-Za-z])"
    # Ids it derives (UUID version 5), which have no bare tail either, and those of devices (version 4).
    r"|(?<![0-9A-Za-z])(?i:[0-9a-f]{8}-[0-9a-f]{4}-[45][0-9a-f]{3}-[89ab][0-9a-f]{3}-(?![0-9]{12})[0-9a-f]{12})(?![0-9A-Za-z])"
    # Digests and keys; the seal of an entry of the record of acts has the key's name and the seal proper behind it.
    r"|(?<![0-9A-Za-z])(?=(?:[0-9]{0,40}[a-f]){6})"
    r"(?:[0-9a-f]{64}(?:\.[0-9a-f]{8}\.[0-9a-f]{32})?|[0-9a-f]{40}|[0-9a-f]{32})(?![0-9A-Za-z])"
)
"""Addresses, e-mail addresses, paths, ids and digests, in the text as it is written."""

_YEAR = r"(?:19|20)\d\d"
_MONTH = r"(?:0?[1-9]|1[0-2])"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_HOUR = r"(?:[01]?\d|2\d)"
_TWO = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_COUNTED = "年|月|日|時|分|秒|歳|円|人|回|号|番地|丁目"
_COUNTED_FEW = (
    "名|件|台|枚|冊|本|個|部|階|室|番|才|代|点|級|期|組|席|度|週|泊|頁|行|列|位|万|億|千|百|条|項|通|班|世帯|限|"
    "ページ|[かヶケカ箇]月|ポイント|%|(?:m2|m|cm|mm|km|g|kg|GB|MB|px)(?![A-Za-z])"
)
_P = r"[-‐‑‒–—―−ー─.・ ()]{1,3}"
_NO_THOUSANDS = r"(?<!\d)(?<!(?<!\d)\d,)(?<!(?<!\d)\d\d,)(?<!(?<!\d)\d\d\d,)"
_NO_CHAIN = r"(?!\d)(?![-/.]\d)"

_SHAPES = "|".join(
    (
        rf"(?<!\d){_YEAR}(?P<s>[-/.]){_MONTH}(?P=s){_DAY}(?!\d)(?!(?P=s)\d)",
        rf"(?<!\d){_YEAR}{_TWO}(?:[01]\d|2[0-4])?(?:[0-5]\d){{0,2}}(?!\d)",
        rf"(?<![A-Za-z])(?:[MTSHRmtshr]|明治|大正|昭和|平成|令和)\s?\d{{1,2}}[-/.]\d{{1,2}}(?:[-/.]\d{{1,2}})?{_NO_CHAIN}",
        rf"(?<!\d)(?<!\d[-/.]){_YEAR}[-/.](?:0[1-9]|1[0-2]){_NO_CHAIN}",
        rf"(?<!\d)(?<!\d[-/.]){_MONTH}[-/.]{_DAY}{_NO_CHAIN}",
        rf"(?<!\d)(?<!\d:){_HOUR}:[0-5]\d(?::[0-5]\d(?:[.,]\d{{1,6}})?)?(?!\d)(?!:\d)",
        rf"(?<![\d~〜]){_HOUR}[0-5]\d\s?[~〜]\s?{_HOUR}[0-5]\d(?!\d|\s?[~〜])",
        rf"(?<!\d)(?:\d{{1,2}}\s?[・、,~〜-]\s?){{1,31}}\d{{1,2}}\s?(?:{_COUNTED}|{_COUNTED_FEW})",
        rf"(?<!\d)\d+(?:[.,]\d+){{0,4}}\s?(?:{_COUNTED})",
        rf"(?<!\d)\d{{1,6}}(?:[.,]\d{{1,6}})?\s?(?:{_COUNTED_FEW})",
        r"ISBN(?:-1[03])?[:\s]?[\dX-]{10,20}",
        r"[¥$€£]\s?\d[\d,.]*",
        rf"{_NO_THOUSANDS}\d{{1,3}}(?:,\d{{3}}){{1,2}}(?!\d|,\d{{3}}(?!\d))",
        rf"{_NO_THOUSANDS}\d{{1,2}}(?:,\d{{3}}){{3}}(?!\d|,\d{{3}}(?!\d))",
        r"〒\s?\d{3}-?\d{4}(?!\d)",
        r"(?<!\d)(?<!\d[-.])\d{3}-\d{4}(?!\d)(?![-.]\d)",
        r"(?<![\d.])(?:\d{1,3}\.\d{5,}|[3-5]\d{4}\.\d{8,})(?![\d.])(?![Ee][+-]?\d)",
        r"(?<![\d.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\d.])",
    )
)
"""Dates, times, counted things, amounts, postcodes, decimals and addresses of computers, in the folded text."""

_TELEPHONES = "|".join(
    (
        r"(?:\+|(?<!\d)010[- ]?)81[-. ]?(?:\(0\)|0)?[-. (]*[1-9]\d{0,3}[-. )(]*\d{1,4}[-. )(]*\d{3,4}(?!\d)",
        rf"(?<!\d)\(?0\d{{1,4}}{_P}\d{{1,4}}{_P}\d{{3,4}}(?!\d)",
        rf"(?<!\d)\(?0\d{{1,4}}{_P}\d{{6,8}}(?!\d)",
        r"(?<!\d)0(?:[5-9]0\d{8}|\d{9})(?!\d)",
    )
)
_ABROAD = r"\s*\+\d{1,3}(?:[- ]\d{1,5}){2,4}\s*"
_SCIENTIFIC = r"(?<![\d.])(\d)\.(\d{11})[Ee]\+?11(?!\d)"
_WHOLE = r"(?<!\d)(\d{12})\.0{1,3}(?!\d)"
_SIGN = r"(?:[^\w\r\n]|[_ー])"
_BETWEEN = (
    rf"(?:{_SIGN}{{1,8}}|{_SIGN}{{0,3}}(?:の|ノ|と|ト|ハイフン|はいふん|ダッシュ|マイナス|スラッシュ){_SIGN}{{0,3}})"
)
_ROW = rf"\d+(?:{_BETWEEN}\d+)*"
_DASHES = re.compile(r"[-‐‑‒–—―−ー─]")
_MOST_GROUPS = 6
_LARGEST_STEP = 100


def check_digit(eleven: str) -> str:
    """Return the 12th digit of an individual number (番号法総務省令 第5条).

    Pn is digit n from the right; Qn is n+1 for n up to 6 and n-5 above; 11 - (sum of Pn*Qn mod 11), and 0 where
    the remainder is 0 or 1.

    Raises:
        ValueError: If `eleven` is not eleven ASCII digits: a programming error.
    """
    _need_digits(eleven, 11)
    total = sum(int(digit) * (n + 1 if n <= 6 else n - 5) for n, digit in enumerate(reversed(eleven), start=1))
    remainder = total % 11
    return "0" if remainder <= 1 else str(11 - remainder)


def contains_individual_number(text: str) -> bool:
    """Tell whether `text` may hold an individual number, so that it is refused before it is stored, shown or logged.

    Digits of every script and kanji digits count, and signs without a shape do not. A number is a row of whole groups
    of digits with twelve digits together and a right check digit; groups stand apart by spaces, signs, a の, or the
    ends of lines that hold digits alone. No candidates are dates, times, counted things, amounts, telephone numbers,
    postcodes, addresses, paths, ids of this program, card numbers, corporate numbers, counted rows (101, 102, 103,
    104), and longer groups. About one in ten random rows of twelve digits passes, so a sentence must say 可能性.
    """
    found = _form(_DIGIT_OF_ANY_SCRIPT).findall(text)
    if len(found) < LENGTH and len(found) + sum(map(_TWO_IN_ONE.__contains__, found)) < LENGTH:
        return False
    if text.isascii():
        if _form(_MOMENT).fullmatch(text):
            return False
        return _folded_holds_one(_form(_OPAQUE).sub(_BREAK, text))
    plain = unicodedata.normalize("NFKC", _form(_OPAQUE).sub(_BREAK, text).translate(_ENCLOSED)).translate(_FOLD)
    if _folded_holds_one(plain.translate(_KANJI_DIGITS)):
        return True
    # 一 is also typed for a dash.
    return "一" in plain and _folded_holds_one(plain.replace("一", "-"))


def cells_hold_individual_number(cells: Sequence[str]) -> bool:
    """Tell whether texts that stand beside each other may hold an individual number, each alone or over neighbours."""
    return any(map(contains_individual_number, cells)) or neighbours_hold_individual_number(cells)


def neighbours_hold_individual_number(cells: Sequence[str]) -> bool:
    """Tell whether neighbouring cells that are digits alone make an individual number.

    Neighbours count where the number is cut into equal parts: whole columns of figures stand side by side in lists,
    and any other cut of them would be twelve digits together by chance.
    """
    return _parts_hold_one(map(_digits_alone, cells))


def quotable(text: str, limit: int = 40) -> str:
    """Return `text` fit to be shown in a sentence about it: what may be an individual number hidden, long text cut.

    Twelve digits with a wrong check digit are hidden too: somebody may have mistyped one.
    """
    if contains_individual_number(text) or _form(r"(?<!\d)(?:\d{12}|\d{4}([\s-])\d{4}\1\d{4})(?!\d)").search(
        unicodedata.normalize("NFKC", text)
    ):
        return "●" * 4
    return text if len(text) <= limit else text[: limit - 1] + "…"


def corporate_check_digit(base: str) -> str:
    """Return the leading check digit of a corporate number (法人番号) for its twelve base digits.

    9 - (sum of Pn*Qn mod 9), n from the right, Qn 1 for odd n and 2 for even n.

    Raises:
        ValueError: If `base` is not twelve ASCII digits.
    """
    _need_digits(base, 12)
    total = sum(int(digit) * (1 if n % 2 else 2) for n, digit in enumerate(reversed(base), start=1))
    return str(9 - total % 9)


def is_corporate_number(text: str) -> bool:
    """Tell whether `text` is a 13-digit corporate number with a right check digit."""
    digits = re.sub(r"[ -]", "", _DASHES.sub("-", unicodedata.normalize("NFKC", text)))
    return bool(re.fullmatch(r"[0-9]{13}", digits)) and corporate_check_digit(digits[1:]) == digits[0]


@cache
def _form(pattern: str) -> re.Pattern[str]:
    """Return a compiled pattern; compiled on first use, because the start of the window needs none."""
    return re.compile(pattern)


class _Fold(dict[int, str | int]):
    """Maps digits of every script to ASCII and drops invisible characters; each character is looked up once."""

    def __missing__(self, code: int) -> str | int:
        sign = chr(code)
        if code < 0x80 or code in _KANJI_DIGITS:
            kept: str | int = code
        elif unicodedata.category(sign) in _DROPPED or sign in _FILLERS:
            kept = ""
        else:
            digit = unicodedata.digit(sign, None)
            kept = code if digit is None else str(digit)
        self[code] = kept
        return kept


_FOLD = _Fold()


def _folded_holds_one(folded: str) -> bool:
    if sum(map(folded.count, "0123456789")) < LENGTH:
        return False
    if _is_number_from_abroad(folded):
        return False
    folded = _form(_WHOLE).sub(r"\1", _form(_SCIENTIFIC).sub(r"\1\2", folded))
    folded = _form(_TELEPHONES).sub(_without_telephone, folded)
    lines = _form(_SHAPES).sub(_BREAK, folded).splitlines()
    for line in lines:
        for found in _form(_ROW).finditer(line):
            before = line[found.start() - 1] if found.start() else ""
            is_code = before.isascii() and before.isalpha() and before != _BREAK
            if _row_holds_one(found.group(), is_code=is_code):
                return True
    return len(lines) > 1 and _lines_hold_one(lines)


def _is_number_from_abroad(text: str) -> bool:
    if not re.fullmatch(_ABROAD, text):
        return False
    groups = re.findall(r"\d+", text)
    return len({len(group) for group in groups[1:]}) > 1 or len(groups[0]) < len(groups[1])


def _without_telephone(found: re.Match[str]) -> str:
    text = found.group()
    digits = re.sub(r"\D", "", text)
    if text.startswith(("+81", "010")):
        rest = digits.removeprefix("010").removeprefix("81").removeprefix("0")
        return _BREAK if len(rest) == 9 or re.fullmatch(r"[5-9]0\d{8}", rest) else text
    return _BREAK if len(digits) in {10, 11} else text


def _row_holds_one(row: str, *, is_code: bool) -> bool:
    """`is_code`: a Latin letter stands right before the row, so that its first group is the number of something."""
    groups = re.findall(r"\d+", row)
    if len(groups) == 1:
        return len(row) == LENGTH and _is_valid(row)
    digits = "".join(groups)
    if len(digits) < LENGTH or _is_other_number(groups, digits):
        return False
    joints = ["", *(_DASHES.sub("-", gap.strip() or " ") for gap in re.split(r"\d+", row)[1:-1]), ""]
    for start in range(len(groups)):
        end, length = start, 0
        while end < len(groups) and length < LENGTH:
            length += len(groups[end])
            end += 1
        if length != LENGTH or not _is_valid("".join(groups[start:end])):
            continue
        sizes = [len(group) for group in groups[start:end]]
        if is_code and start == 0 and sizes not in ([LENGTH], [4, 4, 4]):
            continue
        if _is_written_so(groups[start:end], joints[start : end + 1]):
            return True
    return False


def _is_written_so(groups: list[str], joints: list[str]) -> bool:
    """Tell whether twelve digits in these groups are one number: cut evenly, or with one sign throughout.

    `joints` are what stands between the groups, with those before the first and behind the last.
    """
    if len(groups) == 1:
        return True
    if _is_counted(groups):
        return False
    between, around = set(joints[1:-1]), {joints[0], joints[-1]}
    if len(between) == 1:
        return len({len(group) for group in groups}) == 1 or len(groups) <= _MOST_GROUPS or around == {""}
    # Two numbers side by side (2026-0264 2027-3827) have a tighter joint to what is left over.
    return [len(group) for group in groups] in ([4, 4, 4], [3, 3, 3, 3]) and "-" not in around


def _is_counted(groups: list[str]) -> bool:
    """Tell whether groups are years, or numbers that go up by the same step: rooms, days, ages, a scale."""
    if all(re.fullmatch(_YEAR, group) for group in groups):
        return True
    if len(groups) < 3:
        return False
    steps = {int(later) - int(earlier) for earlier, later in pairwise(groups)}
    return len(steps) == 1 and 0 < abs(steps.pop()) <= _LARGEST_STEP


def _is_other_number(groups: list[str], digits: str) -> bool:
    """Tell whether the row as a whole is a number of another kind by its own check digit."""
    if len(digits) == 13:
        if digits.startswith(("978", "979", "45", "49")) and not _ean_sum(digits) % 10:
            return True
        return len(groups[0]) == 1 and corporate_check_digit(digits[1:]) == digits[0]
    return len(groups) == 4 and all(len(group) == 4 for group in groups) and _is_card_number(digits)


def _lines_hold_one(lines: list[str]) -> bool:
    alone = [_digits_alone(line) for line in lines]
    if _parts_hold_one(alone):
        return True
    # A label before the first line, words behind the last.
    for first, line in enumerate(lines):
        head = _form(r"(?<!\d)(?:\d{4}|\d{6}|\d{3})\s*\Z").search(line[-80:])
        if head is None:
            continue
        parts = [head.group().rstrip()]
        for at in range(first + 1, min(len(lines), first + LENGTH // len(parts[0]))):
            tail = _form(r"\s{0,20}(\d{3,6})(?!\d)").match(lines[at])
            if tail is None or len(tail.group(1)) != len(parts[0]):
                break
            parts.append(tail.group(1))
            if not alone[at]:
                break
        if len("".join(parts)) == LENGTH and not _is_counted(parts) and _is_valid("".join(parts)):
            return True
    return False


def _digits_alone(cell: str) -> str:
    """Return the digits of a cell or line that holds nothing else, or nothing."""
    if not cell or len(cell) > 40:
        return ""
    folded = unicodedata.normalize("NFKC", cell).translate(_FOLD).translate(_KANJI_DIGITS).strip()
    digits = re.sub(r"[\s-]", "", folded)
    if not digits.isdecimal() or len(digits) >= LENGTH or _form(_TELEPHONES).fullmatch(folded):
        return ""
    return "" if _form(_SHAPES).fullmatch(folded) else digits


def _parts_hold_one(parts: Iterable[str]) -> bool:
    """Tell whether neighbouring parts of one length make a number; an empty part ends a row of neighbours."""
    row: list[str] = []
    for part in [*parts, ""]:
        if part and (not row or len(part) == len(row[0])):
            row.append(part)
            continue
        if _equal_parts_hold_one(row):
            return True
        row = [part] if part else []
    return False


def _equal_parts_hold_one(row: list[str]) -> bool:
    if not row or LENGTH % len(row[0]):
        return False
    count = LENGTH // len(row[0])
    if count == LENGTH and (len(row) != LENGTH or len(set(row)) < 5):
        return False  # marks and small figures side by side
    windows = (row[at : at + count] for at in range(len(row) - count + 1))
    return any(_is_valid("".join(window)) and not _is_counted(window) for window in windows)


def _is_valid(twelve: str) -> bool:
    return check_digit(twelve[:11]) == twelve[11] and twelve != "0" * LENGTH


def _ean_sum(digits: str) -> int:
    return sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(digits))


def _is_card_number(sixteen: str) -> bool:
    # Luhn's check: a payment card number is also written in groups of four and is no individual number.
    doubled = (sum(divmod(int(digit) * 2, 10)) for digit in sixteen[0::2])
    return (sum(doubled) + sum(map(int, sixteen[1::2]))) % 10 == 0


def _need_digits(text: str, count: int) -> None:
    if not re.fullmatch(rf"[0-9]{{{count}}}", text):
        message = f"{count} digits are needed"
        raise ValueError(message)
