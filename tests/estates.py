"""Small estates for tests: CIs and relations in a few words, as a topology in memory."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from cmdb.model import load
from cmdb.topology.building import Builder
from cmdb.topology.model import Profile, Stamp
from cmdb.topology.reading import Reader
from cmdb.topology.snapshot import Topology


@dataclass
class Estate:
    """Facts by the model's names. A CI's id is its name; `relations` are (from, type, to, fields)."""

    cis: dict[str, dict[str, Any]] = field(default_factory=dict)
    relations: list[tuple[str, str, str, dict[str, Any]]] = field(default_factory=list)

    def ci(self, name: str, class_name: str = "application_service", **facts: Any) -> str:
        self.cis[name] = {"id": name, "name": name, "class": class_name, **facts}
        return name

    def relate(self, dependent: str, type_: str, supplier: str, **fields: Any) -> None:
        for name in (dependent, supplier):
            if name not in self.cis:
                self.ci(name)
        self.relations.append((dependent, type_, supplier, fields))

    def topology(self) -> Topology:
        model = load()
        read, builder = Reader(model), Builder()
        keys = {name: at * 7 for at, name in enumerate(self.cis)}
        for name, facts in self.cis.items():
            profile = read.profile(Profile.of(facts))
            builder.add_cis([keys[name]], [facts["id"]], [facts["name"]], [profile])
            if "quorum" in facts:
                builder.declare(keys[name], read.quorums(facts["quorum"]))
        for dependent, type_, supplier, fields in self.relations:
            tie = np.array([read.tie(type_, fields)], dtype=np.int64)
            builder.add_relations([keys[dependent]], [keys[supplier]], tie)
        return builder.topology(model, Stamp(1, None, 0), read.vocabulary)


def of_case(case: dict[str, Any]) -> Estate:
    """Return the estate of a case in tests/cases/impact."""
    estate = Estate()
    for relation in case["relations"]:
        estate.relate(
            relation["from"],
            relation.get("type", "DEPENDS_ON"),
            relation["to"],
            strength=relation.get("strength", "hard"),
            group=relation.get("group"),
        )
    for name in {*case["fail"], *case["retired"], *case["quorum"]} - estate.cis.keys():
        estate.ci(name)
    for name, quorum in case["quorum"].items():
        estate.cis[name]["quorum"] = quorum
    for name in case["retired"]:
        estate.cis[name]["lifecycle"] = "retired"
    return estate


def states(answer: Any) -> dict[str, str]:
    """Return name → state of an answer."""
    return {one["ci"]["name"]: one["state"] for one in answer.impacted}


def needs(answer: Any) -> dict[str, Any]:
    """Return name → deciding need of an answer."""
    return {one["ci"]["name"]: one["need"] for one in answer.impacted}
