"""A minimum that a day cannot keep: one sentence, and nothing written."""

from tests.cli.run import EXAMPLE, run


def test_a_plan_that_cannot_keep_its_minimum_says_so_and_writes_nothing(small, tmp_path):
    source = (EXAMPLE / "strategy.toml").read_text(encoding="utf-8")
    wanted = '[[minimum]]\nname = "calls"\ntreatments = ["call-gentle"]\nat_least = 3000\n\n[[treatment]]'
    strategy = tmp_path / "strategy.toml"
    strategy.write_text(source.replace("[[treatment]]", wanted, 1), encoding="utf-8")
    ran = run("plan", small, "--out", tmp_path / "plan", "--strategy", strategy)
    assert ran.code == 2
    assert "The minimum 'calls' cannot be kept: it promises 3,000 of call-gentle, but at most" in ran.err
    assert "Take it out, or give more of what these treatments use." in ran.err
    assert not (tmp_path / "plan").exists()
