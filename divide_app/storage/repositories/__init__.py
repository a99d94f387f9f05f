"""Repositories store and load domain objects, one repository for each kind."""
