"""Strike the chime that comes before a call: soft tones, like a door bell.

Each tone is a fundamental with two weak overtones that die away faster than it, as on a struck bar.
A raised-cosine attack and a fade to exact zero at the end keep clicks out.
"""

from __future__ import annotations

import math
from array import array
from functools import cache
from typing import Final, Literal

from queue_server.voice.pcm import RATE, from_floats

ChimeName = Literal["fall", "rise", "one", "none"]
TONES: Final[dict[ChimeName, tuple[float, ...]]] = {
    "fall": (659.26, 523.25),  # Hz: E5, C5, a falling major third
    "rise": (523.25, 659.26, 783.99),  # C5, E5, G5, a rising triad
    "one": (587.33,),  # D5
    "none": (),
}
STEP_S: Final = 0.42  # from one tone to the next
RING_S: Final = 0.95  # how long each tone sounds
ATTACK_S: Final = 0.012
FADE_S: Final = 0.12
DECAY_S: Final = 0.32  # time in which the fundamental falls to 1/e
OVERTONES: Final = ((1.0, 1.0, 1.0), (2.0, 0.22, 0.6), (3.0, 0.07, 0.4))  # ratio, strength, share of DECAY_S
PEAK: Final = 0.35  # of full scale, about -9 dBFS: softer than the voice that follows


@cache
def chime(name: ChimeName = "fall") -> array[int]:
    """Make the samples of a whole chime, 1 to 1.8 s; nothing for `none`. Whoever gets them leaves them as they are."""
    tones = TONES[name]
    if not tones:
        return array("h")
    step = round(STEP_S * RATE)
    mix = [0.0] * (step * (len(tones) - 1) + round(RING_S * RATE))
    for place, frequency in enumerate(tones):
        start = place * step
        for offset, value in enumerate(_tone(frequency)):
            mix[start + offset] += value
    scale = PEAK / max(abs(value) for value in mix)
    return from_floats([value * scale for value in mix])


def _tone(frequency: float) -> list[float]:
    count = round(RING_S * RATE)
    values = []
    for index in range(count):
        at = index / RATE
        sound = sum(
            strength * math.exp(-at / (DECAY_S * share)) * math.sin(2 * math.pi * frequency * ratio * at)
            for ratio, strength, share in OVERTONES
        )
        values.append(sound * _ramp(at / ATTACK_S) * _ramp((count - 1 - index) / RATE / FADE_S))
    return values


def _ramp(part: float) -> float:
    return 1.0 if part >= 1 else 0.5 - 0.5 * math.cos(math.pi * part)
