"""What a chapter's process says of an exception."""

from cxlab.pipeline.worker import _raised


def test_wrong_input_is_told_whole_and_other_errors_by_their_first_line():
    message = "solutions.yaml has 2 problem(s):\n  solutions.yaml, line 3, a\n  solutions.yaml, line 9, b\n"
    assert _raised("InputError", message, 4) == {"state": "failed", "wrong_input": True, "error": message.strip()}
    assert _raised("KeyError", "'x'\nand the customer's words", 4) == {
        "state": "failed",
        "cell": 4,
        "error": "KeyError: 'x'",
    }
