"""The button beside a list that opens the import of files of that kind."""

from __future__ import annotations

from divide_app.foundation.translation import _
from divide_app.ui.shell import Shell
from divide_app.ui.wanted import ImportsWanted
from divide_app.ui.widgets.buttons import QuietButton


class ListFileButton(QuietButton):
    """Opens 取り込み with the kind of file chosen.

    Attributes:
        kind: A value of `services.files.imports.ImportKind`.
    """

    def __init__(self, shell: Shell, kind: str, text: str = "") -> None:
        words = text or _("一覧のファイルから取り込む")
        super().__init__(words, lambda: shell.navigate(ImportsWanted(kind=kind)), icon_name="upload")
        self.kind = kind
