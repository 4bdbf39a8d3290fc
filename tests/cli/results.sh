#!/bin/bash
# winners, tally and recount as other programs use them: answers, refusals with their place, a forged result.
# shellcheck source=tests/cli/lib.inc disable=SC2154
. "$(dirname "$0")/lib.inc"

heading=constituency,level,round,seats,voters,turnout,valid,candidate,born,votes
table() { # FILE ROW… – a table of winners
	local file=$1
	shift
	printf '%s\n' "$heading" "$@" >"$file"
}
answers() { grep -qE -- "$1" "$scratch/out"; }

# ---- winners ---------------------------------------------------------------------------------------------------------

w=$scratch/w.csv
table "$w" 'Q1,na,first,2,1000,501,500,Lê Thị Hoa,1970-01-02,251' 'Q1,na,first,2,1000,501,500,Trần An,1960-01-02,250' \
	'X1,commune,first,3,1000,900,900,A,1970-01-02,460' 'X1,commune,first,3,1000,900,900,B,1970-01-02,460'
run winners "$w" --json
check 'winners ends well' ended 0
check 'one above half of two seats' answers '"id":"Q1",[^{]*"recognised":true,"seats":2,"elected":1,"left":1,"next":"supplementary-refer-nec"'
check 'exactly half is not elected' answers '"name":"Trần An",[^{]*"votes":250,"percent":50.00,"elected":false,"rank":2'
check 'two thirds suffice for a council' answers '"id":"X1",[^{]*"elected":2,"left":1,"next":"vacant-accepted"'
check 'equal ranks are equal' test "$(grep -o '"rank":1' "$scratch/out" | wc -l)" -eq 3
check 'the answer names articles' answers 'Điều 78 khoản 2'
run winners "$w"
check 'as text: elected' answers 'Lê Thị Hoa, sinh ngày 02/01/1970: TRÚNG CỬ'
table "$w" 'Q1,na,first,2,1000,500,500,A,1970-01-02,500'
run winners "$w" --json
check 'half of the voters: a re-vote' answers '"recognised":false,.*"next":"repeat-turnout"'
table "$w" 'X,province,supplementary,1,1000,500,500,A,1970-01-02,500'
run winners "$w" --json
check 'half of the voters in a supplementary vote: people decide' answers '"recognised":null,.*"next":"refer","refer":"turnout".*"elected":null'
table "$w" 'X,province,first,1,100,90,80,A,1970-01-02,81'
run winners "$w" --json
check 'more votes than valid ballots: refused' ended 2
check 'with line and column' complains 'dòng 2, cột votes'
check 'and no answer' test ! -s "$scratch/out"
table "$w" 'X,province,first,2,100,79,80,A,1970-01-02,80'
run winners "$w" --json
check 'more valid ballots than voters who came: asked about' complains 'K106'
check 'in the answer too' says '"check":"K106","line":2,"field":"valid"'
run winners "$scratch/none.csv"
check 'a table that is not there: refused' refused

# ---- tally -----------------------------------------------------------------------------------------------------------

mkdir "$scratch/t"
printf 'ballot,unit,seats\n1,Q-1,2\n2,T-1,2\n' >"$scratch/t/units.csv"
printf 'unit,cand,birth\nQ-1,1,1970-01-01\nQ-1,2,1960-01-01\nQ-1,3,1980-01-01\nT-1,1,1970-01-01\nT-1,2,1970-01-01\nT-1,3,1980-01-01\n' \
	>"$scratch/t/candidates.csv"
printf 'area,commune,ballot,unit,voters,took_part,issued,collected,valid,invalid\na,c,1,Q-1,100,90,90,90,80,10\na,c,2,T-1,90,80,80,80,80,0\n' \
	>"$scratch/t/forms.csv"
printf 'area,ballot,unit,cand,votes\na,1,Q-1,1,45\na,1,Q-1,2,45\na,1,Q-1,3,70\na,2,T-1,1,45\na,2,T-1,2,45\na,2,T-1,3,70\n' >"$scratch/t/votes.csv"
printf 'unit,cand,votes,valid,elected\nQ-1,1,45,80,0\nQ-1,2,45,80,1\nQ-1,3,70,80,1\nT-1,1,45,80,1\nT-1,2,45,80,0\nT-1,3,70,80,1\n' >"$scratch/want"
printf '%064d\n' 7 >"$scratch/key"
run tally "$scratch/t" "$scratch/winners.csv" --result "$scratch/result.json" --sign "$scratch/key" --day 2026-03-15
check 'tally ends well' ended 0
check 'tally: byte for byte' cmp -s "$scratch/winners.csv" "$scratch/want"
check 'tally names who must be decided by people' complains 'T-1: người ứng cử số 1, 2'
check 'and nobody else' test "$(grep -c 'cùng sinh ngày' "$scratch/err")" -eq 1
mkdir "$scratch/into"
run tally "$scratch/t" "$scratch/into"
check 'tally into a folder' cmp -s "$scratch/into/winners.csv" "$scratch/want"
sed -i 's/^a,c,1,Q-1,100,90,90,90,80,10/a,c,1,Q-1,100,90,90,90,80,11/' "$scratch/t/forms.csv"
run tally "$scratch/t" "$scratch/other.csv"
check 'minutes that do not add up: refused' ended 2
check 'with file, line and column' complains 'forms.csv, dòng 2, cột invalid: K104'
check 'and nothing written' test ! -e "$scratch/other.csv"

# ---- recount ---------------------------------------------------------------------------------------------------------

run recount "$scratch/result.json" --json --election 2026-03-15
check 'recount ends well' ended 0
check 'the same' says '"same":true,"signature":true'
check 'who is tied stays open' says '"elected":3,"open":2'
key=$(grep -o '"public_key":"[0-9a-f]*"' "$scratch/result.json" | cut -d'"' -f4)
run recount "$scratch/result.json" --key "$key"
check 'by the key published' ended 0
check 'in words' says 'Kết quả giống hệt'
run recount "$scratch/result.json" --key "${key//[0-9]/0}"
check 'by another key: refused' ended 8
run recount "$scratch/result.json" --election 2021-05-23
check 'of another election: refused' ended 2
check 'with both days' complains '23/05/2021'
check 'and never called the same' test "$(grep -c 'giống hệt' "$scratch/out")" -eq 0
sed 's/"votes":\[45,45,70\]},*$/"votes":[46,45,69]}/' "$scratch/result.json" >"$scratch/forged.json"
run recount "$scratch/forged.json" --json
check 'forged: refused' ended 8
check 'forged: signature' says '"same":false,"signature":false'
check 'forged: the first difference' complains 'người ứng cử số 1'
head -c 900 "$scratch/result.json" >"$scratch/cut.json"
run recount "$scratch/cut.json"
check 'cut: refused' ended 8
check 'cut: said, with the line' complains 'bị cắt'
check 'cut: the line' complains 'Dòng '
sed '1s/^/\xef\xbb\xbf/; s/$/\r/' "$scratch/result.json" >"$scratch/mailed.json"
run recount "$scratch/mailed.json"
check 'through the mail: handled' ended 0
check 'and said' says 'BOM'
run recount "$w"
check 'a table is no result file: refused' ended 8
finish
