"""The workspace of an office: ``report.toml``, its folders, its programmes, its archive."""
