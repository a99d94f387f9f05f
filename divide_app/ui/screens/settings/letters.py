"""Settings of letters: sender, seal, envelope window, and the texts with a preview."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QLabel, QWidget

from divide_app.domain.errors import DomainError
from divide_app.domain.papers.letters import Window
from divide_app.foundation.translation import _
from divide_app.services.changes import Changes
from divide_app.services.papers.letters import LetterFormat, LetterKind, LetterOrder, LetterSettings, LetterWords
from divide_app.ui.background import Lane, Trouble
from divide_app.ui.screens.settings.section import Section
from divide_app.ui.shell import Screen
from divide_app.ui.widgets.buttons import CheckBox, PrimaryButton, SecondaryButton, SegmentedControl
from divide_app.ui.widgets.cards import Card
from divide_app.ui.widgets.fields import Field, MemoField, TextField
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import Label
from divide_app.ui.widgets.layouts import sized
from divide_app.wording.labels import label

_PREVIEW_DPI = 80.0
_WINDOW_WORDS = ("left", "top", "width", "height", "play")


class LetterSection(Section):
    """お知らせの手紙."""

    def __init__(self, screen: Screen) -> None:
        super().__init__(screen)
        self._before = LetterSettings()
        self._words: dict[LetterKind, LetterWords] = {}
        self._titles: dict[LetterKind, str] = {}
        self._texts: dict[LetterKind, str] = {}
        self._shown = LetterKind.ACCEPTED
        self.kinds = SegmentedControl(
            [(kind.value, label(kind)) for kind in LetterKind], accessible_name=_("お知らせの種類")
        )
        self.kinds.chosen.connect(lambda kind: self._turn(LetterKind(kind)))
        self.title = TextField(_("見出し"))
        self.text = MemoField(_("文章"), rows=7)
        self.fields = Label("", "small", wrap=True)
        self.usual = SecondaryButton(_("はじめの文章に戻す"), self._to_usual)
        self.look = SecondaryButton(_("見本を見る"), self._preview)
        self.picture = QLabel()
        self.picture.setAccessibleName(_("手紙の見本"))
        self.picture.hide()
        self.code = TextField(_("差出人の郵便番号"), placeholder="0208530")
        self.address = TextField(_("差出人の住所"))
        self.head = TextField(
            _("差出人の名前"), placeholder=_("青空市長 青空 太郎"), hint=_("空欄なら担当課の名前です。")
        )
        self.number = TextField(_("文書番号"), placeholder=_("青生第123号"))
        self.seal = CheckBox(_("公印を押す場所をあける（押さないときは「公印省略」と入ります）"))
        self.furigana = CheckBox(_("宛名にふりがなを付ける"))
        self.window_fields = {name: TextField(word) for name, word in self._window_words().items()}
        self.save = PrimaryButton(_("保存する"), self._save)
        self._lay_out()

    @staticmethod
    def _window_words() -> dict[str, str]:
        words = (_("左から"), _("上から"), _("窓の幅"), _("窓の高さ"), _("ゆとり"))
        return {name: _("{word}（mm）").format(word=word) for name, word in zip(_WINDOW_WORDS, words, strict=True)}

    def _lay_out(self) -> None:
        words = Card(_("手紙の文章"))
        for thing in (self.kinds, self.title, self.text, self.fields):
            words.body.add(thing)
        row = QWidget()
        FlowRow(self.look, self.usual, parent=row)
        words.body.add(row)
        words.body.add(self.picture)
        sender = Card(_("差出人"))
        for field in (self.code, self.address, self.head, self.number, self.seal, self.furigana):
            sender.body.add(field)
        window = Card(_("窓付き封筒（長形3号）の窓の位置"))
        window.body.add(
            Label(
                _(
                    "三つ折りにした紙の左上から測ります。はじめの値は、実物の封筒ではまだ確かめていません。お使いの封筒で測って直してください。"
                ),
                "soft",
                wrap=True,
            )
        )
        sizes = QWidget()
        for field in self.window_fields.values():
            sized(field, least_width=110)
        FlowRow(*self.window_fields.values(), spacing=12, parent=sizes)
        window.body.add(sizes)
        bottom = QWidget()
        FlowRow(self.save, parent=bottom)
        for card in (words, sender, window, bottom):
            self.column.add(card)
        self.column.add(None)

    def read(self) -> None:
        """Read how the office writes."""
        letters = self.page.shell.services.letters
        self.page.query(lambda: (letters.settings(), letters.words()), self._show, key="letters", states=self.states)

    def settings(self) -> LetterSettings:
        """Return what stands in the form.

        Raises:
            DomainError: `bad_window`, for a size that is no number.
        """
        self._read_fields()
        try:
            sizes = [float(field.text) for field in self.window_fields.values()]
        except ValueError:
            raise DomainError("bad_window") from None
        return replace(
            self._before,
            titles={kind: text for kind, text in self._titles.items() if text != self._words[kind].usual_title},
            texts={kind: text for kind, text in self._texts.items() if text != self._words[kind].usual_text},
            sender_postal_code=self.code.text.replace("-", "").replace("〒", ""),
            sender_address=self.address.text,
            sender_head=self.head.text,
            is_sealed=self.seal.isChecked(),
            has_furigana=self.furigana.isChecked(),
            number=self.number.text,
            window=Window(*sizes),
        )

    def _show(self, found: tuple[LetterSettings, tuple[LetterWords, ...]]) -> None:
        self._before, words = found
        self._words = {one.kind: one for one in words}
        self._titles = {one.kind: one.title for one in words}
        self._texts = {one.kind: one.text for one in words}
        self.code.set_text(self._before.sender_postal_code)
        self.address.set_text(self._before.sender_address)
        self.head.set_text(self._before.sender_head)
        self.number.set_text(self._before.number)
        self.seal.setChecked(self._before.is_sealed)
        self.furigana.setChecked(self._before.has_furigana)
        for name, field in self.window_fields.items():
            field.set_text(f"{getattr(self._before.window, name):g}")
        self._show_kind()

    def _turn(self, kind: LetterKind) -> None:
        self._read_fields()
        self._shown = kind
        self._show_kind()

    def _read_fields(self) -> None:
        if self._words:
            self._titles[self._shown] = self.title.text
            self._texts[self._shown] = self.text.text

    def _show_kind(self) -> None:
        kind = self._shown
        self.kinds.set_value(kind.value)
        self.title.set_text(self._titles[kind])
        self.text.set_text(self._texts[kind])
        names = _(" ").join(f"{{{name}}}" for name in self._words[kind].fields)
        self.fields.setText(_("差し込める言葉: {names}。中身が空の行は印刷しません。").format(names=names))
        self.picture.hide()

    def _to_usual(self) -> None:
        self.title.set_text(self._words[self._shown].usual_title)
        self.text.set_text(self._words[self._shown].usual_text)

    def _preview(self) -> None:
        try:
            settings = self.settings()
        except DomainError as error:
            self._troubled(error)
            return
        services, order = self.page.shell.services, LetterOrder(self._shown, LetterFormat.LETTER)

        def make() -> QImage:
            printed = services.letters.preview(order, settings)
            page = services.prints.page(printed.pdf, 0, _PREVIEW_DPI)
            form = QImage.Format.Format_Grayscale8 if page.grey else QImage.Format.Format_RGBA8888
            return QImage(page.pixels, page.width, page.height, page.width * (1 if page.grey else 4), form).copy()

        def shown(image: QImage) -> None:
            self.picture.setPixmap(QPixmap.fromImage(image))
            self.picture.show()

        self.page.query(make, shown, key="preview", lane=Lane.PAPER, on_trouble=self._troubled)

    def _save(self) -> None:
        try:
            settings = self.settings()
        except DomainError as error:
            self._troubled(error)
            return
        self._store(settings, partial(self._store, self._before, None))

    def _store(self, settings: LetterSettings, undo: partial[None] | None) -> None:
        services = self.page.shell.services

        def act() -> Changes:
            return services.letters.change_settings(settings)

        def done() -> None:
            self.tell_saved(_("手紙の書き方を保存しました") if undo is not None else _("元に戻しました"), undo)
            self.read()

        self.act(act, done, busy=[self.save], on_trouble=self._troubled)

    def _troubled(self, error: Trouble) -> bool:
        from divide_app.wording.sentences import sentence

        if not isinstance(error, DomainError):
            return False
        places: dict[str, Field] = {
            "bad_window": self.window_fields["left"],
            "bad_postal_code": self.code,
            "unknown_letter_field": self.text,
        }
        place = places.get(error.code)
        if place is None:
            return False
        place.set_error(sentence(error))
        place.setFocus()
        return True
