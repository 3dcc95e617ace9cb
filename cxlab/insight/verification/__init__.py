"""Whether a registered action did what it was registered for: tests, guards and the fixed verdicts (step 8)."""
