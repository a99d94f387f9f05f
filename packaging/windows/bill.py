"""The bill of materials (CycloneDX) and the licence texts of the Windows folder, and the check that both are whole."""

from __future__ import annotations

import csv
import json
import platform
import re
import shutil
import struct
import subprocess
import sys
import uuid
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from email.parser import HeaderParser
from pathlib import Path
from typing import Any, NamedTuple

SITE = Path("Lib", "site-packages")
SBOM = "sbom.cdx.json"
TERMS = re.compile("licen[cs]e|copying|notice", re.IGNORECASE)
NATIVE = (".dll", ".pyd", ".exe")
FILE = "kakehashi:file"
"""The property of a component that names a native file of the folder; one for each file."""


class Part(NamedTuple):
    """Something in the folder that is no Python distribution.

    Attributes:
        licence: An SPDX expression.
        files: A pattern over places in the folder (`/` between names), for the native files that are this part.
        text: The file of `licences/` with its terms.
    """

    name: str
    licence: str
    files: str
    text: str


NO_FILES = r"(?!)"
"""Fits no native file."""
PARTS = (
    Part("Microsoft Visual C++ runtime", "LicenseRef-Microsoft-Redistributable",
         r"(.*/)?(msvcp140|vcruntime140|concrt140|vcomp140|vcamp140|vccorlib140)[^/]*\.dll", "other-parts.txt"),
    Part("CPython", "PSF-2.0", r"python3(11)?\.dll|DLLs/[^/]+\.pyd", "Python-3.11.txt"),
    Part("OpenSSL", "Apache-2.0", r"(.*/)?lib(crypto|ssl)-3[^/]*\.dll", "other-parts.txt"),
    Part("libffi", "MIT", r"DLLs/libffi-8\.dll", "other-parts.txt"),
    Part("libpq", "PostgreSQL", r".*/libpq-[^/]*\.dll", "other-parts.txt"),
    Part("OpenBLAS", "BSD-3-Clause", r".*/libscipy_openblas[^/]*\.dll", "other-parts.txt"),
    Part("Qt", "LGPL-3.0-only", r"Lib/site-packages/PySide6/(Qt6[^/]*\.dll|plugins/.*)", "LGPL-3.0.txt"),
    Part("BIZ UDPGothic and the figures derived from it", "OFL-1.1", NO_FILES, "OFL-BIZUDGothic.txt"),
    Part("Noto Sans CJK JP, the rare signs derived from it", "OFL-1.1", NO_FILES, "OFL-KakehashiRare.txt"),
)  # fmt: skip
"""Everything that is no distribution; the first pattern that fits names a native file."""
LAUNCHERS = ("divide-app.exe", "kakehashi.exe")
OWN_TERMS = {
    "pyside6-essentials": ("LGPL-3.0.txt", "GPL-3.0.txt", "Qt-third-party.txt"),
    "shiboken6": ("LGPL-3.0.txt", "GPL-3.0.txt"),
    "psycopg": ("LGPL-3.0.txt", "GPL-3.0.txt"),
    "psycopg-binary": ("LGPL-3.0.txt", "GPL-3.0.txt", "other-parts.txt"),
    "sqlcipher3": ("other-parts.txt",),
}
"""Distributions whose own folder does not hold all of their terms -> texts of `licences/` that do."""


class Distribution(NamedTuple):
    """One Python distribution of the folder."""

    name: str
    version: str
    folder: Path


def distributions(site: Path) -> list[Distribution]:
    """Return every distribution below site-packages."""
    found = []
    for info in sorted(site.glob("*.dist-info")):
        about = HeaderParser().parsestr((info / "METADATA").read_text(encoding="utf-8"))
        found.append(Distribution(_plain(about["Name"]), about["Version"], info))
    return found


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def native_owners(packages: Path) -> dict[str, str]:
    """Return which distribution brought each native file, by the lists (RECORD) the wheels themselves carry.

    Args:
        packages: The installed libraries before anything was left out.

    Returns:
        Place in the Windows folder -> name of the distribution.
    """
    owners = {}
    for one in distributions(packages):
        with (one.folder / "RECORD").open(encoding="utf-8", newline="") as file:
            for place, *_rest in csv.reader(file):
                if Path(place).suffix.lower() in NATIVE:
                    owners[(SITE / place).as_posix()] = one.name
    return owners


def licence_files(root: Path, folder: Path) -> None:
    """Put the texts that no distribution carries itself into `licences/` of the folder."""
    target = folder / "licences"
    target.mkdir(exist_ok=True)
    for path in sorted((root / "resources" / "licences").iterdir()):
        shutil.copyfile(path, target / path.name)
    for path in sorted((root / "resources" / "fonts").glob("OFL*.txt")):
        shutil.copyfile(path, target / path.name)
    shutil.copyfile(root / "THIRD_PARTY_LICENSES.md", target / "THIRD_PARTY_LICENSES.md")


def bill_of_materials(
    root: Path, packages: Path, folder: Path, version: str, built_with: Mapping[str, str], moment: int
) -> None:
    """Write the CycloneDX bill: uv's, cut to what lies in the folder, with the parts that are no distributions.

    Every native file of the folder is named by the component it belongs to, so that one nobody brought is seen.

    Args:
        root: The repository.
        packages: The installed libraries before anything was left out.
        folder: The Windows folder.
        version: Of the program.
        built_with: Versions of what the folder runs on, as `self-check` compares them.
        moment: Of the commit, in seconds since 1970.
    """
    uv = Path(sys.executable).parent / "uv"
    done = subprocess.run(
        [
            *(uv, "export", "--quiet", "--locked", "--offline", "--no-config", "--no-dev", "--all-extras"),
            *("--format", "cyclonedx1.5", "--project", root),
        ],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    bill: dict[str, Any] = json.loads(done.stdout)
    there = {(one.name, one.version) for one in distributions(folder / SITE)}
    kept = [one for one in bill["components"] if (_plain(one["name"]), one["version"]) in there]
    terms, owners, native = licences_of(root), native_owners(packages), native_files(folder)
    for one in kept:
        named = terms.get(one["name"].lower(), "")
        if named:
            one["licenses"] = [{"license": {"name": named}}]
        own = [place for place in native if part_of(place) is None and owners.get(place) == _plain(one["name"])]
        one["properties"] = [*one.get("properties", []), *files_named(own)]
    refs = {one["bom-ref"] for one in kept}
    kept += part_components(folder, {"CPython": built_with["python"]})
    kept.append(_component("CPython standard library", platform.python_version(), "PSF-2.0", ()))
    bill["components"] = kept
    bill["dependencies"] = [
        {**one, "dependsOn": [ref for ref in one.get("dependsOn", []) if ref in refs]}
        for one in bill.get("dependencies", [])
        if one["ref"] in refs
    ]
    bill["serialNumber"] = f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'kakehashi {version} {moment}')}"
    bill["metadata"] = {
        "timestamp": datetime.fromtimestamp(moment, UTC).isoformat(),
        "component": {"type": "application", "bom-ref": "kakehashi", "name": "kakehashi", "version": version,
                      "licenses": [{"license": {"id": "Apache-2.0"}}]},
    }  # fmt: skip
    (folder / SBOM).write_text(json.dumps(bill, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def part_components(folder: Path, versions: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return a component for every version of every part: two OpenSSL of different age are two entries.

    Args:
        folder: The Windows folder.
        versions: Name of a part -> its version, where that of its files is not the one people know it by.
    """
    found = []
    for part in PARTS:
        by_version: dict[str, list[str]] = {}
        for place in (place for place in native_files(folder) if part_of(place) is part):
            version = versions.get(part.name) or file_version((folder / place).read_bytes())
            by_version.setdefault(version, []).append(place)
        if part.files == NO_FILES:
            by_version[""] = []
        found += [_component(part.name, version, part.licence, own) for version, own in sorted(by_version.items())]
    return found


def _component(name: str, version: str, licence: str, own: Iterable[str]) -> dict[str, Any]:
    plain = re.sub(r"[^a-z0-9]+", "-", name.lower())
    stated = {"version": version, "purl": f"pkg:generic/{plain}@{version}"} if version else {}
    return {
        "type": "library",
        "bom-ref": f"part-{plain}-{version}",
        "name": name,
        "licenses": [{"expression": licence}],
        "properties": files_named(own),
        **stated,
    }


def files_named(places: Iterable[str]) -> list[dict[str, str]]:
    """Return the properties of a component that name its native files."""
    return [{"name": FILE, "value": place} for place in places]


def file_version(data: bytes) -> str:
    """Return the version a Windows library states of itself, without zeros at its end; "" when it states none."""
    at = data.find(struct.pack("<I", 0xFEEF04BD))  # VS_FIXEDFILEINFO begins with this
    if at < 0:
        return ""
    high, low = struct.unpack_from("<II", data, at + 8)
    numbers = [high >> 16, high & 0xFFFF, low >> 16, low & 0xFFFF]
    while numbers and not numbers[-1]:
        numbers.pop()
    return ".".join(map(str, numbers))


def licences_of(root: Path) -> dict[str, str]:
    """Return what THIRD_PARTY_LICENSES.md says of each distribution."""
    page = (root / "THIRD_PARTY_LICENSES.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([\w.-]+) \| [^|]+ \| ([^|]+) \|$", page, re.MULTILINE)
    return {name: terms.strip() for name, terms in rows}


def native_files(folder: Path) -> list[str]:
    """Return the places of every native library and program in the folder."""
    found = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.suffix.lower() in NATIVE)
    return sorted(found)


def part_of(place: str) -> Part | None:
    """Return the part a native file is, or None when it belongs to a distribution."""
    return next((part for part in PARTS if re.fullmatch(part.files, place)), None)


def unnamed_parts(folder: Path) -> list[str]:
    """Return what the bill or the licence texts leave out, one sentence each; empty when both are whole."""
    wrong = []
    bill = json.loads((folder / SBOM).read_text(encoding="utf-8"))
    named = {(_plain(one["name"]), one.get("version", "")) for one in bill["components"]}
    for one in distributions(folder / SITE):
        if one.name == "divide-app":
            continue
        if (one.name, one.version) not in named:
            wrong.append(f"the bill of materials does not name {one.name} {one.version}")
        files = (path.relative_to(one.folder) for path in one.folder.rglob("*") if path.is_file())
        has_texts = any(TERMS.search(path.as_posix()) for path in files)
        missing = _missing_terms(folder, OWN_TERMS.get(one.name, ()))
        if missing or not (has_texts or one.name in OWN_TERMS):
            wrong.append(f"the terms of {one.name} are not in the folder: {', '.join(missing) or 'none'}")
    wrong += [
        f"the terms of {part.name} are not in the folder: {part.text}"
        for part in PARTS
        if _missing_terms(folder, (part.text,))
    ]
    files_in_bill = {
        about["value"] for one in bill["components"] for about in one.get("properties", []) if about["name"] == FILE
    }
    wrong += [
        f"{place} belongs to no part that is named"
        for place in native_files(folder)
        if place not in files_in_bill and place not in LAUNCHERS
    ]
    return wrong


def _missing_terms(folder: Path, names: Iterable[str]) -> list[str]:
    return [name for name in names if not (folder / "licences" / name).is_file()]
