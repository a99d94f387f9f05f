"""利用者: users and their roles, and what changes once there is a user."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from PySide6.QtWidgets import QWidget

from divide_app.domain.errors import DomainError
from divide_app.domain.office.office import Role
from divide_app.foundation.translation import _
from divide_app.services.office.tokens import TokenLine
from divide_app.services.office.users import UserLine, UserResult
from divide_app.ui.screens.settings.section import ListSection
from divide_app.ui.screens.settings.token_pages import TokenPages
from divide_app.ui.shell import Screen
from divide_app.ui.widgets.buttons import ButtonSize, DangerButton, PrimaryButton, SecondaryButton
from divide_app.ui.widgets.cards import Card, CardLines
from divide_app.ui.widgets.fields import ChoiceField, TextField
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import ChipKind, IconText, Label
from divide_app.ui.widgets.layouts import VBox, hairline
from divide_app.ui.widgets.new_password import NewPassword
from divide_app.ui.widgets.tables import Column
from divide_app.wording.dates import day_and_clock
from divide_app.wording.labels import label
from divide_app.wording.users import role_words


@dataclass(frozen=True, slots=True)
class _Read:
    """What the page shows."""

    lines: tuple[UserLine, ...]
    may_manage: bool
    supporters: tuple[tuple[UUID, str], ...]
    tokens: tuple[TokenLine, ...]


class UserSection(ListSection[UserLine]):
    """利用者."""

    def __init__(self, screen: Screen) -> None:
        super().__init__(
            screen,
            _("利用者"),
            _("かけはしを使う人です。1人でも登録すると、開くときにお名前とパスワードをたずねます。選ぶと直せます。"),
            _("利用者を追加する"),
            [
                Column(_("お名前と役割"), lambda line: line.name, sub=_role_and_supporter, bold=True),
                Column(_("最後のサインイン"), _last_words, sort=_last_rank, width=260),
                Column(_("状態"), _state_words, chip=_state_chip, width=110),
            ],
            _("利用者"),
        )
        self._line: UserLine | None = None
        self._lines: tuple[UserLine, ...] = ()
        self._may_manage = True
        self.nothing.setText(
            _("利用者はまだいません。いまは、このパソコンを使える人ならだれでも、サインインせずにかけはしを使えます。")
        )
        self.only_staff = Label(_("利用者の登録と変更は、職員だけができます。"), "soft", wrap=True)
        self.not_signed_in = IconText(
            "info",
            _("この画面では、まだだれもサインインしていません。右上の「画面ロック」を押すと、サインインできます。"),
        )
        self.list_card.body.add(self.only_staff)
        self.list_card.body.add(self.not_signed_in)
        for part in (self.only_staff, self.not_signed_in):
            part.hide()
        roles = CardLines()
        for role in Role:
            roles.add_line(label(role), role_words(role))
        self.roles_card = Card(_("役割でできること"))
        self.roles_card.body.add(roles)
        self.list_column.add(self.roles_card)
        self.tokens = TokenPages(self)
        self.list_column.add(self.tokens)
        self._make_form()

    def _make_form(self) -> None:
        self.first_card = Card(_("登録すると、このように変わります"), sheet="warn")
        for words in (
            _("かけはしを開くとき、お名前とパスワードをたずねるようになります。"),
            _("画面ロックから戻るときと、受付をおわるときにも、パスワードが要ります。"),
            _("登録した方は、この画面にすぐサインインします。だれが何をしたかは、お名前で記録に残ります。"),
            _("しばらく何もさわらないと、画面がロックされます。時間は設定の「表示」で変えられます。"),
            _("最初の1人は職員です。忘れたときに付け直せるように、職員を2人以上登録しておくと安心です。"),
        ):
            self.first_card.body.add(IconText("arrow_right", words))
        self.name = TextField(
            _("お名前"), hint=_("サインインのときに選ぶ名前です。あとから変えられません。"), required=True
        )
        self.role: ChoiceField[Role] = ChoiceField(_("役割"), [(role, label(role)) for role in Role])
        self.role_text = Label("", "soft", wrap=True)
        self.role.picked.connect(lambda _role: self._explain())
        self.save_role = SecondaryButton(_("役割を変える"), self.store_role)
        self.supporter: ChoiceField[UUID | None] = ChoiceField(
            _("支援者としては"),
            [(None, _("結び付けない"))],
            None,
            hint=_("選ぶと、ボランティアには、今日その方が担当する回だけが見えます。"),
        )
        self.save_supporter = SecondaryButton(_("結び付きを変える"), self.store_supporter)
        self.password_head = Label(_("新しいパスワード"), "section")
        self.password = NewPassword(self.page.shell.background)
        self.name.edited.connect(self.password.set_name)
        self.save_password = SecondaryButton(_("パスワードを変える"), self.store_password)
        self.state_head = Label(_("サインイン"), "section")
        self.state_text = Label("", wrap=True)
        self.switch_off = DangerButton(
            _("サインインできないようにする"), lambda: self.store_sign_in(is_on=False), size=ButtonSize.SMALL
        )
        self.switch_on = SecondaryButton(
            _("またサインインできるようにする"), lambda: self.store_sign_in(is_on=True), size=ButtonSize.SMALL
        )
        self.back = SecondaryButton(_("一覧に戻る"), self.show_list)
        self.leave = SecondaryButton(_("やめる"), self.show_list)
        self.save.setText(_("登録する"))
        body = self.form_card.body
        body.add(self.first_card)
        body.add(self.name)
        role_column = QWidget()
        VBox(self.role, self.role_text, spacing=2, parent=role_column)
        body.add(role_column)
        self._role_row = _row(self.save_role)
        self._supporter_row = _row(self.save_supporter)
        self._lines_between = (hairline(), hairline(), hairline())
        self._password_row = _row(self.save_password)
        self._state_row = _row(self.switch_off, self.switch_on)
        for part in (
            self._role_row,
            self._lines_between[2],
            self.supporter,
            self._supporter_row,
            self._lines_between[0],
            self.password_head,
            self.password,
            self._password_row,
            self._lines_between[1],
            self.state_head,
            self.state_text,
            self._state_row,
        ):
            body.add(part)
        body.add(_row(self.save, self.leave, self.back))

    @property
    def is_editing(self) -> bool:
        """Whether a form is open, or a token is shown for the only time."""
        return super().is_editing or self.tokens.is_editing

    def read(self) -> None:
        """Read who may sign in, people and machines."""
        services, year = self.page.shell.services, self.page.shell.fiscal_year

        def read() -> _Read:
            users = services.users
            supporters = sorted((one.kana or one.name, one.id, one.name) for one in services.supporters.all(year))
            return _Read(
                tuple(users.all()),
                users.may_manage,
                tuple((id_, name) for _kana, id_, name in supporters),
                tuple(services.tokens.all()) if users.may_manage else (),
            )

        self.page.query(read, self._show, key="users", states=self.states)

    def _show(self, found: _Read) -> None:
        self._lines, self._may_manage = found.lines, found.may_manage
        self.supporter.box.set_choices([(None, _("結び付けない")), *found.supporters])
        self.show_lines(found.lines)
        self.add_button.setVisible(found.may_manage)
        self.only_staff.setVisible(not found.may_manage)
        in_use = any(not line.is_disabled for line in found.lines)
        self.not_signed_in.setVisible(in_use and not self.page.shell.has_user)
        self.tokens.setVisible(found.may_manage and (in_use or bool(found.tokens)))
        self.tokens.add_button.setVisible(in_use)
        self.tokens.show_lines(found.tokens)

    def begin(self, line: UserLine | None) -> None:
        """Open the form, for those who may change something in it."""
        if self._may_manage:
            super().begin(line)

    def fill(self, line: UserLine | None) -> None:
        """Put a user into the form, or begin a new one."""
        self._line = line
        is_new = line is None
        has_staff = any(one.role is Role.STAFF and not one.is_disabled for one in self._lines)
        roles = list(Role) if has_staff or not is_new else [Role.STAFF]
        self.role.box.set_choices([(role, label(role)) for role in roles])
        self.role.set_value(line.role if line is not None else Role.VOLUNTEER if has_staff else Role.STAFF)
        self.first_card.setVisible(is_new and not has_staff)
        self.name.set_text("" if line is None else line.name)
        self.name.setVisible(is_new)
        self.role.box.setEnabled(True)
        self.password.clear("" if line is None else line.name)
        if self.form_card.heading is not None:
            self.form_card.heading.setText(_("新しい利用者") if line is None else line.name)
        for part in (
            self._role_row,
            self.supporter,
            self._supporter_row,
            *self._lines_between,
            self.password_head,
            self._password_row,
            self.state_head,
            self.state_text,
            self._state_row,
            self.back,
        ):
            part.setVisible(not is_new)
        for part in (self.save, self.leave):
            part.setVisible(is_new)
        if line is not None:
            self.supporter.set_value(line.supporter_id)
            self._show_state(line)
        self._explain()
        (self.name.line if is_new else self.role.box).setFocus()

    def _show_state(self, line: UserLine) -> None:
        own = line.id == self.page.shell.services.actor.user
        why = ""
        if line.is_last_staff:
            why = _("サインインできる職員がこの方だけなので、役割を変えることも、止めることもできません。")
        elif own:
            why = _("ご自分の役割を変えたり、ご自分を止めたりすることはできません。ほかの職員に頼んでください。")
        told = _("いまはサインインできません。") if line.is_disabled else _("いまはサインインできます。")
        if line.is_disabled:
            told += _("これまでの記録は、お名前とともに残っています。")
        self.state_text.setText(told + why)
        is_free = not line.is_last_staff and not own
        self.role.box.setEnabled(is_free)
        self.save_role.setEnabled(is_free)
        self.switch_off.setEnabled(is_free)
        self.switch_off.setVisible(not line.is_disabled)
        self.switch_on.setVisible(line.is_disabled)

    def _explain(self) -> None:
        role = self.role.value
        words = "" if role is None else role_words(role)
        self.role_text.setText(words)
        self.role.box.setAccessibleDescription(words)

    def store(self) -> None:
        """Add the new user; the first one is signed in here at once."""
        role, name = self.role.value, self.name.text
        try:
            password = self.password.typed()
        except DomainError:
            return
        if role is None:
            return
        users = self.page.shell.services.users
        is_first = not any(not line.is_disabled for line in self._lines)

        def act() -> UserResult:
            result = users.add(name, role, password)
            if is_first:
                users.sign_in(result.user.name, password)  # whoever just typed it twice
            return result

        def done(result: UserResult) -> None:
            self.password.clear("")
            if is_first:
                self.page.shell.user_changed.emit(result.user.name)
                self.stored(
                    _("「{name}」さんを登録し、サインインしました。次からは、開くときにたずねます").format(
                        name=result.user.name
                    )
                )
            else:
                self.stored(_("「{name}」さんを登録しました").format(name=result.user.name))

        self.page.operate(act, done, fields={"name": self.name, "password": self.password.first}, busy=[self.save])

    def store_role(self) -> None:
        """Give the chosen user another role."""
        line, role = self._line, self.role.value
        if line is None or role is None:
            return
        if role is line.role:
            self.stored(_("「{name}」さんの役割は、前と同じです").format(name=line.name))
            return
        may_less = list(Role).index(role) > list(Role).index(line.role)
        words = (
            _("「{name}」さんを{role}にしました。開いている画面でも、次の操作のときから変わります")
            if may_less
            else _("「{name}」さんを{role}にしました。次にサインインしたときから変わります")
        ).format(name=line.name, role=label(role))
        users = self.page.shell.services.users
        self._operate(
            lambda: users.change_role(line.name, role),
            words,
            self.save_role,
            lambda: users.change_role(line.name, line.role),
        )

    def store_supporter(self) -> None:
        """Say which supporter the chosen user is."""
        line, supporter = self._line, self.supporter.value
        if line is None:
            return
        users = self.page.shell.services.users
        words = (
            _("「{name}」さんと支援者の結び付きを外しました")
            if supporter is None
            else _("「{name}」さんを支援者と結び付けました")
        )
        self._operate(
            lambda: users.tie(line.name, supporter),
            words.format(name=line.name),
            self.save_supporter,
            lambda: users.tie(line.name, line.supporter_id),
        )

    def store_password(self) -> None:
        """Give the chosen user a new password."""
        line = self._line
        if line is None:
            return
        try:
            password = self.password.typed()
        except DomainError:
            return
        users = self.page.shell.services.users
        words = _("「{name}」さんのパスワードを変えました。ご本人にお伝えください")
        if line.is_disabled:
            words = _("「{name}」さんのパスワードを変え、またサインインできるようにしました。ご本人にお伝えください")
        self._operate(
            lambda: users.set_password(line.name, password),
            words.format(name=line.name),
            self.save_password,
        )

    def store_sign_in(self, *, is_on: bool) -> None:
        """Let the chosen user sign in again, or no more."""
        line = self._line
        if line is None:
            return
        users = self.page.shell.services.users
        words, button = (
            (_("「{name}」さんは、前のパスワードでまたサインインできます"), self.switch_on)
            if is_on
            else (_("「{name}」さんは、サインインできなくなりました"), self.switch_off)
        )
        act, back = (users.enable, users.disable) if is_on else (users.disable, users.enable)
        self._operate(
            lambda: act(line.name),
            words.format(name=line.name),
            button,
            lambda: back(line.name),
        )

    def _operate(
        self,
        act: Callable[[], UserResult],
        words: str,
        button: QWidget,
        back: Callable[[], UserResult] | None = None,
    ) -> None:
        """Do an act on the chosen user, and say it with its way back."""
        self.page.operate(
            act,
            lambda _result: self.stored(words, None if back is None else partial(self._put_back, back)),
            fields={"password": self.password.first},
            busy=[button],
        )

    def _put_back(self, back: Callable[[], UserResult]) -> None:
        self.page.operate(back, lambda _result: self.stored(_("元に戻しました")))


def _row(*buttons: PrimaryButton | SecondaryButton | DangerButton) -> QWidget:
    row = QWidget()
    FlowRow(*buttons, parent=row)
    return row


def _role_and_supporter(line: UserLine) -> str:
    role = label(line.role)
    return _("{role}（支援者 {name}）").format(role=role, name=line.supporter) if line.supporter else role


def _last_words(line: UserLine) -> str:
    return _("まだありません") if line.signed_in_at is None else day_and_clock(line.signed_in_at)


def _last_rank(line: UserLine) -> float:
    return 0.0 if line.signed_in_at is None else line.signed_in_at.timestamp()


def _state_words(line: UserLine) -> str:
    return _("停止中") if line.is_disabled else _("使えます")


def _state_chip(line: UserLine) -> ChipKind:
    return ChipKind.NEUTRAL if line.is_disabled else ChipKind.DONE
