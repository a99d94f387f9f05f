"""Second step of an import: the guessed meaning of each column with samples, changed by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtWidgets import QWidget

from divide_app.foundation.translation import _
from divide_app.services.files.imports import ColumnGuess, Confidence, FieldWord, FileLook, ImportKind, Reading
from divide_app.ui.screens.imports import words
from divide_app.ui.widgets.buttons import ButtonSize, SecondaryButton
from divide_app.ui.widgets.cards import Card, Reflow
from divide_app.ui.widgets.fields import ChoiceBox, TextField
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import Label
from divide_app.ui.widgets.layouts import VBox, sized
from divide_app.ui.widgets.tables import Column, LinesTableModel, TableView
from divide_app.wording.import_fields import field_word


@dataclass(frozen=True, slots=True)
class _Line:
    """One column of the file with the word of what it means."""

    column: ColumnGuess
    word: str

    @property
    def position(self) -> int:
        return self.column.position


class ColumnsStep(QWidget):
    """Columns at the left, what they may mean at the right.

    Attributes:
        look: The file as it was opened.
        columns: What each column means now.
    """

    def __init__(
        self, on_profile: Callable[[str], object], on_save: Callable[[str], object], on_change: Callable[[], object]
    ) -> None:
        super().__init__()
        self._on_change = on_change
        self._on_save = on_save
        self.look: FileLook | None = None
        self.columns: tuple[ColumnGuess, ...] = ()
        self._words: dict[str, str] = {}
        self.profile: ChoiceBox[str] = ChoiceBox(accessible_name=_("列の対応表"))
        self.profile.picked.connect(lambda name: on_profile(str(name)))
        self.note = Label("", "small", wrap=True)
        self.course: ChoiceBox[str] = ChoiceBox(accessible_name=_("どの講座への申込か"))
        self.course.picked.connect(lambda _value: self._changed())
        self.course_row = QWidget()
        self.source = TextField(_("名簿の出どころ"), placeholder=_("南公民館"))
        FlowRow(Label(_("講座"), "strong"), self.course, self.source, spacing=10, parent=self.course_row)
        self.year = TextField(
            _("年度"), placeholder=_("令和8年度"), hint=_("日付に年がない一覧のとき（8月12日（水）など）")
        )
        self.year.line.editingFinished.connect(self._changed)
        self.model: LinesTableModel[_Line] = LinesTableModel(
            [
                Column(
                    _("ファイルの列"), lambda one: one.column.header, sub=lambda one: _samples(one.column), bold=True
                ),
                Column(_("意味"), lambda one: one.word or _("（使わない）"), width=150),
                Column(
                    _("確かさ"),
                    lambda one: words.confidence_word(one.column.confidence),
                    chip=lambda one: words.confidence_chip(one.column.confidence),
                    width=96,
                ),
            ],
            key=lambda one: one.position,
        )
        self.table = TableView(self.model, accessible_name=_("ファイルの列"), plain=True)
        self.table.setSortingEnabled(False)
        self.table.chosen.connect(self._column_chosen)
        self.table.opened.connect(self._go_to_meanings)
        sized(self.table, least_height=260)
        self.meaning_model: LinesTableModel[FieldWord] = LinesTableModel(
            [Column(_("意味"), lambda one: field_word(one.word), sub=self._used_by)], key=lambda one: one.field
        )
        self.meanings = TableView(self.meaning_model, accessible_name=_("この列の意味"), plain=True)
        self.meanings.horizontalHeader().hide()
        self.meanings.setSortingEnabled(False)
        self.meanings.opened.connect(self._assign)
        sized(self.meanings, least_height=260)
        self.head = Label("", "strong", wrap=True)
        self.missing = Label("", "trouble", wrap=True)
        self.name = TextField(_("この読み方の名前"), placeholder=_("市のフォーム"))
        self.save = SecondaryButton(_("名前を付けて保存する"), self._save, size=ButtonSize.SMALL)
        self._lay_out()

    def _lay_out(self) -> None:
        left = Card()
        top = QWidget()
        FlowRow(Label(_("列の対応表"), "strong"), self.profile, spacing=10, parent=top)
        left.body.add(top)
        left.body.add(self.note)
        left.body.add(self.course_row)
        left.body.add(self.year)
        left.body.add(self.missing)
        left.body.add(self.table, 1)
        right = Card()
        right.body.add(self.head)
        right.body.add(
            Label(
                _("Enter で決めて次の列へ進みます。姓と名のように、2つの列を同じ意味にすると1つにつなぎます。"),
                "small",
                wrap=True,
            )
        )
        right.body.add(self.meanings, 1)
        right.body.add(self.name)
        row = QWidget()
        FlowRow(self.save, parent=row)
        right.body.add(row)
        VBox(spacing=0, parent=self).add(Reflow(left, right, shares=(7, 4), from_width=760), 1)

    @property
    def is_whole(self) -> bool:
        """Whether every meaning the kind needs has a column or a value."""
        return not self._lacking()

    def show_look(self, look: FileLook, courses: list[tuple[str, str]]) -> None:
        """Show a file."""
        self.look = look
        self.columns = look.columns
        self._words = {one.field: field_word(one.word) for one in look.fields}
        self.profile.set_choices([("", _("見出しから読み取る")), *((one.name, one.title) for one in look.profiles)])
        self.profile.set_value(look.profile)
        chosen = next((one for one in look.profiles if one.name == look.profile), None)
        self.note.setText(
            _("この形式は、実物のファイルではまだ確かめていません。意味が合っているか、見本の値で確かめてください。")
            if chosen is not None and chosen.is_untried
            else ""
        )
        self.note.setVisible(bool(self.note.text()))
        is_asked = look.kind is ImportKind.APPLICATIONS
        self.course_row.setVisible(is_asked)
        self.year.setVisible(look.kind is ImportKind.EVENTS)
        if look.kind is not ImportKind.EVENTS:
            self.year.set_text("")
        self.course.set_choices([("", _("ファイルの列から読む")), *courses])
        if not is_asked:
            self.course.set_value("")
            self.source.set_text("")
        self.name.set_text(chosen.title if chosen is not None and chosen.is_own else "")
        self._show()
        self.table.choose_row(0)
        self.table.setFocus()

    def reading(self) -> Reading:
        """Return how the file is to be read."""
        return Reading(self.profile.value or "", columns=self.columns, values=self._values())

    def _values(self) -> dict[str, str]:
        told = {"course": self.course.value or "", "source": self.source.text, "year": self.year.text}
        return {field: value for field, value in told.items() if value}

    def _lacking(self) -> list[str]:
        if self.look is None:
            return []
        known = {one.field for one in self.columns} | self._values().keys()
        return [field_word(one.word) for one in self.look.fields if one.is_needed and one.field not in known]

    def _show(self) -> None:
        self.model.set_lines([_Line(one, self._words.get(one.field, "")) for one in self.columns])
        self._show_missing()
        self._show_meanings()

    def _show_missing(self) -> None:
        lacking = self._lacking()
        self.missing.setText(
            _("まだ決まっていないもの: {fields}。どの列か選んでください。").format(fields=_("、").join(lacking))
            if lacking
            else ""
        )
        self.missing.setVisible(bool(lacking))
        self._on_change()

    def _show_meanings(self) -> None:
        if self.look is not None:
            self.meaning_model.set_lines([FieldWord("", _("（使わない）")), *self.look.fields])

    def _used_by(self, one: FieldWord) -> str:
        if not one.field:
            return _("内容は備考に残します") if self._keeps_extras() else _("取り込みません")
        used = [column.header for column in self.columns if column.field == one.field]
        return _("＋").join(used) if used else (_("必要") if one.is_needed else "")

    def _keeps_extras(self) -> bool:
        return self.look is None or self.look.kind not in {ImportKind.VENUES, ImportKind.POPULATION}

    def _column_chosen(self, line: object) -> None:
        if isinstance(line, _Line):
            self.head.setText(_("「{column}」の意味").format(column=line.column.header))
            self.meanings.choose(line.column.field)

    def _go_to_meanings(self, _line: object) -> None:
        self.meanings.setFocus()

    def _assign(self, meaning: object) -> None:
        line = self.table.current_line()
        if not isinstance(meaning, FieldWord) or not isinstance(line, _Line):
            return
        sure = Confidence.CERTAIN if meaning.field else Confidence.NONE
        place = line.column.position
        self.columns = tuple(
            replace(one, field=meaning.field, confidence=sure) if one.position == place else one for one in self.columns
        )
        self._show()
        self.table.choose(min(place + 1, len(self.columns) - 1))
        self.table.setFocus()

    def _changed(self) -> None:
        self._show_missing()

    def _save(self) -> None:
        if not self.name.text:
            self.name.set_error(_("名前を入力してください。まだ保存していません。"))
            return
        self._on_save(self.name.text)


def _samples(column: ColumnGuess) -> str:
    return _("　").join(column.samples) or _("（空欄）")
