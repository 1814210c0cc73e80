"""Tests of the developers' pages, the partners' console, and the API as its own document has it."""
