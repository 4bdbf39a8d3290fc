#include "file/type.h"

#include <string.h>

#include "file/name.h"

#define DIRECTORY_MOST ((size_t)1 << 20) /* where the list of a zip is looked for, from the end */

enum { PDF, PNG, JPEG, WEBP, DOCX, XLSX, ZIP, CSV, TEXT, OTHER };

const struct file_type file_types[] = {
	[PDF] = {"pdf", _("PDF"), "application/pdf", true},
	[PNG] = {"png", _("ảnh PNG"), "image/png", true},
	[JPEG] = {"jpeg", _("ảnh JPEG"), "image/jpeg", true},
	[WEBP] = {"webp", _("ảnh WebP"), "image/webp", true},
	[DOCX] = {"docx", _("văn bản Word"),
		  "application/vnd.openxmlformats-officedocument.wordprocessingml.document", false},
	[XLSX] = {"xlsx", _("bảng tính Excel"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
		  false},
	[ZIP] = {"zip", _("tệp nén"), "application/zip", false},
	[CSV] = {"csv", _("bảng CSV"), "text/csv; charset=utf-8", false},
	[TEXT] = {"txt", _("văn bản thuần"), "text/plain; charset=utf-8", true},
	[OTHER] = {"other", _("tệp khác"), "application/octet-stream", false},
	{0},
};

static bool begins(struct str bytes, size_t at, const char *mark, size_t n)
{
	return bytes.n >= at + n && memcmp(bytes.p + at, mark, n) == 0;
}

/* The list of a zip stands at its end and names the parts. */
static int zip_of(struct str bytes)
{
	struct str end = str_slice(bytes, bytes.n > DIRECTORY_MOST ? bytes.n - DIRECTORY_MOST : 0, bytes.n);
	if (memmem(end.p, end.n, "word/document.xml", 17))
		return DOCX;
	return memmem(end.p, end.n, "xl/workbook.xml", 15) ? XLSX : ZIP;
}

/* UTF-8 without control characters, and no markup: a mark at the beginning is how pages and drawings begin. */
static bool is_plain_text(struct str bytes)
{
	struct str s = begins(bytes, 0, "\xEF\xBB\xBF", 3) ? str_slice(bytes, 3, bytes.n) : bytes;
	struct str first = str_trim(s);
	if ((first.n && first.p[0] == '<') || !str_is_utf8(s))
		return false;
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if (c == 0x7F || (c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f'))
			return false;
	}
	return true;
}

static int text_of(struct str bytes, struct str name)
{
	static const char *const marked[] = {"svg", "html", "htm", "xhtml", "xml", "mht", "js", "mjs"};
	_cleanup_arena_ struct arena *a = arena_new("file type", 1 << 16);
	struct str ending = file_ending(a, name);
	if (!is_plain_text(bytes))
		return OTHER;
	for (size_t i = 0; i < ARRAY_LEN(marked); i++)
		if (str_eq_c(ending, marked[i]))
			return OTHER;
	return str_eq_c(ending, "csv") ? CSV : TEXT;
}

const struct file_type *file_type_of(struct str bytes, struct str name)
{
	int type;
	if (begins(bytes, 0, "%PDF-", 5))
		type = PDF;
	else if (begins(bytes, 0, "\x89PNG\r\n\x1a\n", 8))
		type = PNG;
	else if (begins(bytes, 0, "\xFF\xD8\xFF", 3))
		type = JPEG;
	else if (begins(bytes, 0, "RIFF", 4) && begins(bytes, 8, "WEBP", 4))
		type = WEBP;
	else if (begins(bytes, 0, "PK\x03\x04", 4))
		type = zip_of(bytes);
	else
		type = text_of(bytes, name);
	return &file_types[type];
}

const struct file_type *file_type_named(struct str code)
{
	for (const struct file_type *t = file_types; t->code; t++)
		if (str_eq_c(code, t->code))
			return t;
	return &file_types[OTHER];
}
