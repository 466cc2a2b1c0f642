"""Hold espeak-ng, which only the speaking process may load: it is licensed under GPL-3.0-or-later."""

from __future__ import annotations

import ctypes
import importlib
from array import array
from typing import Final

from queue_server.voice import pcm

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

    def speak(self, voice: str, text: str, rate: int, pitch: int, span: int) -> array[int]:
        """Speak text without silence at its ends, at its own level. Raises RuntimeError."""
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
        return pcm.trimmed(array("h", bytes(self._samples)))

    def _collect(self, samples: int | None, count: int, _events: int | None) -> int:
        if samples and count > 0:
            self._samples += ctypes.string_at(samples, 2 * count)
        return 0
