# ruff: noqa: E501  a drawing is one line; broken in the middle it can no longer be read or pasted
"""The icons, drawn for this product on a 24-unit grid with one stroke width."""

from collections.abc import Mapping

from markupsafe import Markup

# Only the drawing differs from icon to icon; colour and size come from the text around it.
DRAWINGS: Mapping[str, str] = {
    "arrow": '<path d="M4 12h15M13 6l6 6-6 6"/>',
    "back": '<path d="M20 12H5M11 6l-6 6 6 6"/>',
    "chevron": '<path d="M9 5l7 7-7 7"/>',
    "down": '<path d="M5 9l7 7 7-7"/>',
    "check": '<path d="M5 12.5l4.5 4.5L19 7.5"/>',
    "cross": '<path d="M6 6l12 12M18 6L6 18"/>',
    "question": '<path d="M8.5 9a3.5 3.5 0 1 1 5 3.2c-1 .5-1.5 1.1-1.5 2.3"/><path d="M12 18.2v.1"/>',
    "minus": '<path d="M6 12h12"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "info": '<circle cx="12" cy="12" r="9"/><path d="M12 11v5.5M12 7.6v.1"/>',
    "warn": '<path d="M12 4 2.8 20h18.4z"/><path d="M12 10v4.5M12 17.2v.1"/>',
    "danger": '<path d="M8.3 3h7.4L21 8.3v7.4L15.7 21H8.3L3 15.7V8.3z"/><path d="M12 7.5v5.5M12 16.2v.1"/>',
    "ok": '<circle cx="12" cy="12" r="9"/><path d="M8 12.3l2.8 2.8L16 9.6"/>',
    "no": '<circle cx="12" cy="12" r="9"/><path d="M9 9l6 6M15 9l-6 6"/>',
    "ask": '<circle cx="12" cy="12" r="9"/><path d="M9.6 9.8a2.4 2.4 0 1 1 3.5 2.1c-.8.4-1.1.8-1.1 1.6"/>'
    '<path d="M12 16.4v.1"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="M15.5 15.5 21 21"/>',
    "home": '<path d="M3.5 11 12 4l8.5 7"/><path d="M6 9.5V20h12V9.5M10 20v-5.5h4V20"/>',
    "services": '<rect x="4" y="4" width="6.5" height="6.5" rx="1.5"/><rect x="13.5" y="4" width="6.5" height="6.5" rx="1.5"/>'
    '<rect x="4" y="13.5" width="6.5" height="6.5" rx="1.5"/><rect x="13.5" y="13.5" width="6.5" height="6.5" rx="1.5"/>',
    "case": '<path d="M6 3.5h8.5L19 8v12.5H6z"/><path d="M14 3.5V8.5h5M9 12.5h6.5M9 16h4.5"/>',
    "wallet": '<rect x="3" y="6" width="18" height="13" rx="2.5"/><path d="M3 10h18M6.5 15h4"/>',
    "inbox": '<rect x="3" y="5" width="18" height="14" rx="2"/><path d="m3.5 7 8.5 6.5L20.5 7"/>',
    "person": '<circle cx="12" cy="8" r="4"/><path d="M4.5 20.5c.8-4 3.8-6 7.5-6s6.7 2 7.5 6"/>',
    "people": '<circle cx="9" cy="8.5" r="3.5"/><path d="M2.5 19.5c.7-3.5 3.2-5.2 6.5-5.2s5.8 1.7 6.5 5.2"/>'
    '<path d="M15.5 5.3a3.5 3.5 0 0 1 0 6.4M17.8 14.8c2 .7 3.3 2.3 3.7 4.7"/>',
    "key": '<circle cx="8" cy="15.5" r="4.5"/><path d="M11.3 12.2 20 3.5M16.5 7l3 3"/>',
    "clock": '<circle cx="12" cy="12" r="9"/><path d="M12 6.5V12l3.5 2.2"/>',
    "calendar": '<rect x="3.5" y="5" width="17" height="15.5" rx="2"/><path d="M3.5 10h17M8 3v4M16 3v4"/>',
    "money": '<rect x="2.5" y="6" width="19" height="12" rx="2"/><circle cx="12" cy="12" r="2.8"/><path d="M6 9.5v.1M18 14.5v.1"/>',
    "download": '<path d="M12 4v11M7 10.5l5 5 5-5M4.5 20h15"/>',
    "print": '<path d="M7 9V4h10v5M7 17H4.5V9h15v8H17"/><rect x="7" y="14" width="10" height="6"/>',
    "share": '<circle cx="6" cy="12" r="2.5"/><circle cx="17.5" cy="5.5" r="2.5"/><circle cx="17.5" cy="18.5" r="2.5"/>'
    '<path d="m8.2 10.8 7-4M8.2 13.2l7 4"/>',
    "shield": '<path d="M12 3 4.5 6v5.5c0 4.5 3 7.8 7.5 9.5 4.5-1.7 7.5-5 7.5-9.5V6z"/><path d="m8.7 12 2.4 2.4 4.3-4.6"/>',
    "eye": '<path d="M2.5 12C4.5 8 8 5.8 12 5.8s7.5 2.2 9.5 6.2c-2 4-5.5 6.2-9.5 6.2S4.5 16 2.5 12z"/><circle cx="12" cy="12" r="3"/>',
    "language": '<circle cx="12" cy="12" r="9"/><path d="M3 12h18M12 3c5 5 5 13 0 18M12 3c-5 5-5 13 0 18"/>',
    "text": '<path d="M3 19 8.5 5 14 19M5 14.5h7M15.5 19l3-8 3 8M16.5 16.5h4"/>',
    "out": '<path d="M10 4H5v16h5M10 12h10M16 8l4 4-4 4"/>',
    "car": '<path d="M3 16.5v-4l2-5.5h13l3 5.5v4z"/><path d="M3.5 12h17"/><circle cx="7.5" cy="17" r="2"/><circle cx="16.5" cy="17" r="2"/>',
    "passport": '<rect x="5" y="3" width="14" height="18" rx="2"/><circle cx="12" cy="10" r="3.5"/><path d="M9 17h6"/>',
    "plane": '<path d="M10.5 13 3 10.5l1.5-1.5 7 .5L17 4c1-1 3-1.2 3.5-.5.7.5.5 2.5-.5 3.5l-5.5 5.5.5 7-1.5 1.5z"/>',
    "building": '<path d="M4 20.5V4h10v16.5M14 9h6v11.5M2.5 20.5h19M7.5 8h3M7.5 12h3M7.5 16h3"/>',
    "family": '<circle cx="8" cy="7" r="3"/><circle cx="16.5" cy="8.5" r="2.3"/><path d="M2.5 20v-4c0-2.5 2-4 5.5-4s5.5 1.5 5.5 4v4M16 13.3c3.5-.3 5.5 1.2 5.5 3.7v3"/>',
    "baby": '<circle cx="12" cy="12" r="8.5"/><path d="M9 10.5v.1M15 10.5v.1M9 14.5c1.8 1.8 4.2 1.8 6 0M12 3.5c1.5.5 1.5 2.5 0 3"/>',
    "licence": '<rect x="2.5" y="5" width="19" height="14" rx="2"/><circle cx="8" cy="11" r="2.3"/><path d="M4.8 16.2c.5-1.6 1.7-2.4 3.2-2.4s2.7.8 3.2 2.4M14 10h4.5M14 14h4.5"/>',
    "file": '<path d="M6 3.5h8.5L19 8v12.5H6zM14 3.5V8.5h5"/>',
    "phone": '<rect x="6.5" y="2.5" width="11" height="19" rx="2.5"/><path d="M11 18.5h2"/>',
    "pin": '<path d="M12 21.5c4.7-4.3 7-8 7-11.2a7 7 0 0 0-14 0c0 3.2 2.3 6.9 7 11.2z"/><circle cx="12" cy="10" r="2.5"/>',
    "star": '<path d="m12 3.5 2.6 5.5 6 .8-4.4 4.2 1.1 6L12 17.1 6.7 20l1.1-6L3.4 9.8l6-.8z"/>',
    "bell": '<path d="M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15zM10 21h4"/>',
    "edit": '<path d="M4 20l1-4.5L16 4.5 19.5 8 8.5 19zM13.5 7l3.5 3.5"/>',
    "lock": '<rect x="5" y="10.5" width="14" height="10" rx="2"/><path d="M8 10.5V8a4 4 0 0 1 8 0v2.5"/>',
    "scale": '<path d="M12 4v16M7 20h10M5 6.5l7-1.5 7 1.5M5 6.5 2.5 13h5zM19 6.5 16.5 13h5z"/>',
    "globe": '<circle cx="12" cy="12" r="9"/><path d="M3.5 9h17M3.5 15h17M12 3c4.5 5 4.5 13 0 18M12 3c-4.5 5-4.5 13 0 18"/>',
    "history": '<path d="M4 12a8 8 0 1 0 2.5-5.8L4 8.5M4 4v4.5h4.5"/><path d="M12 8v4.5l3 1.8"/>',
    "list": '<path d="M9 6.5h11M9 12h11M9 17.5h11M4.5 6.5v.1M4.5 12v.1M4.5 17.5v.1"/>',
}  # fmt: skip

# These point along the line of reading, so they are mirrored in Arabic.
MIRRORED = frozenset({"arrow", "back", "chevron", "out", "list", "case", "plane"})

CACHE: Mapping[str, Markup] = {
    name: Markup(  # noqa: S704  the drawings above are ours
        f'<svg class="icon{" turns" if name in MIRRORED else ""}" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" '
        f'focusable="false">{drawing}</svg>'
    )
    for name, drawing in DRAWINGS.items()
}

MARK = Markup(
    '<svg class="mark" viewBox="0 0 48 48" width="44" height="44" aria-hidden="true" focusable="false">'
    '<path class="mark-star" d="M24 2l6.4 6.6h9v9L46 24l-6.6 6.4v9h-9L24 46l-6.4-6.6h-9v-9L2 24l6.6-6.4v-9h9z"/>'
    '<path class="mark-path" d="M14.5 25l7 7L34 18"/></svg>'
)


def icon(name: str) -> Markup:
    """Return the icon as inline SVG, hidden from screen readers; a word must stand beside it."""
    return CACHE[name]
