"""Keeps the catalogues in step with the source: finds every message, adds new ones, names what is wrong."""

from __future__ import annotations

import ast
import re
import string
import sys
import tomllib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LOCALES = ROOT / "resources" / "locale"
SOURCE = "ja"
"""The language of the source text, which has no catalogue."""


def translations() -> list[str]:
    """Return the codes of the languages the screens are translated into: the folders of resources/locale."""
    return sorted(folder.name for folder in LOCALES.iterdir() if folder.is_dir() and folder.name != SOURCE)


def source_messages() -> Catalog:
    """Return every message of the source with the modules that say it."""
    catalogue = Catalog(project="divide-app", charset="utf-8")
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
        if node.func.id == "_" and texts:
            yield texts[0], texts[1] if len(texts) > 1 else None
        elif node.func.id in {"Kept", "Word", "Column"} and texts and texts[0] == _first(node):
            yield texts[0], None  # a declaration begins with the word; "" is never shown
        elif node.func.id == "ngettext" and len(texts) == 2:
            yield (texts[0], texts[1]), None


def _first(call: ast.Call) -> object:
    return call.args[0].value if isinstance(call.args[0], ast.Constant) else None


def po_file(code: str) -> Path:
    """Return where a language's catalogue lies."""
    return LOCALES / code / "LC_MESSAGES" / "divide_app.po"


def translated(code: str) -> Catalog:
    """Return the committed catalogue of a language; an empty one when there is none."""
    if not po_file(code).is_file():
        return Catalog(locale=code, charset="utf-8")
    with po_file(code).open("rb") as file:
        return read_po(file, locale=code)


def placeholders(text: str) -> set[str]:
    """Return the names in braces; a text that is no format has none."""
    try:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    except ValueError:
        return set()


def _forms(message: str | Sequence[str] | None) -> list[str]:
    return [message or ""] if message is None or isinstance(message, str) else list(message)


def _manner(code: str) -> dict[str, object]:
    return tomllib.loads((LOCALES / code / "language.toml").read_text(encoding="utf-8"))


def _names_of(value: object) -> object:
    """Return the shape of a language.toml: its keys, and for each list its length."""
    if isinstance(value, dict):
        return {key: _names_of(inner) for key, inner in value.items()}
    return len(value) if isinstance(value, list) else type(value).__name__


def problems(code: str) -> list[str]:
    """Return what keeps a language from being complete, one sentence each."""
    source, catalogue, manner = source_messages(), translated(code), _manner(code)
    wanted = {(_forms(message.id)[0], message.context) for message in source if message.id}
    signs = "[぀-ヿ]" if manner.get("writes_kanji") else "[぀-ヿ一-鿿]"
    found = [] if _names_of(manner) == _names_of(_manner(SOURCE)) else ["language.toml has not the keys of Japanese"]
    for message in source:
        if not message.id:
            continue
        key = _forms(message.id)[0]
        entry = catalogue.get(message.id, message.context) or catalogue.get(key, message.context)
        if entry is None or not all(_forms(entry.string or "")):
            found.append(f"no translation: {key}")
            continue
        if entry.fuzzy:
            found.append(f"marked unsure: {key}")
        names = set().union(*(placeholders(form) for form in _forms(message.id)))
        for form in _forms(entry.string):
            if placeholders(form) - names or (isinstance(message.id, str) and names - placeholders(form)):
                found.append(f"placeholders differ: {key} -> {form}")
            if re.search(signs, form) and key not in UNTRANSLATED:
                found.append(f"Japanese in the translation: {key} -> {form}")
    keys = {(_forms(message.id)[0], message.context) for message in catalogue if message.id}
    found += [f"no longer said anywhere: {key} {context or ''}".rstrip() for key, context in keys - wanted]
    found += [f"kept though obsolete: {_forms(message.id)[0]}" for message in catalogue.obsolete.values()]
    return [f"{code}: {fault}" for fault in found]


UNTRANSLATED = frozenset({"日本語", "かけはし", "日本語 / English"})
"""Names that stay Japanese in any language."""


def update(code: str) -> int:
    """Add the missing messages with empty text, drop those no longer said, and return how many are empty."""
    source, known_ones = source_messages(), translated(code)
    epoch = datetime(2026, 11, 21, tzinfo=UTC)  # a fixed day, or every run would change the file
    name = str(_manner(code)["name"])
    made = Catalog(
        locale=code,
        project="divide-app",
        version="1",
        charset="utf-8",
        fuzzy=False,
        header_comment=f"# {name} words of かけはし.",
        last_translator="かけはし",
        language_team=name,
        msgid_bugs_address="-",
        creation_date=epoch,
        revision_date=epoch,
    )
    empty = 0
    in_order = sorted((m for m in source if m.id), key=lambda m: (m.locations[0][0], _forms(m.id)[0], m.context or ""))
    for message in in_order:
        known = known_ones.get(message.id, message.context)
        text = known.string if known is not None and known.string else ""
        if isinstance(message.id, tuple) and isinstance(text, str):
            text = (text,) * made.num_plurals
        flags = known.flags if known is not None else ()
        made.add(message.id, text, locations=message.locations, flags=flags, context=message.context)
        empty += not all(_forms(text))
    po_file(code).parent.mkdir(parents=True, exist_ok=True)
    with po_file(code).open("wb") as file:
        write_po(file, made, width=0, omit_header=False, include_lineno=False)
    return empty


def main() -> int:
    """Update every catalogue, or with `--check` name their faults."""
    if "--check" in sys.argv:
        found = [fault for code in translations() for fault in problems(code)]
        print("\n".join(found))
        return int(bool(found))
    for code in translations():
        print(f"{code}: messages without translation: {update(code)}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
