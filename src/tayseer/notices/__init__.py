"""What the platform tells people: the inbox, and the short texts that point to it."""
