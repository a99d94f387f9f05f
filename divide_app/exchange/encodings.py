"""Detects the encoding of a text file, and refuses it when the encoding is not certain."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from divide_app.domain.errors import DomainError

_CHUNK = 1 << 20
_HALF_KANA = re.compile("[\uff61-\uff9f]")
_NOT_ASCII = re.compile("[^\x00-\x7f]")
# Python's cp932 maps single bytes that Windows never writes to these; text that holds them is something else.
_NEVER_IN_CP932 = re.compile("[\x80\xa0\uf8f0-\uf8f3]")
_WIDE_ENOUGH = 5
_JIS = re.compile(rb"\x1b\$[@B]")


def detect_encoding(path: Path) -> str:
    """Return the Python name of the encoding: BOM first, then strict UTF-8, then strict cp932; never shift_jis.

    Raises:
        DomainError: `unknown_encoding`, when none of them fits the whole file.
    """
    with path.open("rb") as file:
        head = file.read(4)
    if head.startswith(codecs.BOM_UTF8):
        return _proven(path, "utf-8-sig")
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _proven(path, "utf-16")
    try:
        _decode(path, "utf-8")
    except _UndecodableError as failure:
        if failure.looked_right:
            raise DomainError("unknown_encoding", line=failure.line) from None
    else:
        _refuse_seven_bit_japanese(path)
        return "utf-8"
    _proven(path, "cp932")
    _refuse_other_japanese(path)
    return "cp932"


class _UndecodableError(Exception):
    def __init__(self, line: int, *, looked_right: bool) -> None:
        super().__init__("undecodable")
        self.line = line
        self.looked_right = looked_right


def _proven(path: Path, encoding: str) -> str:
    try:
        _decode(path, encoding)
    except _UndecodableError as failure:
        raise DomainError("unknown_encoding", line=failure.line) from None
    return encoding


def _decode(path: Path, encoding: str) -> None:
    """Decode the whole file, a megabyte at a time, keeping nothing."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    line = 1
    looked_right = False
    with path.open("rb") as file:
        while True:
            block = file.read(_CHUNK)
            try:
                text = decoder.decode(block, final=not block)
            except UnicodeDecodeError as error:
                good = error.object[: error.start].decode(encoding, "ignore")
                # Five characters beyond U+07FF in a row of valid UTF-8 do not happen by chance in cp932: the file is
                # damaged UTF-8, and reading it as cp932 would turn all of it into nonsense.
                looked_right = looked_right or sum(sign > "\u07ff" for sign in good) >= _WIDE_ENOUGH
                raise _UndecodableError(line + good.count("\n"), looked_right=looked_right) from None
            line += text.count("\n")
            looked_right = looked_right or not text.isascii()
            if not block:
                return


def _refuse_seven_bit_japanese(path: Path) -> None:
    """Refuse JIS as old mail programs write it: plain ASCII to the eye, its names between escape signs."""
    with path.open("rb") as file:
        if _JIS.search(file.read(_CHUNK)):
            raise DomainError("unknown_encoding", line=0)


def _refuse_other_japanese(path: Path) -> None:
    """Refuse what cp932 accepts by accident: EUC-JP reads as a rain of half-width kana."""
    with path.open("rb") as file:
        sample = file.read(_CHUNK)
    text = sample.decode("cp932", "ignore")
    if _NEVER_IN_CP932.search(text):
        raise DomainError("unknown_encoding", line=0)
    foreign = len(_NOT_ASCII.findall(text))
    if foreign and len(_HALF_KANA.findall(text)) * 2 > foreign:
        try:
            other = sample[: sample.rfind(b"\n") + 1 or len(sample)].decode("euc_jp")
        except UnicodeDecodeError:
            return
        kana = len(re.findall("[\u3041-\u30fe]", other))
        if kana * 5 > len(_NOT_ASCII.findall(other)):
            raise DomainError("unknown_encoding", line=0)
