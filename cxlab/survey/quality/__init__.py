"""What the answers are worth: who answered, how carefully, on which scales, and weights that mend the sample."""
