"""The published targets and the rules by which meetings count toward them."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import partial
from uuid import UUID

from PySide6.QtWidgets import QWidget

from divide_app.domain.calendar import parse_fiscal_year
from divide_app.domain.errors import DomainError
from divide_app.domain.figures.target import CountingRule, Metric, Target
from divide_app.domain.planning.courses import SessionKind
from divide_app.foundation.translation import _
from divide_app.ui.screens.settings.section import ListSection
from divide_app.ui.shell import Screen
from divide_app.ui.widgets.buttons import ButtonSize, CheckBox, DangerButton
from divide_app.ui.widgets.cards import Reflow
from divide_app.ui.widgets.fields import ChoiceField, MemoField, NumberField, TextField, split_names
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import Heading, Label
from divide_app.ui.widgets.layouts import VBox, hairline
from divide_app.ui.widgets.tables import Align, Column
from divide_app.ui.widgets.when_fields import read
from divide_app.wording.dates import fiscal_year_label
from divide_app.wording.labels import label


def _weights() -> list[tuple[Fraction, str]]:
    return [
        (Fraction(0), _("数えない")),
        (Fraction(1, 3), _("3回で1回と数える")),
        (Fraction(1, 2), _("2回で1回と数える")),
        (Fraction(1), _("1回と数える")),
    ]


class TargetSection(ListSection[Target]):
    """数え方・目標."""

    def __init__(self, screen: Screen) -> None:
        super().__init__(
            screen,
            _("目標と数え方"),
            _("計画で公表した目標です。数え方を変えると、報告に新しい版の番号が付きます。選ぶと直せます。"),
            _("目標を足す"),
            [
                Column(_("目標"), lambda target: target.name, sub=_years, bold=True),
                Column(_("数えるもの"), lambda target: label(target.metric), width=130),
                Column(
                    _("目標の数"),
                    lambda target: "" if target.at_least is None else f"{target.at_least:,}",
                    sort=lambda target: target.at_least,
                    align=Align.RIGHT,
                    width=100,
                ),
                Column(_("数え方"), lambda target: _("第{version}版").format(version=target.rule.version), width=80),
            ],
            _("目標"),
        )
        self.offer_file("population", _("地区別人口をファイルから取り込む"))
        self._target: Target | None = None
        self._make_form()

    def read(self) -> None:
        """Read the targets."""
        services = self.page.shell.services
        self.page.query(services.targets.all, self.show_lines, key="targets", states=self.states)

    def fill(self, line: Target | None) -> None:
        """Put a target into the form."""
        self._target = line
        year = self.page.shell.fiscal_year
        target = line or Target(UUID(int=0), "", Metric.SESSIONS_HELD, year, year)
        rule = target.rule
        self.name.set_text(target.name)
        self.measure.set_value(target.metric)
        self.first_year.set_text(fiscal_year_label(target.first_year, language="ja"))
        self.last_year.set_text(fiscal_year_label(target.last_year, language="ja"))
        self.at_least.set_number(target.at_least)
        self.baseline.set_number(target.baseline)
        self.owners.set_text(_("、").join(target.owners))
        self.note.set_text(target.note)
        weights = dict(rule.weights)
        for kind, box in self.weights.items():
            box.set_value(weights.get(kind, Fraction(0)))
        self.topics.set_text(_("、").join(rule.topics))
        self.rule_owners.set_text(_("、").join(rule.owners))
        self.minutes.set_number(rule.minimum_minutes or None)
        self.people.set_number(rule.minimum_attendances or None)
        self.confirmed.setChecked(rule.needs_confirmation)
        self.floored.setChecked(rule.floor_by_month)
        self.remove.setVisible(line is not None)
        self.name.line.setFocus()

    def store(self) -> None:
        """Keep the target."""
        services, actor, before = self.page.shell.services, self.page.shell.actor, self._target
        try:
            first = read(self.first_year, lambda: parse_fiscal_year(self.first_year.text))
            last = read(self.last_year, lambda: parse_fiscal_year(self.last_year.text))
            at_least, baseline = read(self.at_least, self.at_least.number), read(self.baseline, self.baseline.number)
            minutes, people = read(self.minutes, self.minutes.number), read(self.people, self.people.number)
        except DomainError:
            return
        old_rule = before.rule if before is not None else CountingRule()
        weights = tuple((kind, box.value) for kind, box in self.weights.items() if box.value)
        rule = replace(
            old_rule,
            weights=weights,
            topics=split_names(self.topics.text),
            owners=split_names(self.rule_owners.text),
            minimum_minutes=minutes or 0,
            minimum_attendances=people or 0,
            needs_confirmation=self.confirmed.isChecked(),
            floor_by_month=self.floored.isChecked(),
        )
        if dict(rule.weights) == dict(old_rule.weights):
            rule = replace(rule, weights=old_rule.weights)  # the same rule in another order is no new edition
        metric = self.measure.value or Metric.SESSIONS_HELD
        target = replace(
            before or Target(services.targets.new_id(), "", metric, first, last),
            name=self.name.text,
            metric=metric,
            first_year=first,
            last_year=last,
            at_least=at_least,
            baseline=baseline,
            owners=split_names(self.owners.text),
            note=self.note.text,
            rule=rule,
        )
        self.act(
            lambda: services.targets.keep(target, actor=actor),
            lambda: self.stored(
                _("「{name}」を保存しました").format(name=target.name),
                partial(self._put_back, before) if before is not None else None,
            ),
            fields={"name": self.name, "last_year": self.last_year, "at_least": self.at_least},
            busy=[self.save],
        )

    def _make_form(self) -> None:
        self.name = TextField(_("目標の名前"), required=True)
        metrics = [(metric, label(metric)) for metric in Metric]
        self.measure: ChoiceField[Metric] = ChoiceField(_("数えるもの"), metrics)
        self.first_year = TextField(_("始まりの年度"), required=True)
        self.last_year = TextField(_("終わりの年度"), required=True)
        self.at_least = NumberField(_("目標の数"), most=9_999_999, hint=_("公表した「〜以上」の数です。"))
        self.baseline = NumberField(_("はじめの数"), most=9_999_999, hint=_("割合や数値の目標で使います。"))
        self.owners = TextField(_("担当課"), hint=_("2つ以上は「、」で区切ります。"))
        self.note = MemoField(_("計画の文など"), rows=2)
        self.weights: dict[SessionKind, ChoiceField[Fraction]] = {}
        for kind in SessionKind:
            self.weights[kind] = ChoiceField(_("{kind}の1回を").format(kind=label(kind)), _weights())
        self.topics = TextField(_("この分野だけ"), hint=_("空のときは、すべての分野を数えます。"))
        self.rule_owners = TextField(_("この担当課だけ"), hint=_("空のときは、すべての課を数えます。"))
        self.minutes = NumberField(_("これより短い回は数えない"), unit=_("分"))
        self.people = NumberField(_("これより少ない回は数えない"), unit=_("人"))
        self.confirmed = CheckBox(_("出席を確定した回だけ数える"))
        self.floored = CheckBox(_("講座と月ごとに、端数を切り捨てる"))
        self.remove = DangerButton(_("この目標を消す"), self._remove, size=ButtonSize.SMALL)
        ticks = QWidget()
        VBox(self.confirmed, self.floored, spacing=0, parent=ticks)
        last = QWidget()
        FlowRow(None, self.remove, parent=last)
        for row in (
            self.name,
            Reflow(self.measure, self.owners, shares=(1, 1), from_width=420),
            Reflow(self.first_year, self.last_year, shares=(1, 1), from_width=420),
            Reflow(self.at_least, self.baseline, shares=(1, 1), from_width=420),
            self.note,
            hairline(),
            Heading(_("数え方"), level=2),
            Label(_("数えなかった回には、その理由が目標・報告の画面に出ます。"), "small", wrap=True),
            Reflow(*self.weights.values(), shares=(1, 1), from_width=420),
            Reflow(self.topics, self.rule_owners, shares=(1, 1), from_width=420),
            Reflow(self.minutes, self.people, shares=(1, 1), from_width=420),
            ticks,
        ):
            self.form_card.body.add(row)
        self.finish_form()
        self.form_card.body.add(last)

    def _remove(self) -> None:
        target = self._target
        if target is None:
            return
        services, actor = self.page.shell.services, self.page.shell.actor
        self.act(
            lambda: services.targets.remove(target.id, actor=actor),
            lambda: self.stored(_("「{name}」を消しました").format(name=target.name), partial(self._put_back, target)),
            busy=[self.remove],
        )

    def _put_back(self, target: Target) -> None:
        services, actor = self.page.shell.services, self.page.shell.actor
        self.act(lambda: services.targets.keep(target, actor=actor), lambda: self.stored(_("元に戻しました")))


def _years(target: Target) -> str:
    if target.first_year == target.last_year:
        return fiscal_year_label(target.first_year)
    return _("{first}〜{last}").format(
        first=fiscal_year_label(target.first_year), last=fiscal_year_label(target.last_year)
    )
