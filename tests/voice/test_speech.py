from __future__ import annotations

import importlib.util
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from queue_server.domain.announcement import FIGURES, LETTERS, Language, Utterance, Word
from queue_server.domain.wording import TEMPLATE, TEMPLATE_EN, Call, spoken_call
from queue_server.voice import pcm
from queue_server.voice.speech import CHILD, Voice, VoiceError


def utterance(number: str, window: int, language: Language = "zh-CN") -> Utterance:
    template = TEMPLATE if language == "zh-CN" else TEMPLATE_EN
    return spoken_call(template, Call(number, str(window)), language)


CALL = utterance("A001", 3)
needs_espeak = pytest.mark.skipif(
    importlib.util.find_spec("espeakng_loader") is None, reason="the extra tinghao[voice] is not installed"
)

# A child that notes each start in a file, and then does as {then} says with each request.
FAKE = """
import os, signal, sys, time
from queue_server.voice import pcm
from queue_server.voice.frames import read_request, write_reply
with open({log!r}, "a") as log:
    log.write("started\\n")
starts = len(open({log!r}).readlines())
out = os.fdopen(1, "wb", buffering=0)
write_reply(out, 0, b"")
while read_request(sys.stdin.buffer) is not None:
    {then}
"""
# espeak marks what it reads by English rules with (en).
PHONEMES = """
import ctypes, sys
from queue_server.voice.espeak import Espeak
library = Espeak()._library
library.espeak_SetVoiceByName(b"cmn-latn-pinyin")
library.espeak_TextToPhonemes.restype = ctypes.c_char_p
for text in sys.argv[1:]:
    left = ctypes.c_char_p(text.encode())
    print(library.espeak_TextToPhonemes(ctypes.byref(left), 1, 0).decode())
"""
ANSWER = "write_reply(out, 0, pcm.to_wav(pcm.silence(0.1)))"


@pytest.fixture
def real() -> Iterator[Voice]:
    voice = Voice()
    yield voice
    voice.close()


def _fake(tmp_path: Path, then: str) -> Voice:
    program = FAKE.format(log=str(tmp_path / "starts"), then=then)
    return Voice(command=[sys.executable, "-c", program], limit_s=1.0, rest_s=0.5)


def _starts(tmp_path: Path) -> int:
    return len((tmp_path / "starts").read_text().splitlines())


def _pid(voice: Voice) -> int:
    assert voice._child is not None
    return voice._child._process.pid


@needs_espeak
def test_a_call_takes_four_to_five_seconds_at_the_halls_level(real: Voice) -> None:
    sound = real.speak(CALL).samples
    assert 4.0 < pcm.seconds(sound) < 5.0
    assert pcm.level_db(sound) == pytest.approx(pcm.SPEECH_RMS_DB, abs=1)
    assert max(map(abs, sound)) <= pcm.FULL * 10 ** (pcm.PEAK_DB / 20)


@needs_espeak
def test_no_breath_inside_a_call_is_longer_than_half_a_second(real: Voice) -> None:
    frames = [
        power > pcm._power(-45) for power in pcm._frame_powers(real.speak(utterance("C026", 12)).samples)
    ]
    quiet = "".join("x" if loud else "." for loud in frames).split("x")
    assert max(map(len, quiet)) * 0.02 < 0.5


@needs_espeak
def test_every_letter_and_figure_is_known_to_espeak_as_a_syllable_of_mandarin_and_sounds_like_no_other() -> (
    None
):
    said = [" ".join(syllables) for syllables in LETTERS.values()] + [*FIGURES, "yao1", "shi2", "bai3"]
    asked = subprocess.run(
        [sys.executable, "-c", PHONEMES, *said], capture_output=True, text=True, check=True, timeout=30
    )
    sounds = asked.stdout.splitlines()
    assert len(sounds) == len(set(sounds)) == len(said)
    assert not [sound for sound in sounds if "(en)" in sound]


@needs_espeak
def test_english_is_spoken_as_well(real: Voice) -> None:
    assert 2.5 < pcm.seconds(real.speak(utterance("A001", 3, "en")).samples) < 5.0


@needs_espeak
def test_speed_changes_the_length(real: Voice) -> None:
    assert len(real.speak(CALL, 110).samples) > 1.4 * len(real.speak(CALL, 200).samples)


@needs_espeak
def test_volume_makes_it_softer_by_so_many_decibels(real: Voice) -> None:
    assert pcm.level_db(real.speak(CALL, volume=50).samples) == pytest.approx(pcm.SPEECH_RMS_DB - 6, abs=1)


@needs_espeak
def test_the_gpl_library_is_loaded_in_the_child_and_never_here(real: Voice) -> None:
    real.speak(CALL)
    assert "espeakng_loader" not in sys.modules
    assert "espeak" not in Path("/proc/self/maps").read_text()
    assert "espeak" in Path(f"/proc/{_pid(real)}/maps").read_text()


@needs_espeak
def test_a_child_killed_in_the_middle_of_a_request_is_replaced_and_the_request_asked_again(
    real: Voice,
) -> None:
    real.speak(CALL)
    first = _pid(real)
    os.kill(first, signal.SIGSTOP)
    heard: list[float] = []
    asking = threading.Thread(target=lambda: heard.append(pcm.seconds(real.speak(CALL).samples)))
    asking.start()
    time.sleep(0.2)
    assert not heard
    os.kill(first, signal.SIGKILL)
    asking.join(5)
    assert heard and heard[0] > 4
    assert _pid(real) != first
    assert pcm.seconds(real.speak(CALL).samples) > 4


@needs_espeak
def test_a_child_killed_between_requests_is_not_noticed(real: Voice) -> None:
    real.speak(CALL)
    os.kill(_pid(real), signal.SIGKILL)
    assert pcm.seconds(real.speak(CALL).samples) > 4


@needs_espeak
def test_the_child_ends_with_the_server() -> None:
    child = subprocess.Popen(CHILD, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    assert child.stdin is not None
    child.stdin.close()
    assert child.wait(5) == 0


@needs_espeak
def test_threads_are_answered_in_turn_and_each_with_its_own_sentence(real: Voice) -> None:
    alone = {window: len(real.speak(utterance("A001", window)).samples) for window in (1, 12, 123)}
    heard: list[tuple[int, int]] = []
    threads = [
        threading.Thread(
            target=lambda w=window: heard.append((w, len(real.speak(utterance("A001", w)).samples)))
        )
        for window in (1, 12, 123) * 3
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert sorted(window for window, _ in heard) == sorted([1, 12, 123] * 3)
    # espeak varies by a few samples from one utterance to the next; the sentences differ by thousands.
    assert all(abs(length - alone[window]) < 500 for window, length in heard)


def test_without_espeak_the_voice_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    voice = Voice()
    assert not voice.available()
    assert voice.why_not == "no_voice" and "tinghao[voice]" in voice.detail
    with pytest.raises(VoiceError) as refused:
        voice.speak(CALL)
    assert refused.value.why == "no_voice"


def test_a_voice_that_is_switched_off_starts_nothing() -> None:
    voice = Voice(enabled=False)
    assert not voice.available() and voice.why_not == "no_voice"


def test_one_child_serves_many_requests(tmp_path: Path) -> None:
    voice = _fake(tmp_path, ANSWER)
    for _ in range(5):
        voice.speak(CALL)
    assert _starts(tmp_path) == 1
    voice.close()


def test_a_child_that_dies_once_is_replaced_once(tmp_path: Path) -> None:
    voice = _fake(tmp_path, f"os.kill(os.getpid(), signal.SIGKILL) if starts == 1 else {ANSWER}")
    assert pcm.seconds(voice.speak(CALL).samples) == pytest.approx(0.1, abs=0.01)
    assert _starts(tmp_path) == 2
    voice.close()


def test_a_child_that_always_dies_is_tried_twice_and_then_left_alone_for_a_while(tmp_path: Path) -> None:
    voice = _fake(tmp_path, "os._exit(3)")
    for _ in range(3):
        with pytest.raises(VoiceError) as failed:
            voice.speak(CALL)
        assert failed.value.why == "failed"
    assert _starts(tmp_path) == 2
    assert not voice.available() and voice.why_not == "failed"
    time.sleep(0.6)
    assert voice.available() and voice.why_not is None


def test_an_answer_nobody_waited_for_is_never_taken_for_the_next_call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    voice = _fake(tmp_path, ANSWER)
    voice.speak(CALL)

    def interrupted(_limit_s: float) -> bytes:
        raise KeyboardInterrupt

    monkeypatch.setattr(voice._child, "answer", interrupted)
    with pytest.raises(KeyboardInterrupt):
        voice.speak(CALL)
    assert voice._child is None
    voice.speak(CALL)
    assert _starts(tmp_path) == 2
    voice.close()


def test_a_child_that_hangs_is_given_up_within_the_limit(tmp_path: Path) -> None:
    voice = _fake(tmp_path, "time.sleep(60)")
    began = time.monotonic()
    with pytest.raises(VoiceError, match="in time"):
        voice.speak(CALL)
    assert time.monotonic() - began < 4
    assert voice._child is None


@pytest.mark.parametrize(
    "answer",
    ["out.write(b'x' * 64)", "write_reply(out, 0, b'RIFF')", "write_reply(out, 1, b'no such voice')"],
)
def test_nonsense_from_the_child_is_a_failure_and_not_a_sound(tmp_path: Path, answer: str) -> None:
    voice = _fake(tmp_path, answer)
    with pytest.raises(VoiceError) as failed:
        voice.speak(CALL)
    assert failed.value.why == "failed"
    voice.close()


def test_a_program_that_is_not_there_is_a_failure() -> None:
    voice = Voice(command=["/nonexistent/espeak"], rest_s=0.1)
    with pytest.raises(VoiceError) as failed:
        voice.speak(CALL)
    assert failed.value.why == "failed"


def test_failing_children_leave_no_open_pipes_and_no_zombies(tmp_path: Path) -> None:
    voice = Voice(command=[sys.executable, "-c", "pass"], rest_s=0.0)
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(5):
        with pytest.raises(VoiceError):
            voice.speak(Utterance("zh-CN", (Word("请", "qing3"),)))
    assert len(list(Path("/proc/self/fd").iterdir())) == before
