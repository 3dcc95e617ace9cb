"""From pains to TOP key points: what is real, what comes first and why, who owns it, and which needs wait."""
