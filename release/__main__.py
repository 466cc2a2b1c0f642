"""`./dev bundle`."""

import sys

from release.bundle import main

sys.exit(main(sys.argv[1:]))
