"""The line at a hall's PC that tells whether the package file is up to date, and what to do if not."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from divide_app.foundation.translation import _
from divide_app.services.door.hall_packages import HallState
from divide_app.ui.screens.door.compact import set_compact
from divide_app.ui.widgets.buttons import ButtonSize, PrimaryButton, QuietButton
from divide_app.ui.widgets.cards import Card
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import IconText


class HallLine(Card):
    """One quiet line; it turns into a warning with two buttons when the file could not be written.

    Signals:
        write_wanted: Try to write the file again.
        leave_wanted: Close although the file is behind; the acts stay on this PC.
    """

    write_wanted = Signal()
    leave_wanted = Signal()

    def __init__(self) -> None:
        super().__init__(margins=12, spacing=8)
        self.is_behind = False
        self.words = IconText("check_circle", "", "body", colour="done")
        door = ButtonSize.DOOR
        self.write_button = PrimaryButton(_("もう一度書く"), self.write_wanted.emit, icon_name="retry", size=door)
        self.leave_button = QuietButton(_("このまま閉じる"), self.leave_wanted.emit, size=door)
        for button in (self.write_button, self.leave_button):
            set_compact(button, is_compact=True)
        self.body.add(self.words)
        self._acts = QWidget()
        FlowRow(self.write_button, self.leave_button, parent=self._acts)
        self.body.add(self._acts)
        self.hide()

    def show_state(self, state: HallState | None, *, is_closing: bool = False) -> None:
        """Show how the file stands; nothing at the office, where there is no such file."""
        self.setVisible(state is not None)
        if state is None:
            return
        self.is_behind = state.is_behind
        self._acts.setVisible(state.is_behind)
        self.leave_button.setVisible(is_closing)
        if state.is_behind:
            self.set_sheet("warn")
            self.words.set(
                _(
                    "受付は、このパソコンに残っていますが、「{name}」にまだ書けていません。"
                    "USBメモリーを差し直して、「もう一度書く」を押してください。"
                ).format(name=state.file.name),
                "warning",
                "warn",
            )
        else:
            self.set_sheet("card")
            self.words.set(
                _("会場用の受付パックです。受けた記録は、すべて「{name}」に書き込み済みです。").format(
                    name=state.file.name
                ),
                "check_circle",
                "done",
            )
