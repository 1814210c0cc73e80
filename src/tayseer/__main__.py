"""Run the command line as `python -m tayseer`."""

from tayseer.site.cli import main

if __name__ == "__main__":
    main()
