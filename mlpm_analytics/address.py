"""Where the app listens, and under which address people reach it: what Streamlit has to know of both."""

import ipaddress
import socket
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from mlpm_analytics.errors import ServerError

LOOPBACK = ("127.0.0.1", "localhost")
WILDCARDS = ("0.0.0.0", "::")  # noqa: S104  # named here to be told apart
USUAL_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Address:
    """A host and port to listen on; `public_url` is what stands in the browser where a proxy is in between."""

    host: str
    port: int
    public_url: str | None = None

    @property
    def shown(self) -> str:
        """What a person types into the browser."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.public_url or f"http://{host}:{self.port}"

    @property
    def settings(self) -> dict[str, Any]:
        """The options of Streamlit that rest on it.

        The server address is stated with a public one: without it Streamlit asks a service on the internet for its
        own address when the page comes from another origin than the server's.
        """
        listening: dict[str, Any] = {
            "server.address": self.host,
            "server.port": self.port,
            "server.allowedHosts": self._hosts(),
        }
        if self.public_url is None:
            return listening
        public = urlsplit(self.public_url)
        return listening | {
            "server.corsAllowedOrigins": [f"{public.scheme}://{public.netloc}"],
            "server.baseUrlPath": public.path.strip("/"),
            "browser.serverAddress": public.hostname,
            "browser.serverPort": public.port or USUAL_PORTS[public.scheme],
            "logger.hideWelcomeMessage": True,  # it would name the public host with the scheme of the server itself
        }

    def _hosts(self) -> list[str]:
        public = urlsplit(self.public_url).hostname if self.public_url else None
        return sorted({*LOOPBACK, self.host, public or self.host} - {*WILDCARDS})

    def check(self) -> None:
        """Raise `ServerError` where others could reach the app unasked, or the address cannot be listened on.

        Streamlit would end the process without a word to the person who can mend it.
        """
        if self.public_url is None and not is_loopback(self.host):
            raise ServerError(
                f"--host {self.host} lets other machines in, and the server has no sign-in of its own. Put a proxy "
                "with a sign-in in front (README, “For others to see”), and say under which address people open the "
                f"pages: --host {self.host} --public-url https://mlpm.example.com, or `public_url` below [app] in "
                "mlpm.toml. For this machine alone, leave --host out."
            )
        try:
            with socket.create_server((self.host, self.port), family=self._family):
                pass
        except OSError as error:
            raise ServerError(
                f"Cannot serve on {self.host}, port {self.port}: {error.strerror or error}. "
                "Stop what uses it or name another with --port."
            ) from error

    @property
    def _family(self) -> socket.AddressFamily:
        return socket.AF_INET6 if ":" in self.host else socket.AF_INET


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches what listens on `host`.

    >>> is_loopback("127.0.0.1"), is_loopback("::1"), is_loopback("localhost"), is_loopback("0.0.0.0")
    (True, True, True, False)
    """
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"
