"""First step of an import: the file, by dialog or drag and drop, and what it holds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QButtonGroup, QFileDialog, QWidget

from divide_app.foundation.file_names import reachable
from divide_app.foundation.translation import _
from divide_app.services.files.imports import ImportKind
from divide_app.ui.screens.imports import words
from divide_app.ui.widgets.buttons import PrimaryButton, RadioButton
from divide_app.ui.widgets.cards import Card, Reflow
from divide_app.ui.widgets.icons import pixmap
from divide_app.ui.widgets.labels import Label
from divide_app.ui.widgets.layouts import HBox, VBox

_ORDER = (
    ImportKind.APPLICATIONS,
    ImportKind.PARTICIPANTS,
    ImportKind.SUPPORTERS,
    ImportKind.EVENTS,
    ImportKind.VENUES,
    ImportKind.POPULATION,
)


class ChooseStep(QWidget):
    """The file and its kind.

    Attributes:
        file: The file chosen, None before.
    """

    def __init__(self, on_file: Callable[[Path], object], on_kind: Callable[[ImportKind], object]) -> None:
        super().__init__()
        self._on_file = on_file
        self.file: Path | None = None
        self.choose = PrimaryButton(_("ファイルを選ぶ"), self.ask, icon_name="upload")
        self.name = Label(_("まだ選んでいません"), "strong", wrap=True)
        file_card = Card(_("ファイル"))
        picture = Label()
        picture.setPixmap(pixmap("upload", "text_soft", 40))
        picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        file_card.body.add(picture)
        told = Label(_("CSVかExcel（.xlsx）のファイルを、この窓に落とすか、ボタンで選びます。"), wrap=True)
        file_card.body.add(told)
        row = QWidget()
        HBox(self.choose, None, spacing=12, parent=row)
        file_card.body.add(row)
        file_card.body.add(self.name)
        file_card.body.add(
            Label(_("取り込むまで何も変わりません。取り込んだ後も、まとめて元に戻せます。"), "soft", wrap=True)
        )
        file_card.body.add(None)
        kinds = Card(_("何の一覧ですか"))
        self._group = QButtonGroup(self)
        self.kinds: dict[ImportKind, RadioButton] = {}
        for kind in _ORDER:
            button = RadioButton(words.kind_word(kind))
            button.setAccessibleDescription(words.kind_hint(kind))
            button.clicked.connect(lambda _checked=False, kind=kind: on_kind(kind))
            self._group.addButton(button)
            self.kinds[kind] = button
            line = QWidget()
            hint = Label(words.kind_hint(kind), "small", wrap=True)
            VBox(button, hint, spacing=0, margins=(6, 0), parent=line)
            kinds.body.add(line)
        self.kinds[ImportKind.APPLICATIONS].setChecked(True)
        VBox(Reflow(file_card, kinds, shares=(5, 6), from_width=700), spacing=0, parent=self)

    @property
    def kind(self) -> ImportKind:
        """What the file is said to hold."""
        return next(kind for kind, button in self.kinds.items() if button.isChecked())

    def set_kind(self, kind: ImportKind) -> None:
        """Say what the file holds."""
        self.kinds[kind].setChecked(True)

    def ask(self) -> QFileDialog:
        """Show the dialog of the system."""
        place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        start = str(self.file.parent) if self.file is not None else place
        dialog = QFileDialog(self, _("取り込むファイルを選ぶ"), start, _("一覧のファイル (*.csv *.xlsx *.tsv *.txt)"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: self._on_file(reachable(path)))
        dialog.open()
        return dialog

    def show_file(self, file: Path | None) -> None:
        """Show which file was chosen."""
        self.file = file
        self.name.setText(file.name if file is not None else _("まだ選んでいません"))
        self.choose.setText(_("ほかのファイルを選ぶ") if file is not None else _("ファイルを選ぶ"))
