"""Which supporters a course asks for, as input rows: the same for a kind of course and for one course."""

from __future__ import annotations

import re

from PySide6.QtWidgets import QWidget

from divide_app.domain.people.supporters import SupporterKind
from divide_app.domain.planning.staffing_rule import Staffing
from divide_app.foundation.translation import _
from divide_app.ui.widgets.buttons import CheckBox
from divide_app.ui.widgets.fields import NumberField, TextField
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import Label
from divide_app.ui.widgets.layouts import VBox
from divide_app.ui.widgets.when_fields import read
from divide_app.wording.labels import label


class StaffingFields(QWidget):
    """The fewest, leads, kinds and abilities: `put(staffing)` and `staffing()`."""

    def __init__(self) -> None:
        super().__init__()
        self.least = NumberField(_("支援者の最低の人数"), most=20, unit=_("人"), hint=_("受講者が少なくても必要な人数"))
        self.leads = NumberField(_("主担当・講師の人数"), most=9, unit=_("人"), hint=_("最低の人数のうち"))
        self.kinds = {kind: CheckBox(label(kind)) for kind in SupporterKind}
        kinds = QWidget()
        FlowRow(*self.kinds.values(), parent=kinds)
        self.abilities = TextField(
            _("1人は必要なできること"), hint=_("「、」で区切ります"), placeholder=_("iPhone、英語")
        )
        VBox(
            self.least,
            self.leads,
            Label(_("1人は必要な種類"), "strong"),
            kinds,
            self.abilities,
            spacing=8,
            parent=self,
        )

    def put(self, staffing: Staffing) -> None:
        """Show a rule."""
        self.least.set_number(staffing.least or None)
        self.leads.set_number(staffing.leads or None)
        for kind, box in self.kinds.items():
            box.setChecked(kind in staffing.kinds)
        self.abilities.set_text(_("、").join(staffing.abilities))

    def staffing(self) -> Staffing:
        """Return the rule as typed; refusals are shown.

        Raises:
            DomainError: `bad_number`, when a number cannot be read.
        """
        return Staffing(
            least=read(self.least, self.least.number) or 0,
            leads=read(self.leads, self.leads.number) or 0,
            kinds=tuple(kind for kind, box in self.kinds.items() if box.isChecked()),
            abilities=tuple(dict.fromkeys(word for word in re.split(r"[、,，・]+\s*", self.abilities.text) if word)),
        )
