"""What is printed: the document model, and how a report becomes one."""
