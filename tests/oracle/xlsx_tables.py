"""Shared by xlsx_*.py: our own tool (named by TABLES), invented tables, TAP."""

import datetime
import json
import os
import random
import subprocess
import sys
import tempfile

TOOL = os.environ.get('TABLES', 'build/tests/oracle/tables')
count = failed = 0
scratch = tempfile.TemporaryDirectory(prefix='noivu-oracle-')


def check(name, ok, detail=''):
	global count, failed
	count += 1
	print(f'{"ok" if ok else "not ok"} {count} - {name}')
	if not ok:
		failed += 1
		for line in str(detail).splitlines()[:20]:
			print('#', line[:400])


def equal(name, got, want):
	"""Two lists of rows; the first difference is shown."""
	for i, (g, w) in enumerate(zip(got, want)):
		if g != w:
			return check(name, False, f'row {i}: got {g!r}\nwant {w!r}')
	check(name, len(got) == len(want) > 0, f'{len(got)} rows, want {len(want)}')


def finish():
	print(f'1..{count}')
	sys.exit(1 if failed else 0)


def path(name):
	return os.path.join(scratch.name, name)


def tool(*arguments, text=None):
	return subprocess.run([TOOL, *arguments], input=text, capture_output=True, encoding='utf-8', check=True).stdout


def read(*arguments):
	"""→ rows as (line, cells), info"""
	lines = [json.loads(line) for line in tool('read', *arguments).splitlines()]
	return [(x['line'], x['cells']) for x in lines[:-1]], lines[-1]['info']


WORDS = ('Nguyễn Thị Hương|Lò Văn Pó|xã Thiệu Hóa|khu vực bỏ phiếu|đặc khu|=1+1|+84912345678|-5|@x|038123456789|  |" "|<b>&amp;|_x0041_|'
	'a\nb|TRUE|#N/A|15/03/2026|𝄞 nhạc|E\u0302\u0301|http://a.b/c|1E5|\'x|]]>| đầu cuối |tab\tx').split('|')


def random_text(r):
	return r.choice(WORDS) if r.random() < 0.6 else ' '.join(r.choice(WORDS) for _ in range(r.randrange(1, 6)))


def escaped(text):
	return text.replace('\\', '\\\\').replace('\t', '\\t').replace('\n', '\\n').replace('\r', '\\r')


COLUMNS = [('t', 'Họ và tên'), ('i', 'Số thứ tự'), ('2', 'Diện tích'), ('d', 'Ngày sinh'), ('t', 'Ghi chú')]


def random_rows(seed, n):
	"""Rows of COLUMNS: text, int, a number scaled by 100, date, text; None is empty."""
	r = random.Random(seed)
	rows = []
	for _ in range(n):
		rows.append([
			random_text(r),
			r.choice([None, r.randrange(-1000, 1000), r.randrange(0, 10**15 - 1)]),
			r.choice([None, r.randrange(-10**6, 10**6), r.randrange(0, 10**14)]),
			r.choice([None, datetime.date(1900, 3, 1) + datetime.timedelta(days=r.randrange(0, 90000))]),
			r.choice([None, random_text(r)]),
		])
	return rows


def write(file, sheet, rows):
	def cell(kind, v):
		if v is None:
			return 'e'
		return kind + (escaped(v) if kind == 't' else v.isoformat() if kind == 'd' else str(v))
	lines = ['\t'.join(k + label for k, label in COLUMNS)]
	lines += ['\t'.join(cell(k, v) for (k, _), v in zip(COLUMNS, row)) for row in rows]
	tool('write', file, sheet, text='\n'.join(lines) + '\n')


def decimal(scaled, decimals):
	"""As people type it: 6230, 2 → 62,3"""
	sign, digits = '-' if scaled < 0 else '', str(abs(scaled)).rjust(decimals + 1, '0')
	return (sign + digits[:-decimals] + ',' + digits[-decimals:]).rstrip('0').rstrip(',')


def expected(rows):
	"""What our reader makes of such rows, with the heading."""
	result = [(1, [label for _, label in COLUMNS])]
	for i, row in enumerate(rows):
		cells = [row[0], '' if row[1] is None else str(row[1]), '' if row[2] is None else decimal(row[2], 2),
			'' if row[3] is None else row[3].isoformat(), row[4] or '']
		while cells and cells[-1] == '':
			cells.pop()
		result.append((i + 2, cells))
	return result
