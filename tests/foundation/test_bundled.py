"""One module knows where bundled files live."""

from __future__ import annotations

from pathlib import Path

import pytest

from divide_app.foundation import bundled
from divide_app.foundation.problems import EnvironmentProblem


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program folder as a wheel lays it out."""
    package = tmp_path / "divide_app"
    (package / "_bundled" / "resources" / "fonts").mkdir(parents=True)
    (package / "_bundled" / "db" / "migrations").mkdir(parents=True)
    monkeypatch.setattr(bundled, "_PACKAGE", package)
    bundled.root.cache_clear()
    return package


@pytest.fixture(autouse=True)
def _forget_root():
    yield
    bundled.root.cache_clear()


def test_source_checkout_uses_the_repository_root():
    assert not bundled.is_shipped()
    assert (bundled.root() / "divide_app" / "__init__.py").is_file()
    assert bundled.resource().name == "resources"
    assert bundled.database_file().name == "db"


def test_shipped_program_uses_its_own_folder(shipped: Path):
    assert bundled.is_shipped()
    assert bundled.resource("fonts") == shipped / "_bundled" / "resources" / "fonts"
    assert bundled.database_file("migrations") == shipped / "_bundled" / "db" / "migrations"


def test_missing_file_is_a_clear_problem_that_names_the_file():
    with pytest.raises(EnvironmentProblem) as caught:
        bundled.resource("fonts", "no such font.ttf")
    assert caught.value.code == "missing_file"
    assert "no such font.ttf" in str(caught.value.details["path"])
