"""Everything Qt: collects intent, shows results, decides nothing."""
