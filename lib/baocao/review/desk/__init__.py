"""A page on this machine alone, on which a document is dropped and its check sheet comes back."""

from baocao.review.desk.server import open_desk

__all__ = ["open_desk"]
