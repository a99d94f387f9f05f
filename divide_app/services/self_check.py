"""Proves that an installed program is whole, without touching anybody's data."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from divide_app.foundation.bundled import database_file, resource
from divide_app.foundation.problems import EnvironmentProblem
from divide_app.foundation.translation import _

log = logging.getLogger(__name__)

_FILES = (
    ("resources", "bands"),
    ("resources", "fonts"),
    ("resources", "icons"),
    ("resources", "municipalities", "prefectures.json"),
    ("resources", "profiles"),
    ("resources", "styles", "tokens.toml"),
    ("resources", "styles", "window.qss"),
    ("db", "migrations", "env.py"),
    ("db", "migrations", "versions"),
    ("db", "reference", "catalogue.toml"),
    ("db", "reference", "sample_city.toml"),
)
_SAID = "KAKEHASHI:SELF-CHECK"
_DPI = 150
"""What an office's copier scans with; LOOK asks that every code is read at this."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was tried; `detail` says for people what was found."""

    name: str
    ok: bool
    detail: str


def check_program() -> list[Check]:
    """Try everything the program needs; a failure is an answer, and the rest is tried all the same."""
    pdf: list[bytes] = []
    return [
        _tried("bundled_files", _bundled_files),
        _tried("fonts", _fonts),
        _tried("database", _database),
        _tried("pdf", lambda: _pdf(pdf)),
        _tried("qr", lambda: _qr(pdf)),
    ]


def _tried(name: str, act: Callable[[], str]) -> Check:
    try:
        return Check(name, True, act())
    except EnvironmentProblem as problem:
        from divide_app.wording.sentences import sentence

        return Check(name, False, sentence(problem))
    except Exception as error:
        log.error("self-check %s", name, exc_info=error)
        return Check(name, False, f"{type(error).__name__}: {error}")


def _bundled_files() -> str:
    roots = {"resources": resource, "db": database_file}
    for room, *parts in _FILES:
        found: Path = roots[room](*parts)
        if found.is_dir() and not any(found.iterdir()):
            raise EnvironmentProblem("missing_file", path=str(found))
    return _("{count}か所を確かめました").format(count=len(_FILES))


def _fonts() -> str:
    from divide_app.printing import fonts

    for name in fonts.FILES:
        if not fonts.covered(name):
            raise EnvironmentProblem("missing_file", path=fonts.FILES[name])
    return _("{count}個の書体を開きました").format(count=len(fonts.FILES))


def _database() -> str:
    from divide_app.storage.database import open_database
    from divide_app.storage.places import Place

    with TemporaryDirectory(prefix="divide-app-", ignore_cleanup_errors=True) as folder:
        database = open_database(Place(folder=Path(folder)))
        try:
            from divide_app.services.maintenance import Maintenance

            info = Maintenance(database).info()
        finally:
            database.close()
    return _("版 {revision}、{count}個の表を作りました").format(revision=info.revision, count=len(info.tables))


def _pdf(made: list[bytes]) -> str:
    from divide_app.printing.paper import Paper
    from divide_app.printing.qr import draw_qr
    from divide_app.printing.raster import page_count

    paper = Paper("self-check")
    draw_qr(paper, _SAID, 20, 20, 30)
    pdf = paper.finish().pdf
    if not pdf.startswith(b"%PDF-") or page_count(pdf) != 1:
        raise ValueError("no page")
    made.append(pdf)
    return _("1ページ、{size}バイト").format(size=len(pdf))


def _qr(made: list[bytes]) -> str:
    from divide_app.printing.raster import render_page
    from divide_app.scanning.qr import read_codes

    if not made:
        _pdf(made)
    page = render_page(made[0], 0, _DPI, grey=True)
    said = read_codes(page.pixels, page.width, page.height)
    if said != (_SAID,):
        raise ValueError(f"read {said!r}")
    return _("{dpi} dpi の画像から読み取りました").format(dpi=_DPI)
