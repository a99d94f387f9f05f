"""The tables as typed rows, one module for each subject so that the start loads only the rows it reads."""
