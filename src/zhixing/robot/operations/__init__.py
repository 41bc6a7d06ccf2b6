"""Every write of the robot."""

from zhixing.robot.operations.letting_go import let_go
from zhixing.robot.operations.preparing import Prepared, outdate, prepare
from zhixing.robot.operations.procedures import (
    VersionImpossible,
    approve_version,
    propose_switching_off,
    propose_version,
    set_policy,
    withdraw_version,
)
from zhixing.robot.operations.stopping import StopImpossible, resume, stop

__all__ = [
    "Prepared",
    "StopImpossible",
    "VersionImpossible",
    "approve_version",
    "let_go",
    "outdate",
    "prepare",
    "propose_switching_off",
    "propose_version",
    "resume",
    "set_policy",
    "stop",
    "withdraw_version",
]
