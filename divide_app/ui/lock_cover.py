"""画面を隠す, where the office has no users: nothing can be read in passing, and a password is offered that locks."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from divide_app.foundation.translation import _
from divide_app.ui.widgets.buttons import PrimaryButton, QuietButton
from divide_app.ui.widgets.icons import IconLabel
from divide_app.ui.widgets.labels import Heading, Label
from divide_app.ui.widgets.layouts import HBox, VBox


class LockCover(QWidget):
    """Hides everything; a press anywhere, or Enter, brings it back (without users there is no password to ask)."""

    def __init__(self, on_return: Callable[[], object], on_password: Callable[[], object] | None = None) -> None:
        """Hide everything.

        Args:
            on_return: Brings it back.
            on_password: Leads to where a first user with a password is made; None where that is not possible.
        """
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(_("画面を隠しています"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._on_return = on_return
        self.button = PrimaryButton(_("画面に戻る"), on_return)
        why = Label(
            _(
                "どこかを押すと、だれでも戻せます。鍵はかかっていません。"
                "お名前とパスワードを登録すると、ここでロックできるようになります。"
            ),
            "soft",
        )
        column = VBox(3, spacing=14, margins=24, parent=self)
        column.addWidget(IconLabel("eye_off", "accent", 56), 0, Qt.AlignmentFlag.AlignHCenter)
        column.add(HBox(None, Heading(_("画面を隠しています")), None))
        column.add(HBox(None, why, None))
        column.add(HBox(None, self.button, None))
        self.password = QuietButton(_("パスワードを決めて、ロックできるようにする"), on_password or on_return)
        self.password.setVisible(on_password is not None)
        column.add(HBox(None, self.password, None))
        column.add(4)
        self.setFocusProxy(self.button)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Come back at a press anywhere."""
        event.accept()
        self._on_return()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Come back with Enter, the space bar or Esc."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space, Qt.Key.Key_Escape}:
            self._on_return()
            return
        super().keyPressEvent(event)
