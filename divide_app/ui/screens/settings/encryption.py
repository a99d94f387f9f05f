"""暗号化とパスワード: encrypt later, change passwords and the recovery key, and see whose password opens the data."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from divide_app.domain.errors import DomainError
from divide_app.foundation.problems import EnvironmentProblem, UserCancelled
from divide_app.foundation.progress import Progress
from divide_app.foundation.translation import _
from divide_app.services import Services
from divide_app.services.office.encryption import NO_COPIES, EncryptionState, KeyResult, PlainCopies
from divide_app.services.office.users import UserLine
from divide_app.ui.background import Trouble
from divide_app.ui.recovery_card import RecoveryCard
from divide_app.ui.screens.settings.section import Section
from divide_app.ui.shell import Screen
from divide_app.ui.widgets.buttons import ButtonSize, DangerButton, PrimaryButton, SecondaryButton
from divide_app.ui.widgets.cards import Card, CardLines
from divide_app.ui.widgets.fields import PasswordField
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import Chip, ChipKind, IconText, Label
from divide_app.ui.widgets.layouts import VBox
from divide_app.ui.widgets.new_password import NewPassword
from divide_app.ui.widgets.page_switch import PageSwitch
from divide_app.ui.widgets.ticks import TickField
from divide_app.wording.backups import copies_words
from divide_app.wording.labels import label
from divide_app.wording.sentences import sentence


@dataclass(frozen=True, slots=True)
class _Read:
    """What the page shows."""

    state: EncryptionState
    users: tuple[UserLine, ...]
    may_manage: bool
    plain: PlainCopies


class EncryptionSection(Section):
    """暗号化とパスワード."""

    def __init__(self, screen: Screen) -> None:
        super().__init__(screen)
        background = self.page.shell.background
        self.state = IconText("lock", "")
        self.mark = Label("", "small")
        self.result = IconText("check", "", colour="done")
        self.result.hide()
        self.state_card = Card(_("いまの状態"))
        self.state_card.body.add(self.state)
        self.state_card.body.add(self.mark)
        self.state_card.body.add(self.result)

        self.new_password = NewPassword(background)
        self.encrypt_button = PrimaryButton(_("暗号化する"), self.encrypt, icon_name="lock")
        self.encrypt_card = Card(_("暗号化する"))
        for words in (
            _(
                "暗号化すると、パソコンやUSBメモリーをなくしたり盗まれたりしても、"
                "パスワードを知らない人はお名前も電話番号も読めません。開くときにパスワードをたずねます。"
            ),
            _(
                "確かめた写しを先に作ります。途中で止めても、電源が切れても、データは元のままか、暗号化できたかの"
                "どちらかです。このフォルダーの中のバックアップも一緒に暗号化します。"
            ),
        ):
            self.encrypt_card.body.add(Label(words, "soft", wrap=True))
        self.encrypt_card.body.add(self.new_password)
        self.encrypt_card.body.add(_row(self.encrypt_button))

        self.plain_card = self._plain_copies_card()

        self.old = PasswordField(_("いまのパスワード"), hint=_("忘れたときは、回復キーの文字でもかまいません。"))
        self.other_password = NewPassword(background)
        self.anew = TickField(
            _("データも新しい鍵で暗号化し直す"),
            hint=_(
                "前のパスワードを知っている人が、前の写しを持っているかもしれないときに選びます。時間がかかり、"
                "回復キーも新しくなります。利用者のパスワードでは、次にサインインしたあとから開けます。"
            ),
        )
        self.change_button = PrimaryButton(_("パスワードを変える"), self.change)
        self.change_card = Card(_("データのパスワード"))
        for part in (self.old, self.other_password, self.anew, _row(self.change_button)):
            self.change_card.body.add(part)

        self.has_key = Label("", wrap=True)
        self.key_button = SecondaryButton(_("新しい回復キーを作る"), self.make_key, icon_name="retry")
        self.key_card = Card(_("回復キー"))
        self.key_card.body.add(self.has_key)
        self.key_card.body.add(
            Label(
                _(
                    "回復キーの紙をなくしたときは、パスワードがわかるうちに新しいものを作ってください。"
                    "前の紙では開けなくなります。パスワードと回復キーを両方なくすと、だれにも開けません。"
                    "そのとき読めるのは、暗号化していないバックアップと、印刷した紙だけです。"
                ),
                "soft",
                wrap=True,
            )
        )
        self.key_card.body.add(_row(self.key_button))

        self.slots = CardLines(compact=True)
        self.slots_card = Card(_("利用者のパスワード"))
        self.slots_card.body.add(
            Label(
                _(
                    "データを開くときは、利用者のパスワードでも開けます。サインインできないようにした方のパスワードでは"
                    "開けません。やめた方がデータのパスワードも知っているときは、上で変えてください。"
                ),
                "soft",
                wrap=True,
            )
        )
        self.slots_card.body.add(self.slots)

        self.last = PasswordField(_("いまのパスワード"))
        self.decrypt_button = DangerButton(_("暗号化をやめる"), self.decrypt, size=ButtonSize.SMALL)
        self.decrypt_card = Card(_("暗号化をやめる"))
        self.decrypt_card.body.add(
            Label(
                _(
                    "やめると、このパソコンやディスクを手にした人は、だれでもデータを読めます。"
                    "やめる前の写しは、暗号化したまま残ります。"
                ),
                "soft",
                wrap=True,
            )
        )
        self.decrypt_card.body.add(self.last)
        self.decrypt_card.body.add(_row(self.decrypt_button))

        self._cards = (
            self.encrypt_card,
            self.plain_card,
            self.change_card,
            self.key_card,
            self.slots_card,
            self.decrypt_card,
        )
        self.acts = QWidget()
        column = VBox(self.state_card, spacing=16, parent=self.acts)
        for card in self._cards:
            column.add(card)
        self.recovery = RecoveryCard(screen, _("終わる"), self.show_acts)
        self.pages = PageSwitch(self.acts, self.recovery)
        self.column.add(self.pages)
        self.column.add(None)

    def _plain_copies_card(self) -> Card:
        self.plain = Label("", wrap=True)
        self.plain_button = PrimaryButton(_("この写しを暗号化する"), self.encrypt_copies, icon_name="lock")
        card = Card(_("暗号化していない写し"))
        card.body.add(self.plain)
        card.body.add(
            Label(
                _(
                    "写しは、置いてある場所のまま、中身を確かめてから暗号化したものに置き換えます。"
                    "途中で止まっても、写しはなくなりません。"
                    "要らない写しは、エクスプローラーなどで削除してください。"
                    "自分で場所を決めて作ったほかの写しは、ここでは探せません。"
                ),
                "soft",
                wrap=True,
            )
        )
        card.body.add(_row(self.plain_button))
        return card

    @property
    def is_editing(self) -> bool:
        """Whether a password stands half-typed, or the recovery key in sight."""
        lines = (self.new_password.first, self.old, self.other_password.first, self.last)
        return self.pages.current is self.recovery or any(one.line.text() for one in lines)

    def read(self) -> None:
        """Read how the data are protected."""
        services = self.page.shell.services
        self.page.query(lambda: _read(services), self._show, key="encryption", states=self.states)

    def encrypt(self) -> None:
        """Encrypt the data with the password that was typed twice."""
        password = self._typed(self.new_password)
        if password is not None:
            encryption = self.page.shell.services.encryption
            self._work(
                lambda progress: encryption.encrypt(password, progress=progress),
                _("データを暗号化しています"),
                _("データを暗号化しました。確かめた写し: {file}"),
                self.encrypt_button,
                {"password": self.new_password.first},
            )

    def encrypt_copies(self) -> None:
        """Encrypt the copies that were left plain, where they lie."""
        encryption = self.page.shell.services.encryption

        def done(left: PlainCopies) -> None:
            if left.files:
                self._say(_("暗号化できなかった写しがあります。書き込めない場所かもしれません。"), is_well=False)
            else:
                self._say(_("写しを暗号化しました。"), is_well=True)
            self.read()

        self.page.operate(
            encryption.encrypt_copies,
            done,
            busy=[self.plain_button],
            on_trouble=lambda trouble: self._refused(trouble, None),
        )

    def change(self) -> None:
        """Give the data another password, and another key where that was asked for."""
        old, password = self.old.typed(), self._typed(self.other_password)
        if password is None:
            return
        encryption = self.page.shell.services.encryption
        places = {"password": self.other_password.first}
        if self.anew.typed():

            def act(progress: Progress) -> KeyResult:
                encryption.check_password(old)
                return encryption.rekey(password, progress=progress)

            self._work(
                act,
                _("新しい鍵で暗号化し直しています"),
                _("新しい鍵で暗号化し直しました。前の写し: {file}"),
                self.change_button,
                places,
                self.old,
            )
            return
        self.page.operate(
            lambda: encryption.change_password(password, old=old),
            lambda _done: self._done(_("データのパスワードを変えました。前のパスワードでは開けません。")),
            fields=places,
            busy=[self.change_button],
            on_trouble=lambda trouble: self._refused(trouble, self.old),
        )

    def make_key(self) -> None:
        """Make another recovery key, and show it."""
        encryption = self.page.shell.services.encryption
        self.page.operate(
            encryption.new_recovery_key,
            self.show_key,
            busy=[self.key_button],
            on_trouble=lambda trouble: self._refused(trouble, None),
        )

    def decrypt(self) -> None:
        """Make the data plain again."""
        password = self.last.typed()
        encryption = self.page.shell.services.encryption
        self._work(
            lambda progress: encryption.decrypt(password, progress=progress),
            _("暗号化をやめています"),
            _("暗号化をやめました。だれでも開ける状態です。暗号化した写し: {file}"),
            self.decrypt_button,
            {},
            self.last,
        )

    def show_key(self, key: str) -> None:
        """Show a recovery key instead of everything else, until it is on paper."""
        self.recovery.show_key(key)
        self.pages.show_page(self.recovery)
        self.recovery.print_button.setFocus()

    def show_acts(self) -> None:
        """Go on after the recovery key."""
        self.recovery.show_key("")
        self.pages.show_page(self.acts)
        self.read()

    def _work(
        self,
        act: Callable[[Progress], KeyResult],
        title: str,
        words: str,
        button: QWidget,
        places: dict[str, PasswordField],
        old: PasswordField | None = None,
    ) -> None:
        """Do what rewrites the data, with a bar and a way to stop it, then show the key that was made with it."""

        def stoppable(progress: Progress) -> KeyResult | None:
            try:
                return act(progress)
            except UserCancelled:
                return None

        def done(result: KeyResult | None) -> None:
            if result is None:
                self._say(_("取りやめました。データは元のままです。"), is_well=True)
                return
            told = words.format(file=result.file)
            self._done(told)
            if result.recovery_key:
                self.show_key(result.recovery_key)

        def refused(trouble: Trouble) -> bool:
            place = places.get(getattr(trouble, "field", None) or "")
            if place is not None:
                place.set_error(sentence(trouble))
                return True
            return self._refused(trouble, old)

        self.page.shell.background.work(self.page, stoppable, done, title=title, busy=[button], on_trouble=refused)

    def _typed(self, field: NewPassword) -> str | None:
        try:
            return field.typed()
        except DomainError:
            return None

    def _refused(self, trouble: Trouble, old: PasswordField | None) -> bool:
        if old is not None and trouble.code in {"bad_password", "password_needed", "recovery_key_slip"}:
            old.set_error(sentence(trouble))
        elif isinstance(trouble, EnvironmentProblem) or getattr(trouble, "field", None) is None:
            self._say(sentence(trouble), is_well=False)
        else:
            return False
        return True

    def _done(self, words: str) -> None:
        for field in (self.new_password, self.other_password):
            field.clear("")
        for line in (self.old, self.last):
            line.set_text("")
        self.anew.put(value=False)
        self._say(words, is_well=True)
        self.read()

    def _say(self, words: str, *, is_well: bool) -> None:
        self.result.set(words, *(("check", "done") if is_well else ("trouble", "trouble")))
        self.result.show()

    def _show(self, found: _Read) -> None:
        state = found.state
        words = _state_words(found)
        self.state.set(words, "check" if state.is_encrypted else "warning", "done" if state.is_encrypted else "warn")
        self.mark.setText(_("データの番号　{mark}").format(mark=state.mark))
        self.mark.setVisible(bool(state.mark))
        self.has_key.setText(
            _("回復キーがあります。紙のありかを、2人以上が知っているようにしてください。")
            if state.has_recovery_key
            else _("回復キーがまだありません。作って、紙を金庫などにしまってください。")
        )
        has_slots = found.may_manage and bool(state.mark)
        self.encrypt_card.setVisible(found.may_manage and state.is_possible and not state.is_encrypted)
        for card in (self.change_card, self.key_card, self.decrypt_card):
            card.setVisible(has_slots)
        self.plain.setText("\n".join(copies_words(found.plain.files, found.plain.away)))
        self.plain_card.setVisible(bool(self.plain.text()))
        self.plain_button.setVisible(bool(found.plain.files))
        in_use = [one for one in found.users if not one.is_disabled]
        self.slots_card.setVisible(has_slots and bool(in_use))
        self.slots.clear()
        for one in in_use:
            opens = one.id in state.owners
            chip = (
                Chip(_("開けます"), ChipKind.DONE) if opens else Chip(_("次のサインインのあとから"), ChipKind.NEUTRAL)
            )
            self.slots.add_line(one.name, label(one.role), right=(chip,))


def _state_words(found: _Read) -> str:
    state = found.state
    if not state.is_possible:
        return _("このデータはサーバーか受付パックの中にあります。サーバーの守り方は、情報システムの担当者が決めます。")
    if state.is_encrypted and not state.mark:
        return _("暗号化されています。前の版の形なので、かけはしをすべて閉じて開き直すと、新しい形になります。")
    if state.is_encrypted:
        return _("暗号化されています。開くときにパスワードをたずねます。")
    words = _("暗号化されていません。このパソコンやディスクを手にした人は、だれでもデータを読めます。")
    return words if found.may_manage else words + _("暗号化は、職員だけができます。")


def _row(*buttons: QWidget) -> QWidget:
    row = QWidget()
    FlowRow(*buttons, parent=row)
    return row


def _read(services: Services) -> _Read:
    users: Sequence[UserLine] = services.users.all()
    may_manage = services.users.may_manage
    plain = services.encryption.plain_copies() if may_manage else NO_COPIES
    return _Read(services.encryption.state(), tuple(users), may_manage, plain)
