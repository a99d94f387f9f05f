"""Parses argument values: ids, days, moments, months, and KEY=VALUE."""

from __future__ import annotations

import argparse
import os
import re
import shutil
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar
from uuid import UUID

from divide_app.cli.answer import WrongUsageError
from divide_app.foundation.file_names import reachable
from divide_app.foundation.logs import masked
from divide_app.foundation.translation import _

if TYPE_CHECKING:
    from divide_app.cli.context import Context, OnEmpty
    from divide_app.domain.people.participants import Sex


Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
"""What `add_subparsers` gives; argparse has no public name for it."""

E = TypeVar("E", bound=StrEnum)
T = TypeVar("T")


@cache
def _width() -> int:
    return shutil.get_terminal_size().columns - 2


class _HelpFormatter(argparse.HelpFormatter):
    def __init__(self, prog: str) -> None:
        # argparse makes a formatter for every argument it adds, and each would ask for the terminal's size.
        super().__init__(prog, width=_width())

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, _("使い方: ") if prefix is None else prefix)

    def _split_lines(self, text: str, width: int) -> list[str]:
        return _wrapped(text, width)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "\n".join(indent + line for line in _wrapped(text, width))


_NEVER_FIRST = frozenset("、。，．・」』）)")


def _wrapped(text: str, width: int) -> list[str]:
    """Break between Japanese signs, which are two columns wide, and never inside a word one has to type."""
    lines, line, used = [], "", 0
    for part in re.findall(r"[!-~]+|\s+|.", text):
        columns = sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in part)
        if line and used + columns > width and part not in _NEVER_FIRST:
            lines.append(line.rstrip())
            line, used = "", 0
        if line or not part.isspace():
            line, used = line + part, used + columns
    return [*lines, line.rstrip()] if line else lines


class CommandParser(argparse.ArgumentParser):
    """An argument parser that speaks the language in use, and leaves the exit to `main`."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        """Make a parser as argparse does, with our words for its own."""
        super().__init__(*arguments, **(options | {"add_help": False, "formatter_class": _HelpFormatter}))
        self._positionals.title = _("書くもの")
        self._optionals.title = _("付けられるもの")
        self.add_argument("-h", "--help", action="help", default=argparse.SUPPRESS, help=_("この説明を見る"))

    def error(self, message: str) -> None:  # type: ignore[override]  # it raises, as the original exits
        """Raise the error with this command's own usage line.

        Raises:
            WrongUsageError: Always.
        """
        raise WrongUsageError(_translated(message), self.format_usage())


def an_id(text: str) -> UUID:
    """Read an id as every list gives it."""
    try:
        return UUID(text.strip())
    except ValueError:
        raise argparse.ArgumentTypeError(_("番号(id)として読めません。list コマンドで確かめてください")) from None


def a_day(text: str) -> date:
    """Read a day: 2026-11-21, R8.11.21, 令和8年11月21日."""
    from divide_app.domain.calendar import parse_day

    return _read(parse_day, text, _("日付として読めません。2026-11-21 か R8.11.21 のように書いてください"))


def a_moment(text: str) -> datetime:
    """Read a moment in Japan time or with offset: 2026-11-21T10:00, "R8.11.21 10:00", 2026-11-21T01:00Z."""
    from divide_app.domain.calendar import parse_moment

    return _read(
        parse_moment, text, _("日時として読めません。2026-11-21T10:00 か「R8.11.21 10:00」のように書いてください")
    )


def a_month(text: str) -> tuple[int, int]:
    """Read a month: 2026-11, R8.11, 令和8年11月."""
    from divide_app.domain.calendar import parse_day
    from divide_app.domain.errors import DomainError

    for first in ("-01", ".1", "/1", "1日", "-1"):
        try:
            day = parse_day(text.strip() + first)
        except DomainError:
            continue
        if day.day == 1:
            return day.year, day.month
    raise argparse.ArgumentTypeError(_("年月として読めません。2026-11 か R8.11 のように書いてください"))


def a_fiscal_year(text: str) -> int:
    """Read a fiscal year: 2026, R8, 令和8年度."""
    from divide_app.domain.calendar import parse_fiscal_year

    return _read(parse_fiscal_year, text, _("年度として読めません。2026 か R8 のように書いてください"))


def refuse_individual_number(words: Sequence[str]) -> None:
    """Refuse a command line that holds an individual number anywhere: in a text, an id or a part of a path.

    Before anything is read, so that no sentence, JSON object or log repeats it.

    Raises:
        DomainError: `individual_number`.
    """
    from divide_app.domain.errors import DomainError
    from divide_app.domain.individual_number import cells_hold_individual_number, contains_individual_number

    parts = [part for word in words if "://" not in word for part in re.split(r"[\\/]", word)]
    if any(map(contains_individual_number, words)) or cells_hold_individual_number(parts):
        raise DomainError("individual_number")


def a_path(text: str) -> Path:
    """Read a file or folder name, absolute from here on; ~ is the person's own folder."""
    if not text.strip() or "\0" in text:
        raise argparse.ArgumentTypeError(_("ファイルやフォルダーの名前を書いてください"))
    try:
        return reachable(text)
    except RuntimeError:  # ~nobody
        raise argparse.ArgumentTypeError(_("~ の後の利用者が見つかりません")) from None


def a_file(text: str) -> Path:
    """Read the name of a file as `a_path`; one that ends as a folder's does is none."""
    path = a_path(text)
    if text.endswith(tuple(filter(None, (os.sep, os.altsep)))):
        raise argparse.ArgumentTypeError(_("フォルダーではなく、ファイルの名前まで書いてください"))
    return path


def a_pair(text: str) -> tuple[str, str]:
    """Read KEY=VALUE."""
    name, sign, value = text.partition("=")
    if not sign or not name.strip():
        raise argparse.ArgumentTypeError(_("KEY=VALUE の形で書いてください"))
    return name.strip(), value


def a_count(text: str) -> int:
    """Read a whole number from 1."""
    if not re.fullmatch(r"[0-9]{1,9}", text) or int(text) < 1:
        raise argparse.ArgumentTypeError(_("1以上の数を書いてください"))
    return int(text)


def a_value_of(kind: type[E], some: Sequence[E] = ()) -> Callable[[str], E]:
    """Return a reader of an enum's values (all, or some), which also takes the words people see (女性 for female)."""
    members = some or tuple(kind)

    def read(text: str) -> E:
        from divide_app.wording.labels import label

        for member in members:
            if text.strip() in {member.value, label(member)}:
                return member
        there = "、".join(member.value for member in members)
        raise argparse.ArgumentTypeError(_("使えるのは {there} です").format(there=there))

    return read


def a_sex(text: str) -> Sex:
    """Read a sex by any word a list may hold: 女, 女性, F, female."""
    from divide_app.domain.people.participants import Sex

    return Sex.read(text) or a_value_of(Sex)(text)


def command(
    commands: Commands,
    name: str,
    run: Callable[[Context, argparse.Namespace], object],
    help_text: str,
    description: str = "",
    *,
    on_empty: OnEmpty = "show",
) -> argparse.ArgumentParser:
    """Add a command with the options every command takes.

    Args:
        commands: Where it stands.
        name: Its word.
        run: What it does.
        help_text: One line about it.
        description: More about it, for its own help.
        on_empty: What it does where nothing is kept yet.
    """
    parser = commands.add_parser(name, help=help_text, description=description or help_text, allow_abbrev=False)
    add_common(parser)
    parser.set_defaults(run=run, on_empty=on_empty)
    return parser


def group(commands: Commands, name: str, help_text: str) -> Commands:
    """Add a word under which several commands stand (`backup create`, `backup verify`)."""
    parser = commands.add_parser(name, help=help_text, description=help_text, allow_abbrev=False)
    add_common(parser)
    return parser.add_subparsers(dest=f"{name}_command", metavar=_("操作"), required=True, parser_class=CommandParser)


def add_common(parser: argparse.ArgumentParser) -> None:
    """Add `--data`, `--user` and `--json`, which may stand before or after the command's words."""
    # SUPPRESS: what was said before the command's words must not be lost to the default of what comes after.
    parser.add_argument(
        "--data",
        metavar="PLACE",
        default=argparse.SUPPRESS,
        help=_("データの場所(フォルダー、postgresql+psycopg://...、受付パックのファイル)"),
    )
    parser.add_argument(
        "--user",
        metavar="NAME",
        default=argparse.SUPPRESS,
        help=_("サインインする人の名前(利用者を登録した所で要る。パスワードはファイルか端末から)"),
    )
    parser.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help=_("結果をJSONで出す"))


def _read(reader: Callable[[str], T], text: str, trouble: str) -> T:
    from divide_app.domain.errors import DomainError

    try:
        return reader(text)
    except DomainError:
        raise argparse.ArgumentTypeError(trouble) from None


def _translated(message: str) -> str:
    """Say argparse's English complaint in the language in use; long runs of digits are not repeated."""
    patterns: Sequence[tuple[str, str]] = (
        (r"the following arguments are required: (?P<what>.+)", _("足りないものがあります: {what}")),
        (r"unrecognized arguments: (?P<what>.+)", _("知らない引数です: {what}")),
        (
            r"argument (?P<name>.+?): invalid choice: (?P<what>.+?) \(choose from (?P<there>.+)\)",
            _("{name}に{what}は使えません。使えるのは {there} です"),
        ),
        (r"argument (?P<name>.+?): expected .+", _("{name}の後に値がありません")),
        (r"argument (?P<name>.+?): not allowed with argument (?P<what>.+)", _("{name}と{what}は一緒に使えません")),
        (r"one of the arguments (?P<what>.+) is required", _("どれか1つが要ります: {what}")),
        (r"argument (?P<name>.+?): (?P<what>.+)", _("{name}: {what}")),
    )
    for pattern, sentence in patterns:
        found = re.fullmatch(pattern, message, re.DOTALL)
        if found is not None:
            return masked(sentence.format(**found.groupdict()))
    return masked(message)
