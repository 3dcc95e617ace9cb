from cxlab.insight.kinds import main_kinds


def kinds_of(**shares):
    """Ten texts a matter: so many of them praise or need, the others problems."""
    rows = []
    for matter, (praise, need) in shares.items():
        rows += [("praise", matter)] * praise + [("need", matter)] * need + [("problem", matter)] * (10 - praise - need)
    return main_kinds(*zip(*rows, strict=True)).to_dict()


def test_a_matter_stands_out_against_the_others():
    assert kinds_of(a=(6, 0), b=(0, 0), c=(0, 5), d=(0, 0)) == {
        "a": "praise",
        "b": "problem",
        "c": "need",
        "d": "problem",
    }


def test_where_all_praise_a_little_nothing_stands_out():
    assert set(kinds_of(a=(3, 0), b=(3, 0), c=(2, 0)).values()) == {"problem"}


def test_a_small_share_is_not_enough():
    assert set(kinds_of(a=(1, 0), b=(0, 0), c=(0, 1)).values()) == {"problem"}


def test_texts_without_a_matter_and_kinds_without_a_text():
    assert main_kinds(["praise", "problem"], [-1, 4]).to_dict() == {4: "problem"}
