#!/usr/bin/env bash
# Every bash script of the project by shellcheck and shfmt.
. "$(dirname "$0")/../test/cluster/lib.sh"
debian shellcheck shellcheck
debian shfmt shfmt
cd "$here/../.."
mapfile -t scripts < <(git grep -lE '^#!/usr/bin/env bash|^# shellcheck shell=bash' -- . ':!test/importers' ':!test/cases')
shellcheck -x -P SCRIPTDIR "${scripts[@]}"
shfmt -i 2 -ci -bn -d "${scripts[@]}"
