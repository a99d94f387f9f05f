"""The input fields of a staffing rule, shared by catalogue entries and courses."""

from __future__ import annotations

import re

from divide_app.domain.planning.staffing_rule import NO_RULE, Staffing
from divide_app.foundation.translation import _
from divide_app.ui.widgets.fields import Editor, Group, WordsField
from divide_app.ui.widgets.layouts import VBox
from divide_app.ui.widgets.record_form import RecordForm, Words


class StaffingFields(Group):
    """The fewest, leads, kinds and abilities."""

    def __init__(self) -> None:
        super().__init__()
        self.form = RecordForm(
            Staffing,
            ["least", "leads", "kinds", "abilities"],
            words={
                "least": Words(hint=_("受講者が少なくても必要な人数"), unit=_("人")),
                "leads": Words(hint=_("最低の人数のうち"), unit=_("人")),
                "kinds": Words(label=_("1人は必要な種類")),
            },
            editors={
                "abilities": WordsField(
                    _("1人は必要なできること"), _words, hint=_("「、」で区切ります"), placeholder=_("iPhone、英語")
                )
            },
            spacing=8,
        )
        self.places = self.form.places
        VBox(*self.form.parts, self._error, spacing=0, parent=self)
        self.put(NO_RULE)

    def inner(self) -> list[Editor]:
        """Return the rows."""
        return list(self.form.editors.values())

    def put(self, value: Staffing) -> None:
        """Show a rule."""
        self.form.put(value)

    def typed(self) -> Staffing:
        """Return the rule as typed.

        Raises:
            DomainError: `bad_number`, when a number cannot be read.
        """
        return self.form.value()


def _words(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for word in re.split(r"[、,，・]+\s*", text) if word))
