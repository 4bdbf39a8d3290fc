#!/bin/bash
# The same rehearsal twice, and what every command says of it.
# shellcheck source=tests/cli/lib.inc disable=SC2154
. "$(dirname "$0")/lib.inc"

if [[ ${NOIVU_LEVEL:-full} == quick ]]; then
	count=$((count + 1))
	echo "ok $count - demo twice gives the same head # SKIP only in the full run"
else
	run demo "$scratch/demo1" --json
	check 'demo ends well' ended 0
	one=$(grep -oE '"head":"[0-9a-f]{64}"' "$scratch/out")
	run demo "$scratch/demo2" --json
	check 'demo twice gives the same head' test -n "$one" -a "$one" = "$(grep -oE '"head":"[0-9a-f]{64}"' "$scratch/out")"
	run verify "$scratch/demo1" --json
	check 'the rehearsal verifies' ended 0
	dump=$(grep -oE '"dump":"[0-9a-f]+"' "$scratch/out")
	run serve "$scratch/demo1" --listen 0.0.0.0:0
	check 'a rehearsal serves the machine itself only' ended 2
	check 'and says how to have it otherwise' complains --public
	run rebuild "$scratch/demo1" --json
	check 'the rehearsal is rebuilt the same' says "$dump"
	run brief "$scratch/demo1" --json
	check 'the brief has its figures' grep -qE '"commune_committee":\{"done":[0-9]+,"of":166\}' "$scratch/out"
	check 'last week stands beside them' grep -qE '"before":\{"day":"2025-11-14"' "$scratch/out"
	run digest "$scratch/demo1"
	check 'everybody has a text of the day' grep -q '^=== giamdoc · ' "$scratch/out"
	run digest "$scratch/demo1" --day 2025-11-20 --json
	check 'as JSON for a mailer' grep -qE '^\[\{"login":"[^"]+","name":"[^"]+","unit":"[^"]+","text":"' "$scratch/out"
	check 'and it ends' grep -qE '"\}\]$' "$scratch/out"
	run brief "$scratch/demo1" --pdf
	check 'the brief is a paper too' grep -qa '^%PDF-1' "$scratch/out"
fi
finish
