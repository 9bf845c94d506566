"""Tables counted into facts: numbers that know where they come from."""
