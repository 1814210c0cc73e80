"""Money: bills, deposits, escrow and refunds in two-sided, append-only books."""
