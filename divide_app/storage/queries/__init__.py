"""Frozen lines read straight from SQL for lists, papers and figures."""
