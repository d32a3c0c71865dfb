package main

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// unprintable reports whether r may do harm to a terminal or to a reader: control characters, direction overrides and other
// invisible ones, and whatever a byte that is no UTF-8 decodes to.
func unprintable(r rune) bool { return r == utf8.RuneError || !strconv.IsPrint(r) }

// escape returns s with Go's escapes for what is unprintable (\n, \x1b, \u202e, \xff).
func escape(s string) string {
	if !strings.ContainsFunc(s, unprintable) {
		return s
	}
	var b strings.Builder
	for len(s) > 0 {
		r, size := utf8.DecodeRuneInString(s)
		if unprintable(r) {
			quoted := strconv.Quote(s[:size])
			b.WriteString(quoted[1 : len(quoted)-1])
		} else {
			b.WriteString(s[:size])
		}
		s = s[size:]
	}
	return b.String()
}

// escapeField is escape for one of several words on a line: a space in it is \x20, and a backslash \\, so that the word can be
// told from what is printed.
func escapeField(s string) string {
	return strings.ReplaceAll(escape(strings.ReplaceAll(s, `\`, `\\`)), " ", `\x20`)
}

// escapeJSON appends JSON text, which is UTF-8 without control characters below a space, with \u escapes for what else is
// unprintable: that occurs within strings only.
func escapeJSON(dst []byte, text string) []byte {
	for _, r := range text {
		switch {
		case strconv.IsPrint(r):
			dst = utf8.AppendRune(dst, r)
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			dst = appendHex16(appendHex16(dst, high), low)
		default:
			dst = appendHex16(dst, r)
		}
	}
	return dst
}

const hexDigits = "0123456789abcdef"

func appendHex16(dst []byte, r rune) []byte {
	return append(dst, '\\', 'u', hexDigits[r>>12&15], hexDigits[r>>8&15], hexDigits[r>>4&15], hexDigits[r&15])
}

const (
	shownArg  = 64  // bytes of an argument that an error repeats
	shownHead = 300 // bytes of an error line that is too long: its beginning,
	shownTail = 100 // and its end
)

// quote returns an argument as an error shows it.
func quote(arg string) string {
	if len(arg) > shownArg {
		return strconv.Quote(arg[:shownArg]) + "..."
	}
	return strconv.Quote(arg)
}

// errorLine returns text as one printable line of bounded length.
func errorLine(text string) string {
	if len(text) > shownHead+shownTail {
		text = text[:shownHead] + "..." + text[len(text)-shownTail:]
	}
	return "netdb: " + escape(text) + "\n"
}
