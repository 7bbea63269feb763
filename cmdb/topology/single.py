"""Which CIs stand on one supplier alone? Their state is what that supplier contributes, at once."""

import numpy as np

from cmdb.topology.snapshot import Topology

SINGLE = 2
"""In `Topology.operating`: in operation, and with one need whose group, if any, has one member
and a quorum that asks for no more. A CI that changed counts as any other, which is right too."""


def mark(topology: Topology) -> Topology:
    """Return the snapshot, new and without overlay, with such CIs marked."""
    arrays, operating = topology.compact, topology.operating
    if not len(arrays):
        return topology
    start = np.array(arrays.needs.start)[:-1]
    found = np.frombuffer(operating, dtype=np.uint8) & (np.array(arrays.needs.walked) - start == 1)
    found[list(arrays.quorums)] = 0
    places = np.flatnonzero(found)
    codes = np.array(arrays.needs.tie, dtype=np.int64)[start[places]]
    kinds = np.array(arrays.profile, dtype=np.int64)[places] * (int(codes.max(initial=0)) + 1)
    _, first, kind = np.unique(kinds + codes, return_index=True, return_inverse=True)
    fits = [_fits(topology, int(places[at]), int(codes[at])) for at in first]
    single = places[np.array(fits, dtype=bool)[kind]]
    np.frombuffer(operating, dtype=np.uint8)[single] = SINGLE
    return topology


def _fits(topology: Topology, place: int, code: int) -> bool:
    return not any(quorum.larger_than(1) for quorum in topology.default_quorums(place, code))
