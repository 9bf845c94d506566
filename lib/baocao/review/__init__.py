"""What people did with a report: edits verified, adopted, proofread, replayed."""
