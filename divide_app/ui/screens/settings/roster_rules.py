"""The rules of the monthly roster: travel times, limits and qualifications."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from divide_app.domain.errors import DomainError
from divide_app.domain.people.supporters import SupporterKind
from divide_app.domain.roster.roster import RosterRules
from divide_app.foundation.translation import _
from divide_app.ui.screens.settings.section import Section
from divide_app.ui.shell import Screen
from divide_app.ui.widgets.buttons import CheckBox, PrimaryButton, SecondaryButton
from divide_app.ui.widgets.cards import Card, Reflow
from divide_app.ui.widgets.fields import NumberField, TextField, split_names
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import Label
from divide_app.ui.widgets.ticks import TicksField
from divide_app.ui.widgets.when_fields import read
from divide_app.wording.labels import label


def _kinds(title: str, words: str) -> TicksField[SupporterKind]:
    return TicksField(title, [(kind, label(kind)) for kind in SupporterKind], hint=words)


class RosterSection(Section):
    """配置のきまり.

    Attributes:
        numbers: The rows of numbers by the name of their rule.
        save: Keeps the rules.
    """

    def __init__(self, screen: Screen) -> None:
        super().__init__(screen)
        self._kept: RosterRules | None = None
        self.numbers = {
            "same_district_minutes": NumberField(_("同じ地区の会場へ移る時間"), most=240, unit=_("分")),
            "other_district_minutes": NumberField(_("別の地区の会場へ移る時間"), most=240, unit=_("分")),
            "minutes_per_km": NumberField(
                _("1kmあたりの時間"), most=60, unit=_("分"), hint=_("会場の位置がわかるときに使います。")
            ),
            "base_minutes": NumberField(
                _("移動のたびに追加する時間"), most=240, unit=_("分"), hint=_("片づけや、バスを待つ時間です。")
            ),
            "per_day": NumberField(_("1人が1日に受け持つ回の上限"), least=1, most=9, unit=_("回")),
            "notice_days": NumberField(
                _("配置を変えない日数"),
                most=60,
                unit=_("日", "unit"),
                hint=_("これより近い回の人は、案を作っても外しません。"),
            ),
        }
        self.appointment = _kinds(_("委嘱がいる種類"), _("委嘱の期間の中の回だけに置きます。"))
        self.insurance = _kinds(_("保険がいる種類"), _("その年度の保険に入っているかを見ます。"))
        self.insured_only = CheckBox(_("保険を登録していない人は置かない"))
        self.leads = _kinds(_("主担当になれる種類"), _("主担当・講師が必要な回に置きます。"))
        self.lead_skills = TextField(
            _("主担当になれる「できること」"), hint=_("種類にかかわらず置けます。2つ以上は「、」で区切ります。")
        )
        self.save = PrimaryButton(_("保存する"), self._save)
        self.usual = SecondaryButton(_("はじめの値を入れる"), lambda: self._fill(RosterRules()))
        self._make_page()

    def read(self) -> None:
        """Read the rules."""
        services = self.page.shell.services
        self.page.query(services.roster.rules, self._show, key="roster_rules", states=self.states)

    @property
    def is_editing(self) -> bool:
        """Whether something was typed that a fresh reading would overwrite."""
        if self._kept is None:
            return False
        try:
            return self._typed(show=False) != self._kept
        except DomainError:
            return True

    def _make_page(self) -> None:
        numbers = self.numbers
        ways = Card(_("会場から会場への移動"))
        ways.body.add(Label(_("同じ日の2つの回のあいだに、この時間がとれない人は置きません。"), "soft", wrap=True))
        ways.body.add(
            Reflow(numbers["same_district_minutes"], numbers["other_district_minutes"], shares=(1, 1), from_width=420)
        )
        ways.body.add(Reflow(numbers["minutes_per_km"], numbers["base_minutes"], shares=(1, 1), from_width=420))
        days = Card(_("1日の回数と直前の変更"))
        days.body.add(Reflow(numbers["per_day"], numbers["notice_days"], shares=(1, 1), from_width=420))
        people = Card(_("委嘱・保険・主担当"))
        for row in (self.appointment, self.insurance, self.insured_only, self.leads, self.lead_skills):
            people.body.add(row)
        buttons = QWidget()
        FlowRow(self.save, self.usual, parent=buttons)
        self.column.add(Label(_("「支援者」の月の配置の案は、このきまりで作ります。"), "soft", wrap=True))
        for part in (ways, days, people, buttons):
            self.column.add(part)
        self.column.add(None)

    def _show(self, rules: RosterRules) -> None:
        self._kept = rules
        self._fill(rules)

    def _fill(self, rules: RosterRules) -> None:
        for name, field in self.numbers.items():
            field.set_number(getattr(rules, name))
        self.appointment.put(rules.appointment_kinds)
        self.insurance.put(rules.insurance_kinds)
        self.insured_only.setChecked(rules.insurance_required)
        self.leads.put(rules.lead_kinds)
        self.lead_skills.set_text(_("、").join(rules.lead_skills))

    def _typed(self, *, show: bool) -> RosterRules:
        """Return the rules as typed; an empty number is 0, which the service refuses where it makes no sense.

        Raises:
            DomainError: `bad_number`; shown beside its row with `show`.
        """

        def number(name: str) -> int:
            field = self.numbers[name]
            return (read(field, field.number) if show else field.number()) or 0

        return RosterRules(
            same_district_minutes=number("same_district_minutes"),
            other_district_minutes=number("other_district_minutes"),
            base_minutes=number("base_minutes"),
            minutes_per_km=number("minutes_per_km"),
            per_day=number("per_day"),
            notice_days=number("notice_days"),
            appointment_kinds=self.appointment.typed(),
            insurance_kinds=self.insurance.typed(),
            insurance_required=self.insured_only.isChecked(),
            lead_kinds=self.leads.typed(),
            lead_skills=split_names(self.lead_skills.text),
        )

    def _save(self) -> None:
        before = self._kept
        try:
            rules = self._typed(show=True)
        except DomainError:
            return
        if before is None:
            return
        self._store(rules, lambda: self.tell_saved(_("配置のきまりを保存しました"), lambda: self._put_back(before)))

    def _put_back(self, rules: RosterRules) -> None:
        self._store(rules, lambda: self.tell_saved(_("元に戻しました")))

    def _store(self, rules: RosterRules, on_done: Callable[[], object]) -> None:
        services = self.page.shell.services

        def done() -> None:
            self._show(rules)
            on_done()

        self.act(
            lambda: services.roster.set_rules(rules),
            done,
            fields={"minutes": self.numbers["same_district_minutes"], "per_day": self.numbers["per_day"]},
            busy=[self.save],
        )
