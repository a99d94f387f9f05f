"""The paper with the recovery key (回復キー) of an encrypted database, and how to keep it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from divide_app.foundation.translation import _
from divide_app.printing import ink
from divide_app.printing.fonts import BOLD
from divide_app.printing.paper import INNER, MARGIN, RIGHT, Paper, Printed

_LEADING: Final = 6.0
_KEY_SIZE: Final = 25.0
_PER_LINE: Final = 4
_LABEL: Final = 44.0
_KEEPERS: Final = 4


@dataclass(frozen=True, slots=True)
class RecoveryPaper:
    """What stands on the paper.

    Attributes:
        key: In groups of four letters, parted by `-`.
        facts: Label and words of each line.
    """

    office: str
    key: str
    facts: tuple[tuple[str, str], ...]


def draw(sheet: RecoveryPaper) -> Printed:
    """Draw the paper on one page."""
    paper = Paper(_("回復キー"), author=sheet.office)
    y = MARGIN + 10
    paper.text(MARGIN, y, _("かけはし　回復キー"), 20, font=BOLD)
    paper.text(RIGHT, y, _("取扱注意"), 13, font=BOLD, align="right")
    y += 5
    paper.line(MARGIN, y, RIGHT, y, line=0.5)
    y += 8
    words = _(
        "かけはしのデータは暗号化されています。パスワードがわからなくなったとき、この紙の回復キーだけがデータを開けます。"
        "この紙もなくすと、だれにも開けません。作った会社にも開けません。"
    )
    y = paper.paragraph(MARGIN, y, paper.lines(words, INNER, 12), 12, _LEADING)
    groups = sheet.key.split("-")
    rows = [groups[at : at + _PER_LINE] for at in range(0, len(groups), _PER_LINE)]
    high = 12.0 + 15.0 * len(rows)
    paper.box(MARGIN, y, INNER, high)
    step = INNER / (_PER_LINE + 0.4)
    for row, parts in enumerate(rows):
        for column, part in enumerate(parts):
            x = MARGIN + step * (column + 0.7)
            paper.text(x, y + 16 + 15 * row, part, _KEY_SIZE, font=BOLD, align="center")
    y += high + 6
    small = _("数字の0と1、英字のIとLとOは使っていません。「-」は入れても入れなくても、小文字でもかまいません。")
    y = paper.paragraph(MARGIN, y, paper.lines(small, INNER, 10), 10, 5.0, colour=ink.SOFT) + 2
    for label, text in sheet.facts:
        paper.fill(MARGIN, y + 0.2, _LABEL, 8.8, ink.SHADE)
        paper.text(MARGIN + 3, y + 6, label, 10.5, font=BOLD)
        paper.text(MARGIN + _LABEL + 3, y + 6, text, 10.5)
        paper.line(MARGIN, y + 9, RIGHT, y + 9, line=0.2)
        y += 9
    y = _points(
        paper,
        y + 12,
        _("しまい方"),
        (
            _("封筒に入れて封をし、課の金庫や鍵のかかる書庫に入れます。パソコンのそばや、引き出しには置きません。"),
            _("写真に撮ったり、スキャンしたり、メールで送ったりしません。この紙のPDFも、印刷したら削除します。"),
            _("どこにあるかを、2人以上が知っているようにします。人事異動のときに引き継ぎます。"),
        ),
    )
    y = _points(
        paper,
        y + 4,
        _("使い方"),
        (
            _("かけはしを開き、パスワードをたずねる画面で、パスワードの代わりに上の文字を入れます。"),
            _("そのあと出てくる画面で、新しいパスワードを決め、新しい回復キーを印刷します。"),
            _("新しい回復キーを作ると、この紙の回復キーでは開けなくなります。古い紙は細かく裁断します。"),
        ),
    )
    _keepers(paper, y + 4)
    return paper.finish()


def _points(paper: Paper, y: float, title: str, points: tuple[str, ...]) -> float:
    paper.text(MARGIN, y, title, 12, font=BOLD)
    y += 7
    for point in points:
        paper.text(MARGIN + 1, y, "・", 11)
        y = paper.paragraph(MARGIN + 6, y, paper.lines(point, INNER - 6, 11), 11, 5.6) - 5.6 + 6.6
    return y


def _keepers(paper: Paper, y: float) -> None:
    """Draw lines to write down who keeps it, from when, and where."""
    paper.text(MARGIN, y, _("保管の記録"), 12, font=BOLD)
    y += 3
    widths = (34.0, 52.0, 66.0, INNER - 152.0)
    heads = (_("日付"), _("保管した人"), _("しまった場所"), _("確認印"))
    for row in range(_KEEPERS + 1):
        x = MARGIN
        for width, head in zip(widths, heads, strict=True):
            paper.box(x, y, width, 7.0 if row == 0 else 9.0)
            if row == 0:
                paper.text(x + width / 2, y + 5, head, 9.5, align="center")
            x += width
        y += 7.0 if row == 0 else 9.0
