"""智续 on screen."""
