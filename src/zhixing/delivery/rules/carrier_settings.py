"""What an operator types of a carrier's settings: a line for each, `name = value`."""

LINES_MAX = 30


class SettingsUnreadable(ValueError):
    """A line that is no setting; the message names it."""


def read_settings(text: str) -> dict[str, str]:
    """The settings of a text. Empty lines are passed over. Raises SettingsUnreadable."""
    found: dict[str, str] = {}
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > LINES_MAX:
        raise SettingsUnreadable(f"设置最多 {LINES_MAX} 行。")
    for line in lines:
        name, sign, value = (part.strip() for part in line.partition("="))
        if not sign or not name or len(name) > 40 or len(value) > 300:
            raise SettingsUnreadable(f"“{line[:40]}”应写成 名称 = 值。")
        if name in found:
            raise SettingsUnreadable(f"“{name}”写了两次。")
        found[name] = value
    return found
