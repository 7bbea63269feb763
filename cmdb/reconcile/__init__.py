"""One truth out of what many sources say: whose value of an attribute holds."""
