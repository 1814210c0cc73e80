"""A small country, its programs, its busy people, and the proof that killing the programs changed nothing."""
