"""The families of acts. Importing this package registers them all: each family's module is imported here."""

from zhixing.robot.operations.acts import asking, controlling, ending, noting, papers, paying, standing

__all__ = ["asking", "controlling", "ending", "noting", "papers", "paying", "standing"]
