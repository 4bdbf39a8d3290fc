"""Every figure of the design that exists, beside its peer in the same run: one table (tests/bench/run without a name)."""

import json
import os
import re
import runpy
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

import chart
from common import EACH_NEW, NOIVU, ROOT, Nginx, Row, Server, need, number, on_core, print_rows, program, wrk

ROUNDS = int(os.environ.get('ROUNDS', '3'))
SECONDS = int(os.environ.get('SECS', '3'))
PEERS = os.environ.get('NOIVU_BENCH', '')


def say(text):
	print(f'… {text}', file=sys.stderr, flush=True)


def peer(script, *args, **env):
	"""Figures of a ready peer, name → median of its own rounds; empty without NOIVU_BENCH."""
	path = os.path.join(PEERS, script)
	if not PEERS or not os.access(path, os.X_OK):
		return {}
	say(f'{script} {" ".join(args)}')
	said = subprocess.run([path, *args], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
		env={**os.environ, 'ROUNDS': str(ROUNDS), 'SECS': str(SECONDS), **env})
	return {m.group(1): float(m.group(2)) for m in re.finditer(r'^(\w+) ([\d.]+) \S+$', said.stdout, re.M)}


def take_peers(scratch):
	"""A copy: they keep their results beside themselves."""
	global PEERS
	if PEERS:
		PEERS = shutil.copytree(PEERS, os.path.join(scratch, 'peers'))
		for folder, _, _ in os.walk(PEERS):
			os.chmod(folder, 0o755)


def beside(figures, name, *wrong):
	"""The peer's value, when it made no errors."""
	return [figures[name]] if name in figures and not any(figures.get(w, 0) for w in wrong) else []


# ---- pages -------------------------------------------------------------------------------------------------------------

LIST, BRIEF, TASKS, UNITS = '/danh-muc/committee', '/hom-nay', '/nhiem-vu', '/don-vi'
# what, whose cookie, address, the browser has it already, each request another address, goal
PAGES = [
	('list page, 50 rows, counts, gzip', 'specialist', LIST, False, False, 5000),
	('list page, each address new: nothing kept', 'specialist', LIST, False, True, None),
	('list page, unchanged (304)', 'specialist', LIST, True, False, 20000),
	('units: 166 rows of the law, filters', 'specialist', UNITS, False, False, 5000),
	('units, each address new: nothing kept', 'specialist', UNITS, False, True, None),
	('brief page', 'leader', BRIEF, False, False, 2000),
	('brief page, each address new: nothing kept', 'leader', BRIEF, False, True, None),
	('list of tasks', 'specialist', TASKS, False, False, 5000),
	('list of tasks, each address new: nothing kept', 'specialist', TASKS, False, True, None),
]


def rehearsal(scratch):
	site = os.path.join(scratch, 'rehearsal')
	made = json.loads(subprocess.run([NOIVU, 'demo', site, '--json'], check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout)
	return site, made['password']


def measure(server, cookies, page, scratch, rounds):
	what, who, path, known, new, _ = page
	client = cookies[who]
	headers = {'Cookie': client.cookie, 'Accept-Encoding': 'gzip'}
	if known:
		headers['If-None-Match'] = client.ask(path, headers={'Accept-Encoding': 'gzip'})[2]['ETag']
	script = None
	if new:
		script = os.path.join(scratch, 'new.lua')
		with open(script, 'w') as f:
			f.write(EACH_NEW % (path, len(rounds)))
	before = server.cpu()
	rate, _, errors, requests = wrk(server.base + path, headers, 32, SECONDS, script, core=1)
	rounds.append((rate, errors, (server.cpu() - before) / max(1, requests) * 1e6))


def beside_exports(server, client):
	"""p99 of the list page while four others export the same list as a workbook, again and again."""
	headers = {'Cookie': client.cookie, 'Accept-Encoding': 'gzip'}
	slow = subprocess.Popen([*on_core(1), 'wrk', '-t1', '-c4', f'-d{SECONDS + 1}s', '--timeout', '30s', '-H', f'Cookie: {client.cookie}',
		f'{server.base}{LIST}/xuat?dang=xlsx'], stdout=subprocess.DEVNULL)
	time.sleep(0.5)
	_, p99, errors, _ = wrk(server.base + LIST, headers, 8, SECONDS, core=1)
	slow.wait()
	return p99, errors


def pages(scratch):
	site, password = rehearsal(scratch)
	server = Server(site, core=0)
	nginx = None
	try:
		cookies = {'specialist': server.client('chuyenvien', password), 'leader': server.client('giamdoc', password)}
		bytes_of = {p: cookies['leader' if p == BRIEF else 'specialist'].ask(p, headers={'Accept-Encoding': 'gzip'})[1] for p in (LIST, BRIEF, TASKS, UNITS)}
		if shutil.which('nginx'):
			nginx = Nginx(scratch, {'list': bytes_of[LIST]})
		rounds, static, p99 = [[] for _ in PAGES], [], []
		for n in range(ROUNDS):
			say(f'pages, round {n + 1}')
			for page, kept in zip(PAGES, rounds):
				measure(server, cookies, page, scratch, kept)
			if nginx:
				static.append(wrk(nginx.base + '/list', {}, 32, SECONDS, core=1))
			p99.append(beside_exports(server, cookies['specialist']))
		rows = []
		for page, kept in zip(PAGES, rounds):
			static_too = page[2] == LIST and not page[3] and static and not any(s[2] for s in static)
			rows.append(Row(page[0], [k[0] for k in kept], 'req/s', page[5], peer='nginx, the same bytes' if static_too else '',
				peer_values=[s[0] for s in static] if static_too else [], errors=sum(k[1] for k in kept),
				note=f'{statistics.median(k[2] for k in kept):.0f} µs of the processor each'))
		rows.append(Row('list page beside 4 endless exports, p99', [p[0] for p in p99], 'ms', 10, least=False, errors=sum(p[1] for p in p99)))
		rows += wire(server, cookies, bytes_of)
		rows.append(Row('memory after that, a province served', [server.resident()], 'MiB', 100, least=False))
		return rows
	finally:
		server.end()
		if nginx:
			nginx.end()


def wire(server, cookies, bytes_of):
	"""Bytes of pages as a browser asks for them, of a first visit with what hangs on it, requests of a return visit."""
	rows = [Row(f'page on the wire: {path}', [len(data) / 1024], 'KiB', 6, least=False) for path, data in bytes_of.items()]
	page = cookies['specialist'].ask(LIST)[1].decode()
	assets = sorted(set(re.findall(r'(?:href|src)="(/tep/[^"]+)"', page)))
	answers = [cookies['specialist'].ask(a, headers={'Accept-Encoding': 'gzip'}) for a in assets]
	first = len(bytes_of[LIST]) + sum(len(a[1]) for a in answers)
	again = sum('immutable' not in (a[2]['Cache-Control'] or '') for a in answers)
	rows.append(Row('first visit with assets', [first / 1024], 'KiB', 60, least=False, note=f'{len(assets)} assets'))
	rows.append(Row('requests of a return visit', [1 + again], '', 1, least=False))
	return rows


def tools(scratch):
	"""Start, size."""
	site, _ = rehearsal(scratch)
	starts = []
	for _ in range(max(3, ROUNDS)):
		server = Server(site)
		starts.append(server.seconds * 1000)
		server.end()
	small = os.path.join(scratch, 'stripped')
	subprocess.run(['strip', '-o', small, NOIVU], check=True)
	return [Row('start, to the first answer', starts, 'ms', 100, least=False),
		Row('program, stripped as packaged', [os.path.getsize(small) / 1048576], 'MiB', 10, least=False)]


# ---- verbs -------------------------------------------------------------------------------------------------------------

def verbs(scratch):
	tasks = runpy.run_path(os.path.join(ROOT, 'tests/bench/tasks'), run_name='tasks')
	say('tasks: a site of 2,500 assignments')
	site = tasks['Site'](scratch, 'tasks', 2500)
	try:
		rates, p99, together, errors = [], [], [], 0
		for n in range(ROUNDS):
			say(f'reports by 64 clients, round {n + 1}')
			_, slowest, wrong, done, _, a_commit, cpu = tasks['reports'](scratch, site, SECONDS)
			rates.append(done / SECONDS)
			p99.append(slowest)
			together.append(a_commit)
			errors += wrong
		return [Row('report verb over HTTP, durable, 64 clients', rates, 'verbs/s', 3000, errors=errors,
				note=f'counted in the table afterwards; {cpu:.0f} µs of the processor each'),
			Row('  its p99', p99, 'ms', 100, least=False),
			Row('  verbs a commit, one fdatasync each', together, ''),
			Row('fan-out to 166 communes, durable', [site.made['fan_out_seconds'] * 1000], 'ms', 200, least=False)]
	finally:
		site.end()


def reports(scratch):
	say('reports of 60 cells')
	rates = []
	for _ in range(ROUNDS):
		said = subprocess.run([program('bench_report'), '600'], check=True, text=True, capture_output=True, env={**os.environ, 'TMPDIR': scratch}).stdout
		found = re.search(r'(\d+) sent\s+(\d+) failed\s+(\d+) /s\s+body (\d+) bytes', said.replace(',', ''))
		rates.append((float(found.group(3)), int(found.group(2)), int(found.group(4))))
	return [Row('report of 60 cells over HTTP, an entry each', [r[0] for r in rates], '/s', 200, errors=sum(r[1] for r in rates)),
		Row('  posted', [rates[0][2]], 'bytes', 1024, least=False)]


# ---- tables ------------------------------------------------------------------------------------------------------------

def imports(scratch):
	count = int(os.environ.get('ROWS', '100000'))
	own, peak, sqlite = [], [], []
	for n in range(ROUNDS):
		say(f'import of {count:,} rows, round {n + 1}')
		said = subprocess.run([program('bench_import'), str(count)], check=True, text=True, capture_output=True,
			env={**os.environ, 'TMPDIR': scratch}).stdout
		own.append(float(re.search(r'noivu import.*?(\d+) rows/s\s+\(check', said).group(1)))
		peak.append(float(re.search(r'(\d+) MB peak', said).group(1)))
		if shutil.which('sqlite3'):
			sqlite.append(count / sqlite_import(scratch, count))
	lo = beside(peer('peer-sqlite-import.sh', PARTS='xlsx'), 'xlsx_libreoffice_rate')
	return [Row('import from xlsx: checked, sealed, indexed, in the ledger', own, 'rows/s', 30000, peer='sqlite3 .import of CSV' if sqlite else '', peer_values=sqlite),
		*([Row('  beside LibreOffice that only makes CSV of such a workbook', own, 'rows/s', peer='LibreOffice', peer_values=lo)] if lo else []),
		Row('  its memory', peak, 'MB', 300, least=False)]


def sqlite_import(scratch, count):
	rows, db = os.path.join(scratch, 'rows.csv'), os.path.join(scratch, 'peer.db')
	if not os.path.exists(rows):
		subprocess.run([program('bench_import'), '--csv', str(count), rows], check=True, stdout=subprocess.DEVNULL)
	if os.path.exists(db):
		os.unlink(db)
	sql = ('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE worker (code TEXT, name TEXT, unit INT, born TEXT, sex TEXT, '
		'citizen_id TEXT, phone TEXT, wage INT, area TEXT, children INT, trained TEXT, place TEXT, shift TEXT, keeper TEXT, note TEXT); '
		'CREATE UNIQUE INDEX w1 ON worker (code); CREATE INDEX w2 ON worker (unit, name); CREATE INDEX w3 ON worker (born); '
		f'CREATE INDEX w4 ON worker (wage);\n.mode csv\n.import {rows} worker\n')
	begin = time.monotonic()
	subprocess.run(['sqlite3', db], input=sql, text=True, check=True, stdout=subprocess.DEVNULL)
	return time.monotonic() - begin


def tally(scratch):
	if not PEERS:
		return []
	say("the country's tally")
	data, out, key = (os.path.join(scratch, n) for n in ('tally', 'tally.out', 'key'))
	os.mkdir(data)
	subprocess.run([sys.executable, '-B', os.path.join(PEERS, 'gen-tally.py'), data], check=True, stdout=subprocess.DEVNULL)
	with open(key, 'w') as f:
		f.write('07' * 32)
	plain = [NOIVU, 'tally', data, out]
	signed = [*plain, '--result', os.path.join(scratch, 'result.json'), '--sign', key, '--day', '2026-03-15']
	peers = ['sh', '-c', f'exec sqlite3 :memory: <"{PEERS}/tally.sql"']
	own, with_signature, sqlite = [], [], []
	for _ in range(ROUNDS):
		own.append(clock(plain))
		with_signature.append(clock(signed))
		if shutil.which('sqlite3'):
			sqlite.append(clock(peers, cwd=data))
	return [Row("the country's tally, signed", with_signature, 's', 1, least=False),
		Row('  without the signature', own, 's', statistics.median(sqlite) / 5 if sqlite else None, least=False,
			peer='sqlite3 in memory' if sqlite else '', peer_values=sqlite, note='goal: a fifth of sqlite3')]


def clock(command, cwd=None):
	begin = time.monotonic()
	subprocess.run(command, cwd=cwd, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
	return time.monotonic() - begin


# ---- length ------------------------------------------------------------------------------------------------------------

def lengths(scratch, svg):
	say('pages of lists by their length')
	counts = [10 ** n for n in range(4, int(os.environ.get('POWER', '6')) + 1)]
	table = chart.measure(scratch, counts)
	if svg:
		chart.draw(table, counts, svg)
	rows = []
	for what in chart.PAGES:
		times = table[what]
		rows.append(Row(f'{what}: {number(counts[-1])} rows against {number(counts[0])}', [times[-1] / times[0]], '×', 2, least=False,
			note=' '.join(f'{t:.2f}' for t in times) + ' ms'))
	for what, goal in (('search: a rare word', 50), ('search: nguyễn thị khuyên', 50), ('search: the commonest two words', 50)):
		rows.append(Row(f'{what}, {number(counts[-1])} rows', [table[what][-1]], 'ms', goal, least=False))
	return rows


# ---- others, whole -----------------------------------------------------------------------------------------------------

def others(rows):
	"""Fossil and Redmine: ready peers with rounds of their own; each stands beside our figure of the same kind."""
	by = {r.what: r for r in rows}
	lists, tasks = by.get('list page, each address new: nothing kept'), by.get('list of tasks, each address new: nothing kept')
	report = by.get('report verb over HTTP, durable, 64 clients')
	fossil, redmine = peer('peer-fossil.sh'), peer('peer-redmine.sh', 'pgsql', 'puma')
	more = []
	if lists and fossil:
		more.append(Row('list page, nothing kept, beside a ticket report of 100', lists.values, 'req/s', peer='Fossil',
			peer_values=beside(fossil, 'fossil_report100_rate', 'fossil_report100_errors')))
	if tasks and redmine:
		more.append(Row('list of tasks, nothing kept, beside an issue list of 25', tasks.values, 'req/s', peer='Redmine, two cores',
			peer_values=beside(redmine, 'redmine_list25_user_rate', 'redmine_list25_user_errors')))
	if report and redmine:
		more.append(Row('report verb beside an issue created by REST', report.values, '/s', peer='Redmine, PostgreSQL',
			peer_values=beside(redmine, 'redmine_post_rate', 'redmine_post_errors_percent')))
	return more


PARTS = {'pages': pages, 'program': tools, 'verbs': verbs, 'answers': reports, 'imports': imports, 'country': tally}
NAMES = [*PARTS, 'lengths', 'others']


def main(words):
	need('wrk')
	for sign in (signal.SIGINT, signal.SIGTERM): # ends what it started, and prints what it has
		signal.signal(sign, signal.default_int_handler)
	markdown, svg = '--markdown' in words, next((w[6:] for w in words if w.startswith('--svg=')), None)
	names = [w for w in words if not w.startswith('--')] or NAMES
	rows = []
	with tempfile.TemporaryDirectory(prefix='noivu-bench.', dir=os.environ.get('TMPDIR', '/var/tmp')) as scratch:
		os.chmod(scratch, 0o755) # the peers' servers have users of their own
		take_peers(scratch)
		try:
			for name in names:
				folder = os.path.join(scratch, name)
				os.mkdir(folder)
				rows += lengths(folder, svg) if name == 'lengths' else others(rows) if name == 'others' else PARTS[name](folder)
		except KeyboardInterrupt:
			say('stopped: what was measured until then')
	print(f'{ROUNDS} rounds of {SECONDS} s; load of the machine {os.getloadavg()[0]:.1f} at the end; {os.cpu_count()} cores')
	print_rows(rows, markdown)
	missed = [r.what.strip() for r in rows if r.met() == 'missed']
	print(f'\nmissed: {"; ".join(missed) if missed else "none"}')
