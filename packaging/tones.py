"""Makes the two short tones of the door (resources/sounds) from a few numbers, so that they have no owner but us."""

from __future__ import annotations

import math
import struct
import wave
from pathlib import Path

SOUNDS = Path(__file__).resolve().parent.parent / "resources" / "sounds"
RATE = 22_050
"""Samples a second; enough for tones below 3 kHz, and half the size."""

LOUDNESS = 0.45
"""Of the most there is: heard across a hall's murmur without startling anybody."""

# Older ears lose the high tones first: everything stays between 500 and 1,200 Hz.
TONES = {
    "welcome.wav": ((659.3, 0.11), (987.8, 0.20)),  # E5 B5, rising: it worked
    "attention.wav": ((622.3, 0.16), (0.0, 0.06), (523.3, 0.26)),  # Eb5 C5, falling: please look
}
"""(Hertz, seconds) one after the other; 0 Hz is silence."""


def samples(hertz: float, seconds: float) -> list[float]:
    """Return one tone that begins and ends softly, with a little of its octave as a bell has it."""
    count = int(RATE * seconds)
    found = []
    for at in range(count):
        time = at / RATE
        swell = min(1.0, time / 0.008, (seconds - time) / 0.03)
        fading = math.exp(-4.0 * time)
        wave_of = math.sin(2 * math.pi * hertz * time) + 0.25 * math.sin(4 * math.pi * hertz * time)
        found.append(LOUDNESS * max(0.0, swell) * fading * wave_of / 1.25 if hertz else 0.0)
    return found


def main() -> None:
    """Write both."""
    SOUNDS.mkdir(exist_ok=True)
    for name, tones in TONES.items():
        values = [value for tone in tones for value in samples(*tone)]
        with wave.open(str(SOUNDS / name), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes(b"".join(struct.pack("<h", round(value * 32_767)) for value in values))


if __name__ == "__main__":
    main()
