"""The CIs and relations that NetBox's records come to, each said once."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cmdb.intake.model import Issue, Observation, ObservedCI, ObservedRelation
from importers.netbox import classes
from importers.netbox.records import Ref, Row, Tables, names

Values = dict[str, Any]
_NO_VALUE: tuple[Any, ...] = (None, "", [])


@dataclass(slots=True)
class Seen:
    """What was observed so far: CIs by external id, relations by their ends."""

    tables: Tables
    cis: dict[str, ObservedCI] = field(default_factory=dict)
    relations: dict[tuple[str, str, str], ObservedRelation] = field(default_factory=dict)
    absent: Counter[tuple[str, str]] = field(default_factory=Counter)
    unfit: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    notes: list[Issue] = field(default_factory=list)

    def ci(
        self,
        row: Row,
        class_name: str,
        name: str,
        fields: Mapping[str, Any],
        identity: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        """Say that the record is a CI, with what all records have: status, tenant, tags, description."""
        said = {
            **classes.lifecycle(row.choice("status")),
            "description": row.text("description") or row.text("comments"),
            "organization": self.tables.name("tenancy/tenants", row.ref("tenant")),
            "tags": names(row.body.get("tags")),
            **fields,
        }
        self.cis[row.key] = ObservedCI(
            external_id=row.key,
            class_name=class_name,
            name=name or row.text("display", "slug") or f"{row.key.partition('.')[2]}",
            fields={k: v for k, v in said.items() if v not in _NO_VALUE},
            identity={k: tuple(v) for k, v in (identity or {}).items() if any(v)},
            scope=row.endpoint,
            place=row.place,
        )
        if tenant := self.tables.get("tenancy/tenants", row.ref("tenant")):
            self.relate(row, "OWNED_BY", tenant.key)

    def link(self, row: Row, type_: str, endpoint: str, to: Ref | None, **fields: Any) -> None:
        """Say that the record's CI has this relation; note an end that the input does not hold."""
        if to is None or to.id is None:
            return
        found = self.tables.get(endpoint, to)
        if found is None:
            self.absent[row.endpoint, endpoint] += 1
        else:
            self.relate(row, type_, found.key, **fields)

    def relate(self, row: Row, type_: str, to_id: str, **fields: Any) -> None:
        """Say that the record's CI has this relation to another one."""
        self.between(row.key, type_, to_id, row, **fields)

    def between(
        self, from_id: str, type_: str, to_id: str, row: Row, *, scope: str = "", **fields: Any
    ) -> None:
        """Say that a record connects two CIs. What was said first holds, but ports are gathered."""
        if from_id == to_id:
            return
        said = {k: v for k, v in fields.items() if v not in _NO_VALUE}
        before = self.relations.get((from_id, type_, to_id))
        if before is not None:
            said = _gathered(before.fields, said)
        self.relations[from_id, type_, to_id] = ObservedRelation(
            from_id,
            type_,
            to_id,
            {"origin": "declared", "confidence": 1.0, **said},
            scope=before.scope if before else scope or row.endpoint,
            place=before.place if before else row.place,
        )

    def all(self) -> Iterator[Observation]:
        """Yield CIs, then the relations whose ends are CIs that may have them, then notes."""
        yield from self.cis.values()
        for (from_id, type_, to_id), one in self.relations.items():
            ends = (self.cis.get(from_id), self.cis.get(to_id))
            if ends[0] is None or ends[1] is None:
                gone = from_id if ends[0] is None else to_id
                self.absent[one.scope, gone.partition("/")[0]] += 1
            elif not allowed(type_, ends[0].class_name, ends[1].class_name):
                self.unfit[type_, ends[0].class_name, ends[1].class_name] += 1
            else:
                yield one
        yield from self.notes
        for (said, gone), count in sorted(self.absent.items()):
            what = f"{count} references" if count > 1 else "1 reference"
            reason = f"{what} to {gone} out of this input: no relation was made."
            yield Issue(said, reason, fatal=False)
        for (type_, from_class, to_class), count in sorted(self.unfit.items()):
            what = f"{count} relations" if count > 1 else "1 relation"
            reason = f"{what} from {from_class} to {to_class} left out: the model has none."
            yield Issue(type_, reason, fatal=False)


def _gathered(before: Mapping[str, Any], said: Values) -> Values:
    result = {**said, **before}
    for name in ("interface", "remote_interface", "outlet"):
        parts = [p for one in (before, said) for p in str(one.get(name, "")).split(", ") if p]
        if parts:
            result[name] = ", ".join(sorted(set(parts)))
    return result


_NETWORK = frozenset({"circuit", "virtual_network", "subnet", "vlan"})
_HARDWARE = frozenset(
    {
        "server",
        "hypervisor",
        "virtual_machine",
        "network_device",
        "load_balancer",
        "storage_system",
        "end_user_device",
        "printer",
    }
)
_EQUIPMENT = frozenset({"rack", "enclosure", "cooling"}) | classes.POWER
_SERVERS = frozenset({"server", "hypervisor", "virtual_machine"})
_PAIRS: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "CONNECTED_TO": (
        _HARDWARE | (_EQUIPMENT - {"rack"}) | _NETWORK,
        _NETWORK | {"network_device", "load_balancer", "enclosure"},
    ),
    "LINKED_TO": (_HARDWARE | _NETWORK | _EQUIPMENT, _HARDWARE | _NETWORK | _EQUIPMENT),
    "POWERED_BY": (
        _HARDWARE | _EQUIPMENT,
        classes.POWER | {"enclosure", "network_device"},
    ),
    "HAS_MEMBER": (
        frozenset({"cluster", "kubernetes_cluster"}),
        _SERVERS | {"network_device", "load_balancer", "storage_system"},
    ),
    "PLACED_ON": (frozenset({"virtual_machine"}), _SERVERS),
    "RUNS_ON": (
        frozenset({"virtual_machine", "application_service"}),
        _SERVERS
        | {"cluster", "kubernetes_cluster", "network_device", "load_balancer"}
        | {"storage_system", "end_user_device", "enclosure"},
    ),
}


def allowed(type_: str, from_class: str, to_class: str) -> bool:
    """Return whether a CI of one class may have the relation to one of the other here."""
    if type_ == "CONTAINED_IN":
        return to_class in {"rack", "room", "site", "enclosure"}
    if type_ == "CONNECTED_TO" and from_class in _NETWORK:
        return to_class in _NETWORK | {"network_device"}
    if type_ == "RUNS_ON" and from_class == "virtual_machine":
        return to_class in _SERVERS | {"cluster", "kubernetes_cluster", "enclosure"}
    pairs = _PAIRS.get(type_)
    return pairs is None or (from_class in pairs[0] and to_class in pairs[1])
