"""The person to tell: number, the sentence to read aloud, and what came of the call in one press."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from divide_app.domain.applications import CallOutcome
from divide_app.domain.reaching import PersonToTell
from divide_app.foundation.translation import _
from divide_app.ui.widgets.buttons import PrimaryButton, SecondaryButton
from divide_app.ui.widgets.cards import Card
from divide_app.ui.widgets.facts import Facts
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import Heading, Label
from divide_app.ui.widgets.layouts import VBox
from divide_app.wording.dates import day_and_clock
from divide_app.wording.reaching import spoken, try_words


class ReachingPanel(Card):
    """The chosen person.

    Signals:
        called: What came of the call (CallOutcome).
    """

    called = Signal(CallOutcome)

    def __init__(self) -> None:
        super().__init__(margins=18, spacing=12)
        self.person: PersonToTell | None = None
        self.kana = Label("", "soft", wrap=True)
        self.title = Heading("", level=2)
        self.number = Label("", "door_result", wrap=True)
        self.number.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.words = Label("", "section", wrap=True)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.facts = Facts()
        self.told = PrimaryButton(_("伝えました (F6)"), partial(self.called.emit, CallOutcome.TOLD), icon_name="check")
        self.accepts = PrimaryButton(_("受講する (F6)"), partial(self.called.emit, CallOutcome.ACCEPTS))
        self.declines = SecondaryButton(_("辞退する"), partial(self.called.emit, CallOutcome.DECLINES))
        missed = [
            (CallOutcome.NO_ANSWER, _("お出にならない (F7)")),
            (CallOutcome.MESSAGE_LEFT, _("留守番電話に残した")),
            (CallOutcome.WRONG_NUMBER, _("番号が違う")),
        ]
        self.missed = [SecondaryButton(word, partial(self.called.emit, outcome)) for outcome, word in missed]
        acts = QWidget()
        FlowRow(self.told, self.accepts, self.declines, *self.missed, parent=acts)
        self.body.add(VBox(self.kana, self.title, self.number, spacing=2))
        self.body.add(acts)
        self.body.add(Label(_("お電話で読み上げてください"), "small"))
        self.body.add(self.words)
        self.body.add(self.facts)
        self.body.add(None)

    def show_person(self, person: PersonToTell, office: str, caller: str) -> None:
        """Show somebody with what to say."""
        self.person = person
        self.kana.setText(person.contact.kana)
        self.title.setText(person.contact.name)
        self.number.setText(person.contact.phone or _("電話番号がありません"))
        self.words.setText(spoken(person, office, caller))
        self.facts.set_facts(
            [
                (_("いつまでに"), day_and_clock(person.due)),
                (_("講座"), person.course.title),
                (_("メール"), person.contact.email),
                (_("住所"), person.contact.address),
                (_("これまで"), "\n".join(map(try_words, person.tries))),
            ]
        )
        self.told.setVisible(not person.asks_answer)
        self.accepts.setVisible(person.asks_answer)
        self.declines.setVisible(person.asks_answer)

    @property
    def buttons(self) -> list[QWidget]:
        """The answers, for switching off while one is being noted."""
        return [self.told, self.accepts, self.declines, *self.missed]
