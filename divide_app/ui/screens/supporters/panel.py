"""One supporter: data, appointments, and the sessions of a month."""

from __future__ import annotations

import re

from PySide6.QtWidgets import QWidget

from divide_app.domain.calendar import fiscal_year_days
from divide_app.domain.lines import AssignmentLine
from divide_app.domain.people.supporters import Supporter, SupporterKind
from divide_app.foundation.translation import _
from divide_app.ui.record_list import RecordPanel
from divide_app.ui.screens.supporters.appointments import AppointmentRows
from divide_app.ui.screens.supporters.week_field import week_line
from divide_app.ui.screens.supporters.wishes import AvailabilityField, insured_field
from divide_app.ui.shell import Shell
from divide_app.ui.widgets.cards import CardLines
from divide_app.ui.widgets.erasing import Erasing
from divide_app.ui.widgets.fields import ChoiceBox, WordsField
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import Heading, Label
from divide_app.ui.widgets.layouts import VBox
from divide_app.ui.widgets.record_form import RecordForm, Words
from divide_app.wording.dates import clock_range, duration, reiwa_month, short_day
from divide_app.wording.labels import label


def split_words(text: str) -> tuple[str, ...]:
    """Return words written with 、 or , or ・ or spaces between them."""
    return tuple(word for word in re.split(r"[、,，・\s]+", text) if word)


_FORM = ("kana", "name", "kind", "organisation", "skills", "languages", "districts", "memo", None)
_TIMES = ("availability", "monthly_limit", "weekly_limit", None)
_APPOINTMENTS = ("appointments", None)


def _contact() -> list[str | QWidget | None]:
    calls = ("contact.ways", "phone", "contact.call_times", "contact.no_call_times")
    return [
        *calls,
        *("contact.email", "contact.fax", "contact.address", Heading(_("保険"), level=3), "insured_years", None),
    ]


class SupporterPanel(RecordPanel[Supporter]):
    """The chosen supporter."""

    def __init__(self, shell: Shell) -> None:
        self.shell = shell
        limit = Words(hint=_("空らんは上限なし、0は今は引き受けない"), unit=_("回"))
        form = RecordForm(
            Supporter,
            _FORM,
            _TIMES,
            _contact(),
            _APPOINTMENTS,
            words={"monthly_limit": limit, "weekly_limit": limit},
            editors={
                "skills": WordsField(
                    _("できること"), split_words, hint=_("「、」で区切ります"), placeholder=_("iPhone、Android、LINE")
                ),
                "languages": WordsField(_("ことば"), split_words, placeholder=_("手話、英語")),
                "districts": WordsField(_("行ける地区"), split_words),
                "availability": AvailabilityField(),
                "contact.call_times": week_line(_("電話してよい時間"), placeholder=_("平日 12:00-13:00")),
                "contact.no_call_times": week_line(_("電話しない時間"), placeholder=_("土日; 平日 18:00以降")),
                "insured_years": insured_field(),
                "appointments": AppointmentRows(lambda: self.form["kind"].value or SupporterKind.VOLUNTEER),
            },
            spacing=4,
        )
        words, times, contact, appointments = form.parts
        super().__init__(
            form,
            [
                ("form", _("情報"), self._with_erasing(words)),
                ("times", _("来られる日"), times),
                ("contact", _("連絡・保険"), contact),
                ("appointments", _("任命"), appointments),
                ("work", _("配置"), self._make_work()),
            ],
            name=_("支援者の情報"),
        )
        self.title.setText(_("支援者"))

    def _with_erasing(self, words: QWidget) -> QWidget:
        page = QWidget()
        self.erasing = Erasing(
            _("この方の情報を消去する"),
            _(
                "お名前・連絡先・備考など、この方とわかるものをすべて消去します。元には戻せません。"
                "活動の時間と回数の集計は変わりません。バックアップと印刷物には残ります。"
            ),
            self.erase,
        )
        VBox(words, self.erasing, spacing=0, parent=page)
        return page

    def erase(self) -> None:
        """Erase who the supporter is."""
        id_, services = self.shown_id, self.shell.services
        if id_ is not None and not self.is_new:
            self.shell.background.operate(
                self,
                lambda: services.privacy.forget_supporter(id_),
                lambda _result: self.shell.notice(_("支援者の情報を消去しました。集計は変わっていません。")),
                busy=[self.erasing.accept],
            )

    def begin_new(self, supporter: Supporter) -> None:
        """Open an empty form."""
        self.erasing.hide()
        self.begin(supporter, _("新しい支援者"))
        self.form["kana"].setFocus()

    def show_supporter(self, supporter: Supporter) -> None:
        """Show somebody."""
        self.erasing.begin()
        self.erasing.setVisible(self.shell.services.may(self.shell.services.privacy.forget_supporter))
        if self.show_record(supporter, f"{supporter.kana}　{label(supporter.kind)}"):
            self.read_work()

    def read_work(self) -> None:
        """Read the sessions of the month on screen."""
        id_, month, services = self.shown_id, self.month_box.value, self.shell.services
        if id_ is None or month is None or self.is_new:
            self._got_work([])
            return
        self.shell.background.query(
            self,
            lambda: services.supporters.assignments(year=month[0], month=month[1], supporter_id=id_),
            self._got_work,
            key="work",
        )

    def _make_work(self) -> QWidget:
        page = QWidget()
        self.month_box: ChoiceBox[tuple[int, int]] = ChoiceBox(accessible_name=_("月"))
        self._fill_months()
        self.shell.fiscal_year_changed.connect(lambda _year: self._fill_months())
        self.month_box.picked.connect(lambda _month: self.read_work())
        self.sum = Label("", "strong")
        self.work_lines = CardLines()
        column = VBox(FlowRow(self.month_box, self.sum), self.work_lines, spacing=8, parent=page)
        column.add(None)
        return page

    def _fill_months(self) -> None:
        first, _last = fiscal_year_days(self.shell.fiscal_year)
        months = [
            (first.year + (first.month - 1 + step) // 12, (first.month - 1 + step) % 12 + 1) for step in range(12)
        ]
        self.month_box.set_choices([(month, reiwa_month(*month)) for month in months])
        today = self.shell.today()
        self.month_box.set_value((today.year, today.month))

    def _got_work(self, lines: list[AssignmentLine]) -> None:
        self.work_lines.clear()
        total = 0
        for line in lines:
            minutes = line.planned_minutes if line.actual_minutes is None else line.actual_minutes
            total += minutes
            when = f"{short_day(line.starts_at)} {clock_range(line.starts_at, line.ends_at)}"
            state = _("予定", "state") if line.actual_minutes is None else _("確定")
            figure = Label(f"{duration(minutes)} {state}", "small")
            title = _("{title} 第{number}回").format(title=line.course_title, number=line.number)
            self.work_lines.add_line(title, f"{when}　{line.venue} {line.room}　{label(line.role)}", right=(figure,))
        if lines:
            self.sum.setText(_("{count}回　{hours}").format(count=len(lines), hours=duration(total)))
        else:
            self.sum.setText(_("この月の配置はありません"))
