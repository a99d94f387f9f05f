"""Rules of the subject papers: what is printed."""
