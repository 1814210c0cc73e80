"""Journeys: people of the demonstration go through whole services in a real browser, against real processes."""
