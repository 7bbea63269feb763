"""The only place that speaks to Neo4j."""

from cmdb.graph.driver import Graph, Row, Tx, connect

__all__ = ["Graph", "Row", "Tx", "connect"]
