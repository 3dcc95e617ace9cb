"""Sends a notice through apprise, which speaks to WeCom, DingTalk, mail and a hundred more."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Literal

from cxlab.errors import InputError

Kind = Literal["success", "warning", "failure"]


class Sender:
    """The services behind a list of addresses.

    Raises
    ------
    InputError
        When an address is none that apprise knows; its place and kind are told, never the address.
    """

    def __init__(self, addresses: Sequence[str]) -> None:
        import apprise

        self._services: list[apprise.Apprise] = []
        with _silent():
            for place, address in enumerate(addresses, start=1):
                service = apprise.Apprise()
                if not service.add(address):
                    kind = address.partition("://")[0] if "://" in address else "no ://"
                    raise InputError(
                        f"--notify: address {place} of {len(addresses)} ({kind:.20}) is none that can be used. "
                        "Forms: wecombot://KEY, dingtalk://TOKEN, mailtos://USER:PASSWORD@HOST?to=ADDRESS; "
                        "docs/schedule.md names more."
                    )
                self._services.append(service)

    def send(self, title: str, body: str, kind: Kind) -> str:
        """Send to every service and return in words how many took it; a service that does not answer costs seconds."""
        with _silent():
            took = sum(bool(service.notify(body=body, title=title, notify_type=kind)) for service in self._services)
        return f"notice sent to {took} of {len(self._services)}"


@contextmanager
def _silent() -> Iterator[None]:
    """Keep apprise's own messages, which name hosts and users, out of every log."""
    logger = logging.getLogger("apprise")
    before = logger.disabled
    logger.disabled = True
    try:
        yield
    finally:
        logger.disabled = before
