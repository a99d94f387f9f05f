"""The settings of one PC survive damage, older programs and full disks."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from divide_app.foundation import user_paths
from divide_app.foundation.problems import EnvironmentProblem
from divide_app.foundation.settings import Settings, TextSize, Theme, load, save
from divide_app.wording.sentences import sentence


def _clock() -> datetime:
    return datetime(2026, 11, 21, 1, tzinfo=UTC)


def test_first_start_has_the_defaults(tmp_path: Path):
    assert load(tmp_path / "none" / "settings.toml") == (Settings(), None)


def test_settings_come_back(tmp_path: Path):
    file = tmp_path / "new folder" / "settings.toml"
    chosen = Settings("en", TextSize.LARGEST, Theme.HIGH_CONTRAST, False, r"C:\公民館\データ")
    save(chosen, file)
    assert load(file) == (chosen, None)
    assert [each.name for each in file.parent.iterdir()] == ["settings.toml"]


def test_four_text_sizes_scale_as_designed():
    assert [size.percent for size in TextSize] == [100, 115, 130, 150]


def test_unknown_keys_are_kept(tmp_path: Path):
    file = tmp_path / "settings.toml"
    file.write_text(
        'language = "en"\nnew_wish = 3\n[window]\nwidth = 1366\nscreens = [{ name = "a b", at = 2026-11-21 }]\n',
        encoding="utf-8",
    )
    read, problem = load(file)
    assert problem is None
    save(read, file)
    again, _ = load(file)
    assert again == read
    assert again.language == "en"
    assert again.others["new_wish"] == 3
    assert again.others["window"]["screens"][0]["name"] == "a b"


@pytest.mark.parametrize(
    "line", ['language = "xx"', "text_size = 3", 'theme = "pink"', 'sound = "yes"', "last_place = 1"]
)
def test_senseless_value_means_its_default_and_spares_the_rest(tmp_path: Path, line: str):
    file = tmp_path / "settings.toml"
    file.write_text(f"{line}\nother = 1\n", encoding="utf-8")
    read, problem = load(file)
    assert problem is None
    assert read == Settings(others={"other": 1})


DEEP = b"a = " + b"[" * 100_000 + b"]" * 100_000


@pytest.mark.parametrize("content", [b"language = ", b"\xff\xfe\x00", b"\x00" * 100, "言語".encode("cp932"), DEEP])
def test_damaged_file_is_set_aside_and_reported(tmp_path: Path, content: bytes):
    file = tmp_path / "settings.toml"
    file.write_bytes(content)
    read, problem = load(file, _clock)
    assert read == Settings()
    assert problem is not None
    assert problem.code == "settings_damaged"
    aside = tmp_path / "settings-damaged-20261121-010000.toml"
    assert aside.read_bytes() == content
    assert str(aside) in sentence(problem)
    file.write_bytes(content)
    load(file, _clock)
    assert (tmp_path / "settings-damaged-20261121-010000-2.toml").exists()


def test_failed_write_leaves_the_old_settings_and_no_scraps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    file = tmp_path / "settings.toml"
    save(Settings(language="en"), file)

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(EnvironmentProblem, match="disk_full"):
        save(Settings(language="ja"), file)
    assert load(file)[0].language == "en"
    assert [each.name for each in tmp_path.iterdir()] == ["settings.toml"]


def test_folder_in_the_place_of_the_file_is_reported(tmp_path: Path):
    (tmp_path / "settings.toml").mkdir()
    read, problem = load(tmp_path / "settings.toml")
    assert read == Settings()
    assert problem is not None
    assert problem.code == "file_unreadable"


@given(
    st.text(max_size=30),
    st.dictionaries(
        st.text(st.characters(exclude_categories=["Cs"]), max_size=8).filter(
            lambda key: key not in Settings.__dataclass_fields__
        ),
        st.recursive(
            st.one_of(st.booleans(), st.integers(-(2**60), 2**60), st.text(st.characters(exclude_categories=["Cs"]))),
            lambda inner: st.lists(inner, max_size=3),
            max_leaves=5,
        ),
        max_size=4,
    ),
)
def test_any_settings_come_back(tmp_path_factory: pytest.TempPathFactory, place: str, others: dict[str, object]):
    file = tmp_path_factory.mktemp("settings") / "settings.toml"
    save(Settings(last_place=place, others=others), file)
    read, problem = load(file)
    assert problem is None
    assert read.others == others
    assert read.last_place == place.encode("utf-8", "replace").decode() or "\ufffd" in read.last_place


def test_variable_names_the_place(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv(user_paths.DATA_VARIABLE, raising=False)
    assert user_paths.default_place() == str(user_paths.data_folder())
    monkeypatch.setenv(user_paths.DATA_VARIABLE, "/srv/kakehashi")
    assert user_paths.default_place() == "/srv/kakehashi"


def test_folders_of_this_person_bear_the_programs_name():
    folders = (user_paths.data_folder(), user_paths.config_folder(), user_paths.log_folder())
    assert all("divide_app" in folder.parts for folder in folders)
