"""The command line, a file for each group of commands. Commands ask and print; the parts do the work."""
