"""Facts quoted in sentences."""
