"""Backup and restore as scripts and people meet them."""


def test_books_are_backed_up_and_restored_elsewhere(networkcore, db, tmp_path):
    file, elsewhere = tmp_path / "books.backup", f"sqlite:///{tmp_path / 'elsewhere.sqlite'}"
    told = networkcore("backup", file, "--db", db, "--json").told
    assert (told["dialect"], told["members"][0]["name"]) == ("sqlite", "books.sqlite")
    back = networkcore("restore", file, "--db", elsewhere, "--json").told
    assert (back["last_block"], back["findings"]) == (told["last_block"], {})
    assert networkcore("verify", "--db", elsewhere).code == 0


def test_nothing_is_written_over_and_nothing_comes_of_nothing(networkcore, db, tmp_path):
    file = tmp_path / "books.backup"
    assert "last block" in networkcore("backup", file, "--db", db).out
    again = networkcore("backup", file, "--db", db)
    assert (again.code, "never written over" in again.err) == (2, True)
    assert networkcore("restore", file, "--db", db).code == 2
    assert networkcore("restore", tmp_path / "none", "--db", db).code == 2
    missing = networkcore("backup", tmp_path / "x", "--db", f"sqlite:///{tmp_path / 'none'}")
    assert "no such books" in missing.err


def test_the_statements_of_the_roles_are_printed_for_whoever_reviews_them(networkcore, db):
    out = networkcore("roles", "sql", "--prefix", "nc").out
    assert "CREATE ROLE nc_viewer NOLOGIN" in out
    assert "GRANT SELECT ON posting TO nc_viewer;" in out
    assert "only PostgreSQL has roles" in networkcore("roles", "apply", "--db", db).err
