"""Handle sound as 16-bit mono samples: to and from wav, silence, level."""

from __future__ import annotations

import io
import math
import struct
import sys
import wave
from array import array
from collections.abc import Sequence
from typing import Final

RATE: Final = 22_050  # samples per second; what espeak-ng makes
FULL: Final = 32_767
RATE_LEAST: Final = 8_000  # Hz, of what is read
RATE_MOST: Final = 192_000
UNKNOWN_SIZE: Final = (
    0x7FFF_F000  # bytes; programs that write a wav into a pipe put this or more, or nothing, for its length
)
PLAIN, EXTENSIBLE = 1, 0xFFFE  # format tags of whole numbers, and of what says later what it holds

SPEECH_RMS_DB: Final = -18.0  # dBFS, over the frames in which something is said
PEAK_DB: Final = -1.5  # dBFS; room for the amplifier and the browser's resampling
KNEE_DB: Final = -6.0  # dBFS; above it peaks are rounded off, below it nothing is touched
FRAME: Final = RATE // 50  # 20 ms
QUIET_DB: Final = -50.0  # dBFS; a frame below it counts as silence


def from_floats(values: Sequence[float]) -> array[int]:
    """Turn values of -1 to 1 into samples."""
    return array("h", (round(value * FULL) for value in values))


def silence(seconds: float) -> array[int]:
    """Give that many seconds of nothing."""
    return array("h", bytes(2 * round(seconds * RATE)))


def seconds(samples: Sequence[int]) -> float:
    """Say how long samples last."""
    return len(samples) / RATE


def to_wav(samples: array[int]) -> bytes:
    """Wrap samples as a wav file."""
    little = array("h", samples)
    if sys.byteorder == "big":
        little.byteswap()
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(little.tobytes())
    return buffer.getvalue()


def from_wav(data: bytes) -> array[int]:
    """Read samples back; raise ValueError unless they are whole, 16-bit, mono and at RATE."""
    try:
        with wave.open(io.BytesIO(data), "rb") as source:
            shape = (source.getnchannels(), source.getsampwidth(), source.getframerate())
            promised = source.getnframes()
            raw = source.readframes(promised)
    except (wave.Error, EOFError) as error:
        raise ValueError(f"not a wav file: {error}") from error
    if shape != (1, 2, RATE) or len(raw) != 2 * promised:
        raise ValueError(f"not a whole {RATE} Hz 16-bit mono wav file")
    samples = array("h", raw)
    if sys.byteorder == "big":
        samples.byteswap()
    return samples


def from_any_wav(data: bytes, longest_s: float = math.inf) -> array[int]:
    """Read a recording of any rate, 8 to 32 bits, one or two channels, as mono at RATE.

    Raises ValueError for what is none, is cut short or is longer than `longest_s`. Rates are converted by straight
    lines between samples: enough for speech.
    """
    try:
        with wave.open(io.BytesIO(_with_its_length(_plainly_headed(data))), "rb") as source:
            channels, width, rate = source.getnchannels(), source.getsampwidth(), source.getframerate()
            raw = source.readframes(source.getnframes())
    except (wave.Error, EOFError, RuntimeError) as error:
        raise ValueError(f"not a wav file: {error}") from error
    if channels not in (1, 2) or width not in (1, 2, 3, 4) or not RATE_LEAST <= rate <= RATE_MOST:
        raise ValueError(f"{channels} channels of {8 * width} bits at {rate} Hz are not understood")
    if len(raw) / (channels * width * rate) > longest_s:
        raise ValueError(f"longer than {longest_s:.0f} s")
    samples = _as_16_bits(raw, width)
    if channels == 2:
        samples = array("h", ((a + b) // 2 for a, b in zip(samples[::2], samples[1::2], strict=False)))
    return samples if rate == RATE else _resampled(samples, rate)


def _plainly_headed(data: bytes) -> bytes:
    """Give the plain head to a wav of whole numbers that has the extensible one: recorders of 24 bits write it."""
    at = data.find(b"fmt ", 12, 4096)
    tag = struct.unpack_from("<H", data, at + 8)[0] if 0 < at <= len(data) - 34 else PLAIN
    if tag != EXTENSIBLE or struct.unpack_from("<H", data, at + 32)[0] != PLAIN:
        return data
    return data[: at + 8] + struct.pack("<H", PLAIN) + data[at + 10 :]


def _with_its_length(data: bytes) -> bytes:
    """Put the true lengths into a wav that was written into a pipe. Raises ValueError for a file cut short."""
    at = 12
    while data[:4] == b"RIFF" and at + 8 <= len(data):
        (length,) = struct.unpack_from("<I", data, at + 4)
        left = len(data) - at - 8
        if data[at : at + 4] != b"data":
            at += 8 + length + length % 2
        elif 0 < length <= left:
            break
        elif 0 < length < UNKNOWN_SIZE:
            raise ValueError("a wav file that is cut short")
        else:
            lengths = struct.pack("<I", len(data) - 8), struct.pack("<I", left)
            return data[:4] + lengths[0] + data[8 : at + 4] + lengths[1] + data[at + 8 :]
    return data


def _as_16_bits(raw: bytes, width: int) -> array[int]:
    """Take the upper two bytes of each little-endian sample; samples of one byte have no sign."""
    if width == 1:
        return array("h", ((value - 128) * 256 for value in raw))
    whole = raw[: len(raw) // width * width]
    upper = bytearray(2 * (len(whole) // width))
    upper[::2], upper[1::2] = whole[width - 2 :: width], whole[width - 1 :: width]
    samples = array("h", bytes(upper))
    if sys.byteorder == "big":
        samples.byteswap()
    return samples


def _resampled(samples: array[int], rate: int) -> array[int]:
    made = array("h")
    last = len(samples) - 1
    for index in range(len(samples) * RATE // rate):
        place, part = divmod(index * rate, RATE)
        here = samples[min(place, last)]
        made.append(here + (samples[min(place + 1, last)] - here) * part // RATE)
    return made


def scaled(samples: array[int], factor: float) -> array[int]:
    """Make samples softer; `factor` is 0 to 1."""
    return samples if factor >= 1 else array("h", (round(value * factor) for value in samples))


def peak_db(samples: Sequence[int]) -> float:
    """Measure the loudest sample in dBFS; -inf when there is only silence."""
    top = max(map(abs, samples), default=0)
    return 20 * math.log10(top / FULL) if top else -math.inf


def level_db(samples: Sequence[int]) -> float:
    """Measure the level in dBFS over the frames in which there is sound; -inf when there is none."""
    powers = [power for power in _frame_powers(samples) if power > _power(QUIET_DB)]
    return 10 * math.log10(sum(powers) / len(powers) / FULL**2) if powers else -math.inf


def trimmed(samples: array[int]) -> array[int]:
    """Cut the silence off both ends, leaving one frame of it."""
    loud = [index for index, power in enumerate(_frame_powers(samples)) if power > _power(QUIET_DB)]
    if not loud:
        return array("h")
    return samples[max(0, loud[0] - 1) * FRAME : (loud[-1] + 2) * FRAME]


def levelled(samples: array[int], rms_db: float = SPEECH_RMS_DB) -> array[int]:
    """Bring speech to one level, rounding off peaks so that none passes PEAK_DB.

    The rounding is a soft knee (tanh): a hard limit would crackle, and leaving the peaks whole would
    keep the voice too soft for a hall.
    """
    now = level_db(samples)
    if math.isinf(now):
        return array("h", samples)
    gain = 10 ** ((rms_db - now) / 20)
    knee, top = FULL * 10 ** (KNEE_DB / 20), FULL * 10 ** (PEAK_DB / 20)
    room = top - knee

    def shaped(value: int) -> int:
        size = abs(value) * gain
        if size > knee:
            size = knee + room * math.tanh((size - knee) / room)
        return round(math.copysign(size, value))

    return array("h", map(shaped, samples))


def _frame_powers(samples: Sequence[int]) -> list[float]:
    frames = (samples[start : start + FRAME] for start in range(0, len(samples), FRAME))
    return [sum(value * value for value in frame) / len(frame) for frame in frames]


def _power(db: float) -> float:
    return FULL**2 * 10 ** (db / 10)
