#!/usr/bin/env python3
"""Random constituencies for `noivu winners`, most of them on an edge of the law.

	results_random.py SEED COUNT OUTFILE [--first-id N]

One seed makes the same bytes every time. People are invented.
"""

import random
import sys
import unicodedata

FAMILY = ['Nguyễn', 'Trần', 'Lê', 'Phạm', 'Hoàng', 'Vũ', 'Đặng', 'Bùi', 'Đỗ', 'Lò', 'Quàng', 'Giàng', 'Hà', 'Ngô',
	'Dương', 'Lý']
MIDDLE = ['Văn', 'Thị', 'Đức', 'Hữu', 'Quốc', 'Thị Thu', 'Ngọc', 'Minh', 'A', 'Xuân']
GIVEN = ['An', 'Ánh', 'Bình', 'Châu', 'Dũng', 'Đạt', 'Giang', 'Hòa', 'Hoà', 'Hưng', 'Huyền', 'Khánh', 'Lan', 'Lượng',
	'Mai', 'Nghĩa',
         'Oanh', 'Phước', 'Quỳnh', 'Sơn', 'Tuấn', 'Uyên', 'Vượng', 'Yến', 'Ý', 'Ỷ']
BIRTHS = ['1960-02-29', '1971-12-31', '1972-01-01', '1980-05-09', '1980-05-10', '1980-06-09']  # few, so that ages meet
MOST = 999_999_999_999
COLUMNS = ['constituency', 'level', 'round', 'seats', 'voters', 'turnout', 'valid', 'candidate', 'born', 'votes']


def pick_born(r):
	if r.random() < 0.7:
		return r.choice(BIRTHS)
	if r.random() < 0.02:
		return r.choice(['1800-01-01', '2400-12-31', '2000-02-29'])
	return f'{r.randint(1940, 2005)}-{r.randint(1, 12):02d}-{r.randint(1, 28):02d}'


def pick_name(r):
	name = f'{r.choice(FAMILY)} {r.choice(MIDDLE)} {r.choice(GIVEN)}'
	odd = r.random()
	if odd < 0.01:
		name += r.choice([' "Ba"', ', Hà Nội', ' (' + r.choice(GIVEN) + ')', " d'Ea", ' <b>', ' \\n', ' & con'])
	return name


def pick_people(r, n):
	"""n different (name, born); now and then two persons of one name."""
	people = []
	known = set()
	while len(people) < n:
		name = r.choice(people)[0] if people and r.random() < 0.03 else pick_name(r)
		person = (name, pick_born(r))
		if person not in known:
			known.add(person)
			people.append(person)
	return people


def pick_seats(r, level):
	odd = r.random()
	if odd < 0.02:
		return r.choice([4, 5, 6, 7, 12, 1000])
	return r.randint(1, 3 if level == 'na' else 5)


def pick_valid(r):
	kind = r.random()
	if kind < 0.04:
		return 0
	if kind < 0.20:
		return r.randint(1, 9)
	if kind < 0.50:
		return r.randint(10, 400)
	if kind < 0.60:
		return 20_000 * r.randint(1, 30)  # percentages that end on half a hundredth
	if kind < 0.65:
		return MOST - r.randint(0, 3)
	if kind < 0.70:
		return r.randint(10 ** 9, MOST)
	return r.randint(400, 200_000)


def pick_turnout(r, valid):
	"""(voters, turnout): around one half, or as on a good day."""
	turnout = valid
	kind = r.random()
	if kind < 0.02:
		turnout = r.randint(0, valid)  # fewer took part than valid ballots were found
	elif kind < 0.60:
		turnout = min(MOST, valid + r.randint(0, 1 + valid // 20))
	kind = r.random()
	if kind < 0.10:
		voters = 2 * turnout  # exactly half
	elif kind < 0.16:
		voters = 2 * turnout + 1
	elif kind < 0.24:
		voters = 2 * turnout - 1  # one above half
	elif kind < 0.30:
		voters = turnout
	elif kind < 0.36:
		voters = turnout * r.randint(2, 4) + r.randint(0, 9)
	else:
		voters = turnout + r.randint(0, max(1, turnout // 3))
	voters = min(MOST, max(1, voters))
	return voters, min(turnout, voters)


def pick_votes(r, n, seats, valid):
	half = valid // 2
	scheme = r.random()
	low, high = 0, valid
	if scheme < 0.18:
		low, high = half + 1, valid  # all above half
	elif scheme < 0.26:
		low, high = 0, half  # none above half
	elif scheme < 0.42:
		low, high = half - 2, half + 3  # all about half
	elif scheme < 0.48:
		low, high = valid - 3, valid
	low, high = max(0, min(low, valid)), max(0, min(high, valid))
	votes = [r.randint(low, high) for _ in range(n)]
	if 2 * half == valid and r.random() < 0.12:
		votes[r.randrange(n)] = half  # exactly half
	if r.random() < 0.06:
		votes[r.randrange(n)] = r.choice([0, valid])
	if r.random() < 0.45:
		tie(r, votes, seats, valid)
	r.shuffle(votes)
	return votes


def tie(r, votes, seats, valid):
	"""Two or more of the same number: mostly across the last seat, also elsewhere."""
	votes.sort(reverse=True)
	n = len(votes)
	if n > seats and r.random() < 0.75:
		first = r.randint(max(0, seats - 3), seats - 1)
		last = r.randint(seats, min(n - 1, seats + 3))
	else:
		first = r.randrange(n)
		last = min(n - 1, first + r.randint(1, 3))
	value = votes[first]
	if 2 * value <= valid and r.random() < 0.6:
		value = r.randint(valid // 2, valid)
	for i in range(last + 1):
		if i >= first:
			votes[i] = value
		else:
			votes[i] = max(votes[i], value)


def constituency(r, name):
	"""The rows of one, as lists of texts in the order of COLUMNS."""
	level = r.choice(['na', 'province', 'commune'])
	kind = r.random()
	round_ = 'first' if kind < 0.55 else r.choice(['supplementary', 'repeat-turnout', 'repeat-annulled'])
	seats = pick_seats(r, level)
	valid = pick_valid(r)
	voters, turnout = pick_turnout(r, valid)
	kind = r.random()
	if kind < 0.08:
		n = 1
	elif kind < 0.20:
		n = r.randint(1, min(seats, 6))
	elif kind < 0.995:
		n = min(seats, 12) + r.randint(1, 4)
	else:
		n = r.randint(20, 40)
	votes = pick_votes(r, n, seats, valid)
	shared = [name, level, round_, str(seats), str(voters), str(turnout), str(valid)]
	return [shared + [person, born, str(v)] for (person, born), v in zip(pick_people(r, n), votes)]


# ---- the file --------------------------------------------------------------------------------------------------------

def cell(text):
	if '"' in text or ',' in text:
		return '"' + text.replace('"', '""') + '"'
	return text


def write(rows, columns=None, end='\n', bom=False, extra=False):
	"""CSV bytes of rows in the order of COLUMNS; `columns` is the order to write."""
	order = [COLUMNS.index(column) for column in columns or COLUMNS]
	out = [','.join((columns or COLUMNS) + (['ghi chú'] if extra else []))]
	for row in rows:
		cells = [cell(row[i]) for i in order]
		if extra:
			cells.append('"x, y"')
		out.append(','.join(cells))
	text = end.join(out) + end
	return (b'\xef\xbb\xbf' if bom else b'') + text.encode()


def make_rows(seed, count, first_id=1):
	r = random.Random(seed)
	rows = []
	for i in range(count):
		rows += constituency(r, f'ĐV-{first_id + i}' if i % 7 == 0 else str(first_id + i))
	return rows


def make_file(seed, count, first_id=1):
	"""The rows, and by the seed one of the forms in which such files come."""
	rows = make_rows(seed, count, first_id)
	r = random.Random(f'form {seed}')
	form = {}
	if r.random() < 0.2:
		form['columns'] = r.sample(COLUMNS, len(COLUMNS))
	if r.random() < 0.2:
		form['end'] = '\r\n'
	if r.random() < 0.2:
		form['bom'] = True
	if r.random() < 0.2:
		form['extra'] = True
	if r.random() < 0.2:
		r.shuffle(rows)
	if r.random() < 0.3:
		for row in rows:  # some of the texts in decomposed letters
			if r.random() < 0.3:
				at = r.choice([0, 7])  # the id or the name
				row[at] = unicodedata.normalize('NFD', row[at])
	return write(rows, **form)


def main(argv):
	args = argv[1:]
	first_id = 1
	if '--first-id' in args:
		at = args.index('--first-id')
		first_id = int(args[at + 1])
		del args[at:at + 2]
	if len(args) != 3:
		print('results_random.py SEED COUNT OUTFILE [--first-id N]', file=sys.stderr)
		return 2
	with open(args[2], 'wb') as out:
		out.write(make_file(int(args[0]), int(args[1]), first_id))
	return 0


if __name__ == '__main__':
	sys.exit(main(sys.argv))
