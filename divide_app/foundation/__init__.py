"""The ground floor: files, settings, clock, ids, language and logging that every room may stand on."""
