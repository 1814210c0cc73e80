"""The agencies outside, made up: six in one process, each with its own key, books and weather."""
