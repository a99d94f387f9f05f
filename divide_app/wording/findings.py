"""What the check of the data found, in words: what contradicts what, where it stands, and what to do about it."""

from __future__ import annotations

from divide_app.domain.errors import DomainError
from divide_app.domain.office.findings import Finding, FindingCode
from divide_app.foundation.translation import _
from divide_app.wording.sentences import sentence


def finding_words(finding: Finding) -> str:
    """Return one finding as people read it; ids and names of columns, never what a person wrote."""
    what = _WHAT[finding.code]()
    if finding.rule:
        refused = sentence(DomainError(finding.rule))
        what = _("決まりに合わない値があります({rule})。").format(rule=refused)
    where = [
        *([_("表 {table}").format(table=finding.table)] if finding.table else []),
        *([_("行 {key}").format(key=finding.key)] if finding.key else []),
        *([_("列 {column}").format(column=finding.column.replace("+", " "))] if finding.column else []),
    ]
    return _("{what} 場所: {where}。{advice}").format(
        what=what, where=_("、").join(where) or "-", advice=_advice(finding)
    )


def _advice(finding: Finding) -> str:
    if finding.code in _OF_THE_FILE:
        return _("このデータには書き込まず、直前のバックアップを確かめてください。")
    if finding.table in _ON_A_SCREEN:
        return _("画面でその記録を開いて保存しなおすか、バックアップの同じ行と見比べてください。")
    return _("バックアップの同じ行と見比べ、情報システムの担当者にご相談ください。")


_OF_THE_FILE = frozenset({FindingCode.PAGES, FindingCode.SCHEMA, FindingCode.AUDIT, FindingCode.VALUE})
_ON_A_SCREEN = frozenset({"venues", "rooms", "closures", "supporters", "lending_stocks", "targets", "catalogue"})
"""Tables whose things a person can open and store again."""

_WHAT = {
    FindingCode.STATE: lambda: _("受付の記録から計算した出席の状態が、保存されている状態と違います。"),
    FindingCode.COUNT: lambda: _("数えなおした数が、保存されている数と違います。"),
    FindingCode.COPY: lambda: _("二か所に書かれている同じ事柄が、食い違っています。"),
    FindingCode.WORD: lambda: _("決められた言葉のどれでもない値か、読み取れない値があります。"),
    FindingCode.VALUE: lambda: _("読み取れない値があります。"),
    FindingCode.RULE: lambda: _("決まりに合わない値があります。"),
    FindingCode.ORDER: lambda: _("順番が1から続いていないか、同じ順番が二つあります。"),
    FindingCode.REFERENCE: lambda: _("指している相手がないか、正しくありません。"),
    FindingCode.TRAIL: lambda: _("操作の記録に書かれている内容と違います。"),
    FindingCode.AUDIT: lambda: _("操作の記録がつながっていません。"),
    FindingCode.SCHEMA: lambda: _("データベースの形が、この版のプログラムのものと違います。"),
    FindingCode.PAGES: lambda: _("データベースのファイルが傷んでいます。"),
}
