"""A document that people edited, set against the data of its workspace."""

from baocao.verifying.judging import Judgement, Verdict
from baocao.verifying.verification import Verification, verify

__all__ = ["Judgement", "Verdict", "Verification", "verify"]
