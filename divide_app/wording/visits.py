"""Says of an association's wishes what a clerk should look at again."""

from __future__ import annotations

from collections.abc import Sequence

from divide_app.domain.planning.visit_requests import Wish
from divide_app.foundation.translation import _
from divide_app.wording.dates import day_and_range


def past_words(past: Sequence[tuple[int, Wish]]) -> list[str]:
    """Say of each wish that is over already that it is kept, and that it may be a slip of the pen."""
    return [
        _("第{number}希望の {when} は、もう過ぎています。このまま保存しましたが、年や月を確かめてください。").format(
            number=number, when=day_and_range(wish.starts_at, wish.ends_at)
        )
        for number, wish in past
    ]
