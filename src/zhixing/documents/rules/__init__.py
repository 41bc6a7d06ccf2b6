"""What documents say: contexts filled by the case, blocks in the order they are read, numbers and texts checked."""
