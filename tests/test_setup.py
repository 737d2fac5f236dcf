"""Set-up explains itself, happens once, and goes on where it stopped."""

import importlib.util
import subprocess

import pytest

from conftest import ROOT


@pytest.fixture
def setup(tmp_path, monkeypatch):
    """The set-up script, with its environment below a temporary folder and no command really run."""
    spec = importlib.util.spec_from_file_location("setup_script", ROOT / "tools" / "setup.py")
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    monkeypatch.setattr(script, "VENV", tmp_path / "venv")
    monkeypatch.setattr(script, "STAMP", tmp_path / "venv" / "ready")
    monkeypatch.setattr(script, "BIN", tmp_path / "venv" / "bin")
    script.ran = []
    return script


def answer(script, monkeypatch, code):
    """Let every command answer with what `code` says of it; commands are noted."""

    def run(command, **_):
        script.ran.append([str(part) for part in command])
        (script.VENV / "bin").mkdir(parents=True, exist_ok=True)
        return subprocess.CompletedProcess(command, code(script.ran[-1]))

    monkeypatch.setattr(script.subprocess, "run", run)


def test_an_old_python_is_told_what_to_do(setup):
    told = setup.old_python((3, 9, 2))
    assert "needs Python 3.11 or newer; this is Python 3.9.2" in told and "make setup PYTHON=" in told
    assert setup.old_python((3, 14, 0)) is None


def test_a_registry_that_does_not_answer_is_explained(setup, monkeypatch):
    answer(setup, monkeypatch, lambda command: int("install" in command))
    with pytest.raises(SystemExit, match="a registry that does not answer: run the same command again later"):
        setup.main()
    assert not setup.STAMP.exists()


def test_a_missing_venv_module_is_explained(setup, monkeypatch):
    answer(setup, monkeypatch, lambda command: int("venv" in command))
    with pytest.raises(SystemExit, match="apt-get install python3-venv"):
        setup.main()


def test_it_happens_once(setup, monkeypatch, capsys):
    answer(setup, monkeypatch, lambda command: 0)
    setup.main()
    first = len(setup.ran)
    setup.main()
    assert first > 2 and len(setup.ran) == first
    assert "4/4" in capsys.readouterr().out


def test_an_interrupted_run_goes_on(setup, monkeypatch):
    answer(setup, monkeypatch, lambda command: int("--compile-bytecode" in command))
    with pytest.raises(SystemExit):
        setup.main()
    setup.ran.clear()
    answer(setup, monkeypatch, lambda command: 0)
    setup.main()
    assert not any("venv" in command for command in setup.ran), "a venv that works is kept"
    assert setup.STAMP.read_text() == setup.digest()


def test_everything_is_installed_against_hashes(setup, monkeypatch):
    answer(setup, monkeypatch, lambda command: 0)
    setup.main()
    fetched = [command for command in setup.ran if "install" in command and "-e" not in command]
    assert len(fetched) == 2 and all("--require-hashes" in command for command in fetched)
    assert setup.locked("uv").startswith("uv==") and "--hash=sha256:" in setup.locked("uv")
