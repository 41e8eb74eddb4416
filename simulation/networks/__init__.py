"""Networks that are simulated: derived from registries, or brought by a user.

Sites in somebody's form           ocpi_sites, german_register, mobie_registry
-> counts by area, CPO and class   site_counts
-> lines of a file of sites        site_lines; ``simulation.site_file`` reads it
What a Demand Partner reaches      reach, run_reach
For a map                          network_map, read_network_map
"""
