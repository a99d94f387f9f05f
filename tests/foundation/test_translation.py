"""Japanese is the source; English comes from a catalogue; a missing catalogue is no accident."""

from __future__ import annotations

from pathlib import Path

import pytest

from divide_app.foundation import bundled, translation

PO = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "{name}を保存しました"
msgstr "{name} was saved"

msgid "{n}人"
msgid_plural "{n}人"
msgstr[0] "{n} person"
msgstr[1] "{n} people"

msgid "予定"
msgstr "Schedule"

msgctxt "state"
msgid "予定"
msgstr "Planned"

#, fuzzy
msgid "仮の訳"
msgstr "unsure"
"""


@pytest.fixture(autouse=True)
def _japanese_again():
    translation._catalogue.cache_clear()
    yield
    translation.use_language("ja")
    translation._catalogue.cache_clear()
    bundled.root.cache_clear()


@pytest.fixture
def catalogue_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "resources" / "locale" / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    monkeypatch.setattr(bundled, "root", lambda: tmp_path)
    monkeypatch.setattr(bundled.root, "cache_clear", lambda: None, raising=False)
    return folder


def test_japanese_text_is_its_own_source():
    translation.use_language("ja")
    assert translation._("{name}を保存しました") == "{name}を保存しました"
    assert translation._("予定", "state") == "予定"
    assert translation.current_language() == "ja"


def test_english_comes_from_the_po_file_when_run_from_source(catalogue_folder: Path):
    (catalogue_folder / "divide_app.po").write_text(PO, encoding="utf-8")
    translation.use_language("en")
    assert translation._("{name}を保存しました") == "{name} was saved"
    assert (translation._("予定"), translation._("予定", "state")) == ("Schedule", "Planned")
    assert translation.ngettext("{n}人", "{n}人", 1).format(n=1) == "1 person"
    assert translation.ngettext("{n}人", "{n}人", 20).format(n=20) == "20 people"


def test_english_comes_from_the_mo_file_when_shipped(catalogue_folder: Path, monkeypatch: pytest.MonkeyPatch):
    from io import BytesIO

    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with (catalogue_folder / "divide_app.mo").open("wb") as file:
        write_mo(file, read_po(BytesIO(PO.encode())))
    monkeypatch.setattr(bundled, "is_shipped", lambda: True)
    translation.use_language("en")
    assert translation._("{name}を保存しました") == "{name} was saved"


def test_unsure_translation_is_not_shown(catalogue_folder: Path):
    (catalogue_folder / "divide_app.po").write_text(PO, encoding="utf-8")
    translation.use_language("en")
    assert translation._("仮の訳") == "仮の訳"


@pytest.mark.usefixtures("catalogue_folder")
def test_missing_catalogue_shows_the_source_text():
    translation.use_language("en")
    assert translation.current_language() == "en"
    assert translation._("{name}を保存しました") == "{name}を保存しました"
    assert translation.ngettext("{n}人", "{n}人", 2) == "{n}人"


def test_empty_text_stays_empty(catalogue_folder: Path):
    (catalogue_folder / "divide_app.po").write_text(PO, encoding="utf-8")
    translation.use_language("en")
    assert translation._("") == ""


@pytest.mark.parametrize(
    ("code", "language"), [("en_GB.UTF-8", "en"), ("ja-JP", "ja"), ("EN", "en"), ("fr", "ja"), ("", "ja")]
)
def test_system_locale_names_are_understood(code: str, language: str):
    translation.use_language(code)
    assert translation.current_language() == language
