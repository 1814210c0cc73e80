"""Free a debtor: people pay, in any part, so that whoever is detained for a debt goes home."""
