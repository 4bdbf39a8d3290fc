# Invents a units CSV:  awk -v seed=1 -v rows=5000 -f units.awk
# Half of the populations sit on or beside a multiple of 500, where rules change their minds.
BEGIN {
	srand(seed)
	split("xã phường đặc_khu", kinds, " ")
	print "code,name,type,population,area_km2,mountainous"
	for (i = 1; i <= rows; i++) {
		kind = kinds[1 + int(rand() * 3)]
		sub("_", " ", kind)
		people = int(rand() * 130000)
		if (rand() < 0.5)
			people = 500 * int(people / 500) + int(rand() * 3) - 1
		if (people < 0)
			people = 0
		if (rand() < 0.05)
			people = ""
		mountain = int(rand() * 3)
		if (mountain == 2 || kind == "phường")
			mountain = kind == "phường" ? 0 : ""
		printf "%05d,Đơn vị %d,%s,%s,1.5,%s\n", i, i, kind, people, mountain
	}
}
