"""What goes with an outcome and how much of it: shares of R², their floor and tiers, other readings beside them."""
