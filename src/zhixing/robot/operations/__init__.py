"""Every write of the robot."""
