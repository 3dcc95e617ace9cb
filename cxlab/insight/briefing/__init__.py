"""The management briefing: what a leader reads first, chosen from what the other chapters found."""
