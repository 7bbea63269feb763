"""Which CI an observation means: by what tells one CI from all others."""
