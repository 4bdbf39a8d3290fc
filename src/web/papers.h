/*
 * papers.h – what a site prints, put into the parts of a paper (render/pdf.h) by rows and figures.
 *
 * Everything lives in the arena. Other papers follow these: fill a struct pdf_paper, give it to web_send_paper.
 */
#pragma once
#include "app/briefing.h"
#include "render/pdf.h"
#include "web/web.h"

/* Place, rehearsal mark, and at the foot the ledger's head. */
int paper_begin(struct arena *a, const struct site *site, struct db *db, struct pdf_paper *ret_paper, struct err *err);
/* The director's day. */
int paper_brief(struct arena *a, const struct site *site, struct db *db, const struct brief *b, struct pdf_paper *ret_paper,
		struct err *err);
/* A weekly briefing; a draft says so. */
int paper_briefing(struct arena *a, const struct site *site, struct db *db, const struct row *briefing,
		   struct pdf_paper *ret_paper, struct err *err);
/* The answer is this paper as PDF, shown by the browser, kept under that name. */
int web_send_paper(struct web_call *c, const struct pdf_paper *paper, struct str filename, struct err *err);
