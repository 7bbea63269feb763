"""The whole bench on a tiny estate: every part runs, and nothing stays behind."""

import tempfile

import pytest

import bench.__main__ as bench_main
from bench import hypotheses, impact, imports, loading, views, weaknesses


@pytest.mark.timeout(900)  # it starts servers one after the other, on whatever machine it is
def test_a_tiny_run_measures_every_part_and_cleans_up(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(loading, "_WARM_UP", 600)
    monkeypatch.setattr(loading, "_ROUNDS", 1)
    monkeypatch.setattr(imports, "_ROUNDS", 1)
    monkeypatch.setattr(imports, "_MEMORY", (300, 600))
    monkeypatch.setattr(impact, "_WARM_S", 0.2)
    monkeypatch.setattr(weaknesses, "_ALONE_S", 0.2)
    monkeypatch.setattr(hypotheses, "_QUESTIONS", 20)
    monkeypatch.setattr(views, "_VIEWS", 1)
    monkeypatch.setattr(views, "_WORDS", 2)

    assert bench_main.main(["--sizes", "500"]) == 0

    said = capsys.readouterr().out
    for part in (
        "## Bulk load",
        "## Import",
        "## Topology",
        "## Impact",
        "## What-if",
        "## Past",
        "## Weak points",
        "## Page",
    ):
        assert part in said
    for figure in (
        "validated, with history",
        "relations/s",
        "bytes/CI",
        "over HTTP",
        "best Cypher",
        "events back, the first time",
        "single points of a service",
        "while the estate is ranked",
    ):
        assert figure in said
    assert list(tmp_path.iterdir()) == []


def test_a_larger_import_is_compared_with_the_smallest(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(imports, "_WARM", 200)
    said = []

    rate = imports._larger(tmp_path, 500, said.append)

    figure = imports._growth(300, 2 * rate, 500, rate)
    assert (figure.what, figure.met) == ("rate against 300", False)
    assert figure.result.endswith("/s: 0.50")
    assert "500 CIs" in said[0]
    assert [one.name for one in tmp_path.iterdir() if not one.name.endswith(".jsonl")] == []


@pytest.mark.parametrize("words", [["--sizes", "many"], ["--only", "loading"]])
def test_a_wrong_word_is_refused(words, capsys):
    with pytest.raises(SystemExit, match="2"):
        bench_main.main(words)

    assert words[1] in capsys.readouterr().err
