"""`python -m fuzz [--seconds S] [--case-seconds S] [--memory MIB] [--seed N] [--save FOLDER] [KIND …]`"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from fuzz.running import MIB, Limits, Outcome, fuzzed
from importers import importers

_SAVED = Path("build") / "fuzz"


def main(words: Sequence[str] | None = None) -> int:
    """Fuzz every importer that reads files; print a table; return 1 where something was found."""
    given = _arguments(words)
    known = {kind: one for kind, one in importers().items() if _reads_files(one)}
    if wrong := set(given.kinds) - known.keys():
        print(
            f"No importer of files is of the kind {min(wrong)}: {', '.join(known)}.",
            file=sys.stderr,
        )
        return 2
    limits = Limits(given.seconds, given.case_seconds, given.memory * MIB, given.seed)
    print(f"{'importer':<16}{'cases':>9}{'a second':>10}{'observed':>11}{'slowest':>10}  findings")
    found = []
    for kind in given.kinds or sorted(known):
        outcome = fuzzed(known[kind], _examples(known[kind]), limits, _fresh(given.save / kind))
        print(_row(outcome, limits.seconds), flush=True)
        found += outcome.findings
    for reason, path in found:
        print(f"\n{reason}\n  {path}")
    return 1 if found else 0


def _arguments(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make fuzz")
    parser.add_argument("kinds", nargs="*", metavar="KIND", help="importers (all that are there)")
    parser.add_argument("--seconds", type=float, default=20, help="time for each (20)")
    parser.add_argument("--case-seconds", type=float, default=5, help="longest time of a case (5)")
    parser.add_argument("--memory", type=int, default=512, help="most memory in MiB (512)")
    parser.add_argument("--seed", type=int, default=0, help="where the dice begin (0)")
    parser.add_argument("--save", type=Path, default=_SAVED, help=f"where findings go ({_SAVED})")
    return parser.parse_args(words)


def _reads_files(module: Any) -> bool:
    return hasattr(module, "recognises") and "files" in module.Settings.model_fields


def _examples(module: Any) -> dict[str, bytes]:
    """Return the importer's own examples; one of somebody else's may have none."""
    home = Path(str(module.__file__)).parent / "examples"
    found = {
        str(p.relative_to(home)): p.read_bytes() for p in sorted(home.rglob("*")) if p.is_file()
    }
    return found or {"x.json": b'{"x": [1, "a", null]}'}


def _fresh(folder: Path) -> Path:
    """Return the folder, with findings of before put aside by a number."""
    number = 1
    while folder.exists() and any(folder.iterdir()):
        folder = folder.with_name(f"{folder.name.partition('-')[0]}-{(number := number + 1)}")
    return folder


def _row(one: Outcome, seconds: float) -> str:
    rate = one.cases / seconds
    return (
        f"{one.kind:<16}{one.cases:>9,}{rate:>10,.0f}{one.observations:>11,}"
        f"{one.slowest_s:>8.2f} s  {len(one.findings)}"
    )


if __name__ == "__main__":
    sys.exit(main())
