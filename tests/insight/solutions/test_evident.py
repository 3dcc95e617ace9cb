"""What a draft names as evidence is told as a claim, in both languages; what is no finding stays as it is written."""

from cxlab.insight.solutions import Drafts
from cxlab.insight.solutions.sheet import evident
from cxlab.numbers import Number
from cxlab.phrases import visible
from cxlab.record import Finding
from cxlab.study import Text

SAYS = Text(zh="{people} 位客户说到「{point}」。", en='{people} people mention "{point}".')


def finding(id, subject, people):
    names = {"point": Text(zh="钱包", en="Wallet")}
    return Finding(
        id=id, role="says", subject=subject, claim=SAYS, rank=1, names=names,
        values={"people": Number(value=people, unit="people")},
    )  # fmt: skip


def test_evidence_is_told_by_its_claim(parsed, whole):
    cited = whole.replace("[keypoints/point/wallet]", "[keypoints/point/wallet, topics/problem, 走访记录.pdf]")
    draft = Drafts.of(parsed(cited)).solutions["refund"]
    said = [
        finding("topics/problem/T009", "topic:T009", 9),
        finding("topics/problem/wallet", draft.about[0], 7),
        finding("keypoints/point/wallet", "touchpoint:other", 5),
    ]
    told = evident(draft, said)
    assert {name: visible(claim).en for name, claim in told.items()} == {
        "keypoints/point/wallet": '5 people mention "Wallet"',
        "topics/problem": '7 people mention "Wallet"',
    }
    assert visible(told["topics/problem"]).zh == "7 位客户说到「钱包」"
    assert evident(draft, []) == {}
