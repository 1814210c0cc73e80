"""The language that services are written in: pure Python, with no web, no storage, no clock."""
