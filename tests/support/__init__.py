"""What tests share: documents read back, facts made by hand, notebooks run in this process."""
