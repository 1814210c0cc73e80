"""Settings, addresses, command line and processes: the only place where everything meets."""
