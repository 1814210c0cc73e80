"""Rules that the account services share."""

from __future__ import annotations

from tayseer.services.common.gate import gate

BASIS = "Terms of the platform's accounts"

#: Correcting one's own contact data is a right: an ended card, a fine or a suspension must not stand in its way,
#: and it is how the notices about them arrive.
OWN_DATA_GATE = gate(cures={"G-2", "G-6", "G-8"})
