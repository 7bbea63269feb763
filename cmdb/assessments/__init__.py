"""An impact answer as people look through it, and as they paste it into the record of a change."""

from cmdb.assessments.choosing import chosen
from cmdb.assessments.examining import examined
from cmdb.assessments.model import Chosen, Examined, Listed, Order, Overview, Trait
from cmdb.assessments.overview import Looking, called, listed, overview

__all__ = [
    "Chosen",
    "Examined",
    "Listed",
    "Looking",
    "Order",
    "Overview",
    "Trait",
    "called",
    "chosen",
    "examined",
    "listed",
    "overview",
]
