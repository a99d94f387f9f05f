"""Third step of the wizard: how people apply, and the flyer's texts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from divide_app.domain.errors import DomainError
from divide_app.domain.planning.courses import Course
from divide_app.foundation.translation import _
from divide_app.services.planning.scheduling import PlanResult
from divide_app.ui.widgets.cards import Card, Reflow
from divide_app.ui.widgets.course_fields import FlyerFields, GatheringFields
from divide_app.ui.widgets.facts import Facts
from divide_app.ui.widgets.labels import Label
from divide_app.ui.widgets.layouts import VBox
from divide_app.wording.dates import day_and_clock, day_and_range
from divide_app.wording.labels import label


class GatherStep(QWidget):
    """Application and flyer at the left, the flyer's words at the right."""

    def __init__(
        self,
        course: Callable[[], Course],
        result: Callable[[], PlanResult | None],
        place: Callable[[], str],
        today: Callable[[], date],
    ) -> None:
        """The callables give what the steps before say."""
        super().__init__()
        self._course, self._result, self._place = course, result, place
        self.gathering, self.flyer = GatheringFields(today), FlyerFields()
        apply, words = Card(_("申込")), Card(_("チラシ"))
        apply.body.add(self.gathering)
        words.body.add(self.flyer)
        self.sheet = Card(_("チラシの内容"))
        self.flyer_title = Label("", "title", wrap=True)
        self.flyer_words = Label("", wrap=True)
        self.facts = Facts()
        for part in (self.flyer_title, self.flyer_words, self.facts):
            self.sheet.body.add(part)
        note = Label(_("登録すると、印刷の画面で紙の見本を見られます。"), "small", wrap=True)
        self.sheet.body.add(note)
        self.sheet.body.add(None)
        left = VBox(apply, words, None, spacing=16)
        VBox(Reflow(left, self.sheet, shares=(1, 1)), None, spacing=0, parent=self)
        for group in (self.gathering, self.flyer):
            for line in group.findChildren(QLineEdit):
                line.textChanged.connect(lambda _text: self.show_flyer())
            for memo in group.findChildren(QPlainTextEdit):
                memo.textChanged.connect(self.show_flyer)
        self.gathering.selection.picked.connect(lambda _value: self.show_flyer())

    def show_flyer(self) -> None:
        """Show what the flyer will say."""
        try:
            course = self._course()
        except DomainError:
            return
        flyer = self.flyer.onto(course)
        gathering = self.gathering
        self.flyer_title.setText(flyer.title)
        self.flyer_words.setText(flyer.description)
        self.flyer_words.setVisible(bool(flyer.description))
        result = self._result()
        meetings = sorted(result.meetings, key=lambda one: one.starts_at) if result is not None else []
        when = "\n".join(day_and_range(one.starts_at, one.ends_at) for one in meetings)
        seats = ""
        if flyer.capacity is not None:
            kind = gathering.selection.value
            seats = _("{count}人（{how}）").format(count=flyer.capacity, how=label(kind) if kind is not None else "")
        self.facts.set_facts(
            [
                (_("日時"), when),
                (_("会場"), self._place()),
                (_("定員"), seats),
                (_("対象"), flyer.audience),
                (_("参加費"), flyer.fee),
                (_("持ち物"), flyer.belongings),
                (_("申込"), self._how()),
                (_("電話"), gathering.phone.text),
                (_("ページ"), gathering.url.text),
                (_("問い合わせ"), gathering.contact.text),
            ]
        )

    def _how(self) -> str:
        # While a day is being typed it cannot be read yet; the row itself says so when the step is left.
        start, end = self.gathering.from_day.text, self.gathering.until_day.text
        if start and end:
            return _("{start}から{end}まで").format(start=start, end=end)
        if end:
            return _("{end}まで").format(end=end)
        return _("{start}から").format(start=start) if start else ""


def when_words(result: PlanResult) -> str:
    """Return the first meeting and how many there are, for the sentence after saving."""
    first = min(meeting.starts_at for meeting in result.meetings)
    return _("第1回は{when}、全{count}回です。").format(when=day_and_clock(first), count=len(result.meetings))
