"""A page on this machine alone, on which a document is dropped and its check sheet comes back."""
