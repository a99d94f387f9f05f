"""The box with the clashes of a meeting; green when there are none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from divide_app.domain.planning.clash import Clash
from divide_app.foundation.translation import _
from divide_app.ui.widgets.cards import Card
from divide_app.ui.widgets.labels import IconText
from divide_app.ui.widgets.layouts import clear
from divide_app.wording.clashes import clash_sentence


class ClashBox(Card):
    """Hard clashes in red with what they mean, warnings in yellow, or that the place is free.

    Attributes:
        sentences: What the box says.
    """

    def __init__(self) -> None:
        super().__init__(margins=12, spacing=6)
        self.sentences: list[str] = []
        self.setAccessibleName(_("重なりの確認"))
        self.show_nothing()

    def show_nothing(self) -> None:
        """Say nothing (yet)."""
        self.sentences = []
        clear(self.body)
        self.hide()

    def show_clashes(self, found: Sequence[Clash], names: Mapping[UUID, str] | None = None) -> None:
        """Say each clash; `names` are the people concerned by id."""
        people = dict(names or {})
        hard = any(clash.hard for clash in found)
        head = _("ここには置けません") if hard else _("注意") if found else _("重なりはありません")
        icon, colour = ("trouble", "trouble") if hard else ("warning", "warn") if found else ("check", "done")
        self.sentences = [_one(clash, people) for clash in found]
        clear(self.body)
        self.body.add(IconText(icon, head, "strong", colour=colour))
        for clash, words in zip(found, self.sentences, strict=True):
            self.body.add(IconText("minus", words, colour="trouble" if clash.hard else "warn"))
        self.set_sheet("trouble" if hard else "warn" if found else "done")
        self.setAccessibleDescription(" ".join([head, *self.sentences]))
        self.show()


def _one(clash: Clash, people: Mapping[UUID, str]) -> str:
    person = next((value for name, value in clash.details if name == "person"), None)
    return clash_sentence(clash, people.get(person, "") if isinstance(person, UUID) else "")
