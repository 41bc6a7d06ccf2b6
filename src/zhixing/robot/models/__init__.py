"""Tables of the robot."""

from zhixing.robot.models.settings import ProcedureVersion, RobotPolicy, Stop
from zhixing.robot.models.tasks import Act, Approval, RedAnswer, Sample, Task, Trigger

__all__ = [
    "Act",
    "Approval",
    "ProcedureVersion",
    "RedAnswer",
    "RobotPolicy",
    "Sample",
    "Stop",
    "Task",
    "Trigger",
]
