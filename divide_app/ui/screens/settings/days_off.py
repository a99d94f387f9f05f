"""The closing days around New Year, and corrections of holidays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from divide_app.domain.errors import DomainError
from divide_app.domain.planning.days_off import YearEnd
from divide_app.foundation.translation import _
from divide_app.services.planning.days_off import DaysOff, DaysOffResult, HolidayLine
from divide_app.ui.widgets.buttons import ButtonSize, CheckBox, QuietButton, SecondaryButton
from divide_app.ui.widgets.cards import Card, CardLines, Reflow
from divide_app.ui.widgets.fields import DayField, TextField
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import Chip, ChipKind, Label
from divide_app.ui.widgets.when_fields import day_field, parse_near, read
from divide_app.wording.dates import day_range, fiscal_year_label, reiwa_day

if TYPE_CHECKING:
    from divide_app.ui.screens.settings.section import Section

_LEAP_YEAR = 2024


class YearEndCard(Card):
    """年末年始の休み.

    Attributes:
        is_closed: The office closes at all.
        save: Keeps the days.
    """

    def __init__(self, section: Section) -> None:
        super().__init__(_("年末年始の休み"))
        self._section = section
        self._kept: YearEnd | None = None
        self.is_closed = CheckBox(_("毎年、すべての会場を休みにする"))
        self.first, self.last = self._day(_("始まり")), self._day(_("終わり"))
        self.reason = TextField(_("休みの名前"), required=True)
        self.save = SecondaryButton(_("年末年始を保存する"), self._save, icon_name="check")
        self._days = Reflow(
            Reflow(self.first, self.last, shares=(1, 1), from_width=300), self.reason, shares=(3, 2), from_width=560
        )
        self.is_closed.toggled.connect(self._days.setVisible)
        row = QWidget()
        FlowRow(self.save, parent=row)
        self.body.add(
            Label(
                _("この間の予定は、休館日として重なりに出ます。くり返しの予定は、この間をとばすかずらします。"),
                "soft",
                wrap=True,
            )
        )
        for part in (self.is_closed, self._days, row):
            self.body.add(part)

    @property
    def is_editing(self) -> bool:
        """Whether something was typed that a fresh reading would overwrite."""
        if self._kept is None:
            return False
        try:
            return self._typed() != self._kept
        except DomainError:
            return True

    def show_days(self, year_end: YearEnd) -> None:
        """Show the days that are kept."""
        self._kept = year_end
        self.is_closed.setChecked(year_end.is_closed)
        self._days.setVisible(year_end.is_closed)
        self.first.set_day(date(_LEAP_YEAR, *year_end.first))
        self.last.set_day(date(_LEAP_YEAR, *year_end.last))
        self.reason.set_text(year_end.reason)

    def _day(self, word: str) -> DayField:
        today = self._section.page.shell.today
        return DayField(word, lambda text: parse_near(text, today()), _month_day, required=True)

    def _typed(self) -> YearEnd:
        """Return what stands in the rows.

        Raises:
            DomainError: A day cannot be read, or is missing.
        """
        if self._kept is not None and not self.is_closed.isChecked():
            return replace(self._kept, is_closed=False)
        first, last = self.first.day(), self.last.day()
        if first is None or last is None:
            raise DomainError("bad_date", text="")
        return YearEnd((first.month, first.day), (last.month, last.day), self.reason.text)

    def _save(self) -> None:
        try:
            if self.is_closed.isChecked():
                for field in (self.first, self.last):
                    if read(field, field.day) is None:
                        field.set_error(_("入力してください。まだ保存していません。"))
                        return
            year_end = self._typed()
        except DomainError:
            return
        section = self._section
        services = section.page.shell.services

        def done(result: DaysOffResult) -> None:
            self.show_days(year_end)
            section.tell_saved(_("年末年始の休みを保存しました"), token=result.undo)

        section.page.operate(
            lambda: services.days_off.keep_year_end(year_end),
            done,
            fields={"first": self.first, "last": self.last, "reason": self.reason},
            busy=[self.save],
        )


class HolidayCard(Card):
    """祝日の手直し: the holidays of the fiscal year on screen, each with what may be said of it."""

    def __init__(self, section: Section) -> None:
        super().__init__(_("祝日"))
        self._section = section
        self.year = Label("", "strong")
        self.lines = CardLines()
        self.day = day_field(_("祝日にする日"), required=True, today=section.page.shell.today)
        self.name = TextField(_("名前"), placeholder=_("市民の日"), required=True)
        self.add_button = SecondaryButton(_("祝日を追加する"), self._add, icon_name="plus")
        row = QWidget()
        FlowRow(self.add_button, parent=row)
        self.body.add(
            Label(
                _(
                    "国の祝日は自動で入ります。違う日だけ、ここで直します。"
                    "祝日の予定には注意が出て、くり返しの予定は祝日をとばすかずらします。"
                ),
                "soft",
                wrap=True,
            )
        )
        for part in (self.year, self.lines, Reflow(self.day, self.name, shares=(1, 1), from_width=420), row):
            self.body.add(part)

    @property
    def is_editing(self) -> bool:
        """Whether a new day is being typed."""
        return bool(self.day.text or self.name.text)

    def show_days(self, days: list[HolidayLine]) -> None:
        """Show the holidays of the year."""
        self.year.setText(_("{year}の祝日").format(year=fiscal_year_label(self._section.page.shell.fiscal_year)))
        self.lines.clear()
        for one in days:
            self.lines.add_line(_words(one), _correction_words(one), right=self._acts(one))

    def _acts(self, one: HolidayLine) -> tuple[QWidget, ...]:
        day = day_range(one.day, one.day)
        if one.is_corrected:
            chip = Chip(_("手直し"), ChipKind.INFO)
            word, act, icon = _("手直しをやめる"), self._forget, "undo"
        else:
            chip, (word, act, icon) = None, (_("祝日ではない"), self._deny, "cross")
        button = QuietButton(
            word,
            partial(act, one),
            icon_name=icon,
            size=ButtonSize.SMALL,
            accessible_name=_("{day}：{act}").format(day=day, act=word),
        )
        return (button,) if chip is None else (chip, button)

    def _add(self) -> None:
        try:
            day = read(self.day, self.day.day)
        except DomainError:
            return
        if day is None:
            self.day.set_error(_("入力してください。まだ保存していません。"))
            return
        name = self.name.text

        def done() -> None:
            self.day.set_text("")
            self.name.set_text("")

        self._say(
            lambda service: service.name_holiday(day, name),
            _("{day}を祝日にしました").format(day=reiwa_day(day)),
            done,
        )

    def _deny(self, one: HolidayLine) -> None:
        self._say(
            lambda service: service.deny_holiday(one.day),
            _("{day}を祝日ではない日にしました").format(day=reiwa_day(one.day)),
        )

    def _forget(self, one: HolidayLine) -> None:
        self._say(
            lambda service: service.forget_correction(one.day),
            _("{day}の手直しをやめました").format(day=reiwa_day(one.day)),
        )

    def _say(
        self,
        act: Callable[[DaysOff], DaysOffResult],
        words: str,
        on_done: Callable[[], object] | None = None,
    ) -> None:
        section = self._section
        services = section.page.shell.services

        def done(result: DaysOffResult) -> None:
            if on_done is not None:
                on_done()
            section.tell_saved(words, token=result.undo)
            section.read()

        section.page.operate(lambda: act(services.days_off), done, fields={"name": self.name}, busy=[self.add_button])


def _month_day(day: date) -> str:
    return _("{month}月{day}日").format(month=day.month, day=day.day)


def _words(one: HolidayLine) -> str:
    return _("{day}　{name}").format(day=day_range(one.day, one.day), name=one.name or one.usual)


def _correction_words(one: HolidayLine) -> str:
    if not one.is_corrected:
        return ""
    if not one.name:
        return _("祝日ではない日として扱います。")
    if one.usual and one.usual != one.name:
        return _("国の祝日では「{name}」です。").format(name=one.usual)
    return _("追加した祝日です。")
