"""What tests share: the database, the outside world kept out, factories and people."""
