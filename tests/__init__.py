"""All tests: the catalogue, journeys, the platform's apps, and the shape of the repository."""
