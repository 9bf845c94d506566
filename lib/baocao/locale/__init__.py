"""What depends on the language of the report."""
