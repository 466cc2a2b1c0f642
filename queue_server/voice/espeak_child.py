"""Speak for the server, as a process of its own: `python -m queue_server.voice.espeak_child`.

espeak-ng is licensed under GPL-3.0-or-later. Only this program loads it, from the optional package
`espeakng-loader`; the server starts the program and exchanges messages with it, as with any command. All that
takes long is done here: looking up Hanzi, a synthesiser of the hall's own, joining recorded words.

On standard input come frames: 4 bytes length (big-endian), then JSON `{do, language, words, exceptions, ...}`. Each
is answered on standard output: 4 bytes length, 1 byte status, then a wav file for `speak`, the reading for `read`,
or JSON for `missing` and `program` (status 0; 2 for a sentence that another spoke in place of the hall's program), or a
reason in UTF-8 (status 1). The first frame out, before any question, says that the program is ready. The end of the
input ends it, so that it never outlives the server.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from typing import Any, BinaryIO

from queue_server.domain.announcement import Word
from queue_server.voice.frames import FAILED, OK, SECOND_BEST, read_request, write_reply
from queue_server.voice.reading import pinyin
from queue_server.voice.sources import SourceError, Sources


def serve(source: BinaryIO, sink: BinaryIO) -> None:
    """Answer requests until the input ends."""
    sources = Sources()
    write_reply(sink, OK, b"")
    while (request := read_request(source)) is not None:
        try:
            asked: dict[str, Any] = json.loads(request)
            status, answer = _answer(sources, asked)
        except (KeyError, TypeError, ValueError, RuntimeError, SourceError) as error:
            write_reply(sink, FAILED, f"{type(error).__name__}: {error}".encode())
        else:
            write_reply(sink, status, answer)


def _answer(sources: Sources, asked: dict[str, Any]) -> tuple[int, bytes]:
    if asked["do"] == "read":
        words = [Word(*pair) for pair in asked["words"]]
        return OK, pinyin(words, asked["exceptions"]).encode()
    if asked["do"] == "missing":
        return OK, json.dumps(sources.missing(asked)).encode()
    if asked["do"] == "program":
        found = sources.program_error
        return OK, json.dumps(found and {"fault": found.fault, "detail": found.detail}).encode()
    wav, instead = sources.wav(asked)
    return SECOND_BEST if instead else OK, wav


def main() -> None:
    """Take the pipes and serve; Ctrl-C in the server's terminal is the server's business."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # The library may print: what it says goes to the log, never between the frames.
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    serve(sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()
