/* The process that reads a table from outside: shut in first, then read. */
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "format/apart_int.h"

/* ---- the jail ---- */

#ifdef __has_feature
#define CLANG_FEATURE(f) __has_feature(f)
#else
#define CLANG_FEATURE(f) 0
#endif
/* A sanitizer's own maps are larger than any limit. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || CLANG_FEATURE(address_sanitizer) ||              \
	CLANG_FEATURE(thread_sanitizer)
#define SANITIZED true
#else
#define SANITIZED false
#endif

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#else
#error "which system calls does this machine have?"
#endif

#define LOAD(what) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, what))
#define REFUSE BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM)
#define ALLOW BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)
#define CALL(number) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (number), 0, 1), ALLOW

/* What memory, reading, writing and ending take. Everything else is refused, as is memory that can be run. */
static const struct sock_filter rules[] = {
	LOAD(arch),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0),
	BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
	LOAD(nr),
	CALL(__NR_read), CALL(__NR_write), CALL(__NR_close), CALL(__NR_fstat), CALL(__NR_lseek),
	CALL(__NR_munmap), CALL(__NR_brk), CALL(__NR_mremap), CALL(__NR_madvise), CALL(__NR_getrandom), CALL(__NR_futex),
	CALL(__NR_clock_gettime), CALL(__NR_sched_yield),
	CALL(__NR_rt_sigreturn), CALL(__NR_rt_sigprocmask), CALL(__NR_sigaltstack), CALL(__NR_exit), CALL(__NR_exit_group),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_mmap, 1, 0),
	REFUSE,
	LOAD(args[2]),
	BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, PROT_EXEC, 0, 1),
	REFUSE,
	ALLOW,
};

static bool limit(__rlimit_resource_t what, rlim_t most)
{
	struct rlimit now, wanted = {most, most};
	if (getrlimit(what, &now) == 0 && now.rlim_max < most)
		wanted = (struct rlimit){now.rlim_max, now.rlim_max};
	return setrlimit(what, &wanted) == 0;
}

bool apart_jail(const struct apart_limits *limits)
{
	const struct sock_fprog program = {ARRAY_LEN(rules), (struct sock_filter *)(uintptr_t)rules};
	return prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && close_range(3, ~0U, 0) == 0 &&
	       (SANITIZED || limit(RLIMIT_DATA, limits->memory)) && limit(RLIMIT_CPU, limits->cpu_s) && limit(RLIMIT_FSIZE, 0) &&
	       limit(RLIMIT_CORE, 0) && limit(RLIMIT_NOFILE, 3) && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	       prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

/* ---- frames ---- */

struct out {
	struct buf b;
	struct table_info info;
	bool begun; /* APART_INFO is out */
};

static void put_all(const char *p, size_t n)
{
	while (n) {
		ssize_t w = write(STDOUT_FILENO, p, n);
		if (w < 0 && errno == EINTR)
			continue;
		if (w <= 0)
			_exit(3); /* the parent has enough */
		p += w;
		n -= (size_t)w;
	}
}

static void hand_over(struct out *o)
{
	struct str all = buf_str(&o->b);
	put_all(all.p, all.n);
	buf_reset(&o->b);
}

static void put(struct out *o, const void *p, size_t n)
{
	buf_add(&o->b, (struct str){p, n});
}

static void put_frame(struct out *o, enum apart_kind kind, const void *p, size_t n)
{
	const struct apart_frame f = {kind, (uint32_t)n};
	put(o, &f, sizeof(f));
	put(o, p, n);
}

static void begin(struct out *o)
{
	if (!o->begun)
		put_frame(o, APART_INFO, &o->info, sizeof(o->info));
	o->begun = true;
}

static int on_row(void *ctx, const struct csv_row *row, struct err *err)
{
	struct out *o = ctx;
	const struct apart_row head = {row->line, (uint32_t)row->n, 0};
	size_t n = sizeof(head) + row->n * sizeof(uint32_t);
	begin(o);
	for (size_t i = 0; i < row->n; i++)
		n += row->cells[i].n;
	if (n > APART_FRAME_MOST)
		return err_set(err, ERR_TOO_LARGE, _("Dòng %zu dài quá mức cho phép."), row->line);
	const struct apart_frame f = {APART_ROW, (uint32_t)n};
	put(o, &f, sizeof(f));
	put(o, &head, sizeof(head));
	for (size_t i = 0; i < row->n; i++)
		put(o, &(uint32_t){(uint32_t)row->cells[i].n}, sizeof(uint32_t));
	for (size_t i = 0; i < row->n; i++)
		put(o, row->cells[i].p, row->cells[i].n);
	if (o->b.n > (60 << 10))
		hand_over(o);
	return 0;
}

static int read_heading(struct out *o, const struct apart_task *t, struct str bytes, const char *name, struct err *err)
{
	struct arena *a = arena_new("heading", (size_t)256 << 20); /* the process ends with it */
	struct xlsx_rows rows;
	int r = table_heading_here(a, bytes, name, t->heading, &t->limits, &rows, err);
	for (size_t i = 0; r == 0 && i < rows.n; i++)
		r = on_row(o, &rows.row[i], err);
	return r;
}

int apart_main(void)
{
	static struct out o; /* zeroed: its info is sent whole, the bytes between its members too */
	struct stat st;
	struct err err = ERR_INIT;
	if (fstat(STDIN_FILENO, &st) < 0 || (size_t)st.st_size < sizeof(struct apart_task))
		return 2;
	const struct apart_task *t = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, STDIN_FILENO, 0);
	if (t == MAP_FAILED || !apart_jail(&t->own))
		return 2;
	o.b.cap = APART_FRAME_MOST + (1 << 20);
	struct str bytes = {(const char *)t + sizeof(*t), (size_t)st.st_size - sizeof(*t)};
	const char *name = t->named ? t->name : NULL;
	int r = t->heading ? read_heading(&o, t, bytes, name, &err)
			   : table_read_here(bytes, name, &t->limits, on_row, &o, &o.info, &err);
	if (r < 0) {
		struct apart_error e = {.code = err.code};
		memcpy(e.text, err.text, sizeof(e.text));
		put_frame(&o, APART_ERROR, &e, sizeof(e));
	} else {
		begin(&o);
		put_frame(&o, APART_DONE, &o.info, sizeof(o.info));
	}
	hand_over(&o);
	_exit(0);
}
