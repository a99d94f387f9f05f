"""The commands of docs/manual/commands.md: what a script, the Task Scheduler or a person can ask of the services."""
