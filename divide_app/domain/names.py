"""Search keys for names: one key for all spellings of a name; the name itself is stored as written."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise

from divide_app.domain.individual_number import LENGTH, contains_individual_number

# The first of each group stands for all of them. Some are different characters in law (斎 and 斉): they are brought
# together in search only, where to find one too many is better than to miss one.
_SAME_IN_SEARCH = (
    "高髙 崎﨑嵜碕㟢 斎齋斉齊 辺邊邉 浜濱濵 沢澤 広廣 島嶋嶌 吉𠮷 国國 徳德悳 瀬瀨 柳栁桺 恵惠 真眞 桜櫻 富冨 "
    "曽曾 関關 渕淵渊 滝瀧 竜龍龒 峰峯 桧檜 籠篭 亀龜 条條 児兒 寿壽 栄榮 黒黑 増增 横橫 静靜 遥遙 薮藪籔 蔵藏 "
    "来來 豊豐 礼禮 総總 円圓 万萬 学學 実實 宝寶 弥彌 館舘 鉄鐵鉃 穂穗 祢禰 禄祿 覚覺 誉譽 温溫 巌巖 鴎鷗 与與 "
    "仏佛 参參 剣劍劔 呉吳 塩鹽 姫姬 帯帶 応應 恒恆 悦悅 戸戶 晋晉 楽樂 様樣 歩步 毎每 浄淨 清淸 渋澁澀 灯燈 "
    "為爲 猪豬 瑶瑤 県縣 禅禪 稲稻 糸絲 経經 緑綠 縄繩 船舩 芸藝 莱萊 薫薰 蛍螢 衛衞 譲讓 郎郞 郷鄕 鎮鎭 隣鄰 "
    "頼賴 顕顯 鶏鷄 麦麥 黄黃 尭堯 桝枡 野埜 涌湧 荘莊 昻昂 昇曻 村邨 鶴靏靍鸖 翻飜 賢贒 桑桒 会會 壮壯 将將 "
    "専專 岳嶽 巻卷 従從 徴徵 旧舊 晃晄 暁曉 栖棲 検檢 権權 歳歲 気氣 焼燒 狭狹 独獨 画畫 痴癡 尽盡 砺礪 秋秌 "
    "称稱 粛肅 聡聰 舎舍 萌萠 蒋蔣 虎乕 覧覽 読讀 諌諫 賛贊 軽輕 逓遞 鈎鉤 鉱鑛 銭錢 閲閱 隠隱 雑雜 霊靈 駅驛 "
    "験驗 麹麴 黙默 両兩 乗乘 予豫 争爭 亜亞 仮假 伝傳 価價 倹儉 内內 励勵 労勞 勲勳 勧勸 区區 医醫 即卽 収收 "
    "双雙 叙敍 台臺 号號 営營 嘱囑 団團 囲圍 図圖 圏圈 圧壓 堕墮 塁壘 売賣 変變 奥奧 嬢孃 寛寬 写寫 対對 尚尙 "
    "届屆 属屬 峡峽 帰歸 床牀 庁廳 弁辨 弾彈 径徑 拡擴 拝拜 挙擧 揺搖 数數 昼晝 枢樞 栃杤 楼樓 欧歐 残殘 殻殼 "
    "渓溪谿 湾灣 満滿 点點 状狀 瓶甁 畳疊 発發 盗盜 秘祕 粋粹 継繼 続續 緒緖 繊纖 肇肈 胆膽 脳腦 茎莖 処處 虫蟲 "
    "蝋蠟 証證 転轉 辞辭 遅遲 醸釀 釈釋 録錄 陥陷 随隨 険險 頬頰 騒騷 髄髓 麺麵"
)
_VARIANT_GROUPS = _SAME_IN_SEARCH.split()
VARIANTS: dict[str, str] = {variant: group[0] for group in _VARIANT_GROUPS for variant in group[1:]}
"""Variant kanji and the character that search replaces them with (docs/domain.md#names)."""

_SELECTORS = dict.fromkeys((*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)))
_TO_KATAKANA = {code: chr(code + 0x60) for code in (*range(0x3041, 0x3097), 0x309D, 0x309E)}
_SMALL_COUNTERS = {ord("ヶ"): "ケ", ord("ヵ"): "カ", ord("ゖ"): "ケ", ord("ゕ"): "カ"}  # 龍ヶ崎 and 龍ケ崎
# Spaces and signs without a shape stand in these blocks only; to ask all 65,536 characters would delay every start.
_DROPPED = dict.fromkeys(
    code
    for code in (*range(0x2070), 0x3000, 0x30A0, 0x30FB, *range(0xFE00, 0x10000))
    if chr(code).isspace() or unicodedata.category(chr(code)) in {"Cc", "Cf"} or chr(code) in "・゠=,."
)
_FOLD: dict[int, str | None] = (
    {ord(variant): head for variant, head in VARIANTS.items()} | _TO_KATAKANA | _SMALL_COUNTERS | _DROPPED
)
_DIGITS = re.compile(r"[\d〇零一二三四五六七八九]+")
_BARE_DIGITS = re.compile(r"[0-9]{12,}")
"""Characters left out of a key; removing spaces must not join digits into an individual number."""
_DASH_AFTER_KANA = re.compile(r"(?<=[\u30a1-\u30fa\u30fc-\u30fe])[-‐‑‒–—―−─━]+")

_REMEMBERED = 1 << 14
"""Keys kept: a list's row asks for the same few keys again and again between reading, comparing and writing."""

_ROWS = (
    ("あ", "アイウエオァィゥェォヴ"),
    ("か", "カキクケコガギグゲゴヵヶ"),
    ("さ", "サシスセソザジズゼゾ"),
    ("た", "タチツテトダヂヅデドッ"),
    ("な", "ナニヌネノ"),
    ("は", "ハヒフヘホバビブベボパピプペポ"),
    ("ま", "マミムメモ"),
    ("や", "ヤユヨャュョ"),
    ("ら", "ラリルレロ"),
    ("わ", "ワヰヱヲンヮヷヸヹヺ"),
)
KANA_ROWS: tuple[str, ...] = (*(head for head, _members in _ROWS), "他")
"""Buttons of the kana board, in order; 他 holds every name without a kana reading."""
_ROW_OF = {member: head for head, members in _ROWS for member in members}


@lru_cache(maxsize=_REMEMBERED)
def name_key(text: str) -> str:
    """Return the key by which names are compared and searched; never store it in place of the name.

    The same for half and full width, hiragana and katakana, variant kanji, ideographic variation sequences,
    spaces and middle dots. Applying it again changes nothing.
    """
    key = _fold_once(text)
    # Most text is stable after one pass. Marks that combine once a space is removed (カ ゛) need a second one.
    while not key.isascii() and (again := _fold_once(key)) != key:
        key = again
    without = _BARE_DIGITS.sub("", key)
    # Without dots and spaces, allowed text (1952.6.16 / 192.168.98.98) may read like an individual number; its key
    # must be storable as well.
    if len(without) >= LENGTH and contains_individual_number(without):
        without = _DIGITS.sub("", without)
    return key if without == key else name_key(without)


_WAVES_AND_LINES = str.maketrans(dict.fromkeys("〜～∼", "~") | dict.fromkeys("−－ー―—–‐‑‒─", "-"))


def label_key(text: str) -> str:
    """Return the key by which names of courses, halls and rooms are compared: `name_key` with one wave and one line.

    Windows and other systems read one byte of a list as different signs: U+FF5E or U+301C, U+FF0D or U+2212.
    """
    return name_key(text).translate(_WAVES_AND_LINES)


def kana_key(text: str) -> str:
    """Return the key of a reading: katakana, voiced marks and long vowels kept (カトウ is not カトー, nor ガトウ)."""
    return name_key(text)


def search_terms(name: str, kana: str = "") -> str:
    """Return what the search index stores for a person: ASCII tokens of character pairs, separated by spaces.

    For the key of the name and of the reading: each two neighbouring characters as one token, then the last
    character alone. `search_query` makes the matching side; hexadecimal ASCII because every full-text tokenizer
    keeps it whole, and pairs because most family names have two characters, too few for trigrams.
    """
    keys = dict.fromkeys((name_key(name), kana_key(kana)))
    return " ".join(" ".join((*_pairs(key), _token(key[-1]))) for key in keys if key)


def search_query(text: str) -> tuple[list[str], bool]:
    """Return the tokens to look for, in a row, and whether the only token is the beginning of one.

    Two characters or more give pairs, to be found next to each other (a phrase); a single character gives its own
    token, to be found as a prefix. Nothing to look for gives an empty list.
    """
    key = name_key(text)
    if len(key) == 1:
        return [_token(key)], True
    return _pairs(key), False


def kana_row(kana: str) -> str:
    """Return the row of the syllabary a reading begins in: one of `KANA_ROWS`, voiced kana with their plain row."""
    return _ROW_OF.get(kana_key(kana)[:1], "他")


def _fold_once(text: str) -> str:
    if text.isascii():
        return text.translate(_FOLD).casefold()
    key = unicodedata.normalize("NFKC", text.translate(_SELECTORS)).translate(_FOLD)
    return _DASH_AFTER_KANA.sub(_long_vowels, key).casefold()


def _long_vowels(dashes: re.Match[str]) -> str:
    return "ー" * len(dashes.group())


def _pairs(key: str) -> list[str]:
    tokens = [_token(character) for character in key]
    return [first + second for first, second in pairwise(tokens)]


@lru_cache(maxsize=1 << 13)
def _token(character: str) -> str:
    # Rare kanji beyond four digits begin with y, so that the token of one character is never the beginning of
    # another character's.
    code = ord(character)
    return f"x{code:04x}" if code <= 0xFFFF else f"y{code:06x}"
