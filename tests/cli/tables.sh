#!/bin/bash
# Tables out of every register and in again: nothing changes; a mended one changes what was mended, a wrong one nothing.
# shellcheck source=tests/cli/lib.inc disable=SC2154
. "$(dirname "$0")/lib.inc"

site=$scratch/site
run demo "$site"
check 'a rehearsal site' ended 0
run head "$site"
cp "$scratch/out" "$scratch/head"

same_head() { run head "$site" && cmp -s "$scratch/head" "$scratch/out"; }

for record in person grants committee unit; do
	for ending in csv xlsx; do
		run export "$site" "$record" "$scratch/$record.$ending"
		check "export $record.$ending" ended 0
		run import "$site" "$record" "$scratch/$record.$ending" --json
		check "import $record.$ending" ended 0
		check "$record.$ending: no row is refused" says '"refused":0'
		check "$record.$ending: no row is written" says '"written":0'
	done
done
check 'export and import again leave no entry' same_head

printf 'Tên đăng nhập,Chức vụ\r\nquantri,Người giữ máy\r\nKHÔNG ĐƯỢC,x\r\n' >"$scratch/people.csv"
sed -i 's/Chức vụ/"Chức vụ, chức danh"/' "$scratch/people.csv"
run import "$site" person "$scratch/people.csv" --refused "$scratch/bad.csv"
check 'a table with a wrong row is refused' ended 2
check 'and the row is named' complains 'Dòng 3'
check 'the refused row comes back with its reason' grep -q 'KHÔNG ĐƯỢC,x,.*Họ và tên' "$scratch/bad.csv"
check 'nothing is written' same_head
run import "$site" person "$scratch/people.csv" --check
check '--check only looks' ended 0
check 'and writes nothing' same_head
run import "$site" person "$scratch/people.csv" --partly --json
check '--partly writes the rows that are fine' says '"written":1'
run export "$site" person "$scratch/after.csv" --private
check 'the change is there' grep -q 'Người giữ máy' "$scratch/after.csv"
run import "$site" task "$scratch/people.csv"
check 'what is no register takes no table' ended 2
printf '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1' >"$scratch/old.xls"
run import "$site" person "$scratch/old.xls"
check 'an .xls is refused with words' refused
run verify "$site"
check 'the ledger proves itself' ended 0
finish
