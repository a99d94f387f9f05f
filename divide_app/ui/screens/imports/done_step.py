"""Last step of an import: its result, and undo."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from divide_app.foundation.translation import _
from divide_app.services.files.imports import ImportKind, ImportResult
from divide_app.ui.screens.imports import words
from divide_app.ui.wanted import (
    ApplicationsWanted,
    CoursesWanted,
    SettingsWanted,
    SupportersWanted,
    TargetsWanted,
    Wanted,
)
from divide_app.ui.widgets.buttons import PrimaryButton, SecondaryButton
from divide_app.ui.widgets.cards import Card
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import Heading, Label
from divide_app.ui.widgets.layouts import VBox, clear

_WHERE = {
    ImportKind.APPLICATIONS: ApplicationsWanted(view="list"),
    ImportKind.PARTICIPANTS: ApplicationsWanted(view="people"),
    ImportKind.SUPPORTERS: SupportersWanted(),
    ImportKind.EVENTS: CoursesWanted(),
    ImportKind.VENUES: SettingsWanted(section="venues"),
    ImportKind.POPULATION: TargetsWanted(),
}
_SHOWN = 12
"""Sentences about single rows shown; the file of the rows not taken has them all."""


class DoneStep(QWidget):
    """What became of the file."""

    def __init__(
        self,
        *,
        on_undo: Callable[[], object],
        on_save: Callable[[], object],
        on_again: Callable[[], object],
        on_go: Callable[[Wanted], object],
    ) -> None:
        super().__init__()
        self._on_go = on_go
        self._kind = ImportKind.APPLICATIONS
        self.card = Card()
        self._column = VBox(spacing=10)
        self.card.body.add(self._column)
        self.see = PrimaryButton("", self._go, icon_name="list")
        self.again = SecondaryButton(_("ほかのファイルを取り込む"), on_again, icon_name="upload")
        self.save = SecondaryButton(_("取り込めなかった行を保存する"), on_save, icon_name="download")
        self.undo = SecondaryButton(_("この取り込みを元に戻す"), on_undo, icon_name="undo")
        row = QWidget()
        FlowRow(self.see, self.save, self.again, self.undo, parent=row)
        self.card.body.add(row)
        VBox(self.card, None, spacing=0, parent=self)

    def show_result(self, result: ImportResult) -> None:
        """Say what was done."""
        self._kind = result.kind
        clear(self._column)
        changed = result.added + result.updated
        heading = _("取り込みました") if changed else _("新しく取り込んだ行はありません")
        self._column.add(Heading(heading, level=2))
        self._column.add(
            Label(
                _(
                    "{read}行のうち、追加 {added}、更新 {updated}、変わらず {unchanged}、取り込めなかった行 {rejected}"
                ).format(
                    read=f"{result.read:,}",
                    added=f"{result.added:,}",
                    updated=f"{result.updated:,}",
                    unchanged=f"{result.unchanged:,}",
                    rejected=f"{len(result.rejected):,}",
                ),
                "strong",
                wrap=True,
            )
        )
        for one in result.rejected[:_SHOWN]:
            words_of_row = _("{line}行目　{message}").format(line=one.line, message=one.message)
            self._column.add(Label(words_of_row, wrap=True))
        if len(result.rejected) > _SHOWN:
            rest = _("ほか{number}行。理由を付けてファイルに保存できます。").format(
                number=len(result.rejected) - _SHOWN
            )
            self._column.add(Label(rest, "soft", wrap=True))
        self.save.setVisible(bool(result.rejected))
        self.undo.setVisible(result.run is not None)
        self.see.setText(_("{kind}を見る").format(kind=words.kind_word(result.kind)))
        self.see.setFocus()

    def show_undone(self, text: str) -> None:
        """Say that it was taken back."""
        clear(self._column)
        self._column.add(Heading(_("元に戻しました"), level=2))
        self._column.add(Label(text, wrap=True))
        self.save.hide()
        self.undo.hide()

    def _go(self) -> None:
        self._on_go(_WHERE[self._kind])
