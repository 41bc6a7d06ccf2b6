from importlib import import_module

from django.apps import AppConfig


class RobotConfig(AppConfig):
    """Procedures, tasks and acts."""

    name = "zhixing.robot"
    label = "robot"
    verbose_name = "智能辅助"

    def ready(self) -> None:
        # the families of acts register themselves: whatever asks for an action by its key finds it
        import_module("zhixing.robot.operations.acts")
