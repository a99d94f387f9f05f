"""Hands the command line to `cli`; only the version is told here, before anything is imported."""

from __future__ import annotations

import sys

from divide_app import __version__


def main() -> int:
    """Run the command line of this process and return its exit code (see `cli.main`)."""
    if sys.argv[1:] == ["--version"]:
        # A rollout script asks it of every PC; the command line's own imports take ten times Python's own start.
        sys.stdout.write(f"divide-app {__version__}\n")
        return 0
    from divide_app.cli.main import main as run

    return run()


if __name__ == "__main__":
    sys.exit(main())
