"""Every write of the robot."""

from zhixing.robot.operations.letting_go import let_go
from zhixing.robot.operations.preparing import Prepared, outdate, prepare

__all__ = ["Prepared", "let_go", "outdate", "prepare"]
