"""Domain things in and out of the database, one repository for each kind."""
