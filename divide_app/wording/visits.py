"""Sentences about preferred times of a visit request that are already past."""

from __future__ import annotations

from collections.abc import Sequence

from divide_app.domain.planning.visit_requests import Wish
from divide_app.foundation.translation import _
from divide_app.wording.dates import day_and_range


def past_words(past: Sequence[tuple[int, Wish]]) -> list[str]:
    """Return a warning for each preferred time in the past: it is kept, but may be a typing error."""
    return [
        _("第{number}希望の {when} は、もう過ぎています。このまま保存しましたが、年や月を確かめてください。").format(
            number=number, when=day_and_range(wish.starts_at, wish.ends_at)
        )
        for number, wish in past
    ]
