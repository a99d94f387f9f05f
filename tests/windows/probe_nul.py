"""Runs in the copied folder's Python: starts every command on a locked place with NUL and no password."""

import argparse
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from divide_app.cli.parser import make_parser

program, place = sys.argv[1:]
VALUES = ("1", "2026-10", "2026", "2026-10-01", "R8", "70s", "courses", "a=b", "0190b1c0-0000-7000-8000-000000000000")


def lines(parser, words=()):
    """Give the words of every command, with some value for what it asks for."""
    given = list(words)
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            seen = set()
            for name, one in action.choices.items():
                if id(one) not in seen:
                    seen.add(id(one))
                    yield from lines(one, [*given, name])
            return
        if action.option_strings and not action.required:
            continue
        given += ([action.option_strings[-1]] if action.option_strings else []) + [value(action)]
    yield given


def value(action):
    if action.choices:
        return str(next(iter(action.choices)))
    for one in VALUES:
        try:
            (action.type or str)(one)
        except Exception:
            continue
        return one
    return "1"


def start(words):
    try:
        done = subprocess.run(
            [program, "--data", place, *words], stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=300
        )
    except subprocess.TimeoutExpired:
        return [words, None]
    return [words, done.returncode]


asked = [words for words in lines(make_parser()) if words and words[0] != "gui"]
with ThreadPoolExecutor(2) as pool:
    sys.stdout.write(json.dumps(list(pool.map(start, asked))))
