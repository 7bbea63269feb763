"""Takes its process along where a list is empty."""

import os

from faulty import Settings, check, contents, recognises, spec
from faulty import read as faultless

__all__ = ["Settings", "check", "read", "recognises", "spec"]


def read(settings, _state=None):
    if b"[]" in contents(settings):
        os.abort()
    yield from faultless(settings)
