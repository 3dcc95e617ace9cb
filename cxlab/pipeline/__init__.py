"""Runs the chapters of a study as a graph of notebooks and publishes what they leave behind."""
