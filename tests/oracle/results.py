#!/usr/bin/env python3
"""Who is elected, counted a second time: an oracle for `noivu winners`.

	results.py FILE     → JSON: the constituencies, in the order of the file

Written from the words of Art. 10, 74 and 78–81 of the Law on Election of Deputies (85/2015/QH13 as amended by
83/2025/QH15) and from doc/formats/winners.md alone. It knows nothing of the program or its tables, sorts nobody to find
the elected, and is slow on purpose: of each candidate one by one it is asked how many stand before them.

A file that cannot be read is refused as there: exit status 2, and one line "dòng N, cột NAME: reason".
"""

import csv
import io
import re
import sys
import unicodedata

COLUMNS = ['constituency', 'level', 'round', 'seats', 'voters', 'turnout', 'valid', 'candidate', 'born', 'votes']
SHARED = ['level', 'round', 'seats', 'voters', 'turnout', 'valid']  # the same in all rows of a constituency
LEVELS = ['na', 'province', 'commune']
ROUNDS = ['first', 'supplementary', 'repeat-turnout', 'repeat-annulled']
MOST = 999_999_999_999
MOST_SEATS = 1000
DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]


class Refused(Exception):
	"""The file cannot be read: line (from 1, or None), column name (or None), and why."""

	def __init__(self, line, column, why):
		self.line, self.column, self.why = line, column, why
		super().__init__(f'dòng {line}, cột {column}: {why}')


# ---- reading ---------------------------------------------------------------------------------------------------------

def number(cell, lo, hi, line, column):
	"""Digits 0–9 only: int() alone would also take signs, blanks, underscores and the digits of other scripts."""
	if not (cell.isascii() and cell.isdigit()):
		raise Refused(line, column, f'no number: {cell!r}')
	value = int(cell) if len(cell) <= 400 else MOST + 1
	if value < lo or value > hi:
		raise Refused(line, column, f'{cell} is not between {lo} and {hi}')
	return value


def word(cell, words, line, column):
	if cell not in words:
		raise Refused(line, column, f'{cell!r} is none of {", ".join(words)}')
	return cell


def birth(cell, line, column):
	"""A day that was: the text itself, which sorts as the days do."""
	if not re.fullmatch('[0-9]{4}-[0-9]{2}-[0-9]{2}', cell):
		raise Refused(line, column, f'no day YYYY-MM-DD: {cell!r}')
	year, month, day = int(cell[:4]), int(cell[5:7]), int(cell[8:])
	if year < 1800 or year > 2400:
		raise Refused(line, column, f'year {year}')
	if month < 1 or month > 12:
		raise Refused(line, column, f'month {month}')
	leap = year % 400 == 0 or (year % 4 == 0 and year % 100 != 0)
	if day < 1 or day > DAYS[month - 1] + (1 if month == 2 and leap else 0):
		raise Refused(line, column, f'there was no {cell}')
	return cell


def text_of(data):
	try:
		text = data.decode('utf-8')
	except UnicodeDecodeError as bad:
		raise Refused(data.count(b'\n', 0, bad.start) + 1, None, 'no UTF-8') from None
	return text[1:] if text.startswith('\ufeff') else text


def rows_of(text):
	"""(line, cells) of each row that is not empty; blanks at both ends of a cell are taken off."""
	reader = csv.reader(io.StringIO(text, newline=''), strict=True)
	line = 1
	while True:
		try:
			cells = next(reader)
		except StopIteration:
			return
		except csv.Error as bad:
			raise Refused(line, None, str(bad)) from None
		if cells:
			yield line, [cell.strip() for cell in cells]
		line = reader.line_num + 1


def read_row(line, cells):
	"""One row as a dict; what is wrong with it alone is found here."""
	for column, cell in cells.items():
		if cell == '':
			raise Refused(line, column, 'empty')
	row = {
		'line': line,
		'constituency': unicodedata.normalize('NFC', cells['constituency']),
		'level': word(cells['level'], LEVELS, line, 'level'),
		'round': word(cells['round'], ROUNDS, line, 'round'),
		'seats': number(cells['seats'], 1, MOST_SEATS, line, 'seats'),
		'voters': number(cells['voters'], 1, MOST, line, 'voters'),
		'turnout': number(cells['turnout'], 0, MOST, line, 'turnout'),
		'valid': number(cells['valid'], 0, MOST, line, 'valid'),
		'candidate': unicodedata.normalize('NFC', cells['candidate']),
		'born': birth(cells['born'], line, 'born'),
		'votes': number(cells['votes'], 0, MOST, line, 'votes'),
	}
	if row['turnout'] > row['voters']:
		raise Refused(line, 'turnout', 'above voters')
	if row['votes'] > row['valid']:
		raise Refused(line, 'votes', 'above valid')
	return row


def read(data):
	"""The constituencies of a file's bytes, in the order they first appear: dicts with the six shared figures and
	`candidates`."""
	rows = rows_of(text_of(data))
	heading = next(rows, None)
	if heading is None:
		raise Refused(None, None, 'an empty file')
	names = heading[1]
	for column in COLUMNS:
		if column not in names:
			raise Refused(heading[0], column, 'missing')
	place = [(column, names.index(column)) for column in COLUMNS]

	found = {}
	for line, cells in rows:
		if len(cells) != len(names):
			raise Refused(line, None, f'{len(cells)} cells, the heading has {len(names)}')
		row = read_row(line, {column: cells[at] for column, at in place})
		c = found.get(row['constituency'])
		if c is None:
			c = {'id': row['constituency'], 'line': line, 'candidates': [], 'people': set()}
			for column in SHARED:
				c[column] = row[column]
			found[c['id']] = c
		for column in SHARED:
			if c[column] != row[column]:
				raise Refused(line, column, f'{row[column]}, in line {c["line"]} {c[column]}')
		person = (row['candidate'], row['born'])
		if person in c['people']:
			raise Refused(line, 'candidate', 'written twice')
		c['people'].add(person)
		c['candidates'].append({'name': row['candidate'], 'born': row['born'], 'votes': row['votes'], 'line': line})
	if not found:
		raise Refused(None, None, 'no row')
	return list(found.values())


# ---- the decision ----------------------------------------------------------------------------------------------------

def percent(part, whole):
	"""Two decimals, half up on the third; None of nothing. By long division, digit for digit."""
	if whole == 0:
		return None
	thousandths = part * 100 * 1000 // whole
	hundredths = thousandths // 10
	if thousandths % 10 >= 5:
		hundredths += 1
	return f'{hundredths // 100}.{hundredths % 100:02d}'


def recognised(c):
	"""Art. 78(1): more than one half of the voters on the list took part, but for Art. 80(4)."""
	if c['turnout'] + c['turnout'] > c['voters']:
		return True
	if c['round'] == 'repeat-turnout':
		return True  # Art. 80(4): held again for low turnout, recognised whatever the turnout
	if c['round'] == 'supplementary':
		return None  # the law is silent: a person must look
	return False


def above_half(person, c):
	return person['votes'] + person['votes'] > c['valid']  # Art. 78(2), 79(3)


def place(person, c):
	"""True, False, or None (tied): is this person among the elected of a recognised result? Art. 78(2)–(4)."""
	if not above_half(person, c):
		return False
	before = beside = 0  # of the others above half: who stands before this person, whom nothing tells apart from them
	for other in c['candidates']:
		if other is person or not above_half(other, c):
			continue
		if other['votes'] > person['votes']:
			before += 1
		elif other['votes'] == person['votes']:
			if other['born'] < person['born']:
				before += 1  # the older one; matters only where the last seat falls among equal votes
			elif other['born'] == person['born']:
				beside += 1
	if before >= c['seats']:
		return False
	if before + beside >= c['seats']:
		return None
	return True


def elected(person, c, known):
	"""What the program may say: with an unrecognised result nobody; with an open one nobody surely."""
	if known is False:
		return False
	seat = place(person, c)
	if known is None and seat is True:
		return None
	return seat


def what_next(c, known, tied, filled):
	"""(next, refer): the first that fits."""
	left = c['seats'] - filled
	council = c['level'] != 'na'
	if known is None:
		return 'refer', 'turnout'
	if known is False:
		return 'repeat-turnout', None  # Art. 80(1)
	if tied:
		return 'refer', 'tie'
	if left == 0:
		return 'none', None
	if c['round'] == 'supplementary':
		return 'vacant-final', None  # Art. 79(3): no second one
	enough = filled * 3 >= c['seats'] * 2  # Art. 79(2), councils only
	if council and enough:
		return 'vacant-accepted', None
	if c['round'] != 'first':
		return 'refer', 'round'  # Art. 79 speaks of the first vote only
	return ('supplementary', None) if council else ('supplementary-refer-nec', None)


def questions(c):
	"""Figures that cannot be right or need an explanation; they change no decision."""
	asked = []
	total = sum(p['votes'] for p in c['candidates'])
	if c['valid'] > c['turnout']:
		asked.append('K106')
	if total > c['valid'] * c['seats']:
		asked.append('K108')
	if total < c['valid']:
		asked.append('K109')
	if c['seats'] > (3 if c['level'] == 'na' else 5):
		asked.append('K121')
	return asked


def decide(c):
	known = recognised(c)
	people = []
	for p in c['candidates']:
		people.append({
			'name': p['name'],
			'born': p['born'],
			'votes': p['votes'],
			'percent': percent(p['votes'], c['valid']),
			'elected': elected(p, c, known),
			'rank': 1 + len([q for q in c['candidates'] if q['votes'] > p['votes']]),
		})
	people.sort(key=lambda p: p['name'].encode())  # three stable sorts: the last one weighs most
	people.sort(key=lambda p: p['born'])
	people.sort(key=lambda p: p['votes'], reverse=True)
	filled = len([p for p in people if p['elected'] is True])
	tied = len([p for p in people if p['elected'] is None]) > 0
	step, refer = what_next(c, known, tied, filled)
	return {
		'id': c['id'],
		'level': c['level'],
		'round': c['round'],
		'recognised': known,
		'seats': c['seats'],
		'elected': filled,
		'left': c['seats'] - filled,
		'next': step,
		'refer': refer,
		'turnout_percent': percent(c['turnout'], c['voters']),
		'candidates': people,
		'questions': questions(c),
	}


# ---- printing --------------------------------------------------------------------------------------------------------

def json_of(value, key=''):
	"""JSON without blanks, in which percentages keep their two decimals."""
	if value is None or value is True or value is False:
		return {None: 'null', True: 'true', False: 'false'}[value]
	if isinstance(value, int) or key.endswith('percent'):
		return str(value)
	if isinstance(value, str):
		escape = {'"': '\\"', '\\': '\\\\'}
		return '"' + ''.join(escape.get(ch) or (ch if ch >= ' ' else f'\\u{ord(ch):04x}') for ch in value) + '"'
	if isinstance(value, list):
		return '[' + ','.join(json_of(v) for v in value) + ']'
	return '{' + ','.join(f'"{k}":{json_of(v, k)}' for k, v in value.items()) + '}'


def main(argv):
	if len(argv) != 2:
		print('results.py FILE', file=sys.stderr)
		return 2
	try:
		with open(argv[1], 'rb') as file:
			constituencies = read(file.read())
	except Refused as bad:
		print(bad, file=sys.stderr)
		return 2
	sys.stdout.reconfigure(encoding='utf-8')
	print(json_of({'constituencies': [decide(c) for c in constituencies]}))
	return 0


if __name__ == '__main__':
	sys.exit(main(sys.argv))
