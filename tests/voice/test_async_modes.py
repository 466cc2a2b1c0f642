"""The voice waits well in a plain process and in one that eventlet has patched."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("espeakng_loader") is None, reason="the extra tinghao[voice] is not installed"
)

# While the child is stopped a ticker must go on; two callers at once are both answered; then the child is
# killed, and the same call is answered by another. All with descriptors beyond 1023 in use.
PROGRAM = """
import os, resource, signal, sys, threading, time
from pathlib import Path
from queue_server.domain.wording import TEMPLATE, Call, spoken_call
from queue_server.voice.clips import AudioStore, run_here
from queue_server.voice.speech import Voice

soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 4096), hard))
held = [os.dup(0) for _ in range(1100)]
off_hub = run_here
if "eventlet" in sys.modules:
    from eventlet import tpool
    off_hub = tpool.execute

voice = Voice()
store = AudioStore(Path(sys.argv[1]), voice, off_hub=off_hub)

def say(window):
    return store.say([spoken_call(TEMPLATE, Call("A001", str(window)))])

assert say(1).spoken
pid = voice._child._process.pid
assert voice._child._from > 1023
os.kill(pid, signal.SIGSTOP)
clips, ticks = [], []
callers = [threading.Thread(target=lambda w=w: clips.append(say(w))) for w in (2, 3)]
for caller in callers:
    caller.start()
for _ in range(10):
    time.sleep(0.05)
    ticks.append(len(clips))
assert ticks == [0] * 10, ticks
os.kill(pid, signal.SIGKILL)
for caller in callers:
    caller.join(10)
assert len(clips) == 2 and all(clip.spoken for clip in clips), clips

os.kill(voice._child._process.pid, signal.SIGSTOP)
began = time.monotonic()
voice._limit_s = 2.0
clip = say(4)
assert clip.spoken and time.monotonic() - began >= 2.0, (clip, time.monotonic() - began)
voice.close()
print("well")
"""
PATCH = "import eventlet; eventlet.monkey_patch()\n"


@pytest.mark.parametrize("first", ["", PATCH], ids=["threads", "eventlet"])
def test_a_stopped_child_holds_nobody_else_up_and_a_killed_one_is_replaced(
    tmp_path: Path, first: str
) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", first + PROGRAM, str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        cwd=Path(__file__).parents[2],
    )
    assert ran.stdout == "well\n", ran.stderr
