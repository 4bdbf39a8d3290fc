/*
 * name.h – the name under which a file is kept. What a browser or a stick sends is a label and never a path.
 */
#pragma once
#include "base/arena.h"

#define FILE_NAME_MOST 200 /* characters */

/* The last part of what looks like a path, in NFC, without control characters and marks that turn the direction of
 * writing (they hide an ending), without dots and blanks at its ends, at most FILE_NAME_MOST characters with the ending
 * kept. "../../x" → "x"; what leaves nothing → "tệp". Text that is no UTF-8 counts as nothing. In the arena. */
struct str file_clean_name(struct arena *a, struct str raw);
/* "pdf" of "Quyết định.PDF": letters and digits behind the last dot, lower case, at most 8; empty without. In the arena. */
struct str file_ending(struct arena *a, struct str name);
