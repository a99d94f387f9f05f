"""One small module for each group of commands: `add` gives the grammar, `run` asks one service."""
