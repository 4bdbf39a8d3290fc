/*
 * apart_int.h – between the two processes of apart.h. Both are the same program: lengths and orders are its own.
 *
 * Descriptor 0 holds a struct apart_task and the file behind it. On descriptor 1 come frames: a struct apart_frame and `n`
 * bytes. First APART_INFO (a struct table_info), then APART_ROW (a struct apart_row, its lengths, its cells), at the end
 * APART_DONE (a struct table_info) or APART_ERROR (code, sentence).
 */
#pragma once
#include "format/apart.h"

#define APART_NAME 256
#define APART_FRAME_MOST ((size_t)64 << 20)

struct apart_task {
	size_t heading; /* rows wanted for a heading; 0: the whole table */
	bool named;
	char name[APART_NAME];
	struct csv_limits limits;
	struct apart_limits own;
};

enum apart_kind { APART_INFO = 0x4e560001, APART_ROW, APART_DONE, APART_ERROR };
struct apart_frame { uint32_t kind, n; };
struct apart_row { uint64_t line; uint32_t cells; uint32_t unused; }; /* then a uint32_t for each cell */
struct apart_error { uint32_t code; char text[640]; };

/* From here on this process may read and write what is open, and end; false: the system refused. */
bool apart_jail(const struct apart_limits *limits);
