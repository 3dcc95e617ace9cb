"""From counts and scores to what they mean together; takes data frames, knows no files and no charts."""
