"""The published targets and the rules by which meetings count toward them."""

from __future__ import annotations

from fractions import Fraction

from divide_app.domain.calendar import parse_fiscal_year
from divide_app.domain.figures.target import Metric, Target
from divide_app.domain.planning.courses import SessionKind
from divide_app.foundation.translation import _
from divide_app.ui.screens.settings.section import Changed, RecordSection
from divide_app.ui.shell import Screen
from divide_app.ui.widgets.cards import Reflow
from divide_app.ui.widgets.fields import ChoiceField, Editor, ValueField
from divide_app.ui.widgets.labels import Heading, Label
from divide_app.ui.widgets.layouts import VBox, hairline
from divide_app.ui.widgets.record_form import Beside, RecordForm, Words
from divide_app.ui.widgets.tables import Align, Column
from divide_app.wording.dates import fiscal_year_label
from divide_app.wording.labels import label


def _weights() -> list[tuple[Fraction, str]]:
    return [
        (Fraction(0), _("数えない")),
        (Fraction(1, 3), _("3回で1回と数える")),
        (Fraction(1, 2), _("2回で1回と数える")),
        (Fraction(1), _("1回と数える")),
    ]


class WeightsField(Editor):
    """How much a meeting of each kind counts."""

    def __init__(self) -> None:
        super().__init__()
        self._given: tuple[tuple[SessionKind, Fraction], ...] = ()
        self.boxes: dict[SessionKind, ChoiceField[Fraction]] = {
            kind: ChoiceField(_("{kind}の1回を").format(kind=label(kind)), _weights()) for kind in SessionKind
        }
        VBox(Reflow(*self.boxes.values(), shares=(1, 1), from_width=420), self._error, spacing=0, parent=self)

    def put(self, value: tuple[tuple[SessionKind, Fraction], ...]) -> None:
        """Show the weights."""
        self._given = value
        weights = dict(value)
        for kind, box in self.boxes.items():
            box.put(weights.get(kind, Fraction(0)))

    def typed(self) -> tuple[tuple[SessionKind, Fraction], ...]:
        """Return the weights; the same ones in another order are no new edition of the rule."""
        weights = tuple((kind, box.value) for kind, box in self.boxes.items() if box.value)
        return self._given if dict(weights) == dict(self._given) else weights


class TargetSection(RecordSection[Target]):
    """目標と数え方."""

    def __init__(self, screen: Screen) -> None:
        super().__init__(
            screen,
            _("目標と数え方"),
            _("計画で公表した目標です。数え方を変えると、報告に新しい版の番号が付きます。選ぶと直せます。"),
            _("目標を追加する"),
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
            _form,
            remove_word=_("この目標を削除する"),
        )
        self.offer_file("population", _("地区別人口をファイルから取り込む"))

    def read(self) -> None:
        """Read the targets."""
        services = self.page.shell.services
        self.page.query(services.targets.all, self.show_lines, key="targets", states=self.states)

    def new(self) -> Target:
        """Return a target of the fiscal year on screen."""
        year = self.page.shell.fiscal_year
        return Target(self.page.shell.services.targets.new_id(), "", Metric.SESSIONS_HELD, year, year)

    def keep_record(self, record: Target) -> Changed:
        """Keep a target; a changed rule gets the next version."""
        return Changed(self.page.shell.services.targets.save(record))

    def remove_record(self, record: Target) -> Changed:
        """Take a target off the list."""
        return Changed(self.page.shell.services.targets.remove(record.id))


def _year_field(word: str) -> ValueField[int]:
    return ValueField(word, parse_fiscal_year, lambda year: fiscal_year_label(year, language="ja"), required=True)


def _form() -> RecordForm[Target]:
    several = Words(hint=_("2つ以上は「、」で区切ります。"))
    return RecordForm(
        Target,
        [
            "name",
            Beside("metric", "owners"),
            Beside("first_year", "last_year"),
            Beside("at_least", "baseline"),
            "note",
            hairline(),
            Heading(_("数え方"), level=2),
            Label(_("数えなかった回には、その理由が目標・報告の画面に出ます。"), "small", wrap=True),
            "rule.weights",
            Beside("rule.topics", "rule.owners"),
            Beside("rule.minimum_minutes", "rule.minimum_attendances"),
            *("rule.needs_confirmation", "rule.floor_by_month"),
        ],
        words={
            "owners": several,
            "at_least": Words(hint=_("公表した「〜以上」の数です。")),
            "baseline": Words(hint=_("割合や数値の目標で使います。")),
            "rule.topics": Words(hint=_("空のときは、すべての分野を数えます。")),
            "rule.owners": Words(hint=_("空のときは、すべての課を数えます。")),
            "rule.minimum_minutes": Words(unit=_("分")),
            "rule.minimum_attendances": Words(unit=_("人")),
            "rule.floor_by_month": Words(label=_("講座と月ごとに、端数を切り捨てる")),
        },
        editors={
            "first_year": _year_field(_("始まりの年度")),
            "last_year": _year_field(_("終わりの年度")),
            "rule.weights": WeightsField(),
        },
        elsewhere=("yearly", "actual_typed"),
    )


def _years(target: Target) -> str:
    if target.first_year == target.last_year:
        return fiscal_year_label(target.first_year)
    return _("{first}〜{last}").format(
        first=fiscal_year_label(target.first_year), last=fiscal_year_label(target.last_year)
    )
