#!/usr/bin/python3
"""Workbooks between our code and openpyxl, both ways. Prints TAP; TABLES names the tool."""

import datetime
import json
import random

import openpyxl
from openpyxl.styles import numbers

from xlsx_tables import check, equal, expected, finish, path, random_rows, random_text, read, tool, write

# ---- what we write, openpyxl reads -----------------------------------------------------------------------------------

rows = random_rows(1, 3000)
write(path('ours.xlsx'), 'Cử tri: 2026/2031', rows)
book = openpyxl.load_workbook(path('ours.xlsx'))
sheet = book.active
check('one sheet, its name made fit', book.sheetnames == ['Cử tri- 2026-2031'], book.sheetnames)
check('the heading stays in sight', sheet.freeze_panes == 'A2', sheet.freeze_panes)
check('a filter on every column', sheet.auto_filter.ref == f'A1:E{len(rows) + 1}', sheet.auto_filter.ref)
check('a bold heading', all(c.font.b for c in sheet[1]) and not any(c.font.b for c in sheet[2]))
check('columns are wide enough', all(sheet.column_dimensions[c].width >= 12 for c in 'ABCDE'))
check('no formula and no link', not any(c.data_type == 'f' or c.hyperlink for row in sheet.iter_rows() for c in row))
check('dates are dates', all(c.is_date and c.number_format == 'dd/mm/yyyy' for c in sheet['D'][1:] if c.value is not None))
check('text cells are of the format text', all(c.number_format == '@' for c in sheet['A'][1:]))
check('empty cells stay of the column\'s kind', sheet.column_dimensions['A'].number_format == '@')


def plain(v):
	return v.date() if isinstance(v, datetime.datetime) else v


got = [[plain(v) for v in row] for row in sheet.iter_rows(min_row=2, max_col=5, values_only=True)]
want = [[r[0].replace('_x0041_', '_x005F_x0041_'), r[1], None if r[2] is None else r[2] / 100, r[3],
	None if r[4] is None else r[4].replace('_x0041_', '_x005F_x0041_')] for r in rows]  # openpyxl opens no escapes
for g, w in zip(got, want):  # sixteen digits are written: the reader's own last bit is not ours
	if w[2] is not None and abs(g[2] - w[2]) <= abs(w[2]) * 1e-15:
		g[2] = w[2]
equal('every value comes back', got, want)
equal('and our reader reads the same', read(path('ours.xlsx'))[0], expected(rows))

# ---- what openpyxl writes, we read -----------------------------------------------------------------------------------


def as_read(v):
	"""What a value is for us: as people type it."""
	if v is None:
		return ''
	if isinstance(v, bool):
		return '1' if v else '0'
	if isinstance(v, int):
		return str(v)
	if isinstance(v, float):
		text = f'{v:.15g}'
		if 'e' in text:
			text = f'{v:.25f}'.rstrip('0').rstrip('.') if abs(v) < 1 else f'{v:.0f}'
		return text.replace('.', ',')
	if isinstance(v, datetime.datetime):
		seconds = ':%S' if v.second else ''
		return v.strftime('%Y-%m-%d' + (' %H:%M' + seconds if v.time() != datetime.time() else ''))
	if isinstance(v, datetime.date):
		return v.isoformat()
	if isinstance(v, datetime.time):
		return v.strftime('%H:%M' + (':%S' if v.second else ''))
	return v


def random_value(r):
	kind = r.randrange(9)
	return [None, random_text(r), r.randrange(-10**6, 10**12), round(r.uniform(-1000, 1000), r.randrange(1, 5)), r.random() < 0.5,
		datetime.date(1900, 3, 1) + datetime.timedelta(days=r.randrange(0, 100000)),
		datetime.datetime(1950, 1, 1) + datetime.timedelta(seconds=60 * r.randrange(0, 60000000)),
		datetime.time(r.randrange(24), r.randrange(60), r.choice([0, 0, 30])), r.randrange(10**14) / 100][kind]


for seed, epoch in ((2, openpyxl.utils.datetime.WINDOWS_EPOCH), (3, openpyxl.utils.datetime.MAC_EPOCH)):
	r = random.Random(seed)
	book = openpyxl.Workbook()
	book.epoch = epoch
	hidden = book.active
	hidden.title = 'Ẩn'
	hidden.sheet_state = 'hidden'
	hidden['A1'] = 'không ai thấy'
	sheet = book.create_sheet('Bảng 1')
	book.create_sheet('Bảng 2')['B2'] = 5
	want, line = [], 0
	for _ in range(2000):
		line += 1 if r.random() < 0.9 else r.randrange(2, 5)
		values = [random_value(r) for _ in range(r.randrange(1, 12))]
		if epoch != openpyxl.utils.datetime.WINDOWS_EPOCH:  # days before 1904 have no number there
			values = [None if isinstance(v, datetime.date) and v.year < 1904 else v for v in values]
		for column, v in enumerate(values):
			cell = sheet.cell(line, column + 1)
			if isinstance(v, str):
				cell.value, cell.data_type = v, 's'
			else:
				cell.value = v
			if isinstance(v, datetime.date) and not isinstance(v, datetime.datetime):
				cell.number_format = r.choice(['dd/mm/yyyy', numbers.FORMAT_DATE_XLSX14, '[$-42A]dd\\ mmmm\\ yyyy;@', '"ngày" d/m'])
		cells = [as_read(v) for v in values]
		while cells and cells[-1] == '':
			cells.pop()
		if cells:
			want.append((line, cells))
		if r.random() < 0.05:
			sheet.row_dimensions[line].hidden = True
	book.save(path('theirs.xlsx'))
	got, info = read(path('theirs.xlsx'))
	# it writes "_x0041_" as it is, which by the standard is "A"
	want = [(line, [c.replace('_x0041_', 'A') for c in cells]) for line, cells in want]
	equal(f'a sheet of every kind of value (seed {seed})', got, want)
	check(f'the first sheet in sight, and another (seed {seed})', info['sheet'] == 'Bảng 1' and info['other_sheets'] == 1, info)
	check(f'hidden rows are counted (seed {seed})', 0 < info['hidden_rows'] < len(want), info)
	check(f'a sheet by its name (seed {seed})', read(path('theirs.xlsx'), 'Ẩn')[0] == [(1, ['không ai thấy'])])

# ---- formulas without a value, merged headings -----------------------------------------------------------------------

book = openpyxl.Workbook()
sheet = book.active
sheet.append(['DANH SÁCH CỬ TRI'])
sheet.merge_cells('A1:D1')
sheet.append([])
sheet.append(['Họ tên', 'Nơi ở', None, 'Số'])
sheet.append([None, 'Thôn', 'Xã', None])
sheet.merge_cells('A3:A4')
sheet.merge_cells('B3:C3')
sheet.merge_cells('D3:D4')
sheet.append(['An', 'Thôn 1', 'Xã A', '=1+1'])
book.save(path('merged.xlsx'))
equal('cells are as they stand, those merged over rows in each of them', read(path('merged.xlsx'))[0],
	[(1, ['DANH SÁCH CỬ TRI']), (3, ['Họ tên', 'Nơi ở', '', 'Số']), (4, ['Họ tên', 'Thôn', 'Xã', 'Số']), (5, ['An', 'Thôn 1', 'Xã A'])])
check('a formula without its value is told', read(path('merged.xlsx'))[1]['formulas_unsaved'] == 1)
heading = [json.loads(line)['cells'] for line in tool('heading', path('merged.xlsx'), '3').splitlines()]
equal('merged cells of a heading', heading,
	[['DANH SÁCH CỬ TRI'] * 4, ['Họ tên', 'Nơi ở', 'Nơi ở', 'Số'], ['Họ tên', 'Thôn', 'Xã', 'Số']])

# ---- merged down: each row has the value that stands over it ---------------------------------------------------------

r = random.Random(7)
book = openpyxl.Workbook()
sheet = book.active
sheet.append(['Xã', 'Thôn', 'Chủ hộ', 'Số người'])
for line in range(2, 1500):
	sheet.append([None if r.random() < 0.1 else f'Xã {line}', f'Thôn {line}', None if r.random() < 0.1 else f'Hộ {line}', r.choice([None, line])])
for column in (1, 2, 4):
	line = 2
	while line < 1480:
		bottom = line + r.choice([0, 0, 1, 3, 12])
		if bottom > line:
			sheet.merge_cells(start_row=line, end_row=bottom, start_column=column, end_column=column)
		line = bottom + 1
book.save(path('down.xlsx'))
over = {}
for ranged in sheet.merged_cells.ranges:
	for line in range(ranged.min_row, ranged.max_row + 1):
		over[line, ranged.min_col] = sheet.cell(ranged.min_row, ranged.min_col).value
want = []
for line, row in enumerate(sheet.iter_rows(values_only=True), 1):
	own = list(row)
	if any(v is not None for v in own):
		cells = [as_read(over.get((line, column), v)) for column, v in enumerate(own, 1)]
		while cells[-1] == '':
			cells.pop()
		want.append((line, cells))
got, info = read(path('down.xlsx'))
equal('what is merged down counts for each row', got, want)

finish()
