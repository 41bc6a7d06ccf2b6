"""The commands and how they hang together."""

import os
import sys

import click

from zhixing.cli.cases import cases
from zhixing.cli.delivery import delivery
from zhixing.cli.inquiries import inquiries
from zhixing.cli.law import law
from zhixing.cli.office import clock_command, evidence, freezes, funds, intake, simulate, verify
from zhixing.cli.robot import robot
from zhixing.cli.running import code, demo, down, rescue, status, up, worker
from zhixing.cli.unit import unit


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="zhixing", prog_name="zhixing")
def main() -> None:
    """Zhixing 执行：运行一个法院的执行局，从申请执行到案款到账。"""
    if os.environ.get("ZHIXING_LOG"):
        import logging

        logging.basicConfig(level=os.environ["ZHIXING_LOG"], stream=sys.stderr)


for command in (
    law, intake, cases, funds, inquiries, freezes, delivery, robot, verify, evidence, simulate, clock_command,
    demo, up, down, status, worker, rescue, code, unit,
):  # fmt: skip
    main.add_command(command)
