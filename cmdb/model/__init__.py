"""What can exist: classes, relation types and attributes, read from `model/*.toml`."""

from cmdb.model.attributes import Attribute
from cmdb.model.catalogue import Model, load
from cmdb.model.classes import CiClass
from cmdb.model.names import near
from cmdb.model.quorum import Quorum
from cmdb.model.relations import Pair, RelationType

__all__ = ["Attribute", "CiClass", "Model", "Pair", "Quorum", "RelationType", "load", "near"]
