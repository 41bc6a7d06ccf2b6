from importlib import import_module
from pathlib import Path

from django.apps import AppConfig
from django.apps import apps as installed


class HouseConfig(AppConfig):
    """Knows everything: loads every room's sweeps and hangs the bells."""

    name = "zhixing.config"
    label = "config"

    def ready(self) -> None:
        from zhixing.config.wakes import WAKES
        from zhixing.foundation.sweeps import bells

        for app in installed.get_app_configs():
            if app.name.startswith("zhixing.") and (Path(app.path) / "sweeps.py").exists():
                import_module(f"{app.name}.sweeps")
        bells.hang(WAKES)
        import_module("zhixing.config.tellers")
