"""The bill of materials (CycloneDX) and the licence texts of the Windows folder, and the check that both are whole."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from email.parser import HeaderParser
from pathlib import Path
from typing import Any, NamedTuple

SITE = Path("Lib", "site-packages")
SBOM = "sbom.cdx.json"
TERMS = re.compile("licen[cs]e|copying|notice", re.IGNORECASE)
NATIVE = (".dll", ".pyd", ".exe")


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


PARTS = (
    Part("Microsoft Visual C++ runtime", "LicenseRef-Microsoft-Redistributable",
         r"(.*/)?(msvcp140|vcruntime140|concrt140|vcomp140|vcamp140|vccorlib140)[^/]*\.dll", "other-parts.txt"),
    Part("CPython", "PSF-2.0", r"python3(11)?\.dll|DLLs/[^/]+\.pyd", "Python-3.11.txt"),
    Part("OpenSSL", "Apache-2.0", r"(.*/)?lib(crypto|ssl)-3[^/]*\.dll", "other-parts.txt"),
    Part("libffi", "MIT", r"DLLs/libffi-8\.dll", "other-parts.txt"),
    Part("libpq", "PostgreSQL", r".*/libpq-[^/]*\.dll", "other-parts.txt"),
    Part("OpenBLAS", "BSD-3-Clause", r".*/libscipy_openblas[^/]*\.dll", "other-parts.txt"),
    Part("Qt", "LGPL-3.0-only", r"Lib/site-packages/PySide6/(Qt6[^/]*\.dll|plugins/.*)", "LGPL-3.0.txt"),
    Part("BIZ UDPGothic and the faces derived from it and from Noto Sans CJK JP", "OFL-1.1", r"(?!)", ""),
    Part("kakehashi", "Apache-2.0", r"(kakehashi|divide-app)\.exe", ""),
)  # fmt: skip
"""Everything that is no distribution; the first pattern that fits names a native file."""
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
    tops: frozenset[str]


def distributions(site: Path) -> list[Distribution]:
    """Return every distribution below site-packages."""
    found = []
    for info in sorted(site.glob("*.dist-info")):
        about = HeaderParser().parsestr((info / "METADATA").read_text(encoding="utf-8"))
        name = re.sub(r"[-_.]+", "-", about["Name"]).lower()
        found.append(Distribution(name, about["Version"], info, TOPS.get(name, frozenset({name.replace("-", "_")}))))
    return found


TOPS = {
    "opencv-python-headless": frozenset({"cv2"}),
    "pyside6-essentials": frozenset({"PySide6"}),
    "pillow": frozenset({"PIL"}),
    "argon2-cffi-bindings": frozenset({"_argon2_cffi_bindings"}),
    "cffi": frozenset({"cffi", "_cffi_backend.cp311-win_amd64.pyd"}),
    "zxing-cpp": frozenset({"zxingcpp.cp311-win_amd64.pyd", "zxingcpp"}),
    "pypdfium2": frozenset({"pypdfium2", "pypdfium2_raw"}),
    "rl-accel": frozenset({"_rl_accel.cp311-win_amd64.pyd", "rl_accel", "_rl_accel.pyd"}),
}
"""Distribution -> names at the top of site-packages, where they differ from its own."""


def licence_files(root: Path, folder: Path) -> None:
    """Put the texts that no distribution carries itself into `licences/` of the folder."""
    target = folder / "licences"
    target.mkdir(exist_ok=True)
    for path in sorted((root / "resources" / "licences").iterdir()):
        shutil.copyfile(path, target / path.name)
    for path in sorted((root / "resources" / "fonts").glob("OFL*.txt")):
        shutil.copyfile(path, target / path.name)
    shutil.copyfile(root / "THIRD_PARTY_LICENSES.md", target / "THIRD_PARTY_LICENSES.md")


def bill_of_materials(root: Path, folder: Path, version: str, built_with: Mapping[str, str], moment: int) -> None:
    """Write the CycloneDX bill: uv's, cut to what lies in the folder, with the parts that are no distributions."""
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
    kept = [one for one in bill["components"] if (one["name"].lower().replace("_", "-"), one["version"]) in there]
    terms = licences_of(root)
    for one in kept:
        named = terms.get(one["name"].lower(), "")
        if named:
            one["licenses"] = [{"license": {"name": named}}]
    refs = {one["bom-ref"] for one in kept}
    versions = {"CPython": built_with["python"]}
    kept += [
        {
            "type": "library",
            "bom-ref": f"part-{number}",
            "name": part.name,
            "version": versions.get(part.name, ""),
            "licenses": [{"expression": part.licence}],
            "properties": [
                {"name": "kakehashi:file", "value": place} for place in native_files(folder) if part_of(place) is part
            ],
        }
        for number, part in enumerate(PARTS)
        if part.name != "kakehashi"
    ]
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
    named = {(one["name"].lower().replace("_", "-"), one.get("version", "")) for one in bill["components"]}
    found = distributions(folder / SITE)
    for one in found:
        if one.name == "divide-app":
            continue
        if (one.name, one.version) not in named:
            wrong.append(f"the bill of materials does not name {one.name} {one.version}")
        texts = [path for path in one.folder.rglob("*") if TERMS.search(path.as_posix())]
        missing = [name for name in OWN_TERMS.get(one.name, ()) if not (folder / "licences" / name).is_file()]
        if missing or not (texts or one.name in OWN_TERMS):
            wrong.append(f"the terms of {one.name} are not in the folder: {', '.join(missing) or 'none'}")
    tops = {top: one for one in found for top in one.tops}
    for place in native_files(folder):
        part = part_of(place)
        if part is not None:
            if part.text and not (folder / "licences" / part.text).is_file():
                wrong.append(f"the terms of {part.name} are not in the folder: {part.text}")
            continue
        top = Path(place).relative_to(SITE).parts[0] if place.startswith(SITE.as_posix()) else place
        if top.removesuffix(".libs") not in tops and top not in tops:
            wrong.append(f"{place} belongs to no part that is named")
    return wrong
