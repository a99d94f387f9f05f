"""The version of the program, the location of the data, and the licences."""

from __future__ import annotations

from divide_app.foundation.settings import settings_file
from divide_app.foundation.translation import _
from divide_app.foundation.user_paths import log_folder
from divide_app.services.office.maintenance import DatabaseInfo
from divide_app.ui.screens.settings.section import Section
from divide_app.ui.shell import Screen
from divide_app.ui.widgets.cards import Card
from divide_app.ui.widgets.facts import Facts
from divide_app.ui.widgets.labels import Label

_PARTS = (
    ("Qt for Python (PySide6)", "LGPL-3.0"),
    ("SQLAlchemy, Alembic", "MIT"),
    ("SQLCipher, sqlcipher3", "BSD-3-Clause, zlib"),
    ("ReportLab", "BSD-3-Clause"),
    ("openpyxl, XlsxWriter", "MIT, BSD-2-Clause"),
    ("cryptography, argon2-cffi", "Apache-2.0, MIT"),
    ("BIZ UDゴシック", "SIL OFL 1.1"),
)
"""The parts the shipped program carries; the full texts are in the file LICENSES of the installation."""


class AboutSection(Section):
    """このプログラムについて."""

    def __init__(self, screen: Screen) -> None:
        super().__init__(screen)
        self.facts = Facts(name_width=130)
        card = Card(_("かけはし"))
        card.body.add(
            Label(_("デジタル活用講座の予定・申込・受付・報告を、1つにまとめるプログラムです。"), "soft", wrap=True)
        )
        card.body.add(self.facts)
        parts = Card(_("使っている部品とライセンス"))
        licences = Facts(name_width=220)
        licences.set_facts(_PARTS)
        parts.body.add(licences)
        self.column.add(card)
        self.column.add(parts)
        self.column.add(None)

    def read(self) -> None:
        """Read what there is to tell."""
        services = self.page.shell.services
        self.page.query(services.maintenance.info, self._show, key="about", states=self.states)

    def _show(self, info: DatabaseInfo) -> None:
        from divide_app import __version__

        if info.is_shared:
            kind = _("共有データベース")
        else:
            kind = _("ネットワークの共有フォルダー") if info.is_on_share else _("このパソコンのファイル")
        self.facts.set_facts(
            [
                (_("版"), __version__),
                (_("データの場所"), info.place),
                (_("データの種類"), kind),
                (_("暗号化"), _("しています") if info.is_encrypted else _("していません")),
                (_("データの版"), info.revision),
                (_("記録の件数"), f"{sum(info.tables.values()):,}"),
                (_("設定のファイル"), str(settings_file())),
                (_("記録（ログ）"), str(log_folder())),
            ]
        )
