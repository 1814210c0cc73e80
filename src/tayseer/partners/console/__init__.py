"""The developers' pages, and the console in which an establishment looks after its own clients."""
