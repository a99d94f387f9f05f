"""The form of a request, as it is read out over the telephone: who, where, how many, three wishes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import time
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from divide_app.domain.errors import DomainError
from divide_app.domain.planning.courses import CatalogueEntry
from divide_app.domain.planning.visit_requests import MOST_PEOPLE, MOST_WISHES, VisitRequest, Wish
from divide_app.foundation.translation import _
from divide_app.services.planning.visit_requests import RequestResult
from divide_app.ui.shell import Screen
from divide_app.ui.widgets.buttons import PrimaryButton, SecondaryButton
from divide_app.ui.widgets.cards import Card, Reflow
from divide_app.ui.widgets.fields import ChoiceField, DayField, MemoField, NumberField, TextField
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import Heading, IconText
from divide_app.ui.widgets.layouts import HBox, VBox, scrolled
from divide_app.ui.widgets.when_fields import ClockField, day_field, moment_of, put_moment, read
from divide_app.wording.visits import past_words

_BEGINS, _ENDS = time(10), time(12)


class WishRow(QWidget):
    """One wish: day, from, until."""

    def __init__(self, number: int, screen: Screen) -> None:
        super().__init__()
        title = _("第{number}希望の日").format(number=number)
        self.day: DayField = day_field(title, required=number == 1, today=screen.shell.today)
        self.start = ClockField(_("始まり"))
        self.end = ClockField(_("終わり"))
        row = HBox(spacing=12, parent=self)
        row.add(self.day, 5)
        row.add(self.start, 2)
        row.add(self.end, 2)

    def show_wish(self, wish: Wish | None) -> None:
        """Put a wish into the row."""
        put_moment(None if wish is None else wish.starts_at, self.day, self.start)
        self.end.set_clock(None if wish is None else wish.ends_at)

    def wish(self) -> Wish | None:
        """Return the wish, None for an empty row; refusals are shown beside the field.

        Raises:
            DomainError: Something cannot be read.
        """
        if not self.day.text:
            return None
        first = moment_of(self.day, self.start, _BEGINS)
        last = moment_of(self.day, self.end, _ENDS)
        assert first is not None
        assert last is not None
        return Wish(first, last)


class RequestForm(QWidget):
    """One request.

    Signals:
        left: The form is done: the request that was kept, or None.
    """

    left = Signal(object)

    def __init__(self, screen: Screen) -> None:
        super().__init__()
        self.page = screen
        self._request: VisitRequest | None = None
        self._was: tuple[object, ...] = ()
        self.title = Heading("")
        self.organisation = TextField(_("団体の名前"), required=True)
        self.people = NumberField(_("人数"), least=1, most=MOST_PEOPLE, unit=_("人"))
        self.kind: ChoiceField[UUID | None] = ChoiceField(_("講座の種類"), [(None, _("決まっていない"))], None)
        self.topic = TextField(_("学びたいこと"), placeholder=_("例：LINEで写真を送りたい"))
        self.place = TextField(_("会場"), hint=_("団体の集会所など"))
        self.district = TextField(_("地区"))
        self.contact = TextField(_("連絡する人"))
        self.phone = TextField(_("電話番号"))
        self.postal = TextField(_("郵便番号"))
        self.address = TextField(_("住所"), hint=_("返事の宛先"))
        self.memo = MemoField(_("備考"), rows=2)
        self.wishes = [WishRow(number + 1, screen) for number in range(MOST_WISHES)]
        what = Card(_("何を・だれに"))
        for row in (
            self.organisation,
            Reflow(self.people, self.kind, shares=(1, 2), from_width=360),
            self.topic,
            Reflow(self.place, self.district, shares=(2, 1), from_width=360),
        ):
            what.body.add(row)
        what.body.add(None)
        when = Card(_("希望の日時"))
        for wish in self.wishes:
            when.body.add(wish)
        who = Card(_("連絡先"))
        who.body.add(Reflow(self.contact, self.phone, shares=(1, 1), from_width=360))
        who.body.add(Reflow(self.postal, self.address, shares=(1, 2), from_width=360))
        who.body.add(self.memo)
        right = VBox(when, who, spacing=16)
        ground = QWidget()
        body = VBox(spacing=0, margins=(0, 0, 6, 0), parent=ground)
        body.add(Reflow(what, right, shares=(1, 1), from_width=860))
        body.add(None)
        self.trouble = IconText("trouble", "", colour="trouble")
        self.trouble.hide()
        self.save = PrimaryButton(_("保存する"), self.store)
        foot = QWidget()
        FlowRow(self.save, SecondaryButton(_("やめる"), self._leave), parent=foot)
        column = VBox(self.title, spacing=14, parent=self)
        area = scrolled(ground)
        # Its wish for height would make the page around it scroll as well.
        area.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        column.add(area, 1)
        column.add(self.trouble)
        column.add(foot)

    def set_kinds(self, kinds: Sequence[CatalogueEntry]) -> None:
        """Offer the kinds of course there are."""
        self.kind.box.set_choices([(None, _("決まっていない")), *((one.id, one.title) for one in kinds)])

    def begin(self, request: VisitRequest | None) -> None:
        """Fill the form."""
        self._request = request
        self.title.setText(_("依頼を受け付ける") if request is None else _("依頼の内容を直す"))
        self.organisation.set_text(request.organisation if request else "")
        self.people.set_number(request.people if request else None)
        self.kind.set_value(request.catalogue_id if request else None)
        for field, text in (
            (self.topic, request.topic if request else ""),
            (self.place, request.place if request else ""),
            (self.district, request.district if request else ""),
            (self.contact, request.contact_name if request else ""),
            (self.phone, request.phone if request else ""),
            (self.postal, request.postal_code if request else ""),
            (self.address, request.address if request else ""),
        ):
            field.set_text(text)
        self.memo.set_text(request.memo if request else "")
        for number, row in enumerate(self.wishes):
            row.show_wish(request.wishes[number] if request and number < len(request.wishes) else None)
        self.trouble.hide()
        self._was = self._typed()
        self.organisation.line.setFocus()

    def store(self) -> None:
        """Keep the request."""
        services, actor, now = self.page.shell.services, self.page.shell.actor, self.page.shell.services.database.now
        try:
            wishes = tuple(wish for row in self.wishes if (wish := row.wish()) is not None)
            people = read(self.people, self.people.number) or 0
        except DomainError:
            return
        old = self._request
        request = VisitRequest(
            id=services.visit_requests.new_id() if old is None else old.id,
            organisation=self.organisation.text,
            wishes=wishes,
            people=people,
            received_at=now() if old is None else old.received_at,
        )
        request = replace(
            request,
            contact_name=self.contact.text,
            phone=self.phone.text,
            postal_code=self.postal.text,
            address=self.address.text,
            district=self.district.text,
            place=self.place.text,
            catalogue_id=self.kind.value,
            topic=self.topic.text,
            memo=self.memo.text,
        )
        self.page.operate(
            lambda: services.visit_requests.keep(request, actor=actor),
            self._kept,
            fields={"organisation": self.organisation, "people": self.people, "wishes": self.wishes[0].day},
            busy=[self.save],
        )

    def may_leave(self) -> bool:
        """Leave at once when nothing was typed; else say so and stay."""
        if self._typed() == self._was:
            return True
        self.trouble.set(_("まだ保存していません。「保存する」か「やめる」を押してください。"))
        self.trouble.show()
        return False

    def _typed(self) -> tuple[object, ...]:
        texts = (self.organisation, self.people, self.topic, self.place, self.district, self.contact, self.phone)
        return (
            *(field.text for field in texts),
            *(self.postal.text, self.address.text, self.memo.text, self.kind.value),
            *((row.day.text, row.start.text, row.end.text) for row in self.wishes),
        )

    def _leave(self) -> None:
        self._was = self._typed()
        self.left.emit(None)

    def _kept(self, result: RequestResult) -> None:
        self._was = self._typed()
        words = _("「{organisation}」の依頼を保存しました。").format(organisation=result.request.organisation)
        past = past_words(result.past)
        self.page.shell.notice(past[0] if past else words, kind="warn" if past else "done")
        self.left.emit(result.request)
