#include <string.h>

#include "result/tally_int.h"

#define DIGITS_MAX 12

void tally_fault(struct tally_scan *s, const char *at, const char *column, const char *reason)
{
	size_t line = 1;
	if (s->fault)
		return;
	for (const char *p = s->start; p < at; p++)
		line += *p == '\n';
	s->fault = err_field(s->err, ERR_INPUT, column, _("Tệp %s, dòng %zu, cột %s: %s."), s->file, line, column, reason);
	s->p = s->end;
}

int tally_open(struct tally_scan *s, const char *file, const char *heading, struct str text, struct err *err)
{
	static const char mark[] = "\xef\xbb\xbf"; /* of a file in UTF-8 */
	size_t n = strlen(heading);
	*s = (struct tally_scan){.p = text.p, .end = text.p + text.n, .start = text.p, .file = file, .err = err};
	if (text.n >= 3 && memcmp(s->p, mark, 3) == 0)
		s->p += 3;
	if ((size_t)(s->end - s->p) < n || memcmp(s->p, heading, n) != 0)
		return err_set(err, ERR_INPUT, _("Tệp %s, dòng 1: phải là “%s”."), file, heading);
	s->p += n;
	if (s->p < s->end && *s->p == '\r')
		s->p++;
	if (s->p < s->end && *s->p != '\n')
		return err_set(err, ERR_INPUT, _("Tệp %s, dòng 1: phải là “%s”."), file, heading);
	s->p += s->p < s->end;
	return 0;
}

/* Stands behind a cell: passes over the mark. */
static void pass_mark(struct tally_scan *s, const char *column, char mark)
{
	if (mark == '\n' && s->p < s->end && *s->p == '\r')
		s->p++;
	if (s->p < s->end && *s->p == mark)
		s->p++;
	else if (s->p < s->end)
		tally_fault(s, s->p, column, *s->p == ',' ? _("thừa ô ở dòng này") : _("thiếu ô ở dòng này"));
	else if (mark != '\n')
		tally_fault(s, s->p, column, _("tệp bị cắt ở dòng này"));
}

struct str tally_text(struct tally_scan *s, const char *column, char mark)
{
	const char *from = s->p;
	while (s->p < s->end && *s->p != ',' && *s->p != '\n' && *s->p != '\r')
		s->p++;
	struct str cell = {from, (size_t)(s->p - from)};
	if (cell.n == 0)
		tally_fault(s, from, column, _("ô trống"));
	pass_mark(s, column, mark);
	return cell;
}

int64_t tally_int(struct tally_scan *s, const char *column, char mark)
{
	const char *from = s->p;
	int64_t v = 0;
	while (s->p < s->end && *s->p >= '0' && *s->p <= '9' && s->p - from <= DIGITS_MAX)
		v = 10 * v + (*s->p++ - '0');
	if (s->p == from)
		tally_fault(s, from, column, s->p < s->end ? _("không phải số") : _("tệp bị cắt ở dòng này"));
	else if (s->p - from > DIGITS_MAX)
		tally_fault(s, from, column, _("số quá lớn"));
	else if (s->p < s->end && *s->p != ',' && *s->p != '\n' && *s->p != '\r')
		tally_fault(s, from, column, _("không phải số"));
	else
		pass_mark(s, column, mark);
	return s->fault ? 0 : v;
}
