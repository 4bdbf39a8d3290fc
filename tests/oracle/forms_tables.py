#!/usr/bin/python3
"""Forms as workbooks through another program and back: nothing changes. Prints TAP; FORMS names the tool.

	forms_tables.py openpyxl | libreoffice
"""

import os
import shutil
import subprocess
import sys
import tempfile

FORMS = os.environ['FORMS']
HOW = sys.argv[1] if len(sys.argv) > 1 else 'openpyxl'
OFFICE = shutil.which('soffice')
if HOW == 'libreoffice' and OFFICE is None:
	print('1..0 # SKIP LibreOffice is not installed')
	sys.exit(0)


def said(*words):
	return subprocess.run([FORMS, *words], check=True, capture_output=True, text=True).stdout


def through_openpyxl(source, target):
	import openpyxl
	openpyxl.load_workbook(source).save(target)


def through_libreoffice(source, target):
	folder = os.path.dirname(source)
	subprocess.run([OFFICE, f'-env:UserInstallation=file://{folder}/profile', '--headless', '--convert-to', 'xlsx:Calc MS Excel 2007 XML',
		'--outdir', os.path.join(folder, 'out'), source], check=True, capture_output=True, timeout=300)
	os.replace(os.path.join(folder, 'out', os.path.basename(source)), target)


def moved_columns(source, target):
	"""What people do: a title above, columns in another order, one of their own between."""
	import openpyxl
	book = openpyxl.load_workbook(source)
	rows = [[cell.value for cell in row] for row in book.active.rows]
	fresh = openpyxl.Workbook()
	fresh.active.append(['BIỂU MẪU BÁO CÁO'])
	for row in rows:
		fresh.active.append([*row[4:], 'của tôi', *row[:4]])
		for cell in fresh.active[fresh.active.max_row]:
			if cell.data_type == 'f': # text that looks like a formula stays text
				cell.data_type = 's'
	fresh.save(target)


ways = {'openpyxl': [through_openpyxl, moved_columns], 'libreoffice': [through_libreoffice]}[HOW]
count = failed = 0
with tempfile.TemporaryDirectory() as scratch:
	for seed in range(20 if HOW == 'openpyxl' else 3):
		source = os.path.join(scratch, f'form{seed}.xlsx')
		text = said('write', f'tables {seed}', source)
		for way in ways:
			count += 1
			target = os.path.join(scratch, 'back.xlsx')
			way(source, target)
			back = said('read', target)
			same = back == text and len(text) > 200
			failed += not same
			print(f'{"ok" if same else "not ok"} {count} - form {seed} {way.__name__} is the same')
			for ours, theirs in zip(text.splitlines(), back.splitlines()):
				if ours != theirs:
					print(f'# {ours}\n# {theirs}')
print(f'1..{count}')
sys.exit(failed > 0)
