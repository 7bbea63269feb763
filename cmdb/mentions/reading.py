"""Lists as people paste them: names one a line, or between commas, or a table out of a spreadsheet.

Pure. How a line is meant is often clear only when one knows which CIs there are: so each line comes
with the ways to read it.
"""

import csv
import io
import re
from collections.abc import Sequence

from cmdb.errors import Invalid, Problem
from cmdb.mentions.model import Line

MOST = 5_000
"""How many lines a list may have."""
LONGEST = 600

_TITLES = (
    ["id", "ci id", "ci_id"],
    [
        "ci",
        "ci name",
        "ci_name",
        "name",
        "configuration item",
        "配置项",
        "配置项名称",
        "名称",
        "設定項目",
        "組態項目",
        "名稱",
    ],
    [
        "hostname",
        "host name",
        "host",
        "server",
        "device",
        "asset",
        "fqdn",
        "主机名",
        "主机",
        "主機名稱",
        "主機",
    ],
    ["ip", "ip address", "ip addresses", "address", "ip地址", "ip 地址", "ip位址", "ip 位址"],
)
_CLASSES = ("class", "ci class", "类", "类别", "類別")
_STATES = ("state", "status", "状态", "狀態")
_KNOWN_STATES = {"down": "down", "degraded": "degraded", "at_risk": "at_risk", "at risk": "at_risk"}
_SEPARATORS = re.compile(r"[,;，；、|]")
_BULLET = re.compile(r"^(?:[-*•·]|\d{1,4}[.)])\s+")
_QUOTES = "\"'`“”‘’「」"
_UNSEEN = re.compile(r"[\u200b\u200e\u200f\u2060\ufeff]")


def read(text: str) -> list[Line]:
    """Return the lines of a list that say something. Raises Invalid for more than `MOST`."""
    clean = _UNSEEN.sub("", text)
    lines = _table(clean) if _is_table(clean) else _plain(clean)
    if len(lines) > MOST:
        raise Invalid(
            f"The list has {len(lines):,} lines; at most {MOST:,} are taken.",
            remedy="Paste it in parts.",
            problems=[Problem("text", f"has more than {MOST:,} lines")],
        )
    for line in lines:
        said = line.options[-1] if line.options else line.cells
        if any(len(one) > LONGEST for one in said):
            reason = f"has a reference of more than {LONGEST} characters"
            raise Invalid(f"{line.place} {reason}.", problems=[Problem(line.place, reason)])
    return lines


def _plain(text: str) -> list[Line]:
    found = []
    for at, said in enumerate(text.splitlines(), 1):
        whole = _cleaned(_BULLET.sub("", said.strip()))
        if not whole or whole.startswith("#"):
            continue
        parts = _all_cleaned(_SEPARATORS.split(whole))
        words = _all_cleaned(whole.split())
        options = [[whole], words, parts]  # the last is meant where none is known
        found.append(Line(f"line {at}", options))
    return found


def _is_table(text: str) -> bool:
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        return False
    if 2 * sum("\t" in line for line in lines) > len(lines):
        return True
    titles = [
        _folded(title) for title in next(csv.reader([lines[0]], delimiter=_delimiter(lines[0])))
    ]
    return len(lines) > 1 and len(titles) > 1 and _columns(titles) != []


def _delimiter(line: str) -> str:
    return max("\t,;", key=line.count)


def _table(text: str) -> list[Line]:
    """Return the rows, of columns with a title that says so, else of every column."""
    start = next(line for line in text.splitlines() if line.strip())
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(start))
    rows = []
    try:
        for row in reader:
            cells = [_cleaned(cell) for cell in row]
            if any(cells):
                rows.append((reader.line_num, cells))
    except csv.Error as exc:
        place = f"line {reader.line_num}"
        raise Invalid(f"{place} is not a row of a table: {exc}.") from exc
    titles = [_folded(cell) for cell in rows[0][1]]
    wanted = _columns(titles)
    classes, states = _column(titles, _CLASSES), _column(titles, _STATES)
    if not wanted:
        return [Line(f"line {at}", cells=cells) for at, cells in rows]
    return [
        Line(f"line {at}", options, _state(_cell(cells, states)))
        for at, cells in rows[1:]
        if (options := _options(cells, wanted, _cell(cells, classes)))
    ]


def _options(cells: Sequence[str], wanted: Sequence[int], class_name: str) -> list[list[str]]:
    said = [cell for at in wanted if (cell := _cell(cells, at))]
    exact = [[f"{_folded(class_name)}:{said[0]}"]] if said and class_name else []
    parts = [some for cell in said if len(some := _all_cleaned(_SEPARATORS.split(cell))) > 1]
    return [*exact, *([cell] for cell in said), *parts, *([[said[0]]] if said and parts else [])]


def _columns(titles: Sequence[str]) -> list[int]:
    """Return the columns that name CIs, the surest first."""
    return [at for kind in _TITLES for at, title in enumerate(titles) if title in kind]


def _column(titles: Sequence[str], known: Sequence[str]) -> int | None:
    return next((at for at, title in enumerate(titles) if title in known), None)


def _cell(cells: Sequence[str], at: int | None) -> str:
    return cells[at] if at is not None and at < len(cells) else ""


def _state(said: str) -> str | None:
    return _KNOWN_STATES.get(_folded(said))


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def _all_cleaned(parts: Sequence[str]) -> list[str]:
    return [clean for part in parts if (clean := _cleaned(part))]


def _cleaned(text: str) -> str:
    """Return a reference without blanks and quotes about it."""
    found = " ".join(text.split())
    while len(found) > 1 and found[0] in _QUOTES and found[-1] in _QUOTES:
        found = found[1:-1].strip()
    return found
