"""A document that people edited, set against the data of its workspace."""

from baocao.review.verify.judge import Judgement, Verdict
from baocao.review.verify.verification import Verification, verify

__all__ = ["Judgement", "Verdict", "Verification", "verify"]
