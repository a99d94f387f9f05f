"""The card that verifies the audit trail, also against a head printed on paper."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from divide_app.domain.errors import DomainError
from divide_app.foundation.problems import EnvironmentProblem
from divide_app.foundation.translation import _
from divide_app.services.office.maintenance import AuditVerdict, verdict_words
from divide_app.ui.background import Trouble
from divide_app.ui.shell import Screen
from divide_app.ui.widgets.buttons import SecondaryButton
from divide_app.ui.widgets.cards import Card
from divide_app.ui.widgets.fields import TextField
from divide_app.ui.widgets.flow import FlowRow
from divide_app.ui.widgets.labels import IconText, Label
from divide_app.wording.sentences import sentence


class AuditCard(Card):
    """操作の記録: whole or not, as far as can be told here."""

    def __init__(self, screen: Screen) -> None:
        super().__init__(_("操作の記録"))
        self.page = screen
        self.body.add(
            Label(
                _(
                    "だれが何をしたかの記録に、欠けや書き換えがないか確かめます。月次活動報告などの紙の下にある"
                    "「操作の記録」の番号を入れると、その紙を作ったときの記録が今も残っているかもわかります。"
                ),
                "soft",
                wrap=True,
            )
        )
        self.typed = TextField(_("紙にある番号（なくても確かめられます）"), hint=_("例: 1234:0f3a9c…"))
        self.body.add(self.typed)
        self.check = SecondaryButton(_("記録を確かめる"), self._check, icon_name="check_circle")
        row = QWidget()
        FlowRow(self.check, parent=row)
        self.body.add(row)
        self.result = IconText("check", "", colour="done")
        self.result.hide()
        self.number = Label("", "small", wrap=True)
        self.number.hide()
        self.body.add(self.result)
        self.body.add(self.number)

    def _check(self) -> None:
        services, number = self.page.shell.services, self.typed.text.strip() or None
        self.typed.set_error(None)
        self.result.hide()
        self.number.hide()
        self.page.query(
            lambda: services.maintenance.audit_verdict(number), self._show, key="audit", on_trouble=self._troubled
        )

    def _show(self, verdict: AuditVerdict) -> None:
        words = verdict_words(verdict)
        icon, colour = ("check", "done") if verdict.ok else ("trouble", "trouble")
        self.result.set(words, icon, colour)
        self.result.show()
        self.number.setText(_("今の番号　{head}").format(head=verdict.head))
        self.number.setVisible(verdict.ok)

    def _troubled(self, error: Trouble) -> bool:
        if isinstance(error, DomainError) and error.code == "bad_head":
            self.typed.set_error(sentence(error))
        elif isinstance(error, DomainError | EnvironmentProblem):
            self.result.set(sentence(error), "trouble", "trouble")
            self.result.show()
        return True
