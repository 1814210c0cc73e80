"""Sharing: a holder shows one document to one reader, for a while and a number of times."""
