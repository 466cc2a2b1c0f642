"""`python -m printers.virtual`."""

from printers.virtual.listener import main

raise SystemExit(main())
