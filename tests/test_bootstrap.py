"""What a newcomer is told when the machine lacks something: one sentence, before anything is made."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
OLD = 'case "$*" in *version_info\\[:2\\]*) echo 3.10;; *"< (3, 11)"*) exit 1;; esac'
BARE = 'case "$*" in *version_info\\[:2\\]*) echo 3.11;; *ensurepip*) exit 1;; esac'


@pytest.fixture
def house(tmp_path):
    """A checkout with nothing in it but the script and a lock file."""
    (tmp_path / "deploy").mkdir()
    shutil.copy(ROOT / "deploy" / "bootstrap.sh", tmp_path / "deploy")
    (tmp_path / "requirements.txt").write_text("")
    return tmp_path


def set_up(house, script):
    """Run the script with an interpreter that answers like this; its exit code and what it says."""
    python = house / "python3"
    python.write_text(f"#!/bin/sh\n{script}\n")
    python.chmod(0o755)
    done = subprocess.run(
        ["sh", "deploy/bootstrap.sh"],
        cwd=house,
        env={"PATH": "/usr/bin:/bin", "PYTHON": str(python)},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stderr.strip().replace(str(python), "python3")


def test_a_python_that_is_too_old_is_named(house):
    assert set_up(house, OLD) == (
        1,
        "PYTHON=python3 cannot be used (found: python3 (3.10)): Python 3.11 or newer is needed.",
    )


def test_a_python_without_its_venv_module_says_how_to_get_it(house):
    assert set_up(house, BARE) == (
        1,
        "Python 3.11 is here without its venv module: install it (Debian, Ubuntu: apt install python3-venv).",
    )


def test_what_is_installed_already_is_not_installed_again(house):
    (house / ".venv" / "bin").mkdir(parents=True)
    (house / ".venv" / "bin" / "python").write_text("#!/bin/sh\n")
    (house / ".venv" / "bin" / "python").chmod(0o755)
    (house / ".venv" / "installed-requirements.txt").write_text("")

    assert set_up(house, OLD) == (0, "")


def test_a_package_that_cannot_be_had_is_said_and_leaves_no_stamp(house):
    (house / "requirements.txt").write_text("no-such-package-of-ours==1.0 --hash=sha256:" + "0" * 64 + "\n")
    (house / ".venv" / "bin").mkdir(parents=True)
    pip = 'case "$*" in *"pip install"*) echo "ERROR: No matching distribution"; exit 1;; esac'
    (house / ".venv" / "bin" / "python").write_text(f"#!/bin/sh\n{pip}\n")
    (house / ".venv" / "bin" / "python").chmod(0o755)

    code, said = set_up(house, OLD)

    assert (code, said.splitlines()) == (
        1,
        [
            "ERROR: No matching distribution",
            "The packages of requirements.txt could not be installed: see .venv/install.log, "
            "mend the cause and call make again.",
        ],
    )
    assert not (house / ".venv" / "installed-requirements.txt").exists()
