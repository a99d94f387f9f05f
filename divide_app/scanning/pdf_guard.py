"""Estimates the memory a PDF needs when decompressed, before the PDF library opens it."""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

MOST_UNPACKED: Final = 320 * 2**20
"""Bytes one part may grow to: a page at 800 dots an inch as plain red, green and blue has 185 MB."""
MOST_DRAWN: Final = 8 * 2**20
"""Bytes of drawing commands one page may come to, forms within forms counted as often as they are drawn; each command
takes the library some thirty times its length in memory, and a scanned page has a few hundred bytes of them."""
_MOST_CONTENTS: Final = 200
"""Pieces the commands of one page may be cut into."""
_HEAD: Final = 4096
"""Bytes before a part's data within which its description begins."""
_STEP: Final = 1 << 20
_MOST_DEPTH: Final = 12
"""Forms within forms that are followed; deeper ones count as no page of ours."""

_OBJECT = re.compile(rb"(\d+)\s+\d+\s+obj\b")
_REFERENCE = re.compile(rb"(\d+)\s+\d+\s+R\b")
_DRAWS = re.compile(rb"\bDo\b")
_CONTENTS = re.compile(rb"/Contents\s*+\[([^\]/]*+)\]")
_NOT_DRAWN: Final = (
    b"/Image",
    b"/Length1",
    b"/Type1C",
    b"/CIDFontType0C",
    b"/OpenType",
    b"/ObjStm",
    b"/XRef",
    b"/Metadata",
    b"/EmbeddedFile",
)
"""Words in the description of pictures, fonts and lists, which may be long and draw nothing."""


@dataclass(frozen=True, slots=True)
class _Drawing:
    """A part that holds drawing commands.

    Attributes:
        size: Bytes of them.
        draws: How often they draw something else.
        parts: Numbers of the parts they may draw.
    """

    size: int
    draws: int
    parts: frozenset[int]


def is_bomb(content: bytes) -> bool:
    """Tell whether a PDF would swell beyond what any scanner makes."""
    forms: dict[int, _Drawing] = {}
    pages: list[_Drawing] = []
    for number, head, begin in _parts(content):
        is_drawn = not any(word in head for word in _NOT_DRAWN)
        measured = _Measured(MOST_DRAWN if is_drawn else MOST_UNPACKED, counts=is_drawn)
        if not measured.take(content, begin, head):
            return True
        if is_drawn:
            parts = frozenset(int(one) for one in _REFERENCE.findall(head))
            drawing = _Drawing(measured.size, measured.draws, parts)
            if b"/Form" in head:
                forms[number] = drawing
            else:
                pages.append(drawing)
    if any(len(_REFERENCE.findall(found[1])) > _MOST_CONTENTS for found in _CONTENTS.finditer(content)):
        return True
    heaviest = max(_weights(content, forms).values(), default=0)
    return heaviest > MOST_DRAWN or any(page.size + page.draws * heaviest > 2 * MOST_DRAWN for page in pages)


def _parts(content: bytes) -> Iterator[tuple[int, bytes, int]]:
    """Yield each part's number, description, and where its data begin."""
    at = content.find(b"stream")
    while at >= 0:
        if content[at - 3 : at] != b"end":
            begin = at + 6
            while content[begin : begin + 1] in {b"\r", b"\n"}:
                begin += 1
            start = max(0, at - _HEAD)
            numbers = list(_OBJECT.finditer(content, start, at))
            found = numbers[-1] if numbers else None
            yield (-1, content[start:at], begin) if found is None else (int(found[1]), content[found.end() : at], begin)
        at = content.find(b"stream", at + 6)


class _Measured:
    """One part as it is unpacked bit by bit, its bytes counted and thrown away."""

    def __init__(self, most: int, *, counts: bool) -> None:
        self.most, self.counts = most, counts
        self.size = self.draws = 0

    def take(self, content: bytes, begin: int, head: bytes) -> bool:
        """Count what data unpack to; tell whether they stay within bounds."""
        filters = head.partition(b"/Filter")[2][:120]
        if b"85" in filters or b"Hex" in filters or b"/AHx" in filters:
            end = content.find(b"endstream", begin)
            plain = _from_letters(content[begin : end if end > 0 else len(content)], is_hex=b"85" not in filters)
            return self._unpack(plain, 0)
        if b"RunLength" in filters or b"/RL" in filters:
            end = content.find(b"endstream", begin)
            return 64 * (end - begin) <= 8 * self.most  # it can make 64 of one, and eight of what a scanner makes
        if content[begin : begin + 2] and _is_zlib(content[begin : begin + 2]):
            return self._unpack(content, begin)
        end = content.find(b"endstream", begin)
        if not self.counts:
            return True
        return end - begin <= self.most and self._count(content[begin:end])

    def _count(self, piece: bytes) -> bool:
        self.size += len(piece)
        if self.counts:
            self.draws += len(_DRAWS.findall(piece))
        return self.size <= self.most

    def _unpack(self, content: bytes, begin: int) -> bool:
        """Unpack what begins here, also when it was packed twice."""
        unpacker, again = zlib.decompressobj(), zlib.decompressobj()
        is_packed_twice: bool | None = None
        at = begin
        try:
            while at < len(content) and not unpacker.eof:
                piece = content[at : at + _STEP]
                at += _STEP
                while piece and not unpacker.eof:
                    out = unpacker.decompress(piece, _STEP)
                    piece = unpacker.unconsumed_tail
                    if is_packed_twice is None and out:
                        is_packed_twice = _is_zlib(out[:2])
                    if is_packed_twice:
                        is_packed_twice = self._unpack_again(again, out)
                    if not self._count(out):
                        return False
                    if not out and not piece:
                        break
        except zlib.error:
            return True  # damaged: the library gives the page up
        return True

    def _unpack_again(self, unpacker: Any, piece: bytes) -> bool:
        """Count the second layer too; tell whether it is one."""
        try:
            while piece and not unpacker.eof and self.size <= self.most:
                self._count(unpacker.decompress(piece, _STEP))
                piece = unpacker.unconsumed_tail
        except zlib.error:
            return False
        return True


def _is_zlib(start: bytes) -> bool:
    """Tell the two bytes every zlib stream begins with (RFC 1950)."""
    return len(start) == 2 and start[0] & 0x0F == 8 and start[0] >> 4 <= 7 and (start[0] << 8 | start[1]) % 31 == 0


def _from_letters(data: bytes, *, is_hex: bool) -> bytes:
    """Return the bytes that were written as letters; none when they are no such letters."""
    try:
        if is_hex:
            return bytes.fromhex(re.sub(rb"[^0-9A-Fa-f]", b"", data).decode("ascii"))
        return base64.a85decode(data.strip().removeprefix(b"<~").partition(b"~")[0])
    except (ValueError, binascii.Error):
        return b""


def _weights(content: bytes, forms: Mapping[int, _Drawing]) -> dict[int, int]:
    """Return how many bytes of commands each form comes to with all it draws, counted as often as it draws it."""
    if not any(form.draws > 1 for form in forms.values()):
        return {number: form.size for number, form in forms.items()}
    places = {int(found[1]): found.end() for found in _OBJECT.finditer(content)}
    known: dict[int, int] = {}

    def drawn_by(numbers: frozenset[int], steps: int) -> set[int]:
        """Follow descriptions that stand in objects of their own."""
        found = numbers & forms.keys()
        for number in numbers - forms.keys():
            if steps and number in places:
                text = content[places[number] : places[number] + _HEAD].partition(b"endobj")[0]
                if b"stream" not in text:
                    found |= drawn_by(frozenset(int(one) for one in _REFERENCE.findall(text)), steps - 1)
        return set(found)

    def weight(number: int, depth: int) -> int:
        if depth > _MOST_DEPTH:
            return MOST_DRAWN + 1
        if number not in known:
            known[number] = forms[number].size  # should it draw itself
            form = forms[number]
            inner = max((weight(one, depth + 1) for one in drawn_by(form.parts, 2)), default=0) if form.draws else 0
            known[number] = form.size + form.draws * inner
        return known[number]

    return {number: weight(number, 0) for number in forms}
