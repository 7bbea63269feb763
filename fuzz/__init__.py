"""Fuzzing: every importer reads what nobody meant to write, for a bounded time.

`make fuzz`, or `python -m fuzz --seconds 60 traces nmap`. Whatever an importer is given, it may
only report issues: it may not raise, hang, take memory without end, or yield what is no
observation. Importers are found by being there.
"""
