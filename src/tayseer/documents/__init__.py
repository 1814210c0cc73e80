"""Issues, signs, renders and revokes documents."""
