"""The tables as typed rows, a module for each subject so that a start builds only the rows it reads."""
