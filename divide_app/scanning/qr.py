"""Decodes QR codes in a greyscale image: of tickets, flyers, and the page code in a sheet's corner."""

from __future__ import annotations


def read_codes(grey: bytes, width: int, height: int) -> tuple[str, ...]:
    """Return what the QR codes of a picture say, from the top down; other kinds of bar code are not looked for.

    Args:
        grey: One byte for each pixel, rows from the top without padding.
        width: Pixels across.
        height: Pixels down.

    Raises:
        ValueError: When the bytes are not `width` x `height`.
    """
    import zxingcpp

    if len(grey) != width * height:
        raise ValueError(f"{width} x {height} pixels need {width * height} bytes, not {len(grey)}")
    if not grey:
        return ()
    picture = memoryview(grey).cast("B", (height, width))
    found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    return tuple(
        code.text for code in sorted(found, key=lambda one: (one.position.top_left.y, one.position.top_left.x))
    )
