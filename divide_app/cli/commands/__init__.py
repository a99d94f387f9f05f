"""One module for each group of commands: `add` defines the grammar, `run` calls one service."""
