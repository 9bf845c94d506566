"""How reports are run: planned, checked, built, issued, on a schedule."""
