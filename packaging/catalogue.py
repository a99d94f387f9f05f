"""Keeps the English catalogue in step with the source: finds every message, adds new ones, names what is wrong."""

from __future__ import annotations

import ast
import re
import string
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
PO = ROOT / "resources" / "locale" / "en" / "LC_MESSAGES" / "divide_app.po"


def source_messages() -> Catalog:
    """Return every message of the source with the modules that say it."""
    catalogue = Catalog(locale="en", project="divide-app", charset="utf-8")
    for file in sorted((ROOT / "divide_app").rglob("*.py")):
        for message, context in _messages(file.read_text(encoding="utf-8")):
            # No line numbers: they would change the catalogue with every edit of the source.
            catalogue.add(message, locations=[(file.relative_to(ROOT).as_posix(), 0)], context=context)
    return catalogue


def _messages(source: str) -> Iterator[tuple[str | tuple[str, str], str | None]]:
    """Return what a module says, each with its context.

    Read from the syntax tree, since Babel passes by a message inside an f-string. Called with a name instead of text
    only inside translation.py itself.
    """
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        constants = [one.value for one in node.args if isinstance(one, ast.Constant)]
        texts = [text for text in constants if isinstance(text, str) and text]
        if node.func.id == "Kept" and constants[:1] == [""]:
            continue  # never shown
        if node.func.id in {"_", "Kept", "Word"} and texts:  # a declaration begins with the word
            yield texts[0], texts[1] if len(texts) > 1 and node.func.id == "_" else None
        elif node.func.id == "ngettext" and len(texts) == 2:
            yield (texts[0], texts[1]), None


def translated() -> Catalog:
    """Return the committed catalogue; an empty one when there is none."""
    if not PO.is_file():
        return Catalog(locale="en", charset="utf-8")
    with PO.open("rb") as file:
        return read_po(file, locale="en")


def placeholders(text: str) -> set[str]:
    """Return the names in braces; a text that is no format has none."""
    try:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    except ValueError:
        return set()


def _forms(message: str | Sequence[str] | None) -> list[str]:
    return [message or ""] if message is None or isinstance(message, str) else list(message)


def problems() -> list[str]:
    """Return what keeps the catalogue from being complete, one sentence each."""
    source, english = source_messages(), translated()
    wanted = {(_forms(message.id)[0], message.context) for message in source if message.id}
    found: list[str] = []
    for message in source:
        if not message.id:
            continue
        key = _forms(message.id)[0]
        entry = english.get(message.id, message.context) or english.get(key, message.context)
        if entry is None or not all(_forms(entry.string or "")):
            found.append(f"no English: {key}")
            continue
        if entry.fuzzy:
            found.append(f"English is marked unsure: {key}")
        names = set().union(*(placeholders(form) for form in _forms(message.id)))
        for form in _forms(entry.string):
            if placeholders(form) - names or (isinstance(message.id, str) and names - placeholders(form)):
                found.append(f"placeholders differ: {key} -> {form}")
            if re.search(r"[぀-ヿ一-鿿]", form) and key not in UNTRANSLATED:
                found.append(f"Japanese in the English text: {key} -> {form}")
    keys = {(_forms(message.id)[0], message.context) for message in english if message.id}
    found += [f"no longer said anywhere: {key} {context or ''}".rstrip() for key, context in keys - wanted]
    found += [f"kept though obsolete: {_forms(message.id)[0]}" for message in english.obsolete.values()]
    return found


UNTRANSLATED = frozenset({"日本語", "かけはし", "日本語 / English"})
"""Names that stay Japanese in any language."""


def update() -> int:
    """Add the missing messages with empty English, drop those no longer said, and return how many are empty."""
    source, english = source_messages(), translated()
    epoch = datetime(2026, 11, 21, tzinfo=UTC)  # a fixed day, or every run would change the file
    made = Catalog(
        locale="en",
        project="divide-app",
        version="1",
        charset="utf-8",
        fuzzy=False,
        header_comment="# English words of かけはし.",
        last_translator="かけはし",
        language_team="English",
        msgid_bugs_address="-",
        creation_date=epoch,
        revision_date=epoch,
    )
    empty = 0
    in_order = sorted((m for m in source if m.id), key=lambda m: (m.locations[0][0], _forms(m.id)[0], m.context or ""))
    for message in in_order:
        known = english.get(message.id, message.context)
        text = known.string if known is not None and known.string else ""
        if isinstance(message.id, tuple) and isinstance(text, str):
            text = (text, text) if text else ("", "")
        flags = known.flags if known is not None else ()
        made.add(message.id, text, locations=message.locations, flags=flags, context=message.context)
        empty += not all(_forms(text))
    PO.parent.mkdir(parents=True, exist_ok=True)
    with PO.open("wb") as file:
        write_po(file, made, width=0, omit_header=False, include_lineno=False)
    return empty


def main() -> int:
    """Update the catalogue, or with `--check` name its faults."""
    if "--check" in sys.argv:
        found = problems()
        print("\n".join(found))
        return int(bool(found))
    print(f"messages without English: {update()}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
