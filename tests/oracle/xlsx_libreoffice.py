#!/usr/bin/python3
"""Workbooks between our code and LibreOffice, both ways. Prints TAP; TABLES names the tool. Slow: once for each file."""

import csv
import io
import shutil
import subprocess
import sys

from xlsx_tables import check, decimal, equal, expected, finish, path, random_rows, read, scratch, write

OFFICE = shutil.which('soffice')
if OFFICE is None:
	print('1..0 # SKIP LibreOffice is not installed')
	sys.exit(0)


def convert(name, kind, *more):
	subprocess.run([OFFICE, f'-env:UserInstallation=file://{scratch.name}/profile', '--headless', *more, '--convert-to', kind,
		'--outdir', scratch.name + '/out', path(name)], check=True, capture_output=True, timeout=300)
	return path('out/' + name.rsplit('.', 1)[0] + '.' + kind.split(':')[0])


# Control characters and tabs in a cell are not kept by LibreOffice's CSV; the unit tests have them.
rows = [row for row in random_rows(5, 1500) if not any(isinstance(v, str) and ('\t' in v or '_x' in v) for v in row)]
write(path('ours.xlsx'), 'Cử tri', rows)

# It reads what we write: CSV in UTF-8, cells as they are stored, days as an American writes them.
with open(convert('ours.xlsx', 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false'), encoding='utf-8', newline='') as f:
	got = list(csv.reader(io.StringIO(f.read())))


def stored(row):
	day = row[3].strftime('%m/%d/%Y') if row[3] else ''
	return [row[0], '' if row[1] is None else str(row[1]), '' if row[2] is None else decimal(row[2], 2).replace(',', '.'), day, row[4] or '']


want = [['Họ và tên', 'Số thứ tự', 'Diện tích', 'Ngày sinh', 'Ghi chú']] + [stored(row) for row in rows]
equal('LibreOffice reads every cell of ours', [[c.replace('\r\n', '\n') for c in row] for row in got], want)

# What it makes of ours, written by itself: shared strings, its own styles.
equal('its own .xlsx of the same is read the same', read(convert('ours.xlsx', 'xlsx:Calc MS Excel 2007 XML'))[0], expected(rows))

# From text of people: numbers, days, a leading apostrophe's zero.
with open(path('typed.csv'), 'w', encoding='utf-8') as f:
	f.write('Ngày,Giờ,Số,Chữ,Phép\n2026-03-15,07:30,62.31,xã Thiệu Hóa,=1+1\n1999-12-31,23:59:58,1000000,"a,b",="x"&"y"\n')
made = convert('typed.csv', 'xlsx:Calc MS Excel 2007 XML', '--infilter=CSV:44,34,76,1,1/5,,1033,false,true,false,true')
got, info = read(made)
equal('what it takes for days, times, numbers is read as such', got,
	[(1, ['Ngày', 'Giờ', 'Số', 'Chữ', 'Phép']), (2, ['2026-03-15', '07:30', '62,31', 'xã Thiệu Hóa', '2']),
	(3, ['1999-12-31', '23:59:58', '1000000', 'a,b', 'xy'])])
check('formulas are counted', info['formulas'] == 2 and info['formulas_unsaved'] == 0, info)

# Cells merged down a column, by another program's hand and by its own.
import openpyxl

book = openpyxl.Workbook()
sheet = book.active
sheet.append(['Thôn', 'Chủ hộ'])
for i in range(40):
	sheet.append([f'Thôn {i // 8}' if i % 8 == 0 else None, f'Hộ {i}'])
for i in range(5):
	sheet.merge_cells(start_row=2 + 8 * i, end_row=9 + 8 * i, start_column=1, end_column=1)
book.save(path('down.xlsx'))
want = [(1, ['Thôn', 'Chủ hộ'])] + [(i + 2, [f'Thôn {i // 8}', f'Hộ {i}']) for i in range(40)]
equal('cells merged down count for each row', read(path('down.xlsx'))[0], want)
equal('as LibreOffice saves them, too', read(convert('down.xlsx', 'xlsx:Calc MS Excel 2007 XML'))[0], want)

# The formats that are refused, made by itself.
for kind, words in (('xls', 'kiểu cũ (.xls)'), ('ods', 'OpenDocument')):
	made = convert('typed.csv', kind)
	try:
		read(made)
		check(f'.{kind} is refused', False)
	except subprocess.CalledProcessError as error:
		check(f'.{kind} is refused with what to do', words in error.stderr, error.stderr)

finish()
