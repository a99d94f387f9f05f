"""Reads and writes files of other programs: drafts and row problems in, exact columns out; never the database."""
