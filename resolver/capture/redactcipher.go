package capture

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The cipher of names keeps their format, as FF1 of NIST SP 800-38G does: it is a Feistel network over the letters and the
// digits of a text, those in one half moved on within their alphabets by a number that the key and the other half give.

const feistelRounds = 10

// What may stand for one another.
const (
	letters      = "abcdefghijklmnopqrstuvwxyz"
	digits       = "0123456789"
	notZero      = "123456789"
	hexLetters   = "abcdef"
	minHighOctet = 0x80
)

var highOctets = func() string {
	b := make([]byte, 0x100-minHighOctet)
	for i := range b {
		b[i] = byte(minHighOctet + i)
	}
	return string(b)
}()

// prf is 256 bits that nobody can tell without the key, for a purpose, a number and texts.
func (r *redactor) prf(purpose string, n int, texts ...string) [32]byte {
	r.mac.Reset()
	fmt.Fprintf(r.mac, "%s %d", purpose, n)
	for _, t := range texts {
		fmt.Fprintf(r.mac, " %d:%s", len(t), t)
	}
	return [32]byte(r.mac.Sum(nil))
}

// permute maps a text to another one of the same form: each octet to one of its alphabet, where that is not "". For one
// purpose and one form it is a permutation.
func (r *redactor) permute(purpose, text string, alphabets []string) string {
	out, form := []byte(text), []byte(text)
	var places []int
	for i, alphabet := range alphabets {
		if alphabet != "" {
			places = append(places, i)
			form[i] = alphabet[0]
		}
	}
	if len(places) == 1 { // a half would be empty
		i := places[0]
		out[i] = r.ranked(purpose, string(form), alphabets[i], out[i])
		return string(out)
	}
	left, right := places[:len(places)/2], places[len(places)/2:]
	for n := range feistelRounds {
		stream := rand.NewChaCha8(r.prf(purpose, n, string(form), at(out, left)))
		for _, i := range right {
			out[i] = moved(alphabets[i], out[i], stream.Uint64())
		}
		left, right = right, left
	}
	return string(out)
}

// at returns the octets in places.
func at(text []byte, places []int) string {
	var b strings.Builder
	for _, i := range places {
		b.WriteByte(text[i])
	}
	return b.String()
}

// moved returns the octet that is n places behind c in its alphabet, as in a circle.
func moved(alphabet string, c byte, n uint64) byte {
	size := uint64(len(alphabet))
	return alphabet[(uint64(strings.IndexByte(alphabet, c))+n%size)%size]
}

// ranked is a permutation of an alphabet: the place of an octet is that of its random number among those of all.
func (r *redactor) ranked(purpose, form, alphabet string, c byte) byte {
	own := r.prf(purpose, feistelRounds, form, string([]byte{c}))
	rank := 0
	for i := range len(alphabet) {
		other := r.prf(purpose, feistelRounds, form, alphabet[i:i+1])
		if bytes.Compare(other[:], own[:]) < 0 {
			rank++
		}
	}
	return alphabet[rank]
}

// walk permutes a text until it is of its own kind again, and has its own alphabets, so that it is a permutation of what does.
// What is too long for a name is not worth the way.
func walk[K comparable](r *redactor, purpose, text string, alphabetsOf func(string) []string, kind func(string) K) string {
	alphabets := alphabetsOf(text)
	if len(text) > maxNameLen {
		return r.hashed(purpose, text, alphabets)
	}
	for out := text; ; {
		out = r.permute(purpose, out, alphabets)
		if kind(out) == kind(text) && slices.Equal(alphabetsOf(out), alphabets) {
			return out
		}
	}
}

// hashed maps a long text to another one of the same form, of which there are so many that no two will meet.
func (r *redactor) hashed(purpose, text string, alphabets []string) string {
	noSpace := highOctets[:0x40] // none of these begins a character
	out := []byte(text)
	stream := rand.NewChaCha8(r.prf(purpose, 0, text))
	for i, alphabet := range alphabets {
		if alphabet == highOctets {
			alphabet = noSpace
		}
		if alphabet != "" {
			out[i] = alphabet[stream.Uint64()%uint64(len(alphabet))]
		}
	}
	return string(out)
}

// alphabetsOf returns the alphabet of each octet of a text in lower case. Punctuation has none, nor has white space of Unicode:
// to some files it is no part of a word.
func alphabetsOf(text string) []string {
	alphabets := make([]string, len(text))
	for i, c := range text {
		if unicode.IsSpace(c) {
			continue
		}
		_, n := utf8.DecodeRuneInString(text[i:])
		for j := i; j < i+n; j++ {
			alphabets[j] = alphabetOf(text[j])
		}
	}
	return alphabets
}

func alphabetOf(c byte) string {
	switch {
	case c >= minHighOctet:
		return highOctets
	case '0' <= c && c <= '9':
		return digits
	case 'a' <= c && c <= 'z':
		return letters
	}
	return ""
}

// inLowerCase gives a text to f in lower case of ASCII, and its case to what f returns, which is as long.
func inLowerCase(text string, f func(lower string) string) string {
	lower := []byte(text)
	for i, c := range lower {
		if 'A' <= c && c <= 'Z' {
			lower[i] += 'a' - 'A'
		}
	}
	out := []byte(f(string(lower)))
	for i, c := range out {
		if lower[i] != text[i] && 'a' <= c && c <= 'z' {
			out[i] -= 'a' - 'A'
		}
	}
	return string(out)
}
