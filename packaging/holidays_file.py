"""Writes the public holidays of Japan out of the `holidays` library into a file the program reads in 2 ms.

The library takes 130 to 220 ms to import (300 modules), and the first plan of a day would wait for that with the write
lock in its hand. It knows the law of 1948 to the year 2099.
"""

from __future__ import annotations

import sys
from pathlib import Path

FILE = Path(__file__).resolve().parent.parent / "db" / "reference" / "holidays.csv"
YEARS = range(1948, 2100)


def listing() -> str:
    """Return a line `day,name` for each holiday."""
    import holidays

    days = holidays.country_holidays("JP", years=YEARS, language="ja")
    return "".join(f"{day},{name}\n" for day, name in sorted(days.items()))


def main() -> int:
    """Write the file, or with `--check` only say whether it is what the library says."""
    made = listing()
    if "--check" in sys.argv:
        same = FILE.is_file() and FILE.read_text(encoding="utf-8") == made
        if not same:
            print("db/reference/holidays.csv is old; run `make records`.", file=sys.stderr)
        return int(not same)
    FILE.write_text(made, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
