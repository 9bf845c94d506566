"""``report.toml`` and the folders on disk."""
