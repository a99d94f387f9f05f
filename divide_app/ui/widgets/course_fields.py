"""The input fields of a course, shared by planning and editing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, time

from PySide6.QtWidgets import QLineEdit, QWidget

from divide_app.domain.planning.courses import Course, SelectionKind
from divide_app.foundation.translation import _
from divide_app.ui.background import ErrorPlace
from divide_app.ui.widgets.buttons import CheckBox
from divide_app.ui.widgets.cards import Reflow
from divide_app.ui.widgets.fields import ChoiceField, MemoField, NumberField, TextField, split_names
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import Label
from divide_app.ui.widgets.layouts import VBox, clear
from divide_app.ui.widgets.when_fields import ClockField, day_field, moment_of, put_moment, read
from divide_app.wording.labels import label

OPENS_AT = time(8, 30)
"""Applications begin with the office's day when no time is given (Local government offices open at 8:30)."""

CLOSES_AT = time(17, 15)
"""And end with it."""


class BasicFields(QWidget):
    """What the course is: title, seats, ratio, sections."""

    def __init__(self) -> None:
        super().__init__()
        self.title = TextField(_("講座名"), required=True)
        self.topic = TextField(_("分野"), hint=_("報告はこの分野ごとにまとまります。"))
        self.capacity = NumberField(_("定員"), unit=_("人"), hint=_("申込を取らない相談会は、空のままにします。"))
        self.ratio = NumberField(
            _("支援者1人あたりの参加者"), unit=_("人"), hint=_("足りない支援者の数を、これで数えます。")
        )
        self.owners = OwnersField()
        self.partners = TextField(_("いっしょに行う団体"), hint=_("2つ以上は「、」で区切ります。"))
        VBox(self.title, self.topic, self.capacity, self.ratio, self.owners, self.partners, spacing=10, parent=self)

    def places(self) -> dict[str, ErrorPlace]:
        """Return where a refusal's sentence goes."""
        return {"title": self.title, "capacity": self.capacity}

    def put(self, course: Course) -> None:
        """Show a course."""
        self.title.set_text(course.title)
        self.topic.set_text(course.topic)
        self.capacity.set_number(course.capacity)
        self.ratio.set_number(course.people_per_supporter or None)
        self.owners.put(course.owners)
        self.partners.set_text(_("、").join(course.partners))

    def onto(self, course: Course) -> Course:
        """Return the course with what stands in the rows; refusals are shown.

        Raises:
            DomainError: A number cannot be read.
        """
        return replace(
            course,
            title=self.title.text,
            topic=self.topic.text,
            capacity=read(self.capacity, self.capacity.number),
            people_per_supporter=read(self.ratio, self.ratio.number) or 0,
            owners=self.owners.names(),
            partners=split_names(self.partners.text),
        )


class OwnersField(QWidget):
    """The sections that own a course: a tick for each known one, and a line for others."""

    def __init__(self) -> None:
        super().__init__()
        self._boxes: dict[str, CheckBox] = {}
        self._ticks = QWidget()
        self._row = FlowRow(spacing=16, row_spacing=0, parent=self._ticks)
        self.others = QLineEdit()
        self.others.setAccessibleName(_("担当課"))
        VBox(Label(_("担当課"), "strong"), self._ticks, self.others, spacing=4, parent=self)
        self._offer([])

    def offer(self, sections: Sequence[str]) -> None:
        """Offer the sections the office knows; what is ticked stays ticked."""
        if list(sections) != list(self._boxes):
            chosen = self.names()
            self._offer(sections)
            self.put(chosen)

    def _offer(self, sections: Sequence[str]) -> None:
        clear(self._row)
        self._boxes = {}
        for name in sections:
            box = CheckBox(name)
            box.setAccessibleName(_("担当課：{name}").format(name=name))
            self._boxes[name] = box
            self._row.add(box)
        self._ticks.setVisible(bool(sections))
        more = _("ほかの課（2つ以上は「、」で区切る）") if sections else _("2つ以上は「、」で区切ります")
        self.others.setPlaceholderText(more)

    def put(self, owners: Sequence[str]) -> None:
        """Tick these; unknown ones go to the line."""
        for name, box in self._boxes.items():
            box.setChecked(name in owners)
        self.others.setText(_("、").join(name for name in owners if name not in self._boxes))

    def names(self) -> tuple[str, ...]:
        """Return the chosen sections."""
        ticked = [name for name, box in self._boxes.items() if box.isChecked()]
        return tuple(dict.fromkeys([*ticked, *split_names(self.others.text())]))


class GatheringFields(QWidget):
    """How people apply: first come or lottery, from when until when, where."""

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__()
        kinds = [(kind, label(kind)) for kind in SelectionKind]
        self.selection: ChoiceField[SelectionKind] = ChoiceField(_("決めかた"), kinds, SelectionKind.FIRST_COME)
        self.from_day = day_field(_("申込の始まり"), hint=_("空のときは、すぐに受け付けます。"), today=today)
        self.from_clock = ClockField(_("時刻"), hint=_("空のときは 8:30"))
        self.until_day = day_field(
            _("申込の終わり"), hint=_("空のときは、第1回が始まるまで受け付けます。"), today=today
        )
        self.until_clock = ClockField(_("時刻"), hint=_("空のときは 17:15"))
        self.phone = TextField(_("申込の電話番号"))
        self.url = TextField(_("申込のページ"), placeholder="https://", hint=_("チラシの QR コードになります。"))
        self.contact = TextField(_("問い合わせ先"))
        VBox(
            self.selection,
            Reflow(self.from_day, self.from_clock, shares=(3, 2), from_width=300),
            Reflow(self.until_day, self.until_clock, shares=(3, 2), from_width=300),
            self.phone,
            self.url,
            self.contact,
            spacing=10,
            parent=self,
        )

    def places(self) -> dict[str, ErrorPlace]:
        """Return where a refusal's sentence goes."""
        return {"apply_until": self.until_day, "apply_url": self.url, "phone": self.phone}

    def put(self, course: Course) -> None:
        """Show a course."""
        self.selection.set_value(course.selection)
        put_moment(course.apply_from, self.from_day, self.from_clock)
        put_moment(course.apply_until, self.until_day, self.until_clock)
        self.phone.set_text(course.phone)
        self.url.set_text(course.apply_url)
        self.contact.set_text(course.contact)

    def onto(self, course: Course) -> Course:
        """Return the course with what stands in the rows; refusals are shown.

        Raises:
            DomainError: A day or a time cannot be read.
        """
        return replace(
            course,
            selection=self.selection.value or SelectionKind.FIRST_COME,
            apply_from=moment_of(self.from_day, self.from_clock, OPENS_AT),
            apply_until=moment_of(self.until_day, self.until_clock, CLOSES_AT),
            phone=self.phone.text,
            apply_url=self.url.text,
            contact=self.contact.text,
        )


class FlyerFields(QWidget):
    """What the flyer says beside the facts."""

    def __init__(self) -> None:
        super().__init__()
        self.audience = TextField(_("対象"), placeholder=_("市内にお住まいの60歳以上の方"))
        self.description = MemoField(_("紹介文"), hint=_("チラシの題の下に入ります。"), rows=3)
        self.fee = TextField(_("参加費"), placeholder=_("無料"))
        self.belongings = TextField(_("持ち物"), placeholder=_("お使いのスマートフォン"))
        self.question = TextField(_("受付で聞くこと"), hint=_("書いておくと、受付で全員に聞きます。"))
        VBox(self.audience, self.description, self.fee, self.belongings, self.question, spacing=10, parent=self)

    def put(self, course: Course) -> None:
        """Show a course."""
        self.audience.set_text(course.audience)
        self.description.set_text(course.description)
        self.fee.set_text(course.fee)
        self.belongings.set_text(course.belongings)
        self.question.set_text(course.question)

    def onto(self, course: Course) -> Course:
        """Return the course with what stands in the rows."""
        return replace(
            course,
            audience=self.audience.text,
            description=self.description.text,
            fee=self.fee.text,
            belongings=self.belongings.text,
            question=self.question.text,
        )


def all_places(*groups: Mapping[str, ErrorPlace]) -> dict[str, ErrorPlace]:
    """Return the error places of several groups of rows together."""
    together: dict[str, ErrorPlace] = {}
    for group in groups:
        together |= group
    return together
