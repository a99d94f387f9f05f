"""Every word for people: labels, sentences, dates in Reiwa and fiscal years."""
