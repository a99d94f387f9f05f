"""Translation of messages: the message id is the Japanese text; other languages come from their catalogues."""

from __future__ import annotations

import gettext
import io
from functools import cache
from pathlib import Path

from divide_app.foundation import bundled
from divide_app.foundation.languages import SOURCE, languages
from divide_app.foundation.problems import EnvironmentProblem

DOMAIN = "divide_app"

_source_text = gettext.NullTranslations()
_language = SOURCE
_translations: gettext.NullTranslations = _source_text


def use_language(code: str) -> None:
    """Set the language; an unknown code or a missing catalogue means Japanese.

    Args:
        code: A code of `languages()`, or a longer form such as `en_GB.UTF-8` or `ja-JP`.
    """
    global _language, _translations  # noqa: PLW0603 - one program speaks one language at a time
    short = code.replace("-", "_").split("_")[0].split(".")[0].lower()
    _language = short if short in languages() else SOURCE
    _translations = _source_text if _language == SOURCE else _catalogue(_language)


def current_language() -> str:
    """Return the code of the language in use, one of `languages()`."""
    return _language


def _(message: str, context: str = "") -> str:
    """Return `message` (Japanese) in the language in use.

    Call it when the text is shown, never while a module is imported: the language may change meanwhile.

    Args:
        message: The Japanese text.
        context: What tells this message from one with the same Japanese and another meaning: 予定 heads a screen
            (Schedule) and is the state of a session (Planned).
    """
    if context:
        return _translations.pgettext(context, message)
    # An empty msgid is the catalogue's own header in gettext and would be shown to a person.
    return _translations.gettext(message) if message else ""


def ngettext(singular: str, plural: str, number: int) -> str:
    """Return the form of the message that fits `number`; in Japanese give the same text twice."""
    return _translations.ngettext(singular, plural, number)


@cache
def _catalogue(code: str) -> gettext.NullTranslations:
    compiled = _file(code, "mo") if bundled.is_shipped() else None
    if compiled is not None:
        with compiled.open("rb") as file:
            return gettext.GNUTranslations(file)
    source = _file(code, "po")
    return _source_text if source is None else _compiled_in_memory(source)


def _file(code: str, ending: str) -> Path | None:
    try:
        return bundled.resource("locale", code, "LC_MESSAGES", f"{DOMAIN}.{ending}")
    except EnvironmentProblem:
        return None


def _compiled_in_memory(source: Path) -> gettext.NullTranslations:
    # Only a developer's copy comes here; a shipped program carries the .mo and never imports Babel for this.
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with source.open("rb") as file:
        catalogue = read_po(file)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
