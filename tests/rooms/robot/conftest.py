"""The robot with one shipped procedure and one action."""

from robot_fixtures import note, shelf

__all__ = ["note", "shelf"]
