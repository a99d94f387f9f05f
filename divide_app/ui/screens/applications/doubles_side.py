"""Two entries side by side: equal and different fields, and which value remains after a merge."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from divide_app.domain.lines import ParticipantLine
from divide_app.foundation.translation import _
from divide_app.services.people.merging import MergePreview
from divide_app.ui.widgets.labels import Label
from divide_app.ui.widgets.layouts import Grid, clear
from divide_app.wording.person_fields import SHOWN, field_words, value_words


class Comparison(QWidget):
    """A row for every field either entry says something in."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = Grid(spacing=12, row_spacing=6, parent=self)
        self.rows: list[tuple[str, str, str, str]] = []
        """Field, what the kept entry says, what the other says, and what becomes of it."""

    def tell(self, preview: MergePreview, kept: ParticipantLine, gone: ParticipantLine) -> None:
        """Show two entries, the kept one first."""
        clear(self._grid)
        choices = {choice.field: choice for choice in preview.choices}
        self.rows = []
        for name in SHOWN:
            mine, theirs = value_words(preview.kept, name), value_words(preview.gone, name)
            if not mine and not theirs:
                continue
            choice = choices.get(name)
            after = _("同じ") if mine == theirs else ""
            if choice is not None:
                both = bool(mine) and name in {"needs", "memo"}
                taken = _("両方を入れる") if both else _("右を入れる")
                after = taken if choice.takes_other else _("左を残す")
            self.rows.append((field_words(name), mine or "—", theirs or "—", after))
        counts = [
            (_("申込"), str(kept.applications), str(gone.applications), ""),
            (_("出席", "times"), str(kept.attendances), str(gone.attendances), ""),
        ]
        self.rows += counts
        heads = ("", _("残す登録"), _("まとめる登録"), _("まとめた後"))
        for column, words in enumerate(heads):
            self._grid.addWidget(Label(words, "small"), 0, column)
        for row, (field, mine, theirs, after) in enumerate(self.rows, 1):
            differs = mine != theirs
            role = "strong" if differs else "body"
            cells = ((field, "soft"), (mine, role), (theirs, role), (after, "small"))
            for column, (words, cell_role) in enumerate(cells):
                cell = Label(words, cell_role, wrap=True)
                cell.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
                self._grid.addWidget(cell, row, column)
        for column, share in ((0, 3), (1, 5), (2, 5), (3, 3)):
            self._grid.setColumnStretch(column, share)
