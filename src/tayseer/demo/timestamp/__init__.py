"""A time-stamping authority for development (RFC 3161): `openssl ts` behind a small server, with keys of its own."""
