"""KANO answers: pairs read, classes and their certainty, importance, drift between waves, graded coordinates."""
