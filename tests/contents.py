"""Everything that can be asked of a topology, without places and codes: two may be compared."""


def content(topology):
    """Return ({id: facts}, {(from, tie, to)}), having checked that both directions agree."""
    cis, relations, used = {}, set(), set()
    for place in topology.places():
        id_ = topology.id(place)
        cis[id_] = (
            topology.name(place),
            topology.profile(place),
            bool(topology.operating[place]),
            {g: q.as_data() for g, q in topology.quorums(place).items()},
        )
        assert topology.place(id_) == place
        assert place in topology.named(topology.name(place))
        for other, code in zip(*topology.needs(place), strict=True):
            relations.add((id_, topology.tie(code), topology.id(other)))
        for other, code in zip(*topology.users(place), strict=True):
            used.add((topology.id(other), topology.tie(code), id_))
    assert relations == used
    assert len(topology) == len(cis)
    return cis, relations
