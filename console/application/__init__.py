"""The composition root: commands, the window, and what each is given."""
