#!/bin/bash
# What every command keeps: help, clear refusals, exit statuses; nothing crashes.
# shellcheck source=tests/cli/lib.inc disable=SC2154
. "$(dirname "$0")/lib.inc"

run --help
check '--help ends well' ended 0
check '--help lists serve' says 'noivu serve'
mapfile -t commands < <(sed -n 's/^  noivu \([a-z]*\).*/\1/p' "$scratch/out")
check 'at least the commands of the contract' test "${#commands[@]}" -ge 12

for command in init demo serve brief routes seats calendar import export verify rebuild upgrade backup restore files digest user; do
	check "$command is a command" grep -qx "$command" <(printf '%s\n' "${commands[@]}")
done
for command in "${commands[@]}"; do
	run "$command" --help
	check "$command --help ends well" ended 0
	check "$command --help says how to call it" says "noivu $command"
	run "$command" --no-such-option
	check "$command refuses an unknown option" refused
done

run
check 'no command: refused' refused
run no-such-command
check 'an unknown command: refused' refused
run brief "$scratch/nothing"
check 'a site that is not there: refused' refused
check 'a refusal says nothing on stdout' test ! -s "$scratch/out"
mkdir "$scratch/site"
printf 'not a database' >"$scratch/site/noivu.db"
for command in brief verify rebuild; do
	run "$command" "$scratch/site"
	check "$command of a damaged file: refused" refused
done

run routes --json
check 'routes --json ends well' ended 0
check 'routes --json is a list' grep -q '^\[{"method":"' "$scratch/out"

# Whoever reads the map learns of each table whether rebuilding makes it again.
run schema
grep -oE '^CREATE TABLE \w+' "$scratch/out" | awk '{ print $3 }' | sort >"$scratch/tables"
sed -n '/^## Classes of tables/,/^## Layers/p' ARCHITECTURE.md | awk -F'|' '/`/ { print $3 }' | tr -c 'a-z_' '\n' | grep . | sort >"$scratch/named"
check 'schema tells of many tables' test "$(wc -l <"$scratch/tables")" -gt 20
diff "$scratch/tables" "$scratch/named" >"$scratch/out" || true
check 'ARCHITECTURE.md has each table once, in one class' test ! -s "$scratch/out"
finish
