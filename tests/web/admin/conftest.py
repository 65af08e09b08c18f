"""A website with an administrator who is logged in."""

from tests.web.agent.conftest import site

__all__ = ["site"]
