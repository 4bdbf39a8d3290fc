#include "render/regionmap.h"

#include "base/err.h"

static const char *const fills[REGION_GROUPS] = {"#bcd3e0", "#fbd49b", "#b9d9b9", "#efd27f", "#d3c3ea", "#d0d0d0"};

static void write_region(struct html *h, const struct region *r)
{
	INVARIANT(r->group == REGION_NONE || (unsigned)r->group < REGION_GROUPS, "no such group of a region");
	buf_printf(h->out, "<path fill=\"%s\" d=\"", r->group == REGION_NONE ? "#fff" : fills[r->group]);
	html_text(h, r->path);
	buf_add_c(h->out, "\"><title>");
	html_text(h, r->name);
	if (r->words.n) {
		buf_add_c(h->out, ": ");
		html_text(h, r->words);
	}
	buf_add_c(h->out, "</title></path>");
}

void regionmap_write(const struct region_map *map, struct buf *out)
{
	struct html h = {.out = out};
	if (!map->n)
		return;
	buf_printf(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"%lld %lld %lld %lld\" role=\"img\"><title>",
		   (long long)map->x, (long long)map->y, (long long)map->width, (long long)map->height);
	html_text(&h, map->label);
	buf_printf(out, "</title><g stroke=\"#555\" stroke-linejoin=\"round\" stroke-width=\"%lld.%lld\">", (long long)map->line / 10,
		   (long long)map->line % 10);
	for (size_t i = 0; i < map->n; i++)
		write_region(&h, &map->regions[i]);
	buf_printf(out, "</g><g font-family=\"sans-serif\" font-size=\"%lld\" text-anchor=\"middle\" fill=\"#111\">",
		   (long long)map->size);
	for (size_t i = 0; i < map->n; i++) {
		const struct region *r = &map->regions[i];
		if (!r->mark.n)
			continue;
		buf_printf(out, "<text x=\"%lld\" y=\"%lld\">", (long long)r->x, (long long)(r->y + map->size / 3));
		html_text(&h, r->mark);
		buf_add_c(out, "</text>");
	}
	buf_add_c(out, "</g></svg>");
}

void regionmap_colours(const bool *touches, size_t n, int *ret_group)
{
	for (size_t u = 0; u < n; u++) {
		int group = (int)(u % REGION_GROUPS);
		for (int turn = 0; turn < REGION_GROUPS; turn++) {
			int candidate = (int)((u + (size_t)turn) % REGION_GROUPS);
			bool taken = false;
			for (size_t v = 0; v < u && !taken; v++)
				taken = touches[u * n + v] && ret_group[v] == candidate;
			if (!taken) {
				group = candidate;
				break;
			}
		}
		ret_group[u] = group;
	}
}
