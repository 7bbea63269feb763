"""The only place that speaks to Neo4j."""

from cmdb.graph.driver import Address, Glances, Graph, Row, Tx, connect

__all__ = ["Address", "Glances", "Graph", "Row", "Tx", "connect"]
