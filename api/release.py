"""Which version of this product runs."""

from importlib.metadata import PackageNotFoundError, version


def release() -> str:
    """Return this product's version."""
    try:
        return version("cmdb")
    except PackageNotFoundError:  # run from a folder that was never installed
        return "0+unknown"
