"""What is kept of the subject planning: courses, meetings, venues, lending, days off and visits."""
