"""The confirmation before a person is erased, with what remains."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import Signal

from divide_app.foundation.translation import _
from divide_app.ui.widgets.buttons import DangerButton, SecondaryButton
from divide_app.ui.widgets.cards import Card
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import Heading, IconText, Label


class ForgetCard(Card):
    """The question, and what follows from a yes.

    Signals:
        agreed: Forget this participant (UUID), and cancel what they are expected at (bool).
        left: Leave everything as it is.
    """

    agreed = Signal(UUID, bool)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._person: UUID | None = None
        self._with_cancel = False
        self.words = Label("", wrap=True)
        self.expected = IconText("warning", "", colour="warn")
        self.accept = DangerButton(_("消去する"), self._agree)
        self.body.add(Heading(_("この方の情報を消去しますか"), level=2))
        self.body.add(self.words)
        self.body.add(self.expected)
        self.body.add(FlowRow(self.accept, SecondaryButton(_("やめる"), self.left.emit)))
        self.body.add(None)

    def begin(self, person: UUID, *, with_cancel: bool) -> None:
        """Ask about a person."""
        self._person, self._with_cancel = person, with_cancel
        self.words.setText(
            _(
                "氏名・連絡先・備考など、この方とわかるものをすべて消去します。元には戻せません。\n"
                "人数や出席の集計は変わりません。バックアップと印刷物には残ります。"
            )
        )
        self.expected.hide()
        self.accept.setText(_("消去する"))
        self.accept.setFocus()

    def tell_expected(self, words: str) -> None:
        """Say what the person is still expected at, and offer to cancel it in the same act."""
        self._with_cancel = True
        self.expected.set(words)
        self.expected.show()
        self.accept.setText(_("申込を取り消して消去する"))
        self.accept.setFocus()

    def _agree(self) -> None:
        if self._person is not None:
            self.agreed.emit(self._person, self._with_cancel)
