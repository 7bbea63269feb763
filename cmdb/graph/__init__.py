"""The only place that speaks to Neo4j."""

from cmdb.graph.driver import Glances, Graph, Row, Tx, connect

__all__ = ["Glances", "Graph", "Row", "Tx", "connect"]
