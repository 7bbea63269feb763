"""Which files of a folder are sent."""

from cli.intake import _below, _is_part


def test_files_are_sent_for_their_name_their_path_or_their_beginning(tmp_path, capsys):
    for name in ("a.xml", "x/host_vars/web1", "facts/web1", "notes", "host_vars.md"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{" if name.startswith("facts") else "text")

    sent = {
        path.relative_to(tmp_path).as_posix()
        for path in _below(tmp_path, ["*.xml", "*host_vars/*"])
    }

    assert sent == {"a.xml", "x/host_vars/web1", "facts/web1"}
    assert "host_vars.md, notes" in capsys.readouterr().err


def test_a_file_is_a_part_where_its_folder_holds_further_files_like_it(tmp_path):
    folder, alone = tmp_path / "shop", tmp_path / "alone"
    for path in (folder / "a.yaml", folder / "b.yml", folder / "notes.txt", alone / "c.yaml"):
        path.parent.mkdir(exist_ok=True)
        path.write_text("a: 1")
    a, b, c = folder / "a.yaml", folder / "b.yml", alone / "c.yaml"

    assert _is_part([a], [a])
    assert not _is_part([a, b], [a, b])
    assert not _is_part([folder], [a, b])
    assert not _is_part([c], [c])
