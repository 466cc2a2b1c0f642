"""Speak for the server, as a process of its own: `python -m queue_server.voice.espeak_child`.

espeak-ng is licensed under GPL-3.0-or-later. Only this program loads it, from the optional package
`espeakng-loader`; the server starts the program and exchanges messages with it, as with any command.

On standard input come frames: 4 bytes length (big-endian), then JSON `{voice, text, rate, pitch, range}`. Each
is answered on standard output: 4 bytes length, 1 byte status, then a wav file (status 0) or a reason in UTF-8
(status 1). The first frame out, before any question, says whether the synthesiser is ready. The end of
the input ends the program, so that it never outlives the server.
"""

from __future__ import annotations

import ctypes
import importlib
import json
import os
import signal
import sys
from array import array
from typing import Any, BinaryIO, Final

from queue_server.voice import pcm
from queue_server.voice.frames import FAILED, OK, read_request, write_reply

SYNCHRONOUS: Final = 2  # AUDIO_OUTPUT_SYNCHRONOUS: no audio device, samples go to the callback
CHARS_UTF8: Final = 1
POS_CHARACTER: Final = 1
PARAMETER_RATE: Final = 1  # words per minute
PARAMETER_PITCH: Final = 3  # 0 to 100
PARAMETER_RANGE: Final = 4  # 0 to 100: how far the pitch moves, and with it the tones

SynthCallback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)


class Espeak:
    """Hold the loaded library and collect the samples it makes."""

    def __init__(self) -> None:
        """Load and set up the library. Raises ImportError, OSError or RuntimeError."""
        loader = importlib.import_module("espeakng_loader")
        self._samples = bytearray()
        self._library = ctypes.CDLL(loader.get_library_path())
        rate = self._library.espeak_Initialize(SYNCHRONOUS, 0, loader.get_data_path().encode(), 0)
        if rate != pcm.RATE:
            raise RuntimeError(f"espeak_Initialize gave {rate}")
        # Kept on the object: ctypes would let the collector take a callback nobody holds.
        self._callback = SynthCallback(self._collect)
        self._library.espeak_SetSynthCallback(self._callback)

    def wav(self, voice: str, text: str, rate: int, pitch: int, span: int) -> bytes:
        """Speak text at a level fit for a hall, without silence at its ends. Raises RuntimeError."""
        if self._library.espeak_SetVoiceByName(voice.encode()) != 0:
            raise RuntimeError(f"espeak has no voice {voice}")
        self._library.espeak_SetParameter(PARAMETER_RATE, rate, 0)
        self._library.espeak_SetParameter(PARAMETER_PITCH, pitch, 0)
        self._library.espeak_SetParameter(PARAMETER_RANGE, span, 0)
        self._samples.clear()
        data = text.encode()
        result = self._library.espeak_Synth(
            data, ctypes.c_size_t(len(data) + 1), 0, POS_CHARACTER, 0, CHARS_UTF8, None, None
        )
        if result != 0 or not self._samples:
            raise RuntimeError(f"espeak_Synth gave {result} and {len(self._samples)} bytes")
        return pcm.to_wav(pcm.levelled(pcm.trimmed(array("h", bytes(self._samples)))))

    def _collect(self, samples: int | None, count: int, _events: int | None) -> int:
        if samples and count > 0:
            self._samples += ctypes.string_at(samples, 2 * count)
        return 0


def serve(source: BinaryIO, sink: BinaryIO) -> None:
    """Answer requests until the input ends."""
    try:
        espeak = Espeak()
    except (ImportError, OSError, RuntimeError) as error:
        write_reply(sink, FAILED, f"{type(error).__name__}: {error}".encode())
        return
    write_reply(sink, OK, b"")
    while (request := read_request(source)) is not None:
        try:
            asked: dict[str, Any] = json.loads(request)
            rate, pitch, span = int(asked["rate"]), int(asked["pitch"]), int(asked["range"])
            sound = espeak.wav(asked["voice"], asked["text"], rate, pitch, span)
        except (KeyError, TypeError, ValueError, RuntimeError) as error:
            write_reply(sink, FAILED, f"{type(error).__name__}: {error}".encode())
        else:
            write_reply(sink, OK, sound)


def main() -> None:
    """Take the pipes and serve; Ctrl-C in the server's terminal is the server's business."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # The library may print: what it says goes to the log, never between the frames.
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    serve(sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()
