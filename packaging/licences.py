"""Writes THIRD_PARTY_LICENSES.md from what the installed libraries say of themselves, for what the lock ships."""

from __future__ import annotations

import re
import sys
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "THIRD_PARTY_LICENSES.md"

# On another system the lock has these instead of, or beside, what is installed here.
ELSEWHERE = {
    "colorama": "BSD-3-Clause",
    "tzdata": "Apache-2.0",
}
# Where a library states its licence in a way no tool can read, what its own licence file says.
STATED = {
    "pyside6-essentials": "LGPL-3.0-only (or GPL-2.0-only, GPL-3.0-only, commercial)",
    "pyside6-addons": "LGPL-3.0-only (or GPL-2.0-only, GPL-3.0-only, commercial)",
    "qrcode": "BSD-3-Clause",
    "opencv-python-headless": "Apache-2.0; inside: FFmpeg (LGPL-2.1), OpenSSL and others, see LICENSE-3RD-PARTY",
    "pypdfium2": "BSD-3-Clause or Apache-2.0; inside: PDFium (BSD-3-Clause)",
    "shiboken6": "LGPL-3.0-only (or GPL-2.0-only, GPL-3.0-only, commercial)",
    "sqlcipher3": "Zlib; inside: SQLCipher (BSD-3-Clause), SQLite (public domain), OpenSSL (Apache-2.0)",
}

HEAD = """# 同梱ライブラリの利用許諾 / Third-party licences

かけはし本体は Apache License 2.0 です([LICENSE](LICENSE))。次の部品は、それぞれの許諾条件のもとで使っています。
条件の全文は、インストール先の各 `*.dist-info` フォルダーにあります。
この表は `make records` が、ロックされた版のメタデータから作ります(手で直さないでください)。

かけはし itself is under the Apache License 2.0. The parts below are used under their own terms; the full texts are in
each part's `*.dist-info` folder once installed. This table is made by `make records` from the locked versions.

Qt (PySide6) is used under the LGPL version 3, unmodified and as separate shared libraries: anybody may replace them
with their own build by putting it in place of the `PySide6` folder.

| 部品 / part | 版 / version | 許諾 / licence |
|---|---|---|
"""

FONTS = """
## 書体 / Fonts

The faces in `resources/fonts/` (BIZ UDPGothic by Morisawa, and two derived from it and from Noto Sans CJK JP) are under
the SIL Open Font License 1.1; the texts and a table of origins lie beside the files.
"""


def locked() -> dict[str, str]:
    """Return what the shipped program installs: name -> version (or versions, by Python), from requirements.lock."""
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    found = (re.match(r"([A-Za-z0-9_.-]+)==([^ ;\\]+)", line) for line in lines)
    versions: dict[str, list[str]] = {}
    for match in filter(None, found):
        versions.setdefault(match[1].lower(), []).append(match[2])
    return {name: ", ".join(sorted(numbers)) for name, numbers in versions.items()}


def licence(name: str) -> str:
    """Return the licence a library names in its metadata, in the shortest form it offers.

    Raises:
        SystemExit: When the library is not installed or names none.
    """
    if name in STATED:
        return STATED[name]
    try:
        about = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        if name in ELSEWHERE:
            return ELSEWHERE[name]
        raise SystemExit(f"{name} is in the lock but not installed here; run `make setup`.") from None
    if "License-Expression" in about:
        return about["License-Expression"]
    named = [line.rsplit("::", 1)[1].strip() for line in about.get_all("Classifier") or [] if "License ::" in line]
    named = [line for line in named if line != "OSI Approved"]
    if named:
        return ", ".join(named)
    stated = "".join(about.get_all("License") or []).strip().split("\n", 1)[0].strip()
    if stated:
        return stated
    raise SystemExit(f"{name} names no licence; look it up and add it to STATED in packaging/licences.py.")


def page() -> str:
    """Return the whole page."""
    rows = [f"| {name} | {version} | {licence(name)} |" for name, version in sorted(locked().items())]
    return HEAD + "\n".join(rows) + "\n" + FONTS


def main() -> int:
    """Write the page, or with `--check` only say whether it is right."""
    made = page()
    if "--check" in sys.argv:
        same = PAGE.is_file() and PAGE.read_text(encoding="utf-8") == made
        if not same:
            print("THIRD_PARTY_LICENSES.md is old; run `make records`.", file=sys.stderr)
        return int(not same)
    PAGE.write_text(made, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
