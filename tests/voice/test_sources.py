"""Recorded words and a synthesiser of the hall's own speak; what they cannot say espeak says."""

from __future__ import annotations

import importlib.util
import io
import math
import sys
import wave
from array import array
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from queue_server.domain.announcement import Utterance, Word
from queue_server.domain.wording import TEMPLATE, TEMPLATE_EN, Call, spoken_call
from queue_server.voice import pcm, sources
from queue_server.voice.clips import AudioStore
from queue_server.voice.pack import Pack
from queue_server.voice.speech import Voice

CALL = spoken_call(TEMPLATE, Call("A001", "12"))
needs_espeak = pytest.mark.skipif(
    importlib.util.find_spec("espeakng_loader") is None, reason="the extra tinghao[voice] is not installed"
)
TONE_S = 0.3


def recording(hz: float, rate: int = 22_050, width: int = 2, channels: int = 1) -> bytes:
    """Make a recorded word: a tone with silence around it."""
    tone = [math.sin(2 * math.pi * hz * n / rate) * 0.5 for n in range(round(TONE_S * rate))]
    quiet = [0.0] * (rate // 10)
    values = [value for value in (*quiet, *tone, *quiet) for _ in range(channels)]
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as out:
        out.setnchannels(channels)
        out.setsampwidth(width)
        out.setframerate(rate)
        if width == 1:
            out.writeframes(bytes(round(128 + value * 100) for value in values))
        else:
            out.writeframes(array("h", (round(value * 32_000) for value in values)).tobytes())
    return buffer.getvalue()


def put(folder: Path, *words: str, language: str = "zh-CN", sound: bytes | None = None) -> Path:
    (folder / language).mkdir(parents=True, exist_ok=True)
    for n, word in enumerate(words):
        (folder / language / f"{word}.wav").write_bytes(sound or recording(300 + 20 * n))
    return folder


def kinds(pieces: list[Any]) -> list[str]:
    """Name the pieces of a sentence: a recording, or the words that are left."""
    return ["*" if isinstance(one, array) else "".join(word.written for word in one) for one in pieces]


@pytest.fixture
def voices() -> Iterator[list[Voice]]:
    made: list[Voice] = []
    yield made
    for voice in made:
        voice.close()


def test_every_word_of_a_call_may_be_a_recording(tmp_path: Path) -> None:
    put(tmp_path, "请", "A", "零", "一", "号", "到", "十", "二", "号窗口")
    pieces = Pack(tmp_path).pieces(CALL)
    assert set(kinds(pieces)) == {"*"}
    sound = sum((pcm.seconds(piece) for piece in pieces if isinstance(piece, array)), 0.0)
    assert 9 * TONE_S < sound < 9 * TONE_S + 2


def test_the_longest_recording_is_taken_and_what_is_missing_is_left_to_the_synthesiser(
    tmp_path: Path,
) -> None:
    put(tmp_path, "请", "号", "窗口", "号窗口", "十二")
    assert kinds(Pack(tmp_path).pieces(CALL)) == ["*", "A零零一", "*", "*", "到", "*", "*", "*"]


def test_english_words_are_recorded_in_a_folder_of_their_own(tmp_path: Path) -> None:
    call = spoken_call(TEMPLATE_EN, Call("A001", "3"), "en")
    put(tmp_path, "number", "zero", "one", "please go to window", "3", language="en")
    assert kinds(Pack(tmp_path).pieces(call)) == ["*", "A", "*", "*", "*", "*", "*", "*", "*", "*"]


@pytest.mark.parametrize(
    ("rate", "width", "channels"), [(8_000, 1, 1), (16_000, 2, 1), (44_100, 2, 2), (48_000, 2, 1)]
)
def test_recordings_of_any_kind_sound_alike_at_one_level(
    tmp_path: Path, rate: int, width: int, channels: int
) -> None:
    put(tmp_path, "请", sound=recording(440, rate, width, channels))
    piece = Pack(tmp_path).pieces(Utterance("zh-CN", (Word("请", "qing3"),)))[0]
    assert isinstance(piece, array)
    assert pcm.seconds(piece) == pytest.approx(TONE_S + 0.08, abs=0.05)
    assert pcm.level_db(piece) == pytest.approx(pcm.SPEECH_RMS_DB, abs=1)
    middle = piece[2_000:6_000]
    crossings = sum(a < 0 <= b for a, b in pairwise(middle))
    assert crossings / (4_000 / pcm.RATE) == pytest.approx(440, rel=0.03)


@pytest.mark.parametrize("broken", [b"", b"RIFF", b"x" * 3000], ids=["empty", "cut", "nonsense"])
def test_a_broken_recording_is_as_good_as_none(tmp_path: Path, broken: bytes) -> None:
    put(tmp_path, "请")
    (tmp_path / "zh-CN" / "号.wav").write_bytes(broken)
    assert kinds(Pack(tmp_path).pieces(CALL))[:2] == ["*", "A零零一号"]


def test_no_word_leads_out_of_the_folder(tmp_path: Path) -> None:
    put(tmp_path / "pack", "请")
    put(tmp_path, "x", language="elsewhere")
    words = tuple(Word(text, "x") for text in ("../../elsewhere/x", "..", "/etc/passwd", "a\0b"))
    assert "*" not in kinds(Pack(tmp_path / "pack").pieces(Utterance("zh-CN", words)))


@needs_espeak
def test_a_call_of_recordings_and_synthesis_is_one_sound_and_changes_with_the_folder(
    tmp_path: Path, voices: list[Voice]
) -> None:
    pack = put(tmp_path / "pack", "请", "号", "号窗口")
    voice = Voice(pack=pack)
    voices.append(voice)
    store = AudioStore(tmp_path / "audio", voice)
    first = store.say([CALL])
    assert first.spoken and store.say([CALL]) == first
    put(pack, "到")
    second = store.say([CALL])
    assert second.spoken and second.name != first.name
    plain = Voice()
    voices.append(plain)
    assert abs(pcm.seconds(plain.speak(CALL)) - pcm.seconds(voice.speak(CALL))) > 0.1


PROGRAM = """
import io, math, sys, wave
text = sys.stdin.buffer.read().decode()
open({log!r}, "a").write(sys.argv[1] + " " + sys.argv[2] + " " + text + chr(10))
{more}
out = io.BytesIO()
with wave.open(out, "wb") as made:
    made.setnchannels(1); made.setsampwidth(2); made.setframerate(16000)
    made.writeframes(b"".join(round(9000 * math.sin(n / 9)).to_bytes(2, "little", signed=True) for n in range(16000)))
sys.stdout.buffer.write(out.getvalue())
"""


def program(tmp_path: Path, more: str = "") -> str:
    script = tmp_path / "speaks.py"
    script.write_text(PROGRAM.format(log=str(tmp_path / "asked"), more=more))
    return f"{sys.executable} {script} {{language}} {{speed}}"


def asked(tmp_path: Path) -> list[str]:
    return (tmp_path / "asked").read_text("utf-8").splitlines()


def test_a_program_of_the_hall_is_given_the_text_and_its_sound_is_brought_to_the_halls_level(
    tmp_path: Path, voices: list[Voice]
) -> None:
    voice = Voice(program=program(tmp_path))
    voices.append(voice)
    sound = voice.speak(CALL, 150, 50)
    assert pcm.seconds(sound) == pytest.approx(1.0, abs=0.1)
    assert pcm.level_db(sound) == pytest.approx(pcm.SPEECH_RMS_DB - 6, abs=1)
    assert asked(tmp_path) == ["zh-CN 150 请 A 零 零 一 号， 到 十 二 号窗口。"]


@needs_espeak
@pytest.mark.parametrize("more", ["sys.exit(1)", "sys.stdout.write('no wav'); sys.exit()", "sys.exit()"])
def test_when_the_program_fails_espeak_speaks_and_it_rests_for_some_sentences(
    tmp_path: Path, voices: list[Voice], more: str
) -> None:
    voice = Voice(program=program(tmp_path, more))
    voices.append(voice)
    for _ in range(3):
        assert pcm.seconds(voice.speak(CALL)) > 2
    assert len(asked(tmp_path)) == 1


def test_a_program_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "PROGRAM_LIMIT_S", 0.5)
    with pytest.raises(sources.SourceError, match="timed out"):
        sources.run_program(program(tmp_path, "import time; time.sleep(60)"), CALL, 130)


def test_a_program_that_is_not_there_or_badly_written_is_a_failure_and_no_crash() -> None:
    for command in ("/nonexistent/tts", "unclosed 'quote", ""):
        with pytest.raises(sources.SourceError):
            sources.run_program(command, CALL, 130)
