"""The errors of the group's network: one small tree, each with one sentence of advice for the user."""

from __future__ import annotations

from desktop_app.errors import AppError


class GroupError(AppError):
    """Base of every error that the group's network raises on purpose."""


class BrokerPlaceError(GroupError):
    """An address of a broker that is none, or one that may not be used without encryption."""


class LoginError(GroupError):
    """No password, or one that cannot be read."""


class BrokerConfigError(GroupError):
    """A broker's configuration that could not be written."""


class GroupFileError(GroupError):
    """The file of sets to be sent, or of sets received, cannot be used."""
