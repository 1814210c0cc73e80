"""Messages between agencies: signed requests, cached answers with their age, outbox and events."""
