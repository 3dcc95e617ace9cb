"""Modules that compile for long when they are imported, imported when one of their functions is called instead."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any


def compile_later(*names: str) -> None:
    """Put a stand-in for each module that is not imported yet; it hands calls on to the real one."""
    for name in names:
        sys.modules.setdefault(name, _Later(name))


class _Later(ModuleType):
    """A module of which only functions are wanted, and perhaps none."""

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("__"):
            raise AttributeError(name)

        def call(*args: Any, **kwargs: Any) -> Any:
            if sys.modules[self.__name__] is self:
                del sys.modules[self.__name__]
            return getattr(importlib.import_module(self.__name__), name)(*args, **kwargs)

        return call
