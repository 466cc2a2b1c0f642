"""The box behind a screen: a small computer that shows one page of the hall, all day, with nobody beside it.

`tinghao device install` writes files and nothing else (`files.py`); systemd runs `tinghao device run` (`supervisor.py`), which
starts Chromium, has it prove every two seconds that it draws, and starts it again when it does not. Standard library only,
nothing of the server: a box must not fall with what it shows.
"""
