"""The files that clerks keep, read into checked tables."""
