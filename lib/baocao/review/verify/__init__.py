"""Compares a document that people edited with the data of its workspace."""

from baocao.review.verify.judgement import Judgement, Verdict
from baocao.review.verify.verification import Verification, Verifier, verify

__all__ = ["Judgement", "Verdict", "Verification", "Verifier", "verify"]
