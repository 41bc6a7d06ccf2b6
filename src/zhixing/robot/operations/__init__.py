"""Every write of the robot."""

from zhixing.robot.operations.acts.parts import NotReversible
from zhixing.robot.operations.answering import answer_red
from zhixing.robot.operations.approving import ApprovalRefused, ApprovalReport, approve_tasks, refuse_tasks
from zhixing.robot.operations.carrying_out import (
    CarriedOut,
    carry_out,
    carry_out_waiting,
    settle_waiting,
    warm_waiting,
)
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
from zhixing.robot.operations.reversing import ActMissing, reverse_act, try_again
from zhixing.robot.operations.stopping import StopImpossible, resume, stop

__all__ = [
    "ActMissing",
    "ApprovalRefused",
    "ApprovalReport",
    "CarriedOut",
    "NotReversible",
    "Prepared",
    "StopImpossible",
    "VersionImpossible",
    "answer_red",
    "approve_tasks",
    "approve_version",
    "carry_out",
    "carry_out_waiting",
    "let_go",
    "outdate",
    "prepare",
    "propose_switching_off",
    "propose_version",
    "refuse_tasks",
    "resume",
    "reverse_act",
    "set_policy",
    "settle_waiting",
    "stop",
    "try_again",
    "warm_waiting",
    "withdraw_version",
]
