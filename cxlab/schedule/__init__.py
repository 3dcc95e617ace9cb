"""Runs that need nobody: periods, notices, retention, and what makes a machine start them."""
