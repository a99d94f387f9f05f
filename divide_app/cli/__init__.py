"""The commands of the contract: the same services, reachable from a script."""
