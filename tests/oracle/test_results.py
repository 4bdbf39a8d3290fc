#!/usr/bin/env python3
"""The oracle itself against answers worked out by hand from the words of the law. Prints TAP.

The decisions stand in the table CASES, one line each.
"""

import os
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True
import results
import results_random

HEADING = ','.join(results.COLUMNS)
count = failed = 0


def check(name, got, wanted):
	global count, failed
	count += 1
	if got == wanted:
		print(f'ok {count} - {name}')
		return
	failed += 1
	print(f'not ok {count} - {name}')
	print(f'# wanted {wanted!r}')
	print(f'# got    {got!r}')


def answer(level, round_, seats, voters, turnout, valid, *people):
	"""People are (votes) or (votes, born); they are named A, B, C … in the order given."""
	lines = [HEADING]
	for i, p in enumerate(people):
		votes, born = p if isinstance(p, tuple) else (p, '1980-01-01')
		lines.append(f'X,{level},{round_},{seats},{voters},{turnout},{valid},{chr(65 + i)},{born},{votes}')
	return results.decide(results.read(('\n'.join(lines) + '\n').encode())[0])


def states(a):
	"""'ABc?' – by name: a capital for the elected, small for the others, ? where a person must look."""
	out = ''
	for p in sorted(a['candidates'], key=lambda p: p['name']):
		out += '?' if p['elected'] is None else p['name'] if p['elected'] else p['name'].lower()
	return out


def case(line):
	"""One line of CASES: its name | level round seats voters turnout valid | votes[/yymmdd] of A, B, … | what is
	wanted: states, recognised, left, next, refer. Who has no birth date there was born on the first day of 1980."""
	name, figures, people, wanted = line.split('|')
	people = [(p + '/800101').split('/')[:2] for p in people.split()]
	people = [(votes, f'19{day[:2]}-{day[2:4]}-{day[4:]}') for votes, day in people]
	a = answer(*figures.split(), *people)
	known = {True: 'yes', False: 'no', None: 'open'}[a['recognised']]
	got = f'{states(a)} {known} {a["left"]} {a["next"]} {a["refer"] or ""}'
	check(name.strip(), got.strip(), wanted.strip())
	check(f'{name.strip()}: elected + left = seats', a['elected'] + a['left'], a['seats'])


def wrong(data):
	"""(line, column) of the refusal of these bytes, or 'read'."""
	try:
		results.read(data if isinstance(data, bytes) else data.encode())
	except results.Refused as bad:
		return bad.line, bad.column
	return 'read'


CASES = """
# ---- Art. 78(1), 80(4): is the result recognised?
turnout one above half                | commune first 1 1000 501 501 | 300 | A yes 0 none
exactly half                          | commune first 1 1000 500 500 | 500 | a no 1 repeat-turnout
half of an odd number, rounded down   | commune first 1 1001 500 500 | 500 | a no 1 repeat-turnout
half of an odd number, rounded up     | commune first 1 1001 501 500 | 500 | A yes 0 none
one voter, who stayed away            | na first 1 1 0 0 | 0 | a no 1 repeat-turnout
one voter, who came                   | na first 1 1 1 1 | 1 | A yes 0 none
re-vote for low turnout, at half      | province repeat-turnout 2 1000 500 500 | 400 300 | AB yes 0 none
re-vote for low turnout, nobody came  | commune repeat-turnout 1 1000 0 0 | 0 | a yes 1 refer round
re-vote after annulment, at half      | province repeat-annulled 2 1000 500 500 | 400 300 | ab no 2 repeat-turnout
re-vote after annulment, above half   | province repeat-annulled 2 1000 501 500 | 400 300 | AB yes 0 none
supplementary vote, at half           | commune supplementary 1 1000 500 500 | 400 300 | ?b open 1 refer turnout
supplementary vote, low, nobody above | commune supplementary 1 1000 400 400 | 200 100 | ab open 1 refer turnout
supplementary vote, low, and a tie    | commune supplementary 1 1000 400 400 | 300 300 10 | ??c open 1 refer turnout

# ---- Art. 78(2): more than one half of the valid ballots
exactly half of the valid             | na first 1 1000 900 800 | 400 | a yes 1 supplementary-refer-nec
one more                              | na first 1 1000 900 800 | 401 | A yes 0 none
half of an odd number, rounded down   | na first 1 1000 900 801 | 400 | a yes 1 supplementary-refer-nec
half of an odd number, rounded up     | na first 1 1000 900 801 | 401 | A yes 0 none
half of the valid, not of the turnout | na first 1 1000 900 600 | 301 | A yes 0 none
all votes                             | na first 1 1000 900 800 | 800 | A yes 0 none
no valid ballot                       | province first 2 1000 900 0 | 0 0 | ab yes 2 supplementary
most votes, but not above half        | province first 1 1000 900 900 | 450 300 150 | abc yes 1 supplementary

# ---- Art. 78(3): more above half than seats
the higher ones                       | province first 2 1000 900 900 | 500 700 600 451 | aBCd yes 0 none
all above half                        | commune first 3 1000 900 900 | 895 896 897 898 899 | abCDE yes 0 none
fewer above half than seats           | commune first 3 1000 900 900 | 600 400 300 200 | Abcd yes 2 supplementary

# ---- Art. 78(4): equal votes at the last seat
older by a day                        | na first 1 1000 900 900 | 500/700502 500/700501 | aB yes 0 none
older by a day, over the year         | na first 1 1000 900 900 | 500/691231 500/700101 | Ab yes 0 none
one day                               | na first 1 1000 900 900 | 500/700501 500/700501 | ?? yes 1 refer tie
one seat, two of three oldest | commune first 1 1000 900 900 | 500/700501 500/700501 500/800501 | ??c yes 1 refer tie
two seats, two youngest | commune first 2 1000 900 900 | 500/700501 500/800501 500/800501 | A?? yes 1 refer tie
two seats, two oldest                 | commune first 2 1000 900 900 | 500/800501 500/700501 500/700501 | aBC yes 0 none
two seats, three of one day           | commune first 2 1000 900 900 | 500 500 500 | ??? yes 2 refer tie
sure, older, tied, younger | commune first 3 1000 900 900 | 800 500/600101 500 500 500/900101 | AB??e yes 1 refer tie
equal votes that all fit              | commune first 3 1000 900 900 | 500 500 500 | ABC yes 0 none
equal votes above the last seat       | commune first 3 1000 900 900 | 600 600 500 460 | ABCd yes 0 none
equal votes below the last seat       | commune first 1 1000 900 900 | 600 500 500 | Abc yes 0 none
equal votes of exactly half           | commune first 1 1000 900 900 | 450 450 | ab yes 1 supplementary
age does not overtake votes           | na first 1 1000 900 900 | 501/900101 500/300101 | Ab yes 0 none
a tie in a supplementary vote         | commune supplementary 1 1000 900 900 | 500 500 | ?? yes 1 refer tie

# ---- Art. 79: supplementary vote
National Assembly, two of three       | na first 3 1000 900 900 | 600 600 100 100 | ABcd yes 1 supplementary-refer-nec
fewer candidates than seats           | province first 3 1000 900 900 | 600 | A yes 2 supplementary
a supplementary vote that fills       | na supplementary 1 1000 900 900 | 460 | A yes 0 none
no second one                         | province supplementary 2 1000 900 900 | 400 300 200 | abc yes 2 vacant-final
nor for the National Assembly         | na supplementary 1 1000 900 900 | 400 | a yes 1 vacant-final
re-vote of a council, two thirds      | commune repeat-turnout 3 1000 400 400 | 300 300 10 | ABc yes 1 vacant-accepted
re-vote of a council, below           | commune repeat-annulled 3 1000 900 900 | 600 10 10 | Abc yes 2 refer round
re-vote for the National Assembly     | na repeat-turnout 3 1000 400 400 | 300 300 10 | ABc yes 1 refer round
"""

for line in CASES.splitlines():
	if line and not line.startswith('#'):
		case(line)

for seats, least in ((1, 1), (2, 2), (3, 2), (4, 3), (5, 4)):  # two thirds of the seats
	for winners in range(seats + 1):
		got = answer('commune', 'first', seats, 1000, 900, 900, *([600] * winners + [100] * (seats + 1 - winners)))
		want = 'none' if winners == seats else 'vacant-accepted' if winners >= least else 'supplementary'
		check(f'council: {winners} of {seats} elected', (got['elected'], got['next']), (winners, want))

# ---- printed figures -------------------------------------------------------------------------------------------------
check('a third', results.percent(1, 3), '33.33')
check('two thirds', results.percent(2, 3), '66.67')
check('half up on the third decimal', results.percent(12345, 100000), '12.35')
check('just below it', results.percent(12344999, 100000000), '12.34')
check('carries to the next whole', results.percent(99995, 100000), '100.00')
check('just below 100', results.percent(99994, 100000), '99.99')
check('all', results.percent(999999999999, 999999999999), '100.00')
check('none of some', results.percent(0, 7), '0.00')
check('none of none', results.percent(0, 0), None)
ranks = answer('commune', 'first', 3, 1000, 900, 900, 500, 700, 500, 100)
check('ranks: 1, 2, 2, 4', [f'{p["name"]}{p["rank"]}' for p in ranks['candidates']], ['B1', 'A2', 'C2', 'D4'])
aged = answer('na', 'first', 1, 1000, 900, 900, (500, '1980-01-01'), (500, '1970-01-01'))
check('the older stands first with equal rank', [f'{p["name"]}{p["rank"]}' for p in aged['candidates']], ['B1', 'A1'])

# ---- questions -------------------------------------------------------------------------------------------------------
check('nothing to ask', answer('na', 'first', 1, 1000, 900, 900, 500, 400)['questions'], [])
check('more valid ballots than turnout', answer('na', 'first', 1, 1000, 900, 901, 901)['questions'], ['K106'])
check('more names than ballots can hold', answer('na', 'first', 1, 1000, 900, 900, 500, 401)['questions'], ['K108'])
check('as many as they can', answer('na', 'first', 2, 1000, 900, 900, 900, 900)['questions'], [])
check('fewer names than ballots', answer('na', 'first', 2, 1000, 900, 900, 500, 399)['questions'], ['K109'])
check('four seats for the National Assembly', answer('na', 'first', 4, 1000, 900, 900, 900)['questions'], ['K121'])
check('five for a council', answer('commune', 'first', 5, 1000, 900, 900, 900)['questions'], [])
check('six for a council', answer('commune', 'first', 6, 1000, 900, 900, 900)['questions'], ['K121'])

# ---- reading ---------------------------------------------------------------------------------------------------------
GOOD = (HEADING + '\nX,na,first,1,1000,900,900,Nguyễn Văn A,1980-02-29,500\n'
	'X,na,first,1,1000,900,900,Nguyễn Văn B,1981-01-01,300\n')


def changed(old, new):
	assert old in GOOD
	return wrong(GOOD.replace(old, new, 1))


check('a good file', wrong(GOOD), 'read')
check('CRLF', wrong(GOOD.replace('\n', '\r\n')), 'read')
check('BOM', wrong(b'\xef\xbb\xbf' + GOOD.encode()), 'read')
check('quotes', changed('Nguyễn Văn A', '"Nguyễn Văn ""A"", Hà Nội"'), 'read')
check('blanks at both ends', changed('Nguyễn Văn A', '  Nguyễn Văn A '), 'read')
check('Latin-1', wrong(HEADING.encode() + b'\nX,na,first,1,1000,900,900,Nguy\xean,1980-02-29,500\n'), (2, None))
check('no row', wrong(HEADING + '\n'), (None, None))
check('nothing', wrong(''), (None, None))
check('votes above valid', changed(',500', ',901'), (2, 'votes'))
check('turnout above voters', changed('900', '1001'), (2, 'turnout'))
check('an unknown round', changed('first', 'second'), (2, 'round'))
check('an unknown level', changed('na,', 'NA,'), (2, 'level'))
check('30 February', changed('1980-02-29', '1980-02-30'), (2, 'born'))
check('29 February of no leap year', changed('1980-02-29', '1900-02-29'), (2, 'born'))
check('month 13', changed('1980-02-29', '1980-13-01'), (2, 'born'))
check('a day as people write it', changed('1980-02-29', '29/02/1980'), (2, 'born'))
check('negative', changed(',500', ',-1'), (2, 'votes'))
check('twenty digits', changed(',500', ',18446744073709551617'), (2, 'votes'))
check('a fraction', changed(',500', ',500.0'), (2, 'votes'))
check('digits of another script', changed(',500', ',٥٠٠'), (2, 'votes'))
check('underscores', changed(',500', ',5_0'), (2, 'votes'))
check('an empty cell', changed(',500', ','), (2, 'votes'))
check('no seats', changed('first,1,', 'first,0,'), (2, 'seats'))
check('no voters', changed('1000,900,900', '0,0,0'), (2, 'voters'))
check('a cell too many', changed(',500', ',500,'), (2, None))
check('cut in the middle of a row', wrong(GOOD[:-20]), (3, None))
check('an open quote', changed('Nguyễn Văn B', '"Nguyễn Văn B'), (3, None))
check('a column missing', wrong(GOOD.replace('valid', 'hợp lệ')), (1, 'valid'))
check('two different seats', changed('1,1000,900,900,Nguyễn Văn B', '2,1000,900,900,Nguyễn Văn B'), (3, 'seats'))
check('one name and one birth date twice', changed('Văn B,1981-01-01', 'Văn A,1980-02-29'), (3, 'candidate'))
check('one name and two birth dates', wrong(GOOD.replace('Văn B', 'Văn A')), 'read')
check('the same in decomposed letters',
	changed('Nguyễn Văn B,1981-01-01', 'Nguye\u0302\u0303n Va\u0306n A,1980-02-29'), (3, 'candidate'))
one_id = HEADING + '\nĐà,na,first,1,10,9,9,A,1980-01-01,5\nĐa\u0300,na,first,1,10,9,9,B,1980-01-01,5\n'
check('an id in decomposed letters is the same id', len(results.read(one_id.encode())), 1)
turned = GOOD.splitlines()
check('columns in another order', wrong('\n'.join(','.join(reversed(row.split(','))) for row in turned) + '\n'), 'read')
check('other columns', wrong('\n'.join(row + ',x' for row in turned) + '\n'), 'read')
apart = '\n'.join([turned[0], turned[1], 'Y' + turned[1][1:], turned[2]])
check('interleaved constituencies', [(c['id'], len(c['candidates'])) for c in results.read(apart.encode())],
	[('X', 2), ('Y', 1)])

# ---- the programs themselves -----------------------------------------------------------------------------------------
here = os.path.dirname(os.path.abspath(__file__))
command = [sys.executable, '-B', f'{here}/results.py', '/dev/stdin']
run = subprocess.run(command, input=GOOD.encode(), capture_output=True)
check('results.py ends well', run.returncode, 0)
check('with two decimals', b'"percent":55.56,"elected":true,"rank":1' in run.stdout, True)
run = subprocess.run(command, input=GOOD[:-20].encode(), capture_output=True)
check('and names what is wrong', (run.returncode, run.stderr.decode()[:6]), (2, 'dòng 3'))
made = results_random.make_file(7, 500)
check('the same seed makes the same bytes', results_random.make_file(7, 500) == made, True)
check('another seed others', results_random.make_file(8, 500) == made, False)
check('what is made can be read', len(results.read(made)), 500)

# ---- the generator must reach every corner, or the comparison proves little ------------------------------------------

def corners(c, a):
	"""Names of the edges this constituency stands on."""
	people, valid, votes = a['candidates'], c['valid'], [p['votes'] for p in a['candidates']]
	above = [v for v in votes if 2 * v > valid]
	winners = [p['votes'] for p in people if p['elected'] is True]
	losers = [p['votes'] for p in people if p['elected'] is False]
	tied = [p['votes'] for p in people if p['elected'] is None] if a['refer'] == 'tie' else []
	edges = {
		'half turnout': 2 * c['turnout'] == c['voters'],
		'half votes': any(2 * v == valid for v in votes),
		'valid 0': valid == 0,
		'one candidate': len(people) == 1,
		'few candidates': len(people) < c['seats'],
		'all above': len(above) == len(people) > c['seats'],
		'none above': not above and valid > 0,
		'all votes': any(v == valid > 0 for v in votes),
		'no votes': 0 in votes,
		'age decided': any(v in losers for v in winners),
		'age and tie': any(v in tied for v in winners),
		'tie of three': len(tied) > 2,
		'tie elsewhere': any(winners.count(v) > 1 and v not in losers + tied for v in winners),
		'huge': c['voters'] > 10 ** 11,
		'half a hundredth': valid > 0 and any(v * 20000 % (2 * valid) == valid for v in votes),
		'namesakes': len({p['name'] for p in people}) < len(people),
	}
	kinds = {a['next'], f'refer {a["refer"]}', f'{a["level"]} {a["round"]}', f'seats {min(a["seats"], 6)}'}
	return kinds | set(a['questions']) | {name for name, here in edges.items() if here}


wanted = set("""none|repeat-turnout|supplementary|supplementary-refer-nec|vacant-accepted|vacant-final
refer None|refer tie|refer turnout|refer round|K106|K108|K109|K121|seats 1|seats 2|seats 3|seats 4|seats 5|seats 6
half turnout|half votes|valid 0|one candidate|few candidates|all above|none above|all votes|no votes
age decided|age and tie|tie of three|tie elsewhere|huge|half a hundredth|namesakes""".replace('\n', '|').split('|'))
wanted |= {f'{level} {round_}' for level in results.LEVELS for round_ in results.ROUNDS}
for seed in range(8):
	for c in results.read(results_random.make_file(seed, 1000)):
		wanted -= corners(c, results.decide(c))
check('random files reach every corner', sorted(wanted), [])

print(f'1..{count}')
sys.exit(1 if failed else 0)
