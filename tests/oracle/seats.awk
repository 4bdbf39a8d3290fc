# Deputies of each row of a units CSV, counted one by one from the words of Art. 30 of Law 72/2025/QH15:
#   awk -v city=0 -f seats.awk units.csv     → code lo hi
# Knows nothing of the program or its tables.
BEGIN { FS = "," }

function count(people, base, step1, until, step2,    n, next_at) {
	n = 15
	next_at = base + step1
	while (n < 30 && people >= next_at) {
		n++
		next_at += (next_at < until) ? step1 : step2
	}
	return n
}

function by_kind(kind, mountain, people) {
	if (kind == "đặc khu" || (kind == "xã" && mountain == 1))
		return count(people, 5000, 1000, 10000, 3000)
	if (kind == "phường" && city)
		return count(people, 15000, 6000, 45000, 7000)
	return count(people, 10000, 2000, 20000, 6000)
}

NR > 1 {
	if ($4 == "") {
		print $1, 15, 30
		next
	}
	lo = by_kind($3, $6 == "" ? 0 : $6, $4)
	hi = by_kind($3, $6 == "" ? 1 : $6, $4)
	print $1, lo, hi
}
