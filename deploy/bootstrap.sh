#!/bin/sh
# Make .venv and install one locked set of packages into it:
#
#     sh deploy/bootstrap.sh [requirements.txt]
#
# Does nothing when that set is installed already. PYTHON names the interpreter to build on.
set -eu
cd "$(dirname "$0")/.."

lock=${1:-requirements.txt}
venv=.venv
stamp=$venv/installed-$lock
log=$venv/install.log

say() { printf '%s\n' "$*"; }
give_up() { say "$*" >&2; exit 1; }

version_of() { "$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null; }
new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }
can_make_venv() { "$1" -c 'import ensurepip, venv' 2>/dev/null; }

# Sets $python, or ends with one sentence that says what was found and what is needed.
find_python() {
    seen='' bare=''
    for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11 python}; do
        version=$(version_of "$candidate") || continue
        seen="$seen $candidate ($version)"
        new_enough "$candidate" || continue
        if can_make_venv "$candidate"; then python=$candidate; return; fi
        bare=$version
    done
    [ -z "$bare" ] || give_up "Python $bare is here without its venv module: install it (Debian, Ubuntu: apt install python3-venv)."
    [ -z "${PYTHON:-}" ] || give_up "PYTHON=$PYTHON cannot be used (found:${seen:- nothing that runs}): Python 3.11 or newer is needed."
    give_up "Python 3.11 or newer is needed (found:${seen:- none}): install one, or name it with make PYTHON=/path/to/python3."
}

make_venv() {
    if "$venv/bin/python" -m pip --version >/dev/null 2>&1 && new_enough "$venv/bin/python"; then return; fi
    find_python
    say "Making .venv with $python ($(version_of "$python")) ..."
    "$python" -m venv --clear "$venv"
}

# Reads what pip says and shows a line now and then, with or without a terminal.
show_progress() {
    count=0
    while IFS= read -r line; do
        printf '%s\n' "$line" >>"$log"
        case $line in
            Collecting*) count=$((count + 1)); [ $((count % 10)) -ne 0 ] || say "  $count of $total found ..." ;;
            Installing*) say "  all $total at hand, unpacking ..." ;;
        esac
    done
}

install_packages() {
    total=$(grep -c '^[A-Za-z0-9].*==' "$lock")
    say "Installing $total packages from $lock (once; a minute or so) ..."
    : >"$log"
    rm -f "$venv/failed"
    {
        PYTHONUNBUFFERED=1 "$venv/bin/python" -m pip install --no-input --disable-pip-version-check \
            --progress-bar off --require-hashes -r "$lock" 2>&1 || : >"$venv/failed"
    } | show_progress
    if [ -e "$venv/failed" ]; then
        grep -i 'error' "$log" | tail -n 3 >&2 || tail -n 5 "$log" >&2
        give_up "The packages of $lock could not be installed: see $log, mend the cause and call make again."
    fi
    cp "$lock" "$stamp"
}

# The copy of the lock file is the stamp: what is installed is what it says.
if cmp -s "$lock" "$stamp" && "$venv/bin/python" -c '' 2>/dev/null; then exit 0; fi
make_venv
install_packages
