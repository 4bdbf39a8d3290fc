#include "format/package.h"

#include <expat.h>
#include <string.h>
#include <zip.h>

#include "format/xml_scan.h"

#define CHUNK ((size_t)64 << 10)
#define RATIO_FROM ((size_t)1 << 20)
#define PLACE_NONE 255 /* in no step: nothing inside it is known either */

struct package {
	zip_t *zip;
	const struct package_limits *limits;
	size_t unpacked; /* so far */
	/* the entry that package_find has unpacked, or -1: it is not unpacked twice */
	zip_int64_t kept_at;
	struct buf kept;
};

static int refuse_torn(struct err *err)
{
	return err_set(err, ERR_INPUT,
		       _("Tệp bị hỏng hoặc tải lên chưa trọn. Hãy mở bằng Excel, lưu lại thành .xlsx rồi nạp lại."));
}

static uint32_t little32(const char *p)
{
	const unsigned char *u = (const unsigned char *)p;
	return u[0] | (uint32_t)u[1] << 8 | (uint32_t)u[2] << 16 | (uint32_t)u[3] << 24;
}

static uint64_t little64(const char *p)
{
	return little32(p) | (uint64_t)little32(p + 4) << 32;
}

/* How many bytes the directory has, of the record at `at`; of a long file (zip64) a second record says it, which a third one in
 * front of this one finds. */
static uint64_t directory_bytes(struct str bytes, size_t at)
{
	const size_t finder = 20, record = 56;
	uint32_t n = little32(bytes.p + at + 12);
	if (at < finder || memcmp(bytes.p + at - finder, "PK\6\7", 4) != 0)
		return n;
	uint64_t place = little64(bytes.p + at - finder + 8);
	if (place > bytes.n || bytes.n - place < record || memcmp(bytes.p + place, "PK\6\6", 4) != 0)
		return n;
	uint64_t longer = little64(bytes.p + place + 40);
	return n == UINT32_MAX || longer > n ? longer : n;
}

/* libzip reads the whole directory of a zip file before it can be asked how long it is: a file of nothing but empty entries
 * would cost ten times its size. The record at the end says how many bytes the directory has; every place that could be that
 * record is looked at, as libzip chooses among them. */
static bool directory_fits(struct str bytes, size_t parts)
{
	const size_t record = 22, comment_most = 0xFFFF, per_part = 256;
	size_t from = bytes.n > record + comment_most ? bytes.n - record - comment_most : 0;
	for (size_t at = from; at + record <= bytes.n; at++)
		if (memcmp(bytes.p + at, "PK\5\6", 4) == 0 && directory_bytes(bytes, at) > parts * per_part)
			return false;
	return true;
}

static int refuse_parts(const struct package_limits *limits, struct err *err)
{
	return err_set(err, ERR_TOO_LARGE, _("Tệp có quá %zu phần bên trong. Hãy chép dữ liệu sang một tệp mới rồi nạp lại."),
		       limits->parts);
}

int package_open(struct str bytes, const struct package_limits *limits, struct package **ret_package, struct err *err)
{
	INVARIANT(limits->depth <= PACKAGE_DEPTH_MOST, "a depth beyond the path");
	if (!directory_fits(bytes, limits->parts)) {
		refuse_parts(limits, err);
		return err_detail(err, "zip: a directory too long to be read");
	}
	zip_error_t why;
	zip_error_init(&why);
	zip_source_t *source = zip_source_buffer_create(bytes.p, bytes.n, 0, &why);
	zip_t *zip = source ? zip_open_from_source(source, ZIP_RDONLY, &why) : NULL;
	if (!zip) {
		if (source)
			zip_source_free(source);
		refuse_torn(err);
		err_detail(err, "zip: %s", zip_error_strerror(&why));
		zip_error_fini(&why);
		return -(int)err->code;
	}
	zip_error_fini(&why);
	if ((size_t)zip_get_num_entries(zip, 0) > limits->parts) {
		zip_discard(zip);
		return refuse_parts(limits, err);
	}
	struct package *p = calloc(1, sizeof(*p));
	if (!p)
		abort();
	*p = (struct package){.zip = zip, .limits = limits, .kept_at = -1};
	*ret_package = p;
	return 0;
}

void package_close(struct package *p)
{
	if (!p)
		return;
	zip_discard(p->zip);
	buf_free(&p->kept);
	free(p);
}

/* Index of the entry, or -1. */
static zip_int64_t locate(struct package *p, struct str name)
{
	char c[512];
	if (name.n >= sizeof(c) || memchr(name.p, 0, name.n))
		return -1;
	memcpy(c, name.p, name.n);
	c[name.n] = '\0';
	zip_int64_t at = zip_name_locate(p->zip, c, 0);
	return at >= 0 ? at : zip_name_locate(p->zip, c, ZIP_FL_NOCASE);
}

bool package_has(struct package *p, struct str name)
{
	return name.n && locate(p, name) >= 0;
}

/* ---- one part, unpacked -------------------------------------------------------------------------------------------- */

struct part {
	struct package *package;
	zip_file_t *file;
	size_t packed, unpacked;
	size_t told; /* how long it says it is: believed only where it saves work */
	struct str kept; /* what is left of one that is unpacked already; p NULL: it is not */
};

static void part_close(struct part *part)
{
	if (part->file)
		zip_fclose(part->file);
}

static int part_open(struct package *p, struct str name, struct part *ret_part, struct err *err)
{
	zip_int64_t at = locate(p, name);
	if (at < 0)
		return err_set(err, ERR_INPUT,
			       _("Tệp thiếu phần “%.*s” bên trong. Hãy mở bằng Excel, lưu lại thành .xlsx rồi nạp lại."),
			       (int)(name.n > 100 ? 100 : name.n), name.p);
	zip_stat_t stat;
	zip_stat_init(&stat);
	if (zip_stat_index(p->zip, (zip_uint64_t)at, 0, &stat) < 0)
		return refuse_torn(err);
	if ((stat.valid & ZIP_STAT_ENCRYPTION_METHOD) && stat.encryption_method != ZIP_EM_NONE)
		return err_set(err, ERR_INPUT, _("Tệp được khóa bằng mật khẩu. Hãy bỏ mật khẩu, lưu lại rồi nạp lại."));
	bool kept = at == p->kept_at;
	zip_file_t *file = kept ? NULL : zip_fopen_index(p->zip, (zip_uint64_t)at, 0);
	if (!file && !kept) {
		refuse_torn(err);
		return err_detail(err, "zip: %s", zip_strerror(p->zip));
	}
	*ret_part = (struct part){.package = p, .file = file, .kept = kept ? buf_str(&p->kept) : (struct str){0}};
	if (stat.valid & ZIP_STAT_COMP_SIZE)
		ret_part->packed = stat.comp_size;
	if (stat.valid & ZIP_STAT_SIZE)
		ret_part->told = stat.size;
	return 0;
}

static zip_int64_t take_kept(struct str *kept, char *to)
{
	size_t n = kept->n < CHUNK ? kept->n : CHUNK;
	if (n)
		memcpy(to, kept->p, n);
	*kept = str_slice(*kept, n, kept->n);
	return (zip_int64_t)n;
}

/* The next bytes; 0 at the end, where the checksum has been compared. */
static int part_read(struct part *part, char *to, size_t *ret_n, struct err *err)
{
	const struct package_limits *limits = part->package->limits;
	zip_int64_t n = part->file ? zip_fread(part->file, to, CHUNK) : take_kept(&part->kept, to);
	if (n < 0) {
		refuse_torn(err);
		return err_detail(err, "zip: %s", zip_file_strerror(part->file));
	}
	part->unpacked += (size_t)n;
	part->package->unpacked += (size_t)n;
	if (part->package->unpacked > limits->unpacked)
		return err_set(err, ERR_TOO_LARGE, _("Tệp khi mở ra lớn quá %zu MB. Hãy chia thành nhiều tệp."),
			       limits->unpacked >> 20);
	if (part->unpacked > RATIO_FROM && part->unpacked / limits->ratio > part->packed)
		return err_set(err, ERR_TOO_LARGE,
			       _("Tệp khi mở ra lớn gấp hơn %zu lần: không phải một bảng bình thường. "
				 "Hãy chép dữ liệu sang một tệp mới rồi nạp lại."),
			       limits->ratio);
	*ret_n = (size_t)n;
	return 0;
}

int package_check_end(struct package *p, struct str name, struct str end, struct err *err)
{
	struct part part;
	char bytes[CHUNK], tail[64];
	size_t n, have = 0;
	INVARIANT(end.n <= sizeof(tail), "a longer end than is kept");
	int k = part_open(p, name, &part, err);
	if (k < 0)
		return k;
	while ((k = part_read(&part, bytes, &n, err)) == 0 && n) {
		size_t fresh = n < sizeof(tail) ? n : sizeof(tail);
		size_t kept = have + fresh > sizeof(tail) ? sizeof(tail) - fresh : have;
		memmove(tail, tail + have - kept, kept);
		memcpy(tail + kept, bytes + n - fresh, fresh);
		have = kept + fresh;
	}
	part_close(&part);
	if (k == 0 && !str_ends((struct str){tail, have}, end))
		return refuse_torn(err);
	return k;
}

/* All of the part, as long as it is not longer than `most`; NULL for one that is, or is torn. */
static struct buf *read_whole(struct part *part, size_t most)
{
	struct err ignored = ERR_INIT; /* whoever walks the part says what is wrong with it, and where */
	struct buf *kept = &part->package->kept;
	char bytes[CHUNK];
	size_t n = 1;
	*kept = BUF_INIT(most);
	while (part->told <= most && n && !kept->full) {
		if (part_read(part, bytes, &n, &ignored) < 0)
			return NULL;
		buf_add(kept, (struct str){bytes, n});
	}
	return n || kept->full ? NULL : kept;
}

bool package_find(struct package *p, struct str name, struct str needle, size_t most)
{
	struct err ignored = ERR_INIT;
	struct part part;
	size_t before = p->unpacked;
	INVARIANT(p->kept_at < 0, "one part is kept");
	if (part_open(p, name, &part, &ignored) < 0)
		return false;
	struct buf *whole = read_whole(&part, most);
	part_close(&part);
	p->unpacked = before; /* it is read once more */
	if (!whole) {
		buf_free(&p->kept);
		return false;
	}
	p->kept_at = locate(p, name);
	return whole->n >= needle.n && memmem(whole->p, whole->n, needle.p, needle.n) != NULL;
}

/* ---- one part, walked ---------------------------------------------------------------------------------------------- */

/* By the one or the other. */
struct walk {
	XML_Parser parser;
	struct xml_scan *scan;
	const struct package_reader *reader;
	const struct package_limits *limits;
	void *ctx;
	struct err *err;
	int result; /* what stopped it */
	size_t depth;
	unsigned char path[PACKAGE_DEPTH_MOST + 1]; /* places; path[0] is outside of the root */
	bool texts[256];                            /* places whose text is wanted */
	const struct package_step *last[256];       /* by place: the step taken from there last, mostly taken again */
};

static void stop(struct walk *w, int result)
{
	w->result = result;
	if (w->parser)
		XML_StopParser(w->parser, XML_FALSE);
	else
		xml_scan_stop(w->scan);
}

static const char *without_prefix(const char *name)
{
	const char *colon = strchr(name, ':');
	return colon ? colon + 1 : name;
}

/* Names are short. */
static bool same(const char *a, const char *b)
{
	while (*a && *a == *b)
		a++, b++;
	return *a == *b;
}

static unsigned char place_of(struct walk *w, const char *name)
{
	unsigned char parent = w->path[w->depth];
	if (parent == PLACE_NONE)
		return PLACE_NONE;
	if (w->last[parent] && same(w->last[parent]->name, name))
		return w->last[parent]->place;
	name = without_prefix(name);
	for (const struct package_step *s = w->reader->steps; s->name; s++)
		if (s->parent == parent && same(s->name, name)) {
			w->last[parent] = s;
			return s->place;
		}
	return PLACE_NONE;
}

/* After a stop expat may still tell of what it has begun: nothing is passed on. */
static void XMLCALL on_begin(void *user, const XML_Char *name, const XML_Char **attributes)
{
	struct walk *w = user;
	if (w->result)
		return;
	if (w->depth == w->limits->depth) {
		stop(w, err_set(w->err, ERR_TOO_LARGE,
				_("Tệp có quá %zu lớp lồng nhau bên trong: không phải một bảng bình thường."),
				w->limits->depth));
		return;
	}
	unsigned char place = place_of(w, name);
	w->path[++w->depth] = place;
	int k = place == PLACE_NONE ? 0 : w->reader->begin(w->ctx, place, attributes, w->err);
	if (k != 0)
		stop(w, k);
}

static void XMLCALL on_end(void *user, const XML_Char *name)
{
	(void)name;
	struct walk *w = user;
	if (w->result)
		return;
	unsigned char place = w->path[w->depth--];
	int k = place == PLACE_NONE || !w->reader->end ? 0 : w->reader->end(w->ctx, place, w->err);
	if (k != 0)
		stop(w, k);
}

static void XMLCALL on_text(void *user, const XML_Char *text, int n)
{
	struct walk *w = user;
	unsigned char place = w->path[w->depth];
	if (w->result || !w->texts[place])
		return;
	int k = w->reader->text(w->ctx, place, (struct str){text, (size_t)n}, w->err);
	if (k != 0)
		stop(w, k);
}

static void refuse_doctype(void *user)
{
	struct walk *w = user;
	if (!w->result)
		stop(w, err_set(w->err, ERR_INPUT,
				_("Tệp có khai báo kiểu tài liệu (DTD), điều Excel không bao giờ viết: không nhận. "
				  "Hãy mở bằng Excel, lưu lại thành .xlsx rồi nạp lại.")));
}

static void XMLCALL on_doctype(void *user, const XML_Char *name, const XML_Char *system, const XML_Char *public, int inner)
{
	(void)name, (void)system, (void)public, (void)inner;
	refuse_doctype(user);
}

static int refuse_xml(struct walk *w, struct str name, const char *why, size_t byte)
{
	_cleanup_arena_ struct arena *a = arena_new("where", 4096);
	struct str where = w->reader->where ? w->reader->where(w->ctx, a)
	                                    : arena_printf(a, _("phần “%.*s”"), (int)(name.n > 100 ? 100 : name.n), name.p);
	err_set(w->err, ERR_INPUT,
		_("Tệp bị hỏng ở %.*s: không đọc tiếp được. Hãy mở bằng Excel, lưu lại thành .xlsx rồi nạp lại."),
		STR_ARG(where));
	return err_detail(w->err, "XML byte %zu: %s", byte, why);
}

/* expat looks again at a tag that is not yet whole with every chunk, and keeps all of it: one without end would cost memory
 * and the square of its length. */
static bool token_fits(const struct walk *w, size_t fed)
{
	XML_Index at = XML_GetCurrentByteIndex(w->parser);
	return at < 0 || fed <= (size_t)at + w->limits->token + CHUNK;
}

static int feed_expat(struct walk *w, struct part *part, struct str first, struct str name)
{
	for (size_t n = first.n; n > 0;) {
		char *to = XML_GetBuffer(w->parser, (int)CHUNK);
		if (!to)
			abort();
		int k = 0;
		if (first.n)
			memcpy(to, first.p, first.n);
		else
			k = part_read(part, to, &n, w->err);
		first.n = 0;
		if (k < 0)
			return k;
		enum XML_Status status = XML_ParseBuffer(w->parser, (int)n, n == 0);
		if (w->result)
			return w->result;
		if (status != XML_STATUS_OK)
			return refuse_xml(w, name, XML_ErrorString(XML_GetErrorCode(w->parser)), part->unpacked);
		if (n && !token_fits(w, part->unpacked))
			return refuse_xml(w, name, "a piece that is too long", part->unpacked);
	}
	return 0;
}

static int walk_expat(struct walk *w, struct part *part, struct str first, struct str name)
{
	w->parser = XML_ParserCreate(NULL);
	if (!w->parser)
		abort();
	XML_SetUserData(w->parser, w);
	XML_SetElementHandler(w->parser, on_begin, on_end);
	XML_SetCharacterDataHandler(w->parser, on_text);
	XML_SetStartDoctypeDeclHandler(w->parser, on_doctype);
	int k = feed_expat(w, part, first, name);
	XML_ParserFree(w->parser);
	return k;
}

static int feed_scan(struct walk *w, struct part *part, size_t n, struct str name)
{
	for (;;) {
		bool good = xml_scan_feed(w->scan, n, n == 0);
		if (w->result)
			return w->result;
		if (!good)
			return refuse_xml(w, name, xml_scan_why(w->scan), xml_scan_at(w->scan));
		if (n == 0)
			return 0;
		int k = part_read(part, xml_scan_room(w->scan, CHUNK), &n, w->err);
		if (k < 0)
			return k;
	}
}

int package_walk(struct package *p, struct str name, const struct package_reader *reader, void *ctx, struct err *err)
{
	struct part part;
	size_t n;
	int k = part_open(p, name, &part, err);
	if (k < 0)
		return k;
	struct walk w = {.reader = reader, .limits = p->limits, .ctx = ctx, .err = err};
	for (const struct package_step *s = reader->steps; s->name; s++)
		w.texts[s->place] |= s->text;
	w.scan = xml_scan_new(&(struct xml_handler){&w, on_begin, on_text, on_end, refuse_doctype}, p->limits->token);
	char *to = xml_scan_room(w.scan, CHUNK);
	k = part_read(&part, to, &n, err);
	if (k == 0 && (n == 0 || xml_scan_fits((struct str){to, n})))
		k = feed_scan(&w, &part, n, name);
	else if (k == 0)
		k = walk_expat(&w, &part, (struct str){to, n}, name);
	xml_scan_free(w.scan);
	part_close(&part);
	return k;
}

struct str package_attribute(const char **attributes, const char *name)
{
	for (size_t i = 0; attributes[i]; i += 2)
		if (strcmp(without_prefix(attributes[i]), name) == 0)
			return str_from_c(attributes[i + 1]);
	return (struct str){0};
}
