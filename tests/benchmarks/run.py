"""Runs every benchmark and writes docs/benchmarks.md: `make bench`; ends with 1 when a limit is not kept."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
sys.path[:0] = [str(HERE), str(HERE.parent), str(ROOT)]

from figures import Figure  # noqa: E402 - after the path is set

BENCHES = (
    "bench_check_in",
    "bench_ten_years",
    "bench_lookalikes",
    "bench_lottery",
    "bench_window",
    "bench_prints",
    "bench_roster",
    "bench_import",
    "bench_import_window",
    "bench_hall",
    "bench_scan",
    "bench_schedule",
    "bench_planning",
)


def main() -> int:
    """Measure, print and write the table."""
    figures: list[Figure] = []
    for name in sys.argv[1:] or BENCHES:
        figures += __import__(name).measure()
    lines = [
        "| work | ours | beside | ratio | limit | kept |",
        "|---|---|---|---|---|---|",
        *(
            f"| {f.work} | {f.ours} | {f.beside} | {f.ratio} | {f.limit} | {'yes' if f.kept else '**no**'} |"
            for f in figures
        ),
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    if len(sys.argv) == 1:
        _write(lines)
    return 0 if all(figure.kept for figure in figures) else 1


def _write(lines: list[str]) -> None:
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.strip()
    head = [
        "# Measured",
        "",
        f"Made by `make bench` at {commit or 'a tree without history'}, on {os.cpu_count()} cores,"
        f" Python {platform.python_version()}. Each line was measured beside its limit or peer in one run; absolute",
        "figures drift with the machine, so the ratio is what counts. Figures called MEASURED are those taken before",
        "we began, on such a machine.",
        "",
    ]
    (ROOT / "docs" / "benchmarks.md").write_text("\n".join([*head, *lines]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
