"""The form of a course's seat rules: calls, groups, and priorities of a lottery."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from divide_app.domain.errors import DomainError
from divide_app.domain.seats.rules import PriorityKind, PriorityRule, SeatRules
from divide_app.foundation.translation import _
from divide_app.ui.widgets.buttons import CheckBox, PrimaryButton, SecondaryButton
from divide_app.ui.widgets.fields import ChoiceField, NumberField, TextField
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import Heading, Label
from divide_app.ui.widgets.layouts import VBox
from divide_app.wording.labels import label

_TIERS = 4
_LOTS = 2
_Priority = tuple[int | None, int]
"""Tier and lots more; (None, 0) is no priority."""


class SeatRulesForm(QWidget):
    """Collects a course's rules; the caller stores them.

    Attributes:
        save: The button that hands the rules over.
    """

    def __init__(self, on_save: Callable[[SeatRules], object], on_leave: Callable[[], object]) -> None:
        super().__init__()
        self._on_save = on_save
        self.confirm_by_phone = CheckBox(_("繰り上がった方に、電話で返事を聞く"))
        self.attempts = NumberField(_("席を次に回せるまでの電話"), least=1, most=9, unit=_("回", "calls"))
        self.answer_hours = NumberField(_("または、ご案内から"), least=1, most=720, unit=_("時間"))
        self.smaller_may_pass = CheckBox(_("小さい組を先に通す"))
        choices: list[tuple[_Priority, str]] = [((None, 0), _("優先しない"))]
        choices += [((tier, 0), _("{tier}番目に抽選").format(tier=tier)) for tier in range(1, _TIERS + 1)]
        choices += [((None, lots), _("くじを{lots}本追加").format(lots=lots)) for lots in range(1, _LOTS + 1)]
        self.priorities = {kind: ChoiceField(label(kind), choices) for kind in PriorityKind}
        self.districts = TextField(_("優先する地区（空なら、地区の分かる方すべて）"), placeholder=_("例: 中央、北"))
        self.age = NumberField(_("優先する年齢"), least=1, most=120, unit=_("歳以上"))
        self.save = PrimaryButton(_("保存する"), self._save)
        self.confirm_by_phone.toggled.connect(lambda _on: self._show_wanted())
        for field in self.priorities.values():
            field.picked.connect(lambda _value: self._show_wanted())
        VBox(
            Heading(_("席の決まり"), level=2),
            self.confirm_by_phone,
            self.attempts,
            self.answer_hours,
            self.smaller_may_pass,
            Label(
                _("空いた席が先頭の組に足りないとき、入れる次の方が先に入ります。選ばなければ、後ろの方も待ちます。"),
                "small",
                wrap=True,
            ),
            Heading(_("抽選で優先する方"), level=2),
            Label(_("一緒に申し込んだ組は、全員に当てはまるときだけ優先されます。"), "small", wrap=True),
            *(self.priorities[kind] for kind in (PriorityKind.FIRST_TIME, PriorityKind.LOST_LAST_TIME)),
            self.priorities[PriorityKind.AGE_FROM],
            self.age,
            self.priorities[PriorityKind.RESIDENT],
            self.districts,
            FlowRow(self.save, SecondaryButton(_("やめる"), on_leave)),
            spacing=10,
            parent=self,
        )

    def show_rules(self, rules: SeatRules) -> None:
        """Fill the form."""
        self.confirm_by_phone.setChecked(rules.confirm_by_phone)
        self.smaller_may_pass.setChecked(rules.smaller_may_pass)
        self.attempts.set_number(rules.attempts)
        self.answer_hours.set_number(rules.answer_hours)
        by_kind = {rule.kind: rule for rule in rules.priorities}
        for kind, field in self.priorities.items():
            rule = by_kind.get(kind)
            field.set_value((None, 0) if rule is None else (rule.tier, rule.extra_lots))
        resident, aged = by_kind.get(PriorityKind.RESIDENT), by_kind.get(PriorityKind.AGE_FROM)
        self.districts.set_text("" if resident is None else _("、").join(resident.districts))
        self.age.set_number(75 if aged is None else aged.age)
        self._show_wanted()
        self.confirm_by_phone.setFocus()

    def _show_wanted(self) -> None:
        """Show only what the chosen rules ask for."""
        calls = self.confirm_by_phone.isChecked()
        self.attempts.setVisible(calls)
        self.answer_hours.setVisible(calls)
        self.age.setVisible(self.priorities[PriorityKind.AGE_FROM].value != (None, 0))
        self.districts.setVisible(self.priorities[PriorityKind.RESIDENT].value != (None, 0))

    def rules(self) -> SeatRules:
        """Return what was chosen.

        Raises:
            DomainError: `bad_number`.
        """
        rules = []
        for kind, field in self.priorities.items():
            tier, lots = field.value or (None, 0)
            if tier is None and not lots:
                continue
            districts: tuple[str, ...] = ()
            if kind is PriorityKind.RESIDENT:
                parts = self.districts.text.replace("、", ",").replace("，", ",").split(",")
                districts = tuple(part.strip() for part in parts if part.strip())
            age = (self.age.number() or 0) if kind is PriorityKind.AGE_FROM else 0
            rules.append(PriorityRule(kind, tier, lots, districts, age))
        return SeatRules(
            self.confirm_by_phone.isChecked(),
            self.smaller_may_pass.isChecked(),
            self.attempts.number() or 0,
            self.answer_hours.number() or 0,
            tuple(rules),
        )

    def _save(self) -> None:
        try:
            rules = self.rules()
        except DomainError:
            return  # the line takes digits only, so this is an empty one, and the service says so
        self._on_save(rules)
