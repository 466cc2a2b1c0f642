from __future__ import annotations

import itertools
import math
from array import array

import pytest

from queue_server.voice import pcm
from queue_server.voice.chime import PEAK, chime


def _tone(seconds: float, peak: float, frequency: float = 220.0) -> array[int]:
    return pcm.from_floats(
        [peak * math.sin(2 * math.pi * frequency * n / pcm.RATE) for n in range(round(seconds * pcm.RATE))]
    )


def test_the_chime_is_short_soft_and_ends_in_nothing() -> None:
    sound = chime()
    assert 1.2 < pcm.seconds(sound) < 1.6
    assert max(map(abs, sound)) == pytest.approx(PEAK * pcm.FULL, rel=0.01)
    assert sound[0] == 0 and max(map(abs, sound[-20:])) <= 2


def test_the_chime_has_no_click() -> None:
    sound = chime()
    # The steepest step of a sine is 2·pi·f/rate of its peak; the overtones and both tones add to it.
    steepest = max(abs(b - a) for a, b in itertools.pairwise(sound))
    assert steepest < 2 * math.pi * 660 / pcm.RATE * 2.2 * PEAK * pcm.FULL


def test_the_chime_falls_from_the_higher_tone_to_the_lower() -> None:
    sound = chime()
    first, second = sound[1_000:8_000], sound[-14_000:-7_000]
    assert _strength(first, 659.26) > 5 * _strength(first, 523.25)
    assert _strength(second, 523.25) > 2 * _strength(second, 659.26)


def test_a_wav_file_gives_back_what_was_put_in() -> None:
    sound = _tone(0.1, 0.5)
    assert pcm.from_wav(pcm.to_wav(sound)) == sound


@pytest.mark.parametrize("cut", [0, 10, 43, 44, 100])
def test_a_wav_file_cut_short_is_refused(cut: int) -> None:
    with pytest.raises(ValueError, match="wav"):
        pcm.from_wav(pcm.to_wav(_tone(0.1, 0.5))[:cut])


@pytest.mark.parametrize("peak", [0.01, 0.1, 0.9])
def test_soft_and_loud_speech_come_out_at_one_level(peak: float) -> None:
    sound = pcm.levelled(_tone(0.5, peak) + pcm.silence(1.0))
    assert pcm.level_db(sound) == pytest.approx(pcm.SPEECH_RMS_DB, abs=0.3)


def test_no_peak_passes_the_headroom_however_spiky_the_sound() -> None:
    spiky = _tone(0.5, 0.02)
    spiky[500:10_000:700] = array("h", [30_000] * len(spiky[500:10_000:700]))
    assert max(map(abs, pcm.levelled(spiky, rms_db=-6))) <= pcm.FULL * 10 ** (pcm.PEAK_DB / 20) + 1


def test_silence_stays_silence_and_is_trimmed_to_nothing() -> None:
    assert pcm.levelled(pcm.silence(0.1)) == pcm.silence(0.1)
    assert pcm.trimmed(pcm.silence(1)) == array("h")


def test_trimming_cuts_the_ends_and_not_the_middle() -> None:
    spoken = _tone(0.3, 0.5) + pcm.silence(0.4) + _tone(0.3, 0.5)
    assert 1.0 <= pcm.seconds(pcm.trimmed(pcm.silence(0.5) + spoken + pcm.silence(0.7))) <= 1.09


def _strength(sound: array[int], frequency: float) -> float:
    turns = [2 * math.pi * frequency * n / pcm.RATE for n in range(len(sound))]
    return math.hypot(
        sum(value * math.cos(turn) for value, turn in zip(sound, turns, strict=True)),
        sum(value * math.sin(turn) for value, turn in zip(sound, turns, strict=True)),
    )
