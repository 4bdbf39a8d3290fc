#!/bin/bash
# Commands on a site: made, filled, kept, looked at; what is wrong is named, and nothing is left half.
# shellcheck source=tests/cli/lib.inc disable=SC2154
. "$(dirname "$0")/lib.inc"

site=$scratch/site
units=$scratch/units.csv
heading=code,name,type,population,area_km2,mountainous
cat >"$units" <<END
$heading
14758,Hàm Rồng,phường,63166,20.88,0
14797,Hoa Lộc,xã,25000,20.1,1
16000,Thiệu Hóa,xã,,,
END

# no_site DIR – nothing there, or nothing that could be taken for a site.
no_site() { [[ ! -e $1/noivu.db && ! -e $1/site.key ]]; }
# entries – how many the ledger holds.
entries() { "$noivu" verify "$site" --json | grep -oE '"entries":[0-9]+' | cut -d: -f2; }

# ---- init and its table of units -------------------------------------------------------------------------------------

# bad_units NAME WORD… – the table on stdin is refused; every word is said; no site is left.
bad_units() {
	local name=$1 word
	shift
	cat >"$scratch/bad.csv"
	run init "$scratch/bad" --province 38 --units "$scratch/bad.csv"
	check "init with $name: refused" ended 2
	for word; do check "init with $name: says $word" complains "$word"; done
	check "init with $name: no site is left" no_site "$scratch/bad"
	rm -rf "$scratch/bad"
}

bad_units 'a duplicate code' 14758 3 <<END
$heading
14758,Hàm Rồng,phường,63166,20.88,0
14758,Hoa Lộc,xã,25000,20.1,1
END
bad_units 'an unknown kind' thôn 2 <<END
$heading
14758,Hàm Rồng,thôn,63166,20.88,0
END
bad_units 'a kind that ended in 2025' 'thị trấn' <<END
$heading
14758,Hàm Rồng,thị trấn,63166,20.88,0
END
bad_units 'a negative population' '-5' <<END
$heading
14758,Hàm Rồng,phường,-5,20.88,0
END
bad_units 'a missing column' population <<END
code,name,type,area_km2,mountainous
14758,Hàm Rồng,phường,20.88,0
END
bad_units 'nothing in it' <<<''
bad_units 'a heading alone' <<<"$heading"
bad_units 'Latin-1' UTF-8 < <(printf '%s\n14758,Th\xe0nh,x\xe3,1,1,0\n' "$heading")
bad_units 'no table at all' < <(head -c 5000 /dev/zero)

{ echo "$heading"; for ((i = 10000; i < 20000; i++)); do echo "$i,Tên,huyện,-1,x,2"; done; } >"$scratch/many.csv"
run init "$scratch/bad" --province 38 --units "$scratch/many.csv"
check '10,000 bad rows: refused' ended 2
check '10,000 bad rows: counted' grep -qE '10[.]?000' "$scratch/err"
check '10,000 bad rows: not all printed' test "$(wc -l <"$scratch/err")" -lt 400
check '10,000 bad rows: no site' no_site "$scratch/bad"

run init "$scratch/bad" --province 99
check 'init for a province that is not there: refused' refused
check 'init for a province that is not there: no site' no_site "$scratch/bad"
run init "$scratch/bad"
check 'init without a province: refused' complains '--province'
run init "$scratch/bad" --province 38 --units "$scratch/nothing.csv"
check 'init with a table that is not there: refused' refused
check 'init with a table that is not there: no site' no_site "$scratch/bad"

run init "$site" --province 38 --units "$units"
check 'init ends well' ended 0
check 'init says how many' says '3 xã'
check 'the key is for its owner alone' test "$(stat -c %a "$site/site.key")" = 600
check 'the data file is for its owner alone' test "$(stat -c %a "$site/noivu.db")" = 600
sum=$(sha256sum <"$site/noivu.db")
run init "$site" --province 38
check 'init over a site: refused' ended 5
run demo "$site"
check 'demo over a site: refused' ended 5
check 'and the site is as it was' test "$sum" = "$(sha256sum <"$site/noivu.db")"
run demo "$scratch/bad" --day 2020-01-01
check 'demo on a day outside the story: refused' ended 2
check 'demo on a day outside the story: no site' no_site "$scratch/bad"

# ---- accounts --------------------------------------------------------------------------------------------------------

run user add "$site" --login quantri --name 'Người quản trị' --role admin
check 'user add ends well' ended 0
password=$(grep -oE '[a-z]+-[a-z]+-[a-z]+' "$scratch/out")
check 'user add gives a password once' test -n "$password"
check 'the password is not in the data file' test "$(grep -c "$password" "$site/noivu.db")" -eq 0
before=$(entries)
run user add "$site" --login quantri --name 'Người khác' --role admin
check 'user add of a login in use: refused' refused
run user add "$site" --login truongphong --name 'Người khác' --role emperor
check 'user add with an unknown role: refused' ended 2
check 'user add with an unknown role: names it' complains emperor
run user add "$site" --login 'Tên Lạ' --name 'Người khác' --role admin
check 'user add with an odd login: refused' ended 2
run user add "$site" --login xa --name 'Người khác' --role officer --unit 99999
check 'user add for a unit that is not there: refused' complains 99999
run user add "$site" --login xa
check 'user add without a name: refused' ended 2
check 'refused accounts leave nothing' test "$(entries)" = "$before"
run user add "$site" --login xa --name 'Công chức xã' --role officer --unit 14797
check 'user add for a commune ends well' ended 0
run user list "$site"
check 'user list shows both' grep -qE '^quantri +admin' "$scratch/out"
check 'user list shows roles' grep -qE '^xa +officer' "$scratch/out"
check 'user list shows no password' test "$(grep -cF "$password" "$scratch/out")" -eq 0
run user reset "$site" --login quantri
check 'user reset ends well' ended 0
check 'user reset gives another password' test "$(grep -cF "$password" "$scratch/out")" -eq 0
run user reset "$site" --login khongco
check 'user reset of nobody: refused' ended 4
run user delete "$site"
check 'user with an unknown word: refused' ended 2

# ---- import, export --------------------------------------------------------------------------------------------------

before=$(entries)
cat >"$scratch/mixed.csv" <<END
$heading
14758,Hàm Rồng,phường,70000,20.88,0
14797,Hoa Lộc,huyện,-1,20.1,1
16000,Thiệu Hóa,xã,nhiều,,
END
run import "$site" unit "$scratch/mixed.csv" --refused "$scratch/refused.csv"
check 'import with bad rows: refused' ended 2
check 'import with bad rows: names the lines' grep -q 4 "$scratch/err"
check 'import with bad rows: writes them' test "$(wc -l <"$scratch/refused.csv")" -ge 4
check 'the refused file has a heading' grep -q 'dòng' "$scratch/refused.csv"
check 'the refused file has the values' grep -q nhiều "$scratch/refused.csv"
check 'import with bad rows: nothing was taken' test "$(entries)" = "$before"
printf '%s\n99998,Không có,xã,1,,\n' "$heading" >"$scratch/foreign.csv"
run import "$site" unit "$scratch/foreign.csv"
check 'import of an unknown code: refused' complains 99998
run import "$site" nonsense "$units"
check 'import of an unknown record: refused' ended 2
run import "$site" unit "$scratch/nothing.csv"
check 'import of a file that is not there: refused' refused
run import "$site" unit "$units"
check 'import of what is there already: nothing written' test "$(entries)" = "$before"
sed 's/63166/70001/' "$units" >"$scratch/more.csv"
run import "$site" unit "$scratch/more.csv" --population-document 'Công văn 1'
check 'import ends well' ended 0
check 'import is one entry' test "$(entries)" = $((before + 1))

run export "$site" unit "$scratch/out.csv"
check 'export ends well' ended 0
check 'export has every unit' test "$(wc -l <"$scratch/out.csv")" -eq 6
check 'export has the new figure' grep -q 70001 "$scratch/out.csv"
grep -vE ',(province|city|department),' "$scratch/out.csv" >"$scratch/back.csv"
run import "$site" unit "$scratch/back.csv" --population-document 'Công văn 1'
check 'what was exported is read back' ended 0
check 'and is the same' test "$(entries)" = $((before + 1))
for table in person grants election step task committee; do
	run export "$site" "$table" "$scratch/$table.csv"
	check "export of $table ends well" ended 0
done
run export "$site" credential "$scratch/secret.csv"
check 'export of secrets: refused' ended 2
check 'export of secrets: no file' test ! -e "$scratch/secret.csv"

# ---- verify, rebuild, head, backup, restore --------------------------------------------------------------------------

run head "$site"
check 'head ends well' ended 0
cp "$scratch/out" "$scratch/head.json"
run verify "$site" --head "$scratch/head.json"
check 'verify against the published head' ended 0
run verify "$site" --json
check 'verify --json' grep -qE '^\{"ok":true,"entries":[0-9]+,"rows":[0-9]+,"head":"[0-9a-f]{64}","dump":"[0-9a-f]{64}"' "$scratch/out"
dump=$(grep -oE '"dump":"[0-9a-f]+"' "$scratch/out")
run rebuild "$site" --json
check 'rebuild ends well' ended 0
check 'rebuild gives the same tables' says "$dump"
sed 's/"signature":"\(.\)./"signature":"\10/; s/"hash":"..../"hash":"0000/' "$scratch/head.json" >"$scratch/forged.json"
run verify "$site" --head "$scratch/forged.json"
check 'verify against a forged head: refused' refused
printf '{"number":1}' >"$scratch/short.json"
run verify "$site" --head "$scratch/short.json"
check 'verify against half a head: refused' ended 2

run backup "$site" "$scratch/backup.db"
check 'backup ends well' ended 0
check 'backup has no key' test "$(grep -c "$(sed -n 's/^sign //p' "$site/site.key")" "$scratch/backup.db")" -eq 0
run backup "$site" "$scratch/backup.db"
check 'backup over a file: refused' ended 5
run restore "$scratch/backup.db" "$scratch/again" --key "$site/site.key"
check 'restore ends well' ended 0
run verify "$scratch/again" --head "$scratch/head.json"
check 'what was restored is the same' ended 0
run restore "$scratch/backup.db" "$scratch/again" --key "$site/site.key"
check 'restore over a site: refused' ended 5
run restore "$scratch/backup.db" "$scratch/third"
check 'restore without the key: refused' complains '--key'
head -c 60000 "$scratch/backup.db" >"$scratch/torn.db"
run restore "$scratch/torn.db" "$scratch/fourth" --key "$site/site.key"
check 'restore of half a backup: refused' ended 4
cp "$scratch/backup.db.files" "$scratch/torn.db.files"
run restore "$scratch/torn.db" "$scratch/fourth" --key "$site/site.key"
check 'restore of a torn backup: refused' ended 8
check 'restore of a torn backup: no site' test ! -e "$scratch/fourth/noivu.db"
cp "$scratch/backup.db" "$scratch/torn2.db"
head -c 5000 "$scratch/backup.db.files" >"$scratch/torn2.db.files"
run restore "$scratch/torn2.db" "$scratch/torn2" --key "$site/site.key"
check 'restore of torn files: refused' ended 8
check 'restore of torn files: no site' test ! -e "$scratch/torn2/noivu.db"
cp -r "$site" "$scratch/half"
rm -f "$scratch/half"/files.db*
printf 'not a store' >"$scratch/half/files.db"
run backup "$scratch/half" "$scratch/half.db"
check 'a copy without its files is none' refused
check 'and is not left lying' test ! -e "$scratch/half.db" -a ! -e "$scratch/half.db.files"
run init "$scratch/other" --province 38 --units "$units"
run restore "$scratch/backup.db" "$scratch/fifth" --key "$scratch/other/site.key"
check 'restore with the key of another site: refused' ended 8

# ---- dated copies, doctor --------------------------------------------------------------------------------------------

mkdir "$scratch/copies"
for _ in 1 2 3; do
	run backup "$site" "$scratch/copies" --keep 2 --rehearse
	check 'a dated copy ends well' ended 0
	check 'it was restored for trial' says 'thử phục hồi'
	sleep 1 # the second is in the name
done
# Stopped in the midst of the trial, when its key has its place: what lies among the copies holds no key.
"$noivu" backup "$site" "$scratch/copies" --keep 2 --rehearse >/dev/null 2>&1 &
trial=$!
until [[ -e $scratch/copies/.rehearsal/site.key ]] || ! kill -0 $trial 2>/dev/null; do :; done
kill -KILL $trial 2>/dev/null || true
wait $trial 2>/dev/null || true
check 'a trial was caught' test -e "$scratch/copies/.rehearsal/site.key"
check 'no key among the copies' test "$(grep -rl "$(sed -n 's/^sign //p' "$site/site.key")" "$scratch/copies" | wc -l)" -eq 0
for _ in 1 2; do # and what it left goes with it
	sleep 1
	run backup "$site" "$scratch/copies" --keep 2 --rehearse
	check 'the next one ends well' ended 0
done
check 'two copies are kept, nothing else' test "$(find "$scratch/copies" -mindepth 1 | wc -l)" -eq 4
newest=$(find "$scratch/copies" -name '*.noivu' | sort | tail -n 1)
run restore "$newest" "$scratch/dated" --key "$site/site.key"
check 'the newest restores' ended 0
run doctor "$site" --backups "$scratch/copies"
check 'doctor finds a sound site' ended 0
run backup "$site" "$scratch/copies" --keep 0
check 'keeping none: refused' ended 2
run backup "$site" "$scratch/nowhere" --keep 3
check 'a folder that is not there: refused' refused
run doctor "$site" --json
check 'doctor in JSON names every check' test "$(grep -o '"check":' "$scratch/out" | wc -l)" -ge 10
chmod 644 "$site/site.key"
run doctor "$site"
check 'doctor: a key others can read' ended 8
check 'doctor says what to do' says 'chmod 600'
chmod 600 "$site/site.key"
cp -r "$site" "$scratch/torn-site"
dd if=/dev/urandom of="$scratch/torn-site/noivu.db" bs=4096 seek=20 count=4 conv=notrunc status=none
run doctor "$scratch/torn-site"
check 'doctor: a torn data file' ended 8
run doctor "$scratch/nothing-here"
check 'doctor: nothing there' ended 8
for old in "$scratch"/copies/*.noivu; do # as if the nightly copy had stopped long ago
	mv "$old" "$scratch/copies/20200101-000000.noivu"
	mv "$old.files" "$scratch/copies/20200101-000000.noivu.files"
done
run doctor "$site" --backups "$scratch/copies"
check 'doctor: backups that stopped' ended 8

# The backup is older than what follows: the published head tells.
run user add "$site" --login sau --name 'Người sau' --role leader
run head "$site"
cp "$scratch/out" "$scratch/later.json"
run verify "$scratch/again" --head "$scratch/later.json"
check 'an older copy beside a later head: found' ended 8
check 'an older copy beside a later head: named' complains 'cắt đuôi'
run verify "$site" --head "$scratch/head.json"
check 'an earlier head lies in the chain' ended 0
run verify "$scratch/other" --head "$scratch/head.json"
check 'the head of another site: refused' refused

# ---- damage ----------------------------------------------------------------------------------------------------------

# damaged NAME STATUS – $scratch/hurt is refused by each command with that status, in words, and stays as it is.
damaged() {
	local command sum
	sum=$(sha256sum <"$scratch/hurt/noivu.db")
	for command in brief verify rebuild check head 'user list' 'serve --listen 127.0.0.1:0'; do
		# shellcheck disable=SC2086
		set -- "$1" "$2" $command
		run "$3" ${4:+$([[ $4 == list ]] && echo list)} "$scratch/hurt" ${5:+--listen "$5"}
		check "$3 with $1: exit status $2" ended "$2"
		check "$3 with $1: in words" test -s "$scratch/err"
	done
	check "$1: nothing was changed" test "$sum" = "$(sha256sum <"$scratch/hurt/noivu.db")"
}
hurt() { rm -rf "$scratch/hurt" && cp -r "$scratch/again" "$scratch/hurt" && rm -f "$scratch/hurt"/noivu.db-*; }

hurt
: >"$scratch/hurt/noivu.db"
damaged 'an empty data file' 8
hurt
truncate -s 50000 "$scratch/hurt/noivu.db"
damaged 'a truncated data file' 8
hurt
head -c 4096 /dev/urandom | dd of="$scratch/hurt/noivu.db" conv=notrunc status=none
damaged 'a torn data file' 8
hurt
printf '\x7f\xff\xff\xff' | dd of="$scratch/hurt/noivu.db" bs=1 seek=60 conv=notrunc status=none
damaged 'a newer data file' 8
check 'a newer data file: says so' complains 'mới hơn'
hurt
rm -f "$scratch/hurt"/files.db*
run verify "$scratch/hurt"
check 'without a store, as long as no file is attached: verify' ended 0
hurt
rm -f "$scratch/hurt"/files.db-*
head -c 5000 /dev/urandom >"$scratch/hurt/files.db"
for command in verify files 'serve --listen 127.0.0.1:0'; do
	# shellcheck disable=SC2086
	set -- $command
	run "$1" "$scratch/hurt" ${2:+"$2" "$3"}
	check "$1 with a torn store of files: exit status 8" ended 8
	check "$1 with a torn store of files: in words" test -s "$scratch/err"
done
hurt
rm "$scratch/hurt/site.key"
run verify "$scratch/hurt"
check 'without the key: refused' complains site.key
run serve "$scratch/hurt" --listen 127.0.0.1:0
check 'without the key: not served' refused

# ---- a site at work --------------------------------------------------------------------------------------------------

port=$((20000 + RANDOM % 20000))
"$noivu" serve "$site" --listen "127.0.0.1:$port" >"$scratch/serve.out" 2>"$scratch/serve.err" </dev/null &
server=$!
trap 'kill "$server" 2>/dev/null || true; rm -rf "$scratch"' EXIT
for ((i = 0; i < 100; i++)); do
	[[ -s $scratch/serve.out || -s $scratch/serve.err ]] && (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && break
	sleep 0.1
done
run brief "$site"
check 'brief of a site being served' ended 0
run brief "$site" --json
check 'brief --json of a site being served' grep -q '^{"day":"' "$scratch/out"
run verify "$site"
check 'verify of a site being served' ended 0
run backup "$site" "$scratch/live.db"
check 'backup of a site being served' ended 0
run export "$site" unit "$scratch/live.csv"
check 'export of a site being served' ended 0
exec 4<>"/dev/tcp/127.0.0.1/$port"
printf 'GET /suc-khoe?q=rieng-tu HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n' >&4
cat <&4 >"$scratch/answer"
exec 4>&-
for ((i = 0; i < 50; i++)); do grep -q 'path="/suc-khoe"' "$scratch/serve.err" && break || sleep 0.1; done
check 'an answer is one line of the log, with its number' \
	grep -qE '^<6>t=[0-9TZ:.-]+ event=request id=[0-9]+ method="GET" path="/suc-khoe" status=200 bytes=[0-9]+ ms=[0-9]+ ' "$scratch/serve.err"
check 'what was asked for is not in it' test "$(grep -c rieng-tu "$scratch/serve.err")" -eq 0
run serve "$site" --listen "127.0.0.1:$((port + 1))"
check 'a second start: refused' ended 6
check 'a second start: in words' complains "$site"
for words in "user reset $site --login quantri" "import $site unit $units" "rebuild $site"; do
	# shellcheck disable=SC2086
	run $words
	check "${words%% *} on a site being served: refused" ended 6
done
kill -TERM "$server"
status=0
# shellcheck disable=SC2034 # `ended` looks at it
wait "$server" || status=$?
check 'the server ends well when asked' ended 0
run verify "$site"
check 'and leaves a sound site' ended 0

finish
