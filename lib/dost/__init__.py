"""What one department counts: Sở Khoa học và Công nghệ tỉnh Quảng Trị.

Each programme has one module: its register, then the indicators that are counted from it.  There
are only declarations, so that a changed definition is one line of one file.  The id of an
indicator is ``<module>.<name>``.
"""
