"""The dependency graph in memory, at the newest revision."""

from cmdb.topology.keeper import TopologyKeeper
from cmdb.topology.references import resolve
from cmdb.topology.snapshot import CiSummary, Topology

__all__ = ["CiSummary", "Topology", "TopologyKeeper", "resolve"]
