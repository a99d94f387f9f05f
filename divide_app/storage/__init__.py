"""Database access: rows, repositories, queries, the unit of work, migrations, encryption and backup."""
