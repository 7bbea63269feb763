"""The whole bench on a tiny estate: every part runs, and nothing stays behind."""

import tempfile
from contextlib import contextmanager

import pytest

import bench.__main__ as bench_main
from bench import hypotheses, impact, imports, loading, views, weaknesses
from bench.database import database, opened
from cmdb import history


@pytest.fixture
def cleared(server, empty_it, tmp_path_factory, monkeypatch):
    """Each part has the session's database, cleared, instead of starting one of its own."""

    @contextmanager
    def borrowed():
        empty_it()
        with opened(tmp_path_factory.mktemp("bench"), server) as found:
            yield found

    for module in (bench_main, imports, loading):
        monkeypatch.setattr(module, "database", borrowed)


def test_a_database_of_its_own_is_empty_and_gone_afterwards(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    with database() as one:
        assert one.graph.read(history.newest).number == 0
        assert one.home.is_relative_to(tmp_path)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.timeout(900)  # it starts one API after the other, on whatever machine it is
@pytest.mark.usefixtures("cleared")
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


@pytest.mark.usefixtures("cleared")
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
