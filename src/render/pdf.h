/*
 * pdf.h – official papers as PDF, laid out as Decree 30/2020/NĐ-CP (Annex I) asks.
 *
 * A paper is given as plain structs of ready strings and comes out as bytes. The parts in their order (Article 8(2)):
 *
 *   superior body        CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
 *   BODY                    Độc lập - Tự do - Hạnh phúc
 *   Số: 12/BC-SNV           Thanh Hóa, ngày 18 tháng 11 năm 2025
 *                KIND
 *             what it is about
 *   Kính gửi: …
 *   blocks: paragraphs, headings, items, tables
 *   Nơi nhận:                    AUTHORITY / POSITION / (signature) / name
 *
 * A4, margins 20 mm above and below, 30 mm left, 15 mm right; Liberation Serif 2, which has the measures of Times New Roman; body
 * 13 or 14 pt; the number of the page from the second one on, above the text in the middle. Tables may be long and wide: their
 * head comes again on every page, a row that is taller than a page goes on on the next. A signature never stands alone on a page.
 *
 * The same paper gives the same bytes: the date inside the file is the paper's, nothing in it is left to chance. The text can be
 * selected, searched and read aloud. One paper at a time is laid out in the whole process, so that neither memory nor processor
 * are used up by printing; the few that may wait are counted, the next is told to come again (ERR_BUSY). ERR_TOO_LARGE:
 * more than PDF_PAGES_MAX pages, PDF_MS_MAX milliseconds of work, or more bytes than the buffer takes.
 */
#pragma once
#include "base/buf.h"
#include "base/date.h"
#include "base/err.h"

#define PDF_PAGES_MAX 400
#define PDF_MS_MAX 20000
#define PDF_WAITING_MAX 4
#define PDF_COLUMNS_MAX 40
#define PDF_SIGNERS_MAX 4

enum pdf_align { PDF_LEFT, PDF_CENTRE, PDF_RIGHT };

/* A text of the users in a static table of columns:  {PDF_TEXT(_("Đơn vị")), {0}, 5, PDF_LEFT} */
#define PDF_TEXT(literal) {(literal), sizeof(literal) - 1}

struct pdf_column {
	struct str head;
	struct str group; /* neighbours of one group have it above them in a head of two lines; empty: none */
	int width;        /* the share of the paper; 0 is 1 */
	enum pdf_align align;
};

enum pdf_row { PDF_ROW_PLAIN, PDF_ROW_STRONG, PDF_ROW_SPAN }; /* bold: a sum; the first cell over all columns: a part's heading */

struct pdf_table {
	const struct pdf_column *columns;
	size_t column_count;
	const struct str *cells;   /* row_count × column_count */
	const enum pdf_row *rows;  /* of each row; NULL: all plain */
	size_t row_count;
	int size;                  /* points, 9 … 14; 0: 11 */
	struct str empty;          /* instead of rows; empty: the table is left out */
};

enum pdf_block_kind {
	PDF_PARAGRAPH, /* first line indented, both edges straight */
	PDF_HEADING,   /* bold: "I. TÌNH HÌNH" */
	PDF_ITEM,      /* a paragraph that begins with a dash */
	PDF_NOTE,      /* small and italic, as under a table */
	PDF_TABLE,
	PDF_PAGE,      /* what follows begins on a new page */
};

struct pdf_block {
	enum pdf_block_kind kind;
	struct str text;               /* lines of it are paragraphs of their own */
	const struct pdf_table *table; /* of PDF_TABLE */
};

struct pdf_signer {
	struct str authority; /* "KT. GIÁM ĐỐC"; empty: none */
	struct str position;  /* "GIÁM ĐỐC", "PHÓ GIÁM ĐỐC" */
	struct str name;      /* empty: room for it is left */
};

struct pdf_paper {
	struct str superior; /* the body above, as short as usual: "UBND TỈNH THANH HÓA"; may be empty */
	struct str body;     /* who issues: "SỞ NỘI VỤ" */
	struct str number;   /* "12", "05"; empty: not issued yet, room for it is left */
	struct str symbol;   /* "BC-SNV"; both empty: no such line, as on minutes */
	struct str place;    /* "Thanh Hóa"; empty: no line of place and day */
	day_t day;           /* of the paper, and of the file */
	struct str kind;     /* "BÁO CÁO" */
	struct str about;
	struct str to;       /* "Giám đốc Sở Nội vụ"; empty: none */
	const struct pdf_block *blocks;
	size_t block_count;
	const struct pdf_signer *signers; /* one to the right; several beside each other */
	size_t signer_count;
	const struct str *recipients;     /* "Như trên", "Lưu: VT, TGV": dashes and marks at the end are set here */
	size_t recipient_count;
	struct str foot;     /* a small line at the foot of each page: where it comes from */
	int size;            /* of the body, 13 or 14; 0: 13 */
	bool wide;           /* A4 across, for wide tables */
	bool draft;          /* "DỰ THẢO": not issued */
	bool rehearsal;      /* the striped mark on every page */
};

/* Adds the file to `out`, whose cap is the limit in bytes. On failure `out` is emptied. *ret_pages (may be NULL): how many. */
int pdf_write(const struct pdf_paper *paper, struct buf *out, int *ret_pages, struct err *err);
