"""Everything SQL: rows, repositories, queries, the unit of work, migrations, encryption and backup."""
