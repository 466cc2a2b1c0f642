"""Addresses on the network as an installer types them: one, or a small range."""

from __future__ import annotations

import ipaddress
import re

MOST_HOSTS = 64
PORT = 9100
_SPAN = re.compile(r"^(\d+\.\d+\.\d+\.)(\d+)\s*[-~－～]\s*(?:\1)?(\d+)$")


class RangeError(ValueError):
    """What was typed is no address and no small range of addresses."""


def hosts_in(text: str) -> tuple[list[str], int]:
    """Return the addresses in `192.168.1.50`, `192.168.1.50-60` or `192.168.1.48/28`, and the port, `:9100` unless written.

    At most 64. Raises RangeError.
    """
    plain, _, port_text = text.strip().replace("：", ":").removeprefix("tcp://").partition(":")
    port = int(port_text) if port_text.isdigit() and 0 < int(port_text) < 65536 else 0 if port_text else PORT
    if not port:
        raise RangeError(f"no port: {port_text}")
    try:
        span = _SPAN.match(plain.strip())
        if span:
            first, last = int(span[2]), int(span[3])
            hosts = [str(ipaddress.IPv4Address(f"{span[1]}{n}")) for n in range(first, min(last, 255) + 1)]
            wide = last - first >= MOST_HOSTS
        else:
            found = ipaddress.IPv4Network(plain.strip(), strict=False)
            wide = found.num_addresses > MOST_HOSTS
            hosts = (
                [] if wide else [str(one) for one in (found.hosts() if found.num_addresses > 2 else found)]
            )
    except ValueError as error:
        raise RangeError(f"no IPv4 address: {plain[:60]}") from error
    if wide:
        raise RangeError(f"more than {MOST_HOSTS} addresses")
    if not hosts:
        raise RangeError("the range ends before it begins")
    return hosts, port
