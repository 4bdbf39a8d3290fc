/* Pages packed in pieces around holes: whatever is in the holes, another library gives the page back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <libdeflate.h>

#include "base/crypt.h"
#include "http/pack.h"

#define PIECES 7
#define MOST ((size_t)4 << 20)

static struct seeded chance;

/* Of few words, so that there is much to refer to. */
static struct str some_text(struct arena *a, size_t words)
{
	static const char *const word[] = {"<tr><td>", "Xã Thiệu Hóa", "</td>", "Ủy ban bầu cử", " ", "12/11/2025", "<a href=\"/danh-muc/", "\">"};
	_cleanup_buf_ struct buf b = BUF_INIT(MOST);
	for (size_t i = 0; i < words; i++)
		buf_add_c(&b, word[seeded_below(&chance, ARRAY_LEN(word))]);
	return arena_dup(a, buf_str(&b));
}

static struct str some_bytes(struct arena *a, size_t n)
{
	char *p = arena_alloc(a, n + 1);
	seeded_bytes(&chance, p, n);
	return (struct str){p, n};
}

static void unpacks_to(struct str packed, struct str page)
{
	struct libdeflate_decompressor *d = libdeflate_alloc_decompressor();
	char *out = malloc(page.n + 1);
	size_t taken, made;
	/* checksum and length included */
	assert_int_equal(libdeflate_gzip_decompress_ex(d, packed.p, packed.n, out, page.n + 1, &taken, &made), LIBDEFLATE_SUCCESS);
	assert_int_equal(made, page.n);
	assert_int_equal(taken, packed.n);
	if (page.n)
		assert_memory_equal(out, page.p, page.n);
	libdeflate_free_decompressor(d);
	free(out);
}

static void check(struct arena *a, const struct pack_source *sources, size_t n, struct str packed, const struct pack_piece *pieces)
{
	_cleanup_buf_ struct buf out = BUF_INIT(MOST), page = BUF_INIT(MOST);
	struct packing p;
	packing_begin(&p, &out);
	for (size_t i = 0; i < n; i++) {
		packing_piece(&p, &pieces[i], packed.p);
		buf_add(&page, sources[i].plain);
		if (i + 1 == n)
			break;
		size_t any = seeded_below(&chance, 4) ? seeded_below(&chance, 300) : seeded_below(&chance, 150000);
		/* what the page is made of, too: it may look like anything */
		struct str hole = some_bytes(a, sources[i].hole ? sources[i].hole : any);
		if (seeded_below(&chance, 2) && !sources[i].hole)
			hole = str_slice(sources[i].plain, 0, hole.n < sources[i].plain.n ? hole.n : sources[i].plain.n);
		packing_text(&p, hole);
		buf_add(&page, hole);
	}
	packing_end(&p);
	assert_false(out.full || page.full);
	unpacks_to(buf_str(&out), buf_str(&page));
}

static void any_page(void **state)
{
	(void)state;
	seeded_start(&chance, STR("pack"));
	for (int round = 0; round < 300; round++) {
		_cleanup_arena_ struct arena *a = arena_new("pack", 64 << 20);
		_cleanup_buf_ struct buf packed = BUF_INIT(MOST);
		struct pack_source sources[PIECES];
		struct pack_piece pieces[PIECES];
		size_t n = 1 + seeded_below(&chance, PIECES);
		for (size_t i = 0; i < n; i++)
			sources[i] = (struct pack_source){some_text(a, seeded_below(&chance, i % 2 ? 3000 : 30)),
							  seeded_below(&chance, 2) ? seeded_below(&chance, 2000) : 0};
		assert_true(pack_pieces(&packed, sources, n, pieces));
		for (int answers = 0; answers < 3; answers++)
			check(a, sources, n, buf_str(&packed), pieces);
	}
}

/* Pieces refer to each other across a hole that is always as long, and to nothing across another. */
static void what_refers_to_what(void **state)
{
	(void)state;
	_cleanup_arena_ struct arena *a = arena_new("pack", 1 << 20);
	_cleanup_buf_ struct buf packed = BUF_INIT(MOST);
	struct str text = some_bytes(a, 5000);
	const struct pack_source steady[] = {{text, 172}, {text, 0}}, loose[] = {{text, 0}, {text, 0}};
	struct pack_piece pieces[2];
	assert_true(pack_pieces(&packed, steady, 2, pieces));
	assert_true(pieces[0].n >= 5000 && pieces[1].n < 500);
	buf_reset(&packed);
	assert_true(pack_pieces(&packed, loose, 2, pieces));
	assert_true(pieces[0].n >= 5000 && pieces[1].n >= 5000);
	_cleanup_buf_ struct buf small = BUF_INIT(1000);
	assert_false(pack_pieces(&small, loose, 2, pieces));
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(any_page), cmocka_unit_test(what_refers_to_what)};
	crypt_start();
	return cmocka_run_group_tests_name("pack", tests, NULL, NULL);
}
