"""Brings prose that was edited in Word back into the cells it was written in."""

from baocao.review.adopt.adoption import adopt
from baocao.review.adopt.proposal import Change, Proposal, write
from baocao.review.adopt.rebuild import rebuilt_faults

__all__ = ["Change", "Proposal", "adopt", "rebuilt_faults", "write"]
