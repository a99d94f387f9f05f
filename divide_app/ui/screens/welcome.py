"""The first start: the sample city, or the set-up of the office."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QProgressBar, QWidget

from divide_app.domain.door.packages import PACKAGE_SUFFIX
from divide_app.domain.office.office import Office
from divide_app.foundation import settings
from divide_app.foundation.file_names import reachable
from divide_app.foundation.translation import _
from divide_app.services.changes import EVERYTHING
from divide_app.services.office.encryption import EncryptionState
from divide_app.services.office.restoring import BackupResult
from divide_app.ui import theme
from divide_app.ui.background import Trouble
from divide_app.ui.block_page import fill_block
from divide_app.ui.protect_card import ProtectCard
from divide_app.ui.recovery_card import RecoveryCard
from divide_app.ui.restore_card import RestoreCard
from divide_app.ui.shell import Screen, Shell
from divide_app.ui.widgets.buttons import PrimaryButton, QuietButton, SecondaryButton
from divide_app.ui.widgets.cards import Card, Reflow
from divide_app.ui.widgets.fields import TextField
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.icons import IconLabel
from divide_app.ui.widgets.labels import IconText, Label
from divide_app.ui.widgets.layouts import HBox, VBox
from divide_app.ui.widgets.page_switch import PageSwitch
from divide_app.wording.sentences import sentence


class WelcomeScreen(Screen):
    """Two ways to begin, and a third for a hall's PC; covers the frame until one of them is done."""

    def __init__(
        self,
        shell: Shell,
        on_ready: Callable[[Office | None], object],
        on_package: Callable[[Path], object] | None = None,
        on_moved: Callable[[tuple[str, ...], Office | None], object] = lambda _names, _office: None,
    ) -> None:
        """Make the page.

        Args:
            shell: The window.
            on_ready: Gets the office once there is one.
            on_package: Gets a hall package's file.
            on_moved: Gets who may sign in, and the office, after everything came from another PC.
        """
        super().__init__(shell)
        self._on_ready, self._on_moved = on_ready, on_moved
        self._office: Office | None = None
        self._on_package = on_package
        self.package_button = QuietButton(_("会場で、受付パックを開く"), self.choose_package, icon_name="box")
        self.package_button.setVisible(on_package is not None)
        self.move_button = QuietButton(_("ほかのパソコンから移す"), self.choose_move, icon_name="upload")
        self.sample_button = PrimaryButton(_("サンプルで試す"), self.try_sample)
        self.new_button = SecondaryButton(_("新しく始める"), self.begin_new)
        self.trouble = IconText("trouble", "", "trouble", colour="trouble")
        self.trouble.hide()
        self._choice = self._make_choice()
        self._form = self._make_form()
        self._making = self._make_making()
        self.protect = ProtectCard(shell.background, self.encrypt, self.stay_plain)
        self.recovery = RecoveryCard(self, _("始める"), lambda: self._ready(self._office))
        self.arrival = RestoreCard(self, self._arrived, self.back, is_new=True)
        self.pages = PageSwitch(self._choice, self._form, self._making, self.protect, self.recovery, self.arrival)
        words = _("スマートフォン教室などの講座の予定、申込、受付、目標の進みぐあいを、この一つで扱います。")
        fill_block(self, _("かけはしへようこそ"), Label(words, "soft", wrap=True), self.trouble, self.pages)
        self.setFocusProxy(self.sample_button)

    def try_sample(self) -> None:
        """Fill the empty place with the made-up city."""
        self._say_trouble("")
        self.pages.show_page(self._making)
        services = self.shell.services

        def make() -> Office | None:
            services.demo.create()
            return services.office.get()

        self.operate(make, self._ready, on_trouble=self._failed)

    def choose_package(self) -> None:
        """Ask for the package's file."""
        kinds = f"{_('受付パック')} (*{PACKAGE_SUFFIX})"
        dialog = QFileDialog(self, _("受付パックを選ぶ"), "", kinds)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: self.open_package(reachable(path)))
        dialog.open()

    def open_package(self, path: Path) -> None:
        """Open a package instead of this PC's own place."""
        if self._on_package is not None:
            self._on_package(path)

    def choose_move(self) -> QFileDialog:
        """Ask for the file another PC wrote, or any backup."""
        return self.arrival.ask_file(self.show_arrival)

    def show_arrival(self, path: Path) -> None:
        """Show what is in it."""
        self._say_trouble("")
        self.pages.show_page(self.arrival)
        self.arrival.begin(path)

    def _arrived(self, _result: BackupResult) -> None:
        services = self.shell.services
        self.query(
            lambda: (services.office.may_sign_in(), services.office.get(), settings.load()[0]),
            self._moved,
            key="arrived",
        )

    def _moved(self, found: tuple[tuple[str, ...], Office | None, settings.Settings]) -> None:
        names, office, looks = found
        app = QApplication.instance()
        if isinstance(app, QApplication):
            theme.apply(app, looks.theme.value, looks.text_size.value)
        self.shell.background.data_changed.emit(EVERYTHING)
        self._on_moved(names, office)

    def begin_new(self) -> None:
        """Show the form."""
        self._say_trouble("")
        self.pages.show_page(self._form)
        self.municipality.line.setFocus()

    def back(self) -> None:
        """Show the two ways again."""
        self.pages.show_page(self._choice)
        self.new_button.setFocus()

    def save(self) -> None:
        """Keep who we are and open the window."""
        services = self.shell.services
        municipality, name = self.municipality.text, self.section.text
        code, phone = self.code.text, self.phone.text

        def set_up() -> tuple[Office | None, EncryptionState]:
            services.office.set_up(municipality, name, municipal_code=code, phone=phone)
            return services.office.get(), services.encryption.state()

        self.operate(
            set_up,
            self._protect,
            fields={
                "municipality": self.municipality,
                "name": self.section,
                "municipal_code": self.code,
                "phone": self.phone,
            },
            busy=(self.save_button,),
            on_trouble=self._refused,
        )

    def _protect(self, found: tuple[Office | None, EncryptionState]) -> None:
        """Offer encryption; who encrypted the place beforehand gets the recovery key that is missing."""
        self._office, state = found
        self._say_trouble("")
        if state.is_possible and not state.is_encrypted:
            self.offer_encryption(self._office)
        elif state.mark and not state.has_recovery_key:
            self.operate(self.shell.services.encryption.new_recovery_key, self._show_key)
        else:
            self._ready(self._office)

    def offer_encryption(self, office: Office | None) -> None:
        """Show the page a first start was left on."""
        self._office = office
        self.pages.show_page(self.protect)
        self.protect.password.first.line.setFocus()

    def stay_plain(self) -> None:
        """Begin without encryption."""
        self.operate(self.shell.services.office.stay_plain, lambda _done: self._ready(self._office))

    def encrypt(self, password: str) -> None:
        """Encrypt the data, which are hardly more than the office's name, and show the recovery key."""
        encryption = self.shell.services.encryption
        self._say_trouble("")
        self.protect.working.show()
        self.operate(
            lambda: encryption.encrypt(password),
            lambda result: self._show_key(result.recovery_key),
            fields={"password": self.protect.password.first},
            busy=(self.protect.encrypt, self.protect.plain, self.protect.decline),
            on_trouble=self._not_encrypted,
        )

    def _not_encrypted(self, trouble: Trouble) -> bool:
        self.protect.working.hide()
        if getattr(trouble, "field", None) == "password":
            return False
        self._say_trouble(sentence(trouble))
        return True

    def _show_key(self, key: str) -> None:
        self.recovery.show_key(key)
        self.pages.show_page(self.recovery)
        self.recovery.print_button.setFocus()

    def _make_choice(self) -> QWidget:
        sample = Card(_("まず試してみる"))
        sample.body.add(
            Label(_("架空の市の一年分の講座・申込・受付が入ります。実在の人や場所は含みません。"), wrap=True)
        )
        sample.body.add(
            Label(_("本番で使うときは、別の保存先で「新しく始める」を選んでください。"), "small", wrap=True)
        )
        sample.body.add(None)
        sample.body.add(HBox(self.sample_button, None))
        new = Card(_("仕事で使い始める"))
        new.body.add(Label(_("自治体と課の名前を入れると、すぐに使えます。"), wrap=True))
        new.body.add(
            Label(_("国の事業にならった講座の種類が、はじめから入ります。あとで変えられます。"), "small", wrap=True)
        )
        new.body.add(None)
        new.body.add(HBox(self.new_button, None))
        holder = QWidget()
        where = _("データはこのパソコンの中だけに保存され、インターネットには送られません。")
        column = VBox(spacing=14, margins=(0, 14, 0, 0), parent=holder)
        column.add(Reflow(sample, new, shares=(1, 1), from_width=600))
        column.add(IconText("lock", where, "small"))
        ways = QWidget()
        FlowRow(self.move_button, self.package_button, parent=ways)
        column.add(ways)
        return holder

    def _make_form(self) -> QWidget:
        card = Card(_("新しく始める"))
        self.municipality = TextField(_("自治体の名前"), hint=_("例：みなみ野市"), required=True)
        self.section = TextField(_("課・係の名前"), hint=_("例：生涯学習課"), required=True)
        self.code = TextField(_("全国地方公共団体コード"), hint=_("6桁または5桁。わからなければ空けておけます"))
        self.phone = TextField(_("電話番号"), hint=_("チラシの問い合わせ先に使います。あとでも入れられます"))
        for field in (self.municipality, self.section, self.code, self.phone):
            field.line.returnPressed.connect(self.save)
        left, right = VBox(self.municipality, self.code, None), VBox(self.section, self.phone, None)
        card.body.add(Reflow(left, right, shares=(1, 1), from_width=600))
        self.save_button = PrimaryButton(_("次へ"), self.save)
        card.body.add(HBox(QuietButton(_("もどる"), self.back, icon_name="chevron_left"), None, self.save_button))
        holder = QWidget()
        VBox(card, spacing=0, margins=(0, 14, 0, 0), parent=holder)
        return holder

    def _make_making(self) -> QWidget:
        card = Card()
        bar = QProgressBar()
        bar.setRange(0, 0)
        bar.setTextVisible(False)
        words = _("サンプルの市を作っています")
        bar.setAccessibleName(words)
        card.body.addWidget(IconLabel("box", "accent", 40), 0, Qt.AlignmentFlag.AlignHCenter)
        card.body.add(HBox(None, Label(words, "strong"), None))
        card.body.add(bar)
        holder = QWidget()
        VBox(card, spacing=0, margins=(0, 14, 0, 0), parent=holder)
        return holder

    def _ready(self, office: Office | None) -> None:
        # Everything that stood behind the cover was read from an empty place.
        self.shell.background.data_changed.emit(EVERYTHING)
        self._on_ready(office)

    def _failed(self, trouble: Trouble) -> bool:
        self.back()
        self._say_trouble(sentence(trouble))
        return True

    def _refused(self, trouble: Trouble) -> bool:
        """A refusal that belongs to a field goes there; the rest is said here: the notice line is covered."""
        place = getattr(trouble, "field", None)
        if place in {"municipality", "name", "municipal_code", "phone"}:
            return False
        if trouble.code == "bad_municipal_code":
            self.code.set_error(sentence(trouble))
        else:
            self._say_trouble(sentence(trouble))
        return True

    def _say_trouble(self, text: str) -> None:
        self.trouble.set(text)
        self.trouble.setVisible(bool(text))
