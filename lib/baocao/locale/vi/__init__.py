"""How official Vietnamese writes numbers, days, captions and claims."""
