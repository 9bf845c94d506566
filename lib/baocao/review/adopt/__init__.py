"""The Word round trip: edits of a report's prose, brought back to the cells it was written in."""

from baocao.review.adopt.propose import Change, Proposal, adopt, write

__all__ = ["Change", "Proposal", "adopt", "write"]
