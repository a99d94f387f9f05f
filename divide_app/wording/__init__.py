"""All user-facing text: labels, sentences, dates in eras and fiscal years."""
