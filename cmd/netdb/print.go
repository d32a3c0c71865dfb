package main

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"
)

// An object is what --json prints of a call.
type object struct {
	Call   string   `json:"call"`
	Args   []string `json:"args"`
	Result any      `json:"result,omitempty"`
	Error  *failure `json:"error,omitempty"`
}

// printJSON writes o on one line.
func printJSON(w io.Writer, o any) error {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(o); err != nil {
		return err
	}
	line := escapeJSON(nil, strings.TrimSuffix(b.String(), "\n"))
	_, err := w.Write(append(line, '\n'))
	return err
}

// printText writes rows, each on one line with a space between its words.
func printText(w io.Writer, rows [][]string) error {
	var b strings.Builder
	for _, row := range rows {
		b.WriteString(textLine(row))
		b.WriteByte('\n')
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func textLine(row []string) string {
	words := make([]string, len(row))
	for i, word := range row {
		words[i] = escapeField(word)
	}
	return strings.Join(words, " ")
}
