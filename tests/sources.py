"""Sources made by a test: what they say, and imports of it on a real Neo4j."""

from datetime import UTC, datetime, timedelta

from cmdb import intake, items
from cmdb.intake import Options, Reading
from cmdb.intake.model import ObservedCI, ObservedRelation, ScopeEnd, SourceName, Spec


def ci(key, class_name="server", *, identity=None, scope="", at=None, quorum=None, **fields):
    name = fields.pop("name", key)
    return ObservedCI(
        key,
        class_name,
        name,
        fields,
        identity=identity or {},
        quorum=quorum or {},
        scope=scope,
        place=f"cis[{key}]",
        observed_at=at,
    )


def needs(a, b, type_="DEPENDS_ON", scope="", **fields):
    return ObservedRelation(a, type_, b, fields, scope=scope, place=f"relations[{a}]")


def whole(scope=""):
    return ScopeEnd(scope, complete=True)


class Sources:
    """Imports as `alice`; time passes only when the test says so."""

    def __init__(self, hands):
        self.hands = hands
        self.now = datetime.now(UTC)

    def bring(self, *said, source="s", kind="test", spec=None, **options):
        reading = Reading(spec or Spec(kind, "a test"), [SourceName(source), *said], "d")
        (report,) = intake.bring_in(
            self.hands.graph,
            self.hands.model,
            [reading],
            Options("alice", **options),
            clock=lambda: self.now,
        )
        return report

    def together(self, *readings, **options):
        """Import readings (source, kind, observations) as one upload."""
        made = [Reading(Spec(k, "a test"), [SourceName(s), *said], "d") for s, k, said in readings]
        return intake.bring_in(
            self.hands.graph, self.hands.model, made, Options("alice", **options)
        )

    def pass_days(self, days):
        self.now += timedelta(days=days)

    def all(self):
        """Return {name: facts} of every CI; a name that several have ends in how many."""
        found = {}
        for facts in self.hands.graph.read(lambda tx: list(items.stream(tx))):
            if "type" not in facts:
                name = facts["name"]
                found[name if name not in found else f"{name}#{len(found)}"] = facts
        return found

    def facts(self, name):
        return self.all()[name]

    def known_by(self, name):
        ci_id = self.facts(name)["id"]
        found = self.hands.graph.read(intake.records_of_ci, ci_id)
        return [one["source"] for one in found]

    def relations(self, name):
        return self.hands.relations(self.facts(name)["id"])
