"""Takes memory for every word that it reads."""

import time

from faulty import Settings, check, contents, recognises, spec
from faulty import read as faultless

__all__ = ["Settings", "check", "read", "recognises", "spec"]


def read(settings, _state=None):
    taken = bytearray(300 * 1024 * 1024) if len(contents(settings)) > 100 else b""
    time.sleep(len(taken) / 1024**3)
    yield from faultless(settings)
