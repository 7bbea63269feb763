"""What runs on this machine. Heavy to import: commands do so when they run."""
