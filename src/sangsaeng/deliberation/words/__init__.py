"""How states, votes and decisions read in words."""
