"""The parts of picture files: each is claimed by an inspector, or reported as unknown."""
