"""The form of a visit request: organisation, place, number of people, and up to three preferred times."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from divide_app.domain.calendar import at_local
from divide_app.domain.errors import DomainError
from divide_app.domain.planning.courses import CatalogueEntry
from divide_app.domain.planning.visit_requests import MOST_WISHES, VisitRequest, Wish
from divide_app.foundation.translation import _
from divide_app.services.planning.visit_requests import RequestResult
from divide_app.ui.shell import Screen
from divide_app.ui.widgets.buttons import PrimaryButton, SecondaryButton
from divide_app.ui.widgets.cards import Card, Reflow
from divide_app.ui.widgets.fields import ChoiceField, DayField, Editor, Group
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import Heading, IconText
from divide_app.ui.widgets.layouts import HBox, VBox, scrolled
from divide_app.ui.widgets.record_form import Beside, RecordForm, Words
from divide_app.ui.widgets.when_fields import ClockField, day_field, put_moment
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
        """Return the wish, None for an empty row.

        Raises:
            DomainError: Something cannot be read.
        """
        first, last = self._moment(self.start, _BEGINS), self._moment(self.end, _ENDS)
        return None if first is None or last is None else Wish(first, last)

    def _moment(self, clock: ClockField, usual: time) -> datetime | None:
        day, at = self.day.day(), clock.clock()
        if day is None:
            return None
        return at_local(day, usual) if at is None else at_local(day, *at)


class WishesField(Group):
    """The wishes in their order."""

    def __init__(self, screen: Screen) -> None:
        super().__init__()
        self.rows = [WishRow(number + 1, screen) for number in range(MOST_WISHES)]
        VBox(*self.rows, parent=self)

    def inner(self) -> list[Editor]:
        """Return the inputs of all wishes."""
        return [field for row in self.rows for field in (row.day, row.start, row.end)]

    def put(self, value: Sequence[Wish]) -> None:
        """Show the wishes."""
        for number, row in enumerate(self.rows):
            row.show_wish(value[number] if number < len(value) else None)

    def typed(self) -> tuple[Wish, ...]:
        """Return the wishes.

        Raises:
            DomainError: Something cannot be read.
        """
        return tuple(wish for row in self.rows if (wish := row.wish()) is not None)

    def say_below(self, text: str | None) -> None:
        """Show a sentence about them all at the first."""
        self.rows[0].day.set_error(text)


class RequestForm(QWidget):
    """One request.

    Attributes:
        fields: The inputs.

    Signals:
        left: The form is done: the request that was kept, or None.
    """

    left = Signal(object)

    def __init__(self, screen: Screen) -> None:
        super().__init__()
        self.page = screen
        self.title = Heading("")
        self.kind: ChoiceField[UUID | None] = ChoiceField(_("講座の種類"), [(None, _("決まっていない"))], None)
        self.fields = RecordForm(
            VisitRequest,
            [
                "organisation",
                Beside("people", "catalogue_id", shares=(1, 2), from_width=360),
                "topic",
                Beside("place", "district", shares=(2, 1), from_width=360),
                None,
            ],
            ["wishes"],
            [
                Beside("contact_name", "phone", from_width=360),
                Beside("postal_code", "address", shares=(1, 2), from_width=360),
                "memo",
            ],
            words={
                "people": Words(unit=_("人")),
                "topic": Words(example=_("例：LINEで写真を送りたい")),
                "place": Words(hint=_("団体の集会所など")),
                "address": Words(hint=_("返事の宛先")),
            },
            editors={"catalogue_id": self.kind, "wishes": WishesField(screen)},
            elsewhere=("received_at",),
        )
        what, when, who = (Card(title) for title in (_("何を・だれに"), _("希望の日時"), _("連絡先")))
        for card, part in zip((what, when, who), self.fields.parts, strict=True):
            card.body.add(part, 1)
        ground = QWidget()
        body = VBox(spacing=0, margins=(0, 0, 6, 0), parent=ground)
        body.add(Reflow(what, VBox(when, who, spacing=16), shares=(1, 1), from_width=860))
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

    @property
    def wishes(self) -> list[WishRow]:
        """The rows of the wishes."""
        rows: list[WishRow] = self.fields["wishes"].rows
        return rows

    def set_kinds(self, kinds: Sequence[CatalogueEntry]) -> None:
        """Offer the kinds of course there are."""
        self.kind.box.set_choices([(None, _("決まっていない")), *((one.id, one.title) for one in kinds)])

    def begin(self, request: VisitRequest | None) -> None:
        """Fill the form."""
        self.title.setText(_("依頼を受け付ける") if request is None else _("依頼の内容を直す"))
        services = self.page.shell.services
        self.fields.put(request or VisitRequest(services.visit_requests.new_id(), "", (), 0, services.now()))
        self.trouble.hide()
        self.fields.first.setFocus()

    def store(self) -> None:
        """Keep the request."""
        services = self.page.shell.services
        try:
            request = self.fields.typed()
        except DomainError:
            return
        self.page.operate(
            lambda: services.visit_requests.save(request),
            self._kept,
            fields=self.fields.places,
            busy=[self.save],
        )

    def may_leave(self) -> bool:
        """Leave at once when nothing was typed; else say so and stay."""
        if not self.fields.is_dirty():
            return True
        self.trouble.set(_("まだ保存していません。「保存する」か「やめる」を押してください。"))
        self.trouble.show()
        return False

    def _leave(self) -> None:
        self.fields.forget()
        self.left.emit(None)

    def _kept(self, result: RequestResult) -> None:
        self.fields.forget()
        words = _("「{organisation}」の依頼を保存しました。").format(organisation=result.request.organisation)
        past = past_words(result.past)
        self.page.shell.notice(past[0] if past else words, kind="warn" if past else "done")
        self.left.emit(result.request)
