/*
 * briefing.h – the help team's weekly briefing (bản tin tuần của Tổ giúp việc): state, difficulties, proposals, what comes next.
 *
 * Drafted from the figures of the week, which are frozen with it; edited by a person like any row; issued with the next number of
 * the year (Decree 30/2020 Art. 15: from 01 on 1 January). What was issued is never changed: neither saved nor put back.
 */
#pragma once
#include "app/brief.h"

extern const struct record briefing_record;
/* briefing.draft: no parameters; the week's briefing, with its snapshot. briefing.issue: id, and `word`, typed to show that it
 * is meant. */
extern const struct verb briefing_draft, briefing_issue;

#define BRIEFING_ISSUE_WORD _("PHÁT HÀNH")
#define BRIEFING_SYMBOL "BC-TGV"
#define BRIEFING_PART_MOST 8000 /* characters of one part */

/* The four parts, in their order: field, heading on paper. Ends with {NULL}. */
struct briefing_part { const char *field, *heading; };
extern const struct briefing_part briefing_parts[];

/* "05/BC-TGV"; empty when not issued. */
struct str briefing_number(struct arena *a, const struct row *briefing);

/* What a part begins with, written from figures; a person goes on from there. */
struct str briefing_situation(struct arena *a, const struct brief *b);
struct str briefing_difficulties(struct arena *a, const struct brief *b);
struct str briefing_proposals(struct arena *a, const struct brief *b);
struct str briefing_next(struct arena *a, const struct brief *b);
