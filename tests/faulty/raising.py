"""Raises where a null byte is."""

from faulty import Settings, check, contents, recognises, spec
from faulty import read as faultless

__all__ = ["Settings", "check", "read", "recognises", "spec"]


def read(settings, _state=None):
    if b"\0" in contents(settings):
        raise KeyError("null")
    yield from faultless(settings)
