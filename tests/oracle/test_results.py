#!/usr/bin/env python3
"""The oracle itself against answers worked out by hand from the words of the law. Prints TAP.

Each case is written as a board would state it: level, round, seats, voters, turnout, valid, then a candidate a line.
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
	"""'ABc?' – by name: a letter for the elected, small for the others, ? where a person must look."""
	out = ''
	for p in sorted(a['candidates'], key=lambda p: p['name']):
		out += '?' if p['elected'] is None else p['name'] if p['elected'] else p['name'].lower()
	return out


def short(a):
	return states(a), a['recognised'], a['elected'], a['left'], a['next'], a['refer']


def wrong(data):
	"""(line, column) of the refusal of these bytes, or 'read'."""
	try:
		results.read(data if isinstance(data, bytes) else data.encode())
	except results.Refused as bad:
		return bad.line, bad.column
	return 'read'


# ---- Art. 78(1), 80(4): is the result recognised? --------------------------------------------------------------------
check('turnout one above half: recognised', short(answer('commune', 'first', 1, 1000, 501, 501, 300)),
      ('A', True, 1, 0, 'none', None))
check('exactly half: not', short(answer('commune', 'first', 1, 1000, 500, 500, 500)),
      ('a', False, 0, 1, 'repeat-turnout', None))
check('half of an odd number, rounded down: not', answer('commune', 'first', 1, 1001, 500, 500, 500)['recognised'], False)
check('half of an odd number, rounded up: yes', answer('commune', 'first', 1, 1001, 501, 500, 500)['recognised'], True)
check('one voter who stayed away', answer('na', 'first', 1, 1, 0, 0, 0)['recognised'], False)
check('one voter who came', short(answer('na', 'first', 1, 1, 1, 1, 1)), ('A', True, 1, 0, 'none', None))
check('re-vote for low turnout: recognised at half', short(answer('province', 'repeat-turnout', 2, 1000, 500, 500, 400, 300)),
      ('AB', True, 2, 0, 'none', None))
check('even when nobody came', short(answer('commune', 'repeat-turnout', 1, 1000, 0, 0, 0)),
      ('a', True, 0, 1, 'refer', 'round'))
check('re-vote after annulment: no such exception', short(answer('province', 'repeat-annulled', 2, 1000, 500, 500, 400, 300)),
      ('ab', False, 0, 2, 'repeat-turnout', None))
check('supplementary vote at half: a person must look', short(answer('commune', 'supplementary', 1, 1000, 500, 500, 400, 300)),
      ('?b', None, 0, 1, 'refer', 'turnout'))
check('those not above half are out all the same', states(answer('commune', 'supplementary', 1, 1000, 400, 400, 200, 100)), 'ab')
check('the tied stay open in it', states(answer('commune', 'supplementary', 1, 1000, 400, 400, 300, 300, 10)), '??c')

# ---- Art. 78(2): more than one half of the valid ballots ------------------------------------------------------------
check('exactly half of the valid is not enough', short(answer('na', 'first', 1, 1000, 900, 800, 400)),
      ('a', True, 0, 1, 'supplementary-refer-nec', None))
check('one more is', states(answer('na', 'first', 1, 1000, 900, 800, 401)), 'A')
check('half of an odd number, rounded down', states(answer('na', 'first', 1, 1000, 900, 801, 400)), 'a')
check('half of an odd number, rounded up', states(answer('na', 'first', 1, 1000, 900, 801, 401)), 'A')
check('half of the valid, not of those who took part', states(answer('na', 'first', 1, 1000, 900, 600, 301)), 'A')
check('all votes', states(answer('na', 'first', 1, 1000, 900, 800, 800)), 'A')
check('no valid ballot elects nobody', short(answer('province', 'first', 2, 1000, 900, 0, 0, 0)),
      ('ab', True, 0, 2, 'supplementary', None))
check('most votes but not above half', states(answer('province', 'first', 1, 1000, 900, 900, 450, 300, 150)), 'abc')

# ---- Art. 78(3): more above half than seats ---------------------------------------------------------------------------
check('the higher ones', short(answer('province', 'first', 2, 1000, 900, 900, 500, 700, 600, 451)),
      ('aBCd', True, 2, 0, 'none', None))
check('all above half, three seats of five', states(answer('commune', 'first', 3, 1000, 900, 900, 895, 896, 897, 898, 899)), 'abCDE')
check('fewer above half than seats', states(answer('commune', 'first', 3, 1000, 900, 900, 600, 400, 300, 200)), 'Abcd')

# ---- Art. 78(4): equal votes at the last seat -------------------------------------------------------------------------
check('the older one', short(answer('na', 'first', 1, 1000, 900, 900, (500, '1970-05-02'), (500, '1970-05-01'))),
      ('aB', True, 1, 0, 'none', None))
check('older by a year', states(answer('na', 'first', 1, 1000, 900, 900, (500, '1969-12-31'), (500, '1970-01-01'))), 'Ab')
check('one day: nobody is chosen', short(answer('na', 'first', 1, 1000, 900, 900, (500, '1970-05-01'), (500, '1970-05-01'))),
      ('??', True, 0, 1, 'refer', 'tie'))
check('three for one seat, two of them oldest', short(answer('commune', 'first', 1, 1000, 900, 900, (500, '1970-05-01'),
      (500, '1970-05-01'), (500, '1980-05-01'))), ('??c', True, 0, 1, 'refer', 'tie'))
check('three for two seats, two of them youngest', short(answer('commune', 'first', 2, 1000, 900, 900, (500, '1970-05-01'),
      (500, '1980-05-01'), (500, '1980-05-01'))), ('A??', True, 1, 1, 'refer', 'tie'))
check('three for two seats, two of them oldest', short(answer('commune', 'first', 2, 1000, 900, 900, (500, '1980-05-01'),
      (500, '1970-05-01'), (500, '1970-05-01'))), ('aBC', True, 2, 0, 'none', None))
check('three for two seats, all of one day', states(answer('commune', 'first', 2, 1000, 900, 900, 500, 500, 500)), '???')
check('four behind a sure one', short(answer('commune', 'first', 3, 1000, 900, 900, 800, (500, '1960-01-01'), (500, '1970-01-01'),
      (500, '1970-01-01'), (500, '1990-01-01'))), ('AB??e', True, 2, 1, 'refer', 'tie'))
check('equal votes that all fit', short(answer('commune', 'first', 3, 1000, 900, 900, 500, 500, 500)),
      ('ABC', True, 3, 0, 'none', None))
check('equal votes above the last seat', states(answer('commune', 'first', 3, 1000, 900, 900, 600, 600, 500, 460)), 'ABCd')
check('equal votes below the last seat', states(answer('commune', 'first', 1, 1000, 900, 900, 600, 500, 500)), 'Abc')
check('equal votes of exactly half: no tie', short(answer('commune', 'first', 1, 1000, 900, 900, 450, 450)),
      ('ab', True, 0, 1, 'supplementary', None))
check('the older one does not overtake more votes', states(answer('na', 'first', 1, 1000, 900, 900, (501, '1990-01-01'),
      (500, '1930-01-01'))), 'Ab')
check('a tie in a supplementary vote', short(answer('commune', 'supplementary', 1, 1000, 900, 900, 500, 500)),
      ('??', True, 0, 1, 'refer', 'tie'))

# ---- Art. 79: supplementary vote --------------------------------------------------------------------------------------
for seats, least in ((1, 1), (2, 2), (3, 2), (4, 3), (5, 4)):  # two thirds of the seats
	for winners in range(seats + 1):
		got = answer('commune', 'first', seats, 1000, 900, 900, *([600] * winners + [100] * (seats + 1 - winners)))
		want = 'none' if winners == seats else 'vacant-accepted' if winners >= least else 'supplementary'
		check(f'council: {winners} of {seats} elected', (got['elected'], got['left'], got['next']), (winners, seats - winners, want))
check('National Assembly: two of three are not enough', short(answer('na', 'first', 3, 1000, 900, 900, 600, 600, 100, 100)),
      ('ABcd', True, 2, 1, 'supplementary-refer-nec', None))
check('fewer candidates than seats', short(answer('province', 'first', 3, 1000, 900, 900, 600)),
      ('A', True, 1, 2, 'supplementary', None))
check('no second supplementary vote', short(answer('province', 'supplementary', 2, 1000, 900, 900, 400, 300, 200)),
      ('abc', True, 0, 2, 'vacant-final', None))
check('nor for the National Assembly', answer('na', 'supplementary', 1, 1000, 900, 900, 400)['next'], 'vacant-final')
check('a supplementary vote that fills', answer('na', 'supplementary', 1, 1000, 900, 900, 460)['next'], 'none')
check('re-vote of a council with two thirds', short(answer('commune', 'repeat-turnout', 3, 1000, 400, 400, 300, 300, 10)),
      ('ABc', True, 2, 1, 'vacant-accepted', None))
check('re-vote of a council below two thirds', short(answer('commune', 'repeat-annulled', 3, 1000, 900, 900, 600, 10, 10)),
      ('Abc', True, 1, 2, 'refer', 'round'))
check('re-vote for the National Assembly', short(answer('na', 'repeat-turnout', 3, 1000, 400, 400, 300, 300, 10)),
      ('ABc', True, 2, 1, 'refer', 'round'))

# ---- printed figures --------------------------------------------------------------------------------------------------
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
check('ranks: 1, 2, 2, 4', [(p['name'], p['rank']) for p in ranks['candidates']], [('B', 1), ('A', 2), ('C', 2), ('D', 4)])
aged = answer('na', 'first', 1, 1000, 900, 900, (500, '1980-01-01'), (500, '1970-01-01'))
check('the older stands first with equal rank', [(p['name'], p['rank']) for p in aged['candidates']], [('B', 1), ('A', 1)])

# ---- questions --------------------------------------------------------------------------------------------------------
check('nothing to ask', answer('na', 'first', 1, 1000, 900, 900, 500, 400)['questions'], [])
check('more valid ballots than voters who took part', answer('na', 'first', 1, 1000, 900, 901, 901)['questions'], ['K106'])
check('more names than ballots can hold', answer('na', 'first', 1, 1000, 900, 900, 500, 401)['questions'], ['K108'])
check('as many as they can', answer('na', 'first', 2, 1000, 900, 900, 900, 900)['questions'], [])
check('fewer names than ballots', answer('na', 'first', 2, 1000, 900, 900, 500, 399)['questions'], ['K109'])
check('four seats for the National Assembly', answer('na', 'first', 4, 1000, 900, 900, 900)['questions'], ['K121'])
check('five for a council', answer('commune', 'first', 5, 1000, 900, 900, 900)['questions'], [])
check('six for a council', answer('commune', 'first', 6, 1000, 900, 900, 900)['questions'], ['K121'])

# ---- reading ----------------------------------------------------------------------------------------------------------
GOOD = HEADING + '\nX,na,first,1,1000,900,900,Nguyễn Văn A,1980-02-29,500\nX,na,first,1,1000,900,900,Nguyễn Văn B,1981-01-01,300\n'


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
check('two different seats', changed('first,1,1000,900,900,Nguyễn Văn B', 'first,2,1000,900,900,Nguyễn Văn B'), (3, 'seats'))
check('one name and one birth date twice', wrong(GOOD.replace('Văn B,1981-01-01', 'Văn A,1980-02-29')), (3, 'candidate'))
check('one name and two birth dates', wrong(GOOD.replace('Văn B', 'Văn A')), 'read')
check('the same in decomposed letters', wrong(GOOD.replace('Nguyễn Văn B,1981-01-01', 'Nguye\u0302\u0303n Va\u0306n A,1980-02-29')),
      (3, 'candidate'))
check('an id in decomposed letters is the same id', len(results.read((HEADING + '\nĐà,na,first,1,10,9,9,A,1980-01-01,5\n'
      'Đa\u0300,na,first,1,10,9,9,B,1980-01-01,5\n').encode())), 1)
turned = GOOD.splitlines()
check('columns in another order', wrong('\n'.join(','.join(reversed(row.split(','))) for row in turned) + '\n'), 'read')
check('other columns', wrong('\n'.join(row + ',x' for row in turned) + '\n'), 'read')
check('interleaved constituencies', [c['id'] for c in results.read(
      '\n'.join([turned[0], turned[1], 'Y' + turned[1][1:], turned[2]]).encode())], ['X', 'Y'])

# ---- the programs themselves ------------------------------------------------------------------------------------------
here = os.path.dirname(os.path.abspath(__file__))
run = subprocess.run([sys.executable, '-B', f'{here}/results.py', '/dev/stdin'], input=GOOD.encode(), capture_output=True)
check('results.py prints JSON with two decimals', (run.returncode, b'"percent":55.56,"elected":true,"rank":1' in run.stdout), (0, True))
run = subprocess.run([sys.executable, '-B', f'{here}/results.py', '/dev/stdin'], input=GOOD[:-20].encode(), capture_output=True)
check('and names what is wrong', (run.returncode, run.stderr[:12].decode('utf-8', 'replace')[:6]), (2, 'dòng 3'))
made = results_random.make_file(7, 500)
check('the same seed makes the same bytes', results_random.make_file(7, 500) == made, True)
check('another seed others', results_random.make_file(8, 500) == made, False)
check('what is made can be read', len(results.read(made)), 500)

# The generator must reach every corner, or the comparison proves little.
seen = set()
for seed in range(8):
	for c in results.read(results_random.make_file(seed, 1000)):
		a = results.decide(c)
		half = [p for p in c['candidates'] if 2 * p['votes'] > c['valid']]
		winners = [p['votes'] for p in a['candidates'] if p['elected'] is True]
		others = [p['votes'] for p in a['candidates'] if p['elected'] is False]
		seen |= {a['next'], f'refer {a["refer"]}', f'{a["level"]} {a["round"]}', f'seats {min(a["seats"], 6)}', *a['questions']}
		seen |= {name for name, is_so in {
			'half turnout': 2 * c['turnout'] == c['voters'], 'half votes': any(2 * p['votes'] == c['valid'] for p in c['candidates']),
			'valid 0': c['valid'] == 0, 'one candidate': len(c['candidates']) == 1, 'few': len(c['candidates']) < c['seats'],
			'all above': len(half) == len(c['candidates']) > c['seats'], 'none above': not half and c['valid'] > 0,
			'all votes': any(p['votes'] == c['valid'] > 0 for p in c['candidates']), 'no votes': any(p['votes'] == 0 for p in c['candidates']),
			'age decided': bool(winners and a['recognised'] and min(winners) in others),
			'age and tie': a['refer'] == 'tie' and any(p['elected'] is True and p['votes'] in
				[q['votes'] for q in a['candidates'] if q['elected'] is None] for p in a['candidates']),
			'tie of three': len([p for p in a['candidates'] if p['elected'] is None]) > 2, 'huge': c['voters'] > 10 ** 11,
			'half a hundredth': c['valid'] > 0 and any(p['votes'] * 20000 % (2 * c['valid']) == c['valid'] for p in c['candidates']),
			'namesakes': len({p['name'] for p in c['candidates']}) < len(c['candidates']),
		}.items() if is_so}
wanted = {'none', 'refer', 'repeat-turnout', 'supplementary', 'supplementary-refer-nec', 'vacant-accepted', 'vacant-final',
          'refer tie', 'refer turnout', 'refer round', 'K106', 'K108', 'K109', 'K121', 'half turnout', 'half votes', 'valid 0', 'one candidate',
          'few', 'all above', 'none above', 'all votes', 'no votes', 'age decided', 'age and tie', 'tie of three', 'huge',
          'half a hundredth', 'namesakes', *(f'seats {n}' for n in range(1, 7)),
          *(f'{level} {round_}' for level in results.LEVELS for round_ in results.ROUNDS)}
check('random files reach every corner', sorted(wanted - seen), [])

print(f'1..{count}')
sys.exit(1 if failed else 0)
