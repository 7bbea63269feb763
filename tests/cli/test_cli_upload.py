"""Which files of a folder are sent."""

from cli.intake import _below


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
