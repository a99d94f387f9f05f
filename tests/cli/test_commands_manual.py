"""The manual's tables of codes are those of the program; run this file as a program to write them anew."""

from __future__ import annotations

import re
from pathlib import Path

from divide_app.cli.commands.exports import KINDS as EXPORT_KINDS
from divide_app.cli.commands.imports import KINDS as IMPORT_KINDS
from divide_app.cli.commands.prints import KINDS as PRINT_KINDS
from divide_app.cli.items import KINDS as LIST_KINDS
from divide_app.cli.parser import make_parser
from divide_app.domain.door.attendance import CheckInReason
from divide_app.exchange import plan_file
from divide_app.wording.labels import label
from divide_app.wording.row_problems import CODES as ROW_CODES
from divide_app.wording.row_problems import row_problem_sentence
from divide_app.wording.sentence_table import refusals
from divide_app.wording.trouble_table import troubles

MANUAL = Path(__file__).parents[2] / "docs" / "manual" / "commands.md"
BEGIN, END = "<!-- codes -->\n", "<!-- /codes -->"


class _Dots(dict[str, object]):
    """Says … for every value, whichever a sentence asks for."""

    def __init__(self) -> None:
        names = "text start end number count least most cells columns first sheet name people lines other kind code "
        names += "place why era year month day pc user since minutes seconds"
        super().__init__(dict.fromkeys(names.split(), "…"))


def tables() -> str:
    """Return the tables as the manual shows them."""
    parts = ["### 断ったとき(終了コード1)\n", *_rows(refusals())]
    parts += ["\n### 受付で断ったとき(終了コード1、`reason` と同じ)\n"]
    parts += _rows({reason.value: label(reason) for reason in CheckInReason})
    parts += ["\n### パソコンやネットワークの都合(終了コード3)\n", *_rows(troubles())]
    parts += ["\n### プログラムの不具合(終了コード70)\n", *_rows({"internal": "プログラムの不具合です。"})]
    parts += ["\n### 取り込みの行とお知らせ(`rejected[]`、`warnings[]` の `code`)\n"]
    parts += _rows({code: row_problem_sentence(code, "…", _Dots()) for code in ROW_CODES})
    return "\n".join(parts) + "\n"


def _rows(sentences: dict[str, str]) -> list[str]:
    rows = [f"| `{code}` | {re.sub(r'{[a-z_]+}', '…', text)} |" for code, text in sorted(sentences.items())]
    return ["| コード | 意味 |", "|---|---|", *rows]


def test_manual_lists_every_code_with_its_sentence():
    text = MANUAL.read_text(encoding="utf-8")
    assert text.split(BEGIN)[1].split(END)[0] == tables(), (
        "run: PYTHONPATH=. .venv/bin/python tests/cli/test_commands_manual.py"
    )


def test_manual_names_every_command_and_kind():
    text = MANUAL.read_text(encoding="utf-8").split(BEGIN)[0]
    usage = make_parser().format_help()
    words = re.findall(r"^ {4}([a-z-]+(?: [a-z]+)?)(?: {2,}|$)", usage, re.MULTILINE)
    assert len(words) > 12
    for word in {*words, *EXPORT_KINDS, *IMPORT_KINDS, *PRINT_KINDS, *LIST_KINDS}:
        assert re.search(rf"(?<![a-z-]){re.escape(word)}(?![a-z-])", text), word


def test_manual_names_every_field_of_a_plan():
    text = MANUAL.read_text(encoding="utf-8")
    for key in plan_file.KEYS | plan_file.MEETING_KEYS | plan_file.REPEAT_KEYS:
        assert f"`{key}" in text, key


if __name__ == "__main__":
    before, rest = MANUAL.read_text(encoding="utf-8").split(BEGIN)
    MANUAL.write_text(before + BEGIN + tables() + END + rest.split(END)[1], encoding="utf-8")
