"""Registers from elsewhere: snapshots of databases, web addresses and shared folders.

Only :mod:`baocao.registers.sources.fetch` connects.  Everything else reads the snapshot as it reads
a clerk's file.
"""
