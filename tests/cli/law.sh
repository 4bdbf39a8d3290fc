#!/bin/bash
# seats and calendar as other programs use them.
# shellcheck source=tests/cli/lib.inc disable=SC2154
. "$(dirname "$0")/lib.inc"

run seats --province 38 --json
check 'seats of Thanh Hóa end well' ended 0
check '85 provincial deputies' grep -qE '"province":\{[^}]*"seats":85' "$scratch/out"
check '166 communes' test "$(grep -o '"mountainous"' "$scratch/out" | wc -l)" -eq 166
run seats --province 40 --json
check 'seats of Nghệ An end well' ended 0
check 'mountain status not known: no total' says '"communal_total":null'
check 'but a range' grep -qE '"communal_range":\[[0-9]+,[0-9]+\]' "$scratch/out"
if [[ -n ${NOIVU_DATA:-} ]]; then
	run seats --units "$NOIVU_DATA/admin/communes_thanh_hoa.csv" --province 38 --json
	check '3,487 communal deputies from the shared table' says '"communal_total":3487'
else
	count=$((count + 1))
	echo "ok $count - 3,487 communal deputies # SKIP NOIVU_DATA is not set"
fi
run seats --province 99
check 'a province that is not there: refused' refused

run calendar --day 2026-03-15 --json
check 'the calendar of 15/03/2026 ends well' ended 0
check 'the day itself' says '"election_day":"2026-03-15"'
check 'committees by 30/11/2025, 105 days before' grep -qE '"date":"2025-11-30","offset":-105' "$scratch/out"
check 'every row names its law' test "$(grep -o '"id":' "$scratch/out" | wc -l)" -eq "$(grep -oE '"basis":"[^"]' "$scratch/out" | wc -l)"
run calendar --day 2026-03-14
check 'a Saturday is refused' refused
check 'with the article' complains 'Điều 5'
run calendar --day 2026-02-30
check 'a day that is no day: refused' refused
finish
