"""When a supporter can come, how they are insured, and how they wish to be told: two pages of their panel."""

from __future__ import annotations

import re
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from divide_app.domain.calendar import parse_fiscal_year
from divide_app.domain.errors import DomainError
from divide_app.domain.people.availability import Availability, WeekTime, parse_days_off, parse_days_on, parse_weekly
from divide_app.domain.people.supporters import MOST_SESSIONS, ContactWay, ContactWishes, Supporter
from divide_app.foundation.translation import _
from divide_app.ui.screens.supporters.week_field import WeekField
from divide_app.ui.widgets.buttons import CheckBox
from divide_app.ui.widgets.fields import MemoField, NumberField, TextField
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import Heading, Label
from divide_app.ui.widgets.layouts import VBox
from divide_app.wording.availability import days_off_words, days_on_words, weekly_words
from divide_app.wording.dates import fiscal_year_label
from divide_app.wording.labels import label
from divide_app.wording.sentences import sentence

_BETWEEN = "、"


class TimesPage(QWidget):
    """来られる日."""

    def __init__(self) -> None:
        super().__init__()
        self.week = WeekField(
            _("来られる曜日・時間"),
            hint=_("空らんは、いつでも"),
            placeholder=_("月水 午前; 火 13:00-16:00"),
        )
        self.days_off = MemoField(
            _("休みの日"), hint=_("年から書き、「、」で区切ります。例：2026-12-28〜2027-01-05"), rows=2
        )
        self.days_on = MemoField(
            _("ふだんと別に来られる日"),
            hint=_("休みの日や曜日にかかわらず来られます。例：2026-12-12 13:00-16:00、2026-12-20"),
            rows=2,
        )
        self.monthly = NumberField(
            _("ひと月に引き受ける回数"),
            most=MOST_SESSIONS,
            hint=_("空らんは上限なし、0は今は引き受けない"),
            unit=_("回"),
        )
        self.weekly = NumberField(
            _("1週間に引き受ける回数"),
            most=MOST_SESSIONS,
            hint=_("空らんは上限なし、0は今は引き受けない"),
            unit=_("回"),
        )
        column = VBox(self.week, self.days_off, self.days_on, self.monthly, self.weekly, spacing=6, parent=self)
        column.add(None)

    def show_supporter(self, supporter: Supporter) -> None:
        """Show what is kept."""
        self.week.set_value(supporter.availability.weekly)
        self.days_off.set_text(days_off_words(supporter.availability.days_off))
        self.days_on.set_text(days_on_words(supporter.availability.days_on))
        self.monthly.set_number(supporter.monthly_limit)
        self.weekly.set_number(supporter.weekly_limit)

    def typed(self, supporter: Supporter) -> Supporter:
        """Return the supporter with what is typed here.

        Raises:
            DomainError: `bad_availability`, `bad_days_off`, `bad_days_on`, `bad_number`.
        """
        return replace(
            supporter,
            availability=Availability(
                self.week.value(), parse_days_off(self.days_off.text), parse_days_on(self.days_on.text)
            ),
            monthly_limit=self.monthly.number(),
            weekly_limit=self.weekly.number(),
        )

    def show_error(self, error: DomainError) -> bool:
        """Show a refusal of `typed` beside its line; return whether it was about one here."""
        if error.code == "bad_availability":
            self.week.show_error(error)
        elif error.code == "bad_days_off":
            self.days_off.set_error(sentence(error))
            self.days_off.memo.setFocus()
        elif error.code == "bad_days_on":
            self.days_on.set_error(sentence(error))
            self.days_on.memo.setFocus()
        elif error.code == "bad_number":
            field = self.monthly if not _is_number(self.monthly) else self.weekly
            field.set_error(sentence(error))
            field.line.setFocus()
        else:
            return False
        return True


class ContactPage(QWidget):
    """連絡と保険."""

    def __init__(self) -> None:
        super().__init__()
        self.ways = {way: CheckBox(label(way)) for way in ContactWay}
        self._order: tuple[ContactWay, ...] = ()
        self.phone = TextField(_("電話番号"))
        self.email = TextField(_("メールアドレス"))
        self.fax = TextField(_("ファクス番号"))
        self.address = TextField(_("住所(郵便の宛先)"))
        self.call_times = TextField(_("電話してよい時間"), placeholder=_("平日 12:00-13:00"))
        self.no_call_times = TextField(_("電話しない時間"), placeholder=_("土日; 平日 18:00以降"))
        self.insured = TextField(
            _("ボランティア活動保険の年度"), hint=_("「、」で区切ります"), placeholder=_("令和8年度、令和9年度")
        )
        ways = QWidget()
        FlowRow(*self.ways.values(), parent=ways)
        self.fields = {"phone": self.phone, "email": self.email, "fax": self.fax, "address": self.address}
        column = VBox(
            Label(_("希望する連絡の方法"), "strong"),
            ways,
            self.phone,
            self.call_times,
            self.no_call_times,
            self.email,
            self.fax,
            self.address,
            Heading(_("保険"), level=3),
            self.insured,
            spacing=6,
            parent=self,
        )
        column.add(None)

    def show_supporter(self, supporter: Supporter) -> None:
        """Show what is kept."""
        contact = supporter.contact
        self._order = contact.ways
        for way, box in self.ways.items():
            box.setChecked(way in contact.ways)
        self.phone.set_text(supporter.phone)
        self.email.set_text(contact.email)
        self.fax.set_text(contact.fax)
        self.address.set_text(contact.address)
        self.call_times.set_text(weekly_words(contact.call_times))
        self.no_call_times.set_text(weekly_words(contact.no_call_times))
        self.insured.set_text(_BETWEEN.join(fiscal_year_label(year, language="ja") for year in supporter.insured_years))

    def typed(self, supporter: Supporter) -> Supporter:
        """Return the supporter with what is typed here.

        Raises:
            DomainError: `bad_availability`, `bad_insured_year`.
        """
        chosen = [way for way in self._order if self.ways[way].isChecked()]
        chosen += [way for way, box in self.ways.items() if box.isChecked() and way not in chosen]
        kept = supporter.contact
        return replace(
            supporter,
            phone=self.phone.text,
            insured_years=_years(self.insured.text),
            contact=ContactWishes(
                ways=tuple(chosen),
                call_times=_times(self.call_times.text, kept.call_times),
                no_call_times=_times(self.no_call_times.text, kept.no_call_times),
                email=self.email.text,
                fax=self.fax.text,
                address=self.address.text,
            ),
        )

    def show_error(self, error: DomainError) -> bool:
        """Show a refusal of `typed` beside its line; return whether it was about one here."""
        if error.code == "bad_insured_year":
            field = self.insured
        elif error.code == "bad_availability":
            field = self.call_times if not _is_week(self.call_times.text) else self.no_call_times
        else:
            return False
        field.set_error(sentence(error))
        field.line.setFocus()
        return True


def _is_number(field: NumberField) -> bool:
    try:
        field.number()
    except DomainError:
        return False
    return True


def _is_week(text: str) -> bool:
    try:
        parse_weekly(text)
    except DomainError:
        return False
    return True


def _times(text: str, kept: tuple[WeekTime, ...]) -> tuple[WeekTime, ...]:
    """Return hours as typed; what is shown unchanged is what is kept, also in a language that is not read."""
    return kept if text == weekly_words(kept) else parse_weekly(text)


def _years(text: str) -> tuple[int, ...]:
    years = set()
    for word in filter(None, (part.strip() for part in re.split(r"[、,，・\s]+", text))):
        try:
            years.add(parse_fiscal_year(word))
        except DomainError:
            raise DomainError("bad_insured_year", field="insured_years", text=word) from None
    return tuple(sorted(years))
