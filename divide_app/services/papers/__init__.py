"""Services for the subject papers: what is printed."""
