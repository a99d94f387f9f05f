"""A scanned page read, beside the bare decoding of its JPEG and a bare look for its code, in the same run.

`make bench` counts marks on a few hundred pages; with HYPOTHESIS_PROFILE=soak on 20,000 marks.
"""

from __future__ import annotations

import os

import cv2
import numpy as np
import zxingcpp
from figures import Figure, in_turn, median

from divide_app.scanning.reading import read_page
from tests.judges import trial as judges
from tests.support import scanned_sheets as paper
from tests.support.scan_trial import SOAK, try_out

PEOPLE = 20
HANDS = 5
"""Pages that are timed, each of another hand and pen."""
ROUNDS = 15
MOST_RATIO = 3.0
PAGES = 220
SOAK_MARKS = 20_000


def _page(hand: int) -> bytes:
    """Return a page as docs/measured.md#scans had it: 200 dots an inch, skewed, blurred, with noise, as a JPEG."""
    chance = np.random.default_rng(hand)
    marked = paper.marked(chance, PEOPLE, doubts=0.0)
    return paper.as_jpeg(paper.SPOILERS["skew, blur, noise"](chance, marked.picture))


def measure() -> list[Figure]:
    """Return the time of a page, and how marks are read."""
    contents = [np.frombuffer(_page(hand), np.uint8) for hand in range(1, HANDS + 1)]
    only_qr = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)

    def ours(round_: int) -> None:
        read_page(np.asarray(cv2.imdecode(contents[round_ % HANDS], cv2.IMREAD_GRAYSCALE)))

    def bare(round_: int) -> None:
        zxingcpp.read_barcodes(cv2.imdecode(contents[round_ % HANDS], cv2.IMREAD_GRAYSCALE), formats=only_qr)

    ours(0)
    mine, other = in_turn(ours, bare, ROUNDS)
    ratio = median(mine) / median(other)
    is_soak = os.environ.get("HYPOTHESIS_PROFILE") == "soak"
    trial = try_out(SOAK, lambda so_far: so_far.marks >= SOAK_MARKS if is_soak else so_far.pages >= PAGES)
    judged = judges.try_out(
        judges.FIRST, lambda so_far: so_far.marks >= SOAK_MARKS if is_soak else so_far.pages >= PAGES
    )
    return [
        *_judged(judged),
        Figure(
            f"a scanned page of {PEOPLE} people from JPEG to marks",
            f"{median(mine):.0f} ms",
            f"{median(other):.0f} ms, its JPEG decoded and its QR code read by the bare libraries",
            f"{ratio:.1f}",
            f"<= {MOST_RATIO:g}",
            ratio <= MOST_RATIO,
        ),
        Figure(
            f"{trial.marks:,} made-up marks on {trial.pages:,} pages (skew, blur, noise, JPEG 40, fax, photos, stains)",
            f"{trial.wrong} wrong, {trial.lost} pages lost",
            f"{trial.missed} of {trial.doubts} rows only a person can decide were guessed",
            f"{trial.right:.2%} right",
            ">= 99.9 % right, 0 wrong or guessed",
            trial.right >= 0.999 and not trial.wrong and not trial.missed and not trial.lost,
        ),
        Figure(
            "rows left to a person without need",
            f"{trial.unsure} of {trial.rows:,}",
            f"{trial.crosses_told} of {trial.crosses} × asked about",
            f"{trial.left_over:.2%}",
            "< 1 %" if is_soak else "< 2 % of a sample, < 1 % in full",
            trial.left_over < (0.01 if is_soak else 0.02),
        ),
    ]


def _judged(trial: judges.Trial) -> list[Figure]:
    """Return what hands and machines of another origin come to, by kind of mark and of damage."""
    asked = trial.all.asked / trial.all.rows
    plain = trial.machines["plain"]
    lines = [
        Figure(
            f"judging hands: {trial.marks:,} marks on {trial.pages:,} pages",
            f"{trial.all.wrong} wrong of {trial.all.rows:,} rows, {trial.lost} pages lost, {trial.unnamed} unnamed",
            f"{trial.vanished} marked rows of which a fax left nothing",
            f"{asked:.1%} asked, on plain scans {plain.asked / plain.rows:.1%}",
            "0 wrong, <= 10 % asked, <= 4 % on plain scans, < 0.2 % lost, 0 unnamed",
            not trial.all.wrong
            and asked <= 0.1
            and plain.asked <= 0.04 * plain.rows
            and trial.lost < 0.002 * trial.pages
            and not trial.unnamed,
        )
    ]
    for name, counts in (("mark", trial.kinds), ("machine", trial.machines), ("pen", trial.tools)):
        lines += [
            Figure(
                f"judging hands by {name}: {key}", str(count), "-", f"{count.wrong} wrong", "0 wrong", not count.wrong
            )
            for key, count in sorted(counts.items())
        ]
    return lines
