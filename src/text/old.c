/* Texts of before Unicode. */
#include <stddef.h>

#include "text/text.h"

static bool is_ascii_letter(int c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/* U+0080–00FF at s[i], or the ASCII character there; 0 for anything else and behind the end. */
static int latin_at(struct str s, size_t i, size_t *ret_next)
{
	unsigned char c = i < s.n ? (unsigned char)s.p[i] : 0;
	*ret_next = i + 1;
	if (c < 0x80)
		return c;
	if ((c == 0xC2 || c == 0xC3) && i + 1 < s.n) {
		*ret_next = i + 2;
		return (c & 3) << 6 | (s.p[i + 1] & 0x3F);
	}
	return 0;
}

/* What TCVN3 has for letters and Latin-1 for signs that stand in no word: ¨ © ª ¬ ®, µ–¹, ¼–¾. How much one says behind a letter;
 * a unit has a dot inside ("kW·h"), a name ends in ® or a number of a note. */
static int sign_at(int c, bool inside)
{
	bool sign = (c >= 0xA8 && c <= 0xAE && c != 0xAB && c != 0xAD) || (c >= 0xB5 && c <= 0xB9) || (c >= 0xBC && c <= 0xBE);
	if (!sign)
		return 0;
	if (inside)
		return c == 0xB7 ? 1 : 2;
	return c != 0xA9 && c != 0xAE && c != 0xB7 && c != 0xB9;
}

bool text_is_old(struct str s)
{
	int before = 0, says = 0;
	if (str_is_ascii(s)) /* nearly always */
		return false;
	for (size_t i = 0, next, after; i < s.n; i = next) {
		int c = latin_at(s, i, &next);
		if (is_ascii_letter(before))
			says += sign_at(c, is_ascii_letter(latin_at(s, next, &after)));
		says += c >= 0xC0 && c <= 0xDE && before >= 'a' && before <= 'z';
		before = c;
	}
	return says >= 2;
}
