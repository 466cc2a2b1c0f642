"""Look the database over while the hall runs: at once after an unclean stop, and each night when it is closed."""

from __future__ import annotations

import logging
import time
from datetime import datetime
from datetime import time as hour

from queue_server.site import Site
from queue_server.storage.engine import SQLITE, DatabaseError, OperationalError, backend, check_integrity

_LOG = logging.getLogger(__name__)
NIGHT = (hour(1), hour(5))
GLANCE_S = 60.0


class Upkeep:
    """Remember what was found; `fault` is (what, since when) of damage, until the server starts anew."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._url = site.readers.url.render_as_string(hide_password=False)
        self._night = ""
        self._stopped = False
        self.fault: tuple[str, datetime] | None = None

    def loop(self, unclean: bool) -> None:
        """Take care of the database until stopped; `unclean` says how the last server ended."""
        if unclean:
            self.after_unclean_stop()
        while not self._stopped:
            self.nightly()
            time.sleep(GLANCE_S)

    def stop(self) -> None:
        """End the loop at its next glance."""
        self._stopped = True

    def after_unclean_stop(self) -> None:
        """Take the short look that costs a large hall seconds, not minutes."""
        _LOG.warning("the last server ended without closing the database; looking it over")
        self._look(quick=True)

    def nightly(self) -> None:
        """Take the full look, once a night; does nothing at any other time."""
        now = self._site.clock.now()
        hall = self._site.hall
        local = now.astimezone(hall.zone)
        if not NIGHT[0] <= local.time() < NIGHT[1] or self._night == local.date().isoformat():
            return
        if not hall.schedule.always and hall.schedule.is_open(now):
            return
        self._night = local.date().isoformat()
        self._look(quick=False)

    def _look(self, *, quick: bool) -> None:
        sqlite = backend(self._site.readers) == SQLITE
        try:
            if sqlite:
                found = str(self._site.off_hub(lambda: check_integrity(self._url, quick=quick)))
            else:
                found = check_integrity(self._url)
        except OperationalError as error:
            _LOG.warning("the database could not be looked over: %s", error.orig)
            return
        except DatabaseError as error:  # too damaged to be looked over
            found = str(error.orig)
        if found == "ok":
            _LOG.info("the database was looked over: ok")
            return
        _LOG.error("the database is damaged: %s", found)
        self.fault = (found, self._site.clock.now())
