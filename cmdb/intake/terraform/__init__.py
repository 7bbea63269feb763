"""What Terraform's and OpenTofu's resources are: shared by what reads states and what reads plans."""

from cmdb.intake.terraform.identity import identifiers, metadata, names
from cmdb.intake.terraform.types import CLAIMED, GENERIC, classes, resource_type

__all__ = ["CLAIMED", "GENERIC", "classes", "identifiers", "metadata", "names", "resource_type"]
