"""Every read of the robot."""
