"""The commands of COMMANDS.md: what a script, the Task Scheduler or a person at a terminal can ask of the services."""
