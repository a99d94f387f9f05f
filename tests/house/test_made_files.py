"""Files which a script makes are what the script makes now: lock, licences, holidays, catalogue."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.support.sources import script


def test_the_lock_fits_the_project_and_names_no_host(repository: Path):
    assert script(repository, "lock").check() == []
    for name in ("uv.lock", "requirements.lock", "requirements-dev.lock"):
        assert "://" not in (repository / name).read_text(encoding="utf-8")


def test_hosts_are_taken_out_of_a_lock_and_nothing_else(repository: Path):
    made = script(repository, "lock").without_hosts(
        'source = { registry = "https://index.invalid/simple" }\n'
        'wheels = [{ url = "https://files.invalid/ab/cd/a-1-py3-none-any.whl", hash = "sha256:00" }]\n'
        'source = { editable = "." }\n'
    )
    assert made == (
        'source = { registry = "" }\n'
        'wheels = [{ url = "a-1-py3-none-any.whl", hash = "sha256:00" }]\n'
        'source = { editable = "." }\n'
    )


@pytest.mark.parametrize("platform", ["manylinux", "win_amd64"])
@pytest.mark.parametrize("name", ["pyside6-essentials", "sqlcipher3", "psycopg-binary", "cryptography"])
def test_the_lock_has_the_files_of_both_systems(repository: Path, platform: str, name: str):
    lock = tomllib.loads((repository / "uv.lock").read_text(encoding="utf-8"))
    (package,) = [package for package in lock["package"] if package["name"] == name]
    assert [wheel for wheel in package["wheels"] if platform in wheel["url"] and wheel["hash"]]


@pytest.mark.parametrize("script", ["licences", "holidays_file", "catalogue"])
def test_made_lists_are_up_to_date(repository: Path, script: str):
    done = subprocess.run(
        [sys.executable, repository / "packaging" / f"{script}.py", "--check"],
        capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, (done.stdout + done.stderr)[:4000]


def test_the_map_names_every_module_of_a_room_with_its_sentence(repository: Path):
    lines = script(repository, "file_map").file_map(["divide_app/foundation"]).splitlines()
    named = {line.split("`")[1]: line.partition(": ")[2] for line in lines if line.startswith("- `")}
    there = {path.name for path in (repository / "divide_app/foundation").glob("*.py")} - {"__init__.py"}
    assert set(named) == there
    assert all(sentence.endswith(".") for sentence in named.values())


def test_git_keeps_only_the_pictures_that_pages_show(repository: Path):
    pages = [repository / "README.md", *(repository / "docs").rglob("*.md")]
    text = "\n".join(page.read_text(encoding="utf-8") for page in pages)
    shown = set(re.findall(r"pictures/((?:windows/)?[\w-]+\.png)", text))
    folder = repository / "docs" / "pictures"
    kept = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert kept == shown
    assert len(kept) <= 60


def test_every_house_rule_names_its_check_and_the_check_is_there(repository: Path):
    page = (repository / "CONTRIBUTING.md").read_text(encoding="utf-8")
    table = page.split("<!-- rules -->", 1)[1].split("<!-- end of rules -->", 1)[0]
    rows = [line.strip("| ").split(" | ") for line in table.splitlines() if line.startswith("| ")][2:]
    assert len(rows) >= 15
    for row in rows:
        files = [word.strip("`,") for word in row[-1].split() if word.strip("`,").startswith(("tests/", "pyproject"))]
        assert files, f"a rule without a check: {row[0]}"
        for file in files:
            assert (repository / file.split("::")[0]).exists(), f"{row[0]}: {file}"


@pytest.mark.parametrize(("length", "is_taken"), [(72, True), (73, False)])
def test_a_commit_with_a_long_subject_is_not_made(repository: Path, tmp_path: Path, length: int, is_taken: bool):
    message = tmp_path / "message"
    message.write_text(
        f"# a remark of the editor\n{'s' * length}\n\n{'The reason, as long as it is. ' * 9}\n", encoding="utf-8"
    )
    ran = subprocess.run(["sh", repository / "packaging/hooks/commit-msg", message], capture_output=True, check=False)
    assert (ran.returncode == 0) is is_taken
    assert (b"at most 72" in ran.stderr) is not is_taken
