"""Make the sound of a call on the server: a chime and a spoken sentence, with no internet.

The synthesiser (espeak-ng, GPL-3.0-or-later) is never loaded into the server: it lives in a process of
its own, `espeak_child`, which is spoken to through two pipes.
"""
