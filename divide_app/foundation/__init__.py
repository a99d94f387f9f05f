"""The base every other package builds on: files, settings, clock, ids, languages and logging."""
