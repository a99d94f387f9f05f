"""The source keeps its own rules: style, types, opening sentences, and nothing that belongs to one machine."""

from __future__ import annotations

import ast
import io
import re
import subprocess
import sys
import tokenize
import tomllib
from pathlib import Path

import pytest

from tests.support.sources import committed

TOOLS = Path(sys.executable).parent


def _python(repository: Path) -> list[Path]:
    return committed(repository, ".py")


def _ours(repository: Path) -> list[Path]:
    return [path for path in _python(repository) if path.relative_to(repository).parts[0] != "tests"]


def _comments(path: Path, words: str) -> list[str]:
    """Return the comments in which the pattern is found; only a module that has it anywhere is taken apart."""
    text = path.read_text(encoding="utf-8")
    if not re.search(words, text):
        return []
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return [token.string for token in tokens if token.type == tokenize.COMMENT and re.search(words, token.string)]


@pytest.mark.parametrize("arguments", [("check", "--no-fix"), ("format", "--check")])
def test_style_is_ruffs(repository: Path, arguments: tuple[str, ...]):
    done = subprocess.run(
        [TOOLS / "ruff", *arguments, "."], cwd=repository, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_types_are_strict(repository: Path):
    done = subprocess.run([TOOLS / "mypy"], cwd=repository, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_module_has_an_amnesty_from_type_checking(repository: Path):
    settings = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["mypy"]
    assert settings["strict"] is True
    assert not {"exclude", "ignore_errors", "disable_error_code", "follow_imports"} & set(settings)
    for override in settings["overrides"]:
        assert set(override) == {"module", "ignore_missing_imports"}
        assert not any(name.startswith("divide_app") for name in override["module"])
    for path in _python(repository):
        assert not _comments(path, r"mypy:\s*(ignore|disable)"), path
        assert not _comments(path, r"type:\s*ignore(?!\[)"), f"{path}: say which error is ignored"


def test_every_module_opens_with_one_sentence(repository: Path):
    for path in _python(repository):
        lines = (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").split("\n")
        assert lines[0], f"{path}: no opening sentence"
        assert lines[0].endswith((".", "。", "!", "?", ":")), f"{path}: {lines[0]}"
        assert len(lines) == 1 or not lines[1], f"{path}: the opening sentence does not fit one line"


def test_nothing_is_left_for_later(repository: Path):
    for path in _python(repository):
        assert not _comments(path, r"\b(T[O]DO|F[I]XME|X[X]X|H[A]CK)\b"), path
        assert not re.search(r"N[o]tImplemented", path.read_text(encoding="utf-8")), path


def test_no_test_is_passed_over(repository: Path):
    # A folder of published files which is not ours to commit may be missing; nothing else may.
    marks = re.compile(r"pytest\.(mark\.)?(skip(if)?|xfail)\b|importorskip|unittest\.skip")
    for path in _python(repository):
        assert not marks.search(path.read_text(encoding="utf-8")) or path == Path(__file__), path


def test_no_test_is_a_race_against_the_clock(repository: Path):
    # The machine drifts twofold: how long a thing takes is a ratio in tests/benchmarks, never a test.
    clock = re.compile(r"\bperf_" r"counter\b|\btime\." r"time\(\)")
    for path in (repository / "tests").rglob("*.py"):
        if "benchmarks" not in path.parts:
            assert not clock.search(path.read_text(encoding="utf-8")), path


def test_colours_are_tokens(repository: Path):
    literal = re.compile(
        r"""["']#(?:[0-9A-Fa-f]{3,4}){1,2}["']|QColor\(\s*(?:\d|["'])|Qt\.GlobalColor\.(?!transparent)"""
    )
    for path in (repository / "divide_app" / "ui").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert not literal.search(text), f"{path}: {literal.search(text)}"
    for path in (repository / "resources").rglob("*.qss"):
        assert not re.search(r"#[0-9A-Fa-f]{6}", path.read_text(encoding="utf-8")), path


def test_a_module_stays_one_subject(repository: Path):
    for path in _ours(repository):
        if "migrations" in path.parts:
            continue  # a revision is one subject however many tables it makes, and is frozen once released
        lines = len(path.read_text(encoding="utf-8").splitlines())
        assert lines <= 650, f"{path.relative_to(repository)} has {lines} lines; which two subjects are in it?"


def test_nothing_committed_names_a_registry_or_a_machine(repository: Path):
    hosts = [f"{name}.org" for name in ("pypi", "pythonhosted", "npmjs", "deb.debian")]
    paths = re.compile(r"(?<![\w.])/(?:work|home/\w+|Users/\w+|opt/(?:pypi|wheels))/|[A-Z]:\\\\Users\\\\")
    pictures = {".png", ".jpg", ".ttf", ".pdf", ".xlsx", ".zip"}
    for path in committed(repository):
        if path.suffix in pictures or path == Path(__file__):
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        assert not [host for host in hosts if host in text], path
        assert not paths.search(text), f"{path}: {paths.search(text)}"


def test_only_the_unit_of_work_commits(repository: Path):
    allowed = {"unit_of_work.py", "engine.py", "migrations.py", "database.py", "env.py"}
    for path in _ours(repository):
        if path.name not in allowed:
            assert not re.search(r"\.commit\(\)", path.read_text(encoding="utf-8")), path


def test_no_scratch_file_is_made_by_calls_that_retry_for_ever(repository: Path):
    # On Windows `tempfile` tries again without end in a folder one may not write to.
    forbidden = re.compile(
        r"\b(NamedTemporaryFile|TemporaryFile|SpooledTemporaryFile|TemporaryDirectory|mkstemp|mkdtemp)\b"
    )
    program = [path for path in _ours(repository) if path.relative_to(repository).parts[0] == "divide_app"]
    assert [str(path) for path in program if forbidden.search(path.read_text(encoding="utf-8"))] == []


def test_only_one_module_asks_for_a_terminal(repository: Path):
    for path in _ours(repository):
        # `isatty` alone takes NUL for a person; `streams.is_terminal` does not.
        assert path.name == "streams.py" or "isatty" not in path.read_text(encoding="utf-8"), path


def test_only_one_module_computes_where_bundled_files_are(repository: Path):
    for path in (repository / "divide_app").rglob("*.py"):
        # The crash dialog cuts the program's own folder off the paths it shows; it opens nothing there.
        if path.name not in {"bundled.py", "crash.py"}:
            text = path.read_text(encoding="utf-8")
            assert "__file__" not in text, path
            assert "importlib.resources" not in text, path


def test_no_code_is_for_one_language(repository: Path):
    """A language is a folder of resources/locale; the words of flyers are data by language code."""
    words = repository / "divide_app" / "printing" / "flyer_words.py"
    found = []
    for path in (path for path in (repository / "divide_app").rglob("*.py") if path != words):
        text = path.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(text)) if re.search(r"""["'](en|ja)["']""", text) else ():
            compared = [node.left, *node.comparators] if isinstance(node, ast.Compare) else []
            keys = node.keys if isinstance(node, ast.Dict) else []
            named = [one.value for one in [*compared, *keys] if isinstance(one, ast.Constant)]
            if {"en", "ja"}.intersection(map(str, named)):
                found.append(f"{path.relative_to(repository)}:{node.lineno}")
    assert found == []
