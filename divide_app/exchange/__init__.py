"""Reads and writes files of other programs; returns drafts and row problems and never touches the database."""
