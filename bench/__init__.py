"""Measures loading, the topology and impact answers against their baselines: `python -m bench`."""
