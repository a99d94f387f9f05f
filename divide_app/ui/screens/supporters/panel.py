"""One supporter: everything that is kept, the appointments, and the sessions of a month."""

from __future__ import annotations

import re
from dataclasses import replace
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from divide_app.domain.calendar import fiscal_year_days
from divide_app.domain.errors import DomainError
from divide_app.domain.lines import AssignmentLine
from divide_app.domain.people.supporters import Supporter, SupporterKind
from divide_app.foundation.translation import _
from divide_app.ui.screens.supporters.appointments import AppointmentRows
from divide_app.ui.screens.supporters.wishes import ContactPage, TimesPage
from divide_app.ui.shell import Screen, Shell
from divide_app.ui.widgets.buttons import PrimaryButton, SecondaryButton, SegmentedControl
from divide_app.ui.widgets.cards import Card, CardLines
from divide_app.ui.widgets.fields import ChoiceBox, ChoiceField, Field, MemoField, TextField
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.in_card import in_card
from divide_app.ui.widgets.labels import Heading, Label
from divide_app.ui.widgets.layouts import VBox
from divide_app.wording.dates import clock_range, duration, reiwa_month, short_day
from divide_app.wording.labels import label


def split_words(text: str) -> tuple[str, ...]:
    """Return words written with 、 or , or ・ or spaces between them."""
    return tuple(word for word in re.split(r"[、,，・\s]+", text) if word)


_PAGES = ("form", "times", "contact", "appointments", "work")


class SupporterPanel(Screen):
    """The chosen supporter.

    Signals:
        save_wanted: The supporter as in the form (`Supporter`).
        left: Close the panel.
    """

    topics = frozenset({"assignments", "class_sessions"})
    save_wanted = Signal(object)
    left = Signal()

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.setObjectName("clear")
        self._original: Supporter | None = None
        self.is_new = False
        self.card = Card()
        self.title = Heading(_("支援者"), level=2)
        self.below = Label("", "small")
        self.tabs = SegmentedControl(
            [
                ("form", _("情報")),
                ("times", _("来られる日")),
                ("contact", _("連絡・保険")),
                ("appointments", _("任命")),
                ("work", _("配置")),
            ],
            accessible_name=_("支援者の情報"),
        )
        self.tabs.chosen.connect(self.turn)
        self.appointments = AppointmentRows()
        self.times = TimesPage()
        self.contact = ContactPage()
        self.pages = QStackedWidget()
        for page in (self._make_form(), self.times, self.contact, self._make_appointments(), self._make_work()):
            self.pages.addWidget(in_card(page))
        self.save_button = PrimaryButton(_("保存する"), self._save)
        self.leave_button = SecondaryButton(_("やめる"), self.discard)
        self.foot = QWidget()
        FlowRow(None, self.leave_button, self.save_button, parent=self.foot)
        body = self.card.body
        body.add(VBox(self.title, self.below, spacing=2))
        body.add(FlowRow(self.tabs))
        body.add(self.pages, 1)
        body.add(self.foot)
        VBox(spacing=0, parent=self).add(self.card, 1)

    @property
    def supporter_id(self) -> UUID | None:
        """Who is shown."""
        return None if self._original is None else self._original.id

    def begin(self, id_: UUID) -> None:
        """Open an empty form."""
        self.is_new = True
        self._show(Supporter(id_, ""))
        self.title.setText(_("新しい支援者"))
        self.below.setText("")
        self.turn("form")
        self.kana.line.setFocus()

    def show_supporter(self, supporter: Supporter) -> None:
        """Show somebody; unsaved input of the same one is kept."""
        if supporter.id == self.supporter_id and self.is_dirty():
            return
        self.is_new = False
        self._show(supporter)
        self.title.setText(supporter.name)
        self.below.setText(f"{supporter.kana}　{label(supporter.kind)}")
        self.refetch()

    def refresh(self) -> None:
        """Read the sessions of the month on screen."""
        original, month, services = self._original, self.month_box.value, self.shell.services
        if original is None or month is None or self.is_new:
            self._got_work([])
            return
        self.query(
            lambda: services.supporters.assignments(year=month[0], month=month[1], supporter_id=original.id),
            self._got_work,
            key="work",
        )

    def is_dirty(self) -> bool:
        """Whether the form differs from what is kept."""
        original = self._original
        if original is None:
            return False
        try:
            return self._typed() != original
        except DomainError:
            return True

    def discard(self) -> None:
        """Give the input up."""
        original = self._original
        if original is None:
            return
        if self.is_new:
            self._original = None
            self.left.emit()
        else:
            self._show(original)

    def saved(self) -> None:
        """Take the form as kept."""
        self.is_new = False
        self._original = None

    def turn(self, name: str) -> None:
        """Show `form`, `times`, `contact`, `appointments` or `work`."""
        self.tabs.set_value(name)
        self.pages.setCurrentIndex(_PAGES.index(name))
        self.foot.setVisible(name != "work")

    def _save(self) -> None:
        try:
            supporter = self._typed()
        except DomainError as error:
            self._show_trouble(error)
            return
        if self.save_button.isEnabled():
            self.save_wanted.emit(supporter)

    def _show_trouble(self, error: DomainError) -> None:
        """Turn to the page whose input cannot be read, and say so there."""
        assert self._original is not None
        for name, page in (("times", self.times), ("contact", self.contact)):
            try:
                page.typed(self._original)
            except DomainError as own:
                self.turn(name)
                page.show_error(own)
                return
        self.turn("appointments")
        self.appointments.show_error(error)

    def _typed(self) -> Supporter:
        assert self._original is not None
        return replace(
            self.contact.typed(self.times.typed(self._original)),
            name=self.name.text,
            kana=self.kana.text,
            kind=self.kind.value or SupporterKind.VOLUNTEER,
            organisation=self.organisation.text,
            skills=split_words(self.skills.text),
            languages=split_words(self.languages.text),
            districts=split_words(self.districts.text),
            memo=self.memo.text,
            appointments=self.appointments.value(),
        )

    def _show(self, supporter: Supporter) -> None:
        self._original = supporter
        for field, text in (
            (self.name, supporter.name),
            (self.kana, supporter.kana),
            (self.organisation, supporter.organisation),
            (self.skills, "、".join(supporter.skills)),
            (self.languages, "、".join(supporter.languages)),
            (self.districts, "、".join(supporter.districts)),
        ):
            field.set_text(text)
        self.kind.set_value(supporter.kind)
        self.times.show_supporter(supporter)
        self.contact.show_supporter(supporter)
        self.memo.set_text(supporter.memo)
        self.appointments.set_value(supporter.appointments, supporter.kind)

    def _make_form(self) -> QWidget:
        self.kana = TextField(_("かな"))
        self.name = TextField(_("氏名"), required=True)
        self.kind: ChoiceField[SupporterKind] = ChoiceField(_("種類"), [(kind, label(kind)) for kind in SupporterKind])
        self.organisation = TextField(_("所属"))
        self.skills = TextField(_("できること"), hint=_("「、」で区切ります"), placeholder=_("iPhone、Android、LINE"))
        self.languages = TextField(_("ことば"), placeholder=_("手話、英語"))
        self.districts = TextField(_("行ける地区"))
        self.memo = MemoField(_("備考"), rows=2)
        self.fields: dict[str, Field] = {
            "name": self.name,
            **self.contact.fields,
            "monthly_limit": self.times.monthly,
            "weekly_limit": self.times.weekly,
            "days_off": self.times.days_off,
            "organisation": self.organisation,
            "memo": self.memo,
            "last_day": self.appointments.message,
        }
        form = QWidget()
        column = VBox(spacing=4, parent=form)
        for field in (
            self.kana,
            self.name,
            self.kind,
            self.organisation,
            self.skills,
            self.languages,
            self.districts,
            self.memo,
        ):
            column.add(field)
        column.add(None)
        for line in (self.kana, self.name, self.organisation):
            line.line.returnPressed.connect(self._save)
        return form

    def _make_appointments(self) -> QWidget:
        page = QWidget()
        VBox(self.appointments, None, parent=page)
        return page

    def _make_work(self) -> QWidget:
        page = QWidget()
        self.month_box: ChoiceBox[tuple[int, int]] = ChoiceBox(accessible_name=_("月"))
        self._fill_months()
        self.shell.fiscal_year_changed.connect(lambda _year: self._fill_months())
        self.month_box.picked.connect(lambda _month: self.refetch())
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
