"""How long a page of a list takes by the length of the list: measured with bench_list, drawn as SVG."""

import math
import os
import re
import subprocess

from common import number, program

PAGES = ['first page, newest first', 'first page of a filter', 'first page in Vietnamese order', 'counts of a filter', 'one commune: first page']
LOOKS = [('#b3261e', ''), ('#1b5e9e', '6 3'), ('#2e7d32', '2 3'), ('#8a6d00', '8 3 2 3'), ('#5b3f8c', '1 4')]


def measure(scratch, counts):
	"""what → milliseconds for each count."""
	table = {}
	for n in counts:
		folder = os.path.join(scratch, str(n))
		os.mkdir(folder)
		said = subprocess.run([program('bench_list'), folder, str(n)], check=True, text=True, stdout=subprocess.PIPE).stdout
		for what, took in re.findall(r'^(\S.*?)\s{2,}(\d+\.\d+)\s', said, re.M):
			table.setdefault(what, []).append(float(took))
		subprocess.run(['rm', '-rf', folder], check=True)
	return table


def draw(table, counts, path):
	"""Both axes logarithmic; the legend says what the colours and dashes are."""
	left, top, width, height = 60, 20, 560, 260
	most = max(max(table[p]) for p in PAGES)
	low, high = -2, max(1, math.ceil(math.log10(most)))
	x = lambda n: left + width * (math.log10(n) - math.log10(counts[0])) / max(1, math.log10(counts[-1]) - math.log10(counts[0]))
	y = lambda ms: top + height * (high - math.log10(max(ms, 0.01))) / (high - low)
	out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 {top + height + 40 + 18 * len(PAGES)}" font-family="sans-serif" font-size="12" role="img">',
	       '<title>Milliseconds of the processor for a page of a list, by the rows of the register</title>',
	       '<rect width="100%" height="100%" fill="#fff"/>']
	for power in range(low, high + 1):
		at = y(10 ** power)
		out.append(f'<path d="M{left} {at:.1f}H{left + width}" stroke="#ddd"/><text x="{left - 6}" y="{at + 4:.1f}" text-anchor="end">{10 ** power:g} ms</text>')
	for n in counts:
		out.append(f'<path d="M{x(n):.1f} {top}V{top + height}" stroke="#ddd"/><text x="{x(n):.1f}" y="{top + height + 16}" text-anchor="middle">{number(n)}</text>')
	for i, (what, (colour, dash)) in enumerate(zip(PAGES, LOOKS)):
		line = ' '.join(f'{"M" if k == 0 else "L"}{x(n):.1f} {y(table[what][k]):.1f}' for k, n in enumerate(counts))
		style = f'fill="none" stroke="{colour}" stroke-width="2"' + (f' stroke-dasharray="{dash}"' if dash else '')
		at = top + height + 40 + 18 * i
		out.append(f'<path d="{line}" {style}/><path d="M{left} {at - 4}h30" {style}/><text x="{left + 38}" y="{at}">{what}</text>')
	out.append('</svg>')
	with open(path, 'w') as f:
		f.write('\n'.join(out) + '\n')
