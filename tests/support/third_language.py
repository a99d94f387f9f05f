"""A made-up third language: English in angle brackets, with months called M1 to M12, beside the real languages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from babel.messages.pofile import read_po, write_po

from divide_app.foundation import bundled
from divide_app.foundation.languages import language
from divide_app.foundation.translation import current_language, use_language

CODE = "ia"
"""A code whose plural rule Babel knows, and which is no language of ours."""

NAME = "Tria"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@contextmanager
def third_language(folder: Path) -> Iterator[str]:
    """Add the language as files, and nothing else, to what the program carries; it is in use inside the block."""
    real = bundled.root()
    _link_all(real, folder, but="resources")
    _link_all(real / "resources", folder / "resources", but="locale")
    _link_all(real / "resources" / "locale", folder / "resources" / "locale")
    _write(real / "resources" / "locale" / "en", folder / "resources" / "locale" / CODE)
    before = current_language()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bundled, "root", lambda: folder)
        use_language(CODE)
        yield CODE
    use_language(before)
    language.cache_clear()


def _link_all(source: Path, target: Path, *, but: str = "") -> None:
    target.mkdir(parents=True, exist_ok=True)
    for path in source.iterdir():
        if path.name != but:
            (target / path.name).symlink_to(path)


def _write(english: Path, target: Path) -> None:
    (target / "LC_MESSAGES").mkdir(parents=True)
    with (english / "LC_MESSAGES" / "divide_app.po").open("rb") as file:
        catalogue = read_po(file, locale=CODE)
    for message in catalogue:
        if message.id:
            forms = (message.string,) if isinstance(message.string, str) else message.string
            told = tuple(f"‹{form}›" for form in forms)
            message.string = told if isinstance(message.id, tuple) else told[0]
    with (target / "LC_MESSAGES" / "divide_app.po").open("wb") as file:
        write_po(file, catalogue, width=0)
    manner = (english / "language.toml").read_text(encoding="utf-8")
    for number, month in enumerate(MONTHS, 1):
        manner = manner.replace(f'"{month}"', f'"M{number}"')
    manner = manner.replace('name = "English"', f'name = "{NAME}"').replace("in English after", f"in {NAME} after")
    (target / "language.toml").write_text(manner, encoding="utf-8")
