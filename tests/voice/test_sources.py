"""Recorded words and a synthesiser of the hall's own speak; what they cannot say espeak says."""

from __future__ import annotations

import contextlib
import importlib.util
import io
import math
import os
import random
import struct
import sys
import wave
from array import array
from collections.abc import Iterator
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from queue_server.domain.announcement import BREATH, STOP, Utterance, Word
from queue_server.domain.wording import TEMPLATE, TEMPLATE_EN, Call, spoken_call
from queue_server.voice import pcm, program
from queue_server.voice.clips import AudioStore
from queue_server.voice.pack import Pack, stamp
from queue_server.voice.speech import Fault, Voice
from tests.hall import eventually

CALL = spoken_call(TEMPLATE, Call("A001", "12"))
needs_espeak = pytest.mark.skipif(
    importlib.util.find_spec("espeakng_loader") is None, reason="the extra tinghao[voice] is not installed"
)
TONE_S = 0.3


def recording(
    hz: float, rate: int = 22_050, width: int = 2, channels: int = 1, seconds: float = TONE_S
) -> bytes:
    """Make a recorded word: a tone with silence around it."""
    tone = [math.sin(2 * math.pi * hz * n / rate) * 0.5 for n in range(round(seconds * rate))]
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
            high = 2 ** (8 * width - 1) - 1
            out.writeframes(
                b"".join(round(value * high).to_bytes(width, "little", signed=True) for value in values)
            )
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
    ("rate", "width", "channels"),
    [(8_000, 1, 1), (16_000, 2, 1), (44_100, 2, 2), (48_000, 2, 1), (48_000, 3, 2), (44_100, 4, 1)],
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


@pytest.mark.parametrize(
    "broken",
    [b"", b"RIFF", b"x" * 3000, recording(440)[:-200], recording(440, seconds=16)],
    ids=["empty", "a head", "nonsense", "cut short", "far too long"],
)
def test_a_broken_recording_is_as_good_as_none(tmp_path: Path, broken: bytes) -> None:
    put(tmp_path, "请")
    (tmp_path / "zh-CN" / "号.wav").write_bytes(broken)
    assert kinds(Pack(tmp_path).pieces(CALL))[:2] == ["*", "A零零一号"]


def test_a_folder_half_broken_leaves_the_rest_to_be_heard(tmp_path: Path) -> None:
    put(tmp_path, "请")
    words = tmp_path / "zh-CN"
    (words / "号.wav").mkdir()
    (words / "到.wav").symlink_to(tmp_path / "nowhere")
    os.mkfifo(words / "零.wav")
    assert kinds(Pack(tmp_path).pieces(CALL))[:2] == ["*", "A零零一号"]
    before = stamp(tmp_path)
    put(tmp_path, "一")
    assert stamp(tmp_path) != before


def test_a_recording_with_the_head_that_recorders_of_24_bits_write_is_read() -> None:
    plain = recording(440, 48_000, 3, 2)
    more = (
        struct.pack("<HHI", 22, 24, 3) + struct.pack("<H", 1) + bytes.fromhex("000000001000800000aa00389b71")
    )
    extensible = b"".join(
        (plain[:4], struct.pack("<I", len(plain) - 8 + len(more)), plain[8:16], struct.pack("<I", 40))
    ) + b"".join((b"\xfe\xff", plain[22:36], more, plain[36:]))
    assert pcm.from_any_wav(extensible) == pcm.from_any_wav(plain)
    with pytest.raises(ValueError, match="not a wav file"):
        pcm.from_any_wav(extensible.replace(b"\x01\x00\x00\x00\x00\x00\x10", b"\x03\x00\x00\x00\x00\x00\x10"))


@pytest.mark.parametrize("said", [0, 0x7FFFF000, 0xFFFFFFFF], ids=["nothing", "much", "all"])
def test_a_wav_written_into_a_pipe_is_read_whatever_length_it_gives(said: int) -> None:
    known = recording(440)
    piped = bytearray(known)
    struct.pack_into("<I", piped, 4, said)
    struct.pack_into("<I", piped, 40, said)
    assert pcm.from_any_wav(bytes(piped)) == pcm.from_any_wav(known)


def test_no_bytes_make_the_reading_of_a_recording_fail_otherwise_than_it_says() -> None:
    dice = random.Random(20261126)
    known = recording(440, 8_000, seconds=0.05)
    for _ in range(2_000):
        broken = bytearray(known[: dice.choice([len(known), dice.randrange(len(known))])])
        for _ in range(dice.randrange(1, 6)):
            if broken:
                broken[dice.randrange(min(len(broken), 48))] = dice.randrange(256)
        with contextlib.suppress(ValueError):
            pcm.from_any_wav(bytes(broken), 10.0)


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
    assert abs(pcm.seconds(plain.speak(CALL).samples) - pcm.seconds(voice.speak(CALL).samples)) > 0.1


PROGRAM = """
import io, math, os, subprocess, sys, time, wave
text = sys.stdin.buffer.read().decode()
open({log!r}, "a").write(sys.argv[1] + " " + sys.argv[2] + " " + text + chr(10))
{more}
out = io.BytesIO()
with wave.open(out, "wb") as made:
    made.setnchannels(1); made.setsampwidth(2); made.setframerate(16000)
    made.writeframes(b"".join(round(9000 * math.sin(n / 9)).to_bytes(2, "little", signed=True) for n in range(16000)))
sys.stdout.buffer.write(out.getvalue())
"""


def speaks(tmp_path: Path, more: str = "") -> str:
    """Write a program that speaks a second of a tone, after what the test has it do first."""
    script = tmp_path / "speaks.py"
    script.write_text(PROGRAM.format(log=str(tmp_path / "asked"), more=more))
    return f"{sys.executable} {script} {{language}} {{speed}}"


def asked(tmp_path: Path) -> list[str]:
    return (tmp_path / "asked").read_text("utf-8").splitlines()


def test_a_program_of_the_hall_is_given_the_text_and_its_sound_is_brought_to_the_halls_level(
    tmp_path: Path, voices: list[Voice]
) -> None:
    voice = Voice(program=speaks(tmp_path))
    voices.append(voice)
    spoken = voice.speak(CALL, 150, 50)
    assert not spoken.second_best and voice.program_fault() is None
    assert pcm.seconds(spoken.samples) == pytest.approx(1.0, abs=0.1)
    assert pcm.level_db(spoken.samples) == pytest.approx(pcm.SPEECH_RMS_DB - 6, abs=1)
    assert asked(tmp_path) == ["zh-CN 150 请 A 零 零 一 号， 到 十 二 号窗口。"]


@needs_espeak
def test_when_the_program_fails_espeak_speaks_and_it_rests_until_somebody_tries_it_afresh(
    tmp_path: Path, voices: list[Voice]
) -> None:
    voice = Voice(program=speaks(tmp_path, "sys.exit('no model in /opt/tts')"))
    voices.append(voice)
    for _ in range(3):
        spoken = voice.speak(CALL)
        assert pcm.seconds(spoken.samples) > 2 and spoken.second_best
    assert len(asked(tmp_path)) == 1
    assert voice.program_fault() == Fault("ended", "1 no model in /opt/tts")
    speaks(tmp_path)
    assert voice.speak(CALL).second_best, "it still rests"
    assert not voice.speak(CALL, fresh=True).second_best
    assert not voice.speak(CALL).second_best and voice.program_fault() is None


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ("sys.exit(3)", "ended: 3"),
        ("sys.exit()", "no_wav: not a wav"),
        ("sys.stdout.write('no wav'); sys.exit()", "no_wav: not a wav"),
        ("sys.stdout.buffer.write(os.urandom(5000)); sys.exit()", "no_wav: not a wav"),
        ("sys.stdout.buffer.write(b'RIFF....WAVEdata' + bytes(40)); sys.exit()", "no_wav: not a wav"),
        ("math.sin = lambda n: 0.0", "silence"),
        ("range = lambda n: __builtins__.range(900)", "too_short"),
    ],
    ids=["fails", "says nothing", "words", "noise", "half a head", "silence", "a click"],
)
def test_what_is_no_speech_is_not_taken_for_it(tmp_path: Path, more: str, why: str) -> None:
    with pytest.raises(program.ProgramError, match=why):
        program.run_program(speaks(tmp_path, more), CALL, 130, 20.0)


def test_a_program_that_writes_without_end_is_stopped_at_its_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(program, "PROGRAM_MOST", 1024 * 1024)
    with pytest.raises(program.ProgramError, match="too_much: 1 MB"):
        program.run_program(speaks(tmp_path, "while True: os.write(1, bytes(65536))"), CALL, 130, 60.0)


def test_a_program_that_complains_without_end_speaks_all_the_same(tmp_path: Path) -> None:
    more = "os.write(2, b'warning: ' * 100_000)"
    assert program.run_program(speaks(tmp_path, more), CALL, 130, 20.0)


def test_a_program_that_hangs_is_ended_with_all_it_has_started(tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    command = f"sh -c 'sleep 60 & echo $$ $! > {pids}; wait'"
    with pytest.raises(program.ProgramError, match="too_slow: 1 s"):
        program.run_program(command, CALL, 130, 1.0)
    for pid in pids.read_text().split():
        eventually(partial(_is_gone, pid), "the end of what it started")


def _is_gone(pid: str) -> bool:
    """Tell whether a process has ended; one that nobody has buried yet has."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except OSError:
        return True


def test_a_program_that_is_not_there_or_badly_written_is_a_failure_and_no_crash() -> None:
    for command in ("/nonexistent/tts", "unclosed 'quote", ""):
        with pytest.raises(program.ProgramError, match="not_started"):
            program.run_program(command, CALL, 130, 5.0)


@needs_espeak
def test_the_program_speaks_what_was_not_recorded_and_a_sentence_of_which_nothing_was(
    tmp_path: Path, voices: list[Voice]
) -> None:
    voice = Voice(
        pack=put(tmp_path / "pack", "请", "A", "零", "一", "号", "到", "号窗口"), program=speaks(tmp_path)
    )
    voices.append(voice)
    spoken = voice.speak(CALL)
    assert asked(tmp_path) == ["zh-CN 130 十 二"]
    assert 1.0 + 8 * TONE_S < pcm.seconds(spoken.samples) < 1.0 + 8 * TONE_S + 2
    voice.speak(Utterance("zh-CN", (Word("明天"), BREATH, Word("关门"), Word("。", STOP))))
    assert asked(tmp_path)[1:] == ["zh-CN 130 明天， 关门。"], "asked whole, with its breath"


def test_a_hall_is_told_which_words_of_its_calls_were_not_recorded_and_which_files_are_broken(
    tmp_path: Path, voices: list[Voice]
) -> None:
    voice = Voice(pack=put(tmp_path, "请", "零", "号", "窗口"))
    voices.append(voice)
    put(tmp_path, "到", sound=b"RIFF nonsense")
    (tmp_path / "zh-CN" / "一.wav").symlink_to(tmp_path / "nowhere")
    found = voice.missing([CALL, spoken_call(TEMPLATE, Call("B100", "2"))])
    assert found is not None and found.there
    assert found.words == ("A", "一", "到", "十", "二", "B")
    assert found.broken == ("zh-CN/到.wav",)
    assert Voice().missing([CALL]) is None
    put(tmp_path, "please go to window", language="en")
    english = voice.missing([spoken_call(TEMPLATE_EN, Call("A001", "3"), "en")])
    assert english is not None and english.words == ("number", "a", "zero", "one", "3")


def test_a_folder_that_is_not_there_lacks_every_word(tmp_path: Path, voices: list[Voice]) -> None:
    voice = Voice(pack=tmp_path / "gone")
    voices.append(voice)
    found = voice.missing([CALL])
    assert found is not None and not found.there and "请" in found.words
