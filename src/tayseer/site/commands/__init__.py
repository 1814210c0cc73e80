"""One module per command of `tayseer`, each with a `command` object; found by its file name."""
