"""The label of an age band; apart, because the home screen needs no other text for its first chart."""

from __future__ import annotations

from divide_app.domain.people.age_band import bounds
from divide_app.foundation.translation import _

_DECADE = 10


def band_label(code: str, *, short: bool = False) -> str:
    """Return 60〜64歳, 85歳以上, 60代 or 不明; short for table heads: 60〜64, 85〜, 60代, 不明."""
    span = bounds(code)
    if span is None:
        return _("不明")
    low, high = span
    if high is None:
        text = _("{low}〜") if short else _("{low}歳以上")
    elif code.startswith("-"):
        text = _("〜{high}") if short else _("{high}歳以下")
    elif low == high:
        text = _("{low}") if short else _("{low}歳")
    elif low % _DECADE == 0 and high == low + _DECADE - 1:
        text = _("{low}代")
    else:
        text = _("{low}〜{high}") if short else _("{low}〜{high}歳")
    return text.format(low=low, high=high)


def coarse_words(count: int) -> str:
    """Say how many are counted under 不明 because only a wider band is known of them (60代 where 60〜64 is asked)."""
    return _("「不明」のうち{count}人は、年代が広くしかわからない人です。").format(count=count)
