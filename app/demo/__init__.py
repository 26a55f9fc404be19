"""What only the demo runs: strangers on loopback, and a shop to try."""
