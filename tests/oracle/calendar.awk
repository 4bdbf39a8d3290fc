# Dates of the general election by the law's own numbers, for each day given on standard input:
#   echo 2026-03-15 | awk -f calendar.awk     → id date offset
# Counts on Julian day numbers; knows nothing of the program or its tables.
BEGIN {
	FS = "-"
	n = split("ANNOUNCE_DAY -115 PROV_UBBC -105 COMMUNE_UBBC -105 STRUCT_NA -105 STRUCT_HDND -105 HT1 -95 ADJUST1 -90 " \
		  "CONSTIT -80 BBC -70 TBC -43 DOSSIER -42 HT2 -40 VOTER_LIST -40 ADJUST2 -38 VERIFY -35 HT3 -23 LIST_SENT -21 " \
		  "OFFICIAL_LIST -17 BALLOTS_UBBC -17 LOCAL_PUB -16 BALLOTS_BBC -13 NOTICE -10 STOP_COMPLAINT -10 VOTE 0 " \
		  "M_TBC 3 M_BBC 5 M_PROV_NA 7 RERUN 7 RESULT 10 FIRST_SESSION 45 FIRST_SESSION_NA 60", steps, " ")
}

function julian(y, m, d,    a) {
	a = int((14 - m) / 12)
	y = y + 4800 - a
	m = m + 12 * a - 3
	return d + int((153 * m + 2) / 5) + 365 * y + int(y / 4) - int(y / 100) + int(y / 400) - 32045
}

function iso(j,    a, b, c, d, e, m) {
	a = j + 32044
	b = int((4 * a + 3) / 146097)
	c = a - int(146097 * b / 4)
	d = int((4 * c + 3) / 1461)
	e = c - int(1461 * d / 4)
	m = int((5 * e + 2) / 153)
	return sprintf("%04d-%02d-%02d", 100 * b + d - 4800 + int(m / 10), m + 3 - 12 * int(m / 10), \
		       e - int((153 * m + 2) / 5) + 1)
}

{
	j = julian($1, $2, $3)
	for (i = 1; i < n; i += 2)
		print steps[i], iso(j + steps[i + 1]), steps[i + 1]
}
