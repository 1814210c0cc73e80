"""The API for partners, and sign-in for relying parties."""
