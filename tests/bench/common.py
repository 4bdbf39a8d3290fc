"""What the benches share: a site that is served, a client that signs in, wrk, nginx, and rows of one table."""

import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
NOIVU = os.environ.get('NOIVU', os.path.join(ROOT, 'build/noivu'))
BUILD = os.path.dirname(NOIVU)


def on_core(n):
	"""The server has one core and the load the other, where there are two."""
	return ['taskset', '-c', str(n)] if shutil.which('taskset') and (os.cpu_count() or 1) > 1 else []


def program(name):
	"""A bench program, built when it is not there."""
	path = os.path.join(BUILD, 'tests/bench', name)
	if not os.access(path, os.X_OK):
		subprocess.run(['ninja', '-C', BUILD, 'bench-programs'], check=True, stdout=subprocess.DEVNULL)
	return path


def need(*tools):
	for tool in tools:
		if not shutil.which(tool):
			sys.exit(f'{tool} is not installed: tools/setup bench')


class Keep(urllib.request.HTTPRedirectHandler):
	def redirect_request(self, *_):
		return None


class Client:
	def __init__(self, base):
		self.base, self.cookie = base, ''
		self.opener = urllib.request.build_opener(Keep)

	def ask(self, path, form=None, headers=None):
		"""Status, body as sent, headers."""
		body = urllib.parse.urlencode(form).encode() if form else None
		request = urllib.request.Request(self.base + path, body, {'Cookie': self.cookie, 'Origin': self.base, **(headers or {})})
		try:
			answer = self.opener.open(request)
		except urllib.error.HTTPError as e:
			answer = e
		if answer.headers.get('Set-Cookie'):
			self.cookie = answer.headers['Set-Cookie'].split(';')[0]
		return answer.status, answer.read(), answer.headers

	def hidden(self, path):
		text = self.ask(path)[1].decode()
		return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', text))

	def sign_in(self, login, password):
		form = {**self.hidden('/dang-nhap'), 'login': login, 'password': password}
		status = self.ask('/dang-nhap', form)[0]
		if status != 303:
			sys.exit(f'signing in answered {status}')
		return self


class Server:
	"""A site served until `end`; `seconds`: from the command to the first answer."""

	def __init__(self, folder, core=None):
		log = folder + '.log' # a file: a pipe nobody reads would stop the server
		begin = time.monotonic()
		with open(log, 'w') as out:
			self.process = subprocess.Popen([*(on_core(core) if core is not None else []), NOIVU, 'serve', folder, '--listen', '127.0.0.1:0'],
				stdout=out, stderr=subprocess.STDOUT)
		found = None
		while not found:
			if self.process.poll() is not None or time.monotonic() - begin > 60:
				with open(log) as f:
					sys.exit(f'noivu serve did not start: {f.read()[-400:]}')
			time.sleep(0.001)
			with open(log) as f:
				found = re.search(r'address=(http://\S+)', f.read())
		self.base = found.group(1).rstrip('/')
		urllib.request.urlopen(self.base + '/suc-khoe').read()
		self.seconds = time.monotonic() - begin

	def client(self, login, password):
		return Client(self.base).sign_in(login, password)

	def cpu(self):
		"""Seconds of the processor, user and system."""
		with open(f'/proc/{self.process.pid}/stat') as f:
			fields = f.read().rsplit(')', 1)[1].split()
		return (int(fields[11]) + int(fields[12])) / os.sysconf('SC_CLK_TCK')

	def resident(self):
		"""MiB."""
		with open(f'/proc/{self.process.pid}/status') as f:
			return int(re.search(r'VmRSS:\s+(\d+)', f.read()).group(1)) / 1024

	def figures(self):
		with urllib.request.urlopen(self.base + '/metrics') as f:
			return {l.split()[0]: float(l.split()[1]) for l in f.read().decode().splitlines() if l and l[0] != '#'}

	def end(self):
		self.process.send_signal(signal.SIGTERM)
		if self.process.wait() != 0:
			sys.exit(f'noivu serve ended with {self.process.returncode}')


# every request another address: ?lan=1, ?lan=2 …
EACH_NEW = """
local n = 0
local path = '%s'
local sign = path:find('?', 1, true) and '&' or '?'
function request()
	n = n + 1
	return wrk.format(nil, path .. sign .. 'lan=%s' .. n)
end
"""


def wrk(url, headers, clients, seconds, script=None, core=None):
	"""Requests a second, p99 in ms, wrong answers and broken connections, requests."""
	words = [w for name, value in headers.items() for w in ('-H', f'{name}: {value}')]
	command = [*(on_core(core) if core is not None else []), 'wrk', '-t1', f'-c{clients}', f'-d{seconds}s', '--latency', *words]
	said = subprocess.run([*command, *(['-s', script] if script else []), url], check=True, stdout=subprocess.PIPE, text=True).stdout
	number, unit = re.search(r'99%\s+([\d.]+)(us|ms|s)', said).groups()
	wrong = re.search(r'Non-2xx or 3xx responses: (\d+)', said)
	broken = re.search(r'Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)', said)
	return (float(re.search(r'Requests/sec:\s+([\d.]+)', said).group(1)), float(number) * {'us': 0.001, 'ms': 1, 's': 1000}[unit],
		(int(wrong.group(1)) if wrong else 0) + (sum(map(int, broken.groups())) if broken else 0),
		int(re.search(r'(\d+) requests in', said).group(1)))


NGINX = """
daemon off; master_process off; worker_processes 1; pid {d}/nginx.pid; error_log {d}/error.log;
events {{ worker_connections 1024; }}
http {{ access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000; open_file_cache max=100 inactive=60s;
  default_type text/html; client_body_temp_path {d}/b; proxy_temp_path {d}/p; fastcgi_temp_path {d}/f; uwsgi_temp_path {d}/u;
  scgi_temp_path {d}/s; server {{ listen 127.0.0.1:{port}; root {d}/www; }} }}
"""


class Nginx:
	"""One worker of nginx with these files: name → bytes. None of it when nginx is not installed."""

	def __init__(self, scratch, files):
		import socket
		folder = os.path.join(scratch, 'nginx')
		os.makedirs(os.path.join(folder, 'www'))
		for name, data in files.items():
			with open(os.path.join(folder, 'www', name), 'wb') as f:
				f.write(data)
		for at in (scratch, folder, os.path.join(folder, 'www')):
			os.chmod(at, 0o755)
		with socket.socket() as s:
			s.bind(('127.0.0.1', 0))
			port = s.getsockname()[1]
		with open(os.path.join(folder, 'conf'), 'w') as f:
			f.write(NGINX.format(d=folder, port=port))
		self.base = f'http://127.0.0.1:{port}'
		self.process = subprocess.Popen([*on_core(0), 'nginx', '-c', os.path.join(folder, 'conf')], stderr=subprocess.DEVNULL)
		for _ in range(100):
			try:
				urllib.request.urlopen(f'{self.base}/{next(iter(files))}').read()
				return
			except OSError:
				time.sleep(0.05)
		sys.exit('nginx does not answer')

	def end(self):
		self.process.terminate()
		self.process.wait()


class Row:
	"""A line of the table: our rounds, the goal, a peer's rounds."""

	def __init__(self, what, values, unit, goal=None, least=True, peer='', peer_values=(), note='', errors=0):
		self.what, self.values, self.unit, self.goal, self.least = what, list(values), unit, goal, least
		self.peer, self.peer_values, self.note, self.errors = peer, list(peer_values), note, errors

	@property
	def median(self):
		return statistics.median(self.values)

	def met(self):
		if self.goal is None:
			return ''
		right = self.median >= self.goal if self.least else self.median <= self.goal
		return 'met' if right and not self.errors else 'missed'

	def cells(self):
		spread = f'{number(min(self.values))}–{number(max(self.values))}' if len(self.values) > 1 else ''
		peer = f'{self.peer}: {number(statistics.median(self.peer_values))}' if self.peer_values else self.peer
		ratio = f'{number(self.median / statistics.median(self.peer_values))} ×' if self.peer_values else ''
		goal = '' if self.goal is None else f'{"≥" if self.least else "≤"} {number(self.goal)}'
		return [self.what, number(self.median), self.unit, spread, peer, ratio, goal, self.met(),
			'; '.join(([f'{self.errors} errors'] if self.errors else []) + ([self.note] if self.note else []))]


def number(v):
	digits = 0 if abs(v) >= 100 or v == int(v) else 1 if abs(v) >= 10 else 2
	return f'{v:,.{digits}f}'


HEADS = ['figure', 'median', 'unit', 'spread', 'peer in the same run', 'ratio', 'goal', '', 'note']


def print_rows(rows, markdown):
	cells = [HEADS] + [r.cells() for r in rows]
	if markdown:
		for i, line in enumerate(cells):
			print('| ' + ' | '.join(line) + ' |')
			if i == 0:
				print('| --- | ---: | --- | --- | --- | ---: | ---: | --- | --- |')
		return
	width = [max(len(line[i]) for line in cells) for i in range(len(HEADS))]
	for line in cells:
		print('  '.join(c.rjust(w) if i in (1, 5, 6) else c.ljust(w) for i, (c, w) in enumerate(zip(line, width))).rstrip())
