"""The next survey: questions and their wording, how many answers, from whom, and what they will be able to tell."""
