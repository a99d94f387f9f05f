"""A prepared frozen sheet in, PDF bytes out."""
