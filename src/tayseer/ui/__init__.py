"""Components, page layout and their gallery: everything a screen is drawn with."""
