"""Runs benchmarks and keeps docs/benchmarks.md: `make bench`, or `run.py NAME...`; ends with 1 if a limit is broken.

Every benchmark has its own section, which says at which commit it was measured; running one rewrites only its own.
With HYPOTHESIS_PROFILE=soak those that count instead of timing do so in full, in a section beside the everyday one.
"""

from __future__ import annotations

import os
import platform
import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
PAGE = ROOT / "docs" / "benchmarks.md"
sys.path[:0] = [str(HERE), str(HERE.parent), str(ROOT)]

from figures import Figure  # noqa: E402 - after the path is set

BENCHES = {
    "bench_check_in": "Check-in",
    "bench_ten_years": "Ten years of data",
    "bench_writers": "Several programs writing at once",
    "bench_server_writers": "Twenty PCs on one server",
    "bench_lookalikes": "Look-alikes",
    "bench_lottery": "The lottery",
    "bench_window": "The window",
    "bench_looks": "Looks and first openings",
    "bench_prints": "Prints",
    "bench_roster": "The roster",
    "bench_import": "Imports",
    "bench_import_window": "Imports in the window",
    "bench_hall": "Hall packages and the door's screen",
    "bench_scan": "Papers filled in by pen",
    "bench_kills": "Killed at random moments",
    "bench_hostile": "Hostile files",
    "bench_schedule": "The schedule",
    "bench_planning": "Planning",
}
WINDOWS = "The Windows folder under Wine (`make windows-test`)"
SOAKS = ("bench_scan", "bench_kills", "bench_hostile", "bench_server_writers")
"""Those that count more with HYPOTHESIS_PROFILE=soak."""
IS_SOAK = os.environ.get("HYPOTHESIS_PROFILE") == "soak"
HEAD = """# Measured

Made by `make bench` and `make soak`. Each line was measured in turn with its yardstick or peer, in one run; times are
middle values with the quarter and three quarters around them. They drift with the machine, so the ratio is what is
held. Figures of [measured.md](measured.md) were taken before we began.
"""


def main() -> int:
    """Measure, print and keep each section; each in its own process, for what one leaves in memory slows the next."""
    names = sys.argv[1:] or (SOAKS if IS_SOAK else tuple(BENCHES))
    if len(names) > 1:
        return max([subprocess.run([sys.executable, __file__, name], check=False).returncode for name in names])
    (name,) = names
    figures: list[Figure] = __import__(name).measure()
    text = section(figures)
    sys.stdout.write(f"{name}\n{text}\n")
    sys.stdout.flush()
    keep(BENCHES[name] + (", in full (`make soak`)" if IS_SOAK and name in SOAKS else ""), text)
    return 0 if all(figure.kept for figure in figures) else 1


def section(figures: list[Figure]) -> str:
    """Return the lines that stand under a heading of the page."""
    commit = subprocess.run(
        ["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.strip()
    return "\n".join(
        [
            f"At {commit or 'a tree without history'}, on {os.cpu_count()} cores, Python {platform.python_version()}.",
            "",
            "| work | ours | beside | ratio | limit | kept |",
            "|---|---|---|---|---|---|",
            *(
                f"| {f.work} | {f.ours} | {f.beside} | {f.ratio} | {f.limit} | {'yes' if f.kept else '**no**'} |"
                for f in figures
            ),
        ]
    )


def keep(title: str, text: str) -> None:
    """Put a section in its place in the page: in the order of BENCHES, the full count after the everyday one."""
    page = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    kept = dict(re.findall(r"^## (.+)\n\n((?:(?!## ).*\n?)*)", page, re.MULTILINE))
    kept[title] = text
    order = [*BENCHES.values(), WINDOWS]
    titles = sorted(kept, key=lambda one: (order.index(one.split(", in full")[0]), one))
    parts = [HEAD.strip(), *(f"## {one}\n\n{kept[one].strip()}" for one in titles)]
    PAGE.write_text("\n\n".join(parts) + "\n", encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
