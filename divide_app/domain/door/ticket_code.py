"""Ticket codes: generation, signature, check character, and normalisation of what a scanner types."""

from __future__ import annotations

import hmac
import re
import unicodedata

CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's 32 characters: no I, L, O, U, so that a code can be read over the telephone."""

CODE_LENGTH = 17
CODE_BYTES = 10
"""80 bits make the 16 characters of the body; the 17th is the check character."""

RANDOM_BYTES = 7
"""56 random bits name the ticket: among a million tickets two are alike in one of 144,000 cities (birthday bound)."""

_SIGNATURE_BYTES = CODE_BYTES - RANDOM_BYTES
"""The other 24 bits are the office's signature, the beginning of an HMAC-SHA256 (RFC 2104, section 5). By it a door
without the office's data tells a ticket of the office, good elsewhere, from a made-up one; it opens no door."""

QR_PREFIX = "KAKEHASHI:"
"""What a ticket's QR holds before the code; it lies in QR's alphanumeric set, which keeps the symbol small."""

_VALUE = {sign: value for value, sign in enumerate(CODE_ALPHABET)}
_TWO_SIGNS = tuple(first + second for first in CODE_ALPHABET for second in CODE_ALPHABET)
_TIMES_X = tuple(value << 1 ^ (0b100101 if value & 0b10000 else 0) for value in range(32))
"""Each value of GF(32) times x."""
_FOLD = str.maketrans({"O": "0", "I": "1", "L": "1"})
# An AIM symbology identifier as scanners send it; "[" where the PC's keyboard layout differs from the scanner's.
_AIM = re.compile(r"^[\]\[][A-Z][0-9A-Z]")
_NAME = "KAKEHASHI"
_SEPARATOR = re.compile(r"^[^0-9A-Z]+")


def normalise_code(text: str) -> str:
    """Return the code inside whatever a scanner or a person typed (docs/check-in-cases.md, case 8).

    Full-width signs, case, spaces, control signs, hyphens, an AIM prefix (`]Q3`, `]C1`), our own `KAKEHASHI:` and
    the confusable letters O, I, L are folded. Whatever a scanner was set to put before our name or after a whole code
    goes, and one ticket read twice in one breath is that ticket; two tickets are none, so that nobody is lost.
    The result may still be no ticket code; see `is_ticket_code`.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).upper())
    folded = "".join(sign for sign in folded if not sign.isspace() and unicodedata.category(sign)[0] != "C")
    folded = _AIM.sub("", folded, count=1)
    if _NAME not in folded:
        return _bare(folded)
    codes = [_first_code(_bare(_SEPARATOR.sub("", part))) for part in folded.split(_NAME)[1:]]
    return "".join(dict.fromkeys(codes))


def _bare(text: str) -> str:
    return re.sub(r"[-‐‑‒–—―−ー_.]", "", text).translate(_FOLD)


def _first_code(text: str) -> str:
    return text[:CODE_LENGTH] if is_ticket_code(text[:CODE_LENGTH]) else text


def make_ticket_code(random_bytes: bytes) -> str:
    """Return an opaque ticket code made from the first ten of `random_bytes`.

    Raises:
        ValueError: Fewer than ten bytes were given.
    """
    if len(random_bytes) < CODE_BYTES:
        raise ValueError(f"a ticket code needs {CODE_BYTES} random bytes")
    number = int.from_bytes(random_bytes[:CODE_BYTES], "big")
    body = "".join([_TWO_SIGNS[number >> shift & 1023] for shift in range(70, -1, -10)])
    return body + CODE_ALPHABET[_check_value(body)]


def signed_ticket_code(random_bytes: bytes, key: bytes) -> str:
    """Return a ticket code whose body is `RANDOM_BYTES` of chance and the office's signature over them.

    Raises:
        ValueError: Fewer random bytes were given.
    """
    if len(random_bytes) < RANDOM_BYTES:
        raise ValueError(f"a ticket code needs {RANDOM_BYTES} random bytes")
    name = random_bytes[:RANDOM_BYTES]
    return make_ticket_code(name + _signature(name, key))


def in_fours(code: str) -> str:
    """Return the code in groups that can be read aloud, on two lines."""
    groups = [code[start : start + 4] for start in range(0, len(code), 4)]
    return "-".join(groups[:2]) + "-\n" + "-".join(groups[2:])


def is_signed(code: str, key: bytes) -> bool:
    """Return whether a normalised `code` is a ticket that was signed with `key`."""
    if not is_ticket_code(code):
        return False
    number = 0
    for sign in code[:-1]:
        number = number << 5 | _VALUE[sign]
    body = number.to_bytes(CODE_BYTES, "big")
    return hmac.compare_digest(body[RANDOM_BYTES:], _signature(body[:RANDOM_BYTES], key))


def _signature(name: bytes, key: bytes) -> bytes:
    return hmac.digest(key, name, "sha256")[:_SIGNATURE_BYTES]


def is_ticket_code(code: str) -> bool:
    """Return whether a normalised `code` has the shape of our tickets and its check sign is right."""
    return (
        len(code) == CODE_LENGTH
        and all(sign in _VALUE for sign in code)
        and _check_value(code[:-1]) == _VALUE[code[-1]]
    )


def qr_text(code: str) -> str:
    """Return what the QR on a ticket holds."""
    return QR_PREFIX + code


def _check_value(body: str) -> int:
    """Return the check value: a polynomial over GF(32) (x^5 + x^2 + 1).

    It finds every single wrong sign and every swap of two different signs, which a plain sum does not.
    """
    value = 0
    for sign in body:
        value = _TIMES_X[value] ^ _VALUE[sign]
    return _TIMES_X[value]
