"""The input of a new password, typed twice and hidden, with a hint about its strength."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from divide_app.domain.errors import DomainError
from divide_app.domain.office.passwords import PasswordQuality
from divide_app.foundation.translation import _
from divide_app.services.passwords import quality
from divide_app.ui.background import Background, Lane
from divide_app.ui.widgets.cards import Reflow
from divide_app.ui.widgets.fields import PasswordField
from divide_app.ui.widgets.labels import IconText
from divide_app.ui.widgets.layouts import VBox
from divide_app.wording.sentences import sentence
from divide_app.wording.users import password_words


class NewPassword(QWidget):
    """Two lines for a new password.

    Attributes:
        first: Where it is typed; errors of the service belong here.
        again: Where it is typed once more.
        advice: What is said of it.
    """

    def __init__(self, background: Background) -> None:
        """Judge what is typed on a thread: the lists of easy passwords are read first, a long one takes its time."""
        super().__init__()
        self._background = background
        self._name = ""
        self.first = PasswordField(_("新しいパスワード"))
        self.again = PasswordField(_("新しいパスワードをもう一度"))
        self.advice = IconText("info", "", "small")
        VBox(Reflow(self.first, self.again, shares=(1, 1), from_width=420), self.advice, spacing=4, parent=self)
        self.first.edited.connect(lambda _text: self._advise())
        self._say(0, PasswordQuality.SHORT)

    def clear(self, name: str) -> None:
        """Empty both lines; the next password is of the person of this name."""
        self._name = name
        for field in (self.first, self.again):
            field.set_text("")
        self._advise()

    def set_name(self, name: str) -> None:
        """Say whose password it is, as the name is typed: it must not be the password."""
        self._name = name
        self._advise()

    def typed(self) -> str:
        """Return the password.

        Raises:
            DomainError: `passwords_differ`; told beside the second line already.
        """
        password = self.first.line.text()
        if password != self.again.line.text():
            error = DomainError("passwords_differ", field="again")
            self.again.line.clear()
            self.again.set_error(sentence(error))
            raise error
        return password

    def _advise(self) -> None:
        password, name = self.first.line.text(), self._name
        self._background.query(
            self,
            lambda: quality(password, name),
            partial(self._say, len(password)),
            key="quality",
            lane=Lane.PAPER,
        )

    def _say(self, length: int, found: PasswordQuality) -> None:
        icon, colour = ("check", "done") if found.is_enough else ("info", "text_soft")
        if found in {PasswordQuality.EASY, PasswordQuality.LIKE_NAME}:
            icon, colour = "warning", "warn"
        words = password_words(found, length)
        self.advice.set(words, icon, colour)
        if not self.first.error:
            self.first.line.setAccessibleDescription(words)
