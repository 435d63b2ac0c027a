"""The address by which a client is known to the limits."""

from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

NETWORK_BITS = 64  # of IPv6: what one household or one rented machine is given


def client_address(host: str) -> str:
    """A client's address as limits count it: an IPv4 address or an IPv6 network.

    `host` is what `request.client.host` says. IPv4 written as IPv6 is IPv4. What is no
    address (a socket of the file system, a test) is one client of that name.
    """
    try:
        address = ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        return host
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ip_network((address, NETWORK_BITS), strict=False))
    return str(address)


def address_of(request: Any) -> str:
    """Address of the client that a request of Gradio or Starlette came from."""
    client = request.client
    return client_address(client.host if client else "unknown")
