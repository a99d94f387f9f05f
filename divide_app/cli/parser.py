"""The argument parser with every command."""

from __future__ import annotations

from collections.abc import Sequence

from divide_app import __version__
from divide_app.cli.arguments import CommandParser, add_common
from divide_app.cli.commands import (
    applications,
    attendance,
    audit,
    backups,
    check_in,
    course_acts,
    coverage,
    databases,
    days_off,
    demo,
    exports,
    figures,
    gui,
    imports,
    listing,
    lottery,
    packages,
    people,
    plan,
    prints,
    privacy,
    reach,
    reports,
    rosters,
    scans,
    self_check,
    stocks,
    surveys,
    tally,
    users,
    visits,
)
from divide_app.foundation.translation import _

TWO_WORDS = {
    ("apply", "cancel"),
    ("apply", "renew-ticket"),
    ("check-in", "identify"),
    ("check-in", "part"),
    ("check-in", "undo"),
    ("import", "profiles"),
    ("import", "runs"),
    ("import", "undo"),
}
"""Commands whose second word stands where another command has an id, so that they are told apart beforehand."""


def make_parser() -> CommandParser:
    """Return the parser of the whole command line."""
    parser = CommandParser(
        prog="divide-app",
        description=_("かけはし: デジタル教室の計画・申込・受付・印刷・集計"),
        allow_abbrev=False,
    )
    add_common(parser)
    parser.add_argument("--version", action="version", version=f"divide-app {__version__}", help=_("版を見る"))
    parser.set_defaults(run=gui.run)
    commands = parser.add_subparsers(dest="command", metavar=_("操作"), parser_class=CommandParser)
    for module in (
        gui,
        self_check,
        demo,
        imports,
        listing,
        plan,
        course_acts,
        days_off,
        stocks,
        applications,
        lottery,
        reach,
        visits,
        check_in,
        attendance,
        packages,
        scans,
        prints,
        rosters,
        tally,
        figures,
        coverage,
        surveys,
        reports,
        exports,
        backups,
        databases,
        people,
        privacy,
        users,
        audit,
    ):
        module.add(commands)
    return parser


def with_joined_words(words: Sequence[str]) -> list[str]:
    """Return the words with `apply cancel`, `import undo` and the like joined, wherever options stand."""
    bare: list[int] = []
    skip = False
    for at, word in enumerate(words):
        if skip:
            skip = False
        elif word in {"--data", "--user"}:
            skip = True
        elif word == "--json" or word.startswith(("--data=", "--user=")):
            continue
        else:
            bare.append(at)
        if len(bare) == 2:
            break
    if len(bare) < 2 or (words[bare[0]], words[bare[1]]) not in TWO_WORDS:
        return list(words)
    joined = list(words)
    joined[bare[0]] = f"{words[bare[0]]} {words[bare[1]]}"
    del joined[bare[1]]
    return joined
