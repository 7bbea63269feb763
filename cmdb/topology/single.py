"""What is known of the needs of each CI beforehand, so that answers need not look at them.

A CI that stands on one supplier alone is in the state that the supplier contributes, at once; one
whose suppliers are all in operation needs no finding.
"""

import numpy as np

from cmdb.topology.snapshot import Topology

SINGLE = 2
"""In `Topology.operating`: in operation, and with one need whose group, if any, has one member
and a quorum that asks for no more. A CI that changed counts as any other, which is right too."""
SOUND = 3
"""In operation, and so is whatever it needs; as far as neither it nor what it needs has changed."""


def mark(topology: Topology) -> Topology:
    """Return the snapshot, new and without overlay, with such CIs marked; SINGLE goes first."""
    arrays, operating = topology.compact, topology.operating
    if not len(arrays):
        return topology
    start = np.array(arrays.needs.start)[:-1]
    _mark_sound(topology)
    one = np.array(arrays.needs.walked) - start == 1
    found = (np.frombuffer(operating, dtype=np.uint8) > 0) & one
    found[list(arrays.quorums)] = 0
    places = np.flatnonzero(found)
    codes = np.array(arrays.needs.tie, dtype=np.int64)[start[places]]
    kinds = np.array(arrays.profile, dtype=np.int64)[places] * (int(codes.max(initial=0)) + 1)
    _, first, kind = np.unique(kinds + codes, return_index=True, return_inverse=True)
    fits = [_fits(topology, int(places[at]), int(codes[at])) for at in first]
    single = places[np.array(fits, dtype=bool)[kind]]
    np.frombuffer(operating, dtype=np.uint8)[single] = SINGLE
    return topology


def _mark_sound(topology: Topology) -> None:
    """Mark who needs nothing that is out of operation; relations that carry no impact count too."""
    needs = topology.compact.needs
    operating = np.frombuffer(topology.operating, dtype=np.uint8)
    start = np.array(needs.start, dtype=np.int64)
    idle = operating[np.frombuffer(needs.other, dtype=np.int32)] == 0
    before = np.concatenate(([0], np.cumsum(idle)))
    operating[(before[start[1:]] == before[start[:-1]]) & (operating > 0)] = SOUND


def _fits(topology: Topology, place: int, code: int) -> bool:
    return not any(quorum.larger_than(1) for quorum in topology.default_quorums(place, code))
