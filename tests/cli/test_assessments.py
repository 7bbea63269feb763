"""An assessment as a person asks for it at the command line."""


def test_an_assessment_is_printed_or_written_as_the_file_is_named(shop, tmp_path):
    printed = shop("impact", "shop-db-1", "--assessment", "-", "--lang", "zh-Hant")
    assert printed.out.startswith("## 影響評估")

    for name, begins in (("a.md", b"## "), ("a.pdf", b"%PDF"), ("a.xlsx", b"PK")):
        ran = shop("impact", "shop-db-1", "--assessment", tmp_path / name)
        assert ran.code == 0, ran.err
        assert (tmp_path / name).read_bytes().startswith(begins)
        assert name in ran.err


def test_another_ending_is_refused_before_anything_is_asked(shop, tmp_path):
    ran = shop("impact", "nobody", "--assessment", tmp_path / "a.docx")

    assert ran.code != 0
    assert ".md, .html, .pdf" in ran.err
