"""An importer fuzzed in a process of its own, watched from outside: it may hang, or eat memory."""

import importlib
import multiprocessing
import shutil
import time
import traceback
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any

import psutil
from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings

from cmdb.intake.model import Files
from fuzz.cases import Case, cases
from fuzz.examining import examine

MIB = 1024 * 1024
_BATCH = 100
_OF_A_DRAW = 10
_PROJECT = "fuzz"
_TO_BEGIN_S = 30


@dataclass(frozen=True, slots=True)
class Limits:
    """How long all may take, how long one case, how much memory; after how many findings it ends."""

    seconds: float = 20
    case_s: float = 5
    memory: int = 512 * MIB
    seed: int = 0
    findings: int = 5


@dataclass(slots=True)
class Outcome:
    """What came of an importer: cases read, observations made, and findings with where they lie."""

    kind: str
    cases: int = 0
    observations: int = 0
    slowest_s: float = 0.0
    findings: list[tuple[str, Path]] = field(default_factory=list)


def fuzzed(module: Any, examples: Mapping[str, bytes], limits: Limits, folder: Path) -> Outcome:
    """Fuzz an importer for its time; findings are saved under the folder."""
    outcome = Outcome(module.spec.kind)
    until = time.monotonic() + limits.seconds
    start = limits.seed
    folder.mkdir(parents=True, exist_ok=True)
    while (left := until - time.monotonic()) > 0 and len(outcome.findings) < limits.findings:
        start = _watched(module, examples, (limits, left, start), folder, outcome)
    shutil.rmtree(folder / "now", ignore_errors=True)
    return outcome


def _watched(
    module: Any,
    examples: Mapping[str, bytes],
    time_: tuple[Limits, float, int],
    folder: Path,
    outcome: Outcome,
) -> int:
    """Run a worker until its time is over or it has to be stopped; return the next seed."""
    limits, left, start = time_
    context = multiprocessing.get_context("spawn")
    told = context.Array("d", [0.0] * 5)
    arguments = (module.__name__, examples, replace(limits, seed=start, seconds=left), told, folder)
    worker = context.Process(target=_work, args=arguments, daemon=True)
    worker.start()
    until = time.monotonic() + left + limits.case_s + _TO_BEGIN_S
    why = ""
    base = psutil.Process(worker.pid).memory_info().rss
    while worker.is_alive() and not why:
        worker.join(0.1)
        why = _too_much(worker, told[0], base, limits)
        if not why and time.monotonic() > until:
            why = "does not end"
    if why:
        worker.kill()
        worker.join()
    elif (worker.exitcode or 0) > 0:
        raise RuntimeError("The fuzzer itself failed: its own error stands above.")
    elif worker.exitcode:
        why = f"the process died ({worker.exitcode})"
    _sum_up(outcome, told, folder, why)
    return int(told[3]) + 1


def _too_much(worker: Any, begun: float, base: int, limits: Limits) -> str:
    """Return why the worker has to be stopped, or nothing."""
    if begun and time.monotonic() - begun > limits.case_s:
        return f"hangs: more than {limits.case_s:g} s for one case"
    try:
        taken = psutil.Process(worker.pid).memory_info().rss - base
    except psutil.Error:
        return ""
    return f"takes {taken // MIB} MiB of memory" if taken > limits.memory else ""


def _sum_up(outcome: Outcome, told: Any, folder: Path, why: str) -> None:
    outcome.cases += int(told[1])
    outcome.observations += int(told[2])
    outcome.slowest_s = max(outcome.slowest_s, told[4])
    if why and (folder / "now").is_dir():
        (folder / "now" / "FINDING.txt").write_text(f"{why}\n", "utf-8")
        (folder / "now").rename(folder / f"stopped-{len(outcome.findings) + 1}")
    outcome.findings = [
        (path.read_text("utf-8").splitlines()[0], path.parent)
        for path in sorted(folder.glob("*/FINDING.txt"))
    ]


def _work(
    name: str, examples: Mapping[str, bytes], limits: Limits, told: Any, folder: Path
) -> None:
    """Read case after case until the time is over; what raises is saved, each kind of it once."""
    module = importlib.import_module(name)
    seen = {path.name for path in folder.iterdir()}
    until = time.monotonic() + limits.seconds
    number = limits.seed
    while time.monotonic() < until and len(seen) < limits.findings:
        told[3] = number

        @seed(number)
        @settings(
            max_examples=_BATCH,
            database=None,
            deadline=None,
            phases=(Phase.generate,),
            verbosity=Verbosity.quiet,
            suppress_health_check=list(HealthCheck),
        )
        @given(cases(examples))
        def batch(drawn: Iterator[Case]) -> None:
            for case in islice(drawn, _OF_A_DRAW):
                if time.monotonic() > until or len(seen) >= limits.findings:
                    return
                _one(module, case, told, folder, seen)

        batch()
        number += 1


def _one(module: Any, case: Case, told: Any, folder: Path, seen: set[str]) -> None:
    now = folder / "now"
    shutil.rmtree(now, ignore_errors=True)
    for name, data in case.items():
        path = now / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    began = told[0] = time.monotonic()
    try:
        told[2] += examine(module, Files(now, tuple(sorted(case)), _PROJECT))
    except Exception as exc:  # noqa: BLE001  whatever an importer raises is what is looked for
        _save(exc, now, folder, seen)
    finally:
        told[0] = 0.0
        told[1] += 1
        told[4] = max(told[4], time.monotonic() - began)


def _save(exc: Exception, now: Path, folder: Path, seen: set[str]) -> None:
    last = traceback.extract_tb(exc.__traceback__)[-1]
    name = f"{type(exc).__name__}-{Path(last.filename).stem}-{last.lineno}"
    if name in seen:
        return
    seen.add(name)
    said = f"{type(exc).__name__}: {exc}".replace("\n", " ")[:300]
    text = f"{said}\n\n{''.join(traceback.format_exception(exc))}"
    (now / "FINDING.txt").write_text(text, "utf-8", errors="backslashreplace")
    now.rename(folder / name)
