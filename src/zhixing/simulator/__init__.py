"""The world outside the house: an office's files and a bank, from one seed, with faults.

Nothing here imports the rooms: what the simulator believes about check digits, terms and messages is its own,
so that the house is measured against an independent reading.
"""

from zhixing.simulator.bank import Bank
from zhixing.simulator.faults import Faults
from zhixing.simulator.reading import Office, read_office, sample_folder
from zhixing.simulator.world import World, write_world

__all__ = ["Bank", "Faults", "Office", "World", "read_office", "sample_folder", "write_world"]
