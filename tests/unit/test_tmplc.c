/*
 * test_tmplc.c – the template compiler: what it refuses, with the line, and which escaping it chooses by place.
 *
 * The compiler is compiled in and run in a child process, as it ends with exit().
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

int tmplc_main(int argc, char **argv);
#define main tmplc_main
#define exit _exit
#include "../../tools/tmplc.c"
#include "../../tools/tmplc_html.c"
#undef main
#undef exit

static char dir[64], template_path[96], c_path[96], h_path[96];
static char output[65536];

static void slurp(FILE *f, char *into, size_t room)
{
	into[fread(into, 1, room - 1, f)] = 0;
	fclose(f);
}

static void write_template(const char *body)
{
	FILE *f = fopen(template_path, "w");

	assert_non_null(f);
	fputs(body, f);
	fclose(f);
}

/* Exit status; what it said on stderr is in `said`. */
static int compile_body(const char *body, char *said, size_t room)
{
	int ends[2], status;

	unlink(c_path);
	unlink(h_path);
	write_template(body);
	assert_int_equal(pipe(ends), 0);
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		char *argv[] = {(char *)"tmplc", c_path, h_path, template_path, NULL};

		dup2(ends[1], 2);
		close(ends[0]);
		close(ends[1]);
		_exit(tmplc_main(4, argv));
	}
	close(ends[1]);
	slurp(fdopen(ends[0], "r"), said, room);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void assert_refused(const char *body, int line, const char *words)
{
	char said[4096], start[160];
	int status = compile_body(body, said, sizeof(said));

	snprintf(start, sizeof(start), "%s:%d: error: ", template_path, line);
	if (status != 1 || strncmp(said, start, strlen(start)) != 0 || !strstr(said, words))
		fail_msg("%s\n… exit status %d, said: %s … due: %s…%s", body, status, said, start, words);
	assert_int_not_equal(access(c_path, F_OK), 0);
	assert_int_not_equal(access(h_path, F_OK), 0);
}

static void assert_makes(const char *body, const char *c_code)
{
	char said[4096];
	int status = compile_body(body, said, sizeof(said));
	FILE *f = fopen(c_path, "r");

	if (status != 0 || !f)
		fail_msg("%s\n… exit status %d, said: %s", body, status, said);
	slurp(f, output, sizeof(output));
	if (!strstr(output, c_code))
		fail_msg("%s\n… no %s in\n%s", body, c_code, output);
}

#define T(body) "{{ template x(int a) }}" body "{{ end }}\n"

static void refuses_places(void **state)
{
	(void)state;
	assert_refused(T("\n<p id={{ a }}>"), 2, "an unquoted value");
	assert_refused(T("<p id='{{ a }}'>"), 1, "double quotes");
	assert_refused(T("<p {{ a }}>"), 1, "an expression cannot stand in a tag");
	assert_refused(T("<p {{ a }}=\"\">"), 1, "an expression cannot stand in a tag");
	assert_refused(T("<p data-{{ a }}=\"\">"), 1, "an attribute name");
	assert_refused(T("<{{ a }}>"), 1, "a tag name");
	assert_refused(T("<h{{ a }}>"), 1, "a tag name");
	assert_refused(T("</{{ a }}>"), 1, "a tag name");
	assert_refused(T("\n\n<p onclick=\"{{ a }}\">"), 3, "onclick=");
	assert_refused(T("<p ONCLICK=\"f()\">"), 1, "lower case");
	assert_refused(T("<a HREF=\"{{ a }}\">"), 1, "lower case");
	assert_refused(T("<fOrm method=\"post\">"), 1, "lower case");
	assert_refused(T("<meta http-equiv=\"refresh\">"), 1, "http-equiv=");
	assert_refused(T("<p style=\"color: {{ a }}\">"), 1, "style=");
	assert_refused(T("<img srcset=\"{{ a }}\">"), 1, "srcset=");
	assert_refused(T("<iframe src=\"/\">"), 1, "<iframe>");
	assert_refused(T("<button formmethod=\"post\">"), 1, "formmethod=");
	assert_refused(T("<style>p{}</style>"), 1, "<style>");
	assert_refused(T("<script>f({{ a }})</script>"), 1, "scripts belong into a file");
	assert_refused(T("<script>{{ a }}</script>"), 1, "<script>");
	assert_refused(T("<title><b>x</b></title>"), 1, "a tag inside <title>");
	assert_refused(T("\n<!-- {{ a }} -->"), 2, "comment");
	assert_refused(T("<p title=\"{{ raw a }}\">"), 1, "raw cannot stand in a value");
	assert_refused(T("<p title=\"{{ call y(a) }}\">"), 1, "a call cannot stand in a value");
}

static void refuses_addresses(void **state)
{
	(void)state;
	assert_refused(T("<a href=\"javascript:{{ a }}\">"), 1, "scheme");
	assert_refused(T("<a href=\"javascript:f()\">"), 1, "scheme");
	assert_refused(T("<a href=\"data:text/html,x\">"), 1, "scheme");
	assert_refused(T("<a href=\"{{ a }}:{{ a }}\">"), 1, "':'");
	assert_refused(T("<a href=\"{{ if (a) }}x{{ end }}\">"), 1, "inside an address");
}

static void refuses_nesting(void **state)
{
	(void)state;
	assert_refused(T("<p><b></p></b>"), 1, "</p> where </b> is due");
	assert_refused(T("\n<p>"), 2, "<p> of line 2 is still open");
	assert_refused(T("</p>"), 1, "closes nothing");
	assert_refused(T("<br></br>"), 1, "closes nothing");
	assert_refused(T("<p/>"), 1, "void elements");
	assert_refused(T("{{ if (a) }}\n<p>{{ end }}</p>"), 2, "<p> of line 2 is still open");
	assert_refused(T("<p>{{ if (a) }}</p>{{ end }}"), 1, "opened outside of the block");
	assert_refused(T("<p>{{ if (a) }}</p><p>{{ end }}</p>"), 1, "opened outside of the block");
	assert_refused(T("{{ if (a) }}<p>{{ else }}<p>{{ end }}</p>"), 1, "still open");
	assert_refused(T("<p{{ if (a) }}>x{{ end }}</p>"), 1, "the tag ends inside a condition");
	assert_refused(T("<p title=\"{{ if (a) }}x\"{{ end }}>"), 1, "the value ends inside a condition");
	assert_refused(T("<p title=\"{{ if (a) }}x\" id=\"{{ end }}\">"), 1, "the value ends inside a condition");
	assert_refused(T("<p {{ if (a) }}title=\"{{ end }}\">"), 1, "ends in a value");
	assert_refused(T("<p{{ if (a) }} id=\"x\"{{ end }}id=\"y\">"), 1, "white space is missing");
	assert_refused(T("{{ else }}"), 1, "else without if");
	assert_refused(T("{{ if (a) }}{{ else }}{{ else }}{{ end }}"), 1, "else without if");
	assert_refused(T("{{ if (a) }}{{ else wrong }}{{ end }}"), 1, "else if");
	assert_refused("{{ template x() }}\n{{ if (a) }}\n", 3, "that began at line 2 has no {{ end }}");
	assert_refused("{{ end }}", 1, "outside of every template");
	assert_refused("hello", 1, "outside of a template");
	assert_refused(T("{{ template y() }}"), 1, "a template inside a template");
	assert_refused(T("{{ if (a) }}{{ content }}{{ end }}"), 1, "outside of every block");
	assert_refused(T("{{ content }}{{ content }}"), 1, "once");
	assert_refused(T("{{ a "), 1, "without }}");
	assert_refused(T("{{ }}"), 1, "empty directive");
}

static void refuses_characters(void **state)
{
	(void)state;
	assert_refused(T("a < b"), 1, "write &lt;");
	assert_refused(T("a & b"), 1, "write &amp;");
	assert_refused(T("<P>x</P>"), 1, "lower case");
	assert_refused(T("<p title=\"a<b\">"), 1, "write &lt;");
}

static void refuses_forms_without_token(void **state)
{
	(void)state;
	assert_refused(T("\n<form method=\"post\" action=\"/x\"><p>x</p></form>"), 2, "followed by {{ token }}");
	assert_refused(T("<form method=\"post\" action=\"/x\"></form>"), 1, "followed by {{ token }}");
	assert_refused(T("<form method=\"post\">{{ if (a) }}{{ token }}{{ end }}</form>"), 1, "followed by {{ token }}");
	assert_refused(T("<form method=\"{{ a }}\"></form>"), 1, "\"post\" or \"get\"");
	assert_refused(T("<form method=\"POST\"></form>"), 1, "\"post\" or \"get\"");
	assert_refused(T("<form{{ if (a) }} method=\"post\"{{ end }}></form>"), 1, "must not depend on a condition");
	assert_refused(T("<form action=\"/x\">{{ token }}</form>"), 1, "belongs directly after");
	assert_refused(T("<form method=\"post\">{{ token }}<form action=\"/\"></form></form>"), 1, "a form inside a form");
	assert_makes(T("<form method=\"post\" action=\"/x\">\n\t{{# why }}\n{{ token }}</form>"), "html_token(h);");
	assert_makes(T("<form action=\"/tim\"><input name=\"q\"></form>"), "<form action");
}

static void escapes_by_place(void **state)
{
	(void)state;
	assert_makes(T("<p>{{ a }}</p>"), "html_text(h, (a));");
	assert_makes(T("<p title=\"x {{ a }}\"></p>"), "html_text(h, (a));");
	assert_makes(T("<a href=\"{{ a }}\"></a>"), "html_url(h, (a));");
	assert_makes(T("<form action=\"{{ a }}\"></form>"), "html_url(h, (a));");
	assert_makes(T("<img src=\"{{ a }}\">"), "html_url(h, (a));");
	assert_makes(T("<a href=\"/x/{{ a }}\"></a>"), "html_url_part(h, (a));");
	assert_makes(T("<a href=\"{{ a }}?trang={{ a + 1 }}\"></a>"), "html_url_part(h, (a + 1));");
	assert_makes(T("{{ raw map(a) }}"), "html_raw(h, (map(a)));");
	assert_makes(T("<p>{{ f(\"}}\", '}') }}</p>"), "html_text(h, (f(\"}}\", '}')));");
	assert_makes(T("<title>{{ a }}</title>"), "html_text(h, (a));");
}

static void makes_functions(void **state)
{
	(void)state;
	assert_makes("{{ template x() }}{{ call y() }}{{ call z(1, (2)) }}{{ end }}", "void x(struct html *h)\n");
	assert_non_null(strstr(output, "\ty(h);\n"));
	assert_non_null(strstr(output, "\tz(h, 1, (2));\n"));
	assert_makes("{{ template f(int a) }}<b>{{ content }}</b>{{ end }}", "void f_begin(struct html *h, int a)\n");
	assert_non_null(strstr(output, "void f_end(struct html *h, int a)\n"));
	assert_makes(T("{{ wrap f(a) }}<i></i>{{ end }}"), "\tf_begin(h, a);\n");
	assert_non_null(strstr(output, "\tf_end(h, a);\n"));
	assert_makes(T("\n\n<p>{{ a }}</p>"), "#line 3 ");
	assert_makes(T("<option{{ if (a) }} selected{{ end }}>x</option>"), "\" selected\"");
	assert_makes(T("<p class=\"a{{ if (a) }} b{{ else if (2) }} c{{ end }}\"></p>"), "} else if (2) {");
	assert_makes(T("<svg viewBox=\"0 0 1 1\"><path d=\"M0 0\"/></svg>"), "<path");
}

static void folds_white_space(void **state)
{
	(void)state;
	assert_makes(T("\n\t<p>a \n\t b  c</p>\n\n\t<p></p>\n"), "\"<p>a\\nb c</p>\\n<p></p>\", ");
	assert_makes(T("<pre>a \n\t b</pre>"), "<pre>a \\n\\011 b</pre>");
	assert_makes(T("<p>a\n{{ if (a) }}\nb\n{{ end }}\nc</p>"), "\"b\\n\", 2");
	assert_non_null(strstr(output, "\"c</p>\", 5"));
	assert_makes(T("<p   class=\"a  b\"\n\tid=\"c\"  ></p>"), "<p class=\\\"a  b\\\" id=\\\"c\\\"></p>");
}

static int make_dir(void **state)
{
	(void)state;
	snprintf(dir, sizeof(dir), "/tmp/tmplc-XXXXXX");
	if (!mkdtemp(dir))
		return -1;
	snprintf(template_path, sizeof(template_path), "%s/x.tmpl", dir);
	snprintf(c_path, sizeof(c_path), "%s/x.c", dir);
	snprintf(h_path, sizeof(h_path), "%s/x.h", dir);
	return 0;
}

static int remove_dir(void **state)
{
	(void)state;
	unlink(template_path);
	unlink(c_path);
	unlink(h_path);
	return rmdir(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refuses_places), cmocka_unit_test(refuses_addresses), cmocka_unit_test(refuses_nesting),
		cmocka_unit_test(refuses_characters), cmocka_unit_test(refuses_forms_without_token),
		cmocka_unit_test(escapes_by_place), cmocka_unit_test(makes_functions), cmocka_unit_test(folds_white_space),
	};

	return cmocka_run_group_tests_name("tmplc", tests, make_dir, remove_dir);
}
