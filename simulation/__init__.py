"""A network of drivers, vehicles and charge points that drives the real core."""
