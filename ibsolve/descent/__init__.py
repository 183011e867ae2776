"""Row 0: what all training with torch shares: the direction of Adam, and how many threads may work."""
