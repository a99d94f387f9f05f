"""The commands of docs/manual/commands.md, for scripts, the Task Scheduler and people."""
