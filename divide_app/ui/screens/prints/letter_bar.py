"""Options for letters: kind, paper, and whether only people not informed yet."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from divide_app.domain.papers.papers import PrintKind
from divide_app.foundation.translation import _
from divide_app.services.papers.letters import LetterFormat, LetterKind, LetterOrder
from divide_app.ui.widgets.buttons import CheckBox
from divide_app.ui.widgets.fields import ChoiceBox
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.layouts import VBox
from divide_app.wording.labels import label

CALLS = "calls"


class LetterBar(QWidget):
    """The choices above the list of courses.

    Signals:
        kind_changed: Another kind of letter: other courses are offered.
        changed: The same courses, made otherwise.
    """

    kind_changed = Signal()
    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.kinds: ChoiceBox[LetterKind] = ChoiceBox(
            [(kind, label(kind)) for kind in LetterKind], accessible_name=_("何のお知らせか")
        )
        self.papers: ChoiceBox[str] = ChoiceBox(
            [*((one.value, label(one)) for one in LetterFormat), (CALLS, _("電話する方の一覧"))],
            accessible_name=_("お知らせの紙"),
        )
        self.unsent = CheckBox(_("まだ送っていない方だけ"))
        self.kinds.picked.connect(lambda _kind: self.kind_changed.emit())
        self.papers.picked.connect(lambda _paper: self._paper_chosen())
        self.unsent.toggled.connect(lambda _on: self.changed.emit())
        row = QWidget()
        FlowRow(self.kinds, self.papers, spacing=8, row_spacing=8, parent=row)
        VBox(row, self.unsent, spacing=8, parent=self)

    @property
    def kind(self) -> LetterKind:
        """What the letters tell."""
        return self.kinds.value or LetterKind.ACCEPTED

    @property
    def paper(self) -> PrintKind:
        """Letters, or the list of those to call."""
        return PrintKind.CALL_LIST if self.papers.value == CALLS else PrintKind.NOTICES

    def order(self) -> LetterOrder:
        """Return which letters are to be made."""
        chosen = self.papers.value or LetterFormat.LETTER.value
        paper = LetterFormat.LETTER if chosen == CALLS else LetterFormat(chosen)
        return LetterOrder(self.kind, paper, only_unsent=self.unsent.isChecked())

    def _paper_chosen(self) -> None:
        self.unsent.setVisible(self.papers.value != CALLS)
        self.changed.emit()
