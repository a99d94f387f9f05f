"""Short films of tickets held before a camera, made up for tests: no machine here has a camera."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

WIDE, HIGH = 640, 480


def film_of_tickets(path: Path, texts: Sequence[str], *, pictures: int) -> Path:
    """Write a film in which these codes are in sight all the time, side by side, on a dim desk."""
    import cv2
    import numpy
    import qrcode

    desk = numpy.full((HIGH, WIDE, 3), 150, dtype=numpy.uint8)
    for place, text in enumerate(texts):
        code = qrcode.QRCode(border=4, box_size=6)
        code.add_data(text)
        picture = numpy.array(code.make_image().convert("RGB"))
        high, wide = picture.shape[:2]
        left = 20 + place * 300
        desk[100 : 100 + high, left : left + wide] = picture
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 10.0, (WIDE, HIGH))
    assert writer.isOpened()
    for _ in range(pictures):
        writer.write(desk)
    writer.release()
    return path
