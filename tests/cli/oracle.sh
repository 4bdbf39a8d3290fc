#!/bin/bash
# The program's seats and dates against tests/oracle: counted there from scratch, for many invented units and other Sundays.
# shellcheck source=tests/cli/lib.inc disable=SC2154
. "$(dirname "$0")/lib.inc"

# same – the two lists are equal, and not empty.
same() {
	[[ -s $scratch/want ]] && diff "$scratch/want" "$scratch/got" >"$scratch/err"
}

for case in '1 38 0' '2 38 0' '3 48 1'; do # seed, province, is it a city under the centre
	read -r seed province city <<<"$case"
	awk -v seed="$seed" -v rows=3000 -f tests/oracle/units.awk >"$scratch/units.csv"
	awk -v city="$city" -f tests/oracle/seats.awk "$scratch/units.csv" >"$scratch/want"
	run seats --units "$scratch/units.csv" --province "$province" --json
	check "seats of 3,000 invented units end well (seed $seed)" ended 0
	sed 's/{"code":/\n&/g' "$scratch/out" |
		sed -nE 's/^\{"code":"([0-9]{5})".*"range":\[([0-9]+),([0-9]+)\].*/\1 \2 \3/p' >"$scratch/got"
	check "each unit has the deputies of the law's words (seed $seed, province $province)" same
done

for day in 2026-03-15 2021-05-23 2024-03-03 2028-02-27 2031-03-16 2036-01-06; do
	echo "$day" | awk -f tests/oracle/calendar.awk | sort >"$scratch/want"
	run calendar --day "$day" --json
	check "the calendar of $day ends well" ended 0
	# Those that the oracle knows, by their names.
	sed 's/{"id":/\n&/g' "$scratch/out" |
		sed -nE 's/^\{"id":"([A-Z0-9_]+)","date":"([0-9-]+)","offset":(-?[0-9]+),.*/\1 \2 \3/p' | sort |
		join - <(cut -d ' ' -f 1 "$scratch/want") >"$scratch/got"
	check "its dates are those counted by hand ($day)" same
done
finish
