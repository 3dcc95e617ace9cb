"""A journey of borrowers: English narratives of 200 words at touchpoints, against the issue that the customer chose."""

from pathlib import Path

import pandas as pd
import pytest

from cxlab.insight.journey.placed import placed

FILE = Path(__file__).parents[2].parent / "shared" / "data" / "cfpb_payday_2023" / "cfpb_payday_2023.csv"
pytestmark = pytest.mark.skipif(not FILE.is_file(), reason="the shared data are not here")

WORDS = {
    "applying": ["apply", "applied", "application", "approved", "denied", "qualify"],
    "terms": ["interest", "rate", "apr", "fee", "principal", "finance charge"],
    "paying": ["payment", "autopay", "bank account", "withdraw", "debit", "checking account"],
    "payoff": ["payoff", "pay off", "paid off", "balance", "paid in full"],
    "report": ["credit report", "credit bureau", "credit score", "inquiry"],
    "contact": ["call", "called", "phone", "email", "representative", "customer service"],
    "vehicle": ["repossess", "repossession", "vehicle", "car", "title"],
}
CHOSEN = {
    "Getting the loan": "applying",
    "Getting a line of credit": "applying",
    "Charged fees or interest you didn't expect": "terms",
    "Problem when making payments": "paying",
    "Struggling to pay your loan": "paying",
    "Problem with the payoff process at the end of the loan": "payoff",
    "Incorrect information on your report": "report",
    "Improper use of your report": "report",
    "Can't contact lender or servicer": "contact",
    "Vehicle was repossessed or sold the vehicle": "vehicle",
}


def test_long_texts_speak_of_many_touchpoints_and_the_main_one_says_little():
    """Measured: 93 % placed; the chosen issue's touchpoint is among a text's in 75 %, and its main one in 37 %."""
    raw = pd.read_csv(FILE, dtype="str")
    found = placed(
        pd.DataFrame({"complaint_id": raw["Complaint ID"], "text": raw["Consumer complaint narrative"]}), WORDS
    )
    chosen = raw.set_index("Complaint ID")["Issue"].map(CHOSEN).dropna()
    table = found.mentions.merge(chosen.rename("chosen"), left_on="complaint_id", right_index=True)
    agrees = table["touchpoint"] == table["chosen"]
    assert found.coverage.loc[0, "share"] < 0.1
    assert agrees.groupby(table["complaint_id"]).any().mean() > 0.7
    assert agrees[table["main"]].mean() > 0.33
    assert found.unheard == ()
