"""トークン: what machines sign in with, made here by staff, shown once, and withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from divide_app.domain.errors import DomainError
from divide_app.domain.office.office import Role
from divide_app.foundation.translation import _
from divide_app.services.office.tokens import TokenLine, TokenResult
from divide_app.ui.background import Trouble
from divide_app.ui.save_dialog import ask_where
from divide_app.ui.screens.settings.section import Section
from divide_app.ui.widgets.buttons import Button, ButtonSize, DangerButton, PrimaryButton, SecondaryButton
from divide_app.ui.widgets.cards import Card, CardLines
from divide_app.ui.widgets.fields import ChoiceField, MemoField, TextField
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import Chip, ChipKind, IconText, Label
from divide_app.ui.widgets.page_switch import PageSwitch
from divide_app.ui.widgets.when_fields import day_field
from divide_app.wording.dates import day_and_clock, reiwa_day
from divide_app.wording.labels import label
from divide_app.wording.sentences import sentence
from divide_app.wording.users import role_words, token_state


class TokenPages(PageSwitch):
    """The list of tokens, and in its place the form, the token just made, or the question before one is withdrawn.

    Attributes:
        secret: The token just made, as long as it is shown; "" otherwise.
    """

    def __init__(self, section: Section) -> None:
        super().__init__()
        self._section, self.secret, self._name = section, "", ""
        self.list_card, self.form_card = Card(_("機械のトークン")), Card(_("新しいトークン"))
        self.made_card, self.ask_card = Card(_("トークンを作りました"), sheet="done"), Card(sheet="warn")
        for page in (self.list_card, self.form_card, self.made_card, self.ask_card):
            self.add(page)
        self._make_list()
        self._make_form()
        self._make_made()
        self.question = Label("", wrap=True)
        self.yes = DangerButton(_("このトークンを取り消す"), self.withdraw)
        self.no = SecondaryButton(_("取り消さない"), self.show_list)
        self.ask_card.body.add(self.question)
        self.ask_card.body.add(_row(self.yes, self.no))

    @property
    def is_editing(self) -> bool:
        """Whether something other than the list is shown."""
        return self.current is not self.list_card

    def _make_list(self) -> None:
        body = self.list_card.body
        body.add(
            Label(
                _(
                    "機械がコマンドを使うときに、パスワードの代わりにするものです。"
                    "夜の間に写しを作るタスク スケジューラーなどで使います。"
                    "行ったことは、トークンの名前で記録に残ります。"
                ),
                "soft",
                wrap=True,
            )
        )
        self.add_button = SecondaryButton(_("トークンを作る"), self.begin, icon_name="plus", size=ButtonSize.SMALL)
        self.list_card.head.add(self.add_button)
        self.nothing = Label(_("トークンはありません。"), wrap=True)
        self.lines = CardLines()
        body.add(self.nothing)
        body.add(self.lines)

    def _make_form(self) -> None:
        self.name = TextField(
            _("トークンの名前"), hint=_("何に使うかがわかる名前にします。例：夜間の写し"), required=True
        )
        self.role: ChoiceField[Role] = ChoiceField(
            _("役割"), [(role, label(role)) for role in Role], hint=_("仕事に足りる、いちばん小さい役割にします。")
        )
        self.role_text = Label("", "soft", wrap=True)
        self.role.picked.connect(lambda _role: self._explain())
        self.until = day_field(
            _("使える最後の日"),
            hint=_("空けておくと、取り消すまで使えます。"),
            today=self._section.page.shell.today,
        )
        self.make_button = PrimaryButton(_("作る"), self.make)
        self.leave = SecondaryButton(_("やめる"), self.show_list)
        for part in (self.name, self.role, self.role_text, self.until, _row(self.make_button, self.leave)):
            self.form_card.body.add(part)

    def _make_made(self) -> None:
        self.made_words = Label("", wrap=True)
        self.shown = MemoField(_("トークン"), rows=3)  # which breaks a word that is longer than a line
        self.shown.set_read_only(True)
        once = IconText(
            "warning",
            _("見えるのは、いまだけです。あとから見る方法はないので、ファイルに保存するか、写してください。"),
            colour="warn",
        )
        self.copy = SecondaryButton(_("トークンを写す"), self._copy, icon_name="copy")
        self.save_button = PrimaryButton(_("ファイルに保存"), self.ask_file, icon_name="download")
        self.done_button = SecondaryButton(_("終わる"), self.show_list)
        self.told = IconText("check", "", colour="done")
        buttons = _row(self.save_button, self.copy, self.done_button)
        for part in (self.made_words, self.shown, once, buttons, self.told):
            self.made_card.body.add(part)

    def show_lines(self, lines: Sequence[TokenLine]) -> None:
        """Show which tokens there are."""
        self.lines.clear()
        self.nothing.setVisible(not lines)
        self.lines.setVisible(bool(lines))
        for one in lines:
            words = token_state(is_withdrawn=one.is_withdrawn, is_over=one.is_over)
            right: list[QWidget] = [Chip(words, ChipKind.DONE if one.holds else ChipKind.NEUTRAL)]
            if not one.is_withdrawn:
                right.append(
                    SecondaryButton(
                        _("このトークンを取り消す"),
                        partial(self.ask, one.name),
                        size=ButtonSize.SMALL,
                        accessible_name=_("トークン「{name}」を取り消す").format(name=one.name),
                    )
                )
            self.lines.add_line(one.name, _below(one), right=tuple(right))

    def show_list(self) -> None:
        """Show the list again; a token that was shown is gone from here."""
        self.secret = ""
        self.shown.set_text("")
        self.show_page(self.list_card)
        self.add_button.setFocus()
        self._section.read()

    def begin(self) -> None:
        """Ask for what a new token is."""
        self.name.set_text("")
        self.role.set_value(Role.COORDINATOR)
        self.until.set_day(None)
        for field in (self.name, self.until):
            field.set_error(None)
        self._explain()
        self.show_page(self.form_card)
        self.name.line.setFocus()

    def make(self) -> None:
        """Make the token, and show it once."""
        name, role = self.name.text, self.role.value
        try:
            last_day = self.until.day()
        except DomainError as error:
            self.until.set_error(sentence(error))
            self.until.line.setFocus()
            return
        if role is None:
            return
        tokens = self._section.page.shell.services.tokens
        self._section.page.operate(
            lambda: tokens.add(name, role, last_day),
            self._made,
            fields={"name": self.name, "last_day": self.until},
            busy=[self.make_button],
        )

    def _made(self, result: TokenResult) -> None:
        self.secret, self._name = result.secret, result.token.name
        self.made_words.setText(
            _("トークン「{name}」（{role}）です。").format(name=self._name, role=label(result.token.role))
        )
        self.shown.set_text(self.secret)
        self.told.hide()
        self.show_page(self.made_card)
        self.save_button.setFocus()

    def ask_file(self) -> QFileDialog:
        """Ask where the file with the token should go."""
        kind = _("トークン (*.token *.txt)")
        return ask_where(self, _("トークンを保存する場所を選ぶ"), f"{self._name}.token", kind, self.save_to)

    def save_to(self, path: Path) -> None:
        """Write the token to a file only its owner can read."""
        tokens, secret = self._section.page.shell.services.tokens, self.secret
        words = _(
            "保存しました。読めるのは、いまこのパソコンを使っている方だけです。"
            "環境変数 DIVIDE_APP_TOKEN_FILE に、このファイルの名前を指定して使います。{file}"
        ).format(file=path)
        self._section.page.operate(
            lambda: tokens.save(secret, path),
            lambda _done: self._say(words),
            busy=[self.save_button],
            on_trouble=self._not_saved,
        )

    def _not_saved(self, trouble: Trouble) -> bool:
        self._say(sentence(trouble), is_well=False)
        return True

    def _copy(self) -> None:
        QApplication.clipboard().setText(self.secret)
        self._say(_("トークンを写しました。貼り付けて保存してください。"))

    def _say(self, words: str, *, is_well: bool = True) -> None:
        self.told.set(words, *(("check", "done") if is_well else ("trouble", "trouble")))
        self.told.show()

    def ask(self, name: str) -> None:
        """Ask before a token is withdrawn."""
        self._name = name
        self.question.setText(
            _(
                "トークン「{name}」を取り消しますか。これを使う機械は、次のコマンドからサインインできません。"
                "元には戻せません。これまでの記録は残ります。"
            ).format(name=name)
        )
        self.show_page(self.ask_card)
        self.no.setFocus()

    def withdraw(self) -> None:
        """Take the token asked about back."""
        tokens, name = self._section.page.shell.services.tokens, self._name

        def done(_result: TokenResult) -> None:
            self._section.tell_saved(_("トークン「{name}」を取り消しました。もう使えません。").format(name=name))
            self.show_list()

        self._section.page.operate(lambda: tokens.withdraw(name), done, busy=[self.yes])

    def _explain(self) -> None:
        role = self.role.value
        self.role_text.setText("" if role is None else role_words(role))


def _below(one: TokenLine) -> str:
    parts = [
        label(one.role),
        _("作成 {when}").format(when=day_and_clock(one.created_at)),
        _("取り消すまで使えます") if one.last_day is None else _("{day}まで").format(day=reiwa_day(one.last_day)),
        _("最後に使った時 {when}").format(when=day_and_clock(one.used_at)) if one.used_at else _("まだ使っていません"),
    ]
    return _("、").join(parts)


def _row(*buttons: Button) -> QWidget:
    row = QWidget()
    FlowRow(*buttons, parent=row)
    return row
