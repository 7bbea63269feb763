"""Random estates: few CIs, many relations, so that cycles, pools and ties are the rule."""

from estates import Estate
from hypothesis import strategies as st

AMOUNTS = st.one_of(
    st.integers(1, 5),
    st.sampled_from(("majority", "n-1", "all", "1%", "34%", "50%", "67%", "100%")),
)
QUORUMS = st.one_of(AMOUNTS, st.fixed_dictionaries({"needs": AMOUNTS, "wants": AMOUNTS}))
CLASSES = ("application_service", "server", "cluster", "consensus_cluster", "message_broker")
LIFECYCLES = ("operational",) * 6 + ("retiring", "retired", "planned")
HEALTHS = (None, None, None, "ok", "unknown", "at_risk", "degraded", "down")
TYPES = (
    "DEPENDS_ON",
    "USES",
    "HAS_MEMBER",
    "RUNS_ON",
    "POWERED_BY",
    "CONNECTED_TO",
    "DOCUMENTED_BY",
)
GROUPS = (None, "web", "members", "hosts", "uplink:data")
STATES = st.sampled_from(("at_risk", "degraded", "down", "down"))


@st.composite
def relation_fields(draw):
    fields = {}
    strength = draw(st.sampled_from((None, None, "hard", "hard", "soft", "standby", "none")))
    if strength:
        fields["strength"] = strength
    if draw(st.booleans()):
        fields["group"] = draw(st.sampled_from(GROUPS))
    tolerates = draw(st.sampled_from((None, None, "PT1H", "PT4H")))
    if tolerates:
        fields["tolerates"] = tolerates
    return fields


@st.composite
def estates(draw, most=9):
    estate = Estate()
    names = [f"c{n}" for n in range(draw(st.integers(2, most)))]
    for name in names:
        quorum = draw(st.dictionaries(st.sampled_from(GROUPS[1:]), QUORUMS, max_size=2))
        facts = {"quorum": quorum} if quorum else {}
        health = draw(st.sampled_from(HEALTHS))
        if health:
            facts["health"] = health
        lifecycle = draw(st.sampled_from(LIFECYCLES))
        estate.ci(name, draw(st.sampled_from(CLASSES)), lifecycle=lifecycle, **facts)
    ends = st.tuples(st.sampled_from(names), st.sampled_from(TYPES), st.sampled_from(names))
    for end in draw(st.lists(ends, max_size=4 * most, unique=True)):
        if end[0] != end[2]:
            estate.relate(*end, **draw(relation_fields()))
    return estate


@st.composite
def questions(draw, most=9):
    """Return an estate and states given to some of its CIs in operation, at least one."""
    estate = draw(estates(most))
    able = [n for n, f in estate.cis.items() if f["lifecycle"] in ("operational", "retiring")]
    if not able:
        able = [estate.ci("lonely", lifecycle="operational")]
    return estate, draw(st.dictionaries(st.sampled_from(able), STATES, min_size=1, max_size=3))
