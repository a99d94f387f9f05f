"""Hands the command line to `cli` and nothing more."""

from __future__ import annotations

import sys

from divide_app.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
