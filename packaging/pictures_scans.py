"""Pictures of 紙の読み取り: a sheet ticked by pen, looked at before it is kept, and rows only a person can decide."""

from __future__ import annotations

import io
import tempfile
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from divide_app.domain.states import SessionState

if TYPE_CHECKING:
    from camera import Camera

DPI = 200
_TICK = ((-2.0, 0.0), (-0.6, 1.9), (2.5, -2.6))
"""A tick in millimetres around the middle of its box."""


def show_scans(camera: Camera) -> None:
    """紙の読み取り: what was read, drawn over the page, and the rows whose marks may have been taken back."""
    services = camera.opened.shell.services
    session = next(
        line
        for line in services.scheduling.sessions(date(2026, 11, 1), date(2026, 11, 20))
        if line.accepted >= 8 and line.state is SessionState.PLANNED  # a meeting still to come has no sheet to read
    )
    made = services.prints.make("attendance-sheet", [str(session.id)])
    camera.do(services.prints.note, made)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "スキャン1121.pdf"
        file.write_bytes(_filled_in(made.pdf, made.sheets[0].layouts[0]))
        screen = camera.go("scans", part="read")
        camera.shoot("scans")
        camera.do(screen.read.read_files, [file])
        camera.settle()
        camera.shoot("scans-read")
        camera.do(screen.read.import_pages)
        camera.do(screen.show_part, "decide")
        camera.settle()
        camera.shoot("scans-decide")


def _filled_in(pdf: bytes, layout: str) -> bytes:
    """Return the sheet as a scanner gives it back: people ticked, a 二重線, three marks with one line, a walk-in."""
    from PIL import Image, ImageDraw

    from divide_app.domain.scans.sheet_layout import PRESENT, SheetLayout
    from divide_app.printing.raster import page_png

    page = Image.open(io.BytesIO(page_png(pdf, 0, DPI, grey=True)))
    pen = ImageDraw.Draw(page)
    form = SheetLayout.from_code(layout)
    boxes = {(spot.row, spot.mark): spot.box for spot in form.spots()}

    def line(middle: tuple[float, float], points: tuple[tuple[float, float], ...]) -> None:
        at = [((middle[0] + x) * DPI / 25.4, (middle[1] + y) * DPI / 25.4) for x, y in points]
        pen.line(at, fill=40, width=4, joint="curve")

    for row in range(form.people):
        if row % 4 != 2:
            line(boxes[row, PRESENT].middle, _TICK)
    for down in (-0.8, 0.8):
        line(boxes[1, PRESENT].middle, ((-5.2, down), (5.0, down - 0.2)))
    for row in (3, 5, 7):
        line(boxes[row, PRESENT].middle, ((-5.2, 0.1), (5.0, -0.1)))
    line(boxes[form.people, "band2"].middle, _TICK)
    line(boxes[form.people, "sex0"].middle, _TICK)
    out = io.BytesIO()
    page.save(out, "PDF", resolution=DPI)
    return out.getvalue()
