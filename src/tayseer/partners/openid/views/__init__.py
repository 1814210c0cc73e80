"""What the provider answers: doors for programs, and pages for people."""
