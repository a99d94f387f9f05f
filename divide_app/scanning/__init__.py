"""A page image in, marks and codes out: the paper attendance sheet read back."""
