/*
 * scenario.h – people at work: a scenario is a plain C program in which named browsers follow links and fill in forms
 * of a running site, over real HTTP, as a person without script would. Prints TAP.
 *
 *   int main(void)
 *   {
 *       scenario_begin();
 *       scenario_noivu("demo", scenario_dir("site"), NULL);
 *       scenario_serve(scenario_dir("site"), NULL);
 *       struct browser *lan = browser_new("cán bộ xã");
 *       browser_get(lan, "/dang-nhap");
 *       browser_submit(lan, "/dang-nhap", "login", "cb.14758", "password", "…", NULL);
 *       check(browser_has(lan, "Nhiệm vụ của xã"), "the officer sees the tasks of the commune");
 *       return scenario_end();
 *   }
 *
 * The program under test is named by NOIVU (default build/noivu). Everything happens in a folder of its own under
 * TMPDIR, removed at the end. What a scenario cannot go on without ends it at once: a line "Bail out!" and exit 1.
 * Strings returned live until the end of the program.
 */
#pragma once
#include "base/buf.h"

/* ---- the run ---- */

void scenario_begin(void);
/* Stops the server, removes the folder, prints the plan; 0 when every check held. */
int scenario_end(void);
/* One TAP line; what the last browser saw is printed when it does not hold. Returns `holds`. */
bool scenario_check(const char *file, int line, bool holds, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
#define check(holds, ...) scenario_check(__FILE__, __LINE__, (holds), __VA_ARGS__)
_Noreturn void scenario_give_up(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* A copy that lives until the end of the program. */
char *scenario_keep(struct str text);
/* "/nhiem-vu/7" and "bao-cao" → "/nhiem-vu/7/bao-cao". */
const char *scenario_under(const char *row, const char *what);
/* A path inside the folder of this run. */
const char *scenario_dir(const char *name);
/* Runs the program with these words (NULL ends them), must exit 0; returns what it wrote on stdout. */
struct str scenario_noivu(const char *word, ...) __attribute__((sentinel));
/* The same, returning the exit status; *ret_said gets stderr. */
int scenario_noivu_fails(struct str *ret_said, const char *word, ...) __attribute__((sentinel));
/* Starts "serve DIR --listen 127.0.0.1:0" with more options (NULL ends them) and waits for its "address=" line. */
void scenario_serve(const char *dir, ...) __attribute__((sentinel));
/* Ends it with SIGTERM; it must exit 0. Done by scenario_end when forgotten. */
void scenario_stop_serving(void);
/* Ends it with SIGKILL: as when the power goes. */
void scenario_kill_serving(void);
/* The process that serves; 0 when none does. */
int scenario_server(void);
/* Runs `work` in a process of its own, with what this one knows, until it returns, is ended by scenario_beside_end or finds no
 * server any more; what it wants to be remembered it writes into memory that is shared. It checks nothing. */
void scenario_beside(void (*work)(void *shared), void *shared);
void scenario_beside_end(void);
/* Makes the rehearsal site in scenario_dir("site") – a copy of $REHEARSAL/site, when that is set: see ./test –; returns the password
 * that its people share. */
const char *scenario_demo(void);

/* For tests of this harness: talk to a server that is there already. */
void scenario_use(int port);

/* ---- browsers ---- */

struct browser;

struct browser *browser_new(const char *name);
/* The same cookies in a second window, or stolen. */
struct browser *browser_copy(const struct browser *b, const char *name);
void browser_forget(struct browser *b); /* all cookies */
/* By the login and the password of the rehearsal. */
void browser_sign_in(struct browser *b, const char *login, const char *password);
/* A new one, named by its login and signed in. */
struct browser *browser_signed_in(const char *login, const char *password);
/* How many rows the job on the present page would change, from its button "Làm với 93 dòng"; -1 when there is none. */
long browser_planned(const struct browser *b);
/* The number of the last ledger entry, from the foot of the start page; -1 when there is none. */
long browser_entries(struct browser *b);

/* Asks for an address and follows redirects (at most 5). Returns the status of the last answer. */
int browser_get(struct browser *b, const char *address);
/* Asks for a page until these words stand on it: work of the server that goes on beside. Gives up after two minutes. */
void browser_wait(struct browser *b, const char *address, const char *words);
/* Finds the form of the present page with this action (the first whose action begins with it when none is equal), takes
 * what it holds, hidden fields included, changes and adds the name, value pairs given (NULL ends them; a value of NULL
 * leaves the field out) and sends it by its own method. Gives up when there is no such form. */
int browser_submit(struct browser *b, const char *action, ...) __attribute__((sentinel));
/* The same with a file in the field given. */
int browser_upload(struct browser *b, const char *action, const char *field, const char *filename, struct str bytes);
/* The last POST once more, byte for byte: an impatient double click. */
int browser_again(struct browser *b);
/* A POST of one's own making, with Origin as a page of this site sends it unless `origin` names another. */
int browser_post(struct browser *b, const char *address, const char *origin, const char *body);

/* ---- what it shows ---- */

int browser_status(const struct browser *b);
const char *browser_address(const struct browser *b); /* where it stands now, "/nhiem-vu/7" */
struct str browser_body(const struct browser *b);
const char *browser_header(const struct browser *b, const char *name); /* NULL when absent */
bool browser_has_cookie(const struct browser *b, const char *name);
/* Is this text on the page, as a reader sees it: between tags, entities decoded, runs of white space as one blank? */
bool browser_has(const struct browser *b, const char *text);
/* Are these bytes in the page as sent? */
bool browser_has_raw(const struct browser *b, const char *bytes);
/* The address of the first link whose text contains `text`, or whose address begins with `href` (one of them NULL);
 * NULL when there is none. */
const char *browser_link(const struct browser *b, const char *text, const char *href);
/* The value of a field of that form on the present page; NULL when there is none. */
const char *browser_field(const struct browser *b, const char *action, const char *name);
