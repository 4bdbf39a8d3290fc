/*
 * views.h – what pages are given: plain structs of ready strings, filled by the handlers, printed by the templates.
 *
 * A template decides nothing but layout. Numbers and dates come as people read them (text_number, date_vn); addresses come
 * whole; who may see or do something was decided before: what is not allowed is simply not in the view. Everything lives in
 * the arena of the request. An empty str means "leave it out" unless its line says otherwise; a count of 0 leaves out the
 * whole part.
 *
 * The pages of the site:
 *   page_brief      the leader's day                       page_my_tasks  a commune's own list
 *   page_calendar   the steps of an election               page_list      any table: tasks, units, people, a register
 *   page_sheet      one thing: task, step, unit, record    page_form      one form: open an election, person, record, password
 *   page_sign_in    the door                               page_error     what went wrong and where to go
 *   page_body_form  a body with its list                   page_progress    how far the communes are with who runs the election
 */
#pragma once
#include "render/html.h"

/* How a state looks. The words beside it say the same: colour is never alone. */
enum tone {
	TONE_PLAIN, /* no tag at all */
	TONE_NONE,  /* nothing asked, not begun */
	TONE_WAIT,  /* waits for somebody else */
	TONE_SOON,  /* due in a few days */
	TONE_LATE,
	TONE_DONE,
};

/* The CSS class of a tone. */
static inline const char *tone_class(enum tone tone)
{
	static const char *const names[] = {"plain", "none", "wait", "soon", "late", "done"};

	return (unsigned)tone < ARRAY_LEN(names) ? names[tone] : names[0];
}

struct link_view {
	struct str href, text;
	struct str count; /* of the rows behind it, "12" */
	bool current;
};

struct tag_view {
	enum tone tone;
	struct str text; /* "quá hạn 3 ngày" */
};

/* "Vì sao?": how a figure or a date came about, one line each with its article. */
struct why_line_view {
	struct str text;
	struct str basis; /* "Điều 22 khoản 2 Luật Bầu cử …" */
};
struct why_view {
	const struct why_line_view *lines;
	size_t count;
};

struct message_view {
	enum tone tone; /* TONE_DONE: it was done; TONE_LATE: it failed; TONE_SOON: mind this */
	struct str text;
};

/* The frame of every page. */
struct page_view {
	struct str title;       /* the heading, and the first words of the tab */
	struct str lead;        /* the line under it: unit, day, what this page is */
	struct str site;        /* "Sở Nội vụ tỉnh Thanh Hóa" */
	struct str unit;        /* the unit this person acts for */
	struct str person;      /* empty: nobody is signed in, no places and no search */
	struct str bell_href;    /* what waits for the person … */
	struct str bell_count;   /* … and how much of it unread: "3"; empty for nothing */
	struct str account_href; /* page of the person, with password and sign-out */
	struct str search_href; /* action of the search form */
	struct str search;      /* what was searched last */
	struct str day;         /* "thứ Ba 18/11/2025" */
	struct str head;        /* short hash of the ledger's head, at the foot */
	bool rehearsal;         /* the striped bar, on the screen and on paper */
	const struct link_view *places; /* at most seven; the one we are in is current */
	size_t place_count;
	const struct link_view *crumbs; /* the way up, without this page */
	size_t crumb_count;
	const struct message_view *messages;
	size_t message_count;
};

/* One of the few numbers that matter, with the rows behind it one click away. */
struct figure_view {
	struct str value;  /* "12" */
	struct str of;     /* "166": printed as 12/166 */
	struct str label;  /* "việc chậm" */
	struct str href;
	struct str before; /* "tuần trước 15" */
	enum tone tone;
	struct why_view why;
};

/* ---- forms ---- */

enum control_kind {
	CONTROL_TEXT,
	CONTROL_LONG,     /* several lines */
	CONTROL_NUMBER,   /* digits; the pad of a phone */
	CONTROL_DATE,     /* typed as 18/11/2025 */
	CONTROL_CHOICE,   /* up to five options as radio buttons, more as a list */
	CONTROL_MANY,     /* any number of options, as boxes; sent once for each */
	CONTROL_PICK,     /* one row or several of many, found by words (pick.h): options are what is marked, then what was found */
	CONTROL_TICK,     /* value "1" when set */
	CONTROL_PASSWORD, /* never filled in again */
	CONTROL_FILE,     /* makes the form multipart */
	CONTROL_HIDDEN,
	CONTROL_FIXED,    /* shown, not changed, not sent */
};

struct option_view {
	struct str value, text;
	bool chosen;
};

struct field_view {
	enum control_kind kind;
	struct str name;
	struct str label;
	struct str hint;  /* the limit of the law, the format, an example */
	struct str value; /* as typed: nothing is lost when a check refuses it */
	struct str error; /* in words, with what to do */
	struct str after; /* a unit behind the field: "người", "km²" */
	struct str autocomplete; /* "username", "current-password", "new-password" … */
	int chars;        /* expected length: 0 is the whole line */
	bool required;    /* those that are not say "không bắt buộc" */
	const struct option_view *options;
	size_t option_count;
	struct str more; /* CONTROL_MANY: how many stand behind the first ones */
	/* CONTROL_PICK: by what one may look, what is looked for, what came of it in words, where a script asks while one types
	 * (empty: nowhere) */
	struct str look, words, found, source;
	bool several;
};

/* Boxes of CONTROL_MANY that are in sight at once. */
#define FIELD_MANY_SHOWN 3

/* Is one of those behind chosen? */
static inline bool field_has_late_choice(const struct field_view *f)
{
	for (size_t i = FIELD_MANY_SHOWN; i < f->option_count; i++)
		if (f->options[i].chosen)
			return true;
	return false;
}

/* Nothing is chosen yet: a list then begins with a line that says so, and never with a choice nobody made. */
static inline bool field_has_choice(const struct field_view *f)
{
	for (size_t i = 0; i < f->option_count; i++)
		if (f->options[i].chosen)
			return true;
	return false;
}

/* A button that does one thing at once. */
struct action_view {
	struct str action;
	struct str text;
	struct str name, value; /* one hidden field */
	bool second;            /* not the main thing to do here */
};

/* Two people at one row: what this one typed, what the other saved. */
struct difference_view {
	struct str label, typed, stored; /* empty: "(để trống)" */
};

struct form_view {
	struct str id;      /* prefix of the fields' ids; needed when a page has several forms */
	struct str action;
	struct str heading; /* inside a page */
	struct str intro;
	struct str error;   /* what is wrong with the whole */
	const struct field_view *fields;
	size_t count;
	struct str submit;  /* "Lưu", "Báo cáo hoàn thành" */
	struct str cancel_href;
	bool danger;        /* cannot be taken back */
	bool drafts;        /* a second button keeps what is typed: "nhap" */
	struct str draft_note, draft_href; /* there is a draft: when it was kept, where it opens */
	struct action_view draft_drop;
	const struct difference_view *differences;
	size_t difference_count;
	bool folded;        /* shown closed until asked for; open when it has an error */
	bool summed;        /* its errors are summed up elsewhere on the page */
	const struct link_view *others; /* more buttons that send the same form elsewhere */
	size_t other_count;
};

static inline bool form_has_file(const struct form_view *f)
{
	for (size_t i = 0; i < f->count; i++)
		if (f->fields[i].kind == CONTROL_FILE)
			return true;
	return false;
}

/* Has it buttons of its own before the one that sends it? */
static inline bool form_has_pick(const struct form_view *f)
{
	for (size_t i = 0; i < f->count; i++)
		if (f->fields[i].kind == CONTROL_PICK)
			return true;
	return false;
}

/* Most errors name their field; in the summary the others get its label before them. */
static inline bool field_error_names_it(const struct field_view *f) { return str_find(f->error, f->label) >= 0; }

static inline bool form_has_field_error(const struct form_view *f)
{
	for (size_t i = 0; i < f->count; i++)
		if (f->fields[i].error.n)
			return true;
	return false;
}

/* Something was refused: the summary of errors stands above the form. */
static inline bool form_has_error(const struct form_view *f)
{
	return f->error.n > 0 || form_has_field_error(f);
}

/* ---- lists ---- */

struct column_view {
	struct str label;
	struct str sort_href;
	int sorted;   /* 1 upward, -1 downward, 0 not */
	bool numeric; /* to the right, tabular figures */
	bool title;   /* the cell that names the row; exactly one */
};

struct cell_view {
	struct str text;
	struct str href;
	struct str note; /* a second, smaller line */
	enum tone tone;  /* other than TONE_PLAIN: the text is a tag */
};

struct filter_view {
	struct str label; /* "Trạng thái" */
	const struct link_view *links;
	size_t count;
};

/* What may be done with the rows of a list: those ticked, or all of them. */
struct many_view {
	struct str action;             /* where the form goes, with the filters of the list */
	const struct option_view *todo;
	size_t todo_count;
	struct str all;                /* "Cả 1.234 dòng đang lọc" */
	const struct str *ids;         /* one for each row; empty: this one has no box */
	const bool *ticked;            /* one for each row, of a form that came back; NULL: none is */
	bool all_ticked;
	struct str wrong_rows, wrong_todo; /* what is missing, when it came back; said at the top of the page */
	struct str form; /* id of a form elsewhere on the page that the boxes are sent with; else the list is the form */
	struct str todo_at; /* id of what asks there for what `wrong_todo` misses */
};

struct list_view {
	struct str caption;  /* read by screen readers; seen when `heading` is set */
	bool heading;
	const struct filter_view *filters;
	size_t filter_count;
	struct str search_action, search_label, search; /* a search in this list; the other filters are kept by `keep` */
	const struct option_view *keep;
	size_t keep_count;
	const struct option_view *choose; /* columns that may be shown; 0: no such form */
	size_t choose_count;
	const struct option_view *choose_keep; /* what the address holds beside them */
	size_t choose_keep_count;
	const struct column_view *columns;
	size_t column_count;
	const struct cell_view *cells; /* row_count × column_count */
	size_t row_count;
	struct str empty;      /* what to do when there is nothing */
	struct str found;      /* "1–50 trong 166" */
	const struct link_view *pages;
	size_t page_count;
	const struct link_view *tools; /* "Thêm mới", "Xuất Excel" */
	size_t tool_count;
	const struct many_view *many;  /* NULL: rows cannot be ticked */
};

/* Is this row's box the first of those that are sent with a form elsewhere? That is where a missing choice is mended. */
static inline bool list_first_box(const struct list_view *v, size_t row)
{
	size_t first = 0;
	while (first < row && !v->many->ids[first].n)
		first++;
	return v->many->form.n > 0 && first == row;
}

/* ---- one thing ---- */

struct fact_view {
	struct str label;
	struct str value; /* empty prints "chưa có" */
	struct str href;
	struct str note;
	enum tone tone;
	struct why_view why;
	const struct action_view *open; /* shows what is masked; NULL: no such button */
};

struct change_view {
	struct str label, from, to;
};

struct history_view {
	struct str when, who, unit;
	struct str what; /* "giao việc", "báo cáo hoàn thành" */
	struct str hash; /* short hash of the entry */
	const struct change_view *changes;
	size_t count;
	const struct action_view *undo; /* puts the row back as it was before; NULL: no such button */
	struct str note; /* why this is not undone, and what is done instead; empty: nothing is to be said */
};

/* ---- pages ---- */

struct sign_in_view {
	struct page_view page;
	struct form_view form;
	const struct option_view *logins; /* a rehearsal shows the invented accounts: value is the login, text who it is */
	size_t login_count;
	struct str login_password; /* of the invented accounts, when they all have one */
};

struct error_view {
	struct page_view page;
	struct str text;      /* what is wrong, what to do */
	struct str reference; /* number of the request, for the person who runs the machine */
	const struct link_view *links;
	size_t count;
};

struct list_page_view {
	struct page_view page;
	const struct figure_view *figures;
	size_t figure_count;
	struct list_view list;
	const struct form_view *forms; /* what may be done with the list */
	size_t form_count;
};

struct form_page_view {
	struct page_view page;
	struct form_view form;
};

struct sheet_view {
	struct page_view page;
	struct str photo_words;          /* "Xem 3 ảnh (1,2 MB)" */
	const struct link_view *photos;  /* pictures among its files: name, and the address of the bytes */
	size_t photo_count;
	struct tag_view state;
	const struct link_view *tools; /* "Sửa" */
	size_t tool_count;
	const struct fact_view *facts;
	size_t fact_count;
	const struct action_view *actions;
	size_t action_count;
	const struct form_view *forms;
	size_t form_count;
	const struct list_view *lists;
	size_t list_count;
	const struct link_view *related;
	size_t related_count;
	const struct history_view *history; /* newest first */
	size_t history_count;
	struct str history_more; /* address of the rest */
};

/* ---- election bodies ---- */

/* One colour of a map with the rows behind it. */
struct legend_view {
	enum tone tone;
	struct link_view link;
};
/* How far the communes are: figures, map, each step with its deadlines, each commune. */
struct bodies_progress_view {
	struct page_view page;
	struct filter_view elections; /* that run side by side; no links: there is one */
	const struct figure_view *figures;
	size_t figure_count;
	struct html_raw map; /* empty for one commune */
	const struct legend_view *legend;
	size_t legend_count;
	struct list_view steps, units;
	struct list_view province, late; /* the province's own; people who are late with handing over. No columns: none */
};

/* One line of the list that is being entered. */
struct body_line_view {
	int number;
	struct field_view name, position, role, phone, duty;
	struct field_view who; /* CONTROL_CHOICE: several have this name; else hidden */
};
struct body_form_view {
	struct page_view page;
	const struct filter_view *filters; /* which election, which kind of body; 0: it is settled */
	size_t filter_count;
	struct why_view rules;           /* sizes, offices, founder, agreement, recipients */
	struct form_view form;           /* all fields, for the summary of errors */
	const struct field_view *head;   /* those above the list */
	size_t head_count;
	const struct field_view *further; /* seldom in the decision: folded, under the list */
	size_t further_count;
	bool further_open;
	const struct body_line_view *lines;
	size_t line_count;
	const struct option_view *people; /* of the unit: value is the name, text the position */
	struct str people_note;           /* there are more than these */
	size_t people_count;
};

/* One late unit of a step. */
struct late_unit_view {
	struct str unit, href; /* the unit, and its late task */
	struct str days;       /* "4 ngày" */
};
/* A step with the units that are late with it. */
struct late_view {
	struct str task, task_href;
	struct str due;   /* "30/11/2025" */
	struct str basis; /* the article */
	struct str note;  /* the law's date and the document, where the deadline is a directed one */
	struct tag_view state; /* "19 đơn vị" */
	const struct late_unit_view *units; /* the latest first */
	size_t unit_count;
	struct link_view more; /* "và 7 đơn vị khác" */
};

struct decision_view {
	struct str text, href;
	struct str from;  /* who asks */
	struct tag_view state;
};

struct difficulty_view {
	struct str text, href;
	struct str unit, day;
};

struct soon_view {
	struct str task, href;
	struct str due;      /* "Chủ nhật 30/11/2025" */
	struct str progress; /* "154/166" */
	struct str basis;
	struct tag_view state;
};

struct brief_view {
	struct page_view page;
	struct str countdown; /* "còn 117 ngày"; empty: no election is open */
	struct str election;  /* "đến ngày bầu cử Chủ nhật 15/03/2026" */
	struct filter_view elections; /* that run side by side; no links: there is one */
	const struct link_view *tools;
	size_t tool_count;
	const struct figure_view *figures; /* four; without an election three */
	size_t figure_count;
	const struct decision_view *decisions;
	size_t decision_count;
	struct html_raw map;  /* tile map; empty: none. Its legend is the page's: */
	const struct link_view *legend; /* text and count of each state; href the rows; in the order of enum tone from NONE */
	size_t legend_count;
	const struct str *legend_units; /* names of the units of each state: the map as a table */
	const struct late_view *late;
	size_t late_count;
	struct str late_more; /* how many are not shown */
	const struct soon_view *soon;
	size_t soon_count;
	struct str soon_more; /* how many are not shown */
	const struct difficulty_view *difficulties;
	size_t difficulty_count;
	struct str difficulty_more; /* how many are not shown */
};

struct my_task_view {
	struct str title, href;
	struct str due;    /* "Chủ nhật 30/11/2025" */
	struct str from;   /* who gave it, or whose step it is */
	struct str to;     /* whom the result goes to */
	struct str basis;
	struct tag_view state;
	struct str action; /* words of the link: "Báo cáo kết quả", "Tiếp nhận" */
};
struct my_group_view {
	struct str heading; /* "Quá hạn", "Trong 7 ngày tới", "Sau đó", "Đã xong" */
	const struct my_task_view *tasks;
	size_t count;
};
/* How far a job that went to many has come. */
struct progress_view {
	struct str title, href, due;
	struct str words; /* "143/166 đã xong, 23 chậm" */
	enum tone tone;
	struct html_raw squares;
};
struct my_tasks_view {
	struct page_view page;
	const struct link_view *tools;
	size_t tool_count;
	const struct figure_view *figures;
	size_t figure_count;
	const struct action_view *actions;
	size_t action_count;
	struct str progress_heading;
	const struct progress_view *progress;
	size_t progress_count;
	struct str text_heading, text; /* as it stands, line by line */
	struct str empty;              /* when there is no group and no progress */
	const struct my_group_view *groups;
	size_t group_count;
};

struct step_view {
	struct str title, href;
	struct str date;      /* "30/11/2025"; or from what it counts, when no date is fixed */
	struct str weekday;   /* "Chủ nhật" */
	struct str offset;    /* "T−105" */
	struct str directed;  /* stricter date and its document: "29/11/2025 – CV 123/SNV" */
	struct str who;
	struct str basis;
	struct str warning;   /* "Chủ nhật: nên xong trước thứ Sáu 28/11" */
	struct str progress;  /* "154/166" */
	struct tag_view state;
	bool today_before;    /* the line "today" goes before this step */
};

struct calendar_view {
	struct page_view page;
	struct str countdown;
	const struct filter_view *filters;
	size_t filter_count;
	const struct step_view *steps;
	size_t step_count;
	const struct link_view *tools;
	size_t tool_count;
	struct str note; /* "Ngày theo luật; Hội đồng bầu cử quốc gia có thể điều chỉnh (Điều 98 khoản 3)" */
};
/* A plan of constituencies, or one of them. */
struct plan_view {
	struct sheet_view sheet;
	const struct figure_view *figures; /* of the whole plan */
	size_t figure_count;
	bool facts_first;
	struct str map; /* its address; empty: none */
	struct str map_source; /* of its outlines */
	const struct link_view *map_links;
	size_t map_link_count;
};
