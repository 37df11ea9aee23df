"""The command line, a file for each group: commands ask and print, the parts do the work."""
