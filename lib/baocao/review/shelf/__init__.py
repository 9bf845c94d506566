"""The shelf: pages that list every report under ``outputs``, built and issued, and are searched.

``outputs/index.html`` and ``outputs/shelf/`` are made from the reports' own folders and may be
deleted.  No report is changed: what leads from one to another stands on these pages.
"""
