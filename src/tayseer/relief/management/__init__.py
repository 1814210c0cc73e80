"""Commands of the programme, called by `tayseer manage`."""
