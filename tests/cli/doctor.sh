#!/bin/bash
# What noivu doctor says of a site for each thing that can be wrong with it, and what the program itself does then.
# shellcheck source=tests/cli/lib.inc disable=SC2154
. "$(dirname "$0")/lib.inc"

sound=$scratch/sound
site=$scratch/site
"$noivu" init "$sound" --province 38 >/dev/null
"$noivu" user add "$sound" --login quantri --name 'Người quản trị' --role admin >/dev/null
"$noivu" head "$sound" >"$scratch/head.json"

again() { rm -rf "$site" && cp -r "$sound" "$site"; }
# doctor NAME STATUS WORD REMEDY [OPTION…] – its end, what it finds, what it advises.
doctor() {
	local name=$1 wanted=$2 word=$3 remedy=$4
	shift 4
	run doctor "$site" "$@"
	check "$name: status $wanted" ended "$wanted"
	check "$name: says what" says "$word"
	check "$name: says what to do" says "$remedy"
}

again
doctor 'a sound site' 0 'Sổ cái đúng' 'noivu backup'
doctor 'a sound site beside its head' 0 'Sổ cái đúng' 'noivu backup' --head "$scratch/head.json"

again
rm "$site/noivu.db"
doctor 'no data file' 8 'Không có noivu.db' 'noivu restore'
again
: >"$site/noivu.db"
doctor 'an empty data file' 8 'PHẢI SỬA' 'phục hồi'
again
truncate -s 60000 "$site/noivu.db"
doctor 'a truncated data file' 8 'hỏng' 'phục hồi'
again
dd if=/dev/urandom of="$site/noivu.db" bs=4096 seek=30 count=20 conv=notrunc status=none
doctor 'a torn data file' 8 'PHẢI SỬA' 'phục hồi'
again
printf '\x7f\xff\xff\xff' | dd of="$site/noivu.db" bs=1 seek=60 conv=notrunc status=none
doctor 'a newer schema' 8 'mới hơn' 'noivu upgrade'
again
rm -f "$site"/files.db*
doctor 'no store of files' 0 'Không có files.db' 'chép files.db'
again
rm "$site/site.key"
doctor 'no key' 8 'Không có site.key' 'Chép lại bản site.key'
check 'no key: and no restore is advised' test "$(grep -ci 'phục hồi bản' "$scratch/out")" -eq 0
again
chmod 400 "$site/noivu.db"
doctor 'a data file its owner may not write' 8 'noivu.db không cho chính chủ ghi' 'chmod -R u+rwX'
again
if chown 12345 "$site/noivu.lock" 2>/dev/null; then
	doctor 'a file of another owner' 8 'noivu.lock thuộc người dùng «12345»' 'chown -R'
	again
	mkdir "$site/staging"
	: >"$site/staging/1.rows"
	chown 12345 "$site/staging/1.rows"
	doctor 'a staging file of another owner' 8 'staging/1.rows thuộc' 'runuser'
	again
	chmod 755 "$scratch"
	chown -R 12345 "$site"
	as=(setpriv --reuid 12346 --regid 12346 --clear-groups)
	check 'one who may not look is told so, not that all is lost' test "$("${as[@]}" "$noivu" doctor "$site" 2>&1 | grep -c 'Không có quyền.*runuser -u 12345')" -eq 1
	check 'nor does any other command say that the site is none' test "$("${as[@]}" "$noivu" user list "$site" 2>&1 | grep -c 'Không có quyền')" -eq 1
else
	echo "# files cannot be given to others here: a foreign owner is not tried"
fi
"$noivu" init "$scratch/other" --province 38 >/dev/null
again
cp "$scratch/other/site.key" "$site/site.key"
doctor 'the key of another site' 8 'là khóa của máy chủ khác' 'Chép bản site.key'
check 'another key: and no restore is advised' test "$(grep -ci 'phục hồi bản' "$scratch/out")" -eq 0
again
printf 'noivu site key 1\nsign 12' >"$site/site.key"
doctor 'a torn key' 8 'Tệp khóa' 'Chép bản site.key'
check 'a torn key: and no restore is advised' test "$(grep -ci 'phục hồi bản' "$scratch/out")" -eq 0
again
truncate -s 300M "$site/noivu.db-wal"
doctor 'a log that was never moved' 0 'Nhật ký ghi trước: 300 MB' 'khởi động lại máy chủ'
run user list "$site"
check 'and the site opens with it' ended 0

again # what was written after the copy is cut off
"$noivu" user add "$site" --login sau --name 'Người sau' --role leader >/dev/null
"$noivu" head "$site" >"$scratch/later.json"
again
doctor 'a tail cut off' 8 'cắt đuôi' 'so đầu sổ cái' --head "$scratch/later.json"
"$noivu" head "$scratch/other" >"$scratch/foreign.json"
doctor 'the head of another site' 8 'máy chủ khác' 'site.key' --head "$scratch/foreign.json"
"$noivu" init "$scratch/nobody" --province 38 >/dev/null
site=$scratch/nobody doctor 'nobody to run it' 8 'Không ai có thể đăng nhập' 'noivu user add'

# A disk of one's own, as a name space gives it where that is allowed.
own_disk() { unshare -rm bash -c "mount -t tmpfs -o size=24m x '$scratch/disk' && $1" >"$scratch/out" 2>"$scratch/err"; }
mkdir "$scratch/disk"
if own_disk true; then
	again
	# shellcheck disable=SC2016
	own_disk 'cp -r "'"$sound"'" "'"$scratch"'/disk/site" && cd "'"$scratch"'/disk"
		head -c 30M /dev/zero >filler 2>/dev/null || true
		"'"$noivu"'" user add site --login day --name "Người đầy" --role leader 2>said; echo "add=$? $(cat said)"
		"'"$noivu"'" doctor site; echo "doctor=$?"
		rm filler
		mkdir copies
		"'"$noivu"'" backup site copies --keep 2 --rehearse 2>said; echo "copy=$? $(cat said)"
		echo "left=$(ls copies | wc -l)"
		"'"$noivu"'" user add site --login day --name "Người đầy" --role leader >/dev/null 2>&1; echo "again=$?"
		"'"$noivu"'" verify site >/dev/null; echo "verify=$?"
		mount -o remount,ro "'"$scratch"'/disk"
		"'"$noivu"'" user add site --login doc --name "Người đọc" --role leader 2>&1; echo "readonly=$?"
		"'"$noivu"'" doctor site; echo "doctor2=$?"' || true
	check 'a full disk: the verb says so' grep -qE '^add=7 .*đầy' "$scratch/out"
	check 'a full disk: doctor says what to do' says 'Giải phóng đĩa'
	check 'a full disk: and advises no restore' test "$(grep -c 'phục hồi bản sao lưu' "$scratch/out")" -eq 0
	check 'a full disk: doctor ends with 8' says 'doctor=8'
	check 'a copy that has no room is not begun' grep -qE '^copy=7 .*cần [0-9]+ MB' "$scratch/out"
	check 'and leaves nothing' says 'left=0'
	check 'with room again it works' says 'again=0'
	check 'and the ledger is whole' says 'verify=0'
	check 'a read-only disk: refused' grep -qE '^readonly=[78]' "$scratch/out"
	check 'a read-only disk: doctor says so' says 'chỉ đọc'
	check 'a read-only disk: doctor says what to do' says 'remount,rw'
else
	echo "# no name space for a disk of one's own: full and read-only disks are left to tests/fault"
fi

# ---- dated copies while the disk misbehaves ------------------------------------------------------------------------------

again
mkdir "$scratch/copies"
"$noivu" backup "$site" "$scratch/copies" --keep 2 --rehearse >/dev/null
printf torn >"$scratch/copies/part" # a copy that was cut short yesterday
run backup "$site" "$scratch/copies" --keep 2 --rehearse
sleep 1
run backup "$site" "$scratch/copies" --keep 2 --rehearse
check 'a copy cut short before is no hindrance' ended 0
check 'and is gone' test ! -e "$scratch/copies/part"
before=$(find "$scratch/copies" -name '*.noivu' | sort)
rm "$site/site.key"
sleep 1
run backup "$site" "$scratch/copies" --keep 1 --rehearse
check 'a copy that cannot be rehearsed: refused' refused
for old in $before; do check 'and no older one was dropped for it' test -s "$old"; done
finish
