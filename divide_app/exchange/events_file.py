"""Reads published event lists of any profile."""

from __future__ import annotations

from pathlib import Path

from divide_app.exchange.cells import Cells
from divide_app.exchange.drafts import EventDraft, ParsedFile
from divide_app.exchange.event_rows import YEAR_TOLD, read_event
from divide_app.exchange.profiles import Profile, guess_profile, map_columns
from divide_app.exchange.row_loop import AS_IT_IS, RowOptions, kept_cells, parse_rows, source_headers
from divide_app.exchange.tables import Table


def parse_events(
    table: Table, profile: Profile | None = None, *, folder: Path | None = None, options: RowOptions = AS_IT_IS
) -> ParsedFile[EventDraft]:
    """Read every row of an event list.

    Args:
        table: The open file.
        profile: The format; guessed from the headers when not given.
        folder: Folder with a person's own profiles.
        options: What a person corrected or left out.

    Raises:
        DomainError: `missing_columns`, `bad_profile`, and as `Table.rows`.
    """
    chosen = profile or guess_profile(table, "events", folder)
    columns = map_columns(table, chosen)
    headers = source_headers("events", table, columns)

    def make(cells: Cells, row: tuple[str, ...]) -> EventDraft:
        source = kept_cells("events", headers, columns, row, cells)
        year = cells.text("year")
        return read_event(cells, (*source, (YEAR_TOLD, year)) if year else source)

    return parse_rows(table, columns, make, options, is_escaped=False)
