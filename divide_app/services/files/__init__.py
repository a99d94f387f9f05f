"""Services for the subject files: files of other programs, taken in and given out."""
