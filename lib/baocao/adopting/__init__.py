"""The Word round trip: edits of a report's prose, brought back to the cells it was written in."""

from baocao.adopting.proposals import Change, Proposal, adopt, write

__all__ = ["Change", "Proposal", "adopt", "write"]
