"""Made-up individual numbers in every spelling people and programs give them, and ordinary texts full of digits."""

from __future__ import annotations

import random
from collections.abc import Iterator

from divide_app.domain.individual_number import check_digit

SCRIPTS: dict[str, str] = {
    "half": "0123456789",
    "full": "０１２３４５６７８９",
    "kanji": "〇一二三四五六七八九",
    "kanji with rei": "零一二三四五六七八九",
    "formal": "零壱弐参四五六七八九",
    "circled": "⓪①②③④⑤⑥⑦⑧⑨",
    "negative circled": "⓿❶❷❸❹❺❻❼❽❾",
    "bold": "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗",
    "arabic": "٠١٢٣٤٥٦٧٨٩",
    "devanagari": "०१२३४५६७८९",
    "thai": "๐๑๒๓๔๕๖๗๘๙",
    "superscript": "⁰¹²³⁴⁵⁶⁷⁸⁹",
    "suzhou": "〇〡〢〣〤〥〦〧〨〩",
    "in a circle": "⓪①②③④⑤⑥⑦⑧⑨",
    "in a dark circle": "⓿❶❷❸❹❺❻❼❽❾",
    "in another circle": "🄋➀➁➂➃➄➅➆➇➈",
    "in two circles": "⓪⓵⓶⓷⓸⓹⓺⓻⓼⓽",
    "in brackets": "0⑴⑵⑶⑷⑸⑹⑺⑻⑼",
    "with a stop": "🄀⒈⒉⒊⒋⒌⒍⒎⒏⒐",
    "with a comma": "🄁🄂🄃🄄🄅🄆🄇🄈🄉🄊",
    "kanji in brackets": "〇㈠㈡㈢㈣㈤㈥㈦㈧㈨",
    "kanji in a circle": "〇㊀㊁㊂㊃㊄㊅㊆㊇㊈",
}
CUTS: dict[str, tuple[int, ...]] = {
    "4-4-4": (4, 4, 4),
    "6-6": (6, 6),
    "3-3-3-3": (3, 3, 3, 3),
    "2 by 2": (2,) * 6,
    "each": (1,) * 12,
    "4-8": (4, 8),
    "8-4": (8, 4),
    "5-7": (5, 7),
    "2-5-5": (2, 5, 5),
    "3-4-5": (3, 4, 5),
}
SEPARATORS = (
    *(
        " ",
        "　",
        "\u00a0",
        "\t",
        "  ",
        "-",
        "－",
        "‐",
        "–",
        "—",
        "−",
        "ー",
        " - ",
        " － ",
        "・",
        "･",
        "/",
        "／",
        ":",
        "：",
    ),
    *(
        "_",
        "|",
        "、",
        "，",
        "。",
        ";",
        "~",
        "〜",
        "*",
        "→",
        "…",
        "の",
        "ノ",
        " の ",
        "と",
        "ハイフン",
        "+",
        "=",
        "★",
        "\\",
    ),
)
HIDDEN = ("\u200b", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u202e", "\ufe0f", "\u0336", "\u3164")
FRAMES = (
    *(
        "{}",
        "マイナンバーは{}です",
        "個人番号:{}",
        "No.{}",
        "+{}",
        "#{}",
        "「{}」",
        "({})",
        "番号 {} 佐藤",
        "ID{}",
        "{}。",
    ),
    *(
        "a{}b",
        "住所 中央1-2-3 番号は{}",
        "2026-11-21 {}",
        "電話 019-000-0001、{}",
        "{}を控えた",
        "\t{}\n",
        "メモ\n{}\n以上",
    ),
)


def number(chance: random.Random) -> str:
    """Return a made-up number with a right check digit that begins with no zero."""
    eleven = str(chance.randrange(10**10, 10**11))
    return eleven + check_digit(eleven)


def cut(digits: str, sizes: tuple[int, ...]) -> list[str]:
    """Return the digits in groups of these sizes."""
    ends = [sum(sizes[: at + 1]) for at in range(len(sizes))]
    return [digits[end - size : end] for end, size in zip(ends, sizes, strict=True)]


def spellings(digits: str) -> Iterator[tuple[str, str]]:
    """Yield what a spelling is, and the number spelled so."""
    for script, signs in SCRIPTS.items():
        yield f"{script}, closed up", digits.translate(str.maketrans("0123456789", signs))
        for name, sizes in CUTS.items():
            for between in ("-", " ", "の") if script != "half" else SEPARATORS:
                yield (
                    f"{script}, {name}, {between!r}",
                    between.join(cut(digits, sizes)).translate(str.maketrans("0123456789", signs)),
                )
    for sign in HIDDEN:
        yield f"{sign!r} between all", sign.join(digits)
        yield f"{sign!r} between fours", sign.join(cut(digits, (4, 4, 4)))
        yield f"{sign!r} beside hyphens", f"{sign}-{sign}".join(cut(digits, (4, 4, 4)))
    for name in ("4-4-4", "6-6", "3-3-3-3", "2 by 2"):
        for end in ("\n", "\r\n", "\u2028"):
            yield f"lines, {name}, {end!r}", end.join(cut(digits, CUTS[name]))
    first, second, third = cut(digits, (4, 4, 4))
    yield "two separators", f"{first}-{second} {third}"
    yield "brackets", f"({first})({second})({third})"
    yield "brackets of Japan", f"（{first}）{second}（{third}）"
    yield "quoted cells", f'"{first}","{second}","{third}"'
    yield "list of a program", f"['{first}', '{second}', '{third}']"
    yield "kanji one for a dash", f"{first}一{second}一{third}"
    yield "mixed scripts", first + second.translate(str.maketrans("0123456789", SCRIPTS["full"])) + third
    yield "tail of an id", f"0192d3a4-5b6c-7d8e-9fab-{digits}"
    yield "tail of another id", f"aaaaaaaa-bbbb-cccc-dddd-{digits}"
    yield "inside an id", f"aaaaaaaa-{first}-{second}-{third}-aaaaaaaaaaaa"
    yield "figure of a spreadsheet", f"{digits}.0"
    yield "scientific", f"{digits[0]}.{digits[1:]}E+11"
    yield "thousands", ",".join(cut(digits, (3, 3, 3, 3)))
    yield "keycaps", "".join(f"{digit}\ufe0f\u20e3" for digit in digits)
    for frame in FRAMES:
        yield f"{frame!r} closed up", frame.format(digits)
        yield f"{frame!r} in fours", frame.format(f"{first}-{second}-{third}")
        yield (
            f"{frame!r} in full width",
            frame.format(f"{first}　{second}　{third}".translate(str.maketrans("0123456789", SCRIPTS["full"]))),
        )


# --- what is no individual number -------------------------------------------------------------------------------------

_WORDS = (
    "定員",
    "会場",
    "持ち物",
    "先着",
    "受付",
    "お問い合わせ",
    "参加費",
    "スマホ教室",
    "駐車場",
    "開催",
    "内線",
    "窓口",
)


def _day(chance: random.Random) -> str:
    year, month, day = chance.randint(1930, 2035), chance.randint(1, 12), chance.randint(1, 28)
    form = chance.choice(
        (
            *("{y}-{m:02}-{d:02}", "{y}/{m}/{d}", "{y}.{m}.{d}", "{y}年{m}月{d}日", "{y}{m:02}{d:02}", "R{e}.{m}.{d}"),
            *(
                "令和{e}年{m}月{d}日",
                "{m}/{d}(土)",
                "{m}月{d}日",
                "令和{e}年度",
                "{y}-{m:02}",
                "{y}/{m:02}/{d:02}",
                "H{e}/{m}/{d}",
            ),
        )
    )
    return form.format(y=year, m=month, d=day, e=chance.randint(1, 30))


def _time(chance: random.Random) -> str:
    hour, minute = chance.randint(8, 20), chance.choice((0, 15, 30, 45))
    form = chance.choice(
        (
            *(
                "{h}:{m:02}",
                "{h:02}:{m:02}-{g}:{m:02}",
                "{h}時{m}分",
                "{h:02}:{m:02}〜{g:02}:{m:02}",
                "午後{h}時から{g}時まで",
            ),
            *("{h:02}{m:02}~{g:02}{m:02}", "{h:02}:{m:02}:09", "{h:02}:{m:02}:09.123456", "{h}:{m:02}～{g}:{m:02}"),
        )
    )
    return form.format(h=hour, m=minute, g=hour + 1)


def _telephone(chance: random.Random) -> str:
    def digits(count: int) -> str:
        return "".join(chance.choice("0123456789") for _each in range(count))

    between = chance.choice(("-", "-", "-", "－", "ー", " ", ""))
    parts = chance.choice(
        (
            ["019", digits(3), digits(4)],
            ["0197", digits(2), digits(4)],
            ["03", digits(4), digits(4)],
            ["0" + chance.choice("5789") + "0", digits(4), digits(4)],
            ["0120", digits(3), digits(3)],
            ["0800", digits(3), digits(4)],
            ["04992", digits(1), digits(4)],
        )
    )
    whole = between.join(parts)
    form = chance.choice(("{}", "TEL {}", "電話:{}", "☎{}", "{}(代表)", "{} 内線123", "℡{}", "FAX {}"))
    if chance.random() < 0.1:
        area = parts[0][1:]
        return f"+81-{area}-{parts[1]}-{parts[2]}"
    if chance.random() < 0.1:
        return f"({parts[0]}){parts[1]}-{parts[2]}"
    return form.format(whole)


def _figure(chance: random.Random) -> str:
    value = chance.randint(1, 5_000_000)
    form = chance.choice(
        (
            *(
                "{v:,}円",
                "¥{v:,}",
                "{v}円",
                "{v:,}",
                "定員{s}人",
                "{s}名",
                "先着{s}組",
                "第{s}回",
                "{s}歳以上",
                "{s}%",
                "{s}階",
            ),
            *("{s}番地", "{s}丁目{s}番{s}号", "{s}か月", "約{s}km", "{s}件", "無料"),
        )
    )
    return form.format(v=value, s=chance.randint(1, 99))


def _id(chance: random.Random) -> str:
    form = chance.choice(
        (
            *(
                "R{y}-{n:05}",
                "第{n}号",
                "EV{n:06}",
                "{y}-{n:04}",
                "032018",
                "A-{s}-{n}",
                "〒020-{p:04}",
                "020-{p:04}",
                "v{s}.{s}.{s}",
            ),
            *(
                "https://www.city.example.lg.jp/{n}/{y}{s:02}{s:02}{n:04}.html",
                "info{n}@example.lg.jp",
                "192.168.{s}.{s}",
            ),
            *(
                "39.{n:06},141.{n:06}",
                "C:\\共有\\{y}\\{n:08}.csv",
                "{s}-{s}-{s}",
                "JIS X {n:04}",
                "ISBN978-4-{s:02}-{n:06}-{s}",
            ),
        )
    )
    return form.format(
        y=chance.randint(2019, 2030), n=chance.randint(1, 99_999), s=chance.randint(1, 99), p=chance.randint(0, 9999)
    )


def ordinary_text(chance: random.Random) -> str:
    """Return a made-up text of an office: days, times, telephone numbers, prices, ids, two to eight of them."""
    makers = (_day, _time, _telephone, _figure, _id)
    parts = []
    for _part in range(chance.randint(2, 8)):
        if chance.random() < 0.4:
            parts.append(chance.choice(_WORDS))
        parts.append(chance.choice(makers)(chance))
    return chance.choice((" ", " ", "、", "　", "\n", ",", " / ", "・", "。")).join(parts)
