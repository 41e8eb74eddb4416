"""The console: command line, window, and what they show."""
