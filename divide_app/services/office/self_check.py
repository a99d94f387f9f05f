"""Checks that an installed program is complete, without touching anybody's data."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from io import BytesIO, StringIO
from pathlib import Path

from divide_app.foundation.bundled import Manifest, database_file, resource, shipped_with
from divide_app.foundation.files import scratch_folder
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
_SHOWN = 5
_DPI = 150
"""What an office's copier scans with; docs/looks.md#codes-on-paper asks that every code is read at this."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was tried; `detail` says for people what was found, `missing` for scripts which parts were not.

    A missing library is named as it is imported (`highspy`), a missing or changed file by its path from the folder
    of the program (`Lib/...`), or `resources/...` and `db/...` where there is no manifest.
    """

    name: str
    ok: bool
    detail: str
    missing: tuple[str, ...] = ()


class PartsMissingError(Exception):
    """Parts of the program are not there or are not those that were shipped."""

    def __init__(self, parts: tuple[str, ...]) -> None:
        super().__init__(", ".join(parts))
        self.parts = parts


def tried(name: str, act: Callable[[], str]) -> Check:
    """Try one part; a failure is an answer, whatever kind it is."""
    try:
        with redirect_stdout(StringIO()):  # OpenCV prints there what it misses, where only the answer may stand
            return Check(name, True, act())
    except PartsMissingError as error:
        shown = "、".join(error.parts[:_SHOWN]) + ("…" if len(error.parts) > _SHOWN else "")
        return Check(name, False, _("欠けているか、変わっています: {parts}").format(parts=shown), error.parts)
    except EnvironmentProblem as problem:
        from divide_app.wording.sentences import sentence

        return Check(name, False, sentence(problem), tuple(filter(None, [str(problem.details.get("path", ""))])))
    except ImportError as error:
        log.error("self-check %s", name, exc_info=error)
        library = error.name or name
        return Check(
            name, False, _("{library} を読み込めません: {error}").format(library=library, error=error), (library,)
        )
    except Exception as error:
        log.error("self-check %s", name, exc_info=error)
        return Check(name, False, f"{type(error).__name__}: {error}")


def _manifest() -> str:
    """Compare every shipped file with the hash that the build wrote down."""
    manifest: Manifest | None = shipped_with()
    if manifest is None:
        return _("組み立てた版ではないため、ファイルの照合はありません")
    wrong = manifest.wrong()
    if wrong:
        raise PartsMissingError(wrong)
    return _("{count}個のファイルを照合しました").format(count=len(manifest.files))


def _versions() -> str:
    """Refuse a Python, SQLite or expat older than those the release was built with; newer ones are welcome."""
    from divide_app.storage.engine import library_version

    found = {
        "python": ".".join(map(str, sys.version_info[:3])),
        "sqlite": library_version(),
        "expat": str(import_module("pyexpat").EXPAT_VERSION).removeprefix("expat_"),
    }
    manifest = shipped_with()
    older = older_than(found, manifest.built_with if manifest is not None else {})
    if older:
        raise PartsMissingError(older)
    return ", ".join(f"{name} {version}" for name, version in found.items())


def older_than(found: Mapping[str, str], built_with: Mapping[str, str]) -> tuple[str, ...]:
    """Return the names of `found` whose version is below the one of `built_with`; an unnamed one is not compared."""
    return tuple(
        f"{name} {version} < {built_with[name]}"
        for name, version in found.items()
        if name in built_with and _numbers(version) < _numbers(built_with[name])
    )


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())


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

    with scratch_folder() as folder:
        database = open_database(Place(folder=Path(folder)))
        try:
            from divide_app.services.office.maintenance import Maintenance

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


def _opencv() -> str:
    cv2 = import_module("cv2")
    from divide_app.printing.raster import render_page

    made: list[bytes] = []
    _pdf(made)
    page = render_page(made[0], 0, _DPI, grey=True)
    numpy = import_module("numpy")
    grey = numpy.frombuffer(page.pixels, numpy.uint8).reshape(page.height, page.width)
    _ink, ink = cv2.threshold(grey, 128, 255, cv2.THRESH_BINARY_INV)
    if not cv2.countNonZero(ink):
        raise ValueError("no ink on the page")
    return str(cv2.__version__)


def _highs() -> str:
    """Give one supporter to one session: the smallest roster."""
    highspy = import_module("highspy")
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    supporter = highs.addBinary()
    highs.addConstr(supporter <= 1)
    highs.maximize(supporter)
    if round(highs.val(supporter)) != 1:
        raise ValueError("no optimum")
    return str(highs.version())


def _sqlcipher() -> str:
    from divide_app.storage.database import open_database
    from divide_app.storage.places import Place

    with scratch_folder() as folder:
        place = Place(folder=Path(folder))
        open_database(place, password=_SAID).close()
        open_database(place, password=_SAID, create=False).close()
        try:
            open_database(place, password="wrong", create=False).close()  # noqa: S106 - it must not open
        except EnvironmentProblem:
            return _("暗号化した試しのデータを開きました")
    raise ValueError("opened with a wrong password")


def _holidays() -> str:
    from divide_app.services.planning.holidays import holidays_of

    days = holidays_of(2026)
    if days.get(date(2026, 11, 23)) != "勤労感謝の日":
        raise PartsMissingError(("db/reference/holidays.csv",))
    return _("{count}日").format(count=len(days))


def _workbooks() -> str:
    made = BytesIO()
    book = import_module("xlsxwriter").Workbook(made, {"in_memory": True})
    book.add_worksheet().write(0, 0, _SAID)
    book.close()
    read = import_module("openpyxl").load_workbook(made, read_only=True)
    if read.active.cell(1, 1).value != _SAID:
        raise ValueError("cell lost")
    return _("Excelのファイルを書いて読みました")


def _cryptography() -> str:
    key = import_module("argon2.low_level").hash_secret_raw(
        b"password", bytes(16), 1, 8, 1, 32, import_module("argon2.low_level").Type.ID
    )
    cipher = import_module("cryptography.hazmat.primitives.ciphers.aead").AESGCM(key)
    if cipher.decrypt(bytes(12), cipher.encrypt(bytes(12), b"text", None), None) != b"text":
        raise ValueError("decrypted to another text")
    return _("暗号化して元に戻しました")


def _postgresql() -> str:
    try:
        return str(import_module("psycopg").pq.version())
    except ModuleNotFoundError:
        if shipped_with() is not None:
            raise
        return _("入っていません(PostgreSQLを使うときだけ要ります)")


def _calendar_file() -> str:
    icalendar = import_module("icalendar")
    event = icalendar.Event()
    event.add("summary", _SAID)
    if str(icalendar.Event.from_ical(event.to_ical())["summary"]) != _SAID:
        raise ValueError("summary lost")
    return str(icalendar.__version__)


def _small_libraries() -> str:
    for name in ("babel.dates", "dateutil.rrule", "qrcode", "platformdirs", "numpy"):
        import_module(name)
    if import_module("babel.dates").format_date(date(2026, 11, 30), locale="ja") != "2026/11/30":
        raise PartsMissingError(("babel/locale-data/ja.dat",))
    if import_module("rapidfuzz.fuzz").ratio("青葉", "青葉") != 100:
        raise ValueError("rapidfuzz")
    return _("読み込みました")


PARTS: dict[str, Callable[[], str]] = {
    "manifest": _manifest,
    "versions": _versions,
    "bundled_files": _bundled_files,
    "fonts": _fonts,
    "database": _database,
    "pdf": lambda: _pdf([]),
    "qr": lambda: _qr([]),
    "opencv": _opencv,
    "highs": _highs,
    "sqlcipher": _sqlcipher,
    "holidays": _holidays,
    "workbooks": _workbooks,
    "cryptography": _cryptography,
    "postgresql": _postgresql,
    "calendar_file": _calendar_file,
    "small_libraries": _small_libraries,
}
"""What is tried without the window, by the stable name that scripts read."""
