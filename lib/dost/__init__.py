"""What one department counts: Sở Khoa học và Công nghệ tỉnh Quảng Trị.

A module a programme: its register, then the indicators counted from it.  Declarations only,
so that a change of definition is one line of one file; an indicator's id is
``<module>.<name>``.
"""
