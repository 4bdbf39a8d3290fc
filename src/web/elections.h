/*
 * elections.h – private to web/: which election a page is about, where several run side by side.
 *
 * The address may name one (`cuoc`); else it is the one the unit works on (election_current). Links of such a page keep what its
 * address named.
 */
#pragma once
#include "election/election.h"
#include "web/internal.h"

/* 1; 0: none is open. One that this person may not read, or that is not there: ERR_NOT_FOUND. */
int web_election(struct web_call *c, int64_t unit, struct row *ret_election, struct err *err);
/* The brief of that election, as this request asks for it. */
struct brief;
int web_brief(struct web_call *c, struct brief *ret_brief, struct err *err);
/* The path, with the election this page's address named. */
struct str web_election_keep(struct web_call *c, struct str path);
/* One more link behind these, to the list of all elections: when there are more, and how many. */
void web_election_rest(struct web_call *c, struct filter_view *links, int64_t total);
/* Links that lead to the same page about another election, the latest ones, and to all; none where there is only one. */
int web_election_links(struct web_call *c, const struct row *now, struct str path, struct filter_view *ret, struct err *err);
