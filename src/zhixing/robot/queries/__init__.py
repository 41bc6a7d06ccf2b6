"""Every read of the robot."""

from zhixing.robot.queries.waiting import count_of_duties, duties

__all__ = ["count_of_duties", "duties"]
