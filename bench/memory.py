"""A drawn estate as a topology, without a database: what is measured is what happens in process."""

from collections.abc import Iterable

import numpy as np

from bench.block import Ci, Relation
from bench.filling import batches
from cmdb.model import load
from cmdb.topology.building import Builder
from cmdb.topology.model import Profile, Stamp
from cmdb.topology.reading import Reader
from cmdb.topology.snapshot import Topology

_A_BATCH = 10_000


def topology(cis: Iterable[Ci], relations: Iterable[Relation]) -> Topology:
    """Return the topology of these CIs and relations, at revision 1."""
    model = load()
    read, builder = Reader(model), Builder()
    keys: dict[str, int] = {}
    for some in batches(cis, _A_BATCH):
        numbers = range(len(keys), len(keys) + len(some))
        keys.update((ci.id, number) for ci, number in zip(some, numbers, strict=True))
        profiles = [read.profile(Profile.of({"class": ci.class_name, **ci.fields})) for ci in some]
        ids, names = [ci.id for ci in some], [ci.fields["name"] for ci in some]
        builder.add_cis(numbers, ids, names, profiles)
        for ci, number in zip(some, numbers, strict=True):
            if ci.quorum:
                builder.declare(number, read.quorums(ci.quorum))
    for ties in batches(relations, _A_BATCH):
        codes = np.array([read.tie(one.type, one.fields) for one in ties], dtype=np.int64)
        ends = [keys[one.from_id] for one in ties], [keys[one.to_id] for one in ties]
        builder.add_relations(*ends, codes)
    return builder.topology(model, Stamp(1, None, 0), read.vocabulary)
