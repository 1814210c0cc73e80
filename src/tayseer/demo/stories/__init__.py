"""The households of the demonstration, one file for each circle of people, told as records of the registries."""
