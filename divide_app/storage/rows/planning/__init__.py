"""Tables of courses, meetings, venues, lending, days off and visit requests."""
