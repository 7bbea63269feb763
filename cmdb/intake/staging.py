"""An upload on disk: what all its sources said, so that memory does not grow with it.

Decisions look at what is staged in whatever order they need: by key, by owner, by identity. It is
a table of a temporary SQLite file, gone when the stage closes; the truth is Neo4j alone.
"""

import sqlite3
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import blake2b
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import orjson

from cmdb.intake.model import Elsewhere, ObservedCI, ObservedRelation

Row = dict[str, Any]
End = str | Elsewhere

_TABLES = """
CREATE TABLE ci (
  n INTEGER PRIMARY KEY, source INTEGER, key TEXT, class TEXT, name TEXT, scope TEXT, place TEXT,
  body BLOB, given TEXT, state TEXT DEFAULT '', ci TEXT, digest BLOB, known BLOB, UNIQUE (source, key));
CREATE TABLE relation (
  n INTEGER PRIMARY KEY, source INTEGER, owner TEXT, said BLOB, fields BLOB, scope TEXT, place TEXT,
  bad INTEGER DEFAULT 0,
  UNIQUE (source, owner, said));
CREATE TABLE known (
  source INTEGER, key TEXT, ci TEXT, digest BLOB, scope TEXT, missing INTEGER,
  PRIMARY KEY (source, key)) WITHOUT ROWID;
CREATE TABLE claim (uid TEXT, ci TEXT, n INTEGER, PRIMARY KEY (uid, ci)) WITHOUT ROWID;
CREATE TABLE weak (source INTEGER, uid TEXT, number INTEGER, PRIMARY KEY (source, uid)) WITHOUT ROWID;
CREATE TABLE dispute (n INTEGER PRIMARY KEY, cis TEXT, by TEXT);
CREATE INDEX ci_of ON ci (ci);
CREATE TABLE gone (source INTEGER, key TEXT, place TEXT, PRIMARY KEY (source, key));
"""
_A_LOOK = 5000
_SETTINGS = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -16384;"


@dataclass(frozen=True, slots=True)
class Staged:
    """A CI as it is staged. `state` is "" before it is looked at, then same, changed, new, bad,
    ambiguous; `ci` the id that it has in the graph, or will have; `known` its identifiers in normal
    form, once they were counted."""

    n: int
    key: str
    class_name: str
    name: str
    scope: str
    place: str
    body: Row
    given: str | None
    state: str
    ci: str | None
    digest: str
    known: frozenset[tuple[str, str]] | None = None

    @property
    def values(self) -> Row:
        """What the source says of it, as a record keeps it."""
        return {
            "class": self.class_name,
            "fields": {"name": self.name, **self.body["fields"]},
            "quorum": self.body["quorum"],
        }


@dataclass(frozen=True, slots=True)
class Said:
    """A relation that a source states, by its own words for the ends."""

    from_: End
    type: str
    to: End
    fields: Row
    scope: str = ""
    place: str = ""

    @property
    def words(self) -> bytes:
        """The ends and the type: what makes it this relation."""
        return stored([_end(self.from_), self.type, _end(self.to)])

    def as_data(self) -> list[Any]:
        return [_end(self.from_), self.type, _end(self.to), self.fields, self.scope]

    @classmethod
    def of(cls, data: Sequence[Any], place: str = "") -> "Said":
        return cls(_as_end(data[0]), data[1], _as_end(data[2]), data[3], data[4], place)


def _end(end: End) -> Any:
    return end if isinstance(end, str) else asdict(end)


def spoken(end: Elsewhere) -> bytes:
    """Return an end elsewhere as its source speaks of it: equal words mean the same CI."""
    return stored(_end(end))


def _as_end(data: Any) -> End:
    return data if isinstance(data, str) else Elsewhere(**data)


class Stage:
    """What one upload says, by source. Sources are numbers in the order in which they spoke."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="cmdb-import-", dir=folder)
        path = Path(self._folder.name) / "stage"
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._db.executescript(_SETTINGS + _TABLES)
        self._db.execute("BEGIN")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None
    ) -> None:
        self._db.close()
        self._folder.cleanup()

    def take_ci(self, source: int, one: ObservedCI) -> str | None:
        """Keep a CI; return where its key stands already, if it does."""
        body = {
            "fields": one.fields,
            "quorum": one.quorum,
            "identity": one.identity,
            "observed_at": one.observed_at and one.observed_at.isoformat(),
        }
        row = (source, one.external_id, one.class_name, one.name, one.scope, one.place)
        try:
            self._db.execute(
                "INSERT INTO ci (source, key, class, name, scope, place, body, given)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (*row, stored(body), one.id),
            )
        except sqlite3.IntegrityError:
            found = self._one(
                "SELECT place FROM ci WHERE source = ? AND key = ?", source, one.external_id
            )
            return str(found[0]) if found else ""
        return None

    def take_relation(self, source: int, one: ObservedRelation) -> str | None:
        """Keep a relation; return where it stands already, if it does."""
        owner = one.from_id if isinstance(one.from_id, str) else one.to_id
        said = stored([_end(one.from_id), one.type, _end(one.to_id)])
        try:
            self._db.execute(
                "INSERT INTO relation (source, owner, said, fields, scope, place)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (source, owner, said, stored(one.fields), one.scope, one.place),
            )
        except sqlite3.IntegrityError:
            found = self._one(
                "SELECT place FROM relation WHERE source = ? AND owner = ? AND said = ?",
                *(source, owner, said),
            )
            return str(found[0]) if found else ""
        return None

    def take_tombstone(self, source: int, key: str, place: str) -> None:
        self._db.execute("INSERT OR IGNORE INTO gone VALUES (?, ?, ?)", (source, key, place))

    def know(self, source: int, rows: Sequence[Sequence[Any]]) -> None:
        """Keep what the graph has of a source: key, CI, digest, scope, missing."""
        self._db.executemany(
            "INSERT OR REPLACE INTO known VALUES (?, ?, ?, ?, ?, ?)",
            ((source, *row) for row in rows),
        )

    def numbers(self, source: int) -> tuple[int, int]:
        """Return how many CIs and how many relations a source says."""
        cis = self._one("SELECT count(*) FROM ci WHERE source = ?", source)
        relations = self._one("SELECT count(*) FROM relation WHERE source = ?", source)
        return int(cis[0]), int(relations[0])

    def compare(self, source: int) -> None:
        """Give every CI its state: new, changed, or the same as the record that the graph has.

        What a source says of a CI includes the relations that the CI owns: one digest for both.
        """
        relations = self._db.execute(
            "SELECT owner, said, fields FROM relation WHERE source = ? ORDER BY owner, said",
            (source,),
        )
        own: tuple[str, bytes, bytes] | None = relations.fetchone()
        marks: list[tuple[str, str | None, bytes, int]] = []
        rows = self._db.execute(
            "SELECT ci.n, ci.key, ci.class, ci.name, ci.scope, ci.body, known.ci, known.digest,"
            " known.missing FROM ci LEFT JOIN known ON known.source = ci.source"
            " AND known.key = ci.key WHERE ci.source = ? ORDER BY ci.key",
            (source,),
        )
        for n, key, class_name, name, scope, body, ci, old, missing in rows:
            digest = blake2b(f"{class_name}\n{name}\n{scope}".encode(), digest_size=16)
            digest.update(body)
            while own is not None and own[0] <= key:
                if own[0] == key:
                    digest.update(own[1])
                    digest.update(own[2])
                own = relations.fetchone()
            new = digest.hexdigest()
            state = "new" if ci is None else "same" if new == old and not missing else "changed"
            marks.append((state, ci, new, n))  # type: ignore[arg-type]  # SQLite keeps text as text
            if len(marks) == _A_LOOK:
                self._compared(marks)
                marks.clear()
        self._compared(marks)

    def _compared(self, marks: Sequence[Sequence[Any]]) -> None:
        self._db.executemany("UPDATE ci SET state = ?, ci = ?, digest = ? WHERE n = ?", marks)

    def cis(self, source: int, states: Sequence[str], size: int) -> Iterator[list[Staged]]:
        """Yield the CIs in these states in batches, in the order of the input."""
        at = 0
        marks = ", ".join("?" for _ in states)
        while True:
            rows = self._db.execute(
                # By n alone: else the key's index is taken, and all is sorted for every batch.
                "SELECT n, key, class, name, scope, place, body, given, state, ci, digest, known"  # noqa: S608  marks are question marks
                f" FROM ci NOT INDEXED WHERE n > ? AND source = ? AND state IN ({marks}) ORDER BY n LIMIT ?",
                (at, source, *states, size),
            ).fetchall()
            if not rows:
                return
            at = rows[-1][0]
            yield [_staged(row) for row in rows]

    def relations(self, source: int, owners: Sequence[str]) -> dict[str, list[Said]]:
        """Return the good relations that CIs own, as the source states them, by owner."""
        found: dict[str, list[Said]] = {owner: [] for owner in owners}
        for part, marks in _parts(owners):
            rows = self._db.execute(
                "SELECT owner, said, fields, scope, place FROM relation"  # noqa: S608  marks are question marks
                f" WHERE source = ? AND owner IN ({marks}) AND NOT bad ORDER BY n",
                (source, *part),
            )
            for owner, said, fields, scope, place in rows:
                one = Said.of([*orjson.loads(said), orjson.loads(fields), scope], place)
                found[owner].append(one)
        return found

    def spoil(self, source: int, owner: str, one: Said) -> None:
        """Mark a relation as bad: it is left out."""
        self._db.execute(
            "UPDATE relation SET bad = 1 WHERE source = ? AND owner = ? AND said = ?",
            (source, owner, one.words),
        )

    def spoiled(self, source: int, owners: Sequence[str]) -> set[str]:
        """Return who owns a bad relation: a digest must not count as the whole of such a CI."""
        found: set[str] = set()
        for part, marks in _parts(owners):
            rows = self._db.execute(
                "SELECT DISTINCT owner FROM relation"  # noqa: S608  marks are question marks
                f" WHERE source = ? AND owner IN ({marks}) AND bad",
                (source, *part),
            )
            found |= {row[0] for row in rows}
        return found

    def strangers(self, source: int) -> list[tuple[str, str | None]]:
        """Return (key, CI) of owners that this input relates without saying anything else of them.

        CI is None of those that the source never named.
        """
        rows = self._db.execute(
            "SELECT DISTINCT r.owner, known.ci FROM relation r LEFT JOIN known"
            " ON known.source = r.source AND known.key = r.owner WHERE r.source = ?"
            " AND NOT EXISTS (SELECT 1 FROM ci WHERE ci.source = r.source AND ci.key = r.owner)"
            " ORDER BY r.n",
            (source,),
        )
        return [(row[0], row[1]) for row in rows]

    def ids(self, source: int, keys: Sequence[str]) -> dict[str, tuple[str | None, str]]:
        """Return of these keys CI id and state; of those that only the graph has "same"."""
        found: dict[str, tuple[str | None, str]] = {}
        for part, marks in _parts(keys):
            for table, state in (("known", "'same'"), ("ci", "state")):
                rows = self._db.execute(
                    f"SELECT key, ci, {state} FROM {table} WHERE source = ? AND key IN ({marks})",  # noqa: S608  names of ours, question marks
                    (source, *part),
                )
                found |= {key: (ci, said) for key, ci, said in rows}
        return found

    def replace_bodies(self, cis: Sequence[Staged]) -> None:
        """Keep what is said of CIs as it was merged with what was said before; digests stay."""
        self._db.executemany(
            "UPDATE ci SET body = ?, known = NULL WHERE n = ?",
            ((stored(one.body), one.n) for one in cis),
        )

    def mark(self, rows: Sequence[tuple[str, str | None, int]]) -> None:
        """Give CIs a state and the id that they have: (state, ci, n)."""
        self._db.executemany("UPDATE ci SET state = ?, ci = ? WHERE n = ?", rows)

    def count_weak(self, source: int, keys: Sequence[str]) -> None:
        self._db.executemany(
            "INSERT INTO weak VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET number = number + 1",
            ((source, key) for key in keys),
        )

    def times(self, source: int, keys: Sequence[str]) -> dict[str, int]:
        """Return how many CIs of a source have each of these keys."""
        found: dict[str, int] = {}
        for part, marks in _parts(keys):
            rows = self._db.execute(
                f"SELECT uid, number FROM weak WHERE source = ? AND uid IN ({marks})",  # noqa: S608  marks are question marks
                (source, *part),
            )
            found |= dict(rows.fetchall())
        return found

    def keep_known(self, rows: Sequence[tuple[frozenset[tuple[str, str]], int]]) -> None:
        """Keep the identifiers of CIs in normal form: (identifiers, n)."""
        self._db.executemany(
            "UPDATE ci SET known = ? WHERE n = ?", ((stored(sorted(i)), n) for i, n in rows)
        )

    def claim(self, ci: str, n: int, keys: Sequence[str]) -> None:
        self._db.executemany(
            "INSERT OR IGNORE INTO claim VALUES (?, ?, ?)", ((key, ci, n) for key in keys)
        )

    def claimed(self, keys: Sequence[str]) -> list[tuple[int, Staged]]:
        """Return (source, staged CI) of what this upload makes or links under these keys.

        A key that very many have tells nothing: no more than so many of each.
        """
        found: dict[int, tuple[int, Staged]] = {}
        for key in keys:
            rows = self._db.execute(
                "SELECT ci.source, ci.n, ci.key, class, name, scope, place, body, given, state,"
                " ci.ci, digest, known FROM claim JOIN ci ON ci.n = claim.n WHERE uid = ? LIMIT 7",
                (key,),
            )
            found |= {row[1]: (row[0], _staged(row[1:])) for row in rows}
        return list(found.values())

    def of_cis(self, cis: Sequence[str], until: int) -> list[tuple[int, Staged]]:
        """Return (source, staged CI) of all that is staged of these CIs, up to a source's number."""
        found: list[tuple[int, Staged]] = []
        for part, marks in _parts(cis):
            rows = self._db.execute(
                "SELECT source, n, key, class, name, scope, place, body, given, state, ci, digest, known"  # noqa: S608  marks are question marks
                f" FROM ci INDEXED BY ci_of WHERE ci IN ({marks}) AND source <= ?"
                " AND state IN ('new', 'linked', 'changed') ORDER BY source, n",
                (*part, until),
            )
            found += [(row[0], _staged(row[1:])) for row in rows]
        return found

    def made(self, cis: Sequence[str], until: int) -> dict[str, tuple[str, str]]:
        """Return (class, name) of those of the CIs that this upload makes, up to a source's number."""
        found: dict[str, tuple[str, str]] = {}
        for part, marks in _parts(cis):
            rows = self._db.execute(
                f"SELECT ci, class, name FROM ci INDEXED BY ci_of WHERE ci IN ({marks})"  # noqa: S608  marks are question marks
                " AND source <= ? AND state = 'new'",
                (*part, until),
            )
            found |= {ci: (class_name, name) for ci, class_name, name in rows}
        return found

    def owning(self, source: int, keys: Sequence[str]) -> set[str]:
        """Return those of the keys that own relations in this input."""
        found: set[str] = set()
        for part, marks in _parts(keys):
            rows = self._db.execute(
                f"SELECT DISTINCT owner FROM relation WHERE source = ? AND owner IN ({marks})",  # noqa: S608  marks are question marks
                (source, *part),
            )
            found |= {row[0] for row in rows}
        return found

    def dispute(self, n: int, cis: Sequence[str], by: str) -> None:
        self._db.execute("INSERT INTO dispute VALUES (?, ?, ?)", (n, " ".join(cis), by))

    def disputes(self, source: int) -> list[tuple[Staged, list[str], str]]:
        """Return the CIs of a source that several CIs answer to, with those, and by what."""
        rows = self._db.execute(
            "SELECT ci.n, key, class, name, scope, place, body, given, state, ci, digest, known, cis, by"
            " FROM dispute JOIN ci ON ci.n = dispute.n WHERE source = ? ORDER BY ci.n",
            (source,),
        )
        return [(_staged(row[:12]), row[12].split(), row[13]) for row in rows]

    def unseen(self, source: int) -> Iterator[tuple[str, str, str, int, bool]]:
        """Yield (key, CI, scope, missing, tombstone) of what the graph has and this input has not."""
        yield from self._db.execute(
            "SELECT known.key, known.ci, known.scope, known.missing,"
            " gone.key IS NOT NULL FROM known LEFT JOIN gone USING (source, key)"
            " WHERE known.source = ? AND NOT EXISTS (SELECT 1 FROM ci"
            " WHERE ci.source = known.source AND ci.key = known.key)",
            (source,),
        )

    def known_in(self, source: int) -> dict[str, int]:
        """Return how many CIs the graph has of each scope of a source, missing ones left out."""
        rows = self._db.execute(
            "SELECT scope, count(*) FROM known WHERE source = ? AND NOT missing GROUP BY scope",
            (source,),
        )
        return dict(rows.fetchall())

    def _one(self, text: str, *params: Any) -> Any:
        return self._db.execute(text, params).fetchone()


def _parts(keys: Sequence[str], size: int = 500) -> Iterator[tuple[Sequence[str], str]]:
    """Yield the keys in lists that a query takes, each with as many question marks."""
    for at in range(0, len(keys), size):
        part = keys[at : at + size]
        yield part, ", ".join("?" for _ in part)


def stored(value: Any) -> bytes:
    """Return values as bytes: equal values give equal bytes."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS, default=_plain)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    return list(value)


def _staged(row: Sequence[Any]) -> Staged:
    n, key, class_name, name, scope, place, body, given, state, ci, digest, known = row
    return Staged(
        n,
        key,
        class_name,
        name,
        scope,
        place,
        orjson.loads(body),
        given,
        state,
        ci,
        digest or "",
        None if known is None else frozenset((kind, value) for kind, value in orjson.loads(known)),
    )
