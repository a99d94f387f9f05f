"""The handbook is whole: what code cites is there, links lead somewhere, and paths and commands it names exist."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.support.sources import committed, script

HOW_TOS = ("Add a field", "Add a paper", "Add a screen", "Add a target metric", "Add a language")
SENTENCES = ".py", ".toml", ".c", ".h", ".nsi", ".qss", ".json"
_CITED = re.compile(r"docs/[\w/-]+\.md(?:#[\w-]+)?")
_PAGE = re.compile(r"(?<![\w/.-])([\w/-]+)\.md\b")
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
_PATH = re.compile(r"`((?:divide_app|tests|resources|packaging|db|docs)/[\w./*-]*)`")
# The design notes that came before these pages, and the list of issues: neither is in the repository.
_ELSEWHERE = re.compile(r"\b(?:DOMAIN|LOOK|CHECKIN_CASES|ARCHITECTURE|MEASURED|COMMANDS|PRODUCT)\b|\bissue [A-Z]?\d")


def _pages(repository: Path) -> list[Path]:
    return [repository / name for name in ("README.md", "CONTRIBUTING.md")] + sorted(
        (repository / "docs").rglob("*.md")
    )


def _prose(page: Path) -> str:
    """Return a page without its blocks of code."""
    return re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)


@cache
def _anchors(page: Path) -> frozenset[str]:
    """Return the anchors of a page's headings, made as git servers make them."""
    headings = re.findall(r"^#+ +(.+)$", _prose(page), re.MULTILINE)
    return frozenset(re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings)


def _leads_somewhere(page: Path, anchor: str) -> bool:
    return page.exists() and (not anchor or anchor in _anchors(page))


def _words(path: Path) -> Iterator[str]:
    """Return what is written for a reader: the comments and docstrings of a module, every word of another file."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        yield text
        return
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield token.string
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield node.value.value


def _faults_of(repository: Path, words: str) -> list[str]:
    faults = [f"{found} is not in docs/" for found in _ELSEWHERE.findall(words)]
    for cited in _CITED.findall(words):
        page, _, anchor = cited.partition("#")
        if not _leads_somewhere(repository / page, anchor):
            faults.append(f"{cited} leads nowhere")
    there = {path.stem for path in [*_pages(repository), *repository.glob("*.md")]}
    faults += [f"{name}.md is no page" for name in _PAGE.findall(words) if name.rpartition("/")[2] not in there]
    return faults


def test_every_page_that_code_cites_is_there(repository: Path):
    here = Path(__file__)
    faults = [
        f"{path.relative_to(repository)}: {fault}"
        for path in committed(repository, *SENTENCES)
        if path != here and _faults_of(repository, path.read_text(encoding="utf-8"))  # few need a closer look
        for words in _words(path)
        for fault in _faults_of(repository, words)
    ]
    assert faults == [], "cite a page of docs/ by its path and heading, e.g. docs/domain.md#calendar"


@pytest.mark.parametrize(
    "words",
    ["as DOMAIN section 4 says", "(LOOK: four states)", "docs/domain.md#nowhere", "docs/no.md", "issue B6", "NO.md"],
)
def test_a_citation_that_leads_nowhere_is_found(repository: Path, words: str):
    assert _faults_of(repository, words)


def test_links_lead_somewhere(repository: Path):
    dead = []
    for page in _pages(repository):
        for target in _LINK.findall(_prose(page)):
            if "://" in target:
                continue
            place, _, anchor = target.partition("#")
            other = (page.parent / place).resolve() if place else page
            if not _leads_somewhere(other, anchor if other.suffix == ".md" else ""):
                dead.append(f"{page.relative_to(repository)}: {target}")
    assert dead == []


def test_paths_named_in_pages_exist(repository: Path):
    missing = []
    for page in _pages(repository):
        text = page.read_text(encoding="utf-8")
        made = set(re.findall(r"[Nn]ew file `([^`]+)`", text)) | set(re.findall(r"It makes `([^`]+)`", text))
        paths = sorted(set(_PATH.findall(text)) - made)
        missing += [f"{page}: {path}" for path in paths if not any(repository.glob(path.rstrip("/")))]
    assert missing == []


def test_every_target_of_make_that_a_page_names_is_there(repository: Path):
    targets = set(re.findall(r"^([a-z-]+):", (repository / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for page in _pages(repository):
        named = set(re.findall(r"(?:^|`)make ([a-z-]+)", page.read_text(encoding="utf-8"), re.MULTILINE))
        assert named <= targets, f"{page.relative_to(repository)}: {sorted(named - targets)}"


def test_every_page_is_found_from_the_first_one(repository: Path):
    docs = repository / "docs"
    reached, waiting = set(), [docs / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in reached or docs not in page.parents:
            continue
        reached.add(page)
        links = (link.partition("#")[0] for link in _LINK.findall(_prose(page)))
        waiting += [(page.parent / link).resolve() for link in links if link.endswith(".md") and "://" not in link]
    manual = {page for page in docs.rglob("*.md") if page.parent.name == "manual"}
    assert set(docs.rglob("*.md")) - manual <= reached


@pytest.mark.parametrize("title", HOW_TOS)
def test_every_edit_a_how_to_shows_fits_the_code(repository: Path, title: str):
    """A line that an edit stands beside is there once; `make how-tos` goes on and runs the commands."""
    follow = script(repository, "follow")
    texts: dict[str, str] = {}
    done = 0
    for step in follow.steps(_how_to(repository, title).read_text(encoding="utf-8")):
        if step.how == "new":
            assert not (repository / step.path).exists(), step.path
            texts[step.path] = step.text
        elif step.how != "run" and not step.path.endswith(".po"):  # `make records` adds those lines first
            before = texts.get(step.path) or (repository / step.path).read_text(encoding="utf-8")
            texts[step.path] = follow.edited(before, step)
        done += 1
    assert done >= 3


def _how_to(repository: Path, title: str) -> Path:
    return repository / "docs" / "how-to" / f"{title.lower().replace(' ', '-')}.md"


@pytest.mark.parametrize("title", HOW_TOS)
def test_the_how_tos_are_there_by_their_titles(repository: Path, title: str):
    assert _how_to(repository, title).read_text(encoding="utf-8").startswith(f"# {title}\n")


def test_contributing_stays_short(repository: Path):
    assert len((repository / "CONTRIBUTING.md").read_bytes()) < 15_000
